//! The settings there are.

use super::Configuration;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;
use thuadat::Message;

/// A setting. It has one name, in files, in the environment and as an argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// Address and port to listen at.
    Listen,
    /// The address clients use.
    PublicUrl,
    /// Megabytes of tiles kept in memory.
    TileCacheMb,
    /// Connections at once.
    MaxConnections,
    /// Connections of one address at once.
    MaxConnectionsOfOne,
    /// Seconds the head of a request may take.
    HeadSeconds,
    /// Seconds a connection may be silent.
    IdleSeconds,
    /// Seconds a client may take in nothing of its answer.
    StalledSeconds,
    /// Requests on one connection.
    RequestsAConnection,
    /// Seconds an answer may take.
    AnswerSeconds,
    /// Kilobytes of the body of a request.
    BodyKb,
    /// Questions to the source at once.
    AtOnce,
    /// Questions that wait in line.
    InLine,
    /// The file of keys.
    Keys,
    /// Requests a minute of one who asks.
    RequestsAMinute,
    /// Proxies whose word is taken.
    TrustedHops,
    /// Whether nothing is changed.
    ReadOnly,
}

impl Setting {
    /// All of them.
    pub const ALL: [Self; 17] = [
        Self::Listen,
        Self::PublicUrl,
        Self::TileCacheMb,
        Self::MaxConnections,
        Self::MaxConnectionsOfOne,
        Self::HeadSeconds,
        Self::IdleSeconds,
        Self::StalledSeconds,
        Self::RequestsAConnection,
        Self::AnswerSeconds,
        Self::BodyKb,
        Self::AtOnce,
        Self::InLine,
        Self::Keys,
        Self::RequestsAMinute,
        Self::TrustedHops,
        Self::ReadOnly,
    ];

    /// The setting of a name; a hyphen is as good as an underscore.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let name = name.replace('-', "_");
        Self::ALL.into_iter().find(|setting| setting.name() == name)
    }

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Listen => "listen",
            Self::PublicUrl => "public_url",
            Self::TileCacheMb => "tile_cache_mb",
            Self::MaxConnections => "max_connections",
            Self::MaxConnectionsOfOne => "max_connections_of_one",
            Self::HeadSeconds => "head_seconds",
            Self::IdleSeconds => "idle_seconds",
            Self::StalledSeconds => "stalled_seconds",
            Self::RequestsAConnection => "requests_a_connection",
            Self::AnswerSeconds => "answer_seconds",
            Self::BodyKb => "body_kb",
            Self::AtOnce => "at_once",
            Self::InLine => "in_line",
            Self::Keys => "keys",
            Self::RequestsAMinute => "requests_a_minute",
            Self::TrustedHops => "trusted_hops",
            Self::ReadOnly => "read_only",
        }
    }

    /// Its value as a file has it; none where it is not set.
    pub(super) fn value_in(self, of: &Configuration) -> Option<String> {
        let limits = &of.limits;
        Some(match self {
            Self::Listen => format!("\"{}\"", of.listen),
            Self::PublicUrl => format!("\"{}\"", of.public_url.as_ref()?),
            Self::TileCacheMb => (of.tile_cache_bytes >> 20).to_string(),
            Self::MaxConnections => limits.connections.to_string(),
            Self::MaxConnectionsOfOne => limits.connections_of_one.to_string(),
            Self::HeadSeconds => limits.head.as_secs().to_string(),
            Self::IdleSeconds => limits.idle.as_secs().to_string(),
            Self::StalledSeconds => limits.stalled.as_secs().to_string(),
            Self::RequestsAConnection => limits.requests_a_connection.to_string(),
            Self::AnswerSeconds => limits.answer.as_secs().to_string(),
            Self::BodyKb => (limits.body_bytes >> 10).to_string(),
            Self::AtOnce => limits.at_once.to_string(),
            Self::InLine => limits.in_line.to_string(),
            Self::Keys => toml::Value::String(of.keys.as_ref()?.display().to_string()).to_string(),
            Self::RequestsAMinute => of.requests_a_minute.to_string(),
            Self::TrustedHops => of.trusted_hops.to_string(),
            Self::ReadOnly => of.is_read_only.to_string(),
        })
    }

    /// Puts its value in its place, or says what is expected.
    pub(super) fn put(self, value: &str, into: &mut Configuration) -> Result<(), Message> {
        let limits = &mut into.limits;
        match self {
            Self::Listen => into.listen = listen_address(value)?,
            Self::PublicUrl => {
                into.public_url = Some(value.parse().map_err(|error: crate::BadPublicUrl| error.message())?);
            }
            Self::TileCacheMb => into.tile_cache_bytes = number(value, 0, 1 << 20)? << 20,
            Self::MaxConnections => limits.connections = number(value, 1, 100_000)? as usize,
            Self::MaxConnectionsOfOne => limits.connections_of_one = number(value, 0, 100_000)? as usize,
            Self::HeadSeconds => limits.head = seconds(value)?,
            Self::IdleSeconds => limits.idle = seconds(value)?,
            Self::StalledSeconds => limits.stalled = seconds(value)?,
            Self::RequestsAConnection => {
                limits.requests_a_connection = number(value, 1, 1_000_000_000)? as u32;
            }
            Self::AnswerSeconds => limits.answer = seconds(value)?,
            Self::BodyKb => limits.body_bytes = (number(value, 1, 1 << 20)? << 10) as usize,
            Self::AtOnce => limits.at_once = number(value, 1, 1000)? as usize,
            Self::InLine => limits.in_line = number(value, 0, 100_000)? as usize,
            Self::Keys => into.keys = (!value.is_empty()).then(|| value.into()),
            Self::RequestsAMinute => into.requests_a_minute = number(value, 0, 1_000_000)? as u32,
            Self::TrustedHops => into.trusted_hops = number(value, 0, 10)? as usize,
            Self::ReadOnly => into.is_read_only = yes_or_no(value)?,
        }
        Ok(())
    }
}

