//! One dossier as entries: a line for each parcel and holder of its certificate.

use super::element::Element;
use crate::columns::{commune_code, parse_area};
use crate::register::complaint::{Place, RegisterComplaint, RegisterComplaints};
use std::collections::HashMap;
use thuadat_core::{
    BadWrittenDate, CertificateEntry, EntryDate, Holder, Message, SheetAndNumber, WrittenDate,
};

/// The elements of a dossier, by name.
const PARCEL: &str = "DC_ThuaDat";
const PERSON: &str = "CaNhan";
const COUPLE: &str = "VoChong";
const RIGHT: &str = "QuyenSuDungDat";
const CERTIFICATE: &str = "GiayChungNhan";
const PAPER: &str = "GiayToTuyThan";

/// The time of day that databases write behind a day says nothing.
fn day_of(written: &str) -> Result<WrittenDate, BadWrittenDate> {
    written.split(['T', ' ']).next().unwrap_or_default().parse()
}

/// Whether a document is a dossier: it has parcels or certificates.
pub(super) fn is_dossier(document: &Element) -> bool {
    !document.all(PARCEL).is_empty() || !document.all(CERTIFICATE).is_empty()
}

/// The entries of a dossier, in the order of its parcels and rights.
pub(super) fn entries_of(
    document: &Element,
    place: &Place,
    complaints: &mut RegisterComplaints,
) -> Vec<CertificateEntry> {
    let mut reading = Reading { document, place, complaints };
    let parcels = document.all(PARCEL);
    let mut entries: Vec<CertificateEntry> =
        parcels.iter().flat_map(|parcel| reading.of_parcel(parcel)).collect();
    if parcels.is_empty() {
        entries.extend(reading.without_parcel());
    }
    entries
}

struct Reading<'a> {
    document: &'a Element,
    place: &'a Place,
    complaints: &'a mut RegisterComplaints,
}

