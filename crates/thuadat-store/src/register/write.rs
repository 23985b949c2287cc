//! Writing what comes in of registers and lists, in the transaction it was compared in.

use super::entry::{
    CommuneChange, EntryPlaces, certificate_row, commune_row, entry_hash, entry_row, holder_row,
    holder_texts, land_use_rows, renumbered_row, written,
};
use super::import::{DocumentSummary, Halt, go_on};
use super::links::end_links_of_entries;
use super::table::{
    AT_ONCE, CERTIFICATE, COMMUNE_CHANGE, Cells, DOCUMENT, ENTRY, HOLDER, LAND_USE, Layout, RENUMBERED,
    RESTRICTED_CERTIFICATE, RESTRICTED_ENTRY, of_text, select,
};
use crate::copy::Cell;
use crate::database::AnyConnection;
use diesel::prelude::*;
use std::collections::HashMap;
use thuadat_core::{CertificateEntry, Observer, RenumberedSheet, Stage};

/// What is to be written, table by table.
#[derive(Default)]
pub(super) struct Writing {
    pub(super) documents: Vec<Vec<Cell>>,
    pub(super) entries: Vec<Coming>,
    pub(super) ended: Vec<i64>,
    /// Entries whose links end.
    pub(super) unlinked: Vec<i64>,
    pub(super) renumbered: Vec<(i64, RenumberedSheet)>,
    pub(super) renumbered_ended: Vec<i64>,
    pub(super) communes: Vec<(i64, CommuneChange)>,
    pub(super) communes_ended: Vec<i64>,
}

/// A version of an entry that begins.
pub(super) struct Coming {
    pub(super) id: i64,
    pub(super) version: i64,
    pub(super) document: i64,
    pub(super) entry: CertificateEntry,
}

impl Writing {
    pub(super) fn is_empty(&self) -> bool {
        let ended = [&self.ended, &self.renumbered_ended, &self.communes_ended];
        self.entries.is_empty()
            && self.renumbered.is_empty()
            && self.communes.is_empty()
            && ended.iter().all(|ended| ended.is_empty())
    }
}

/// Writes all of it, and tells which entries lost their links.
pub(super) fn write(
    connection: &mut AnyConnection,
    writing: &Writing,
    record: i64,
    summary: &mut DocumentSummary,
    observer: &dyn Observer,
) -> Result<(), Halt> {
    DOCUMENT.insert(connection, &writing.documents)?;
    ENTRY.end(connection, &writing.ended, record)?;
    summary.unlinked = end_links_of_entries(connection, &writing.unlinked, record)?;
    let mut interned = Interned::load(connection)?;
    let total = writing.entries.len();
    for (at, coming) in writing.entries.chunks(AT_ONCE).enumerate() {
        observer.progress(Stage::Writing, (at * AT_ONCE) as u64, total as u64);
        go_on(observer)?;
        write_entries(connection, coming, record, &mut interned)?;
    }
    let mut id = RENUMBERED.next_id(connection)?;
    RENUMBERED.end(connection, &writing.renumbered_ended, record)?;
    let rows = writing
        .renumbered
        .iter()
        .zip(id..)
        .map(|((document, line), id)| renumbered_row(line, id, *document, record));
    RENUMBERED.insert(connection, &rows.collect::<Vec<_>>())?;
    id = COMMUNE_CHANGE.next_id(connection)?;
    COMMUNE_CHANGE.end(connection, &writing.communes_ended, record)?;
    let rows = writing
        .communes
        .iter()
        .zip(id..)
        .map(|((document, line), id)| commune_row(line, id, *document, record));
    COMMUNE_CHANGE.insert(connection, &rows.collect::<Vec<_>>())?;
    Ok(())
}