fn number(value: &str, least: u64, most: u64) -> Result<u64, Message> {
    value.parse().ok().filter(|number| (least..=most).contains(number)).ok_or_else(|| Message {
        vi: format!("phải là số nguyên từ {least} đến {most}"),
        en: format!("must be a whole number from {least} to {most}"),
    })
}

fn yes_or_no(value: &str) -> Result<bool, Message> {
    value.parse().map_err(|_| Message {
        vi: "phải là true hoặc false".to_owned(),
        en: "must be true or false".to_owned(),
    })
}

fn seconds(value: &str) -> Result<Duration, Message> {
    number(value, 1, 3600).map(Duration::from_secs)
}

/// Reads an address and a port; `localhost` is this machine.
///
/// # Errors
///
/// What is missing or wrong, with what to write instead.
pub fn listen_address(text: &str) -> Result<SocketAddr, Message> {
    if let Ok(address) = text.parse() {
        return Ok(address);
    }
    let (host, port) = text.rsplit_once(':').unwrap_or((text, ""));
    if let (true, Ok(port)) = (host.eq_ignore_ascii_case("localhost"), port.parse::<u16>()) {
        return Ok(SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
    }
    if text.parse::<u16>().is_ok() {
        return Err(Message {
            vi: format!(
                "thiếu địa chỉ trước cổng: hãy ghi 127.0.0.1:{text}, hoặc 0.0.0.0:{text} để mọi máy truy cập được"
            ),
            en: format!(
                "there is no address before the port: write 127.0.0.1:{text}, or 0.0.0.0:{text} to be reached from everywhere"
            ),
        });
    }
    if host.is_empty() && port.parse::<u16>().is_ok() {
        return listen_address(port);
    }
    if text.eq_ignore_ascii_case("localhost") || text.parse::<std::net::IpAddr>().is_ok() {
        let shown = if text.contains(':') { format!("[{text}]") } else { text.to_owned() };
        return Err(Message {
            vi: format!("`{text}` thiếu cổng: hãy ghi {shown}:8080"),
            en: format!("`{text}` has no port: write {shown}:8080"),
        });
    }
    Err(Message {
        vi: format!(
            "`{text}` không phải địa chỉ và cổng; ví dụ 127.0.0.1:8080, hoặc 0.0.0.0:80 để mọi máy truy cập được"
        ),
        en: format!(
            "`{text}` is no address and port; such as 127.0.0.1:8080, or 0.0.0.0:80 to be reached from everywhere"
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_to_listen_at() {
        for (text, expected) in [
            ("127.0.0.1:8080", Ok("127.0.0.1:8080")),
            ("localhost:80", Ok("127.0.0.1:80")),
            ("LOCALHOST:80", Ok("127.0.0.1:80")),
            ("[::1]:80", Ok("[::1]:80")),
            ("localhost", Err("localhost:8080")),
            ("10.0.0.1", Err("10.0.0.1:8080")),
            ("::1", Err("[::1]:8080")),
            ("8080", Err("127.0.0.1:8080")),
            (":8080", Err("127.0.0.1:8080")),
            ("localhost:99999", Err("0.0.0.0:80")),
            ("everywhere", Err("no address and port")),
            ("", Err("no address and port")),
        ] {
            match (listen_address(text), expected) {
                (Ok(found), Ok(expected)) => assert_eq!(found.to_string(), expected, "{text}"),
                (Err(message), Err(words)) => assert!(message.en.contains(words), "{text}: {}", message.en),
                (found, expected) => panic!("{text}: {found:?} and not {expected:?}"),
            }
        }
    }
}
