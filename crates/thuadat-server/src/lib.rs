//! Serves a cadastre to map viewers: vector tiles, OGC API Features, parcels by number, a map page.
//!
//! [`Source::open`] opens what is served, [`serve`] answers on a socket until it is asked to end, [`router`] is the server
//! without a socket. [`export_tiles`] writes all tiles as one file.
//!
//! What is of a person is not asked for anywhere in here. Who changed the cadastre and why is for officers, changes are for editors
//! ([`Role`]); everything else is public and read only.

#![forbid(unsafe_code)]
#![allow(clippy::unused_async, reason = "what answers a request is async, whether it has to wait or not")]

mod access;
mod changes;
mod configuration;
mod connection;
mod edits;
mod findings;
mod frames;
mod health;
mod history;
mod limits;
mod log;
mod ogc;
mod parcels;
mod place;
mod router;
mod search;
mod sent;
mod serve;
mod source;
mod state;
mod tiles;
mod viewer;
mod web;

pub use access::{BadRole, KeyFileError, KeyInfo, NewKeyRequest, Role, create_key, keys_in, revoke_key};
pub use configuration::{Configuration, ConfigurationError, SaidAt, Setting, listen_address};
pub use limits::Limits;
pub use log::begin_log;
pub use router::router;
pub use serve::{BadPublicUrl, PublicUrl, ServeError, ServeRequest, Serving, serve};
pub use source::{MemoryError, MemoryMap, Source, SourceError, Stores};
pub use state::Settings;
pub use tiles::{ExportTilesError, ExportedTiles, export_tiles};
