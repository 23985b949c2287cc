//! Decisions of people, brought to the rows they were made for.

use super::parcel_label::{Named, ParcelNames};
use super::today;
use std::collections::{BTreeMap, HashMap};
use std::ffi::OsStr;
use std::path::Path;
use thuadat_core::{DecidedRow, Message, Parcels, Register};
use thuadat_io::{Notice, RegisterComplaint, WrittenDecision};

/// Decisions and the rows they are of.
#[derive(Debug, Clone, Default)]
pub(crate) struct Decisions {
    /// Those that hold, in the order of rows.
    pub(crate) decided: Vec<DecidedRow>,
    /// What people wrote, by register and entry, whether it holds or not.
    pub(crate) of_rows: BTreeMap<(u32, u32), WrittenDecision>,
    /// What people wrote of rows that are no more, or are not what they were.
    pub(crate) without_row: Vec<WrittenDecision>,
    /// What is wrong with decisions.
    pub(crate) complaints: Vec<RegisterComplaint>,
    /// What is worth knowing of them.
    pub(crate) notices: Vec<Notice>,
}

/// Brings decisions to the rows they are of: by file, worksheet and row where the row is what it was, else by what it says.
pub(crate) fn resolve(registers: &[Register], parcels: &Parcels, written: Vec<WrittenDecision>) -> Decisions {
    let mut decisions = Decisions::default();
    if written.is_empty() {
        return decisions;
    }
    let rows = Rows::new(registers);
    let mut by_row: BTreeMap<(u32, u32), Vec<WrittenDecision>> = BTreeMap::new();
    let mut elsewhere: BTreeMap<u64, Vec<WrittenDecision>> = BTreeMap::new();
    for decision in written {
        match rows.at_its_place(&decision) {
            Some(row) => by_row.entry(row).or_default().push(decision),
            None => elsewhere.entry(decision.fingerprint).or_default().push(decision),
        }
    }
    let mut moved = 0;
    for (fingerprint, of_content) in elsewhere {
        let free: Vec<(u32, u32)> =
            rows.of_content(fingerprint).iter().copied().filter(|row| !by_row.contains_key(row)).collect();
        let say_the_same = of_content.iter().all(|other| other.decision == of_content[0].decision);
        if !free.is_empty() && free.len() == of_content.len() && (free.len() == 1 || say_the_same) {
            moved += of_content.iter().filter(|decision| decision.is_complete()).count();
            for (row, decision) in free.into_iter().zip(of_content) {
                by_row.entry(row).or_default().push(decision);
            }
        } else {
            for decision in of_content {
                let what = if free.is_empty() { rows.why_not(&decision) } else { several_rows() };
                decisions.complaints.push(decision.complaint("decision-row-changed", &what));
                decisions.without_row.push(decision);
            }
        }
    }
    let names = ParcelNames::new(parcels);
    for (row, written) in by_row {
        decisions.take(row, written, &names);
    }
    if moved > 0 {
        decisions.notices.push(Notice { code: "decisions-moved", message: moved_rows(moved) });
    }
    decisions
}

impl Decisions {
    fn take(
        &mut self,
        (register, entry): (u32, u32),
        mut written: Vec<WrittenDecision>,
        names: &ParcelNames<'_>,
    ) {
        let contradicting = written.iter().find(|other| {
            other.decision.is_some() && written[0].decision.is_some() && !is_same(other, &written[0], names)
        });
        if let Some(other) = contradicting {
            let other = other.clone();
            for decision in &written {
                let there = if decision.is_the_same_as(&written[0]) { &other } else { &written[0] };
                self.complaints.push(decision.complaint("decisions-contradict", &contradict(there)));
            }
            // All of them are kept, for a person to choose.
            self.without_row.extend(written);
            return;
        }
        let best = written.iter().position(WrittenDecision::is_complete).unwrap_or(0);
        let decision = written.swap_remove(best);
        if decision.when.is_some_and(|when| when > today()) {
            self.complaints.push(decision.complaint("decision-date-to-come", &day_to_come()));
        } else if let (Some(cell), Some(who), Some(when)) = (&decision.decision, &decision.who, decision.when)
        {
            let parcels = match names.read(cell) {
                Named::None => Some(Vec::new()),
                Named::Parcels(parcels) => Some(parcels),
                Named::Unknown => {
                    self.complaints.push(decision.complaint("decision-parcel-unknown", &unknown_parcel()));
                    None
                }
                Named::Several => {
                    self.complaints.push(decision.complaint("decision-parcel-ambiguous", &several_parcels()));
                    None
                }
            };
            self.decided.extend(parcels.map(|parcels| DecidedRow {
                register,
                entry,
                parcels: parcels.into(),
                who: who.clone(),
                when,
            }));
        }
        self.of_rows.insert((register, entry), decision);
    }
}