fn write_entries(
    connection: &mut AnyConnection,
    coming: &[Coming],
    record: i64,
    interned: &mut Interned,
) -> QueryResult<()> {
    let mut rows: [Vec<Vec<Cell>>; 6] = Default::default();
    let [certificates, restricted, holders, entries, land_uses, of_people] = &mut rows;
    for Coming { id, version, document, entry } in coming {
        let certificate = interned.certificate(entry, |id| {
            certificates.push(certificate_row(entry, id, record));
            let (serial, number) = (entry.serial.as_deref(), entry.registry_number.as_deref());
            restricted.push(vec![Cell::Integer(id), of_text(serial), of_text(number)]);
        });
        let holder = interned.holder(entry, |id| holders.push(holder_row(&entry.holder, id, record)));
        let hash = entry_hash(entry);
        let places =
            EntryPlaces { id: *id, version: *version, document: *document, certificate, record, hash };
        entries.push(entry_row(entry, &places));
        land_uses.extend(land_use_rows(entry, *id, *version));
        if holder.is_some() || entry.parcel_address.is_some() {
            let holder = holder.map_or(Cell::Null, Cell::Integer);
            let address = of_text(entry.parcel_address.as_deref());
            of_people.push(vec![Cell::Integer(*id), Cell::Integer(*version), holder, address]);
        }
    }
    let tables: [&Layout; 6] =
        [&CERTIFICATE, &RESTRICTED_CERTIFICATE, &HOLDER, &ENTRY, &LAND_USE, &RESTRICTED_ENTRY];
    tables.iter().zip(&rows).try_for_each(|(table, rows)| table.insert(connection, rows))
}

/// Certificates and holders the store has, each once.
struct Interned {
    certificates: HashMap<[Option<Box<str>>; 3], i64>,
    next_certificate: i64,
    holders: HashMap<[Option<Box<str>>; 11], i64>,
    next_holder: i64,
}

impl Interned {
    fn load(connection: &mut AnyConnection) -> QueryResult<Self> {
        let certificates = select(
            connection,
            "SELECT c.id, c.issued_on, r.serial, r.registry_number FROM certificate c \
             JOIN restricted_certificate r ON r.certificate_id = c.id WHERE r.serial IS NOT NULL",
        )?;
        let certificates = certificates.into_iter().map(|row| {
            let mut cells = Cells::from(row);
            let id = cells.id();
            (std::array::from_fn(|_| cells.text()), id)
        });
        let certificates = certificates.collect();
        let holders = HOLDER.select(connection, "1 = 1")?.into_iter().map(|row| {
            let mut cells = Cells::from(row);
            let id = cells.id();
            (std::array::from_fn(|_| cells.text()), id)
        });
        let holders = holders.collect();
        Ok(Self {
            certificates,
            next_certificate: CERTIFICATE.next_id(connection)?,
            holders,
            next_holder: HOLDER.next_id(connection)?,
        })
    }

    /// The certificate of an entry; none where it names none. Without a serial nobody can tell it from others: each is one by itself.
    fn certificate(&mut self, entry: &CertificateEntry, mut begin: impl FnMut(i64)) -> Option<i64> {
        let issued = entry.issued.map(|issued| written(issued).into());
        let key = [issued, entry.serial.clone(), entry.registry_number.clone()];
        if key.iter().all(Option::is_none) {
            return None;
        }
        if let Some(id) = self.certificates.get(&key) {
            return Some(*id);
        }
        let id = self.next_certificate;
        self.next_certificate += 1;
        begin(id);
        if entry.serial.is_some() {
            self.certificates.insert(key, id);
        }
        Some(id)
    }

    fn holder(&mut self, entry: &CertificateEntry, mut begin: impl FnMut(i64)) -> Option<i64> {
        let key = holder_texts(&entry.holder);
        if key.iter().all(Option::is_none) {
            return None;
        }
        if let Some(id) = self.holders.get(&key) {
            return Some(*id);
        }
        let id = self.next_holder;
        self.next_holder += 1;
        begin(id);
        self.holders.insert(key, id);
        Some(id)
    }
}
