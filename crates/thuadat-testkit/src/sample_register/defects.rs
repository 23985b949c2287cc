//! What goes wrong between the paper and the register, each in rows of its own.

use super::draft::{Certificate, DraftRow, OLD_SHEETS, certificate, other_area};
use super::truth::{Done, Expected};
use rand::RngExt;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use std::collections::{BTreeSet, HashSet};
use thuadat_core::{Day, Parcels};

/// Rows in the making, and which certificates nothing was done to.
struct Defects<'a> {
    parcels: &'a Parcels,
    rows: Vec<DraftRow>,
    /// First rows of certificates in random order; each is used once.
    untouched: Vec<usize>,
    /// Numbers of today, by sheet.
    numbers: HashSet<(String, String)>,
    random: &'a mut ChaCha8Rng,
}

/// Does to some rows what happens to rows; the order of rows stays, new ones stand behind their kin.
pub(super) fn inject(parcels: &Parcels, rows: Vec<DraftRow>, random: &mut ChaCha8Rng) -> Vec<DraftRow> {
    let key = |of: &Option<Box<str>>| of.as_deref().unwrap_or_default().to_owned();
    let numbers =
        parcels.records.iter().map(|record| (key(&record.key.sheet), key(&record.key.number))).collect();
    let mut untouched: Vec<usize> = Vec::new();
    let mut seen = BTreeSet::new();
    for (at, row) in rows.iter().enumerate() {
        if seen.insert(row.certificate.serial.clone()) {
            untouched.push(at);
        }
    }
    untouched.shuffle(random);
    let mut defects = Defects { parcels, rows, untouched, numbers, random };
    defects.inject();
    defects.rows
}

