//! The table of parcels that FAMIS writes beside a drawing: `dc12.txt` beside `dc12.dgn`.
//!
//! Fields stand between `|`: parcel number, easting and northing of the label, area, a sign of the old land use, its code of
//! 2003 and, behind these, the holder and the address. The holder is read for linking alone, the address never.

use super::drawing::unicode;
use crate::columns::parse_area;
use geo::Coord;
use std::collections::HashMap;
use std::path::Path;
use thuadat_core::{Message, ParcelRecord, Parcels, SideLabel};

/// Where the fields stand.
const NUMBER: usize = 1;
const X: usize = 2;
const Y: usize = 3;
const AREA: usize = 4;
const OLD_LAND_USE: usize = 6;
const LAND_USE: usize = 7;
const HOLDER: usize = 8;
/// Northings of Vietnam are beyond this, eastings below it, in metres.
const BETWEEN_EASTING_AND_NORTHING: f64 = 900_000.0;
/// A table longer than this is none of a sheet.
const LONGEST_BYTES: u64 = 64 << 20;

/// A table beside a drawing.
pub(super) struct SideTable {
    pub(super) labels: Vec<SideLabel>,
    /// The holder of each label, where they were asked for. Restricted.
    holders: Vec<Option<Box<str>>>,
    /// What is said of it.
    pub(super) told: Message,
}

impl SideTable {
    /// The holders of parcels, by their numbers; none of a number that stands in the table more than once.
    pub(super) fn holders_of(&self, parcels: &Parcels) -> Vec<Option<Box<str>>> {
        let mut by_number: HashMap<&str, Option<&str>> = HashMap::new();
        for (label, holder) in self.labels.iter().zip(&self.holders) {
            let known = by_number.entry(&label.number);
            known.and_modify(|known| *known = None).or_insert(holder.as_deref());
        }
        if by_number.values().all(Option::is_none) {
            return Vec::new();
        }
        let of_number = |number: &str| by_number.get(number).copied().flatten();
        let holder = |record: &ParcelRecord| record.key.number.as_deref().and_then(of_number).map(Into::into);
        parcels.records.iter().map(holder).collect()
    }
}

/// Reads the table beside a drawing; none where there is none, or what is there is no such table.
pub(super) fn read(drawing: &Path, wants_holders: bool) -> Option<SideTable> {
    let path = ["txt", "TXT", "Txt"]
        .map(|ending| drawing.with_extension(ending))
        .into_iter()
        .find(|path| is_small_file(path))?;
    let bytes = std::fs::read(&path).ok()?;
    let lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').filter(|line| line.contains(&b'|')).collect();
    let labels: Vec<SideLabel> = lines.iter().filter_map(|line| label(line)).collect();
    if labels.is_empty() {
        let has_fields = |line: &&&[u8]| line.split(|byte| *byte == b'|').count() > AREA;
        let is_table = lines.iter().filter(has_fields).count() * 2 > lines.len();
        return is_table.then(|| SideTable { told: not_understood(&path), labels, holders: Vec::new() });
    }
    // The first line may be the header.
    let unread = lines.len() - labels.len() - usize::from(label(lines[0]).is_none());
    let of_labels = lines.iter().filter(|line| wants_holders && label(line).is_some());
    let holders = of_labels.map(|line| holder(line)).collect();
    Some(SideTable { told: told(&path, labels.len(), unread), labels, holders })
}

fn is_small_file(path: &Path) -> bool {
    path.metadata().is_ok_and(|metadata| metadata.is_file() && metadata.len() <= LONGEST_BYTES)
}

fn told(path: &Path, labels: usize, unread: usize) -> Message {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let (unread_vi, unread_en) = if unread == 0 {
        (String::new(), String::new())
    } else {
        let lines = if unread == 1 { "line" } else { "lines" };
        (format!("; {unread} dòng không đọc được"), format!("; {unread} {lines} could not be read"))
    };
    let words = if labels == 1 { "label" } else { "labels" };
    Message {
        vi: format!("Đã đọc {labels} nhãn thửa từ bảng {name} đi kèm bản vẽ{unread_vi}."),
        en: format!("Read {labels} parcel {words} from the table {name} beside the drawing{unread_en}."),
    }
}

fn not_understood(path: &Path) -> Message {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Message {
        vi: format!(
            "Không dùng bảng {name} đi kèm bản vẽ: không dòng nào có số thửa ở cột thứ 2 và tọa độ ở cột thứ 3 và thứ 4 như FAMIS ghi \
             (STT|Thửa|X|Y|Diện tích|…); nếu là bảng thửa, hãy xuất lại từ FAMIS."
        ),
        en: format!(
            "The table {name} beside the drawing was not used: no line has a parcel number in its second column and coordinates in its \
             third and fourth, as FAMIS writes them (no.|parcel|X|Y|area|…); if it is a table of parcels, export it anew from FAMIS."
        ),
    }
}

