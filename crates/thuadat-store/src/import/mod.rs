//! Taking a file of parcels in: all of it or nothing, and the same file twice changes nothing.
//!
//! What comes in is held against what is there ([`matching`]): a parcel that says the same is left alone, one of a key that
//! both sides have once is changed, any other is added, or refused where nobody can tell which parcel it is. Then
//! everything is written in one transaction ([`write`]), with one record.

mod matching;
mod mercator_shapes;
mod surroundings;
mod write;

pub use mercator_shapes::MercatorShapes;
pub(crate) use surroundings::{add_sheets_of, adopt_crs};
pub(crate) use write::{Batch, BatchRow, end_versions, write_parcels};

use crate::content::{ContentHash, content_hash};
use crate::database::schema::source;
use crate::database::{AnyConnection, DatabaseError, transact};
use crate::geometry::{Unstorable, encode_wkb};
use crate::record::{Author, Changes, Ledger, Origin, RecordKind};
use crate::store::Store;
use diesel::prelude::*;
use matching::{Answer, Match};
use sha2::{Digest, Sha256};
use thuadat_core::{Code, Observer, ParcelGeometries, ParcelRecord, Parcels};

/// A file of parcels to be taken in.
#[derive(Debug)]
pub struct Incoming<'a> {
    /// Where the parcels come from.
    pub source: IncomingSource,
    /// The coordinate system they stand in.
    pub crs: KeptCrs,
    /// The parcels.
    pub parcels: &'a Parcels,
    /// Their shapes in Web Mercator.
    pub web_mercator: MercatorShapes<'a>,
    /// What is known of the communes they are in, and of those before and after them.
    pub communes: Vec<Code>,
    /// Who takes them in, when and why.
    pub author: Author,
}

/// Where parcels come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncomingSource {
    /// Name of the file, without its folder.
    pub name: String,
    /// The layer.
    pub layer: String,
    /// The format.
    pub format: String,
}

/// A coordinate system as a store keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptCrs {
    /// EPSG code.
    pub epsg: u32,
    /// Its name.
    pub name: String,
    /// Its definition in well-known text (OGC 01-009).
    pub definition: String,
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ImportSummary {
    /// The record it is; none where there was nothing to change.
    pub record: Option<i64>,
    /// Parcels that came in as new.
    pub added: usize,
    /// Parcels that were there and say something else now.
    pub changed: usize,
    /// Parcels that were there and say the same.
    pub unchanged: usize,
    /// Parcels that could not be taken in.
    pub refused: Vec<RefusedParcel>,
    /// Parcels of the same communes and sheets that are there but not in the file; they were left alone.
    pub absent: usize,
    /// Parcels of which open rings were closed.
    pub closed: usize,
    /// Map sheets that came in as new.
    pub sheets_added: usize,
}

/// A parcel that could not be taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedParcel {
    /// Its position in the file, from 0.
    pub position: usize,
    /// What it is called.
    pub name: String,
    /// Why.
    pub refusal: Refusal,
}

/// Why a parcel could not be taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// A ring has fewer than three vertices: there is no ground.
    TooFewVertices,
    /// A coordinate or an area is no number.
    NotFinite,
    /// A text holds a character that no database keeps.
    Text,
    /// The store or the file has its number more than once, so that nobody can tell which parcel changed.
    Ambiguous {
        /// Parcels of that number in the store that the file does not have as they are.
        kept: usize,
        /// Parcels of that number in the file that the store does not have as they are.
        incoming: usize,
    },
}

/// Why a file could not be taken in. Nothing of it is in the store then.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// A `GeoPackage` holds one coordinate system.
    #[error(
        "{name} is in EPSG:{incoming}, the store in EPSG:{kept}; a GeoPackage keeps one coordinate system: \
         import into another file, or into PostGIS, which keeps several"
    )]
    OtherCrs {
        /// Name of the file.
        name: String,
        /// The one the parcels stand in.
        incoming: u32,
        /// The one the store has.
        kept: u32,
    },
    /// A register says nothing of most rows that the one of the same name has in the store.
    #[error(
        "{name}{}: {lost} of the {kept} rows that the register of this name has in the store are not in the file, or are of other parcels there; \
         if it is another register, give the file another name; if it takes the place of the earlier one, import it with --replace",
        worksheet.as_ref().map(|worksheet| format!(" ({worksheet})")).unwrap_or_default()
    )]
    Replaces {
        /// Name of the file.
        name: String,
        /// The worksheet.
        worksheet: Option<String>,
        /// Rows the register has in the store.
        kept: usize,
        /// Those of them the file says nothing of.
        lost: usize,
    },
    /// There are no shapes for tiles.
    #[error("cannot import {name}: its shapes for tiles could not be made")]
    NoMercatorShapes {
        /// Name of the file.
        name: String,
    },
    /// The database refuses.
    #[error("cannot import {name}: {source}")]
    Database {
        /// Name of the file.
        name: String,
        /// Why.
        source: DatabaseError,
    },
    /// The observer asked to stop.
    #[error("interrupted")]
    Interrupted,
}

