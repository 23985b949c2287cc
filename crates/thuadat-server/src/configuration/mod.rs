//! Settings by arguments, environment and file, in this order: what is said nearer to the call goes before.

mod error;
mod setting;

pub use error::{ConfigurationError, SaidAt};
pub use setting::{Setting, listen_address};

use crate::limits::Limits;
use crate::serve::PublicUrl;
use std::fmt::Write;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

/// How the variables of the environment begin.
const VARIABLE: &str = "THUADAT_";

/// How to serve, with where each setting was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Configuration {
    /// Address and port to listen at.
    pub listen: SocketAddr,
    /// The address clients use.
    pub public_url: Option<PublicUrl>,
    /// Bytes of tiles kept in memory.
    pub tile_cache_bytes: u64,
    /// How much anybody may ask for.
    pub limits: Limits,
    /// The file of keys.
    pub keys: Option<PathBuf>,
    /// Requests a minute of whoever has a key, and of whoever has an address; 0 for as many as he likes.
    pub requests_a_minute: u32,
    /// Proxies whose word about addresses of clients is taken.
    pub trusted_hops: usize,
    /// Whether nothing is changed, whoever asks for it.
    pub is_read_only: bool,
    said: Vec<(Setting, SaidAt)>,
}

impl Default for Configuration {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)),
            public_url: None,
            tile_cache_bytes: 256 << 20,
            limits: Limits::default(),
            keys: None,
            requests_a_minute: 0,
            trusted_hops: 0,
            is_read_only: false,
            said: Vec::new(),
        }
    }
}

impl Configuration {
    /// Puts together what arguments say, what the environment says (`THUADAT_LISTEN` for `listen`; an empty one says nothing), and
    /// what a file says: the one named, or the one `THUADAT_CONFIG` names.
    ///
    /// # Errors
    ///
    /// See [`ConfigurationError`]: also where something that would not count makes no sense.
    pub fn read(
        arguments: &[(String, String)],
        environment: &dyn Fn(&str) -> Option<String>,
        file: Option<&Path>,
    ) -> Result<Self, ConfigurationError> {
        let mut configuration = Self::default();
        let of_environment =
            |name: &str| environment(&format!("{VARIABLE}{name}")).filter(|value| !value.is_empty());
        let file = file.map(Path::to_owned).or_else(|| of_environment("CONFIG").map(PathBuf::from));
        if let Some(path) = file {
            configuration.take_file(&path)?;
        }
        for setting in Setting::ALL {
            let name = setting.name().to_uppercase();
            if let Some(value) = of_environment(&name) {
                configuration.take(setting, &value, SaidAt::Environment(format!("{VARIABLE}{name}")))?;
            }
        }
        for (name, value) in arguments {
            let place = SaidAt::Argument(name.clone());
            let setting = Setting::named(name)
                .ok_or_else(|| ConfigurationError::Unknown { name: name.clone(), place: place.clone() })?;
            configuration.take(setting, value, place)?;
        }
        Ok(configuration)
    }

    /// All settings as a file that says the same, each with where it was said.
    #[must_use]
    pub fn written(&self) -> String {
        let mut written = String::new();
        for setting in Setting::ALL {
            let place = self.said.iter().rev().find(|(said, _)| *said == setting).map(|(_, place)| place);
            let place = place.map_or_else(|| "default".to_owned(), ToString::to_string);
            let _ = match setting.value_in(self) {
                Some(value) => writeln!(written, "{} = {value} # {place}", setting.name()),
                None => writeln!(written, "# {} is not set", setting.name()),
            };
        }
        written
    }

