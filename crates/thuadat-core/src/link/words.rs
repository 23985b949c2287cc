//! The words of linking, in Vietnamese and English: what speaks for and against, and what to do.

use super::likeness::{
    AreaLikeness, CodeLikeness, HolderLikeness, LandUseLikeness, NumberLikeness, SheetLikeness,
};
use super::outcome::{LinkReason, LinkStatus, Neighbours, Route, RowLink};
use super::written::without_words_before;
use super::{DecidedRow, LinkInput, Tier};
use crate::measure::planar_area_m2;
use crate::{CertificateEntry, Message, ParcelRecord, WrittenDate, may_be_shown};

/// Something that speaks for or against a link.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// What kind of fact it is.
    pub kind: EvidenceKind,
    /// What it is worth, in bits: above zero it speaks for the link, below zero against.
    pub weight: f64,
    /// The fact in words.
    pub text: Message,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident = $id:literal;)+) => {
        /// A kind of evidence.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum EvidenceKind {
            $($(#[$doc])* $variant,)+
        }

        impl EvidenceKind {
            /// The public name.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Self::$variant => $id),+ }
            }
        }
    };
}

kinds! {
    /// The sheet.
    Sheet = "sheet";
    /// The number of the parcel.
    Number = "number";
    /// The area.
    Area = "area";
    /// The land use.
    LandUse = "land-use";
    /// The official identifier of the parcel.
    ParcelCode = "parcel-code";
    /// The name of the holder; it is never shown.
    Holder = "holder";
    /// Other rows of the same certificate.
    Siblings = "same-certificate";
    /// Other rows that came to the same sheet in the same way.
    Neighbours = "same-sheet";
    /// A person's decision.
    Decision = "decision";
}

/// What speaks for and against the parcel a row is linked to, or its first candidate. Nothing of it is of people.
///
/// # Panics
///
/// When the row is not one of a linkage of this input.
#[must_use]
pub fn evidence(input: &LinkInput<'_>, row: &RowLink) -> Vec<Evidence> {
    let Some(&first) = row.parcels.first().or(row.candidates.first()) else {
        return decision(input, row).into_iter().collect();
    };
    let entry = &input.registers[row.register as usize].entries[row.entry as usize];
    let parcels = if row.parcels.is_empty() { &[first][..] } else { &row.parcels };
    let likeness = row.basis.likeness;
    let facts = [
        (EvidenceKind::Sheet, sheet(input, entry, row, &input.parcels.records[first as usize])),
        (
            EvidenceKind::Number,
            number(entry, likeness.number, &input.parcels.records[first as usize], parcels.len()),
        ),
        (EvidenceKind::Area, area(input, entry, likeness.area, parcels)),
        (EvidenceKind::LandUse, land_use(entry, likeness.land_use, &input.parcels.records[first as usize])),
        (EvidenceKind::ParcelCode, code(likeness.code)),
        (EvidenceKind::Holder, holder(likeness.holder)),
    ];
    let facts = facts.into_iter().zip(row.bits);
    let facts = facts.filter_map(|((kind, text), weight)| Some(Evidence { kind, weight, text: text? }));
    let mut found: Vec<Evidence> = decision(input, row).into_iter().chain(facts).collect();
    if row.basis.siblings > 0 {
        let count = row.basis.siblings;
        let text = both(
            format!("{count} dòng khác của cùng giấy chứng nhận cũng dẫn về xã và loạt bản đồ cũ này"),
            format!("{count} other rows of the same certificate lead to the same old commune and map series"),
        );
        found.push(Evidence { kind: EvidenceKind::Siblings, weight: 0.0, text });
    }
    let Neighbours { all, agreeing } = row.basis.neighbours;
    if all > 0 {
        let text = both(
            format!(
                "{agreeing} trong {all} dòng khác được ghép vào tờ này theo cùng cách cũng khớp diện tích với thửa của mình"
            ),
            format!(
                "{agreeing} of {all} other rows linked to this sheet in the same way have the area of their parcels"
            ),
        );
        found.push(Evidence { kind: EvidenceKind::Neighbours, weight: 0.0, text });
    }
    found
}

