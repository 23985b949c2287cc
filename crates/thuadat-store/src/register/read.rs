//! What is kept of registers and lists, as linking takes it.

use super::entry::{CommuneChange, date, entries_of};
use super::links::present_links;
use super::table::{COMMUNE_CHANGE, Cells, RENUMBERED, listed, select};
use crate::database::schema::{record, store};
use crate::database::{AnyConnection, DatabaseError};
use crate::store::Store;
use crate::timestamp::Timestamp;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};
use std::collections::BTreeMap;
use std::fmt;
use thuadat_core::{Register, RenumberedSheet, Renumbering, WrittenDate};

/// All registers and lists as they are now. They hold personal data.
#[derive(Debug, Clone, Default)]
pub struct KeptDocuments {
    /// Number of records the store had when this was read.
    pub revision: i64,
    /// The registers, by name and worksheet.
    pub registers: Vec<KeptRegister>,
    /// Lists of renumbered sheets.
    pub renumberings: Vec<Renumbering>,
    /// Lines of lists of communes that merged.
    pub communes: Vec<CommuneChange>,
    /// What people decided of entries.
    pub decided: Vec<KeptDecision>,
}

/// A register and the numbers of its entries.
#[derive(Debug, Clone, Default)]
pub struct KeptRegister {
    /// The entries, in the order of their rows; its file is the name it came in under.
    pub register: Register,
    /// Their numbers in the store, in the same order.
    pub entries: Vec<KeptEntry>,
}

/// An entry of a register in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeptEntry {
    /// Its number, never used twice.
    pub id: i64,
    /// Its version.
    pub version: i64,
}

/// What a person decided of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptDecision {
    /// The entry.
    pub entry: i64,
    /// The parcels it belongs to; none where it belongs to none.
    pub parcels: Vec<i64>,
    /// Who decided.
    pub who: String,
    /// When.
    pub at: Timestamp,
}

/// Where an entry stands, for people to find it. Nothing of it is of a person.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct EntryPlace {
    /// Its number in the store.
    pub id: i64,
    /// The file it came with.
    pub file: String,
    /// The worksheet; none for a file that has no worksheets.
    pub worksheet: Option<String>,
    /// Row or line, counted from 1.
    pub row: u32,
}

impl fmt::Display for EntryPlace {
    /// As commands take it: `so.xlsx:Sheet1:12`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.worksheet {
            Some(worksheet) => write!(f, "{}:{worksheet}:{}", self.file, self.row),
            None => write!(f, "{}:{}", self.file, self.row),
        }
    }
}

impl Store {
    /// All registers and lists as they are now, with what people decided. They hold personal data.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub fn documents(&mut self) -> Result<KeptDocuments, DatabaseError> {
        self.glance(|store| documents(&mut store.connection))
    }

    /// The present entry of a number in the store.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub fn entry(&mut self, id: i64) -> Result<Option<EntryPlace>, DatabaseError> {
        Ok(places(&mut self.connection, &format!("e.id = {id} AND e.ended_by_record IS NULL"))?.pop())
    }

    /// The present entries of a row of a file, of one worksheet or of all. A file has a row once in each worksheet.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub fn entries_of_row(
        &mut self,
        file: &str,
        worksheet: Option<&str>,
        row: u32,
    ) -> Result<Vec<EntryPlace>, DatabaseError> {
        let condition = format!("e.source_row = {row} AND e.ended_by_record IS NULL");
        let mut found = places(&mut self.connection, &condition)?;
        found.retain(|place| {
            place.file == file
                && worksheet.is_none_or(|worksheet| place.worksheet.as_deref() == Some(worksheet))
        });
        Ok(found)
    }

    /// The record that last changed an entry or its links: what somebody saw of it is named by this number. None where there never was
    /// such an entry.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub fn entry_state(&mut self, id: i64) -> Result<Option<i64>, DatabaseError> {
        Ok(last_change(&mut self.connection, id)?)
    }
}

