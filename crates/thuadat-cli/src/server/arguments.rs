//! The arguments of the commands that serve a cadastre.

use crate::check::crs;
use crate::help::Fault;
use crate::terminal::message;
use clap::{Args, Subcommand};
use std::net::SocketAddr;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use thuadat::{Message, Observer, ReadRequest};
use thuadat_server::{BadPublicUrl, PublicUrl, Source, SourceError};

/// What is served, and how it is to be understood.
#[derive(Debug, Args)]
pub(crate) struct ServedSource {
    /// What to serve: a store (a GeoPackage, `postgres://server/database`), or a map of parcels in any format `thuadat check`
    /// reads. Nothing is written to it
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

    /// Address and port to listen at; port 0 takes a free one. Without it only this machine is heard
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080", value_parser = listen)]
    pub(crate) listen: SocketAddr,

    /// Address clients reach the server under, where that is another one: `https://host/path`. Links are made of it, and everything
    /// stands under its path
    #[arg(long, value_name = "URL", value_parser = public_url)]
    pub(crate) public_url: Option<PublicUrl>,

    /// No log of requests, only of what is amiss
    #[arg(id = "serve_quiet", long = "quiet", short = 'q')]
    pub(crate) quiet: bool,
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

impl ServedSource {
    /// Opens it.
    pub(crate) fn open(&self, observer: &dyn Observer) -> Result<Source, SourceError> {
        let request =
            ReadRequest { layer: self.layer.clone(), crs: self.crs, ..ReadRequest::of(&self.named) };
        Source::open(&self.named, request, observer)
    }
}

fn listen(text: &str) -> Result<SocketAddr, Fault> {
    text.parse().map_err(|_| {
        Fault(message(
            format!("`{text}` không phải địa chỉ và cổng; ví dụ 127.0.0.1:8080, hoặc 0.0.0.0:80 để mọi máy truy cập được"),
            format!("`{text}` is no address and port; such as 127.0.0.1:8080, or 0.0.0.0:80 to be reached from everywhere"),
        ))
    })
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
