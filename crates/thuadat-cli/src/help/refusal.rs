//! Arguments that make no sense: what is wrong with them, in the language of the user.

#![expect(clippy::print_stderr, reason = "this is where the program speaks before there is a terminal")]

use super::{Fault, without_secrets};
use crate::COULD_NOT_CHECK;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::error::Error as _;
use std::process::ExitCode;
use thuadat::Language;

/// Prints help or version where they were asked for, else what is wrong and how the program is called.
pub(crate) fn refuse(error: &clap::Error, language: Language) -> ExitCode {
    let sentence = match language {
        Language::Vi => vietnamese(error),
        Language::En => None,
    };
    match sentence {
        Some(sentence) => {
            let sentence = without_secrets(&sentence);
            eprint!("thuadat: lỗi: {sentence}\n\n{}Thêm --help để xem hướng dẫn.\n", usage(error));
        }
        None if error.use_stderr() && holds_a_secret(error) => {
            eprint!("{}", without_secrets(&error.render().to_string()));
        }
        // Nobody is left to tell that nothing can be printed.
        None => drop(error.print()),
    }
    if error.use_stderr() { ExitCode::from(COULD_NOT_CHECK) } else { ExitCode::SUCCESS }
}

/// Without colours then, which would stand in the way.
fn holds_a_secret(error: &clap::Error) -> bool {
    let text = error.render().to_string();
    without_secrets(&text) != text
}

/// The sentence; none for help, for the version, and for faults clap finds no arguments of ours can have.
fn vietnamese(error: &clap::Error) -> Option<String> {
    let argument = word(error, ContextKind::InvalidArg);
    let value = word(error, ContextKind::InvalidValue);
    let sentence = match error.kind() {
        ErrorKind::UnknownArgument
            if argument.as_deref().is_some_and(|argument| !argument.starts_with('-')) =>
        {
            format!("thừa đối số `{}`", argument?)
        }
        ErrorKind::UnknownArgument => format!("không có tùy chọn `{}`", argument?),
        ErrorKind::InvalidSubcommand => {
            format!("không có lệnh `{}`", word(error, ContextKind::InvalidSubcommand)?)
        }
        ErrorKind::MissingSubcommand => "thiếu tên lệnh".to_owned(),
        ErrorKind::MissingRequiredArgument => format!("thiếu {}", argument?),
        ErrorKind::ArgumentConflict if argument == word(error, ContextKind::PriorArg) => {
            format!("`{}` chỉ được dùng một lần", argument?)
        }
        ErrorKind::ArgumentConflict => {
            format!("`{}` không dùng chung được với `{}`", argument?, word(error, ContextKind::PriorArg)?)
        }
        ErrorKind::InvalidValue if value.as_deref() == Some("") => format!("`{}` cần có giá trị", argument?),
        ErrorKind::InvalidValue => {
            let known = word(error, ContextKind::ValidValue)?;
            format!("`{}` không dùng được cho `{}`; các giá trị dùng được là {known}", value?, argument?)
        }
        ErrorKind::ValueValidation => {
            let fault = error.source()?.downcast_ref::<Fault>()?;
            format!("`{}` không dùng được cho `{}`: {}", value?, argument?, fault.0.vi)
        }
        ErrorKind::TooManyValues => format!("thừa giá trị `{}` cho `{}`", value?, argument?),
        _ => return None,
    };
    let suggestions =
        [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    Some(match suggestions.into_iter().find_map(|kind| most_alike(error, kind)) {
        Some(suggested) => format!("{sentence} (ý bạn là `{suggested}`?)"),
        None => sentence,
    })
}

fn word(error: &clap::Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(word) => Some(word.clone()),
        ContextValue::Strings(words) => Some(words.join(", ")),
        _ => None,
    }
}

/// Of several suggestions the last is the most alike.
fn most_alike(error: &clap::Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::Strings(words) => words.last().cloned(),
        _ => word(error, kind),
    }
}

/// How the program is called; clap writes its own word before it.
fn usage(error: &clap::Error) -> String {
    match error.get(ContextKind::Usage) {
        Some(ContextValue::StyledStr(usage)) => {
            let usage = usage.to_string();
            format!("Cách dùng: {}\n\n", usage.trim_start_matches("Usage:").trim())
        }
        _ => String::new(),
    }
}
