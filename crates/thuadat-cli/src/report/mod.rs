//! `thuadat report`.

mod arguments;

pub(crate) use arguments::{Report, ReportArguments};

use crate::check::{each_report_once, refuse_to_overwrite, use_threads};
use crate::failure::Failure;
use crate::terminal::{Terminal, message, style_of_standard_output};
use arguments::{OutputArguments, ReportFormat, ScorecardArguments, SheetArguments};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use thuadat::campaign::scorecard::{
    Scorecard, ensure_scorecard, write_scorecard, write_scorecard_json, write_scorecard_text,
};
use thuadat::campaign::sheet::{
    FillOptions, FilledSheet, SheetReport, ensure_sheet, sheet_files, write_sheet, write_sheet_json,
    write_sheet_text,
};
use thuadat::campaign::sync::{SyncReport, ensure_sync, write_sync, write_sync_json, write_sync_text};
use thuadat::campaign::{CampaignRun, read_campaign};
use thuadat::report::{ReportError, TextStyle};
use thuadat::{Language, Observer, RegisterLayout, profile};

/// Runs the command.
pub(crate) fn run(
    arguments: &ReportArguments,
    language: Language,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    match &arguments.report {
        Report::Scorecard(arguments) => {
            let kind = OfTheMap {
                new: Scorecard::new,
                ensure: ensure_scorecard,
                write: write_scorecard,
                text: write_scorecard_text,
                json: |report, output| write_scorecard_json(report, output),
            };
            of_the_map(&kind, arguments, language, terminal)
        }
        Report::Sync(arguments) => {
            let kind = OfTheMap {
                new: SyncReport::new,
                ensure: ensure_sync,
                write: write_sync,
                text: write_sync_text,
                json: |report, output| write_sync_json(report, output),
            };
            of_the_map(&kind, arguments, language, terminal)
        }
        Report::Pl3(arguments) => sheet(arguments, RegisterLayout::Pl3, language, terminal),
        Report::Vbdlis(arguments) => sheet(arguments, RegisterLayout::Vbdlis, language, terminal),
    }
}

/// A report of every parcel of a map: how it is made, whether it can be written, and how it is.
struct OfTheMap<R> {
    new: fn(&CampaignRun) -> R,
    ensure: fn(&Path) -> Result<(), ReportError>,
    write: fn(&R, &Path, Language, &dyn Observer) -> Result<(), ReportError>,
    text: fn(&R, &TextStyle, &mut dyn Write) -> io::Result<()>,
    json: fn(&R, &mut dyn Write) -> io::Result<()>,
}

fn of_the_map<R>(
    kind: &OfTheMap<R>,
    arguments: &ScorecardArguments,
    language: Language,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    let document = profile::named(&arguments.material.profile)?;
    let requirements = arguments.material.requirements()?;
    each_report_once(&arguments.output.output)?;
    for path in &arguments.output.output {
        refuse_to_overwrite(path, arguments.files_read())?;
        terminal.while_writing(|| (kind.ensure)(path))?;
    }
    use_threads(arguments.material.threads)?;
    let run = read_campaign(&arguments.request(document, requirements), terminal)?;
    say_notices(&run, terminal);
    let report = (kind.new)(&run);
    for path in &arguments.output.output {
        terminal.while_writing(|| (kind.write)(&report, path, language, terminal))?;
    }
    terminal.clear();
    print(&arguments.output, |format, output| match format {
        ReportFormat::Text => (kind.text)(&report, &style_of_standard_output(language), output),
        ReportFormat::Json => (kind.json)(&report, output),
    })?;
    for path in &arguments.output.output {
        say_written(path, false, terminal);
    }
    Ok(ExitCode::SUCCESS)
}