/// One line of the table.
fn label(line: &[u8]) -> Option<SideLabel> {
    let fields: Vec<String> = line.split(|byte| *byte == b'|').take(LAND_USE + 1).map(text).collect();
    let number = fields.get(NUMBER).filter(|number| !number.is_empty())?;
    let coordinate = |at: usize| fields.get(at)?.replace(',', ".").parse::<f64>().ok();
    let (x, y) = (coordinate(X)?, coordinate(Y)?);
    let is_swapped = x > BETWEEN_EASTING_AND_NORTHING && y < BETWEEN_EASTING_AND_NORTHING;
    let (x, y) = if is_swapped { (y, x) } else { (x, y) };
    let land_use =
        [LAND_USE, OLD_LAND_USE].into_iter().find_map(|at| fields.get(at).filter(|it| !it.is_empty()));
    Some(SideLabel {
        at: Coord { x, y },
        number: number.as_str().into(),
        area_m2: fields.get(AREA).and_then(|area| parse_area(area)),
        land_use: land_use.map(|land_use| land_use.as_str().into()),
    })
}

fn holder(line: &[u8]) -> Option<Box<str>> {
    let name = text(line.split(|byte| *byte == b'|').nth(HOLDER)?);
    (!name.is_empty()).then(|| name.into())
}

fn text(field: &[u8]) -> String {
    unicode(field).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(bytes: &[u8]) -> Option<SideTable> {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let drawing = folder.path().join("dc12.dgn");
        std::fs::write(folder.path().join("dc12.txt"), bytes).expect("a file can be written");
        read(&drawing, false)
    }

    #[test]
    fn the_table_beside_a_drawing_is_read() {
        let table = read_text(
            b"STT|Th\xf6a|T\xa9m X|T\xa9m Y|Di\xd6n t\xddch|a|Lo\xb9i \xae\xcat|b|T\xaan ch\xf1\r\n\
            1|7|458700.5|2425800.25|120.5||T|ODT|Ng\xad\xeai Th\xf6|x|y|z\r\n\
            2|8|2425810,5|458720|80,0||N\xa7||Ng\xad\xeai Th\xf6|x|y|z\r\n\
            3|9|kh\xabng|0|1||||||\r\n",
        )
        .unwrap();
        let first = SideLabel {
            at: Coord { x: 458_700.5, y: 2_425_800.25 },
            number: "7".into(),
            area_m2: Some(120.5),
            land_use: Some("ODT".into()),
        };
        assert_eq!(table.labels[0], first);
        assert_eq!(table.labels[1].at, Coord { x: 458_720.0, y: 2_425_810.5 }, "northing first");
        assert_eq!(table.labels[1].land_use.as_deref(), Some("NĐ"));
        assert!(
            table.told.en.contains("2 parcel labels") && table.told.en.contains("1 line could"),
            "{:?}",
            table.told
        );
    }

    #[test]
    fn holders_are_read_where_they_are_wanted_and_of_numbers_that_stand_once() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let lines = b"1|7|1|2|3||T|ODT|Ng\xad\xeai Th\xf6|x\n2|8|1|2|3||T|ODT|A|x\n3|8|1|2|3||T|ODT|B|x\n4|9|1|2|3||T|ODT||x\n";
        std::fs::write(folder.path().join("dc12.txt"), lines).expect("a file can be written");
        let mut parcels = Parcels::default();
        for (feature, number) in (0..).zip(["9", "7", "8"]) {
            let mut record = ParcelRecord::known_by(thuadat_core::FeatureId::Number(feature));
            record.key.number = Some(number.into());
            parcels.records.push(record);
        }
        let holders = |wanted| read(&folder.path().join("dc12.dgn"), wanted).unwrap().holders_of(&parcels);
        assert_eq!(holders(true), [None, Some("Người Thử".into()), None]);
        assert!(holders(false).is_empty());
    }

    #[test]
    fn other_texts_beside_a_drawing_are_no_table() {
        assert!(read_text(b"ghi chu").is_none());
        assert!(read_text(b"a|b|c\n").is_none());
    }

    #[test]
    fn a_table_of_another_form_is_not_used_and_told() {
        let table = read_text(b"5|12|ODT|120.5|x|y\n5|13|CLN|80|x|y\n").unwrap();
        assert!(table.labels.is_empty() && table.told.en.contains("was not used"), "{:?}", table.told);
    }

    #[test]
    fn without_a_drawing_there_is_no_table() {
        assert!(read(Path::new("/khong/co/dc1.dgn"), true).is_none());
    }
}
