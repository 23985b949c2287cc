//! Which columns of a source hold what is known of a parcel: recognised by name, or named by the user.
//!
//! Names are compared without case, diacritics, underscores, blanks and other marks, and a name cut at ten bytes (as a
//! shapefile does) is taken for the whole. Of columns of persons the table has that of holders, which is read for linking alone.

use crate::dataset::{Column, Field};
use std::collections::BTreeMap;
use thuadat_core::folded;

/// The names met in Vietnamese cadastral files (domain notes, section 5.5: VBDLIS, FAMIS and public projects) and, after them, in open cadastres abroad; folded, the one to prefer first. A column `…Cu` (old) folds to
/// another name and so never matches. A name with `=` in front is known as a whole only: cut at ten bytes it would be
/// another word, or another one of the three.
const KNOWN_NAMES: &[(Field, &[&str])] = &[
    (
        Field::Commune,
        &["maxa", "madvhcxa", "madvhc", "xaid", "kvhcid", "maxaphuong", "commune", "codecommune", "insee"],
    ),
    (
        Field::Sheet,
        &[
            "sohieutobando",
            "sotobando",
            "shbando",
            "sodoto",
            "tobando",
            "soto",
            "sheet",
            "sheetno",
            "sheetnumber",
            "mapsheet",
            "section",
            "feuille",
        ],
    ),
    (
        Field::Number,
        &[
            "sothututhua",
            "sohieuthua",
            "sothua",
            "shthua",
            "thuadatso",
            "thua",
            "parcelno",
            "parcelnumber",
            "parcel",
            "numero",
            "cislo",
            "parcelnum",
        ],
    ),
    (
        Field::RecordedArea,
        &["dientich", "tongdientich", "shapestarea", "contenance", "supf", "area", "areavalue"],
    ),
    (Field::LegalArea, &["dientichphaply", "dtphaply", "legalarea"]),
    (
        Field::LandUse,
        &[
            "kyhieumucdichsudung",
            "mucdichsudung",
            "mamucdichsudung",
            "mdsd",
            "mdsd2003",
            "loaidat",
            "kyhieuloaidat",
            "loaidat1",
            "mdsd1",
            "mucdichsudung1",
            "landuse",
        ],
    ),
    (Field::LandUse2, &["=loaidat2", "=mdsd2", "=mucdichsudung2", "=landuse2"]),
    (Field::LandUse3, &["=loaidat3", "=mdsd3", "=mucdichsudung3", "=landuse3"]),
    (
        Field::LandUseArea,
        &[
            "dientichmdsd",
            "=dientichloaidat",
            "dtmdsd",
            "dtloaidat",
            "=dientichloaidat1",
            "=dtloaidat1",
            "=landusearea",
        ],
    ),
    (
        Field::LandUseArea2,
        &["=dientichmdsd2", "=dientichloaidat2", "=dtmdsd2", "=dtloaidat2", "=landusearea2"],
    ),
    (
        Field::LandUseArea3,
        &["=dientichmdsd3", "=dientichloaidat3", "=dtmdsd3", "=dtloaidat3", "=landusearea3"],
    ),
    (
        Field::Holder,
        &[
            "tenchusudungdat",
            "tenchusudung",
            "tenchusd",
            "=tenchu",
            "tennguoisudungdat",
            "tennguoisudung",
            "hotenchusudung",
            "hotenchu",
            "chusudungdat",
            "chusudung",
            "=chusd",
            "nguoisudungdat",
            "nguoisudung",
            "tenchuho",
            "=chuho",
            "hovaten",
            "=hoten",
            "holdername",
            "=holder",
            "ownername",
            "landowner",
            "=owner",
        ],
    ),
    (
        Field::ParcelCode,
        &["madinhdanhthuadat", "madinhdanhthua", "mathuadat", "mathua", "maddthua", "mddthua", "parcelcode"],
    ),
];

/// The longest name of a column in a shapefile, in bytes.
const SHAPEFILE_NAME_BYTES: usize = 10;

/// A column the user named that the source does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MissingColumn {
    pub(crate) name: String,
    pub(crate) field: Field,
}

