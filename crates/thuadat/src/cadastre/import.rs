//! Files of parcels into a store.

use super::error::ImportFailure;
use crate::references;
use std::path::Path;
use thuadat_core::{Observer, Parcels};
use thuadat_io::{Crs, Dataset, Notice, ReadRequest, read};
use thuadat_store::{
    Access, Author, ImportSummary, Incoming, IncomingSource, KeptCrs, Store, StoreLocation, Timestamp,
};

/// Which files come in where, and who takes them in.
#[derive(Debug, Clone)]
pub struct ImportRequest {
    /// The files and how to understand them.
    pub sources: Vec<ReadRequest>,
    /// The store. A `GeoPackage` that is not there is made.
    pub store: StoreLocation,
    /// Who imports.
    pub author: String,
    /// Why; none says which file it was.
    pub reason: Option<String>,
}

/// A file that was imported.
#[derive(Debug, Clone)]
pub struct ImportedFile {
    /// Its path.
    pub path: String,
    /// Parcels it has.
    pub parcels: usize,
    /// The coordinate system they are kept in.
    pub crs: Crs,
    /// What the user should know of the reading.
    pub notices: Vec<Notice>,
    /// What it did to the store.
    pub summary: ImportSummary,
}

/// Imports files one after the other, each as a whole or not at all, and tells of each.
///
/// # Errors
///
/// See [`ImportFailure`]. Files that were told of stay in the store; of the one that failed there is nothing. A store
/// that was made for the first file is taken away again when that one fails.
pub fn import_files(
    request: &ImportRequest,
    observer: &dyn Observer,
    mut tell: impl FnMut(&ImportedFile),
) -> Result<(), ImportFailure> {
    let is_new = prepare(&request.store)?;
    let mut is_used = false;
    let result = request.sources.iter().try_for_each(|source| {
        let imported = import_file(request, source, observer)?;
        is_used = true;
        tell(&imported);
        Ok(())
    });
    if let (true, false, StoreLocation::GeoPackage(path)) = (is_new, is_used, &request.store) {
        // Somebody else may have imported into it by now; what is empty is a nuisance, no loss.
        let is_empty = Store::open(&request.store, Access::Read)
            .is_ok_and(|mut store| store.info().is_ok_and(|info| info.records == 0));
        if is_empty {
            let _ = std::fs::remove_file(path);
        }
    }
    result
}

/// Makes sure that there is a store, and answers whether it was made.
fn prepare(location: &StoreLocation) -> Result<bool, ImportFailure> {
    if let StoreLocation::GeoPackage(path) = location
        && !path.exists()
    {
        Store::migrate(location)?;
        return Ok(true);
    }
    Store::open(location, Access::Write)?;
    Ok(false)
}

fn import_file(
    request: &ImportRequest,
    source: &ReadRequest,
    observer: &dyn Observer,
) -> Result<ImportedFile, ImportFailure> {
    let path = source.path.display().to_string();
    if is_the_store(&source.path, &request.store) {
        return Err(ImportFailure::IsTheStore { path });
    }
    let Dataset { parcels, source } = read(source, observer)?;
    let crs = kept_crs(&path, &source.crs)?;
    let mut web_mercator = parcels.geometries.clone();
    if let Some(way) = source.crs.take_to_web_mercator(web_mercator.coords_mut()) {
        way.map_err(|source| ImportFailure::Transform { path: path.clone(), source })?;
    }
    let name =
        Path::new(&path).file_name().map_or_else(|| path.clone(), |name| name.to_string_lossy().into_owned());
    let incoming = Incoming {
        author: Author {
            name: request.author.clone(),
            reason: request.reason.clone().unwrap_or_else(|| name.clone()),
            at: Timestamp::now(),
        },
        source: IncomingSource { name, layer: source.layer.clone(), format: source.format.clone() },
        crs,
        communes: communes_of(&parcels),
        web_mercator: &web_mercator,
        parcels: &parcels,
    };
    let mut store = Store::open(&request.store, Access::Write)?;
    let summary = store.import(&incoming, observer)?;
    Ok(ImportedFile { path, parcels: parcels.len(), crs: source.crs, notices: source.notices, summary })
}

fn kept_crs(path: &str, crs: &Crs) -> Result<KeptCrs, ImportFailure> {
    let path = || path.to_owned();
    if crs.is_unnamed() {
        return Err(ImportFailure::NoCrs { path: path() });
    }
    let without_code = || ImportFailure::CrsWithoutCode { path: path(), crs: crs.label() };
    let epsg = crs.epsg.ok_or_else(without_code)?;
    let definition = crs.well_known_text().ok_or_else(without_code)?;
    Ok(KeptCrs { epsg, name: crs.name.clone(), definition })
}

fn communes_of(parcels: &Parcels) -> Vec<thuadat_core::Code> {
    let codes = parcels.records.iter().filter_map(|record| record.key.commune.as_deref());
    references::communes_around(codes)
}

/// Whether a file is the store: GDAL and the store must not have one file open at once.
pub(super) fn is_the_store(path: &Path, store: &StoreLocation) -> bool {
    let StoreLocation::GeoPackage(store) = store else { return false };
    match (path.canonicalize(), store.canonicalize()) {
        (Ok(path), Ok(store)) => path == store,
        _ => false,
    }
}
