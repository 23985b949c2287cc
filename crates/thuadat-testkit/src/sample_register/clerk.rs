//! How a clerk types a row: the cells, and the entry that is to be read from them.

use super::draft::{DraftRow, OLD_SHEETS};
use super::people::pick;
use super::truth::Done;
use super::typed::{TypedCell, vietnamese};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeMap;
use thuadat_core::{
    CertificateEntry, Day, EntryDate, EntryLandUse, Holder, LegacyEncoding, Lettering, ParcelRecord, Parcels,
    SheetAndNumber, WrittenDate,
};

/// The cells of a row by what they hold.
pub(super) type Cells = BTreeMap<&'static str, TypedCell>;

/// A row as typed and as it must be read.
pub(super) struct TypedRow {
    pub(super) cells: Cells,
    pub(super) entry: CertificateEntry,
    pub(super) is_tcvn3: bool,
}

/// Types a row; text in columns has no numbers and days of its own.
pub(super) fn typed(row: &DraftRow, parcels: &Parcels, is_text: bool, random: &mut ChaCha8Rng) -> TypedRow {
    let mut clerk = Clerk { row, is_text, cells: Cells::new(), random };
    let commune = clerk.commune();
    let (serial, registry_number) =
        (clerk.put_text("serial", &row.certificate.serial), clerk.registry_number());
    let issued = clerk.issued();
    let (holder, is_tcvn3) = clerk.holder();
    let printed = SheetAndNumber {
        sheet: Some(clerk.number("printed_sheet", &row.sheet)),
        number: Some(clerk.number("printed_number", &row.number)),
    };
    let current = row.current.as_ref().map(|(sheet, number)| SheetAndNumber {
        sheet: Some(clerk.number("current_sheet", sheet)),
        number: Some(clerk.number("current_number", number)),
    });
    let entry = CertificateEntry {
        row: 0,
        commune: Some(commune),
        serial: Some(serial),
        registry_number,
        issued,
        printed,
        current: current.unwrap_or_default(),
        scale: clerk.scale(),
        parcel_code: row.code.as_deref().map(|code| clerk.put_text("parcel_code", code)),
        area_m2: Some(clerk.area("area", row.area_m2)),
        land_uses: clerk.land_uses(parcels),
        parcel_address: Some(clerk.parcel_address()),
        holder,
        class: None,
        is_of_flat: false,
        impossible_dates: row.issued_text.map(|_| EntryDate::Issued).into_iter().collect(),
    };
    TypedRow { cells: clerk.cells, entry, is_tcvn3 }
}

struct Clerk<'a> {
    row: &'a DraftRow,
    is_text: bool,
    cells: Cells,
    random: &'a mut ChaCha8Rng,
}

