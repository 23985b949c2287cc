//! `thuadat check`.

mod arguments;

pub(crate) use arguments::CheckArguments;

use crate::terminal::Terminal;
use anyhow::{Context, bail};
use arguments::Format;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;
use thuadat::report::{self, GeoJsonError, TextStyle};
use thuadat::{CheckRun, Language, Severity, check_files, profile};

/// Runs the command. Answers 1 when there are findings at error level.
pub(crate) fn run(arguments: &CheckArguments, terminal: &Terminal) -> anyhow::Result<ExitCode> {
    let language = arguments.lang.unwrap_or_else(language_of_user);
    let document = profile_document(arguments)?;
    for path in &arguments.report {
        refuse_to_overwrite_input(path, arguments)?;
        terminal.while_writing(|| report::ensure_writable(path))?;
    }
    use_threads(arguments.threads)?;
    let mut run = check_files(&arguments.read_requests(), document, terminal)?;
    for path in &arguments.report {
        terminal.while_writing(|| report::write(&mut run, path, language, terminal))?;
    }
    terminal.clear();
    print(&run, arguments, language, terminal)?;
    for path in &arguments.report {
        terminal.say(&format!("{} {}", pick(language, "đã ghi báo cáo", "wrote the report"), path.display()));
    }
    let has_errors = run.outcome.findings.iter().any(|finding| finding.severity == Severity::Error);
    Ok(ExitCode::from(u8::from(has_errors)))
}

fn profile_document(arguments: &CheckArguments) -> anyhow::Result<profile::ProfileDocument> {
    let mut document = profile::named(&arguments.profile)?;
    if let Some(tolerance_m) = arguments.tolerance {
        document = document.with_tolerance_m(tolerance_m).context("--tolerance")?;
    }
    if let Some(gap_width_m) = arguments.gap_width {
        document = document.with_gap_width_m(gap_width_m).context("--gap-width")?;
    }
    Ok(document)
}

fn refuse_to_overwrite_input(path: &Path, arguments: &CheckArguments) -> anyhow::Result<()> {
    let resolved = path.canonicalize().ok();
    let is_input = |input: &&std::path::PathBuf| resolved.is_some() && input.canonicalize().ok() == resolved;
    if let Some(input) = arguments.input.iter().find(is_input) {
        bail!(
            "the report {} would overwrite the input {}; give another path",
            path.display(),
            input.display()
        );
    }
    Ok(())
}

fn use_threads(count: Option<usize>) -> anyhow::Result<()> {
    if let Some(count) = count {
        rayon::ThreadPoolBuilder::new()
            .num_threads(count)
            .build_global()
            .with_context(|| format!("cannot start {count} threads"))?;
    }
    Ok(())
}

fn print(
    run: &CheckRun,
    arguments: &CheckArguments,
    language: Language,
    terminal: &Terminal,
) -> anyhow::Result<()> {
    let format = match arguments.format {
        Some(format) => format,
        None if arguments.quiet => return Ok(()),
        None => Format::Text,
    };
    let mut output = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    match format {
        Format::Text => {
            let colours = io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
            report::write_text(run, &TextStyle { colours, ..TextStyle::plain(language) }, &mut output)
        }
        Format::Json => report::write_json(run, terminal, &mut output),
        Format::Geojson => return write_geojson(run, terminal, &mut output),
    }
    .and_then(|()| output.flush())
    .context("cannot write to standard output")
}

fn write_geojson(run: &CheckRun, terminal: &Terminal, output: &mut impl Write) -> anyhow::Result<()> {
    match report::write_geojson(run, terminal, &mut *output) {
        Ok(()) => output.flush().context("cannot write to standard output"),
        // Bare, so that a closed pipe is known for what it is.
        Err(GeoJsonError::Io(error)) => Err(error).context("cannot write to standard output"),
        Err(error) => Err(error).context("cannot write to standard output"),
    }
}

/// Vietnamese where the system speaks it, else English.
fn language_of_user() -> Language {
    let speaks_vietnamese = sys_locale::get_locale().is_some_and(|locale| locale.starts_with("vi"));
    if speaks_vietnamese { Language::Vi } else { Language::En }
}

fn pick<'a>(language: Language, vi: &'a str, en: &'a str) -> &'a str {
    match language {
        Language::Vi => vi,
        Language::En => en,
    }
}