impl Reading<'_> {
    fn of_parcel(&mut self, parcel: &Element) -> Vec<CertificateEntry> {
        let id = parcel.field("thuaDatID");
        let is_of_parcel = |right: &&Element| right.field("thuaDatID") == id && id.is_some();
        let rights: Vec<&Element> = self.document.all(RIGHT).into_iter().filter(is_of_parcel).collect();
        let blank = self.parcel_facts(parcel);
        if rights.is_empty() {
            let mut entry = blank;
            self.add_certificate(&mut entry, None, parcel.line);
            return vec![entry];
        }
        let mut entries = Vec::new();
        for right in rights {
            for holder in self.holders(right) {
                let mut entry = CertificateEntry { holder, ..blank.clone() };
                self.add_certificate(&mut entry, Some(right), parcel.line);
                entries.push(entry);
            }
        }
        entries
    }

    fn parcel_facts(&mut self, parcel: &Element) -> CertificateEntry {
        let text = |name: &str| parcel.field(name).map(Into::into);
        let mut area_m2 = None;
        for name in ["dienTichPhapLy", "dienTich"] {
            let written = parcel.field(name);
            let read = written.and_then(parse_area);
            if written.is_some() && read.is_none() {
                self.complain("area-unreadable", parcel.line, &unreadable(name, "một diện tích", "an area"));
            }
            area_m2 = area_m2.or(read);
        }
        CertificateEntry {
            row: parcel.line,
            commune: parcel.field("maDVHCXa").map(|code| commune_code(code).into()),
            printed: SheetAndNumber { sheet: text("soHieuToBanDo"), number: text("soThuTuThua") },
            area_m2,
            class: text("phanLoaiDuLieu"),
            ..CertificateEntry::default()
        }
    }

    /// Of several certificates the one the right names; a right that names none could be of any.
    fn add_certificate(&mut self, entry: &mut CertificateEntry, right: Option<&Element>, line: u32) {
        let certificates = self.document.all(CERTIFICATE);
        let named = right.and_then(|right| right.field("giayChungNhanID"));
        let certificate = match (&certificates[..], named) {
            ([], _) => return,
            ([only], _) => Some(*only),
            (several, named) => named
                .and_then(|id| several.iter().find(|it| it.field("giayChungNhanID") == Some(id)).copied()),
        };
        match certificate {
            Some(certificate) => self.fill_certificate(entry, certificate),
            None => {
                self.complain(
                    "dossier-several-certificates",
                    line,
                    &several_certificates(certificates.len()),
                );
            }
        }
    }

    fn fill_certificate(&mut self, entry: &mut CertificateEntry, certificate: &Element) {
        entry.serial = certificate.field("soPhatHanh").map(Into::into);
        entry.registry_number = certificate.field("soVaoSo").map(Into::into);
        let Some(written) = certificate.field("ngayCap") else { return };
        entry.issued = match day_of(written) {
            Err(BadWrittenDate::NoSuchDay | BadWrittenDate::Year(_)) => {
                entry.impossible_dates = Box::new([EntryDate::Issued]);
                let what = unreadable("ngayCap", "một ngày", "a date");
                let complaint = self.place.complaint("date-impossible", certificate.line, None, &what);
                self.complaints.push(RegisterComplaint { date: Some(EntryDate::Issued), ..complaint });
                None
            }
            _ => self.date("ngayCap", written, certificate.line),
        };
    }

    /// Those a right is of: a person, or both of a couple.
    fn holders(&mut self, right: &Element) -> Vec<Holder> {
        let Some(id) = right.field("doiTuongID") else { return vec![Holder::default()] };
        let by_id = |elements: Vec<&'_ Element>, name: &str| -> HashMap<String, Element> {
            let named = elements.into_iter().filter_map(|it| Some((it.field(name)?.to_owned(), it.clone())));
            named.collect()
        };
        let people = by_id(self.document.all(PERSON), "caNhanID");
        if let Some(person) = people.get(id) {
            return vec![self.holder(person, None)];
        }
        let couples = by_id(self.document.all(COUPLE), "voChongID");
        let Some(couple) = couples.get(id) else {
            self.complain("dossier-unknown-holder", right.line, &unknown_holder());
            return vec![Holder::default()];
        };
        let member =
            |field: &str, role: &'static str| Some((people.get(couple.field(field)?)?.clone(), role));
        let both: Vec<(Element, &'static str)> =
            [member("chongID", "Chồng"), member("voID", "Vợ")].into_iter().flatten().collect();
        if both.len() < 2 {
            self.complain("dossier-unknown-holder", couple.line, &unknown_holder());
        }
        if both.is_empty() {
            return vec![Holder::default()];
        }
        both.iter().map(|(person, role)| self.holder(person, Some(role))).collect()
    }

    fn holder(&mut self, person: &Element, role: Option<&str>) -> Holder {
        let text = |name: &str| person.field(name).map(Into::into);
        let papers = person.all(PAPER);
        let of_papers = |name: &str| papers.iter().find_map(|paper| paper.field(name)).map(Into::into);
        Holder {
            name: text("hoTen"),
            identity_number: of_papers("maDinhDanhCaNhan").or_else(|| of_papers("soGiayTo")),
            born: person.field("namSinh").and_then(|year| self.date("namSinh", year, person.line)),
            gender: text("gioiTinh"),
            kind: Some(if role.is_some() { "Vợ chồng" } else { "Cá nhân" }.into()),
            role: role.map(Into::into),
            ..Holder::default()
        }
    }

    fn without_parcel(&mut self) -> Vec<CertificateEntry> {
        let certificates = self.document.all(CERTIFICATE);
        let mut entries = Vec::new();
        for certificate in certificates {
            let mut entry = CertificateEntry { row: certificate.line, ..CertificateEntry::default() };
            self.fill_certificate(&mut entry, certificate);
            self.complain("dossier-no-parcel", certificate.line, &no_parcel());
            entries.push(entry);
        }
        entries
    }

    fn date(&mut self, field: &str, written: &str, line: u32) -> Option<WrittenDate> {
        let read = day_of(written).ok();
        if read.is_none() {
            self.complain("date-impossible", line, &unreadable(field, "một ngày", "a date"));
        }
        read
    }

    fn complain(&mut self, code: &'static str, line: u32, what: &Message) {
        self.complaints.push(self.place.complaint(code, line, None, what));
    }
}

/// The value itself may be of a person, and is not told.
fn unreadable(field: &str, kind_vi: &str, kind_en: &str) -> Message {
    Message {
        vi: format!("{field} không phải {kind_vi} đọc được; để trống"),
        en: format!("{field} is not {kind_en} that can be read; left empty"),
    }
}

fn several_certificates(count: usize) -> Message {
    Message {
        vi: format!(
            "hồ sơ có {count} giấy chứng nhận mà không nói thửa này thuộc giấy nào; để trống giấy chứng nhận"
        ),
        en: format!(
            "the dossier has {count} certificates and does not say which one the parcel is of; left empty"
        ),
    }
}

fn unknown_holder() -> Message {
    Message {
        vi: "quyền sử dụng đất dẫn đến một người không có trong hồ sơ; để trống người sử dụng".to_owned(),
        en: "a right names a person who is not in the dossier; the holder is left empty".to_owned(),
    }
}

fn no_parcel() -> Message {
    Message {
        vi: "hồ sơ có giấy chứng nhận nhưng không có thửa đất nào".to_owned(),
        en: "the dossier has a certificate and no parcel".to_owned(),
    }
}
