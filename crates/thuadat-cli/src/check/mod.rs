//! `thuadat check`.

mod arguments;

pub(crate) use arguments::{CheckArguments, crs, mapping, mapping_of_link, thread_count};

use crate::cadastre::findings_saved;
use crate::failure::Failure;
use crate::terminal::{Terminal, message, style_of_standard_output};
use arguments::Format;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use thuadat::cadastre::{accept_as_recorded, save_findings, store_at};
use thuadat::profile::{self, ProfileDocument, ProfileError};
use thuadat::report::{self, GeoJsonError};
use thuadat::review::{Acceptances, Baseline};
use thuadat::{CheckRun, Language, Message, check_streamed, check_within};

/// Runs the command. Answers 1 when there are findings at error level.
pub(crate) fn run(
    arguments: &CheckArguments,
    language: Language,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    if let Some(option) = arguments.option_not_streamed() {
        return Err(Failure::NotStreamed { option });
    }
    if let Some(file) = arguments.crs_of_no_input() {
        return Err(Failure::CrsOfNoInput { file: file.to_owned() });
    }
    let store = match &arguments.input[..] {
        [input] => store_at(input),
        _ => None,
    };
    if arguments.save && store.is_none() {
        return Err(Failure::SaveOfNoStore);
    }
    let document = profile_document(arguments)?;
    let acceptances = arguments.accept.as_deref().map(Acceptances::read).transpose()?;
    let baseline = arguments.baseline.as_deref().map(Baseline::read).transpose()?;
    each_report_once(&arguments.report)?;
    for path in &arguments.report {
        refuse_to_overwrite(path, arguments.files_read())?;
        terminal.while_writing(|| report::ensure_writable(path))?;
    }
    use_threads(arguments.threads)?;
    let requests = arguments.read_requests();
    let mut run = if arguments.stream {
        check_streamed(&requests, document, terminal)?
    } else {
        check_within(&requests, &arguments.surroundings(), document, &arguments.parcels(), terminal)?
    };
    match (&store, acceptances) {
        (Some(store), acceptances) => accept_as_recorded(&mut run, store, acceptances)?,
        (None, Some(acceptances)) => run.accept(acceptances),
        (None, None) => {}
    }
    if let Some(baseline) = baseline {
        run.compare_with(baseline);
    }
    for path in &arguments.report {
        terminal.while_writing(|| report::write(&mut run, path, language, terminal))?;
    }
    terminal.clear();
    match print(&run, arguments, language, terminal) {
        // Whoever read our output has seen enough; the answer stands.
        Err(failure) if failure.is_broken_pipe() => {}
        printed => printed?,
    }
    for path in &arguments.report {
        terminal.say(&written(path, &run));
    }
    if let Some(store) = store.filter(|_| arguments.save) {
        let saved = save_findings(&store, &arguments.profile, terminal)?;
        terminal.clear();
        terminal.say(&findings_saved(&saved));
    }
    Ok(ExitCode::from(u8::from(run.has_errors())))
}

/// Says that a report is there, and what it leaves out.
fn written(path: &Path, run: &CheckRun) -> Message {
    let shown = path.display();
    let left_out = report::Kind::of(path).ok().and_then(|kind| kind.leaves_out(run.outcome.findings.len()));
    let Message { vi, en } = left_out.map_or_else(
        || message("", ""),
        |Message { vi, en }| message(format!(", trong đó {vi}"), format!(", which {en}")),
    );
    message(format!("đã ghi báo cáo {shown}{vi}"), format!("wrote the report {shown}{en}"))
}

fn profile_document(arguments: &CheckArguments) -> Result<ProfileDocument, Failure> {
    let of = |option: &'static str| move |source: ProfileError| Failure::Option { option, source };
    let mut document = profile::named(&arguments.profile)?;
    if let Some(tolerance_m) = arguments.tolerance {
        document = document.with_tolerance_m(tolerance_m).map_err(of("--tolerance"))?;
    }
    if let Some(gap_width_m) = arguments.gap_width {
        document = document.with_gap_width_m(gap_width_m).map_err(of("--gap-width"))?;
    }
    Ok(document.with_rules(arguments.rules())?)
}

/// Refuses a report that is named twice: the second would be written over the first.
pub(crate) fn each_report_once(reports: &[PathBuf]) -> Result<(), Failure> {
    let place = |report: &PathBuf| std::path::absolute(report).unwrap_or_else(|_| report.clone());
    for (at, report) in reports.iter().enumerate() {
        if reports[..at].iter().any(|before| place(before) == place(report)) {
            return Err(Failure::ReportTwice { report: report.clone() });
        }
    }
    Ok(())
}

/// Refuses a report that would be written over a file that is read.
pub(crate) fn refuse_to_overwrite<'a>(
    path: &Path,
    mut files_read: impl Iterator<Item = &'a PathBuf>,
) -> Result<(), Failure> {
    let resolved = path.canonicalize().ok();
    let is_input = |input: &&PathBuf| resolved.is_some() && input.canonicalize().ok() == resolved;
    if let Some(input) = files_read.find(is_input) {
        return Err(Failure::OverwritesInput { report: path.to_owned(), input: input.clone() });
    }
    Ok(())
}

/// Sets how many threads there are.
pub(crate) fn use_threads(count: Option<usize>) -> Result<(), Failure> {
    if let Some(count) = count {
        rayon::ThreadPoolBuilder::new()
            .num_threads(count)
            .build_global()
            .map_err(|source| Failure::Threads { count, source })?;
    }
    Ok(())
}

fn print(
    run: &CheckRun,
    arguments: &CheckArguments,
    language: Language,
    terminal: &Terminal,
) -> Result<(), Failure> {
    let format = match arguments.format {
        Some(format) => format,
        None if arguments.quiet => return Ok(()),
        None => Format::Text,
    };
    let mut output = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    match format {
        Format::Text => report::write_text(run, &style_of_standard_output(language), &mut output),
        Format::Json => report::write_json(run, terminal, &mut output),
        Format::Geojson => return write_geojson(run, terminal, &mut output),
    }
    .and_then(|()| output.flush())
    .map_err(Failure::Output)
}

fn write_geojson(run: &CheckRun, terminal: &Terminal, output: &mut impl Write) -> Result<(), Failure> {
    match report::write_geojson(run, terminal, &mut *output) {
        Ok(()) => output.flush().map_err(Failure::Output),
        Err(GeoJsonError::Io(error)) => Err(Failure::Output(error)),
        Err(error) => Err(error.into()),
    }
}
