//! Files of parcels into a store.

use super::documents::{DocumentKind, DocumentsRead, documents_in};
use super::draft::Draft;
use super::error::ImportFailure;
use super::export::is_a_store;
use crate::references;
use std::cell::{Cell, OnceCell};
use std::panic::resume_unwind;
use std::path::Path;
use std::thread::ScopedJoinHandle;
use thuadat_core::{Observer, ParcelGeometries, Parcels};
use thuadat_io::{Crs, Dataset, Notice, ReadRequest, RegisterComplaint, TransformError, read};
use thuadat_store::{
    Access, Author, DocumentSummary, ImportError, ImportSummary, Incoming, IncomingDocuments, IncomingSource,
    KeptCrs, MercatorShapes, Store, StoreLocation, Timestamp,
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
    /// Whether a register may take the place of one of the same name of which it has less than half of the rows.
    pub may_replace: bool,
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

/// A register or a list that was imported.
#[derive(Debug, Clone)]
pub struct ImportedDocuments {
    /// Its path.
    pub path: String,
    /// What it is.
    pub kind: DocumentKind,
    /// Rows it has.
    pub rows: usize,
    /// What could not be taken as it stands in it; never the value of a column that tells of people.
    pub complaints: Vec<RegisterComplaint>,
    /// What the user should know of the reading.
    pub notices: Vec<Notice>,
    /// What it did to the store.
    pub summary: DocumentSummary,
}

/// What was imported.
#[derive(Debug, Clone)]
pub enum Imported {
    /// A map of parcels.
    Parcels(ImportedFile),
    /// A register, or a list of renumbered sheets or of communes that merged.
    Documents(ImportedDocuments),
}

/// Imports files one after the other, each as a whole or not at all, and tells of each.
///
/// # Errors
///
/// See [`ImportFailure`]. Files that were told of stay in the store; of the one that failed there is nothing. A new store is
/// there with its first file, and not before.
pub fn import_files(
    request: &ImportRequest,
    observer: &dyn Observer,
    mut tell: impl FnMut(&Imported),
) -> Result<(), ImportFailure> {
    for source in &request.sources {
        if is_a_store(&source.path) && !is_the_store(&source.path, &request.store) {
            let (path, store) = (source.path.display().to_string(), request.store.to_string());
            return Err(ImportFailure::SourceIsAStore { path, store });
        }
    }
    let mut draft = prepare(&request.store, observer)?;
    request.sources.iter().try_for_each(|source| {
        let is_store = is_the_store(&source.path, &request.store);
        let documents = if is_store { None } else { documents_in(&source.path, observer)? };
        tell(&match documents {
            Some(read) => {
                Imported::Documents(import_documents(request, &source.path, read, &mut draft, observer)?)
            }
            None => Imported::Parcels(import_file(request, source, &mut draft, observer)?),
        });
        Ok(())
    })
}

/// Makes sure that there is a store, or begins a new one.
fn prepare(location: &StoreLocation, observer: &dyn Observer) -> Result<Option<Draft>, ImportFailure> {
    if let StoreLocation::GeoPackage(path) = location {
        if !path.exists() {
            return Ok(Some(Draft::beside(path)?));
        }
        if path.metadata().is_ok_and(|file| file.is_file() && file.len() == 0) {
            Store::migrate(location)?;
        }
    }
    Store::open_watched(location, Access::Write, observer)?;
    Ok(None)
}

fn import_file(
    request: &ImportRequest,
    source: &ReadRequest,
    draft: &mut Option<Draft>,
    observer: &dyn Observer,
) -> Result<ImportedFile, ImportFailure> {
    let path = source.path.display().to_string();
    if is_the_store(&source.path, &request.store) {
        return Err(ImportFailure::IsTheStore { path });
    }
    let Dataset { parcels, source } = read(source, observer)?;
    let crs = kept_crs(&path, &source.crs)?;
    // Whether there is a way to Web Mercator at all is known before anything is written.
    if let Some(way) = source.crs.take_to_web_mercator(&mut []) {
        way.map_err(|source| ImportFailure::Transform { path: path.clone(), source })?;
    }
    let name = file_name(Path::new(&path));
    let author = author(request, &name);
    let shapes = OnceCell::new();
    let summary = std::thread::scope(|scope| {
        // Made while parcels are written: that takes one thread.
        let making = Cell::new(Some(scope.spawn(|| in_web_mercator(&parcels, &source.crs))));
        let wait = || shapes.get_or_init(|| finished(making.take())).as_ref().ok();
        let incoming = Incoming {
            author,
            source: IncomingSource { name, layer: source.layer.clone(), format: source.format.clone() },
            crs,
            communes: communes_of(&parcels),
            web_mercator: MercatorShapes::WhenDone(&wait),
            parcels: &parcels,
        };
        take_in(&request.store, |store| store.import(&incoming, observer), draft, observer)
    });
    let summary = match shapes.into_inner() {
        Some(Err(source)) => return Err(ImportFailure::Transform { path, source }),
        _ => summary?,
    };
    Ok(ImportedFile { path, parcels: parcels.len(), crs: source.crs, notices: source.notices, summary })
}

type Made = Result<ParcelGeometries, TransformError>;

/// The shapes for tiles; what has no place on that map is NaN.
fn in_web_mercator(parcels: &Parcels, crs: &Crs) -> Made {
    let mut shapes = parcels.geometries.clone();
    crs.take_to_web_mercator(shapes.coords_mut()).transpose()?;
    Ok(shapes)
}

fn finished(making: Option<ScopedJoinHandle<'_, Made>>) -> Made {
    making.map_or_else(
        || Ok(ParcelGeometries::new()),
        |making| making.join().unwrap_or_else(|panic| resume_unwind(panic)),
    )
}

fn import_documents(
    request: &ImportRequest,
    path: &Path,
    read: DocumentsRead,
    draft: &mut Option<Draft>,
    observer: &dyn Observer,
) -> Result<ImportedDocuments, ImportFailure> {
    let rows = read.rows();
    let name = file_name(path);
    let incoming = IncomingDocuments {
        author: author(request, &name),
        name,
        registers: &read.registers,
        renumberings: &read.renumberings,
        communes: &read.communes,
        may_replace: request.may_replace,
    };
    let take = |store: &mut Store| store.import_documents(&incoming, observer);
    let summary = take_in(&request.store, take, draft, observer)?;
    let path = path.display().to_string();
    let DocumentsRead { kind, complaints, notices, .. } = read;
    Ok(ImportedDocuments { path, kind, rows, complaints, notices, summary })
}

fn file_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    name.to_string_lossy().into_owned()
}

fn author(request: &ImportRequest, file: &str) -> Author {
    Author {
        name: request.author.clone(),
        reason: request.reason.clone().unwrap_or_else(|| file.to_owned()),
        at: Timestamp::now(),
    }
}

/// Into the new store, if there is one and nobody else made one meanwhile; else into the one that is there.
fn take_in<T>(
    location: &StoreLocation,
    take: impl Fn(&mut Store) -> Result<T, ImportError>,
    draft: &mut Option<Draft>,
    observer: &dyn Observer,
) -> Result<T, ImportFailure> {
    if let Some(begun) = draft {
        let summary = take(&mut begun.open()?)?;
        let is_published = draft.take().map_or(Ok(false), Draft::publish);
        let not_written = |source| ImportFailure::NotWritten { path: location.to_string(), source };
        if is_published.map_err(not_written)? {
            return Ok(summary);
        }
    }
    Ok(take(&mut Store::open_watched(location, Access::Write, observer)?)?)
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