/// That a person decided, and when.
fn decision(input: &LinkInput<'_>, row: &RowLink) -> Option<Evidence> {
    let place = |decided: &DecidedRow| (decided.register, decided.entry);
    let position = input.decided.binary_search_by_key(&(row.register, row.entry), place).ok()?;
    let decided = &input.decided[position];
    // Who it was stands in the review file: reports name nobody.
    let when = WrittenDate::Day(decided.when);
    let text = match &decided.parcels[..] {
        [] => both(
            format!("cán bộ quyết định ngày {when}: không có thửa nào"),
            format!("a person decided on {when}: no parcel"),
        ),
        _ => both(format!("cán bộ quyết định ngày {when}"), format!("a person decided on {when}")),
    };
    Some(Evidence { kind: EvidenceKind::Decision, weight: 0.0, text })
}

/// A sheet or number of a row as a sentence shows it. A cell that holds something else may hold something of a person, as
/// where cells have slipped into the next column, and is not shown.
pub(super) fn shown(text: &str) -> String {
    let words = without_words_before(text).split_whitespace().collect::<Vec<_>>().join(" ");
    if may_be_shown(&words) { words } else { "(…)".to_owned() }
}

/// A land use as a sentence shows it: a code, or words that begin with `đất`.
pub(super) fn shown_land_use(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let small = text.to_lowercase();
    let mut codes = text.split(['+', ',', ';', ' ', ':', '/']).filter(|code| !code.is_empty());
    if let Some(words) = small.strip_prefix("đất ") {
        words.to_owned()
    } else if codes.all(|code| code.chars().count() <= 4 && code.chars().all(|letter| !letter.is_lowercase()))
    {
        text
    } else {
        "(…)".to_owned()
    }
}

pub(super) fn both(vi: impl Into<String>, en: impl Into<String>) -> Message {
    Message { vi: vi.into(), en: en.into() }
}

fn sheet(
    input: &LinkInput<'_>,
    entry: &CertificateEntry,
    row: &RowLink,
    record: &ParcelRecord,
) -> Option<Message> {
    let on_map = record.key.sheet.as_deref()?;
    let printed = entry.printed.sheet.as_deref().map(shown).unwrap_or_default();
    let current = entry.current.sheet.as_deref().map(shown).unwrap_or_default();
    let by_list = |place: super::ListPlace| {
        let list = &input.renumberings[place.list as usize];
        let line = &list.sheets[place.line as usize];
        let scale = line.scale.map_or_else(String::new, |scale| format!(" 1:{scale}"));
        let commune = line.old_commune.as_deref().unwrap_or_default();
        both(
            format!(
                "tờ {printed} in trên giấy (xã cũ {commune}{scale}) nay là tờ {on_map}, theo {} dòng {}",
                list.file, line.row
            ),
            format!(
                "sheet {printed} as printed (old commune {commune}{scale}) is sheet {on_map} now, by {} row {}",
                list.file, line.row
            ),
        )
    };
    let same = match row.basis.route {
        Route::Renumbered(place) => by_list(place),
        Route::Current => both(
            format!("tờ {current} ghi theo bản đồ hiện nay"),
            format!("sheet {current} as on today's map"),
        ),
        Route::Printed => {
            both(format!("tờ {printed} như in trên giấy"), format!("sheet {printed} as printed"))
        }
        Route::None | Route::Code => both(format!("tờ {on_map}"), format!("sheet {on_map}")),
    };
    let written = if current.is_empty() { &printed } else { &current };
    Some(match row.basis.likeness.sheet {
        SheetLikeness::Unknown => return None,
        SheetLikeness::Same => same,
        SheetLikeness::Confused | SheetLikeness::OneEdit => both(
            format!("sổ ghi tờ {written}, gần giống tờ {on_map} trên bản đồ"),
            format!("the register says sheet {written}, which is like sheet {on_map} of the map"),
        ),
        SheetLikeness::Other => both(
            format!("sổ ghi tờ {written}, bản đồ là tờ {on_map}"),
            format!("the register says sheet {written}, the map sheet {on_map}"),
        ),
    })
}