impl Clerk<'_> {
    fn put_text(&mut self, field: &'static str, text: &str) -> Box<str> {
        self.cells.insert(field, TypedCell::text(text));
        text.into()
    }

    /// A number, which a spreadsheet may have made one, or whatever else stands in its place.
    fn number(&mut self, field: &'static str, text: &str) -> Box<str> {
        let is_plain = text.parse::<u32>().is_ok_and(|number| number.to_string() == text);
        if is_plain && !self.is_text && self.random.random_bool(0.5) {
            self.cells.insert(field, TypedCell::Number(text.parse().unwrap_or_default()));
            return text.into();
        }
        self.put_text(field, text)
    }

    fn commune(&mut self) -> Box<str> {
        let code = self.row.commune.as_str();
        if !self.is_text && self.random.random_bool(0.3) {
            self.cells.insert("commune", TypedCell::Number(code.parse().unwrap_or_default()));
            return code.into();
        }
        let shown = if self.random.random_bool(0.2) { code.trim_start_matches('0') } else { code };
        self.put_text("commune", shown);
        code.into()
    }

    fn registry_number(&mut self) -> Option<Box<str>> {
        let number = &self.row.certificate.registry_number;
        (!number.is_empty()).then(|| self.put_text("registry_number", number))
    }

    fn issued(&mut self) -> Option<WrittenDate> {
        if self.row.done.contains(&Done::NoCertificateYet) {
            return None;
        }
        if let Some(text) = self.row.issued_text {
            self.put_text("issued", text);
            return None;
        }
        let day = self.row.certificate.issued;
        Some(self.date("issued", day))
    }

    fn date(&mut self, field: &'static str, day: Day) -> WrittenDate {
        let (year, month, of_month) = (day.year(), day.month(), day.of_month());
        match self.random.random_range(0..10) {
            0 if !self.is_text => {
                self.cells.insert(field, TypedCell::Day(day));
            }
            1 if of_month > 12 => drop(self.put_text(field, &format!("{month:02}/{of_month:02}/{year}"))),
            2 => drop(self.put_text(field, &format!("{of_month}.{month}.{year}"))),
            3 => {
                self.put_text(field, &year.to_string());
                return WrittenDate::Year(year);
            }
            _ => drop(self.put_text(field, &format!("{of_month:02}/{month:02}/{year}"))),
        }
        WrittenDate::Day(day)
    }

    fn area(&mut self, field: &'static str, area_m2: f64) -> f64 {
        let cell = match self.random.random_range(0..10) {
            0..4 if !self.is_text => TypedCell::Number(area_m2),
            0..2 => TypedCell::Text(format!("{} m²", vietnamese(area_m2))),
            _ => TypedCell::Text(vietnamese(area_m2)),
        };
        self.cells.insert(field, cell);
        area_m2
    }

    fn scale(&mut self) -> Option<u32> {
        let scale = self.row.scale?;
        let text = match self.random.random_range(0..3) {
            0 => format!("1:{scale}"),
            1 => format!("1/{scale}"),
            _ => scale.to_string(),
        };
        self.put_text("scale", &text);
        Some(scale)
    }

    fn parcel_address(&mut self) -> Box<str> {
        let field = pick(&["Nà Mẫu", "Khau Thử", "Bản Ví Dụ", "Pò Giả Định"], self.random);
        let commune = OLD_SHEETS[self.row.old_sheet].commune_name;
        self.put_text("parcel_address", &format!("Xứ đồng {field}, {commune}"))
    }

    /// Land uses of the first parcel as its map has them; a parcel that is no more was a field of rice.
    fn land_uses(&mut self, parcels: &Parcels) -> Box<[EntryLandUse]> {
        let record = self.row.parcels.first().map(|&parcel| &parcels.records[parcel]);
        let of_map = || record.map_or_else(|| vec![("LUC", None)], land_use_parts);
        let parts = self.row.land_use.map_or_else(of_map, |land_use| vec![(land_use, None)]);
        let is_alone = parts.len() == 1 && self.row.parcels.len() <= 1;
        let fields = [
            ("land_use_1", "land_use_area_1", "land_use_term_1"),
            ("land_use_2", "land_use_area_2", "land_use_term_2"),
        ];
        let in_words = self.random.random_bool(0.15);
        let mut land_uses = Vec::new();
        for ((code, part_m2), (use_field, area_field, term_field)) in parts.into_iter().zip(fields) {
            let land_use = self.put_text(use_field, if in_words { words(code) } else { code });
            let whole = is_alone.then_some(self.row.area_m2);
            let area_m2 = part_m2.filter(|_| self.row.parcels.len() == 1).or(whole);
            let area_m2 = area_m2.map(|area_m2| self.area(area_field, area_m2));
            let term = Some(self.put_text(term_field, if code == "ONT" { "Lâu dài" } else { "50 năm" }));
            land_uses.push(EntryLandUse { land_use, area_m2, term, ..EntryLandUse::default() });
        }
        land_uses.into()
    }

    fn holder(&mut self) -> (Holder, bool) {
        let certificate = &self.row.certificate;
        let person = &certificate.holders[self.row.holder];
        let typed = tcvn3(&person.name).filter(|_| self.random.random_bool(0.12));
        let is_tcvn3 = typed.is_some();
        self.cells.insert("holder_name", TypedCell::Text(typed.unwrap_or_else(|| person.name.clone())));
        let born = if self.random.random_bool(0.87) {
            self.number("born", &person.born.to_string());
            WrittenDate::Year(person.born)
        } else {
            let day = Day::new(person.born, self.random.random_range(1..13), self.random.random_range(1..29));
            self.date("born", day)
        };
        let (kind, role) = match (certificate.holders.len(), self.row.holder) {
            (1, _) if certificate.is_household => ("Hộ gia đình", "Chủ hộ"),
            (1, _) => ("Cá nhân", "Cá nhân"),
            (2, 0) => ("Vợ chồng", "Chồng"),
            (2, _) => ("Vợ chồng", "Vợ"),
            (_, 0) => ("Đồng sử dụng", "Người đại diện"),
            _ => ("Đồng sử dụng", "Thành viên"),
        };
        let address =
            format!("Thôn Thử Nghiệm, {}, tỉnh Lạng Sơn", OLD_SHEETS[self.row.old_sheet].commune_name);
        let holder = Holder {
            name: Some(person.name.as_str().into()),
            identity_number: Some(self.put_text("identity_number", &person.identity_number)),
            born: Some(born),
            gender: Some(self.put_text("gender", person.gender)),
            address: Some(self.put_text("address", &address)),
            kind: Some(self.put_text("holder_kind", kind)),
            role: Some(self.put_text("holder_role", role)),
            ..Holder::default()
        };
        (holder, is_tcvn3)
    }
}

fn land_use_parts(record: &ParcelRecord) -> Vec<(&str, Option<f64>)> {
    let codes = record.land_use.as_deref().unwrap_or("LUC").split('+');
    let area_m2 = |at: usize| record.land_use_areas_m2.get(at).copied();
    codes.enumerate().map(|(at, code)| (code, area_m2(at))).collect()
}

fn words(code: &str) -> &str {
    match code {
        "LUC" => "Đất chuyên trồng lúa",
        "CLN" => "Đất trồng cây lâu năm",
        "RSX" => "Đất rừng sản xuất",
        "ONT" => "Đất ở tại nông thôn",
        other => other,
    }
}

/// The name as a font of TCVN3 makes it look to a program of today; none where it could be taken for Unicode.
fn tcvn3(name: &str) -> Option<String> {
    let bytes = LegacyEncoding::Tcvn3.encode(name)?;
    let seen: String = bytes.iter().map(|&byte| char::from(byte)).collect();
    let is_told = Lettering::of(&seen) == Lettering::Legacy(LegacyEncoding::Tcvn3);
    (is_told && LegacyEncoding::Tcvn3.decode_words(&seen) == name).then_some(seen)
}