/// A parcel of the file that can be kept.
pub(crate) struct Candidate {
    pub(crate) position: usize,
    pub(crate) hash: ContentHash,
}

impl Store {
    /// Takes parcels in. Either all of it is in the store afterwards, as one record, or nothing.
    ///
    /// # Errors
    ///
    /// See [`ImportError`]. Parcels that could not be taken in are no error: they stand in the summary.
    ///
    /// # Complexity
    ///
    /// O(v + (n + m) log(n + m)) for v vertices of n parcels, and m parcels of the same communes in the store.
    pub fn import(
        &mut self,
        incoming: &Incoming<'_>,
        observer: &dyn Observer,
    ) -> Result<ImportSummary, ImportError> {
        if self.is_in_snapshot {
            let name = incoming.source.name.clone();
            return Err(ImportError::Database { name, source: DatabaseError::ReadOnly });
        }
        let result = transact(&mut self.connection, |connection| import(connection, incoming, observer));
        match result {
            Ok(summary) => Ok(summary),
            Err(Stop::Nothing(summary)) => Ok(*summary),
            Err(Stop::Interrupted) => Err(ImportError::Interrupted),
            Err(Stop::NoMercatorShapes) => {
                Err(ImportError::NoMercatorShapes { name: incoming.source.name.clone() })
            }
            Err(Stop::OtherCrs { kept }) => Err(ImportError::OtherCrs {
                name: incoming.source.name.clone(),
                incoming: incoming.crs.epsg,
                kept,
            }),
            // Whoever waits for another writer in vain, since it was told to stop, stops.
            Err(Stop::Database(DatabaseError::Busy)) if observer.is_interrupted() => {
                Err(ImportError::Interrupted)
            }
            Err(Stop::Database(source)) => Err(ImportError::Database {
                name: incoming.source.name.clone(),
                source: source.of_file(self.location()),
            }),
        }
    }
}

/// Why the transaction is rolled back.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Stop {
    #[error("there is nothing to change")]
    Nothing(Box<ImportSummary>),
    #[error("interrupted")]
    Interrupted,
    #[error("the store is in EPSG:{kept}")]
    OtherCrs { kept: u32 },
    #[error("the shapes for tiles could not be made")]
    NoMercatorShapes,
    #[error(transparent)]
    Database(DatabaseError),
}

impl From<DatabaseError> for Stop {
    fn from(error: DatabaseError) -> Self {
        Self::Database(error)
    }
}

impl From<diesel::result::Error> for Stop {
    fn from(error: diesel::result::Error) -> Self {
        Self::Database(error.into())
    }
}

fn import(
    connection: &mut AnyConnection,
    incoming: &Incoming<'_>,
    observer: &dyn Observer,
) -> Result<ImportSummary, Stop> {
    let mut summary = ImportSummary::default();
    // Others may still write while it is seen what came in.
    let candidates = candidates(incoming, &mut summary);
    let mut ledger = Ledger::take_watched(connection, observer)?;
    let author = Ledger::author_now(connection, &incoming.author)?;
    adopt_crs(connection, &incoming.crs)?;
    let Match { answers, absent } = matching::match_parcels(connection, incoming, &candidates)?;
    summary.absent = absent;
    let source_id = ledger.next_source_id();
    let mut changes = Changes::default();
    let (mut rows, mut ended) = (Vec::new(), Vec::new());
    for (candidate, answer) in candidates.iter().zip(answers) {
        let (id, version) = match answer {
            Answer::Same => {
                summary.unchanged += 1;
                continue;
            }
            Answer::Refused(refusal) => {
                summary.refuse(incoming, candidate.position, refusal);
                continue;
            }
            Answer::New => {
                summary.added += 1;
                (ledger.next_parcel_id(), 1)
            }
            Answer::Changed { id, version } => {
                summary.changed += 1;
                changes.end(id, version);
                ended.push(id);
                (id, version + 1)
            }
        };
        changes.begin(id, version, candidate.hash);
        rows.push(BatchRow { position: candidate.position, id, version, hash: candidate.hash });
    }
    summary.refused.sort_by_key(|refused| refused.position);
    if rows.is_empty() {
        return Err(Stop::Nothing(Box::new(summary)));
    }
    let record_id = ledger.begin_record(connection, RecordKind::Import, &author)?;
    write_source(connection, incoming, source_id, record_id, &candidates)?;
    end_versions(connection, &ended, record_id, &author.at)?;
    let batch = Batch {
        parcels: incoming.parcels,
        epsg: incoming.crs.epsg,
        begin: &author.at,
        record_id,
        source_id: Some(source_id),
        rows,
    };
    write_parcels(connection, &batch, incoming.web_mercator, observer)?;
    summary.sheets_added = surroundings::add_sheets(connection, incoming, &mut ledger, &batch)?;
    surroundings::add_communes(connection, &incoming.communes)?;
    let origins = origins(incoming, source_id, &batch.rows);
    ledger.seal_knowing(connection, (RecordKind::Import, &author, None), changes, origins)?;
    summary.record = Some(record_id);
    Ok(summary)
}

