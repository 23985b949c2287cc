use super::super::{RegisterRequest, read_registers};
use super::*;
use thuadat_core::{CertificateEntry, Day, Unobserved, WrittenDate};

/// A dossier of a couple and a person, all of them invented.
const DOSSIER: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<HoSo xmlns="http://example.test/dossier">
 <ThuaDatCollection>
  <DC_ThuaDat><thuaDatID>t1</thuaDatID><maDVHCXa>6211</maDVHCXa><soHieuToBanDo>0</soHieuToBanDo><soThuTuThua>c395</soThuTuThua>
   <dienTich>120,5</dienTich><dienTichPhapLy>118.0</dienTichPhapLy></DC_ThuaDat>
  <DC_ThuaDat thuaDatID="t2" maDVHCXa="06211" soHieuToBanDo="12" soThuTuThua="15" dienTich="80"/>
 </ThuaDatCollection>
 <CaNhanCollection>
  <CaNhan><caNhanID>p1</caNhanID><hoTen>Nguyễn Văn Thử &amp; Mẫu</hoTen><namSinh>1961</namSinh><gioiTinh>Nam</gioiTinh>
   <GiayToTuyThanCollection><GiayToTuyThan><soGiayTo>001061000001</soGiayTo></GiayToTuyThan></GiayToTuyThanCollection></CaNhan>
  <CaNhan><caNhanID>p2</caNhanID><hoTen>Trần Thị Mẫu</hoTen></CaNhan>
 </CaNhanCollection>
 <VoChongCollection><VoChong><voChongID>c1</voChongID><voID>p2</voID><chongID>p1</chongID></VoChong></VoChongCollection>
 <QuyenSuDungDatCollection>
  <QuyenSuDungDat><thuaDatID>t1</thuaDatID><doiTuongID>c1</doiTuongID></QuyenSuDungDat>
  <QuyenSuDungDat><thuaDatID>t2</thuaDatID><doiTuongID>p1</doiTuongID></QuyenSuDungDat>
 </QuyenSuDungDatCollection>
 <GiayChungNhanCollection><GiayChungNhan><giayChungNhanID>g1</giayChungNhanID><soVaoSo>CH00001</soVaoSo>
  <soPhatHanh>AA 000001</soPhatHanh><ngayCap>2011-03-24T00:00:00</ngayCap></GiayChungNhan></GiayChungNhanCollection>
</HoSo>"#;

fn read_text(text: &[u8]) -> Result<RegistersRead, RegisterError> {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let path = folder.path().join("DD-06211-1-15-7.xml");
    std::fs::write(&path, text).expect("a file can be written");
    read_registers(&RegisterRequest::new(path), &Unobserved)
}

fn codes(read: &RegistersRead) -> Vec<&'static str> {
    read.complaints.iter().map(|complaint| complaint.code).collect()
}

fn check_couple(entries: &[CertificateEntry]) {
    let told: Vec<_> = entries
        .iter()
        .map(|it| (it.printed.number.as_deref(), it.holder.name.as_deref(), it.holder.role.as_deref()))
        .collect();
    let husband = Some("Nguyễn Văn Thử & Mẫu");
    assert_eq!(
        told,
        [
            (Some("c395"), husband, Some("Chồng")),
            (Some("c395"), Some("Trần Thị Mẫu"), Some("Vợ")),
            (Some("15"), husband, None),
        ]
    );
}

#[test]
fn a_dossier_is_a_line_for_each_parcel_and_holder() {
    let read = read_text(DOSSIER.as_bytes()).unwrap();
    let entries = &read.registers[0].register.entries;
    check_couple(entries);
    let first = &entries[0];
    assert_eq!((first.commune.as_deref(), first.printed.sheet.as_deref()), (Some("06211"), Some("0")));
    assert_eq!(
        (first.serial.as_deref(), first.registry_number.as_deref()),
        (Some("AA 000001"), Some("CH00001"))
    );
    assert_eq!(first.issued, Some(WrittenDate::Day(Day::new(2011, 3, 24))));
    assert_eq!((first.area_m2, entries[2].area_m2), (Some(118.0), Some(80.0)));
    assert_eq!((first.row, entries[2].row), (4, 6));
    assert_eq!(first.holder.born, Some(WrittenDate::Year(1961)));
    assert_eq!(first.holder.identity_number.as_deref(), Some("001061000001"));
    assert!(codes(&read).is_empty());
    let shown = format!("{read:?}");
    assert!(
        !["Thử", "001061000001", "AA 000001", "CH00001"].iter().any(|value| shown.contains(value)),
        "{shown}"
    );
}

