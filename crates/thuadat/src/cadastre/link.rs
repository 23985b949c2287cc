//! Linking the registers of a store to its parcels, and keeping what was found.

use super::documents::unit_change;
use super::error::ExportError;
use super::source::{as_dataset, kept_in};
use crate::link::{LinkError, LinkMaterial, LinkRun, evidence, link_dataset};
use crate::profile::ProfileDocument;
use std::collections::HashMap;
use std::path::PathBuf;
use std::time::Instant;
use thuadat_core::link::RowLink;
use thuadat_core::{DecidedRow, Interrupted, LinkStatus, Message, Observer, Tier, WrittenDate};
use thuadat_io::{UnitChange, communes_of, read_decisions};
use thuadat_store::{
    Access, Author, DatabaseError, EntryAnswer, IncomingLinks, KeptDocuments, KeptEntry, LinkSaveError,
    LinkSummary, OpenError, Store, StoreLocation,
};

/// What to link within a store.
#[derive(Debug, Clone)]
pub struct StoreLinkRequest {
    /// The store.
    pub store: StoreLocation,
    /// The coordinate system whose parcels are linked, where the store has several.
    pub epsg: Option<u32>,
    /// Files in which people decided of single rows.
    pub decisions: Vec<PathBuf>,
    /// The profile.
    pub profile: ProfileDocument,
}

/// A linking of what stands in a store.
#[derive(Debug)]
pub struct StoreLinkRun {
    /// The linking, to be reported as any other.
    pub run: LinkRun,
    store: StoreLocation,
    revision: i64,
    parcels: Vec<i64>,
    entries: Vec<Vec<KeptEntry>>,
}

/// Why a store could not be linked. It is as it was.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreLinkFailure {
    /// The store could not be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// Its parcels could not be read.
    #[error(transparent)]
    Parcels(ExportError),
    /// The database refuses.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// A file of decisions could not be read.
    #[error(transparent)]
    Link(LinkError),
    /// What was found could not be kept.
    #[error(transparent)]
    Save(LinkSaveError),
    /// There is nothing to link.
    #[error(
        "{store} has no register yet; import one with `thuadat import REGISTER --into {store}`, or name one with --register"
    )]
    NoRegister {
        /// The store.
        store: String,
    },
    /// The observer asked to stop.
    #[error("interrupted")]
    Interrupted,
}

impl From<ExportError> for StoreLinkFailure {
    fn from(error: ExportError) -> Self {
        match error {
            ExportError::Interrupted => Self::Interrupted,
            error => Self::Parcels(error),
        }
    }
}

impl From<Interrupted> for StoreLinkFailure {
    fn from(_: Interrupted) -> Self {
        Self::Interrupted
    }
}

impl From<LinkSaveError> for StoreLinkFailure {
    fn from(error: LinkSaveError) -> Self {
        match error {
            LinkSaveError::Interrupted => Self::Interrupted,
            error => Self::Save(error),
        }
    }
}

impl StoreLinkFailure {
    /// The sentence in both languages.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Open(error) => error.message(),
            Self::Parcels(error) => error.message(),
            Self::Database(error) => error.message(),
            Self::Link(error) => error.message(),
            Self::Save(error) => error.message(),
            Self::NoRegister { store } => Message {
                vi: format!(
                    "{store} chưa có sổ đăng ký nào; hãy nhập bằng lệnh `thuadat import SỔ --into {store}`, hoặc nêu sổ bằng --register"
                ),
                en: self.to_string(),
            },
            Self::Interrupted => Message { vi: "đã dừng theo yêu cầu".into(), en: self.to_string() },
        }
    }
}