/// Whether two decisions mean the same, however they are written.
fn is_same(one: &WrittenDecision, other: &WrittenDecision, names: &ParcelNames<'_>) -> bool {
    let named = |decision: &WrittenDecision| names.read(decision.decision.as_deref().unwrap_or_default());
    one.decision == other.decision || (named(one) == named(other) && named(one) != Named::Unknown)
}

/// The rows of registers, to be found again.
struct Rows<'a> {
    registers: &'a [Register],
    by_place: HashMap<(&'a OsStr, Option<&'a str>, u32), (u32, u32)>,
    by_content: HashMap<u64, Vec<(u32, u32)>>,
}

impl<'a> Rows<'a> {
    fn new(registers: &'a [Register]) -> Self {
        let mut rows = Self { registers, by_place: HashMap::new(), by_content: HashMap::new() };
        for (register, of) in registers.iter().enumerate() {
            for (position, entry) in of.entries.iter().enumerate() {
                let row = (register as u32, position as u32);
                rows.by_place.insert((file_name(&of.file), of.worksheet.as_deref(), entry.row), row);
                rows.by_content.entry(entry.fingerprint()).or_default().push(row);
            }
        }
        rows
    }

    fn place(&self, decision: &WrittenDecision) -> Option<(u32, u32)> {
        let (file, worksheet) = (file_name(&decision.register), decision.worksheet.as_deref());
        self.by_place.get(&(file, worksheet, decision.register_row)).copied()
    }

    fn at_its_place(&self, decision: &WrittenDecision) -> Option<(u32, u32)> {
        let (register, entry) = self.place(decision)?;
        let found = self.registers[register as usize].entries[entry as usize].fingerprint();
        (found == decision.fingerprint).then_some((register, entry))
    }

    fn of_content(&self, fingerprint: u64) -> &[(u32, u32)] {
        self.by_content.get(&fingerprint).map_or(&[], Vec::as_slice)
    }

    fn why_not(&self, decision: &WrittenDecision) -> Message {
        let row = decision.register_row;
        match self.place(decision) {
            Some(_) => Message {
                vi: format!(
                    "dòng {row} của sổ nay ghi tờ, thửa, diện tích hoặc loại đất khác với lúc quyết định; quyết định chưa được dùng; hãy xem lại và quyết định lại"
                ),
                en: format!(
                    "row {row} of the register says another sheet, number, area or land use than when it was decided; the decision was not used; look at it again and decide anew"
                ),
            },
            None => Message {
                vi: format!(
                    "sổ không còn dòng {row} này, cũng không có dòng nào ghi như vậy; quyết định chưa được dùng, và được giữ lại trong tệp xem xét mới"
                ),
                en: format!(
                    "the register has row {row} no more, nor any that says the same; the decision was not used, and is kept in a new review file"
                ),
            },
        }
    }
}

fn file_name(path: &str) -> &OsStr {
    Path::new(path).file_name().unwrap_or_else(|| OsStr::new(path))
}

fn several_rows() -> Message {
    Message {
        vi: "dòng đã chuyển chỗ và nay có nhiều dòng ghi giống nhau nên không biết quyết định này của dòng nào; hãy quyết định lại".into(),
        en: "the row has moved and several rows say the same now, so that it is open of which the decision is; decide anew".into(),
    }
}

fn moved_rows(moved: usize) -> Message {
    Message {
        vi: format!(
            "{moved} quyết định được dùng cho dòng đã chuyển chỗ trong sổ; các dòng đó vẫn ghi như khi quyết định"
        ),
        en: format!(
            "{moved} decisions were used for rows that have moved in the register; they still say what they said"
        ),
    }
}

fn contradict(other: &WrittenDecision) -> Message {
    let (row, file) = (other.row, other.file());
    Message {
        vi: format!(
            "dòng này và dòng {row} của {file} quyết định khác nhau về cùng một dòng của sổ; không dùng quyết định nào; hãy bỏ một trong hai"
        ),
        en: format!(
            "this row and row {row} of {file} decide differently of the same row of the register; neither was used; take one of them out"
        ),
    }
}

fn day_to_come() -> Message {
    Message {
        vi: "ngày quyết định chưa tới; quyết định chưa được dùng; hãy sửa ngày".into(),
        en: "the day of the decision is still to come; it was not used; mend the day".into(),
    }
}

fn unknown_parcel() -> Message {
    Message {
        vi: "quyết định không nêu thửa nào có trên bản đồ; hãy chọn trong danh sách, ghi dạng “tờ 5 thửa 12”, hoặc “không có thửa”".into(),
        en: "the decision names no parcel of the map; choose one of the list, write “sheet 5 parcel 12”, or “no parcel”".into(),
    }
}

fn several_parcels() -> Message {
    Message {
        vi: "bản đồ có nhiều thửa cùng số tờ, số thửa này; hãy ghi thêm mã xã ở trước (“06211 tờ 5 thửa 12”)".into(),
        en: "the map has this sheet and number more than once; write the commune code before it (“06211 sheet 5 parcel 12”)".into(),
    }
}
