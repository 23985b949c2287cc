//! What is served: a store, or a plain file of parcels held in memory.

mod memory;
mod past;
mod stores;

pub use memory::{MemoryError, MemoryMap};
pub(crate) use past::{KnownKin, KnownPast};
pub use stores::Stores;

use crate::findings::SourceFindings;
use std::path::PathBuf;
use thuadat::cadastre::{
    ClosedFinding, ClosedFindingFilter, DatabaseError, FindingState, OpenError, ParcelBox, PublicName,
    PublicParcels, PublicSummary, Store, StoreLocation,
};
use thuadat::{Crs, FindingId, Message, Observer, ParcelGeometries, ParcelKey, ReadRequest};

/// What is served. Every question may take its time in a database: ask where waiting is allowed.
#[derive(Debug)]
pub enum Source {
    /// A store, by several connections.
    Store(Stores),
    /// A file, read once.
    Memory(Box<MemoryMap>),
}

/// What a source was when it was looked at: where it is the same, nothing has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Version {
    /// Counts the stores that were put in each other's place.
    generation: u64,
    /// Counts the changes of this one.
    revision: i64,
}

impl Version {
    /// A text that is another one for another version.
    pub(crate) fn number(self) -> String {
        format!("{}-{}", self.generation, self.revision)
    }
}

/// Why a source cannot be served.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SourceError {
    /// The store could not be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The store does not answer.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// The file could not be held in memory.
    #[error(transparent)]
    Memory(#[from] MemoryError),
}

impl SourceError {
    /// The sentence in both languages.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Open(error) => error.message(),
            Self::Database(error) => error.message(),
            Self::Memory(error) => error.message(),
        }
    }
}

impl Source {
    /// Opens what a user names: the address of a database, a store in a file, or a file of parcels. `request` tells how a
    /// file is to be understood.
    ///
    /// # Errors
    ///
    /// See [`SourceError`]; nothing is written anywhere.
    pub fn open(named: &str, request: ReadRequest, observer: &dyn Observer) -> Result<Self, SourceError> {
        match named.parse::<StoreLocation>() {
            Ok(location) => match Stores::open(location) {
                Err(SourceError::Open(OpenError::NotAStore { .. })) => Self::read(named, request, observer),
                opened => opened.map(Self::Store),
            },
            Err(_) => Self::read(named, request, observer),
        }
    }

    fn read(named: &str, request: ReadRequest, observer: &dyn Observer) -> Result<Self, SourceError> {
        let request = ReadRequest { path: PathBuf::from(named), ..request };
        Ok(Self::Memory(Box::new(MemoryMap::read(&request, observer)?)))
    }