fn documents(connection: &mut AnyConnection) -> Result<KeptDocuments, DatabaseError> {
    let revision: i64 = store::table.select(store::revision).first(connection)?;
    let rows =
        select(connection, "SELECT id, kind, name, worksheet FROM document ORDER BY name, worksheet, id")?;
    let mut kept = KeptDocuments { revision, ..KeptDocuments::default() };
    for row in rows {
        let mut cells = Cells::from(row);
        let (id, kind) = (cells.id(), cells.text().unwrap_or_default());
        let (file, worksheet) = (cells.text().unwrap_or_default(), cells.text());
        let (file, worksheet) = (file.into(), worksheet.map(Into::into));
        match &*kind {
            "register" => {
                let register = register(connection, id, Register { file, worksheet, entries: Vec::new() })?;
                kept.registers.extend(Some(register).filter(|register| !register.entries.is_empty()));
            }
            "renumbering" => {
                let sheets: Vec<RenumberedSheet> =
                    renumbered_lines(connection, id)?.into_iter().map(|(_, line)| line).collect();
                let list = Renumbering { file, worksheet, sheets };
                kept.renumberings.extend(Some(list).filter(|list| !list.sheets.is_empty()));
            }
            _ => kept.communes.extend(commune_lines(connection, id)?.into_iter().map(|(_, line)| line)),
        }
    }
    kept.decided = decided(connection)?;
    Ok(kept)
}

fn register(
    connection: &mut AnyConnection,
    document: i64,
    mut register: Register,
) -> QueryResult<KeptRegister> {
    let condition = format!("e.document_id = {document} AND e.ended_by_record IS NULL");
    let mut entries = entries_of(connection, &condition)?;
    entries.sort_by_key(|entry| (entry.entry.row, entry.id));
    let numbers = entries.iter().map(|entry| KeptEntry { id: entry.id, version: entry.version }).collect();
    register.entries = entries.into_iter().map(|entry| entry.entry).collect();
    Ok(KeptRegister { register, entries: numbers })
}

/// What people decided and still stands.
fn decided(connection: &mut AnyConnection) -> Result<Vec<KeptDecision>, DatabaseError> {
    let mut by_entry: BTreeMap<i64, (i64, Vec<i64>)> = BTreeMap::new();
    for link in present_links(connection, "tier = 0")? {
        let of = by_entry.entry(link.entry).or_insert((link.record, Vec::new()));
        of.1.extend(link.parcel);
    }
    let mut decided = Vec::with_capacity(by_entry.len());
    for (entry, (by, parcels)) in by_entry {
        let (who, at): (String, String) = record::table
            .filter(record::id.eq(by))
            .select((record::author, record::recorded_at))
            .first(connection)?;
        let at = at.parse().unwrap_or_else(|_| Timestamp::of_unix_milliseconds(0));
        decided.push(KeptDecision { entry, parcels, who, at });
    }
    Ok(decided)
}

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// The number of a worksheet that came in before.
pub(super) fn document_id(
    connection: &mut AnyConnection,
    kind: &str,
    name: &str,
    worksheet: Option<&str>,
) -> QueryResult<Option<i64>> {
    let query = match connection {
        AnyConnection::Sqlite(_) => "SELECT id FROM document WHERE kind = ? AND name = ? AND worksheet IS ?",
        AnyConnection::Postgres(_) => {
            "SELECT id FROM document WHERE kind = $1 AND name = $2 AND worksheet IS NOT DISTINCT FROM $3"
        }
    };
    let found: Option<Id> = diesel::sql_query(query)
        .bind::<Text, _>(kind)
        .bind::<Text, _>(name)
        .bind::<Nullable<Text>, _>(worksheet)
        .get_result(connection)
        .optional()?;
    Ok(found.map(|found| found.id))
}

