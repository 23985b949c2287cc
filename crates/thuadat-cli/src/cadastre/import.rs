//! `thuadat import`.

use super::arguments::ImportArguments;
use super::{print, words};
use crate::failure::Failure;
use crate::terminal::Terminal;
use std::process::ExitCode;
use thuadat::Language;
use thuadat::cadastre::{are_findings_behind, import_files};

/// Runs the command. Answers 1 when parcels were refused.
pub(crate) fn run(
    arguments: &ImportArguments,
    language: Language,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    let (mut lines, mut has_refused) = (Vec::new(), false);
    let result = terminal.while_writing(|| {
        import_files(&arguments.request(), terminal, |file| {
            for notice in &file.notices {
                terminal.say(&notice.message);
            }
            has_refused |= !file.summary.refused.is_empty();
            lines.extend(words::imported(file, language));
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
