//! The arguments of the commands that serve a cadastre.

use crate::check::crs;
use crate::help::Fault;
use crate::terminal::message;
use clap::{Args, Subcommand};
use std::net::SocketAddr;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use thuadat::cadastre::{Timestamp, moment};
use thuadat::{Message, Observer, ReadRequest};
use thuadat_server::{
    BadPublicUrl, BadRole, Configuration, ConfigurationError, PublicUrl, Role, Setting, Source, SourceError,
    listen_address,
};

/// What is served, and how it is to be understood.
#[derive(Debug, Args)]
pub(crate) struct ServedSource {
    /// What to serve: a store (a GeoPackage, `postgres://server/database`), or a map of parcels in any format `thuadat check`
    /// reads. It is only read, but for edits of those who have a key
    #[arg(id = "served", value_name = "STORE|FILE")]
    named: String,

    /// Layer to read, where a file has several
    #[arg(id = "served_layer", long = "layer", value_name = "LAYER")]
    layer: Option<String>,

    /// Coordinate system of a file, in place of what it declares
    #[arg(id = "served_crs", long = "crs", value_name = "EPSG:n", value_parser = crs)]
    crs: Option<u32>,
}

/// The arguments of `thuadat serve`.
#[derive(Debug, Args)]
pub(crate) struct ServeArguments {
    #[command(flatten)]
    pub(crate) source: ServedSource,

    /// Address and port to listen at; port 0 takes a free one. Without it only this machine is heard, at 127.0.0.1:8080
    #[arg(long, value_name = "ADDRESS:PORT", value_parser = listen)]
    listen: Option<SocketAddr>,

    /// Address clients reach the server under, where that is another one: `https://host/path`. Links are made of it, and everything
    /// stands under its path
    #[arg(long, value_name = "URL", value_parser = public_url)]
    public_url: Option<PublicUrl>,

    /// File of settings (TOML). The environment goes before it (`THUADAT_LISTEN` for `listen`), arguments before both
    #[arg(id = "serve_config", long = "config", value_name = "FILE.toml")]
    config: Option<PathBuf>,

    /// A setting by its name, such as `max_connections=100`. May be repeated
    #[arg(id = "serve_set", long = "set", value_name = "NAME=VALUE", value_parser = named_setting)]
    set: Vec<(String, String)>,

    /// File of keys, made by `thuadat key create`. Without it nobody is more than anybody
    #[arg(id = "serve_keys", long = "keys", value_name = "FILE.toml")]
    keys: Option<PathBuf>,

    /// Change nothing, whoever asks for it
    #[arg(long)]
    read_only: bool,

    /// Print all settings as a file that says the same, with where each was said, and end
    #[arg(id = "show_config", long = "show-config")]
    pub(crate) show_config: bool,

    /// No log of requests, only of what is amiss
    #[arg(id = "serve_quiet", long = "quiet", short = 'q')]
    pub(crate) quiet: bool,
}

/// The arguments of `thuadat key`.
#[derive(Debug, Args)]
pub(crate) struct KeyArguments {
    #[command(subcommand)]
    pub(crate) command: KeyCommand,
}

/// What to do with keys.
#[derive(Debug, Subcommand)]
pub(crate) enum KeyCommand {
    /// Make a key and print it, this once.
    #[command(name = "create")]
    Create {
        #[command(flatten)]
        file: KeyFile,

        /// What who has it may do: viewer, officer (sees who changed the cadastre and why), editor, admin; each what those before may
        #[arg(long, value_name = "ROLE", value_parser = role)]
        role: Role,

        /// Codes of the communes it is for, by commas; without it all
        #[arg(id = "key_communes", long = "commune", value_name = "CODE", value_delimiter = ',')]
        communes: Vec<String>,

        /// Last day it opens anything, in Vietnam, or a moment
        #[arg(long, value_name = "DATE", value_parser = until)]
        expires: Option<Timestamp>,

        /// What it is for, to be known again in the list
        #[arg(long, value_name = "TEXT")]
        label: Option<String>,
    },
    /// List the keys, without what they open.
    #[command(name = "list")]
    List {
        #[command(flatten)]
        file: KeyFile,
    },
    /// Revoke a key.
    #[command(name = "revoke")]
    Revoke {
        #[command(flatten)]
        file: KeyFile,

        /// Name of the key, as the list has it
        #[arg(id = "key_name", value_name = "NAME")]
        name: String,
    },
}

/// Where keys are.
#[derive(Debug, Args)]
pub(crate) struct KeyFile {
    /// File of keys; it is made where there is none
    #[arg(id = "key_file", long = "keys", value_name = "FILE.toml")]
    pub(crate) keys: PathBuf,
}