impl Defects<'_> {
    fn inject(&mut self) {
        let share = |rows: usize, in_thousand: usize| (rows * in_thousand).div_ceil(1000).max(3);
        let of = self.untouched.len();
        for _ in 0..share(of, 40) {
            self.edit(Self::give_current);
        }
        for _ in 0..share(of, 25) {
            self.edit(Self::confuse);
        }
        for _ in 0..share(of, 15) {
            self.edit(Self::edit_number);
        }
        for _ in 0..share(of, 4) {
            self.edit(Self::edit_number_to_another);
        }
        for _ in 0..share(of, 6) {
            self.edit(Self::write_commune_of_today);
        }
        for _ in 0..share(of, 6) {
            self.edit(Self::retire);
            self.edit(Self::put_on_unknown_sheet);
            self.edit(Self::take_code_of_another);
        }
        for _ in 0..share(of, 4) {
            self.edit(Self::make_impossible_date);
            self.edit(Self::confuse_serial);
            self.edit(Self::leave_placeholder);
            self.edit(Self::cut_identity_number);
            self.edit(Self::take_back_certificate);
            self.edit(Self::write_other_area);
            self.edit(Self::write_other_land_use);
            self.edit(Self::write_part);
            self.write_other_day();
        }
        let mut added = Vec::new();
        for _ in 0..share(of, 5) {
            added.extend(self.second_certificate());
            added.extend(self.other_area_in_another_row());
            self.share_serial();
        }
        // Behind their kin, from the last one on, so that positions stay.
        added.sort_by_key(|&(behind, _)| std::cmp::Reverse(behind));
        for (behind, row) in added {
            self.rows.insert(behind + 1, row);
        }
    }

    /// Does something to all rows of a certificate of one parcel that nothing was done to.
    fn edit(&mut self, change: fn(&mut Self, &mut DraftRow) -> bool) {
        while let Some(rows) = self.next_certificate() {
            let mut changed = self.rows[rows.start].clone();
            if change(self, &mut changed) {
                for (holder, at) in rows.enumerate() {
                    self.rows[at] = DraftRow { holder, ..changed.clone() };
                }
                return;
            }
        }
    }

    /// The rows of a certificate of one parcel that nothing was done to.
    fn next_certificate(&mut self) -> Option<std::ops::Range<usize>> {
        while let Some(first) = self.untouched.pop() {
            let serial = &self.rows[first].certificate.serial;
            let count = self.rows[first..].iter().take_while(|row| row.certificate.serial == *serial).count();
            let rows = first..first + count;
            let is_of_one = self.rows[rows.clone()].iter().all(|row| row.parcels == self.rows[first].parcels);
            if is_of_one
                && self.rows[first].parcels.len() == 1
                && count == self.rows[first].certificate.holders.len()
            {
                return Some(rows);
            }
        }
        None
    }

    fn has(&self, row: &DraftRow, number: &str) -> bool {
        let twins = OLD_SHEETS.iter().filter(|sheet| {
            (sheet.commune, sheet.old) == (OLD_SHEETS[row.old_sheet].commune, OLD_SHEETS[row.old_sheet].old)
        });
        twins.into_iter().any(|sheet| self.numbers.contains(&(sheet.today.to_owned(), number.to_owned())))
    }

    fn give_current(_: &mut Self, row: &mut DraftRow) -> bool {
        row.current = Some((OLD_SHEETS[row.old_sheet].today.to_owned(), row.number.clone()));
        row.done.push(Done::CurrentGiven);
        true
    }

    fn confuse(&mut self, row: &mut DraftRow) -> bool {
        let like = [('0', 'O'), ('5', 'S'), ('1', 'l'), ('0', 'o'), ('8', 'B')];
        let (digit, letter) = like[self.random.random_range(0..like.len())];
        if !row.number.contains(digit) || row.number.len() < 2 {
            return false;
        }
        row.number = row.number.replacen(digit, &letter.to_string(), 1);
        row.done.push(Done::Confused);
        true
    }

    fn edited_number(&mut self, row: &DraftRow) -> String {
        let mut digits: Vec<u8> = row.number.bytes().collect();
        let at = self.random.random_range(0..digits.len());
        digits[at] = b'0' + self.random.random_range(0..10_u8);
        if digits[0] == b'0' {
            digits[0] = b'9';
        }
        String::from_utf8_lossy(&digits).into_owned()
    }

    /// A digit too many gives a number that is on no sheet; one digit apart from it stands the right one.
    fn edit_number(&mut self, row: &mut DraftRow) -> bool {
        let mut digits = row.number.clone();
        let at = self.random.random_range(0..=digits.len());
        let digit = char::from(b'1' + self.random.random_range(0..9_u8));
        digits.insert(at, digit);
        if self.has(row, &digits) {
            return false;
        }
        row.number = digits;
        row.done.push(Done::OneEdit);
        true
    }

    fn edit_number_to_another(&mut self, row: &mut DraftRow) -> bool {
        let edited = self.edited_number(row);
        if edited == row.number || !self.has(row, &edited) || row.done.contains(&Done::NoScale) {
            return false;
        }
        let today = OLD_SHEETS[row.old_sheet].today;
        let there = self.parcels.records.iter().find(|record| {
            record.key.sheet.as_deref() == Some(today)
                && record.key.number.as_deref() == Some(edited.as_str())
        });
        let Some(area_m2) = there.and_then(|record| record.recorded_area_m2) else { return false };
        if (area_m2 / row.area_m2).ln().abs() < 0.4 {
            return false;
        }
        row.number = edited;
        row.code = None;
        row.done.push(Done::OneEditToAnother);
        row.expected = Expected::Ambiguous;
        true
    }

    fn write_commune_of_today(&mut self, row: &mut DraftRow) -> bool {
        if row.commune == "06211" {
            return false;
        }
        "06211".clone_into(&mut row.commune);
        row.done.push(Done::CommuneOfToday);
        if self.random.random_bool(0.6) {
            return Self::give_current(self, row);
        }
        row.code = None;
        row.expected = Expected::Ambiguous;
        true
    }

    fn retire(&mut self, row: &mut DraftRow) -> bool {
        row.number = (2_200 + self.random.random_range(0..600)).to_string();
        row.area_m2 = other_area(row.area_m2, self.random);
        row.parcels = Vec::new();
        row.code = None;
        row.expected = Expected::Unlinked;
        row.done.push(Done::Retired);
        true
    }

    fn put_on_unknown_sheet(&mut self, row: &mut DraftRow) -> bool {
        let sheets = ["0", "TĐ 03-2014", "TD 03-2014", "37"];
        sheets[self.random.random_range(0..sheets.len())].clone_into(&mut row.sheet);
        row.number = format!("c{}", self.random.random_range(300..400));
        row.area_m2 = other_area(row.area_m2, self.random);
        row.parcels = Vec::new();
        row.code = None;
        row.scale = None;
        row.expected = Expected::Unlinked;
        row.done.push(Done::UnknownSheet);
        true
    }

    fn take_code_of_another(&mut self, row: &mut DraftRow) -> bool {
        let own = self.parcels.records[row.parcels[0]].code.as_deref();
        let another = self.random.random_range(0..self.parcels.len());
        let Some(code) = self.parcels.records[another].code.as_deref().filter(|&code| Some(code) != own)
        else {
            return false;
        };
        row.code = Some(code.to_owned());
        row.expected = Expected::Conflict;
        row.done.push(Done::CodeOfAnother);
        true
    }

    fn make_impossible_date(&mut self, row: &mut DraftRow) -> bool {
        let dates = ["24/03/1017", "31/02/2011", "00/13/2009"];
        row.issued_text = Some(dates[self.random.random_range(0..dates.len())]);
        row.done.push(Done::ImpossibleDate);
        true
    }

    fn confuse_serial(_: &mut Self, row: &mut DraftRow) -> bool {
        row.certificate.serial = row.certificate.serial.replacen('1', "l", 1);
        row.done.push(Done::SerialConfused);
        true
    }

    fn leave_placeholder(&mut self, row: &mut DraftRow) -> bool {
        let left = ["CH00000", "CH", "0.313859"];
        left[self.random.random_range(0..left.len())].clone_into(&mut row.certificate.registry_number);
        row.done.push(Done::RegistryPlaceholder);
        true
    }

    fn cut_identity_number(_: &mut Self, row: &mut DraftRow) -> bool {
        for holder in &mut row.certificate.holders {
            holder.identity_number.pop();
        }
        row.done.push(Done::IdentityMalformed);
        true
    }

    fn take_back_certificate(_: &mut Self, row: &mut DraftRow) -> bool {
        row.certificate.serial = format!("CHUACOGIAY_{}_{}_{}", row.commune, row.sheet, row.number);
        row.certificate.registry_number.clear();
        row.done.push(Done::NoCertificateYet);
        true
    }

    /// An area beyond the limit at the scales of these maps, and near enough to be of this parcel.
    fn write_other_area(_: &mut Self, row: &mut DraftRow) -> bool {
        const LEAST_M2: f64 = 1_500.0;
        row.area_m2 =
            if row.area_m2 >= LEAST_M2 { (row.area_m2 * 1.04 * 10.0).round() / 10.0 } else { return false };
        row.done.push(Done::AreaDiffers);
        true
    }

    fn write_other_land_use(&mut self, row: &mut DraftRow) -> bool {
        let on_map = self.parcels.records[row.parcels[0]].land_use.as_deref().unwrap_or_default();
        let other = ["LUC", "CLN", "RSX"].into_iter().find(|code| !on_map.contains(code));
        row.land_use = other.filter(|_| !row.done.contains(&Done::NoScale));
        row.done.push(Done::LandUseDiffers);
        row.land_use.is_some()
    }

    fn write_part(_: &mut Self, row: &mut DraftRow) -> bool {
        if row.done.contains(&Done::NoScale) {
            return false;
        }
        row.number.push('A');
        row.done.push(Done::PartJoined);
        true
    }

    /// One of several rows of a certificate has another year of issue.
    fn write_other_day(&mut self) {
        while let Some(rows) = self.next_certificate() {
            if rows.len() > 1 {
                let last = &mut self.rows[rows.end - 1].certificate.issued;
                let year = if last.year() > 2010 { last.year() - 3 } else { last.year() + 3 };
                *last = Day::new(year, last.month(), last.of_month());
                for row in &mut self.rows[rows] {
                    row.done.push(Done::IssuedOfRowsDiffers);
                }
                return;
            }
        }
    }

    /// Other people hold a certificate of their own for the same parcel.
    fn second_certificate(&mut self) -> Vec<(usize, DraftRow)> {
        let Some(rows) = self.next_certificate() else { return Vec::new() };
        let serial = 400_000 + self.random.random_range(0..100_000);
        let mut second: Certificate = certificate(serial, self.random);
        // Co-users may hold a certificate each.
        second.holders.truncate(2);
        for row in &mut self.rows[rows.clone()] {
            row.expected = Expected::Conflict;
            row.done.push(Done::SecondCertificate);
        }
        let like = self.rows[rows.start].clone();
        let holders = 0..second.holders.len();
        let last = rows.end - 1;
        holders
            .rev()
            .map(|holder| (last, DraftRow { certificate: second.clone(), holder, ..like.clone() }))
            .collect()
    }

    /// The same certificate and parcel once more, with another area.
    fn other_area_in_another_row(&mut self) -> Vec<(usize, DraftRow)> {
        let Some(rows) = self.next_certificate() else { return Vec::new() };
        for row in &mut self.rows[rows.clone()] {
            row.expected = Expected::Conflict;
            row.done.push(Done::AreaOfRowsDiffers);
        }
        let mut again = self.rows[rows.end - 1].clone();
        again.area_m2 = ((again.area_m2 + 7.0) * 10.0).round() / 10.0;
        vec![(rows.end - 1, again)]
    }

    /// A serial stands on the certificates of two sets of people.
    fn share_serial(&mut self) {
        let (Some(one), Some(other)) = (self.next_certificate(), self.next_certificate()) else { return };
        let serial = self.rows[one.start].certificate.serial.clone();
        for at in one.chain(other) {
            self.rows[at].certificate.serial.clone_from(&serial);
            self.rows[at].done.push(Done::SerialOfAnother);
        }
    }
}