/// The columns to read out of those the source has, in the order of fields: those the user named, then those whose
/// name is known. One column is not taken twice, and that of holders is only where they are wanted.
pub(crate) fn choose(
    names: &[String],
    given: &BTreeMap<Field, String>,
    wants_holders: bool,
) -> Result<Vec<Column>, MissingColumn> {
    let mut chosen = Vec::new();
    let is_wanted = |field: Field| wants_holders || field != Field::Holder;
    for (&field, wanted) in given {
        let name = find_named(names, wanted).ok_or_else(|| MissingColumn { name: wanted.clone(), field })?;
        if is_wanted(field) {
            chosen.push(Column { field, name: name.to_owned(), given: true });
        }
    }
    for &(field, known) in KNOWN_NAMES {
        if is_wanted(field)
            && !given.contains_key(&field)
            && let Some(name) = recognise(names, known, &chosen)
        {
            chosen.push(Column { field, name: name.to_owned(), given: false });
        }
    }
    chosen.sort_by_key(|column| column.field);
    Ok(chosen)
}

/// The column of this name, exactly or else without regard to case.
pub(crate) fn find_named<'a>(names: &'a [String], wanted: &str) -> Option<&'a str> {
    let exact = names.iter().find(|name| *name == wanted);
    exact
        .or_else(|| names.iter().find(|name| name.to_lowercase() == wanted.to_lowercase()))
        .map(String::as_str)
}

fn recognise<'a>(names: &'a [String], known: &[&str], chosen: &[Column]) -> Option<&'a str> {
    let free = || names.iter().filter(|name| chosen.iter().all(|column| column.name != **name));
    let whole =
        known.iter().find_map(|known| free().find(|name| fold(name) == known.trim_start_matches('=')));
    let cut = || known.iter().find_map(|known| free().find(|name| is_cut_from(name, known)));
    whole.or_else(cut).map(String::as_str)
}

/// Whether the name is the known one as a shapefile cuts it. Ten bytes of the unfolded name may hold an underscore or
/// a letter of several bytes, so the folded rest may be shorter.
fn is_cut_from(name: &str, known: &str) -> bool {
    let folded = fold(name);
    name.len() >= SHAPEFILE_NAME_BYTES - 1
        && name.len() <= SHAPEFILE_NAME_BYTES
        && folded.len() >= 6
        && folded.len() < known.len()
        && known.starts_with(&folded)
}

/// Another column whose whole name may be that of the recognised one: a shapefile cuts both `soHieuToBanDo` and
/// `soHieuToBanDoCu` to ten bytes and tells them apart by a number alone.
pub(crate) fn rival<'a>(column: &Column, names: &'a [String]) -> Option<&'a str> {
    if column.given || column.name.len() != SHAPEFILE_NAME_BYTES {
        return None;
    }
    let stem = column.name.get(..SHAPEFILE_NAME_BYTES - 2)?;
    let is_rival = |name: &&String| {
        let number = name.strip_prefix(stem).and_then(|rest| rest.strip_prefix('_'));
        number.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
    };
    names.iter().find(is_rival).map(String::as_str)
}

/// Lower-case Latin letters and digits only: `Số_tờ` and `SOTO` fold to `soto`.
pub(crate) fn fold(name: &str) -> String {
    folded(name).chars().filter(char::is_ascii_alphanumeric).collect()
}

/// An area as people write it, in square metres: `29.16`, `29,16`, `1.234,5`, `1,234.5`, `1 234,5 m2`.
///
/// A mark that stands once is the decimal mark; of two different marks the last one is; a mark that stands several
/// times groups thousands. None for anything else.
pub(crate) fn parse_area(text: &str) -> Option<f64> {
    let text = text.trim().trim_end_matches("m2").trim_end_matches("m²");
    let text: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
    let decimal = decimal_mark(&text);
    let plain: String = text
        .char_indices()
        .filter(|&(at, letter)| !matches!(letter, '.' | ',') || Some(at) == decimal)
        .map(|(_, letter)| if letter == ',' { '.' } else { letter })
        .collect();
    plain.parse().ok().filter(|area: &f64| area.is_finite())
}

