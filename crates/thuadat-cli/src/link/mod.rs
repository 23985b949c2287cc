//! `thuadat link`.

mod arguments;
mod map_arguments;

pub(crate) use arguments::LinkArguments;
pub(crate) use map_arguments::MapArguments;

use crate::cadastre::links_saved;
use crate::check::{each_report_once, refuse_to_overwrite, use_threads};
use crate::failure::Failure;
use crate::terminal::{Terminal, message, style_of_standard_output};
use arguments::LinkFormat;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use thuadat::cadastre::{StoreLocation, link_store};
use thuadat::link::{
    LinkRun, ReviewWritten, ensure_link_report, ensure_review, link_files, write_link_json,
    write_link_report, write_link_text, write_review,
};
use thuadat::profile::ProfileDocument;
use thuadat::{Language, profile};

/// Runs the command. Answers 1 when rows contradict themselves or the map.
pub(crate) fn run(
    arguments: &LinkArguments,
    language: Language,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    let document = profile::named(&arguments.profile)?;
    let store = arguments.store()?;
    let written: Vec<PathBuf> = arguments.report.iter().chain(&arguments.review).cloned().collect();
    each_report_once(&written)?;
    if arguments.public && arguments.review.is_some() {
        return Err(Failure::PublicReview);
    }
    let decisions = arguments.decisions();
    for path in &arguments.report {
        refuse_to_overwrite(path, arguments.files_read().chain(&decisions).chain(&arguments.review))?;
        terminal.while_writing(|| ensure_link_report(path))?;
    }
    if let Some(path) = &arguments.review {
        refuse_to_overwrite(path, arguments.files_read())?;
        terminal.while_writing(|| ensure_review(path))?;
    }
    use_threads(arguments.threads)?;
    let mut run = match store {
        Some(store) => linked_store(arguments, store, document, terminal)?,
        None => link_files(&arguments.request(document), terminal)?,
    };
    for path in &arguments.report {
        terminal.while_writing(|| write_link_report(&mut run, path, language, terminal))?;
    }
    let review = arguments.review.as_deref();
    let written = review.map(|path| terminal.while_writing(|| write_review(&run, path, language, terminal)));
    let written = written.transpose()?;
    terminal.clear();
    match print(&run, arguments, language, terminal) {
        // Whoever read our output has seen enough; the answer stands.
        Err(failure) if failure.is_broken_pipe() => {}
        printed => printed?,
    }
    for path in &arguments.report {
        let shown = path.display();
        terminal.say(&message(format!("đã ghi báo cáo {shown}"), format!("wrote the report {shown}")));
    }
    if let (Some(path), Some(ReviewWritten { open, decided, kept })) = (review, written) {
        let shown = path.display();
        if let Some(kept) = kept {
            let kept = kept.display();
            terminal.say(&message(
                format!("{shown} có cột, trang tính, công thức, ghi chú hoặc ô do người dùng ghi thêm; bản cũ được giữ nguyên ở {kept}, các quyết định hiểu được đã chuyển sang tệp mới"),
                format!("{shown} held columns, worksheets, formulas, comments or cells that somebody added; it is kept as it was in {kept}, and the decisions that could be used are in the new file"),
            ));
        }
        if open == 0 {
            terminal.say(&message(
                format!("đã ghi tệp xem xét {shown}: không còn dòng nào cần quyết định{}", kept_vi(decided)),
                format!("wrote the review file {shown}: no row is open{}", kept_en(decided)),
            ));
            return Ok(ExitCode::from(u8::from(run.has_conflicts())));
        }
        terminal.say(&message(
            format!("đã ghi tệp xem xét {shown}: còn {open} dòng cần quyết định{}; điền xong thì chạy lại với --decisions {shown}", kept_vi(decided)),
            format!("wrote the review file {shown}: {}{}; fill it in and run again with --decisions {shown}", open_rows(open), kept_en(decided)),
        ));
    }
    Ok(ExitCode::from(u8::from(run.has_conflicts())))
}

fn open_rows(open: usize) -> String {
    if open == 1 { "1 row is open".to_owned() } else { format!("{open} rows are open") }
}

fn kept_vi(decided: usize) -> String {
    if decided == 0 { String::new() } else { format!(", giữ {decided} dòng đã quyết định") }
}

fn kept_en(decided: usize) -> String {
    match decided {
        0 => String::new(),
        1 => ", 1 decided row is kept".to_owned(),
        _ => format!(", {decided} decided rows are kept"),
    }
}

/// Links what stands in a store, and keeps it there where that is asked for.
fn linked_store(
    arguments: &LinkArguments,
    store: StoreLocation,
    document: ProfileDocument,
    terminal: &Terminal,
) -> Result<LinkRun, Failure> {
    let linked = link_store(&arguments.store_request(store, document), terminal)?;
    if arguments.save {
        let summary = terminal.while_writing(|| linked.save(arguments.author(), terminal))?;
        terminal.clear();
        terminal.say(&links_saved(&summary));
    }
    Ok(linked.run)
}

fn print(
    run: &LinkRun,
    arguments: &LinkArguments,
    language: Language,
    terminal: &Terminal,
) -> Result<(), Failure> {
    let format = match arguments.format {
        Some(format) => format,
        None if arguments.quiet => return Ok(()),
        None => LinkFormat::Text,
    };
    let mut output = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    match format {
        LinkFormat::Text => write_link_text(run, &style_of_standard_output(language), &mut output),
        LinkFormat::Json => write_link_json(run, terminal, &mut output),
    }
    .and_then(|()| output.flush())
    .map_err(Failure::Output)
}