    fn take_file(&mut self, path: &Path) -> Result<(), ConfigurationError> {
        let named = path.display().to_string();
        let text = std::fs::read_to_string(path)
            .map_err(|source| ConfigurationError::Read { path: named.clone(), source })?;
        let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
            ConfigurationError::Syntax { path: named.clone(), said: error.to_string() }
        })?;
        for (name, value) in table {
            let begins = |line: &str| {
                line.trim_start().strip_prefix(&*name).is_some_and(|rest| rest.trim_start().starts_with('='))
            };
            let line = text.lines().position(begins).map_or(1, |line| line + 1);
            let place = SaidAt::File { path: named.clone(), line };
            let setting = Setting::named(&name)
                .ok_or_else(|| ConfigurationError::Unknown { name: name.clone(), place: place.clone() })?;
            let value = match value {
                toml::Value::String(text) => text,
                other => other.to_string(),
            };
            self.take(setting, &value, place)?;
        }
        Ok(())
    }

    fn take(&mut self, setting: Setting, value: &str, place: SaidAt) -> Result<(), ConfigurationError> {
        setting.put(value.trim(), self).map_err(|expected| ConfigurationError::Bad {
            name: setting.name(),
            value: value.to_owned(),
            expected,
            place: place.clone(),
        })?;
        self.said.push((setting, place));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(
        arguments: &[(&str, &str)],
        environment: &[(&str, &str)],
        file: Option<&str>,
    ) -> Result<Configuration, ConfigurationError> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("may-chu.toml");
        if let Some(text) = file {
            std::fs::write(&path, text).expect("written");
        }
        let arguments: Vec<(String, String)> =
            arguments.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let variable = |name: &str| {
            environment.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        };
        Configuration::read(&arguments, &variable, file.map(|_| &*path))
    }

    #[test]
    fn what_is_said_nearer_to_the_call_goes_before() {
        let file = Some("listen = \"127.0.0.1:1\"\nmax_connections = 10\nanswer_seconds = 5\n");
        let check =
            |arguments: &[(&str, &str)], environment: &[(&str, &str)], port: u16, connections: usize| {
                let read = read(arguments, environment, file).expect("sound");
                assert_eq!((read.listen.port(), read.limits.connections), (port, connections));
                assert_eq!(read.limits.answer.as_secs(), 5);
            };
        check(&[], &[], 1, 10);
        check(&[], &[("THUADAT_LISTEN", "127.0.0.1:2")], 2, 10);
        check(&[], &[("THUADAT_LISTEN", "")], 1, 10);
        check(&[("listen", "127.0.0.1:3")], &[("THUADAT_LISTEN", "127.0.0.1:2")], 3, 10);
        check(&[("max_connections", "30")], &[("THUADAT_MAX_CONNECTIONS", "20")], 1, 30);
        let nothing = read(&[], &[], None).expect("sound");
        assert_eq!(nothing, Configuration::default());
    }

    #[test]
    fn what_is_written_says_the_same() {
        let said = read(
            &[("head_seconds", "7"), ("public_url", "https://a.vn/x")],
            &[("THUADAT_AT_ONCE", "3")],
            None,
        );
        let said = said.expect("sound");
        let written = said.written();
        assert!(written.contains("head_seconds = 7 # argument head_seconds"), "{written}");
        assert!(written.contains("at_once = 3 # THUADAT_AT_ONCE"), "{written}");
        let again = read(&[], &[], Some(&written)).expect("sound");
        assert_eq!(Configuration { said: Vec::new(), ..again }, Configuration { said: Vec::new(), ..said });
    }

    #[test]
    fn what_makes_no_sense_is_named() {
        let check =
            |arguments: &[(&str, &str)], environment: &[(&str, &str)], file: Option<&str>, words: &[&str]| {
                let error = read(arguments, environment, file).expect_err("no sense");
                let message = error.message();
                for word in words {
                    assert!(
                        message.en.contains(word) && message.vi.contains(word),
                        "{word} is not in {message:?}"
                    );
                }
            };
        check(&[], &[], Some("\nlisen = 1\n"), &["lisen", "may-chu.toml:2", "listen"]);
        check(&[], &[], Some("listen = [\n"), &["may-chu.toml"]);
        check(&[], &[], Some("max_connections = 0"), &["max_connections", "may-chu.toml:1", "100000"]);
        check(&[], &[("THUADAT_LISTEN", "localhost")], None, &["THUADAT_LISTEN", "localhost:8080"]);
        // Also where an argument goes before it.
        check(&[("listen", "127.0.0.1:1")], &[("THUADAT_LISTEN", "x")], None, &["THUADAT_LISTEN"]);
        check(&[("nonsense", "1")], &[], None, &["nonsense"]);
        check(&[("public_url", "ban-do")], &[], None, &["ban-do"]);
        let missing = Configuration::read(&[], &|_| None, Some(Path::new("khong-co.toml")));
        assert!(missing.expect_err("not there").message().vi.contains("khong-co.toml"));
    }
}
