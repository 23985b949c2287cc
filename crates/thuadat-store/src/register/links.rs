//! Which parcels entries belong to: what a linking found, and what people decided.

use super::import::{Halt, UnlinkedEntry};
use super::read::{EntryPlace, last_places};
use super::table::{AT_ONCE, Cells, LINK, listed, of_integer, of_text};
use crate::copy::Cell;
use crate::database::{AnyConnection, DatabaseError, transact};
use crate::finding::keep_up;
use crate::record::{Author, Changes, Ledger, RecordKind};
use crate::store::Store;
use diesel::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use thuadat_core::{LinkStatus, Observer, Stage};

/// What a linking found of the entries of a store.
#[derive(Debug, Clone)]
pub struct IncomingLinks {
    /// Number of records the store had when it was read; where it has more by now, nothing is kept.
    pub revision: i64,
    /// The answers, one for each entry.
    pub answers: Vec<EntryAnswer>,
    /// Who keeps them, when and why.
    pub author: Author,
}

/// What a linking found of an entry.
#[derive(Debug, Clone, PartialEq)]
pub struct EntryAnswer {
    /// The entry.
    pub entry: i64,
    /// Its version.
    pub version: i64,
    /// The answer in one word.
    pub status: LinkStatus,
    /// How it was arrived at, from 1 to 3; 0 by a person.
    pub tier: Option<u8>,
    /// How probable it is, from 0 to 1.
    pub score: f64,
    /// The parcels it belongs to, or those to be looked at, the most probable first.
    pub parcels: Vec<i64>,
    /// Why it is not linked, or what is noteworthy; a stable name such as `several-sheets`.
    pub reason: Option<String>,
    /// What speaks for and against, such as `number +9.1; area +4.0`. Nothing of it is of a person.
    pub evidence: String,
}

/// What keeping links did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LinkSummary {
    /// The record it is; none where there was nothing to change.
    pub record: Option<i64>,
    /// Entries of which the answer is another than before, or the first.
    pub changed: usize,
    /// Entries of which it is the same.
    pub unchanged: usize,
    /// Entries people decided of; they were left alone.
    pub decided: usize,
}

/// Why links could not be kept. Nothing was changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LinkSaveError {
    /// Somebody wrote meanwhile.
    #[error("the store was changed while it was being linked; link again")]
    Overtaken,
    /// The database refuses.
    #[error("cannot keep links: {0}")]
    Database(DatabaseError),
    /// The observer asked to stop.
    #[error("interrupted")]
    Interrupted,
}

/// A link of an entry, present or past.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptLink {
    /// The entry.
    pub entry: EntryPlace,
    /// The parcel; none where none is known.
    pub parcel: Option<i64>,
    /// What it is: `linked`, `ambiguous`, `conflict` or `unlinked`.
    pub status: String,
    /// How it was arrived at, from 1 to 3; 0 by a person.
    pub tier: Option<u8>,
    /// How probable it is, from 0 to 1.
    pub score: f64,
    /// Why it is not linked, or what is noteworthy.
    pub reason: Option<String>,
    /// What speaks for and against.
    pub evidence: String,
    /// The record it began with.
    pub record: i64,
    /// The record it ended with; none for one that stands.
    pub ended: Option<i64>,
}

/// A row of the table of links.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LinkRow {
    pub(crate) id: i64,
    pub(crate) entry: i64,
    pub(crate) version: i64,
    pub(crate) position: i64,
    pub(crate) parcel: Option<i64>,
    pub(crate) status: String,
    pub(crate) tier: Option<i64>,
    pub(crate) score: f64,
    pub(crate) reason: Option<String>,
    pub(crate) evidence: String,
    pub(crate) record: i64,
    pub(crate) ended: Option<i64>,
}

impl LinkRow {
    /// Whether it says the same of the entry, whoever said it when.
    pub(super) fn says_the_same(&self, other: &Self) -> bool {
        let said = |of: &Self| {
            (
                of.position,
                of.parcel,
                of.status.clone(),
                of.tier,
                of.score.to_bits(),
                of.reason.clone(),
                of.evidence.clone(),
            )
        };
        said(self) == said(other)
    }

    /// Whether a person decided.
    pub(crate) fn is_decided(&self) -> bool {
        self.tier == Some(0)
    }
}

