//! From the cells of a row to an entry, with a complaint for each cell that cannot be taken as it stands.

use super::cell::{RegisterCell, RegisterRow};
use super::complaint::{Place, RegisterComplaint, RegisterComplaints};
use super::field::RegisterField;
use super::header::RegisterColumn;
use super::manner::Manner;
use super::scale::denominator;
use super::words;
use crate::columns::commune_code;
use std::collections::BTreeMap;
use thuadat_core::{
    BadWrittenDate, CertificateEntry, EntryDate, EntryLandUse, Holder, LegacyEncoding, Message,
    SheetAndNumber, WrittenDate, may_be_shown,
};

/// Turns rows into entries.
pub(super) struct EntryReader {
    place: Place,
    columns: Vec<Option<(RegisterColumn, Manner)>>,
    repairs_case: bool,
    /// Cells decoded, by column, and how many of them have capitals proposed.
    pub(super) decoded: BTreeMap<usize, Decoded>,
}

/// What was decoded in one column.
#[derive(Debug, Clone, Copy)]
pub(super) struct Decoded {
    pub(super) encoding: LegacyEncoding,
    pub(super) cells: u64,
    pub(super) proposals: u64,
}

impl EntryReader {
    /// A reader of these columns; `sample` is of the first rows below the header.
    pub(super) fn new(
        place: Place,
        columns: &[RegisterColumn],
        sample: &[RegisterRow],
        repairs_case: bool,
    ) -> Self {
        let mut by_field: Vec<Option<(RegisterColumn, Manner)>> = vec![None; RegisterField::ALL.len()];
        for column in columns {
            if let Some(field) = column.field {
                by_field[field as usize] = Some((column.clone(), Manner::of(sample, column.position)));
            }
        }
        Self { place, columns: by_field, repairs_case, decoded: BTreeMap::new() }
    }

    /// The entry of a row; none where the row names neither a certificate nor a parcel nor a holder.
    pub(super) fn read(
        &mut self,
        row: &RegisterRow,
        complaints: &mut RegisterComplaints,
    ) -> Option<CertificateEntry> {
        use RegisterField as F;
        let mut cells = Cells { reader: self, row, complaints, impossible_dates: Vec::new() };
        let mut entry = CertificateEntry {
            row: row.row,
            commune: cells.text(F::Commune).map(|text| commune_code(&text).into()),
            serial: cells.text(F::Serial),
            registry_number: cells.text(F::RegistryNumber),
            issued: cells.date(F::Issued),
            printed: SheetAndNumber {
                sheet: cells.text(F::PrintedSheet),
                number: cells.text(F::PrintedNumber),
            },
            current: SheetAndNumber {
                sheet: cells.text(F::CurrentSheet),
                number: cells.text(F::CurrentNumber),
            },
            scale: cells.scale(),
            parcel_code: cells.text(F::ParcelCode),
            area_m2: cells.area_of_parcel(),
            land_uses: cells.land_uses(),
            parcel_address: cells.text(F::ParcelAddress),
            holder: cells.holder(),
            class: cells.text(F::Class),
            is_of_flat: [F::ApartmentBuilding, F::FlatNumber]
                .iter()
                .any(|&field| cells.cell(field).is_some()),
            impossible_dates: Box::default(),
        };
        entry.impossible_dates = std::mem::take(&mut cells.impossible_dates).into();
        if is_entry(&entry) {
            return Some(entry);
        }
        complaints.push(self.place.complaint("row-not-an-entry", row.row, None, &words::row_not_an_entry()));
        None
    }
}

/// Lines of sums and signatures hold none of these.
fn is_entry(entry: &CertificateEntry) -> bool {
    let keys = [
        &entry.serial,
        &entry.registry_number,
        &entry.printed.sheet,
        &entry.printed.number,
        &entry.current.sheet,
        &entry.current.number,
        &entry.parcel_code,
        &entry.holder.name,
        &entry.holder.identity_number,
        &entry.holder.organisation,
    ];
    keys.iter().any(|key| key.is_some())
}

/// Whether all an entry says is the name of somebody.
pub(super) fn names_nothing_but_a_person(entry: &CertificateEntry) -> bool {
    let named = CertificateEntry {
        row: entry.row,
        holder: Holder {
            name: entry.holder.name.clone(),
            organisation: entry.holder.organisation.clone(),
            ..Holder::default()
        },
        ..CertificateEntry::default()
    };
    *entry == named
}

