//! Decisions of people about rows of registers, from the file they were asked in.

use super::cell::RegisterCell;
use super::complaint::{Place, RegisterComplaint, RegisterComplaints};
use super::error::RegisterError;
use super::list::{ListKind, ListRead, UNREADABLE, read_list};
use std::fmt;
use std::path::Path;
use std::sync::Arc;
use thuadat_core::{Day, Message, Observer, WrittenDate};

/// What reading a file of decisions yields.
#[derive(Debug, Clone, Default)]
pub struct DecisionsRead {
    /// The rows on which anybody wrote anything.
    pub decisions: Vec<WrittenDecision>,
    /// What is wrong with them; decisions complained of are not complete.
    pub complaints: RegisterComplaints,
}

/// A decision as it is written. `Debug` tells its place only: a note may hold anything.
#[derive(Clone)]
pub struct WrittenDecision {
    /// Row of the file of decisions.
    pub row: u32,
    /// The register, as it was named then.
    pub register: Box<str>,
    /// Its worksheet.
    pub worksheet: Option<Box<str>>,
    /// Row of the register.
    pub register_row: u32,
    /// What the row said of its parcel: [`CertificateEntry::fingerprint`](thuadat_core::CertificateEntry::fingerprint).
    pub fingerprint: u64,
    /// The decision.
    pub decision: Option<Box<str>>,
    /// Who decided.
    pub who: Option<Box<str>>,
    /// When.
    pub when: Option<Day>,
    /// The day as it stands in the file, also where it is none.
    pub when_as_written: Option<Box<str>>,
    /// A note.
    pub note: Option<Box<str>>,
    place: Place,
    column: Option<(usize, Arc<str>)>,
}

impl fmt::Debug for WrittenDecision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WrittenDecision")
            .field("place", &self.place)
            .field("row", &self.row)
            .finish_non_exhaustive()
    }
}

impl WrittenDecision {
    /// Whether it says what was decided, by whom and when.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.decision.is_some() && self.who.is_some() && self.when.is_some()
    }

    /// Whether it is the same row of the same file.
    #[must_use]
    pub fn is_the_same_as(&self, other: &Self) -> bool {
        (&self.place.file, &self.place.worksheet, self.row)
            == (&other.place.file, &other.place.worksheet, other.row)
    }

    /// The file it was read from.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.place.file
    }

    /// A complaint about the decision.
    #[must_use]
    pub fn complaint(&self, code: &'static str, what: &Message) -> RegisterComplaint {
        let column = self.column.as_ref().map(|(position, header)| (*position, header));
        self.place.complaint(code, self.row, column, what)
    }
}

const REGISTER: usize = 0;
const WORKSHEET: usize = 1;
const ROW: usize = 2;
const DECISION: usize = 3;
const WHO: usize = 4;
const WHEN: usize = 5;
const NOTE: usize = 6;
const KEY: usize = 7;

const KIND: ListKind = ListKind {
    headers: &[
        &[&["tepso", "teptheodoi", "sodangky", "register", "registerfile"]],
        &[&["trangtinh", "worksheet"]],
        &[&["dong", "dongcuaso", "row", "registerrow"]],
        &[&["quyetdinh", "decision"]],
        &[&["nguoiquyetdinh", "decidedby"]],
        &[&["ngayquyetdinh", "decidedon"]],
        &[&["ghichu", "note"]],
        &[&["madong", "rowkey"]],
    ],
    needed: &[ROW, DECISION, KEY],
    dates: &[WHEN],
    name: || Message { vi: "tệp quyết định".into(), en: "file of decisions".into() },
    looked_for: "“Tệp sổ”, “Trang tính”, “Dòng”, “Quyết định”, “Người quyết định”, “Ngày quyết định”, “Mã dòng” (Register, Worksheet, Row, Decision, \
                 Decided by, Decided on, Row key)",
};

/// Reads the decisions people wrote into a review file, a workbook or text in columns. Its columns are known by their headers, in either language.
///
/// # Errors
///
/// Where there is no such file, it is no table, it is damaged or locked, or nothing in it has the headers of such a file. Where the
/// observer asks to stop.
pub fn read_decisions(path: &Path, observer: &dyn Observer) -> Result<DecisionsRead, RegisterError> {
    let list = read_list(path, None, &KIND, observer)?;
    let mut read = DecisionsRead::default();
    for (row, texts) in &list.rows {
        let is_written = [DECISION, WHO, WHEN, NOTE].iter().any(|&column| texts[column].is_some());
        if is_written {
            read.decisions.extend(decision(&list, *row, texts, &mut read.complaints));
        }
    }
    Ok(read)
}

