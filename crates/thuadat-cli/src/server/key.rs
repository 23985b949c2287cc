//! `thuadat key`: who has a key to a server.

use super::arguments::{KeyArguments, KeyCommand};
use crate::failure::Failure;
use crate::terminal::{Terminal, message};
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::process::ExitCode;
use thuadat::cadastre::Timestamp;
use thuadat_server::{KeyInfo, NewKeyRequest, create_key, keys_in, revoke_key};

/// Runs the command.
pub(crate) fn run(arguments: &KeyArguments, terminal: &Terminal) -> Result<ExitCode, Failure> {
    match &arguments.command {
        KeyCommand::Create { file, role, communes, expires, label } => {
            let request = NewKeyRequest {
                label: label.clone().unwrap_or_default(),
                role: *role,
                communes: communes.iter().cloned().collect(),
                expires_at: expires.clone(),
            };
            let (text, info) = create_key(&file.keys, request).map_err(Failure::Keys)?;
            print(&format!("{text}\n"))?;
            terminal.say(&message(
                format!(
                    "đã tạo khóa {} ({}); khóa chỉ hiện một lần này, hãy giữ kín. Gửi kèm mỗi yêu cầu: Authorization: Bearer KHÓA",
                    info.name, info.role
                ),
                format!(
                    "made the key {} ({}); it is shown this once, keep it secret. Send it with each request: Authorization: Bearer KEY",
                    info.name, info.role
                ),
            ));
        }
        KeyCommand::List { file } => {
            let keys = keys_in(&file.keys).map_err(Failure::Keys)?;
            print(&listed(&keys, &Timestamp::now()))?;
        }
        KeyCommand::Revoke { file, name } => {
            let info = revoke_key(&file.keys, name).map_err(Failure::Keys)?;
            let at = info.revoked_at.as_ref().map_or("", Timestamp::as_str);
            terminal.say(&message(
                format!("khóa {name} đã thu hồi lúc {at}; máy chủ đang chạy thôi nhận khóa này sau một giây"),
                format!(
                    "the key {name} was revoked at {at}; a server that runs takes it no more after a second"
                ),
            ));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn print(text: &str) -> Result<(), Failure> {
    io::stdout().write_all(text.as_bytes()).map_err(Failure::Output)
}

/// A line a key, columns apart by tabs: for people and for programs.
fn listed(keys: &[KeyInfo], now: &Timestamp) -> String {
    let mut text = "name\trole\tcommunes\tcreated\texpires\tstate\tlabel\n".to_owned();
    for key in keys {
        let communes: Vec<&str> = key.communes.iter().map(String::as_str).collect();
        let communes = if communes.is_empty() { "*".to_owned() } else { communes.join(",") };
        let expires = key.expires_at.as_ref().map_or("-", Timestamp::as_str);
        let state = if key.revoked_at.is_some() {
            "revoked"
        } else if key.expires_at.as_ref().is_some_and(|end| end <= now) {
            "expired"
        } else {
            "valid"
        };
        let label = key.label.replace(['\t', '\n', '\r'], " ");
        let (name, role, created) = (&key.name, key.role, key.created_at.as_str());
        let _ = writeln!(text, "{name}\t{role}\t{communes}\t{created}\t{expires}\t{state}\t{label}");
    }
    text
}