/// Links the registers of a store to its parcels, through its lists, under what people decided. Nothing is written.
///
/// # Errors
///
/// See [`StoreLinkFailure`].
pub fn link_store(
    request: &StoreLinkRequest,
    observer: &dyn Observer,
) -> Result<StoreLinkRun, StoreLinkFailure> {
    let started = Instant::now();
    let mut store = Store::open(&request.store, Access::Read)?;
    let (documents, (epsg, kept)) = store.snapshot(|store| {
        let documents = store.documents()?;
        if documents.registers.is_empty() {
            return Err(StoreLinkFailure::NoRegister { store: request.store.to_string() });
        }
        Ok((documents, kept_in(store, request.epsg, observer)?))
    })?;
    drop(store);
    let parcels: Vec<i64> = kept.stored.iter().map(|stored| stored.id).collect();
    let dataset = as_dataset(&request.store, epsg, kept)?;
    let decided = decided(&documents, &parcels);
    let KeptDocuments { revision, registers, renumberings, communes, .. } = documents;
    let (registers, entries) = registers.into_iter().map(|kept| (kept.register, kept.entries)).unzip();
    let communes: Vec<UnitChange> = communes.into_iter().map(unit_change).collect();
    let (mut decisions, mut complaints) = (Vec::new(), Vec::new());
    for path in &request.decisions {
        let read = read_decisions(path, observer).map_err(|error| StoreLinkFailure::Link(error.into()))?;
        complaints.extend(read.complaints.iter().cloned());
        decisions.extend(read.decisions);
    }
    let communes = (!communes.is_empty()).then(|| communes_of(&communes));
    let material = LinkMaterial { dataset, registers, renumberings, communes, decisions, decided };
    let read_seconds = started.elapsed().as_secs_f64();
    let mut run = link_dataset(material, request.profile.clone(), observer)?;
    complaints.append(&mut run.complaints);
    run.complaints = complaints;
    run.seconds.read = read_seconds;
    Ok(StoreLinkRun { run, store: request.store.clone(), revision, parcels, entries })
}

/// What people decided of entries, by positions. Of parcels that are not among these nothing can be said here.
fn decided(documents: &KeptDocuments, parcels: &[i64]) -> Vec<DecidedRow> {
    let parcels: HashMap<i64, u32> = parcels.iter().zip(0..).map(|(&id, position)| (id, position)).collect();
    let mut places: HashMap<i64, (u32, u32)> = HashMap::new();
    for (register, kept) in (0..).zip(&documents.registers) {
        places.extend((0..).zip(&kept.entries).map(|(entry, kept)| (kept.id, (register, entry))));
    }
    let row = |decision: &thuadat_store::KeptDecision| {
        let &(register, entry) = places.get(&decision.entry)?;
        let parcels: Option<Vec<u32>> =
            decision.parcels.iter().map(|parcel| parcels.get(parcel).copied()).collect();
        let when = decision.at.as_str().get(..10)?.parse::<WrittenDate>().ok()?.day()?;
        Some(DecidedRow {
            register,
            entry,
            parcels: parcels?.into(),
            who: decision.who.as_str().into(),
            when,
        })
    };
    documents.decided.iter().filter_map(row).collect()
}

impl StoreLinkRun {
    /// Keeps what was found in the store, as one record. What people decided there stays as it is.
    ///
    /// # Errors
    ///
    /// See [`StoreLinkFailure`]; also where somebody changed the store meanwhile.
    pub fn save(&self, author: Author, observer: &dyn Observer) -> Result<LinkSummary, StoreLinkFailure> {
        let answers = self.run.linkage.rows.iter().map(|row| self.answer(row)).collect();
        let incoming = IncomingLinks { revision: self.revision, answers, author };
        let mut store = Store::open_watched(&self.store, Access::Write, observer)?;
        Ok(store.save_links(&incoming, observer)?)
    }

    fn answer(&self, row: &RowLink) -> EntryAnswer {
        let KeptEntry { id, version } = self.entries[row.register as usize][row.entry as usize];
        let parcels = if row.status == LinkStatus::Linked { &row.parcels } else { &row.candidates };
        let facts = evidence(&self.run.input(), row).into_iter().map(|fact| match fact.weight {
            weight if weight.abs() < 0.05 => fact.kind.id().to_owned(),
            weight => format!("{} {weight:+.1}", fact.kind.id()),
        });
        EntryAnswer {
            entry: id,
            version,
            status: row.status,
            tier: row.tier.map(Tier::number),
            score: row.score,
            parcels: parcels.iter().map(|&parcel| self.parcels[parcel as usize]).collect(),
            reason: row.reasons.first().map(|reason| reason.id().to_owned()),
            evidence: facts.collect::<Vec<_>>().join("; "),
        }
    }
}
