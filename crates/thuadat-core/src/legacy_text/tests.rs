use super::*;
use LegacyEncoding::{Tcvn3, Vni};
use proptest::prelude::*;

fn check(text: &str, expected: Lettering) {
    assert_eq!(Lettering::of(text), expected, "{text}");
}

#[test]
fn tcvn3_is_seen() {
    for text in [
        "®Êt ë",
        "§Êt ë t¹i n«ng th«n",
        "Th«n Thanh Êm",
        "§ång",
        "X¸ T©n",
        "Nguy\u{d4}n",
        "§\u{ad}êng",
        "TH¤N 5",
    ] {
        check(text, Lettering::Legacy(Tcvn3));
    }
    assert_eq!(Tcvn3.decode("Th«n").as_deref(), Some("Thôn"));
}

#[test]
fn vni_is_seen() {
    for text in ["Nguyeãn Vaên", "Ñöôøng", "Huøng Vöông"] {
        check(text, Lettering::Legacy(Vni));
    }
    assert_eq!(Vni.decode("Nguyeãn").as_deref(), Some("Nguyễn"));
}

#[test]
fn names_of_sheets_are_decoded() {
    for (text, most, expected) in [
        ("T§03", None, Some("TĐ03")),
        ("T§ 03-2014", Some(Tcvn3), Some("TĐ 03-2014")),
        ("B§§C 5", None, Some("BĐĐC 5")),
        ("TÑ 03", Some(Vni), Some("TĐ 03")),
        ("TĐ 03", None, None),
        ("§ 5", None, None),
        ("Art§ 5", None, None),
    ] {
        let unicode = LegacyEncoding::to_unicode(text, most).map(|(text, _)| text);
        assert_eq!(unicode.as_deref(), expected, "{text}");
    }
}

#[test]
fn a_text_is_of_the_encoding_that_explains_all_of_it() {
    check("\u{d1}o\u{e0}ng Dung Ha\u{ef}", Lettering::Legacy(Vni));
    let of_vni = |most| LegacyEncoding::to_unicode("Ha\u{ef}", most).unwrap().0;
    assert_eq!((of_vni(Some(Vni)), of_vni(None)), ("Hạ".to_owned(), "Haù".to_owned()));
}

#[test]
fn vietnamese_in_unicode_is_plain() {
    for text in ["Thôn Thanh Ấm", "Đường Hùng Vương, 120 m²", "xứ đồng Cầu Giấy", "Thò", "thửa 12", "30°"]
    {
        check(text, Lettering::Plain);
    }
}

#[test]
fn other_languages_are_foreign() {
    for text in ["Forêt", "Müller", "château", "Škoda", "Садова"] {
        check(text, Lettering::Foreign);
    }
}

#[test]
fn words_that_the_encoding_does_not_explain_stay() {
    assert_eq!(
        Tcvn3.decode_words("Th«n 5, 120 m², §\u{ad}êng – Châtelet"),
        "Thôn 5, 120 m², Đường – Châtelet"
    );
}

#[test]
fn some_words_are_vietnamese_either_way() {
    assert!(Lettering::may_be("Thò", Tcvn3) && Lettering::may_be("Thôn", Tcvn3));
    assert!(!Lettering::may_be("Tho", Tcvn3) && !Lettering::may_be("Đường", Tcvn3));
}

#[test]
fn capitals_are_proposed_only_where_something_speaks_for_them() {
    let check = |decoded: &str, expected: Option<&str>| {
        assert_eq!(Tcvn3.proposed_case(decoded).as_deref(), expected, "{decoded}");
    };
    check("NGUYễN VĂN THử", Some("NGUYỄN VĂN THỬ"));
    check("Nguyễn Thị ấm", Some("Nguyễn Thị Ấm"));
    check("UBND xã THửA", Some("UBND xã THỬA"));
    check("Nguyễn Văn Thử", None);
    check("Xã Vũ Lễ", None);
    check("XÃ Vũ LỄ", None);
    check("thôn ấm", None);
    check("ấm", None);
    assert_eq!(Vni.proposed_case("NGUYễN"), None);
}

#[test]
fn a_letter_has_the_bytes_of_the_table() {
    for (text, tcvn3, vni) in [
        ("ư", &b"\xad"[..], &b"\xf6"[..]),
        ("Ư", b"\xa6", b"\xd6"),
        ("đ", b"\xae", b"\xf1"),
        ("ử", b"\xf6", b"\xf6\xfb"),
        ("Phường", b"Ph\xad\xeang", b"Ph\xf6\xf4\xf8ng"),
    ] {
        assert_eq!(Tcvn3.encode(text).as_deref(), Some(tcvn3), "{text}");
        assert_eq!(Vni.encode(text).as_deref(), Some(vni), "{text}");
        assert_eq!(Tcvn3.decode_bytes(tcvn3).as_deref(), Some(text));
        assert_eq!(Vni.decode_bytes(vni).as_deref(), Some(text));
    }
    assert_eq!(Tcvn3.encode("Châtelet €"), None);
}

const SMALL: &str = "[a-z0-9 ,./âăđêôơưáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ]{0,40}";

proptest! {
    #[test]
    fn small_letters_come_back_from_tcvn3(text in SMALL) {
        let bytes = Tcvn3.encode(&text).unwrap();
        prop_assert_eq!(Tcvn3.decode_bytes(&bytes), Some(text));
    }

    #[test]
    fn words_come_back_from_vni(words in prop::collection::vec("(nguyễn|Văn|THỬ|đường|Ấm|huyện|ươm|yếu|XÃ|thửa)", 0..6)) {
        let text = words.join(" ");
        let bytes = Vni.encode(&text).unwrap();
        prop_assert_eq!(Vni.decode_bytes(&bytes), Some(text));
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        let text: String = bytes.iter().map(|&byte| char::from(byte)).collect();
        let _ = (Lettering::of(&text), Tcvn3.decode_words(&text), Vni.decode_words(&text), Tcvn3.proposed_case(&text));
    }
}