impl Store {
    /// Keeps what a linking found, as one record. Entries people decided of are left alone; where the answer is the same as before
    /// nothing is written.
    ///
    /// # Errors
    ///
    /// See [`LinkSaveError`].
    pub fn save_links(
        &mut self,
        incoming: &IncomingLinks,
        observer: &dyn Observer,
    ) -> Result<LinkSummary, LinkSaveError> {
        if self.is_in_snapshot {
            return Err(LinkSaveError::Database(DatabaseError::ReadOnly));
        }
        let (mut summary, mut is_overtaken) = (LinkSummary::default(), false);
        let work = |connection: &mut AnyConnection| {
            save(connection, incoming, &mut summary, &mut is_overtaken, observer)
        };
        match transact(&mut self.connection, work) {
            Err(Halt::Nothing) if is_overtaken => Err(LinkSaveError::Overtaken),
            Ok(()) | Err(Halt::Nothing) => Ok(summary),
            Err(Halt::Interrupted) => Err(LinkSaveError::Interrupted),
            Err(Halt::Replaces { .. }) => unreachable!("links take the place of no register"),
            Err(Halt::Database(DatabaseError::Busy)) if observer.is_interrupted() => {
                Err(LinkSaveError::Interrupted)
            }
            Err(Halt::Database(source)) => Err(LinkSaveError::Database(source.of_file(self.location()))),
        }
    }

    /// The links of a parcel, those that stand first, then those that ended.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub fn links_of_parcel(&mut self, parcel: i64) -> Result<Vec<KeptLink>, DatabaseError> {
        kept(&mut self.connection, &format!("parcel_id = {parcel}"))
    }

    /// The links of an entry, those that stand first, then those that ended.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub fn links_of_entry(&mut self, entry: i64) -> Result<Vec<KeptLink>, DatabaseError> {
        kept(&mut self.connection, &format!("entry_id = {entry}"))
    }
}

fn kept(connection: &mut AnyConnection, condition: &str) -> Result<Vec<KeptLink>, DatabaseError> {
    let mut rows = links_of(connection, condition)?;
    rows.sort_by_key(|row| (row.ended.is_some(), row.entry, row.record, row.position));
    let entries: BTreeSet<i64> = rows.iter().map(|row| row.entry).collect();
    let places = last_places(connection, &entries.into_iter().collect::<Vec<_>>())?;
    let link = |row: LinkRow| {
        Some(KeptLink {
            entry: places.get(&row.entry)?.clone(),
            parcel: row.parcel,
            status: row.status,
            tier: row.tier.and_then(|tier| tier.try_into().ok()),
            score: row.score,
            reason: row.reason,
            evidence: row.evidence,
            record: row.record,
            ended: row.ended,
        })
    };
    Ok(rows.into_iter().filter_map(link).collect())
}

fn save(
    connection: &mut AnyConnection,
    incoming: &IncomingLinks,
    summary: &mut LinkSummary,
    is_overtaken: &mut bool,
    observer: &dyn Observer,
) -> Result<(), Halt> {
    let mut ledger = Ledger::take_watched(connection, observer)?;
    let author = Ledger::author_now(connection, &incoming.author)?;
    if ledger.revision() != incoming.revision {
        *is_overtaken = true;
        return Err(Halt::Nothing);
    }
    let mut present: BTreeMap<i64, Vec<LinkRow>> = BTreeMap::new();
    for row in present_links(connection, "1 = 1")? {
        present.entry(row.entry).or_default().push(row);
    }
    for rows in present.values_mut() {
        rows.sort_by_key(|row| row.position);
    }
    let (mut begun, mut ended) = (Vec::new(), Vec::new());
    for answer in &incoming.answers {
        let new = rows_of(answer);
        let old = present.get(&answer.entry).map_or(&[][..], Vec::as_slice);
        if old.iter().any(LinkRow::is_decided) {
            summary.decided += 1;
        } else if old.len() == new.len() && old.iter().zip(&new).all(|(old, new)| old.says_the_same(new)) {
            summary.unchanged += 1;
        } else {
            summary.changed += 1;
            ended.extend(old.iter().map(|row| row.id));
            begun.extend(new);
        }
    }
    if begun.is_empty() {
        return Err(Halt::Nothing);
    }
    let record = ledger.begin_record(connection, RecordKind::Link, &author)?;
    end_links(connection, &ended, record)?;
    let (mut done, total) = (0, begun.len() as u64);
    for rows in begun.chunks(AT_ONCE) {
        observer.progress(Stage::Writing, done, total);
        if observer.is_interrupted() {
            return Err(Halt::Interrupted);
        }
        begin_links(connection, rows.to_vec(), record)?;
        done += rows.len() as u64;
    }
    keep_up(connection, ledger.revision())?;
    ledger.seal(connection, RecordKind::Link, &author, Changes::default())?;
    summary.record = Some(record);
    Ok(())
}

