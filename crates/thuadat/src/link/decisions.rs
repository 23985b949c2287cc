//! Decisions of people, brought to the rows they were made for.

use super::parcel_label::{Named, ParcelNames};
use super::today;
use std::collections::{BTreeMap, BTreeSet, HashMap};
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
    /// Rows of which somebody decided and the decision does not hold.
    pub(crate) unused: BTreeSet<(u32, u32)>,
    /// What people wrote of rows that are no more, or are not what they were.
    pub(crate) without_row: Vec<WrittenDecision>,
    /// What people wrote of rows that another of their lines decides in the same way.
    pub(crate) beside: Vec<WrittenDecision>,
    /// What is wrong with decisions.
    pub(crate) complaints: Vec<RegisterComplaint>,
    /// What is worth knowing of them.
    pub(crate) notices: Vec<Notice>,
}

/// Brings decisions to the rows they are of: by file, worksheet and row where the row is what it was; by worksheet and row in a file
/// of another name; else by what the row says. Rows that say the same are of one paper and parcel, and a decision of one of them may
/// stand at any.
pub(crate) fn resolve(registers: &[Register], parcels: &Parcels, written: Vec<WrittenDecision>) -> Decisions {
    let mut decisions = Decisions::default();
    if written.is_empty() {
        return decisions;
    }
    let rows = Rows::new(registers);
    let mut by_row: BTreeMap<(u32, u32), Vec<WrittenDecision>> = BTreeMap::new();
    let mut elsewhere: BTreeMap<u64, Vec<WrittenDecision>> = BTreeMap::new();
    for decision in written {
        match rows.at_its_place(&decision).or_else(|| rows.in_a_renamed_file(&decision)) {
            Some(row) => by_row.entry(row).or_default().push(decision),
            None => elsewhere.entry(decision.fingerprint).or_default().push(decision),
        }
    }
    let mut moved = 0;
    for (fingerprint, of_content) in elsewhere {
        let free: Vec<(u32, u32)> =
            rows.of_content(fingerprint).iter().copied().filter(|row| !by_row.contains_key(row)).collect();
        let say_the_same = of_content.iter().all(|other| other.decision == of_content[0].decision);
        if free.len() >= of_content.len() && say_the_same {
            moved += of_content.iter().filter(|decision| decision.is_complete()).count();
            let mut free = free;
            for decision in of_content {
                let nearest = rows.nearest(&free, &decision);
                by_row.entry(free.remove(nearest)).or_default().push(decision);
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
    decisions.hold_rows_of_one_paper(registers);
    if moved > 0 {
        decisions.notices.push(Notice { code: "decisions-moved", message: moved_rows(moved) });
    }
    decisions
}

impl Decisions {
    /// Adds what was decided elsewhere of rows nobody wrote a decision of.
    pub(super) fn add(&mut self, decided: Vec<DecidedRow>) {
        let place = |decided: &DecidedRow| (decided.register, decided.entry);
        let written: BTreeSet<(u32, u32)> = self.decided.iter().map(place).collect();
        self.decided.extend(decided.into_iter().filter(|decided| !written.contains(&place(decided))));
        self.decided.sort_by_key(place);
    }

    fn take(
        &mut self,
        (register, entry): (u32, u32),
        mut written: Vec<WrittenDecision>,
        names: &ParcelNames<'_>,
    ) {
        let first = written.iter().find(|decision| decision.decision.is_some()).cloned();
        let contradicting = first.and_then(|first| {
            let differs =
                |other: &&WrittenDecision| other.decision.is_some() && !is_same(other, &first, names);
            written.iter().find(differs).cloned().map(|other| (first.clone(), other))
        });
        if let Some((first, other)) = contradicting {
            for decision in &written {
                let there = if decision.is_the_same_as(&first) { &other } else { &first };
                self.complaints.push(decision.complaint("decisions-contradict", &contradict(there)));
            }
            // All of them are kept, for a person to choose.
            self.without_row.extend(written);
            return;
        }
        let best = written.iter().position(WrittenDecision::is_complete).unwrap_or(0);
        let decision = written.swap_remove(best);
        written.retain(|other| says_more(other, &decision));
        self.beside.append(&mut written);
        let decided_before = self.decided.len();
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
        if decision.is_complete() && self.decided.len() == decided_before {
            self.unused.insert((register, entry));
        }
        self.of_rows.insert((register, entry), decision);
    }

    /// Takes back decisions that differ of rows that say the same: those of one paper and parcel, as the rows of a couple are.
    fn hold_rows_of_one_paper(&mut self, registers: &[Register]) {
        let row_of =
            |decided: &DecidedRow| &registers[decided.register as usize].entries[decided.entry as usize];
        let mut of_paper: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
        for (position, decided) in self.decided.iter().enumerate() {
            of_paper.entry(row_of(decided).fingerprint()).or_default().push(position);
        }
        let parcels = |decided: &DecidedRow| decided.parcels.iter().copied().collect::<BTreeSet<u32>>();
        let mut taken_back = BTreeSet::new();
        for positions in of_paper.into_values() {
            let first = &self.decided[positions[0]];
            let differs = |&&position: &&usize| parcels(&self.decided[position]) != parcels(first);
            let Some(&other) = positions.iter().find(differs) else { continue };
            for &position in &positions {
                let own = &self.decided[position];
                let against = if differs(&&position) { first } else { &self.decided[other] };
                let place = |decided: &DecidedRow| (decided.register, decided.entry);
                let written = &self.of_rows[&place(own)];
                let rows = [row_of(own).row, row_of(against).row];
                let what = decided_otherwise(rows, &self.of_rows[&place(against)]);
                self.complaints.push(written.complaint("decisions-of-one-certificate-differ", &what));
                self.unused.insert(place(own));
                taken_back.insert(place(own));
            }
        }
        self.decided.retain(|decided| !taken_back.contains(&(decided.register, decided.entry)));
    }
}

/// Whether a line says who, when or a note that the other does not.
fn says_more(line: &WrittenDecision, than: &WrittenDecision) -> bool {
    let said = |line: &WrittenDecision| [line.who.clone(), line.when_as_written.clone(), line.note.clone()];
    said(line).into_iter().zip(said(than)).any(|(own, there)| own.is_some() && own != there)
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

    /// The row of the same number that says the same, where the register the decision names is not among those read: somebody gave the
    /// file another name. None where several are so.
    fn in_a_renamed_file(&self, decision: &WrittenDecision) -> Option<(u32, u32)> {
        let is_named = |register: &Register| file_name(&register.file) == file_name(&decision.register);
        if self.registers.iter().any(is_named) {
            return None;
        }
        let is_there = |&&(register, entry): &&(u32, u32)| {
            let of = &self.registers[register as usize];
            of.worksheet.as_deref() == decision.worksheet.as_deref()
                && of.entries[entry as usize].row == decision.register_row
        };
        let mut there = self.of_content(decision.fingerprint).iter().filter(is_there);
        there.next().filter(|_| there.next().is_none()).copied()
    }

    /// The position of the row that stands nearest to where the decision was made.
    fn nearest(&self, rows: &[(u32, u32)], decision: &WrittenDecision) -> usize {
        let distance = |&(register, entry): &(u32, u32)| {
            let of = &self.registers[register as usize];
            let is_other_file = file_name(&of.file) != file_name(&decision.register);
            (is_other_file, of.entries[entry as usize].row.abs_diff(decision.register_row))
        };
        (0..rows.len()).min_by_key(|&at| distance(&rows[at])).unwrap_or_default()
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
    let vi = format!(
        "{moved} quyết định được dùng cho dòng đã chuyển chỗ trong sổ; các dòng đó vẫn ghi như khi quyết định"
    );
    let en = match moved {
        1 => "1 decision was used for a row that has moved in the register; it still says what it said"
            .to_owned(),
        _ => format!(
            "{moved} decisions were used for rows that have moved in the register; they still say what they said"
        ),
    };
    Message { vi, en }
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

/// `rows` are those of the register: the one decided of, and the other one.
fn decided_otherwise(rows: [u32; 2], other: &WrittenDecision) -> Message {
    let ([own, there], row, file) = (rows, other.row, other.file());
    Message {
        vi: format!(
            "dòng {own} và dòng {there} của sổ là của cùng một giấy và cùng một thửa nhưng dòng {row} của {file} quyết định khác; không dùng quyết định nào; hãy \
             sửa cho giống nhau"
        ),
        en: format!(
            "rows {own} and {there} of the register are of one certificate and parcel, and row {row} of {file} decides otherwise; neither was used; make them \
             agree"
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;
    use thuadat_core::{CertificateEntry, FeatureId, ParcelRecord, SheetAndNumber, Unobserved};
    use thuadat_io::read_decisions;

    fn map() -> Parcels {
        let mut parcels = Parcels::default();
        for number in 1..=3 {
            let mut record = ParcelRecord::known_by(FeatureId::Number(number));
            record.key.sheet = Some("5".into());
            record.key.number = Some(number.to_string().into());
            parcels.records.push(record);
        }
        parcels
    }

    /// Rows 2 and 3 are those of a couple; row 4 is of another certificate.
    fn registers(file: &str) -> Vec<Register> {
        let entry = |row: u32, serial: &str| CertificateEntry {
            row,
            serial: Some(serial.into()),
            printed: SheetAndNumber { sheet: Some("5".into()), number: Some("9".into()) },
            ..CertificateEntry::default()
        };
        let entries = vec![entry(2, "ZT 100001"), entry(3, "ZT 100001"), entry(4, "ZT 100002")];
        vec![Register { file: file.into(), worksheet: None, entries }]
    }

    /// Decisions as `row of the register; decision`, all of the register `so.csv`.
    fn resolved(registers: &[Register], lines: &[(u32, &str)]) -> Decisions {
        let mut file = tempfile::Builder::new().suffix(".csv").tempfile().unwrap();
        writeln!(file, "Register,Worksheet,Row,Decision,Decided by,Decided on,Note,Row key").unwrap();
        let of_now = &self::registers("so.csv")[0].entries;
        for &(row, decision) in lines {
            let entry = of_now.iter().find(|entry| entry.row == row).unwrap();
            let key = entry.fingerprint();
            writeln!(file, "so.csv,,{row},{decision},Cán bộ Thử,24/03/2020,,{key:016x}").unwrap();
        }
        let written = read_decisions(file.path(), &Unobserved).unwrap();
        assert!(written.complaints.is_empty());
        resolve(registers, &map(), written.decisions)
    }

    /// The entries decided of, with their parcels, and the codes of complaints.
    fn check(file: &str, lines: &[(u32, &str)], decided: &[(u32, &[u32])], codes: &[&str]) -> Decisions {
        let registers = registers(file);
        let found = resolved(&registers, lines);
        let of_rows: Vec<(u32, &[u32])> =
            found.decided.iter().map(|decided| (decided.entry, &decided.parcels[..])).collect();
        assert_eq!(of_rows, decided, "{lines:?}");
        let told: Vec<&str> = found.complaints.iter().map(|complaint| complaint.code).collect();
        assert_eq!(told, codes, "{lines:?}");
        found
    }

    #[test]
    fn rows_of_one_paper_are_not_decided_differently() {
        check("so.csv", &[(2, "sheet 5 parcel 1"), (3, "sheet 5 parcel 1")], &[(0, &[0]), (1, &[0])], &[]);
        check("so.csv", &[(2, "sheet 5 parcel 1"), (4, "sheet 5 parcel 2")], &[(0, &[0]), (2, &[1])], &[]);
        let differ = "decisions-of-one-certificate-differ";
        let found = check(
            "so.csv",
            &[(2, "sheet 5 parcel 1"), (3, "sheet 5 parcel 2"), (4, "sheet 5 parcel 3")],
            &[(2, &[2])],
            &[differ, differ],
        );
        for (complaint, row) in found.complaints.iter().zip(["row 3 of", "row 2 of"]) {
            let said = &complaint.message.en;
            assert!(said.contains('2') && said.contains('3') && said.contains(row), "{said}");
        }
        assert_eq!(found.unused.len(), 2);
    }

    /// Decisions of row 4 as `decision,who,when,note`.
    fn of_one_row(lines: &[&str]) -> Decisions {
        let mut file = tempfile::Builder::new().suffix(".csv").tempfile().unwrap();
        writeln!(file, "Register,Worksheet,Row,Decision,Decided by,Decided on,Note,Row key").unwrap();
        let registers = registers("so.csv");
        let key = registers[0].entries[2].fingerprint();
        for line in lines {
            writeln!(file, "so.csv,,4,{line},{key:016x}").unwrap();
        }
        resolve(&registers, &map(), read_decisions(file.path(), &Unobserved).unwrap().decisions)
    }

    #[test]
    fn what_is_written_beside_a_decision_is_kept() {
        let check = |lines: &[&str], decided: usize, beside: &[u32], without_row: usize| {
            let found = of_one_row(lines);
            let kept: Vec<u32> = found.beside.iter().map(|line| line.row).collect();
            assert_eq!((found.decided.len(), &kept[..]), (decided, beside), "{lines:?}");
            assert_eq!(found.without_row.len(), without_row, "{lines:?}");
        };
        check(&["no parcel,A,24/03/2020,", "no parcel,A,24/03/2020,"], 1, &[], 0);
        check(&["no parcel,A,24/03/2020,", "no parcel,B,24/03/2020,"], 1, &[3], 0);
        check(&[",,,asked on Monday", "no parcel,A,24/03/2020,"], 1, &[2], 0);
        check(&["no parcel,A,24/03/2020,", "none,A,24/03/2020,seen"], 1, &[3], 0);
        // A note in front does not hide that two lines contradict each other.
        let lines =
            [",,,asked on Monday", "sheet 5 parcel 1,A,24/03/2020,", "sheet 5 parcel 2,A,24/03/2020,"];
        check(&lines, 0, &[], 3);
    }

    #[test]
    fn a_register_may_get_another_name() {
        // Each row of the couple has its own decision, though both say the same.
        check("so-moi.csv", &[(3, "no parcel")], &[(1, &[])], &[]);
        check(
            "so-moi.csv",
            &[(2, "sheet 5 parcel 1"), (3, "sheet 5 parcel 1")],
            &[(0, &[0]), (1, &[0])],
            &[],
        );
    }

    #[test]
    fn of_rows_that_say_the_same_the_nearest_is_meant() {
        let mut registers = registers("so.csv");
        for entry in &mut registers[0].entries {
            entry.row += 10;
        }
        let found = resolved(&registers, &[(3, "sheet 5 parcel 1")]);
        assert_eq!(found.decided.iter().map(|decided| decided.entry).collect::<Vec<_>>(), [0]);
        let found = resolved(&registers, &[(2, "sheet 5 parcel 1"), (3, "no parcel")]);
        assert!(found.decided.is_empty());
        assert_eq!(found.complaints.len(), 2);
    }
}