    /// What it is called before people: its path or address without a password, and no more of a file than its name.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Store(stores) => stores.name(),
            Self::Memory(map) => map.name().to_owned(),
        }
    }

    /// Counts its changes.
    pub(crate) fn revision(&self) -> Result<i64, DatabaseError> {
        match self {
            Self::Store(stores) => stores.with(Store::revision),
            Self::Memory(_) => Ok(0),
        }
    }

    /// What it is now; another store in the place of the one before is another version, whatever its revision.
    pub(crate) fn version(&self) -> Result<Version, DatabaseError> {
        let generation = match self {
            Self::Store(stores) => stores.look()?,
            Self::Memory(_) => 0,
        };
        Ok(Version { generation, revision: self.revision()? })
    }

    /// What it holds.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub fn summary(&self) -> Result<PublicSummary, DatabaseError> {
        match self {
            Self::Store(stores) => stores.with(Store::public_summary),
            Self::Memory(map) => Ok(map.summary()),
        }
    }

    /// The next parcels after a number; in an area of Web Mercator where one is given.
    pub(crate) fn parcels(
        &self,
        area: Option<ParcelBox>,
        after: i64,
        limit: i64,
    ) -> Result<PublicParcels, DatabaseError> {
        match self {
            Self::Store(stores) => stores.with(|store| store.public_parcels(area, after, limit)),
            Self::Memory(map) => Ok(map.parcels(area, after, limit)),
        }
    }

    /// The parcels of these numbers.
    pub(crate) fn of_ids(&self, ids: &[i64]) -> Result<PublicParcels, DatabaseError> {
        match self {
            Self::Store(stores) => stores.with(|store| store.public_of_ids(ids)),
            Self::Memory(map) => Ok(map.of_ids(ids)),
        }
    }

    /// At most `limit` parcels of a name.
    pub(crate) fn named(&self, named: PublicName<'_>, limit: i64) -> Result<PublicParcels, DatabaseError> {
        match self {
            Self::Store(stores) => stores.with(|store| store.public_named(named, limit)),
            Self::Memory(map) => Ok(map.named(named, limit)),
        }
    }

    /// The shapes of parcels in their own coordinates. `ids` must ascend and exist.
    pub(crate) fn native_shapes(&self, ids: &[i64]) -> Result<ParcelGeometries, DatabaseError> {
        match self {
            Self::Store(stores) => stores.with(|store| store.parcels_of_ids(ids)).map(|kept| kept.geometries),
            Self::Memory(map) => Ok(map.native_shapes(ids)),
        }
    }

    /// Under which settings its findings are kept, and of which revision they are.
    pub(crate) fn finding_state(&self) -> Result<Option<FindingState>, DatabaseError> {
        match self {
            Self::Store(stores) => stores.with(Store::finding_state),
            Self::Memory(_) => Ok(None),
        }
    }

    /// All findings, of one moment. A store has those that were kept, a file those of a check when it was read.
    pub(crate) fn findings(&self) -> Result<SourceFindings, DatabaseError> {
        match self {
            Self::Store(stores) => stores.with(|store| store.snapshot(kept_findings)),
            Self::Memory(map) => Ok(map.findings()),
        }
    }

    /// The next findings that are no more. A file has none: nobody mends it.
    pub(crate) fn closed_findings(
        &self,
        filter: ClosedFindingFilter<'_>,
        after: Option<(i64, FindingId)>,
        limit: i64,
    ) -> Result<Vec<ClosedFinding>, DatabaseError> {
        match self {
            Self::Store(stores) => stores.with(|store| store.closed_findings_after(filter, after, limit)),
            Self::Memory(_) => Ok(Vec::new()),
        }
    }

    /// Where the store is that may be changed; none of a file.
    pub(crate) fn store_location(&self) -> Option<&StoreLocation> {
        match self {
            Self::Store(stores) => Some(stores.location()),
            Self::Memory(_) => None,
        }
    }

    /// Whether it knows what was.
    pub(crate) const fn has_a_past(&self) -> bool {
        matches!(self, Self::Store(_))
    }

    /// The pasts of the parcels that have a key or had it at any time; of a file nothing is known.
    pub(crate) fn pasts(&self, key: &ParcelKey) -> Result<Vec<KnownPast>, DatabaseError> {
        match self {
            Self::Store(stores) => stores.with(|store| past::pasts_of(store, key)),
            Self::Memory(_) => Ok(Vec::new()),
        }
    }

    /// The coordinate system of a code, as the source knows it.
    pub(crate) fn crs(&self, epsg: u32) -> Option<Crs> {
        match self {
            Self::Memory(map) if map.crs().epsg == Some(epsg) => Some(map.crs().clone()),
            _ => Crs::of_epsg(epsg).ok(),
        }
    }
}

fn kept_findings(store: &mut Store) -> Result<SourceFindings, DatabaseError> {
    const AT_ONCE: i64 = 10_000;
    let state = store.finding_state()?;
    let revision = store.revision()?;
    let mut found = SourceFindings {
        is_current: state.as_ref().is_some_and(|state| state.revision == revision),
        profile: state.map(|state| state.profile),
        findings: Vec::new(),
        accepted: store.accepted_findings()?,
    };
    loop {
        let after = found.findings.last().map(|(last, _)| last.id);
        let page = store.findings_after(after, AT_ONCE)?;
        if page.is_empty() {
            return Ok(found);
        }
        found.findings.extend(page.into_iter().map(|kept| (kept, None)));
    }
}