/// The present lines of a list of renumbered sheets with their numbers, in the order of rows.
pub(super) fn renumbered_lines(
    connection: &mut AnyConnection,
    document: i64,
) -> QueryResult<Vec<(i64, RenumberedSheet)>> {
    let condition = format!("document_id = {document} AND ended_by_record IS NULL ORDER BY source_row, id");
    let rows = RENUMBERED.select(connection, &condition)?.into_iter().map(|row| {
        let mut cells = Cells::from(row);
        let (id, _) = (cells.id(), cells.id());
        let line = RenumberedSheet {
            row: cells.integer().and_then(|row| row.try_into().ok()).unwrap_or_default(),
            old_commune: cells.text(),
            old_sheet: cells.text().unwrap_or_default(),
            scale: cells.integer().and_then(|scale| scale.try_into().ok()),
            new_commune: cells.text(),
            new_sheet: cells.text().unwrap_or_default(),
        };
        (id, line)
    });
    Ok(rows.collect())
}

/// The present lines of a list of communes that merged with their numbers, in the order of rows.
pub(super) fn commune_lines(
    connection: &mut AnyConnection,
    document: i64,
) -> QueryResult<Vec<(i64, CommuneChange)>> {
    let condition = format!("document_id = {document} AND ended_by_record IS NULL ORDER BY source_row, id");
    let rows = COMMUNE_CHANGE.select(connection, &condition)?.into_iter().filter_map(|row| {
        let mut cells = Cells::from(row);
        let (id, _) = (cells.id(), cells.id());
        let line = CommuneChange {
            row: cells.integer().and_then(|row| row.try_into().ok()).unwrap_or_default(),
            old_code: cells.text().unwrap_or_default(),
            old_name: cells.text(),
            new_code: cells.text().unwrap_or_default(),
            new_name: cells.text(),
            is_whole: cells.integer().map(|is_whole| is_whole != 0),
            on: date(cells.text().as_deref()).and_then(WrittenDate::day)?,
        };
        Some((id, line))
    });
    Ok(rows.collect())
}

/// Where entries stand, of a condition on `e`.
fn places(connection: &mut AnyConnection, condition: &str) -> QueryResult<Vec<EntryPlace>> {
    let query = format!(
        "SELECT e.id, d.name, d.worksheet, e.source_row FROM certificate_entry e JOIN document d ON d.id = e.document_id \
         WHERE {condition} ORDER BY e.id, e.version"
    );
    let place = |row| {
        let mut cells = Cells::from(row);
        EntryPlace {
            id: cells.id(),
            file: cells.text().unwrap_or_default().into(),
            worksheet: cells.text().map(Into::into),
            row: cells.integer().and_then(|row| row.try_into().ok()).unwrap_or_default(),
        }
    };
    Ok(select(connection, &query)?.into_iter().map(place).collect())
}

/// Where entries stand or stood last, by number.
pub(super) fn last_places(
    connection: &mut AnyConnection,
    ids: &[i64],
) -> QueryResult<BTreeMap<i64, EntryPlace>> {
    let mut found = BTreeMap::new();
    for ids in ids.chunks(super::AT_ONCE) {
        let all = places(connection, &format!("e.id IN ({})", listed(ids)))?;
        found.extend(all.into_iter().map(|place| (place.id, place)));
    }
    Ok(found)
}

/// Where an entry stands or stood last.
pub(crate) fn entry_place(connection: &mut AnyConnection, id: i64) -> QueryResult<Option<EntryPlace>> {
    Ok(last_places(connection, &[id])?.remove(&id))
}

/// The record that last changed an entry or its links.
pub(crate) fn last_change(connection: &mut AnyConnection, id: i64) -> QueryResult<Option<i64>> {
    let query = format!(
        "SELECT max(at) FROM (SELECT record_id AS at FROM certificate_entry WHERE id = {id} \
         UNION ALL SELECT ended_by_record FROM certificate_entry WHERE id = {id} \
         UNION ALL SELECT record_id FROM certificate_link WHERE entry_id = {id} \
         UNION ALL SELECT ended_by_record FROM certificate_link WHERE entry_id = {id}) changes"
    );
    Ok(select(connection, &query)?.into_iter().next().and_then(|row| Cells::from(row).integer()))
}