fn decision(
    list: &ListRead,
    row: u32,
    texts: &[Option<Box<str>>],
    complaints: &mut RegisterComplaints,
) -> Option<WrittenDecision> {
    let text = |column: usize| texts[column].clone().filter(|text| **text != *UNREADABLE);
    let register_row = text(ROW).and_then(|row| row.parse().ok());
    let fingerprint =
        text(KEY).filter(|key| key.len() == 16).and_then(|key| u64::from_str_radix(&key, 16).ok());
    let (Some(register_row), Some(fingerprint)) = (register_row, fingerprint) else {
        let column = if register_row.is_none() { ROW } else { KEY };
        list.complain(complaints, "decision-row-unknown", row, Some(column), &row_unknown());
        return None;
    };
    let has_decision = texts[DECISION].is_some();
    if texts[DECISION].as_deref() == Some(UNREADABLE) {
        list.complain(complaints, "decision-unreadable", row, Some(DECISION), &decision_unreadable());
    } else if !has_decision {
        list.complain(complaints, "decision-missing", row, Some(DECISION), &decision_missing());
    }
    if has_decision && text(WHO).is_none() {
        list.complain(complaints, "decision-who-missing", row, Some(WHO), &who_missing());
    }
    let when = match texts[WHEN].as_deref().map(str::parse::<WrittenDate>) {
        Some(Ok(WrittenDate::Day(day))) => Some(day),
        Some(_) => {
            list.complain(complaints, "decision-date-unreadable", row, Some(WHEN), &date_unreadable());
            None
        }
        None if has_decision => {
            list.complain(complaints, "decision-date-missing", row, Some(WHEN), &date_missing());
            None
        }
        None => None,
    };
    Some(WrittenDecision {
        row,
        register: text(REGISTER).unwrap_or_default(),
        worksheet: text(WORKSHEET),
        register_row,
        fingerprint,
        decision: text(DECISION),
        who: text(WHO),
        when,
        when_as_written: text(WHEN),
        note: text(NOTE),
        place: list.place.clone(),
        column: list.column(DECISION),
    })
}

fn row_unknown() -> Message {
    Message {
        vi: "không biết quyết định này của dòng nào: cột Dòng hoặc Mã dòng bị sửa; hãy chép lại từ tệp xem xét đã ghi ra, hoặc ghi tệp mới bằng --review"
            .into(),
        en: "it is not known of which row this decision is: Row or Row key was changed; copy them from the review file as it was written, or write a new \
             one with --review"
            .into(),
    }
}

fn decision_unreadable() -> Message {
    Message {
        vi: "bảng tính đã đổi quyết định thành ngày tháng hoặc công thức; hãy ghi dạng “tờ 5 thửa 12” hoặc “không có thửa”".into(),
        en: "the spreadsheet made a date or a formula of the decision; write it as “sheet 5 parcel 12” or “no parcel”".into(),
    }
}

fn decision_missing() -> Message {
    Message {
        vi: "có người, ngày hoặc ghi chú nhưng chưa có quyết định; dòng này chưa được dùng".into(),
        en: "there is a person, a day or a note but no decision; the row was not used".into(),
    }
}

fn who_missing() -> Message {
    Message {
        vi: "thiếu người quyết định; quyết định chưa được dùng".into(),
        en: "nobody is named who decided; the decision was not used".into(),
    }
}

fn date_missing() -> Message {
    Message {
        vi: "thiếu ngày quyết định; quyết định chưa được dùng; hãy ghi dạng 24/03/2026".into(),
        en: "the day of the decision is missing; it was not used; write it as 24/03/2026".into(),
    }
}

fn date_unreadable() -> Message {
    Message {
        vi: "không hiểu ngày quyết định; quyết định chưa được dùng; hãy ghi dạng 24/03/2026".into(),
        en: "cannot read the day of the decision; it was not used; write it as 24/03/2026".into(),
    }
}

/// Years of days that people type as the number a spreadsheet shows once its format is lost.
const YEARS_OF_NUMBERS: std::ops::RangeInclusive<u16> = 1950..=2100;

/// A day as people write it; what is no day is none.
pub(super) fn day_as_text(cell: &RegisterCell) -> Option<Box<str>> {
    match cell {
        RegisterCell::Date(days) => Some(match WrittenDate::of_spreadsheet(*days) {
            Ok(date) => date.to_string().into(),
            Err(_) => UNREADABLE.into(),
        }),
        RegisterCell::Number(days) => day_of_number(*days),
        // Text in columns has no numbers.
        RegisterCell::Text(text) => day_of_number(text.trim().parse().ok()?),
        _ => None,
    }
}

/// The day of a plain number; none of one that may be a year or anything else.
fn day_of_number(days: f64) -> Option<Box<str>> {
    let date = WrittenDate::of_spreadsheet(days).ok()?;
    YEARS_OF_NUMBERS.contains(&date.year()).then(|| date.to_string().into())
}