fn number(
    entry: &CertificateEntry,
    likeness: NumberLikeness,
    record: &ParcelRecord,
    parcels: usize,
) -> Option<Message> {
    let on_map = record.key.number.as_deref().unwrap_or_default();
    let (current, printed) = (entry.current.number.as_deref(), entry.printed.number.as_deref());
    let written = shown(current.or(printed)?);
    Some(match likeness {
        NumberLikeness::Unknown => return None,
        NumberLikeness::Same if parcels > 1 => both(
            format!("ô số thửa “{written}” gồm {parcels} thửa, đều có trên tờ"),
            format!("the cell “{written}” names {parcels} parcels, all of which are on the sheet"),
        ),
        NumberLikeness::Same if current.is_some() => both(
            format!("thửa {written} ghi theo bản đồ hiện nay"),
            format!("parcel {written} as on today's map"),
        ),
        NumberLikeness::Same => {
            both(format!("thửa {written} như in trên giấy"), format!("parcel {written} as printed"))
        }
        NumberLikeness::Family if parcels > 1 => both(
            format!("thửa {written} nay đã tách thành {parcels} thửa trên bản đồ"),
            format!("parcel {written} is split into {parcels} parcels on the map now"),
        ),
        NumberLikeness::Family => both(
            format!("thửa {written} và thửa {on_map} là thửa gốc và thửa tách"),
            format!("parcels {written} and {on_map} are a parcel and a part cut from it"),
        ),
        NumberLikeness::Confused => both(
            format!("sổ ghi thửa {written}, có ký tự dễ nhầm với thửa {on_map}"),
            format!(
                "the register says parcel {written}, whose characters are mistaken for those of {on_map}"
            ),
        ),
        NumberLikeness::OneEdit => both(
            format!("sổ ghi thửa {written}, khác thửa {on_map} một ký tự"),
            format!("the register says parcel {written}, one character from {on_map}"),
        ),
        NumberLikeness::Other => both(
            format!("sổ ghi thửa {written}, bản đồ là thửa {on_map}"),
            format!("the register says parcel {written}, the map {on_map}"),
        ),
    })
}

fn area(
    input: &LinkInput<'_>,
    entry: &CertificateEntry,
    likeness: AreaLikeness,
    parcels: &[u32],
) -> Option<Message> {
    let written_m2 = entry.area_m2?;
    let (written, on_map) = (tenths(written_m2), tenths(area_on_map_m2(input, written_m2, parcels)?));
    let vi = vietnamese;
    Some(match likeness {
        AreaLikeness::Unknown => return None,
        AreaLikeness::Equal => both(
            format!("diện tích {} m² như bản đồ", vi(&written)),
            format!("area {written} m² as on the map"),
        ),
        AreaLikeness::WithinLimit => both(
            format!("diện tích {} m², bản đồ {} m²: trong hạn sai", vi(&written), vi(&on_map)),
            format!("area {written} m², on the map {on_map} m²: within the limit"),
        ),
        AreaLikeness::About | AreaLikeness::Roughly => both(
            format!("diện tích {} m², bản đồ {} m²: vượt hạn sai", vi(&written), vi(&on_map)),
            format!("area {written} m², on the map {on_map} m²: beyond the limit"),
        ),
        AreaLikeness::Other => both(
            format!("diện tích {} m² khác hẳn bản đồ {} m²", vi(&written), vi(&on_map)),
            format!("area {written} m² is quite another than {on_map} m² on the map"),
        ),
    })
}

/// The area of parcels, by the nearest to the one written of those each goes by; none where one goes by none.
pub(super) fn area_on_map_m2(input: &LinkInput<'_>, written_m2: f64, parcels: &[u32]) -> Option<f64> {
    let area_of = |&parcel: &u32| {
        let record = &input.parcels.records[parcel as usize];
        let stated = [record.recorded_area_m2, record.legal_area_m2].into_iter().flatten();
        let shape_m2 = Some(planar_area_m2(&input.parcels.geometries, parcel as usize));
        let shape_m2 = shape_m2.filter(|area_m2| area_m2.is_finite() && *area_m2 > 0.0);
        let off = |area_m2: &f64| (area_m2 - written_m2).abs();
        stated.chain(shape_m2).min_by(|one, other| off(one).total_cmp(&off(other)))
    };
    parcels.iter().map(area_of).sum()
}