/// The cells of one row, by field.
struct Cells<'a> {
    reader: &'a mut EntryReader,
    row: &'a RegisterRow,
    complaints: &'a mut RegisterComplaints,
    impossible_dates: Vec<EntryDate>,
}

/// Citizens have numbers of twelve digits, of which the first is a zero; so few may be left of one that was made a number.
const IDENTITY_DIGITS: std::ops::RangeInclusive<usize> = 10..=11;

impl<'a> Cells<'a> {
    fn cell(&self, field: RegisterField) -> Option<&'a RegisterCell> {
        let (column, _) = self.reader.columns[field as usize].as_ref()?;
        Some(self.row.cell(column.position)).filter(|cell| !cell.is_empty())
    }

    fn complain(&mut self, field: RegisterField, code: &'static str, what: &Message) {
        if let Some((column, _)) = &self.reader.columns[field as usize] {
            let place = (column.position, &column.header);
            self.complaints.push(self.reader.place.complaint(code, self.row.row, Some(place), what));
        }
    }

    fn complain_of_date(&mut self, field: RegisterField, reason: BadWrittenDate, value: &str) {
        let Some((column, _)) = &self.reader.columns[field as usize] else { return };
        let is_impossible = matches!(reason, BadWrittenDate::NoSuchDay | BadWrittenDate::Year(_));
        let code = if is_impossible { "date-impossible" } else { "date-unreadable" };
        let date = match field {
            RegisterField::Issued => Some(EntryDate::Issued),
            RegisterField::Born => Some(EntryDate::Born),
            _ => None,
        };
        let date = date.filter(|_| is_impossible);
        self.impossible_dates.extend(date);
        let place = Some((column.position, &column.header));
        let what = words::bad_date(reason, Self::shown(field, value));
        let complaint = self.reader.place.complaint(code, self.row.row, place, &what);
        self.complaints.push(RegisterComplaint { date, ..complaint });
    }

    /// What a complaint shows of a value: nothing, where it may be of a person.
    fn shown(field: RegisterField, value: &str) -> Option<&str> {
        (!field.is_restricted() && may_be_shown(value)).then_some(value)
    }

    fn text(&mut self, field: RegisterField) -> Option<Box<str>> {
        match self.cell(field)? {
            RegisterCell::Text(text) => {
                if text.contains(char::REPLACEMENT_CHARACTER) {
                    self.complain(field, "letters-lost", &words::letters_lost());
                }
                Some(self.unicode(field, text.trim_matches(is_blank)))
            }
            RegisterCell::Number(number) => Some(self.number_as_text(field, *number)),
            RegisterCell::Boolean(value) => Some(if *value { "1" } else { "0" }.into()),
            RegisterCell::Date(_) => {
                self.complain(field, "date-in-place-of-number", &words::date_in_place_of_number());
                None
            }
            cell => self.unusable(field, cell),
        }
    }

    fn unusable<T>(&mut self, field: RegisterField, cell: &RegisterCell) -> Option<T> {
        match cell {
            RegisterCell::Error(error) => self.complain(field, "cell-error", &words::cell_error(error)),
            RegisterCell::Unevaluated => {
                self.complain(field, "formula-without-result", &words::formula_without_result());
            }
            _ => {}
        }
        None
    }

    fn unicode(&mut self, field: RegisterField, text: &str) -> Box<str> {
        let Some((column, manner)) = &self.reader.columns[field as usize] else { return text.into() };
        if text.is_ascii() {
            return text.into();
        }
        let Some((decoded, encoding)) = manner.unicode(text) else { return text.into() };
        let proposal = encoding.proposed_case(&decoded);
        let count = self.reader.decoded.entry(column.position).or_insert(Decoded {
            encoding,
            cells: 0,
            proposals: 0,
        });
        count.cells += 1;
        count.proposals += u64::from(proposal.is_some());
        proposal.filter(|_| self.reader.repairs_case).unwrap_or(decoded).into()
    }

    fn number_as_text(&mut self, field: RegisterField, number: f64) -> Box<str> {
        let text = number.to_string();
        let is_identity = matches!(
            field,
            RegisterField::IdentityNumber | RegisterField::Paper1Number | RegisterField::Paper2Number
        );
        if is_identity
            && IDENTITY_DIGITS.contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_digit())
        {
            self.complain(field, "leading-zero-lost", &words::leading_zero_lost());
            return format!("{text:0>12}").into();
        }
        text.into()
    }

    fn date(&mut self, field: RegisterField) -> Option<WrittenDate> {
        let (date, value) = match self.cell(field)? {
            RegisterCell::Text(text) => (text.trim_matches(is_blank).parse(), text.to_string()),
            RegisterCell::Date(days) => {
                let date = WrittenDate::of_spreadsheet(*days);
                (date, date.map_or_else(|_| format!("{days}"), |date| date.to_string()))
            }
            RegisterCell::Number(number) => (date_of_number(*number), number.to_string()),
            RegisterCell::Boolean(value) => (Err(BadWrittenDate::NotADate), value.to_string()),
            cell => return self.unusable(field, cell),
        };
        match date {
            Ok(date) => Some(date),
            Err(reason) => {
                self.complain_of_date(field, reason, &value);
                None
            }
        }
    }

    fn number(&mut self, field: RegisterField) -> Option<f64> {
        let (_, manner) = self.reader.columns[field as usize].as_ref()?;
        let value = match self.cell(field)? {
            RegisterCell::Number(number) => *number,
            RegisterCell::Text(text) => match manner.number(text.trim_matches(is_blank)) {
                Some((value, false)) => value,
                Some((value, true)) => {
                    self.complain(
                        field,
                        "number-ambiguous",
                        &words::number_ambiguous(Self::shown(field, text), value),
                    );
                    value
                }
                None => {
                    self.complain(
                        field,
                        "number-unreadable",
                        &words::number_unreadable(Self::shown(field, text)),
                    );
                    return None;
                }
            },
            RegisterCell::Date(_) => {
                self.complain(field, "date-in-place-of-number", &words::date_in_place_of_number());
                return None;
            }
            cell => return self.unusable(field, cell),
        };
        if value < 0.0 || !value.is_finite() {
            self.complain(field, "number-impossible", &words::number_impossible());
            return None;
        }
        Some(value)
    }

    fn scale(&mut self) -> Option<u32> {
        let text = self.text(RegisterField::Scale)?;
        let scale = denominator(&text);
        if scale.is_none() {
            let shown = Self::shown(RegisterField::Scale, &text);
            self.complain(RegisterField::Scale, "scale-unreadable", &words::scale_unreadable(shown));
        }
        scale
    }

    fn area_of_parcel(&mut self) -> Option<f64> {
        const M2_OF_HA: f64 = 10_000.0;
        let area_m2 = self.number(RegisterField::Area);
        // To the square centimetre, which no register knows better: 0.488 ha are 4880 m² and not a trifle less.
        let of_ha = |ha: f64| (ha * M2_OF_HA * 10_000.0).round() / 10_000.0;
        let of_ha = self.number(RegisterField::AreaHa).map(of_ha);
        let of_map = self.number(RegisterField::MapArea);
        area_m2.or(of_ha).or(of_map)
    }

    fn land_uses(&mut self) -> Box<[EntryLandUse]> {
        let mut land_uses = Vec::new();
        for fields in &RegisterField::LAND_USES {
            let land_use = EntryLandUse {
                land_use: self.text(fields.land_use).unwrap_or_default(),
                area_m2: self.number(fields.area),
                origin: self.text(fields.origin),
                form: self.text(fields.form),
                term: self.term(fields.term),
            };
            if land_use != EntryLandUse::default() {
                land_uses.push(land_use);
            }
        }
        land_uses.into()
    }

    /// A term is a word, `Lâu dài`, or a date.
    fn term(&mut self, field: RegisterField) -> Option<Box<str>> {
        match self.cell(field)? {
            RegisterCell::Date(_) => self.date(field).map(|date| date.to_string().into()),
            _ => self.text(field),
        }
    }

    fn holder(&mut self) -> Holder {
        use RegisterField as F;
        Holder {
            name: self.text(F::HolderName),
            identity_number: self.text(F::IdentityNumber),
            born: self.date(F::Born),
            gender: self.text(F::Gender),
            address: self.text(F::Address),
            spouse: self.text(F::SpouseName),
            spouse_number: self.text(F::SpouseNumber),
            organisation: self.text(F::Organisation),
            organisation_number: self.text(F::OrganisationNumber),
            kind: self.text(F::HolderKind),
            role: self.text(F::HolderRole),
        }
    }
}

/// A number in a column of dates is a year, or a day that lost its format.
fn date_of_number(number: f64) -> Result<WrittenDate, BadWrittenDate> {
    const DAYS: std::ops::Range<f64> = 10_000.0..100_000.0;
    if DAYS.contains(&number) { WrittenDate::of_spreadsheet(number) } else { number.to_string().parse() }
}

fn is_blank(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '\u{feff}' | '\u{200b}')
}