fn sheet(
    arguments: &SheetArguments,
    layout: RegisterLayout,
    language: Language,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    if !arguments.has_rows() {
        return Err(Failure::NoRows);
    }
    let document = profile::named(&arguments.material.profile)?;
    let requirements = arguments.material.requirements()?;
    let files: Vec<PathBuf> = arguments.output.output.iter().flat_map(|path| sheet_files(path)).collect();
    each_report_once(&files)?;
    for file in &files {
        refuse_to_overwrite(file, arguments.files_read())?;
    }
    for path in &arguments.output.output {
        terminal.while_writing(|| ensure_sheet(path))?;
    }
    use_threads(arguments.material.threads)?;
    let run = read_campaign(&arguments.request(document, requirements), terminal)?;
    say_notices(&run, terminal);
    let options = FillOptions {
        layout,
        is_public: arguments.output.public,
        with_parcels_without_rows: arguments.without_certificate,
        in_unicode: arguments.unicode,
    };
    let filled = FilledSheet::new(&run, options);
    let report = SheetReport::new(&run, &filled);
    let mut written = Vec::new();
    for path in &arguments.output.output {
        let files = terminal.while_writing(|| write_sheet(&run, &filled, path, language, terminal))?;
        // The list of what is missing beside text in columns names no cell.
        let holds = |position: usize| position == 0 && filled.holds_personal_data();
        written.extend(files.into_iter().enumerate().map(|(position, file)| (file, holds(position))));
    }
    terminal.clear();
    print(&arguments.output, |format, output| match format {
        ReportFormat::Text => write_sheet_text(&report, &style_of_standard_output(language), output),
        ReportFormat::Json => write_sheet_json(&report, output),
    })?;
    for (path, is_personal) in &written {
        say_written(path, *is_personal, terminal);
    }
    Ok(ExitCode::SUCCESS)
}

/// Prints what was asked for; that nobody reads on is no failure.
fn print(
    arguments: &OutputArguments,
    write: impl FnOnce(ReportFormat, &mut dyn Write) -> io::Result<()>,
) -> Result<(), Failure> {
    let format = match arguments.format {
        Some(format) => format,
        None if arguments.quiet => return Ok(()),
        None => ReportFormat::Text,
    };
    let mut output = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let printed = write(format, &mut output).and_then(|()| output.flush()).map_err(Failure::Output);
    match printed {
        Err(failure) if failure.is_broken_pipe() => Ok(()),
        printed => printed,
    }
}

/// What is worth knowing of how registers and lists were read.
fn say_notices(run: &CampaignRun, terminal: &Terminal) {
    for notice in &run.link.notices {
        terminal.say(&notice.message);
    }
    let (decisions, cells): (Vec<_>, Vec<_>) =
        run.link.complaints.iter().partition(|complaint| complaint.is_of_decision());
    for decision in decisions {
        terminal.say(&message(
            format!("quyết định chưa dùng được: {}", decision.message.vi),
            format!("a decision was not used: {}", decision.message.en),
        ));
    }
    let complaints = cells.len();
    if let Some(first) = cells.first() {
        terminal.say(&message(
            format!("{complaints} ô của sổ không đọc được nguyên văn (xem đủ bằng `thuadat link`), đầu tiên là: {}", first.message.vi),
            format!("{} (`thuadat link` lists them), the first: {}", cells_not_taken(complaints), first.message.en),
        ));
    }
}

fn cells_not_taken(count: usize) -> String {
    match count {
        1 => "1 cell of a register could not be taken as it stands".to_owned(),
        _ => format!("{count} cells of registers could not be taken as they stand"),
    }
}

fn say_written(path: &Path, is_personal: bool, terminal: &Terminal) {
    let shown = path.display();
    terminal.say(&if is_personal {
        message(
            format!("đã ghi {shown}; tệp CÓ thông tin cá nhân, chỉ giao cho người có trách nhiệm (--public để bỏ ra)"),
            format!("wrote {shown}; it HOLDS personal data, for those in charge alone (--public leaves it out)"),
        )
    } else {
        message(
            format!("đã ghi {shown}; tệp không có thông tin cá nhân"),
            format!("wrote {shown}; it holds no personal data"),
        )
    });
}