fn decimal_mark(text: &str) -> Option<usize> {
    let last = text.rfind(['.', ','])?;
    let mark = text.as_bytes()[last];
    let times = text.bytes().filter(|byte| *byte == mark).count();
    (times == 1).then_some(last)
}

/// The areas of several land uses written together, such as `120,5+80` or `120.5; 80 m2`; none where one of them is no
/// number.
pub(crate) fn parse_areas(text: &str) -> Option<Vec<f64>> {
    let parts = text.split(['+', ';', '/', '|', '\n']).map(str::trim).filter(|part| !part.is_empty());
    parts.map(parse_area).collect()
}

/// The code of a commune with its leading zeros, which columns of numbers have lost.
pub(crate) fn commune_code(text: &str) -> String {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { format!("{text:0>5}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(ToString::to_string).collect()
    }

    fn check(columns: &[&str], expected: &[(Field, &str)]) {
        let chosen = choose(&names(columns), &BTreeMap::new(), false).unwrap();
        let found: Vec<_> = chosen.iter().map(|column| (column.field, column.name.as_str())).collect();
        assert_eq!(found, expected, "from {columns:?}");
    }

    #[test]
    fn recognises_the_names_of_vietnamese_systems() {
        use Field::{Commune, LandUse, LegalArea, Number, RecordedArea, Sheet};
        check(
            &[
                "OBJECTID",
                "MaXa",
                "SoHieuToBanDo",
                "SoThuTuThua",
                "DienTich",
                "DienTichPhapLy",
                "KyHieuMucDichSuDung",
            ],
            &[
                (Commune, "MaXa"),
                (Sheet, "SoHieuToBanDo"),
                (Number, "SoThuTuThua"),
                (RecordedArea, "DienTich"),
                (LegalArea, "DienTichPhapLy"),
                (LandUse, "KyHieuMucDichSuDung"),
            ],
        );
        check(&["ma_xa", "so_to", "so_thua"], &[(Commune, "ma_xa"), (Sheet, "so_to"), (Number, "so_thua")]);
        check(
            &["Số tờ", "Số thửa", "Loại đất"],
            &[(Sheet, "Số tờ"), (Number, "Số thửa"), (LandUse, "Loại đất")],
        );
        check(
            &["mdsd2003", "thua", "tobando"],
            &[(Sheet, "tobando"), (Number, "thua"), (LandUse, "mdsd2003")],
        );
    }

    #[test]
    fn recognises_names_cut_at_ten_bytes() {
        use Field::{LandUse, LegalArea, Number, RecordedArea, Sheet};
        check(
            &["SOHIEUTOBA", "SOTHUTUTHU", "DIENTICH", "DIENTICHPH", "KYHIEUMUCD"],
            &[
                (Sheet, "SOHIEUTOBA"),
                (Number, "SOTHUTUTHU"),
                (RecordedArea, "DIENTICH"),
                (LegalArea, "DIENTICHPH"),
                (LandUse, "KYHIEUMUCD"),
            ],
        );
        check(&["Tong_dien_"], &[(RecordedArea, "Tong_dien_")]);
    }

    #[test]
    fn old_columns_and_persons_are_left_alone() {
        check(&["soHieuToBanDoCu", "soThuTuThuaCu", "tenChu", "diaChi", "so_to_cu"], &[]);
        check(&["soThuTuThuaCu", "soThuTuThua"], &[(Field::Number, "soThuTuThua")]);
    }

    #[test]
    fn holders_are_found_where_they_are_wanted() {
        for name in ["tenChu", "TenChuSuDung", "TENCHUSUDU", "Họ và tên", "CHUSD", "owner_name", "holder"]
        {
            let with =
                |wants_holders| choose(&names(&["so_to", name]), &BTreeMap::new(), wants_holders).unwrap();
            assert_eq!(with(true).last().map(|column| column.field), Some(Field::Holder), "{name}");
            assert_eq!(with(false).len(), 1, "{name}");
        }
        let given = BTreeMap::from([(Field::Holder, "ghi_chu".to_owned())]);
        let columns = names(&["tenchu", "ghi_chu"]);
        assert_eq!(choose(&columns, &given, true).unwrap()[0].name, "ghi_chu");
        assert_eq!(choose(&columns, &given, false), Ok(Vec::new()));
    }

    #[test]
    fn the_user_has_the_last_word() {
        let given = BTreeMap::from([(Field::Number, "lo".to_owned())]);
        let chosen = choose(&names(&["so_thua", "LO", "so_to"]), &given, false).unwrap();
        let found: Vec<_> = chosen.iter().map(|c| (c.field, c.name.as_str(), c.given)).collect();
        assert_eq!(found, [(Field::Sheet, "so_to", false), (Field::Number, "LO", true)]);
        let missing = choose(&names(&["so_thua"]), &given, false).unwrap_err();
        assert_eq!(missing, MissingColumn { name: "lo".to_owned(), field: Field::Number });
    }

    #[test]
    fn reads_areas_as_people_write_them() {
        for (text, area_m2) in [
            ("29.16", Some(29.16)),
            ("29,16", Some(29.16)),
            ("1.234,5", Some(1234.5)),
            ("1,234.5", Some(1234.5)),
            ("1.234.567", Some(1_234_567.0)),
            (" 1 234,5 m2", Some(1234.5)),
            ("120m²", Some(120.0)),
            ("0", Some(0.0)),
            ("", None),
            ("-", None),
            ("12a", None),
            ("inf", None),
        ] {
            assert_eq!(parse_area(text), area_m2, "{text:?}");
        }
    }

    #[test]
    fn reads_areas_of_several_land_uses() {
        assert_eq!(parse_areas("120,5+80"), Some(vec![120.5, 80.0]));
        assert_eq!(parse_areas("120.5 m2; 80 m²"), Some(vec![120.5, 80.0]));
        assert_eq!(parse_areas("1.234,5"), Some(vec![1234.5]));
        assert_eq!(parse_areas("120+nhiều"), None);
    }

    #[test]
    fn recognises_land_uses_and_areas_in_columns_of_their_own() {
        use Field::{LandUse, LandUse2, LandUse3, LandUseArea, LandUseArea2, LandUseArea3, ParcelCode};
        check(
            &["LoaiDat1", "DTLoaiDat1", "LoaiDat2", "DTLoaiDat2", "LoaiDat3", "DTLoaiDat3", "MaDinhDanhThua"],
            &[
                (LandUse, "LoaiDat1"),
                (LandUse2, "LoaiDat2"),
                (LandUse3, "LoaiDat3"),
                (LandUseArea, "DTLoaiDat1"),
                (LandUseArea2, "DTLoaiDat2"),
                (LandUseArea3, "DTLoaiDat3"),
                (ParcelCode, "MaDinhDanhThua"),
            ],
        );
        check(&["DIENTICHLO"], &[]);
    }

    #[test]
    fn gives_commune_codes_their_zeros() {
        assert_eq!(commune_code("6211"), "06211");
        assert_eq!(commune_code("20248"), "20248");
        assert_eq!(commune_code("Cao Lộc"), "Cao Lộc");
    }

    proptest! {
        #[test]
        fn areas_come_back_from_any_way_of_writing_them(hundredths in 0_u64..100_000_000_000) {
            let (whole, rest) = (hundredths / 100, hundredths % 100);
            let area_m2 = hundredths as f64 / 100.0;
            let plain = format!("{whole}.{rest:02}");
            prop_assert_eq!(parse_area(&plain), Some(area_m2));
            prop_assert_eq!(parse_area(&plain.replace('.', ",")), Some(area_m2));
            let grouped = grouped(whole, '.');
            prop_assert_eq!(parse_area(&format!("{grouped},{rest:02} m²")), Some(area_m2));
        }
    }

    fn grouped(whole: u64, mark: char) -> String {
        let digits = whole.to_string();
        let mut grouped = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                grouped.push(mark);
            }
            grouped.push(digit);
        }
        grouped
    }
}
