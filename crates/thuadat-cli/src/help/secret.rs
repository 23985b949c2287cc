//! Addresses of databases, which may hold a password: never shown as they were typed, and no files.

use crate::terminal::message;
use clap::ArgMatches;
use std::path::PathBuf;
use thuadat::Message;
use thuadat::cadastre::StoreLocation;

/// The text without the passwords of addresses: of those among the arguments of the program, and of any other.
pub(crate) fn without_secrets(text: &str) -> String {
    let arguments = std::env::args_os().skip(1).map(|argument| argument.to_string_lossy().into_owned());
    hidden(text, arguments)
}

fn hidden(text: &str, arguments: impl Iterator<Item = String>) -> String {
    let mut text = text.to_owned();
    for argument in arguments {
        // `--into=ADDRESS` is shown in parts.
        let value = argument.split_once('=').filter(|(option, _)| option.starts_with("--"));
        for given in [Some(&*argument), value.map(|(_, value)| value)].into_iter().flatten() {
            if may_hold_one(given) {
                text = text.replace(given, &shown(given));
            }
        }
    }
    let is_end = |letter: char| letter.is_whitespace() || "'\"`“”‘’".contains(letter);
    let words = text.split_inclusive(is_end).map(|word| {
        let address = word.trim_end_matches(is_end);
        if address.contains("://") && address.contains('@') {
            word.replace(address, &shown(address))
        } else {
            word.to_owned()
        }
    });
    words.collect()
}

fn may_hold_one(text: &str) -> bool {
    let text = text.to_lowercase();
    text.contains("://") || text.contains("password") || text.starts_with("postgres:")
}

fn shown(text: &str) -> String {
    match text.parse::<StoreLocation>() {
        Ok(store) => store.to_string(),
        Err(refused) => refused.shown,
    }
}

/// What is checked may be a file or a store; so may what is linked, unless its registers are files.
const MAY_BE_A_STORE: [&str; 2] = ["input", "linked_maps"];
const IN_FILES: &str = "linked_registers";

/// What to say where the address of a database is given and a file belongs.
pub(crate) fn address_for_a_file(matches: &ArgMatches) -> Option<Message> {
    if let Some((_, below)) = matches.subcommand() {
        return address_for_a_file(below);
    }
    let given: Vec<&str> = matches.ids().map(clap::Id::as_str).collect();
    let stores = if given.contains(&IN_FILES) { &MAY_BE_A_STORE[..1] } else { &MAY_BE_A_STORE };
    let ids = given.into_iter().filter(|id| !stores.contains(id));
    let files = ids.filter_map(|id| matches.try_get_many::<PathBuf>(id).ok().flatten()).flatten();
    let address = files
        .map(|file| file.to_string_lossy())
        .find(|file| ["postgres:", "postgresql:"].iter().any(|scheme| file.starts_with(scheme)))?;
    let address = shown(&address);
    Some(message(
        format!(
            "{address} là địa chỉ cơ sở dữ liệu, còn ở đây cần một tệp; hãy xuất kho ra tệp bằng lệnh `thuadat export KHO --to TỆP`"
        ),
        format!(
            "{address} is the address of a database, and a file belongs here; a store becomes a file with `thuadat export STORE --to FILE`"
        ),
    ))
}

#[cfg(test)]
mod tests {
    use super::hidden;

    #[test]
    fn no_password_is_shown() {
        for (argument, text, expected) in [
            (
                "postgres://a:geheim@h/db",
                "error: 'postgres://a:geheim@h/db' is wrong",
                "error: 'postgres://a@h/db' is wrong",
            ),
            ("--into=mysql://a:geheim@h/db", "value 'mysql://a:geheim@h/db'", "value 'mysql://a@h/db'"),
            ("--to=postgres://a:ge heim@h", "no postgres://a:ge heim@h", "no postgres://a@h"),
            ("x", "see postgres://a:geheim@h/db.", "see postgres://a@h/db."),
            ("host=h password=geheim", "host=h password=geheim is no store", "what was given is no store"),
            ("sheet=maXa", "invalid value 'sheet=maXa'", "invalid value 'sheet=maXa'"),
            ("a@b.gpkg", "there is no file a@b.gpkg", "there is no file a@b.gpkg"),
        ] {
            assert_eq!(hidden(text, std::iter::once(argument.to_owned())), expected);
        }
    }
}
