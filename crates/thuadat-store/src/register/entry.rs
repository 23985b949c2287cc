//! Entries of registers as rows of tables, and back.

use super::table::{
    CERTIFICATE, COMMUNE_CHANGE, Cells, ENTRY, HOLDER, LAND_USE, RENUMBERED, of_integer, of_real, of_text,
    select,
};
use crate::content::ContentHash;
use crate::copy::Cell;
use crate::database::AnyConnection;
use diesel::prelude::*;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use thuadat_core::{
    CertificateEntry, EntryDate, EntryLandUse, Holder, RenumberedSheet, SheetAndNumber, WrittenDate,
};

/// A version of an entry as it is kept.
pub(crate) struct StoredEntry {
    pub(crate) id: i64,
    pub(crate) version: i64,
    pub(crate) hash: Vec<u8>,
    pub(crate) entry: CertificateEntry,
}

/// Where parts of an entry stand.
pub(super) struct EntryPlaces {
    pub(super) id: i64,
    pub(super) version: i64,
    pub(super) document: i64,
    pub(super) certificate: Option<i64>,
    pub(super) record: i64,
    pub(super) hash: ContentHash,
}

/// The columns of entries with all that belongs to them, in the order [`read`] takes them.
const COLUMNS: &str = "
    e.id, e.version, e.source_row, e.commune, e.printed_sheet, e.printed_number, e.sheet, e.number,
    e.scale_denominator, e.parcel_code, e.area_m2, e.class, e.is_of_flat, e.impossible_dates, e.content_hash,
    c.issued_on, rc.serial, rc.registry_number, re.parcel_address, h.name, h.identity_number, h.born, h.gender, h.address,
    h.organisation, h.organisation_number, h.kind, h.role, h.spouse, h.spouse_number";

/// The versions of entries of a condition on `e`, in the order of numbers and versions.
pub(crate) fn entries_of(connection: &mut AnyConnection, condition: &str) -> QueryResult<Vec<StoredEntry>> {
    let uses = select(
        connection,
        &format!(
            "SELECT l.entry_id, l.entry_version, l.land_use, l.area_m2, l.origin, l.form, l.term FROM {} l \
             JOIN certificate_entry e ON e.id = l.entry_id AND e.version = l.entry_version WHERE {condition} \
             ORDER BY l.entry_id, l.entry_version, l.position",
            LAND_USE.name
        ),
    )?;
    let mut land_uses: HashMap<(i64, i64), Vec<EntryLandUse>> = HashMap::new();
    for row in uses {
        let mut cells = Cells::from(row);
        let of = (cells.id(), cells.id());
        land_uses.entry(of).or_default().push(EntryLandUse {
            land_use: cells.text().unwrap_or_default(),
            area_m2: cells.real(),
            origin: cells.text(),
            form: cells.text(),
            term: cells.text(),
        });
    }
    let rows = select(
        connection,
        &format!(
            "SELECT {COLUMNS} FROM certificate_entry e LEFT JOIN certificate c ON c.id = e.certificate_id \
             LEFT JOIN restricted_certificate rc ON rc.certificate_id = e.certificate_id \
             LEFT JOIN restricted_entry re ON re.entry_id = e.id AND re.entry_version = e.version \
             LEFT JOIN restricted_holder h ON h.id = re.holder_id WHERE {condition} ORDER BY e.id, e.version"
        ),
    )?;
    Ok(rows.into_iter().map(|row| read(Cells::from(row), &mut land_uses)).collect())
}

fn read(mut cells: Cells, land_uses: &mut HashMap<(i64, i64), Vec<EntryLandUse>>) -> StoredEntry {
    let (id, version) = (cells.id(), cells.id());
    let mut entry = CertificateEntry {
        row: cells.integer().and_then(|row| row.try_into().ok()).unwrap_or_default(),
        commune: cells.text(),
        printed: SheetAndNumber { sheet: cells.text(), number: cells.text() },
        current: SheetAndNumber { sheet: cells.text(), number: cells.text() },
        scale: cells.integer().and_then(|scale| scale.try_into().ok()),
        parcel_code: cells.text(),
        area_m2: cells.real(),
        class: cells.text(),
        is_of_flat: cells.integer() == Some(1),
        impossible_dates: impossible(cells.text().as_deref()),
        ..CertificateEntry::default()
    };
    let hash = cells.bytes().unwrap_or_default();
    entry.issued = date(cells.text().as_deref());
    entry.serial = cells.text();
    entry.registry_number = cells.text();
    entry.parcel_address = cells.text();
    entry.holder = Holder {
        name: cells.text(),
        identity_number: cells.text(),
        born: date(cells.text().as_deref()),
        gender: cells.text(),
        address: cells.text(),
        organisation: cells.text(),
        organisation_number: cells.text(),
        kind: cells.text(),
        role: cells.text(),
        spouse: cells.text(),
        spouse_number: cells.text(),
    };
    entry.land_uses = land_uses.remove(&(id, version)).unwrap_or_default().into();
    StoredEntry { id, version, hash, entry }
}