/// The arguments of `thuadat tiles`.
#[derive(Debug, Args)]
pub(crate) struct TilesArguments {
    #[command(subcommand)]
    pub(crate) command: TilesCommand,
}

/// What to do with tiles.
#[derive(Debug, Subcommand)]
pub(crate) enum TilesCommand {
    /// Write all tiles as one file (PMTiles), for maps without a server.
    #[command(name = "export")]
    ExportTiles(ExportTilesArguments),
}

/// The arguments of `thuadat tiles export`.
#[derive(Debug, Args)]
pub(crate) struct ExportTilesArguments {
    #[command(flatten)]
    pub(crate) source: ServedSource,

    /// File to write; its ending is .pmtiles
    #[arg(id = "tiles_to", value_name = "FILE.pmtiles", value_parser = pmtiles)]
    pub(crate) to: PathBuf,

    /// Zooms to write
    #[arg(long, value_name = "FIRST-LAST", default_value = "8-17", value_parser = zooms)]
    pub(crate) zooms: RangeInclusive<u8>,

    /// No progress and no summary; the exit status tells the result
    #[arg(id = "tiles_quiet", long = "quiet", short = 'q')]
    pub(crate) quiet: bool,
}

impl ServeArguments {
    /// What arguments, environment and file say together.
    pub(crate) fn configuration(&self) -> Result<Configuration, ConfigurationError> {
        let mut arguments = self.set.clone();
        arguments.extend(self.listen.map(|listen| ("listen".to_owned(), listen.to_string())));
        arguments.extend(self.public_url.iter().map(|url| ("public_url".to_owned(), url.to_string())));
        arguments.extend(self.keys.iter().map(|path| ("keys".to_owned(), path.display().to_string())));
        arguments.extend(self.read_only.then(|| ("read_only".to_owned(), "true".to_owned())));
        Configuration::read(&arguments, &|name| std::env::var(name).ok(), self.config.as_deref())
    }
}

impl ServedSource {
    /// Opens it.
    pub(crate) fn open(&self, observer: &dyn Observer) -> Result<Source, SourceError> {
        let request =
            ReadRequest { layer: self.layer.clone(), crs: self.crs, ..ReadRequest::of(&self.named) };
        Source::open(&self.named, request, observer)
    }
}

fn listen(text: &str) -> Result<SocketAddr, Fault> {
    listen_address(text).map_err(Fault)
}

fn named_setting(text: &str) -> Result<(String, String), Fault> {
    let (name, value) = text.split_once('=').ok_or_else(|| {
        Fault::new(
            format!("`{text}` không có dạng TÊN=GIÁ_TRỊ; ví dụ max_connections=100"),
            format!("`{text}` is not of the form NAME=VALUE; such as max_connections=100"),
        )
    })?;
    let (name, value) = (name.trim().replace('-', "_"), value.trim());
    if Setting::named(&name).is_some() {
        return Ok((name, value.to_owned()));
    }
    let known = Setting::ALL.map(Setting::name).join(", ");
    Err(Fault::new(
        format!("không có thiết lập `{name}`; các thiết lập là {known}"),
        format!("there is no setting `{name}`; there are {known}"),
    ))
}

fn role(text: &str) -> Result<Role, Fault> {
    text.parse().map_err(|error: BadRole| Fault(error.message()))
}

fn until(text: &str) -> Result<Timestamp, Fault> {
    moment(text).map_err(|error| Fault(error.message()))
}

fn public_url(text: &str) -> Result<PublicUrl, Fault> {
    text.parse().map_err(|error: BadPublicUrl| Fault(error.message()))
}

fn pmtiles(text: &str) -> Result<PathBuf, Fault> {
    let path = PathBuf::from(text);
    if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("pmtiles")) {
        return Ok(path);
    }
    Err(Fault(message(
        format!("không ghi ra {text} được: đuôi tệp phải là .pmtiles"),
        format!("cannot write to {text}: its ending must be .pmtiles"),
    )))
}

fn zooms(text: &str) -> Result<RangeInclusive<u8>, Fault> {
    let ends = text.split_once('-').unwrap_or((text, text));
    match (ends.0.parse(), ends.1.parse()) {
        (Ok(first), Ok(last)) => Ok(first..=last),
        _ => Err(Fault(Message {
            vi: format!("`{text}` không phải khoảng mức phóng; ví dụ 8-17"),
            en: format!("`{text}` is no range of zooms; such as 8-17"),
        })),
    }
}