/// Where the versions come from that are written.
fn origins(incoming: &Incoming<'_>, source_id: i64, rows: &[BatchRow]) -> Vec<Origin> {
    let origin = |row: &BatchRow| Origin {
        id: row.id,
        version: row.version,
        source_id: Some(source_id),
        feature: Some(incoming.parcels.records[row.position].feature.to_string()),
        class: None,
        class_reasons: None,
    };
    let mut origins: Vec<Origin> = rows.iter().map(origin).collect();
    origins.sort_unstable_by_key(|origin| (origin.id, origin.version));
    origins
}

/// The parcels that can be kept, with their hashes; the others are refused.
fn candidates(incoming: &Incoming<'_>, summary: &mut ImportSummary) -> Vec<Candidate> {
    let Parcels { geometries, records, .. } = incoming.parcels;
    let mut buffer = Vec::new();
    let mut candidates = Vec::with_capacity(records.len());
    for (position, record) in records.iter().enumerate() {
        match hash_of(geometries, position, record, incoming.crs.epsg, &mut buffer) {
            Ok(hash) => {
                summary.closed += usize::from(has_open_ring(geometries, position));
                candidates.push(Candidate { position, hash });
            }
            Err(refusal) => summary.refuse(incoming, position, refusal),
        }
    }
    candidates
}

/// The hash of a parcel, or why it cannot be kept.
pub(crate) fn hash_of(
    geometries: &ParcelGeometries,
    position: usize,
    record: &ParcelRecord,
    epsg: u32,
    buffer: &mut Vec<u8>,
) -> Result<ContentHash, Refusal> {
    let areas = [record.recorded_area_m2, record.legal_area_m2];
    let mut areas = areas.iter().flatten().chain(&record.land_use_areas_m2);
    if areas.any(|area| !area.is_finite()) {
        return Err(Refusal::NotFinite);
    }
    let key = &record.key;
    let mut texts =
        [&key.commune, &key.sheet, &key.number, &record.land_use, &record.code].into_iter().flatten();
    if texts.any(|text| text.contains('\0')) {
        return Err(Refusal::Text);
    }
    encode_wkb(geometries, position, buffer).map_err(|unstorable| match unstorable {
        Unstorable::TooFewVertices => Refusal::TooFewVertices,
        Unstorable::NotFinite => Refusal::NotFinite,
    })?;
    let has_shape = has_shape(geometries, position);
    Ok(content_hash(record, epsg, has_shape.then_some(buffer)))
}

/// Whether a parcel has any vertex.
pub(crate) fn has_shape(geometries: &ParcelGeometries, position: usize) -> bool {
    !geometries.parcel_coords(position).is_empty()
}

fn has_open_ring(geometries: &ParcelGeometries, position: usize) -> bool {
    geometries.rings(position).any(|ring| ring.first() != ring.last())
}

fn write_source(
    connection: &mut AnyConnection,
    incoming: &Incoming<'_>,
    id: i64,
    record_id: i64,
    candidates: &[Candidate],
) -> Result<(), Stop> {
    let mut digest = Sha256::new();
    for candidate in candidates {
        digest.update(candidate.hash.0);
    }
    let hash: [u8; 32] = digest.finalize().into();
    let new = (
        source::id.eq(id),
        source::name.eq(&incoming.source.name),
        source::layer.eq(&incoming.source.layer),
        source::format.eq(&incoming.source.format),
        source::crs.eq(i64::from(incoming.crs.epsg)),
        source::parcels.eq(incoming.parcels.len() as i64),
        source::content_hash.eq(&hash[..]),
        source::record_id.eq(record_id),
    );
    diesel::insert_into(source::table).values(new).execute(connection)?;
    Ok(())
}

impl ImportSummary {
    fn refuse(&mut self, incoming: &Incoming<'_>, position: usize, refusal: Refusal) {
        let name = incoming.parcels.name(position).to_string();
        self.refused.push(RefusedParcel { position, name, refusal });
    }
}