/// The row of an entry.
pub(super) fn entry_row(entry: &CertificateEntry, places: &EntryPlaces) -> Vec<Cell> {
    let row = vec![
        Cell::Integer(places.id),
        Cell::Integer(places.version),
        Cell::Integer(places.document),
        Cell::Integer(i64::from(entry.row)),
        of_integer(places.certificate),
        of_text(entry.commune.as_deref()),
        of_text(entry.printed.sheet.as_deref()),
        of_text(entry.printed.number.as_deref()),
        of_text(entry.current.sheet.as_deref()),
        of_text(entry.current.number.as_deref()),
        of_integer(entry.scale),
        of_text(entry.parcel_code.as_deref()),
        of_real(entry.area_m2),
        of_text(entry.class.as_deref()),
        Cell::Integer(i64::from(entry.is_of_flat)),
        of_text(impossible_words(entry).as_deref()),
        Cell::Bytes(places.hash.0.to_vec()),
        Cell::Integer(places.record),
        Cell::Null,
    ];
    debug_assert_eq!(row.len(), ENTRY.lasting_columns().len() + 1);
    row
}

/// The rows of the land uses of an entry.
pub(super) fn land_use_rows(entry: &CertificateEntry, id: i64, version: i64) -> Vec<Vec<Cell>> {
    let row = |(position, land_use): (i64, &EntryLandUse)| {
        vec![
            Cell::Integer(id),
            Cell::Integer(version),
            Cell::Integer(position),
            Cell::Text(land_use.land_use.to_string()),
            of_real(land_use.area_m2),
            of_text(land_use.origin.as_deref()),
            of_text(land_use.form.as_deref()),
            of_text(land_use.term.as_deref()),
        ]
    };
    (0..).zip(&entry.land_uses).map(row).collect()
}

/// The row of a certificate.
pub(super) fn certificate_row(entry: &CertificateEntry, id: i64, record: i64) -> Vec<Cell> {
    let row = vec![Cell::Integer(id), of_text(entry.issued.map(written).as_deref()), Cell::Integer(record)];
    debug_assert_eq!(row.len(), CERTIFICATE.lasting_columns().len());
    row
}

/// The row of a holder.
pub(super) fn holder_row(holder: &Holder, id: i64, record: i64) -> Vec<Cell> {
    let mut row = vec![Cell::Integer(id)];
    row.extend(holder_texts(holder).map(|text| of_text(text.as_deref())));
    row.push(Cell::Integer(record));
    debug_assert_eq!(row.len(), HOLDER.lasting_columns().len());
    row
}

/// What is known of a holder, in the order of columns.
pub(super) fn holder_texts(holder: &Holder) -> [Option<Box<str>>; 11] {
    let Holder {
        name,
        identity_number,
        born,
        gender,
        address,
        organisation,
        organisation_number,
        kind,
        role,
        spouse,
        spouse_number,
    } = holder.clone();
    let born = born.map(|born| written(born).into());
    [
        name,
        identity_number,
        born,
        gender,
        address,
        organisation,
        organisation_number,
        kind,
        role,
        spouse,
        spouse_number,
    ]
}

/// The row of a line of a list of renumbered sheets.
pub(super) fn renumbered_row(line: &RenumberedSheet, id: i64, document: i64, record: i64) -> Vec<Cell> {
    let row = vec![
        Cell::Integer(id),
        Cell::Integer(document),
        Cell::Integer(i64::from(line.row)),
        of_text(line.old_commune.as_deref()),
        of_text(Some(&line.old_sheet)),
        of_integer(line.scale),
        of_text(line.new_commune.as_deref()),
        of_text(Some(&line.new_sheet)),
        Cell::Integer(record),
        Cell::Null,
    ];
    debug_assert_eq!(row.len(), RENUMBERED.lasting_columns().len() + 1);
    row
}

/// A line of a list of communes that merged: land of an old commune that came to a new one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommuneChange {
    /// Row or line, counted from 1.
    pub row: u32,
    /// Code of the old commune.
    pub old_code: Box<str>,
    /// Its name, where the list says it.
    pub old_name: Option<Box<str>>,
    /// Code of the new commune.
    pub new_code: Box<str>,
    /// Its name, where the list says it.
    pub new_name: Option<Box<str>>,
    /// Whether all land of the old commune came to the new one; none where the list does not say.
    pub is_whole: Option<bool>,
    /// The day of the change.
    pub on: thuadat_core::Day,
}

/// The row of a line of a list of communes that merged.
pub(super) fn commune_row(change: &CommuneChange, id: i64, document: i64, record: i64) -> Vec<Cell> {
    let row = vec![
        Cell::Integer(id),
        Cell::Integer(document),
        Cell::Integer(i64::from(change.row)),
        of_text(Some(&change.old_code)),
        of_text(change.old_name.as_deref()),
        of_text(Some(&change.new_code)),
        of_text(change.new_name.as_deref()),
        of_integer(change.is_whole),
        of_text(Some(&written(WrittenDate::Day(change.on)))),
        Cell::Integer(record),
        Cell::Null,
    ];
    debug_assert_eq!(row.len(), COMMUNE_CHANGE.lasting_columns().len() + 1);
    row
}

