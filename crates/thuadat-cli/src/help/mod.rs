//! The help of the program and the faults of its arguments, in the language of the user.
//!
//! English stands with the arguments themselves. Vietnamese is put in its place when the program starts, from the tables
//! in [`texts`]: clap fixes some of its own words, so its templates are replaced along with the texts.

mod edit_texts;
mod fault;
mod link_texts;
mod refusal;
mod secret;
mod texts;

pub(crate) use fault::Fault;
pub(crate) use refusal::refuse;
pub(crate) use secret::{address_for_a_file, without_secrets};

use clap::{Arg, Command};
use std::ffi::OsString;
use thuadat::Language;

/// The language the arguments ask for, where they can be understood that far; none leaves it to the system.
///
/// Help is printed while the arguments are read, so it cannot wait for their meaning.
pub(crate) fn language_asked_for(arguments: impl Iterator<Item = OsString>) -> Option<Language> {
    let arguments: Vec<OsString> = arguments.take_while(|argument| argument != "--").collect();
    let value = |position: usize| {
        let argument = arguments[position].to_str()?;
        match argument.strip_prefix("--lang")? {
            "" => arguments.get(position + 1)?.to_str(),
            rest => rest.strip_prefix('='),
        }
    };
    (0..arguments.len()).find_map(value).and_then(|code| code.parse().ok())
}

/// The command with its help in a language.
pub(crate) fn in_language(mut command: Command, language: Language) -> Command {
    match language {
        Language::En => command,
        Language::Vi => {
            // Afterwards help and version are arguments like others.
            command.build();
            in_vietnamese(command)
        }
    }
}

const TEMPLATE: &str = "{before-help}{about-with-newline}\nCách dùng: {usage}\n\n{all-args}{after-help}";

fn in_vietnamese(command: Command) -> Command {
    // What links one entry has the name of what links all.
    let is_edit = command.get_bin_name().is_some_and(|name| name.ends_with("edit link"));
    let name = if is_edit { "edit link" } else { command.get_name() };
    let about = texts::about(name).map(str::to_owned);
    let about = about.or_else(|| command.get_about().map(ToString::to_string)).unwrap_or_default();
    let command = command.mut_args(argument_in_vietnamese).mut_subcommands(in_vietnamese);
    let usage = usage(&command);
    command
        .about(about)
        .long_about(None)
        .help_template(TEMPLATE)
        .override_usage(usage)
        .subcommand_help_heading("Lệnh")
}

fn argument_in_vietnamese(argument: Arg) -> Arg {
    let heading = if argument.is_positional() { "Đối số" } else { "Tùy chọn" };
    let Some(text) = texts::argument(argument.get_id().as_str()) else {
        return argument.help_heading(heading);
    };
    let argument = match (text.value, argument.get_value_names()) {
        (Some(value), Some(_)) => argument.value_name(value),
        _ => argument,
    };
    argument
        .help(text.help)
        .long_help(None)
        .help_heading(heading)
        .hide_default_value(true)
        .hide_possible_values(true)
}

/// How the command is called, as clap has it, with its fixed words translated.
fn usage(command: &Command) -> String {
    let name = command.get_bin_name().unwrap_or(command.get_name());
    let positional = command.get_positionals().map(|argument| format!(" {argument}"));
    let below = command.has_subcommands().then(|| " <LỆNH>".to_owned());
    format!("{name} [TÙY CHỌN]{}", positional.chain(below).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Arguments;
    use clap::CommandFactory;

    fn check(arguments: &[&str], language: Option<Language>) {
        assert_eq!(language_asked_for(arguments.iter().map(OsString::from)), language, "{arguments:?}");
    }

    #[test]
    fn language_is_found_wherever_it_stands() {
        check(&["thuadat", "--lang", "vi", "--help"], Some(Language::Vi));
        check(&["thuadat", "check", "--help", "--lang=en"], Some(Language::En));
        check(&["thuadat", "check", "a.gpkg", "--lang"], None);
        check(&["thuadat", "check", "--lang", "de"], None);
        check(&["thuadat", "check", "--", "--lang", "vi"], None);
    }

    /// Every text of a command and those below it: what it is for, its arguments, the words for their values.
    fn texts_of(command: &Command, texts: &mut Vec<(String, String)>) {
        let name = command.get_name();
        texts.push((name.to_owned(), command.get_about().map(ToString::to_string).unwrap_or_default()));
        for argument in command.get_arguments() {
            let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
            texts.push((format!("{name} {}", argument.get_id()), help));
        }
        // clap makes the copies below its own `help` again for each run.
        for below in command.get_subcommands().filter(|below| below.get_name() != "help") {
            texts_of(below, texts);
        }
    }

    #[test]
    fn everything_has_a_vietnamese_text() {
        let (mut english, mut vietnamese) = (Vec::new(), Vec::new());
        let mut built = Arguments::command();
        built.build();
        texts_of(&built, &mut english);
        texts_of(&in_language(Arguments::command(), Language::Vi), &mut vietnamese);
        assert_eq!(english.len(), vietnamese.len());
        for ((name, english), (_, vietnamese)) in english.iter().zip(&vietnamese) {
            assert!(
                !vietnamese.is_empty() && vietnamese != english,
                "{name} has no Vietnamese text: {english}"
            );
        }
    }
}