pub(super) fn tenths(area_m2: f64) -> String {
    let text = format!("{area_m2:.2}");
    text.strip_suffix('0').map_or(text.clone(), str::to_owned)
}

/// A number with the marks Vietnamese writes: `1.234,5`.
pub(super) fn vietnamese(number: &str) -> String {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let mut marked = String::with_capacity(number.len() + 2);
    for (position, digit) in whole.chars().enumerate() {
        if position > 0 && (whole.len() - position).is_multiple_of(3) && !marked.ends_with('-') {
            marked.push('.');
        }
        marked.push(digit);
    }
    if fraction.is_empty() { marked } else { format!("{marked},{fraction}") }
}

fn land_use(entry: &CertificateEntry, likeness: LandUseLikeness, record: &ParcelRecord) -> Option<Message> {
    let on_map = record.land_use.as_deref()?;
    let written: Vec<String> =
        entry.land_uses.iter().map(|land_use| shown_land_use(&land_use.land_use)).collect();
    let written = written.join("+");
    Some(match likeness {
        LandUseLikeness::Unknown => return None,
        LandUseLikeness::Same => {
            both(format!("loại đất {written} như bản đồ"), format!("land use {written} as on the map"))
        }
        LandUseLikeness::Partly => both(
            format!("loại đất {written}, bản đồ {on_map}: khớp một phần"),
            format!("land use {written}, on the map {on_map}: in part the same"),
        ),
        LandUseLikeness::Other => both(
            format!("loại đất {written}, bản đồ {on_map}: khác nhau"),
            format!("land use {written}, on the map {on_map}: different"),
        ),
    })
}

fn code(likeness: CodeLikeness) -> Option<Message> {
    match likeness {
        CodeLikeness::Unknown => None,
        CodeLikeness::Here => {
            Some(both("mã định danh thửa đất chỉ đúng thửa này", "the parcel identifier means this parcel"))
        }
        CodeLikeness::Elsewhere => Some(both(
            "mã định danh thửa đất chỉ vào thửa khác",
            "the parcel identifier means another parcel",
        )),
    }
}

/// Never a name: whether those of the register and of the map agree.
fn holder(likeness: HolderLikeness) -> Option<Message> {
    Some(match likeness {
        HolderLikeness::Unknown => return None,
        HolderLikeness::Same => both(
            "tên người sử dụng đất trong sổ khớp với tên trên bản đồ",
            "the holder's name in the register is that on the map",
        ),
        HolderLikeness::OneEdit => both(
            "tên người sử dụng đất trong sổ khác tên trên bản đồ một ký tự",
            "the holder's name in the register is one character from that on the map",
        ),
        HolderLikeness::Partly => both(
            "tên người sử dụng đất trong sổ và trên bản đồ khớp một phần (viết tắt hoặc thiếu chữ)",
            "the holder's names in the register and on the map agree in part (words are left out or shortened)",
        ),
        HolderLikeness::Other => {
            both("tên người sử dụng đất trên bản đồ là tên khác", "the map names another holder")
        }
    })
}

impl LinkStatus {
    /// The status in words.
    #[must_use]
    pub const fn title(self) -> Message<&'static str> {
        let (vi, en) = match self {
            Self::Linked => ("Đã ghép được thửa", "Linked to a parcel"),
            Self::Ambiguous => ("Chưa rõ, cần người xem", "Ambiguous, to be looked at"),
            Self::Conflict => ("Mâu thuẫn", "Contradictory"),
            Self::Unlinked => ("Chưa ghép được", "Not linked"),
        };
        Message { vi, en }
    }
}

impl Tier {
    /// The tier in words.
    #[must_use]
    pub const fn title(self) -> Message<&'static str> {
        let (vi, en) = match self {
            Self::Person => ("theo quyết định của cán bộ", "by a person's decision"),
            Self::Exact => ("đúng số tờ, số thửa", "by exact sheet and number"),
            Self::Near => ("số gần đúng, có bằng chứng kèm theo", "by near numbers, with evidence"),
            Self::Probable => ("theo xác suất của mọi thông tin", "by the probability of all facts"),
        };
        Message { vi, en }
    }
}