/// The hash of what an entry says, whatever its row.
pub(crate) fn entry_hash(entry: &CertificateEntry) -> ContentHash {
    let mut digest = Sha256::new();
    digest.update(b"thuadat entry 1");
    let mut add = |bytes: Option<&[u8]>| match bytes {
        None => digest.update([0]),
        Some(bytes) => {
            digest.update([1]);
            digest.update((bytes.len() as u64).to_le_bytes());
            digest.update(bytes);
        }
    };
    let texts = [
        &entry.commune,
        &entry.serial,
        &entry.registry_number,
        &entry.printed.sheet,
        &entry.printed.number,
        &entry.current.sheet,
        &entry.current.number,
        &entry.parcel_code,
        &entry.parcel_address,
        &entry.class,
    ];
    for text in texts.into_iter().chain(&holder_texts(&entry.holder)) {
        add(text.as_deref().map(str::as_bytes));
    }
    add(entry.issued.map(written).as_deref().map(str::as_bytes));
    add(impossible_words(entry).as_deref().map(str::as_bytes));
    add(entry.scale.map(u32::to_le_bytes).as_ref().map(<[u8; 4]>::as_slice));
    add(area_bytes(entry.area_m2).as_ref().map(<[u8; 8]>::as_slice));
    add(Some(&[u8::from(entry.is_of_flat)]));
    for land_use in &entry.land_uses {
        add(Some(land_use.land_use.as_bytes()));
        add(area_bytes(land_use.area_m2).as_ref().map(<[u8; 8]>::as_slice));
        for text in [&land_use.origin, &land_use.form, &land_use.term] {
            add(text.as_deref().map(str::as_bytes));
        }
    }
    ContentHash(digest.finalize().into())
}

/// `SQLite` keeps −0 as 0.
fn area_bytes(area_m2: Option<f64>) -> Option<[u8; 8]> {
    area_m2.map(|area_m2| (area_m2 + 0.0).to_le_bytes())
}

/// A date as text that sorts as time does: `2011-03-24`, `2011-03`, `2011`.
pub(super) fn written(date: WrittenDate) -> String {
    match date {
        WrittenDate::Year(year) => format!("{year:04}"),
        WrittenDate::Month(year, month) => format!("{year:04}-{month:02}"),
        WrittenDate::Day(day) => day.to_string(),
    }
}

pub(super) fn date(text: Option<&str>) -> Option<WrittenDate> {
    text?.parse().ok()
}

const ISSUED: &str = "issued";
const BORN: &str = "born";

fn impossible_words(entry: &CertificateEntry) -> Option<String> {
    let word = |date: &EntryDate| match date {
        EntryDate::Issued => ISSUED,
        EntryDate::Born => BORN,
    };
    let words: Vec<&str> = entry.impossible_dates.iter().map(word).collect();
    (!words.is_empty()).then(|| words.join(","))
}

fn impossible(words: Option<&str>) -> Box<[EntryDate]> {
    let date = |word: &str| match word {
        ISSUED => Some(EntryDate::Issued),
        BORN => Some(EntryDate::Born),
        _ => None,
    };
    words.unwrap_or_default().split(',').filter_map(date).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use thuadat_core::Day;

    #[test]
    fn dates_come_back_as_they_were() {
        for date in
            [WrittenDate::Year(1961), WrittenDate::Month(1998, 7), WrittenDate::Day(Day::new(2011, 3, 24))]
        {
            assert_eq!(super::date(Some(&written(date))), Some(date), "{date}");
        }
    }

    #[test]
    fn nothing_can_move_from_one_fact_to_the_next() {
        let entry = |change: fn(&mut CertificateEntry)| {
            let mut entry = CertificateEntry::default();
            change(&mut entry);
            entry_hash(&entry)
        };
        let all = [
            entry(|_| {}),
            entry(|entry| entry.commune = Some("1".into())),
            entry(|entry| entry.serial = Some("1".into())),
            entry(|entry| entry.holder.name = Some("1".into())),
            entry(|entry| entry.holder.role = Some("1".into())),
            entry(|entry| entry.is_of_flat = true),
            entry(|entry| entry.land_uses = Box::new([EntryLandUse::default()])),
            entry(|entry| entry.impossible_dates = Box::new([EntryDate::Born])),
            entry(|entry| entry.impossible_dates = Box::new([EntryDate::Issued])),
        ];
        for (at, one) in all.iter().enumerate() {
            assert!(all[at + 1..].iter().all(|other| other != one), "{at}");
        }
        assert_eq!(entry(|entry| entry.row = 7), all[0], "the row is where it stands, not what it says");
    }
}
