//! One line of a register.

use super::{REGISTER_WORDS, WrittenDate};
use std::fmt;

/// One (certificate × parcel × holder) line of a register.
///
/// Texts are as written but for blanks at their ends; a cell that is empty gives none. A value that could not be read
/// (a date of no calendar, an area of letters) gives none as well, and the reader has complained of it.
/// `Debug` tells of serial and registry number only whether they are known.
#[derive(Clone, Default, PartialEq)]
pub struct CertificateEntry {
    /// Row of the worksheet or line of the file, counted from 1 as spreadsheets count.
    pub row: u32,
    /// Code of the commune, five digits with leading zeros; that of the register's own time.
    pub commune: Option<Box<str>>,
    /// Serial of the certificate (`số phát hành`). Restricted: it leads to a person.
    pub serial: Option<Box<str>>,
    /// Registry number of the certificate (`số vào sổ`). Restricted likewise.
    pub registry_number: Option<Box<str>>,
    /// Day of issue.
    pub issued: Option<WrittenDate>,
    /// Sheet and parcel as printed on the certificate.
    pub printed: SheetAndNumber,
    /// Sheet and parcel on today's map, where the register says them.
    pub current: SheetAndNumber,
    /// Denominator of the scale of the map the certificate was made from, where the register says it.
    pub scale: Option<u32>,
    /// The official parcel identifier.
    pub parcel_code: Option<Box<str>>,
    /// Area of the parcel, in square metres.
    pub area_m2: Option<f64>,
    /// What the parcel is used for.
    pub land_uses: Box<[EntryLandUse]>,
    /// Where the parcel lies, in words.
    pub parcel_address: Option<Box<str>>,
    /// Who holds the certificate.
    pub holder: Holder,
    /// What the campaign calls the parcel (`phân loại thửa đất`).
    pub class: Option<Box<str>>,
    /// Whether it is of a flat in an apartment building, of which a parcel bears many.
    pub is_of_flat: bool,
    /// Dates that are written and cannot be: of a day the calendar does not have, of a year that cannot be meant.
    pub impossible_dates: Box<[EntryDate]>,
}

/// A date of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EntryDate {
    /// Of issue.
    Issued,
    /// Of the holder's birth.
    Born,
}

impl CertificateEntry {
    /// Whether the parcel is used in common with others, who may have certificates of their own for it: the form of use or
    /// the kind of holder says so, in words of the table of words.
    #[must_use]
    pub fn is_in_common(&self) -> bool {
        let mut forms = self.land_uses.iter().filter_map(|land_use| land_use.form.as_deref());
        forms.any(|form| REGISTER_WORDS.is_common_form(form))
            || self.holder.kind.as_deref().is_some_and(|kind| REGISTER_WORDS.is_common_kind(kind))
    }
}

impl fmt::Debug for CertificateEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CertificateEntry")
            .field("row", &self.row)
            .field("commune", &self.commune)
            .field("serial", &Restricted(self.serial.is_some()))
            .field("registry_number", &Restricted(self.registry_number.is_some()))
            .field("issued", &self.issued)
            .field("printed", &self.printed)
            .field("current", &self.current)
            .field("scale", &self.scale)
            .field("parcel_code", &self.parcel_code)
            .field("area_m2", &self.area_m2)
            .field("land_uses", &self.land_uses)
            .field("parcel_address", &self.parcel_address)
            .field("holder", &self.holder)
            .field("class", &self.class)
            .field("is_of_flat", &self.is_of_flat)
            .field("impossible_dates", &self.impossible_dates)
            .finish()
    }
}

/// Stands in `Debug` for a value that is not to be shown.
struct Restricted(bool);

impl fmt::Debug for Restricted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0 { "restricted" } else { "unknown" })
    }
}

/// A sheet and a number on it. Either may hold what people type: `12+13`, `c395`, `TĐ 03-2014`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SheetAndNumber {
    /// Number of the map sheet.
    pub sheet: Option<Box<str>>,
    /// Number of the parcel.
    pub number: Option<Box<str>>,
}

/// One land use of an entry.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct EntryLandUse {
    /// Code or words, as written.
    pub land_use: Box<str>,
    /// Its part of the parcel, in square metres.
    pub area_m2: Option<f64>,
    /// Where the right comes from (`nguồn gốc`).
    pub origin: Option<Box<str>>,
    /// Held alone or in common (`hình thức`).
    pub form: Option<Box<str>>,
    /// Until when (`thời hạn`).
    pub term: Option<Box<str>>,
}

/// A person or organisation that holds a certificate. Restricted: `Debug` tells only whether anything is known.
#[derive(Clone, Default, PartialEq)]
pub struct Holder {
    /// Name of the person, or of who stands for the organisation.
    pub name: Option<Box<str>>,
    /// Number of the identity paper.
    pub identity_number: Option<Box<str>>,
    /// Date of birth.
    pub born: Option<WrittenDate>,
    /// Gender, as written.
    pub gender: Option<Box<str>>,
    /// Where the person lives.
    pub address: Option<Box<str>>,
    /// Name of the spouse, in registers that have husband and wife in one row.
    pub spouse: Option<Box<str>>,
    /// Number of the spouse's identity paper.
    pub spouse_number: Option<Box<str>>,
    /// Name of the organisation.
    pub organisation: Option<Box<str>>,
    /// Number of the organisation.
    pub organisation_number: Option<Box<str>>,
    /// What kind of holder the certificate names (`pháp nhân`): a person, a household, a couple.
    pub kind: Option<Box<str>>,
    /// What this person is among the holders (`vai trò`).
    pub role: Option<Box<str>>,
}

impl fmt::Debug for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if *self == Self::default() { "Holder(unknown)" } else { "Holder(restricted)" })
    }
}

/// Where an entry stands, for people to find it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntrySource<'a> {
    /// The file.
    pub file: &'a str,
    /// The worksheet, where the file has worksheets.
    pub worksheet: Option<&'a str>,
    /// Row or line, counted from 1.
    pub row: u32,
}