impl LinkReason {
    /// The reason in words.
    #[must_use]
    pub const fn title(self) -> Message<&'static str> {
        let (vi, en) = match self {
            Self::SeveralSheets => {
                ("số tờ cũ ứng với nhiều tờ hiện nay", "the old sheet stands for several sheets of today")
            }
            Self::SeveralCommunes => (
                "chưa rõ giấy thuộc xã cũ nào, các xã cũ đều đánh số tờ từ 1",
                "it is not clear which of the old communes is meant; each numbered its sheets from 1",
            ),
            Self::NumberTwiceOnMap => (
                "bản đồ có nhiều thửa cùng số tờ, số thửa",
                "the map has the sheet and number more than once",
            ),
            Self::SeveralReadings => {
                ("ô số thửa có thể hiểu theo nhiều cách", "the cell of numbers can be read in several ways")
            }
            Self::SimilarNumbers => (
                "tờ không có số thửa này nhưng có số gần giống",
                "the sheet has no such number, only similar ones",
            ),
            Self::SplitSince => {
                ("thửa đã tách hoặc hợp sau khi cấp giấy", "the parcel was split or joined since")
            }
            Self::NoListOfSheets => (
                "xã đã sáp nhập mà không có bảng đối chiếu số tờ cũ – mới",
                "communes merged and no list tells what the old sheets are called now",
            ),
            Self::ListDoubtful => (
                "phần lớn các dòng đi qua dòng này của bảng đối chiếu số tờ dẫn về thửa có diện tích khác hẳn",
                "most rows that go by this line of the list of renumbered sheets come to parcels of quite another area",
            ),
            Self::SomeNotOnMap => {
                ("một số thửa trong ô không có trên bản đồ", "some parcels of the cell are not on the map")
            }
            Self::NotProbableEnough => {
                ("có thửa tương tự nhưng chưa đủ chắc", "there are similar parcels, but not similar enough")
            }
            Self::CurrentNotOnMap => (
                "số tờ, số thửa hiện nay không có trên bản đồ; số in trên giấy thì có",
                "today's numbers are not on the map; those printed are",
            ),
            Self::CurrentAndPrintedDisagree => (
                "số hiện nay và số in trên giấy dẫn về hai thửa khác nhau",
                "today's numbers and those printed lead to different parcels",
            ),
            Self::CodeMeansAnother => (
                "mã định danh chỉ vào thửa khác với số tờ, số thửa",
                "the parcel identifier means another parcel than the numbers",
            ),
            Self::AreaMeansAnother => (
                "diện tích khác hẳn, lại đúng với một thửa khác",
                "the area is quite another, and that of another parcel",
            ),
            Self::AreaAndLandUseDiffer => (
                "diện tích và loại đất đều khác hẳn bản đồ",
                "area and land use are both quite different from the map",
            ),
            Self::AreaDiffers => (
                "số tờ, số thửa dẫn về thửa có diện tích khác hẳn",
                "the numbers lead to a parcel of quite another area",
            ),
            Self::LandUseDiffers => (
                "sổ không ghi diện tích, loại đất lại khác bản đồ",
                "the register gives no area, and its land use differs from the map",
            ),
            Self::SecondCertificate => {
                ("một thửa có hai giấy chứng nhận khác nhau", "another certificate is of the same parcel")
            }
            Self::RowsDisagree => (
                "các dòng của cùng một giấy và một thửa ghi diện tích khác nhau",
                "rows of the same certificate and parcel give different areas",
            ),
            Self::NoNumber => ("không ghi số tờ hoặc số thửa", "no sheet or no number is given"),
            Self::CommuneNotOnMap => ("xã không có trên bản đồ", "the commune is not on the map"),
            Self::SheetNotInList => (
                "số tờ cũ không có trong bảng đối chiếu",
                "the old sheet is not in the list of renumbered sheets",
            ),
            Self::SheetNotOnMap => ("tờ không có trên bản đồ", "the sheet is not on the map"),
            Self::NumberNotOnSheet => ("tờ không có số thửa này", "the sheet has no such number"),
            Self::NumberRetired => (
                "tờ không còn số thửa này, dù có các số trước và sau nó",
                "the sheet has no such number any more, though it has those before and after",
            ),
            Self::OtherRowDecided => (
                "một dòng khác của cùng giấy và cùng thửa đã được quyết định, còn dòng này thì chưa",
                "a person decided of another row of the same certificate and parcel, and not of this one",
            ),
            Self::DecidedNone => (
                "cán bộ đã xem và quyết định không thửa nào của bản đồ là thửa này",
                "a person looked and decided that it is no parcel of the map",
            ),
        };
        Message { vi, en }
    }

    /// What to do about it.
    #[must_use]
    pub const fn advice(self) -> Message<&'static str> {
        let (vi, en) = match self {
            Self::SeveralSheets | Self::SeveralCommunes => (
                "xem địa chỉ thửa và tỷ lệ bản đồ trên giấy, ghi mã xã cũ hoặc tỷ lệ vào sổ",
                "see the parcel's address and the scale on the certificate, and write the old commune code or the scale into the register",
            ),
            Self::NumberTwiceOnMap => (
                "sửa bản đồ: mỗi tờ chỉ có một thửa mang một số",
                "mend the map: a number belongs to one parcel of a sheet",
            ),
            Self::SeveralReadings | Self::SomeNotOnMap => (
                "mở giấy, ghi rõ từng thửa cách nhau bằng dấu +",
                "open the certificate and write each parcel, with + between",
            ),
            Self::SimilarNumbers | Self::NotProbableEnough | Self::NumberNotOnSheet => {
                ("mở giấy, đọc lại số tờ và số thửa", "open the certificate and read sheet and number again")
            }
            Self::SplitSince | Self::NumberRetired => (
                "xem hồ sơ biến động để biết thửa hiện nay",
                "see the record of changes for the parcel of today",
            ),
            Self::NoListOfSheets | Self::SheetNotInList => (
                "xin bảng đối chiếu tờ bản đồ cũ – mới của tỉnh, đưa vào bằng --renumbering",
                "get the province's list of old and new sheets and give it with --renumbering",
            ),
            Self::ListDoubtful => (
                "kiểm tra dòng đó của bảng đối chiếu: số tờ mới có thể sai",
                "check that line of the list: its new sheet may be wrong",
            ),
            Self::CurrentNotOnMap | Self::CurrentAndPrintedDisagree => (
                "đối chiếu hai cặp số với bản đồ, sửa cặp sai",
                "hold both pairs of numbers against the map and mend the wrong one",
            ),
            Self::CodeMeansAnother => (
                "kiểm tra mã định danh và số thửa, sửa bên sai",
                "check identifier and number, and mend the wrong one",
            ),
            Self::AreaMeansAnother
            | Self::AreaAndLandUseDiffer
            | Self::AreaDiffers
            | Self::LandUseDiffers => (
                "mở giấy, đọc lại số thửa và diện tích",
                "open the certificate and read number and area again",
            ),
            Self::SecondCertificate => (
                "xem giấy nào còn giá trị; nếu giấy cũ đã thu hồi thì bỏ dòng của giấy cũ",
                "see which certificate is in force; drop the rows of one that was withdrawn",
            ),
            Self::RowsDisagree => (
                "mở giấy, sửa diện tích cho các dòng giống nhau",
                "open the certificate and give the rows one area",
            ),
            Self::OtherRowDecided => (
                "quyết định dòng này giống dòng kia, hoặc sửa quyết định kia",
                "decide of this row as of the other one, or mend that decision",
            ),
            Self::DecidedNone => (
                "bổ sung thửa vào bản đồ, hoặc sửa dòng nếu giấy đã thu hồi",
                "add the parcel to the map, or mend the row if the certificate was withdrawn",
            ),
            Self::NoNumber => {
                ("mở giấy, bổ sung số tờ và số thửa", "open the certificate and fill in sheet and number")
            }
            Self::CommuneNotOnMap => (
                "kiểm tra mã xã, hoặc đưa thêm bản đồ của xã đó",
                "check the commune code, or add the map of that commune",
            ),
            Self::SheetNotOnMap => (
                "kiểm tra số tờ, hoặc đưa thêm bản đồ có tờ đó",
                "check the sheet, or add the map that has it",
            ),
        };
        Message { vi, en }
    }
}
