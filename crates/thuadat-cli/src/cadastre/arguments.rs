//! The arguments of the commands that keep a cadastre.

use super::edit_arguments::{HistoryArguments, UndoArguments, at};
use crate::check::{crs, mapping};
use crate::help::Fault;
use clap::{Args, Subcommand};
use std::collections::BTreeMap;
use std::path::PathBuf;
use thuadat::cadastre::{ExportRequest, ImportRequest, StoreLocation, Timestamp};
use thuadat::{Field, ReadRequest};

/// The arguments of `thuadat import`.
#[derive(Debug, Args)]
pub(crate) struct ImportArguments {
    /// Map of parcels, in any format `thuadat check` reads; or a register, a list of renumbered sheets or of communes that merged,
    /// recognised by its headers. Each file comes in as a whole or not at all
    #[arg(id = "import_source", value_name = "FILE", required = true)]
    sources: Vec<PathBuf>,

    /// Store to import into: a GeoPackage, made where there is none, or `postgres://server/database`
    #[arg(long, required = true, value_name = "STORE", value_parser = location)]
    into: StoreLocation,

    /// Layer to read, where there are several
    #[arg(long, value_name = "LAYER")]
    layer: Option<String>,

    /// Coordinate system of the map, in place of what it declares
    #[arg(id = "keep_crs", long = "crs", value_name = "EPSG:n", value_parser = crs)]
    crs: Option<u32>,

    /// Zone in metres to keep degrees in; without it the zone that fits the place
    #[arg(id = "keep_zone", long = "zone", value_name = "EPSG:n", value_parser = crs)]
    zone: Option<u32>,

    /// Column of the map that holds a fact: commune, sheet, number, recorded-area, legal-area, parcel-code, land-use. Others
    /// are recognised
    #[arg(long, value_name = "FIELD=COLUMN", value_parser = mapping)]
    map: Vec<(Field, String)>,

    /// Turn facts and columns in letters of TCVN3 or VNI into Unicode while reading
    #[arg(id = "map_in_unicode", long = "unicode")]
    unicode: bool,

    /// Who imports, for the record; without it the user of the system
    #[arg(long, value_name = "NAME")]
    author: Option<String>,

    /// Why, for the record; without it the name of the file
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,

    /// Let a register take the place of one of the same name in the store, though it says nothing of most of its rows
    #[arg(long)]
    replace: bool,

    /// No progress, no notices and no summary; the exit status tells the result
    #[arg(id = "keep_quiet", long = "quiet", short = 'q')]
    pub(crate) quiet: bool,
}

/// The arguments of `thuadat export`.
#[derive(Debug, Args)]
pub(crate) struct ExportArguments {
    /// Store to export
    #[arg(id = "export_store", value_name = "STORE", value_parser = location)]
    pub(crate) store: StoreLocation,

    /// File to write; its ending is .gpkg, .geojson, .fgb, .shp, .gml, .parquet, .dxf, .dgn, .csv or .xlsx. Nothing of a person is
    /// written
    #[arg(long, required = true, value_name = "FILE")]
    pub(crate) to: PathBuf,

    /// Only what anybody may see, which is so without it, too: an export holds nothing of a person
    #[arg(id = "export_public", long = "public")]
    pub(crate) public: bool,

    /// Profile, or a file of one, whose section [drawing] says on which levels a drawing has what
    #[arg(id = "export_profile", long = "profile", value_name = "NAME|FILE")]
    pub(crate) profile: Option<String>,

    /// Coordinate system whose parcels to export, where the store has several
    #[arg(id = "export_crs", long = "crs", value_name = "EPSG:n", value_parser = crs)]
    pub(crate) crs: Option<u32>,

    /// As it was at the end of a day in Vietnam (2026-07-01), or at a moment as records have it
    #[arg(id = "export_at", long = "at", value_name = "DATE", value_parser = at)]
    pub(crate) at: Option<Timestamp>,

    /// No progress and no summary; the exit status tells the result
    #[arg(id = "export_quiet", long = "quiet", short = 'q')]
    pub(crate) quiet: bool,
}

/// The arguments of `thuadat store`.
#[derive(Debug, Args)]
pub(crate) struct StoreArguments {
    #[command(subcommand)]
    pub(crate) command: StoreCommand,
}