/// The rows of an answer: one for each parcel, or one without.
fn rows_of(answer: &EntryAnswer) -> Vec<LinkRow> {
    let parcels: Vec<Option<i64>> = match &answer.parcels[..] {
        [] => vec![None],
        parcels => parcels.iter().copied().map(Some).collect(),
    };
    let row = |(position, parcel): (i64, Option<i64>)| LinkRow {
        id: 0,
        entry: answer.entry,
        version: answer.version,
        position,
        parcel,
        status: answer.status.id().to_owned(),
        tier: answer.tier.map(i64::from),
        // So many digits that the same data give the same answer, and others do not for nothing.
        score: (answer.score * 1e4).round() / 1e4 + 0.0,
        reason: answer.reason.clone(),
        evidence: answer.evidence.clone(),
        record: 0,
        ended: None,
    };
    (0..).zip(parcels).map(row).collect()
}

/// The links of a condition, present and past.
fn links_of(connection: &mut AnyConnection, condition: &str) -> QueryResult<Vec<LinkRow>> {
    let rows = LINK.select(connection, &format!("{condition} ORDER BY id"))?;
    Ok(rows.into_iter().map(|row| read(Cells::from(row))).collect())
}

/// The links of a condition that stand.
pub(crate) fn present_links(connection: &mut AnyConnection, condition: &str) -> QueryResult<Vec<LinkRow>> {
    links_of(connection, &format!("ended_by_record IS NULL AND {condition}"))
}

/// The links a record ended.
pub(super) fn links_ended_by(connection: &mut AnyConnection, record: i64) -> QueryResult<Vec<LinkRow>> {
    links_of(connection, &format!("ended_by_record = {record}"))
}

/// The links a record began.
pub(super) fn links_begun_by(connection: &mut AnyConnection, record: i64) -> QueryResult<Vec<LinkRow>> {
    links_of(connection, &format!("record_id = {record}"))
}

fn read(mut cells: Cells) -> LinkRow {
    LinkRow {
        id: cells.id(),
        entry: cells.id(),
        version: cells.id(),
        position: cells.id(),
        parcel: cells.integer(),
        status: cells.text().unwrap_or_default().into(),
        tier: cells.integer(),
        score: cells.real().unwrap_or_default(),
        reason: cells.text().map(Into::into),
        evidence: cells.text().unwrap_or_default().into(),
        record: cells.id(),
        ended: cells.integer(),
    }
}

/// Ends links that stand.
pub(crate) fn end_links(connection: &mut AnyConnection, ids: &[i64], record: i64) -> QueryResult<()> {
    LINK.end(connection, ids, record)
}

/// Begins links, with numbers of their own.
pub(crate) fn begin_links(
    connection: &mut AnyConnection,
    links: Vec<LinkRow>,
    record: i64,
) -> QueryResult<()> {
    let first = LINK.next_id(connection)?;
    let row = |(id, link): (i64, LinkRow)| {
        vec![
            Cell::Integer(id),
            Cell::Integer(link.entry),
            Cell::Integer(link.version),
            Cell::Integer(link.position),
            of_integer(link.parcel),
            Cell::Text(link.status),
            of_integer(link.tier),
            Cell::Real(link.score),
            of_text(link.reason.as_deref()),
            Cell::Text(link.evidence),
            Cell::Integer(record),
            Cell::Null,
        ]
    };
    LINK.insert(connection, &(first..).zip(links).map(row).collect::<Vec<_>>())
}

/// Ends the links of entries that are gone, or say something else of their parcel, and tells which had any.
pub(super) fn end_links_of_entries(
    connection: &mut AnyConnection,
    entries: &[i64],
    record: i64,
) -> QueryResult<Vec<UnlinkedEntry>> {
    let mut unlinked: BTreeMap<i64, bool> = BTreeMap::new();
    for entries in entries.chunks(AT_ONCE) {
        let links = present_links(connection, &format!("entry_id IN ({})", listed(entries)))?;
        for link in &links {
            *unlinked.entry(link.entry).or_default() |= link.is_decided();
        }
        end_links(connection, &links.iter().map(|link| link.id).collect::<Vec<_>>(), record)?;
    }
    let mut places = last_places(connection, &unlinked.keys().copied().collect::<Vec<_>>())?;
    let unlinked = unlinked.into_iter();
    Ok(unlinked
        .filter_map(|(id, was_decided)| Some(UnlinkedEntry { entry: places.remove(&id)?, was_decided }))
        .collect())
}
