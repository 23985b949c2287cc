//! `thuadat import`.

use super::arguments::ImportArguments;
use super::{document_words, print, words};
use crate::failure::Failure;
use crate::terminal::Terminal;
use std::process::ExitCode;
use thuadat::Language;
use thuadat::cadastre::{Imported, are_findings_behind, import_files};

/// Runs the command. Answers 1 when parcels were refused.
pub(crate) fn run(
    arguments: &ImportArguments,
    language: Language,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    let (mut lines, mut has_refused) = (Vec::new(), false);
    let result = terminal.while_writing(|| {
        import_files(&arguments.request(), terminal, |imported| {
            let notices = match imported {
                Imported::Parcels(file) => &file.notices,
                Imported::Documents(file) => &file.notices,
            };
            for notice in notices {
                terminal.say(&notice.message);
            }
            match imported {
                Imported::Parcels(file) => {
                    has_refused |= !file.summary.refused.is_empty();
                    lines.extend(words::imported(file, language));
                }
                Imported::Documents(file) => {
                    has_refused |= !file.summary.refused.is_empty();
                    lines.extend(document_words::imported(file, language));
                }
            }
        })
    });
    terminal.clear();
    if !arguments.quiet {
        print(&lines)?;
    }
    result?;
    if are_findings_behind(arguments.store()) {
        terminal.say(&words::findings_behind());
    }
    Ok(ExitCode::from(u8::from(has_refused)))
}