/// What to do with a store.
#[derive(Debug, Subcommand)]
pub(crate) enum StoreCommand {
    /// Make a store, or bring one up to date.
    Migrate(OneStore),
    /// Say what a store holds, or held.
    Info(InfoArguments),
    /// Prove that a store holds what was recorded: the chain of its log, every parcel, the spatial index.
    Verify(VerifyArguments),
    /// Tell the past of a parcel: its versions, what it came of, what became of it.
    History(HistoryArguments),
    /// Take a record back, with a new one.
    Undo(UndoArguments),
    /// Copy all of a store into one that holds nothing, of either kind, and prove that both are the same.
    Copy(CopyArguments),
    /// Copy all of a store into a new GeoPackage.
    Backup(BackupArguments),
    /// Bring a backup back into a store that is new or holds nothing.
    Restore(RestoreArguments),
}

/// Two stores.
#[derive(Debug, Args)]
pub(crate) struct CopyArguments {
    /// Store to copy
    #[arg(id = "copy_from", value_name = "STORE", value_parser = location)]
    pub(crate) from: StoreLocation,

    /// Store to copy into: a new GeoPackage, or a store that holds nothing
    #[arg(id = "copy_to", value_name = "NEW_STORE", value_parser = location)]
    pub(crate) to: StoreLocation,
}

/// A store and where it is backed up.
#[derive(Debug, Args)]
pub(crate) struct BackupArguments {
    /// Store to back up
    #[arg(id = "backup_of", value_name = "STORE", value_parser = location)]
    pub(crate) store: StoreLocation,

    /// GeoPackage to write, which is not there yet
    #[arg(id = "backup_file", value_name = "FILE", value_parser = location)]
    pub(crate) file: StoreLocation,
}

/// A backup and where it comes back.
#[derive(Debug, Args)]
pub(crate) struct RestoreArguments {
    /// The backup
    #[arg(id = "restored_from", value_name = "FILE", value_parser = location)]
    pub(crate) file: StoreLocation,

    /// Store to bring it back into: a new GeoPackage, or a store that holds nothing
    #[arg(id = "restored_to", value_name = "STORE", value_parser = location)]
    pub(crate) store: StoreLocation,
}

/// The arguments of `thuadat store verify`.
#[derive(Debug, Args)]
pub(crate) struct VerifyArguments {
    #[command(flatten)]
    pub(crate) one: OneStore,

    /// Hold the findings the store keeps against a check of everything, too
    #[arg(id = "verify_findings", long = "findings")]
    pub(crate) findings: bool,
}

/// The arguments of `thuadat store info`.
#[derive(Debug, Args)]
pub(crate) struct InfoArguments {
    #[command(flatten)]
    pub(crate) one: OneStore,

    /// What it held at the end of a day in Vietnam (2026-07-01), or at a moment as records have it
    #[arg(id = "info_at", long = "at", value_name = "DATE", value_parser = at)]
    pub(crate) at: Option<Timestamp>,
}

/// A store.
#[derive(Debug, Args)]
pub(crate) struct OneStore {
    /// Store: a GeoPackage, or `postgres://server/database`
    #[arg(value_name = "STORE", value_parser = location)]
    pub(crate) store: StoreLocation,
}

impl ExportArguments {
    /// What to export.
    pub(super) fn request(&self) -> ExportRequest {
        ExportRequest {
            store: self.store.clone(),
            path: self.to.clone(),
            crs: self.crs,
            at: self.at.clone(),
            profile: self.profile.clone(),
        }
    }
}

impl ImportArguments {
    /// Where to import.
    pub(super) fn store(&self) -> &StoreLocation {
        &self.into
    }

    /// What to import.
    pub(crate) fn request(&self) -> ImportRequest {
        let columns: BTreeMap<Field, String> = self.map.iter().cloned().collect();
        let read = |path: &PathBuf| ReadRequest {
            layer: self.layer.clone(),
            crs: self.crs,
            zone: self.zone,
            columns: columns.clone(),
            to_unicode: self.unicode,
            scan: false,
            ..ReadRequest::of(path)
        };
        ImportRequest {
            sources: self.sources.iter().map(read).collect(),
            store: self.into.clone(),
            author: self.author.clone().unwrap_or_else(user_of_the_system),
            reason: self.reason.clone(),
            may_replace: self.replace,
        }
    }
}

pub(crate) fn user_of_the_system() -> String {
    let named = ["USER", "LOGNAME", "USERNAME"].into_iter().find_map(|name| std::env::var(name).ok());
    named.filter(|name| !name.is_empty()).unwrap_or_else(|| "unknown".to_owned())
}

pub(super) fn location(text: &str) -> Result<StoreLocation, Fault> {
    text.parse().map_err(|error: thuadat::cadastre::BadLocation| Fault(error.message()))
}