#[test]
fn a_dossier_may_be_utf_16() {
    let mut bytes = vec![0xff, 0xfe];
    bytes.extend(DOSSIER.replace("utf-8", "utf-16").encode_utf16().flat_map(u16::to_le_bytes));
    // The first bytes are looked at as they stand, and the mark tells what they are.
    check_couple(&read_text(&bytes).unwrap().registers[0].register.entries);
}

#[test]
fn what_a_dossier_does_not_say_is_left_empty_and_told() {
    let without_people = DOSSIER.replace("<caNhanID>p1</caNhanID>", "<caNhanID>p9</caNhanID>");
    let read = read_text(without_people.as_bytes()).unwrap();
    assert_eq!(codes(&read), ["dossier-unknown-holder", "dossier-unknown-holder"]);
    let two = DOSSIER.replace(
        "</GiayChungNhanCollection>",
        "<GiayChungNhan><giayChungNhanID>g2</giayChungNhanID><soPhatHanh>AA 000002</soPhatHanh></GiayChungNhan></GiayChungNhanCollection>",
    );
    let read = read_text(two.as_bytes()).unwrap();
    assert_eq!(codes(&read), ["dossier-several-certificates"; 3]);
    assert!(read.registers[0].register.entries.iter().all(|entry| entry.serial.is_none()));
    let read =
        read_text(DOSSIER.replace("2011-03-24T", "2011-02-30T").replace("118.0", "mot").as_bytes()).unwrap();
    assert!(codes(&read).contains(&"date-impossible") && codes(&read).contains(&"area-unreadable"));
    assert_eq!(read.registers[0].register.entries[0].area_m2, Some(120.5));
    let start = DOSSIER.find(" <ThuaDatCollection>").unwrap();
    let end = DOSSIER.find(" <CaNhanCollection>").unwrap();
    let read = read_text([&DOSSIER[..start], &DOSSIER[end..]].concat().as_bytes()).unwrap();
    assert_eq!(codes(&read), ["dossier-no-parcel"]);
    assert_eq!(read.registers[0].register.entries[0].serial.as_deref(), Some("AA 000001"));
}

#[test]
fn a_folder_of_dossiers_is_read_whatever_one_of_them_is_like() {
    let folder = tempfile::tempdir().unwrap();
    let sheet = folder.path().join("To1(BD299-LS)");
    std::fs::create_dir(&sheet).unwrap();
    std::fs::write(sheet.join("DD-06211-1-15-7.xml"), DOSSIER).unwrap();
    std::fs::write(sheet.join("DD-06211-1-16-8.XML"), DOSSIER).unwrap();
    std::fs::write(folder.path().join("hong.xml"), &DOSSIER[..DOSSIER.len() / 2]).unwrap();
    std::fs::write(folder.path().join("khac.xml"), "<a><b>1</b></a>").unwrap();
    std::fs::write(folder.path().join("ghi chu.txt"), "x").unwrap();
    let read = read_registers(&RegisterRequest::new(folder.path()), &Unobserved).unwrap();
    assert_eq!(read.registers.len(), 2);
    let source = read.registers[0].register.source(0);
    assert!(source.worksheet.is_some_and(|within| within.ends_with("DD-06211-1-15-7.xml")), "{source:?}");
    assert_eq!(codes(&read), ["dossier-damaged"]);
    let said = &read.complaints.iter().next().unwrap().message.en;
    assert!(said.contains("hong.xml"), "{said}");
    assert!(
        read.notices[0].message.en.contains("Read 2 dossiers")
            && read.notices[0].message.en.contains("1 other")
    );
}

#[test]
fn xml_that_is_no_dossier_is_refused() {
    for text in ["<a><b>1</b></a>", "<a>", "<a></b>", "<", "<a/><!-- "] {
        let error = read_text(text.as_bytes()).unwrap_err();
        assert!(error.to_string().contains("DD-06211-1-15-7.xml"), "{text}: {error}");
    }
    let empty = tempfile::tempdir().unwrap();
    assert!(read_registers(&RegisterRequest::new(empty.path()), &Unobserved).is_err());
}
