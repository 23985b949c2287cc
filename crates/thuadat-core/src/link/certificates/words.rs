//! What findings about certificates say: which rows, what is wrong, what to do. Never a serial, a number of a paper or a name.

use super::desk::Desk;
use super::identity::IdentityFault;
use super::papers::Disagreement;
use super::registry::Placeholder;
use super::rows::BadDate;
use super::serial::SerialFault;
use crate::link::words::{both, shown_land_use, tenths, vietnamese};
use crate::link::{LinkReason, RowLink};
use crate::register::{Phrase, REGISTER_WORDS};
use crate::{Message, Rule};
use std::fmt::Write;

/// More rows than this a sentence does not list.
const MOST_ROWS: usize = 8;

/// Where rows stand: file, worksheet, rows.
pub(super) fn place(desk: &Desk<'_>, rows: &[u32]) -> Message {
    let (mut vi, mut en) = (String::new(), String::new());
    let listed = &rows[..rows.len().min(MOST_ROWS)];
    let registers = listed.chunk_by(|&one, &other| desk.row(one).register == desk.row(other).register);
    for (position, of_register) in registers.enumerate() {
        if position > 0 {
            vi.push_str("; ");
            en.push_str("; ");
        }
        let register = &desk.input.registers[desk.row(of_register[0]).register as usize];
        let numbers: Vec<String> = of_register.iter().map(|&row| desk.entry(row).row.to_string()).collect();
        let _ = match &register.worksheet {
            Some(worksheet) => write!(vi, "{}, trang tính “{worksheet}”", register.file).and(write!(
                en,
                "{}, worksheet “{worksheet}”",
                register.file
            )),
            None => write!(vi, "{}", register.file).and(write!(en, "{}", register.file)),
        };
        let word = match (register.worksheet.is_some(), numbers.len()) {
            (true, 1) => "row",
            (true, _) => "rows",
            (false, 1) => "line",
            (false, _) => "lines",
        };
        let _ = write!(vi, ", dòng {}", listing(&numbers, " và "));
        let _ = write!(en, ", {word} {}", listing(&numbers, " and "));
    }
    if let Some(more) = rows.len().checked_sub(MOST_ROWS).filter(|&more| more > 0) {
        let _ = write!(vi, " và {more} dòng khác");
        let _ = write!(en, " and {more} more");
    }
    Message { vi, en }
}

fn listing(names: &[String], and: &str) -> String {
    match names {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{}{and}{last}", first.join(", ")),
    }
}

/// Rows of one or more registers, in the middle of a sentence.
fn rows(desk: &Desk<'_>, rows: &[u32]) -> String {
    let listed = rows.iter().take(MOST_ROWS).map(|&row| desk.entry(row).row.to_string());
    listing(&listed.collect::<Vec<_>>(), ", ")
}

fn parcels(desk: &Desk<'_>, parcels: &[u32]) -> String {
    let named: Vec<String> = parcels
        .iter()
        .take(MOST_ROWS)
        .map(|&parcel| desk.input.parcels.name(parcel as usize).to_string())
        .collect();
    named.join(", ")
}

pub(super) fn serial(fault: SerialFault) -> Message {
    let (vi, en) = match fault {
        SerialFault::Several => (
            "ô số phát hành có nhiều số; hãy ghi mỗi giấy một dòng".to_owned(),
            "the cell holds several serials; write one certificate in a row".to_owned(),
        ),
        SerialFault::LetterAmongDigits => (
            "số phát hành có chữ cái ở chỗ của chữ số, hay nhầm là O với 0, l hoặc I với 1, S với 5, B với 8; hãy đọc lại giấy".to_owned(),
            "a letter stands in the serial where a digit belongs; O and 0, l or I and 1, S and 5, B and 8 are often mistaken; read the certificate again"
                .to_owned(),
        ),
        SerialFault::NoLetters => (
            "số phát hành thiếu chữ cái đứng đầu, hoặc đây là số vào sổ; hãy đọc lại giấy".to_owned(),
            "the serial lacks its letters in front, or is a registry number; read the certificate again".to_owned(),
        ),
        SerialFault::Digits(digits) => (
            format!("số phát hành có {digits} chữ số, giấy chứng nhận có 6 hoặc (từ năm 2025) 8 chữ số; hãy đọc lại giấy"),
            format!("the serial has {digits} digits; certificates have 6, or 8 since 2025; read the certificate again"),
        ),
        SerialFault::OtherTime => (
            "số phát hành không đúng dạng của giấy cấp vào thời gian ghi ở ngày cấp; hãy đọc lại số phát hành và ngày cấp".to_owned(),
            "the serial has not the form of certificates of that day of issue; read serial and day of issue again".to_owned(),
        ),
        SerialFault::Other => (
            "số phát hành không đúng dạng nào của giấy chứng nhận (một hoặc hai chữ cái và 6 chữ số; từ năm 2025 là 8 chữ số); hãy đọc lại giấy".to_owned(),
            "the serial has no form of certificates (one or two letters and 6 digits, 8 since 2025); read the certificate again".to_owned(),
        ),
    };
    Message { vi, en }
}

pub(super) fn registry(placeholder: Placeholder) -> Message {
    let (vi, en) = match placeholder {
        Placeholder::NoNumber => {
            ("số vào sổ chỉ có chữ mà không có số", "the registry number has letters and no number")
        }
        Placeholder::Zeros => ("số vào sổ toàn số 0", "the registry number is nothing but zeros"),
        Placeholder::Fraction => (
            "số vào sổ là số thập phân do bảng tính tạo ra",
            "the registry number is a fraction that a spreadsheet made",
        ),
        Placeholder::Serial => {
            ("ô số vào sổ chép lại số phát hành", "the registry number repeats the serial")
        }
    };
    both(
        format!("{vi}, chỉ là ghi tạm; hãy ghi số vào sổ trên giấy, hoặc để trống nếu giấy không có"),
        format!(
            "{en}, a placeholder; write the one on the certificate, or leave the cell empty if it has none"
        ),
    )
}

pub(super) fn date(date: BadDate) -> Message {
    match date {
        BadDate::Issued => both(
            "ngày cấp không có trong lịch hoặc có năm không thể có; hãy đọc lại giấy",
            "the day of issue is not in the calendar or its year cannot be meant; read the certificate again",
        ),
        BadDate::Born => both(
            "ngày sinh không có trong lịch hoặc có năm không thể có; hãy xem lại giấy tờ của người sử dụng đất",
            "the date of birth is not in the calendar or its year cannot be meant; look at the holder's papers",
        ),
        BadDate::BornToCome => both(
            "ngày sinh ở sau ngày hôm nay; hãy xem lại giấy tờ của người sử dụng đất",
            "the date of birth is still to come; look at the holder's papers",
        ),
        BadDate::BeforeAnyCertificate => both(
            "ngày cấp ở trước khi có giấy chứng nhận đầu tiên; hãy đọc lại giấy",
            "the day of issue is before the first certificates; read the certificate again",
        ),
        BadDate::ToCome => both(
            "ngày cấp ở sau ngày hôm nay; hãy đọc lại giấy",
            "the day of issue is still to come; read the certificate again",
        ),
        BadDate::BeforeBirth => both(
            "ngày cấp ở trước năm sinh của người sử dụng đất; hãy xem lại cả hai ngày",
            "the certificate was issued before its holder was born; look at both dates again",
        ),
    }
}

pub(super) fn identity(fault: IdentityFault) -> Message {
    match fault {
        IdentityFault::Digits(digits) => both(
            format!("số định danh cá nhân có {digits} chữ số thay vì 12; hãy đọc lại căn cước"),
            format!("the identity number has {digits} digits in place of 12; read the card again"),
        ),
        IdentityFault::ZeroLost(digits) => both(
            format!(
                "số định danh cá nhân có {digits} chữ số thay vì 12, có lẽ bảng tính đã bỏ số 0 ở đầu; hãy định dạng cột là Văn bản (Text) rồi gõ lại"
            ),
            format!(
                "the identity number has {digits} digits in place of 12; perhaps a spreadsheet took the zero in front away; format the column as Text and type it again"
            ),
        ),
        IdentityFault::Placeholder => both(
            "số định danh cá nhân chỉ lặp một chữ số, là ghi tạm; hãy ghi số trên căn cước hoặc để trống",
            "the identity number is one digit repeated, a placeholder; write that of the card or leave the cell empty",
        ),
        IdentityFault::Place => both(
            "ba chữ số đầu của số định danh cá nhân không phải mã tỉnh nào; hãy đọc lại căn cước",
            "the first three digits of the identity number are the code of no province; read the card again",
        ),
        IdentityFault::Century => both(
            "số định danh cá nhân (chữ số thứ tư đến thứ sáu) chỉ năm sinh chưa tới; hãy đọc lại căn cước",
            "the identity number (its fourth to sixth digits) means a year of birth still to come; read the card again",
        ),
        IdentityFault::Gender => both(
            "chữ số thứ tư của số định danh cá nhân không khớp giới tính ghi trong sổ; hãy đọc lại căn cước và giới tính",
            "the fourth digit of the identity number does not go with the gender in the register; read both again",
        ),
        IdentityFault::BirthYear => both(
            "năm sinh trong số định danh cá nhân (chữ số thứ tư đến thứ sáu) không khớp năm sinh ghi trong sổ; hãy đọc lại căn cước và ngày sinh",
            "the year of birth in the identity number (its fourth to sixth digits) is not that in the register; read card and date of birth again",
        ),
        IdentityFault::Several(numbers) => both(
            format!("ô số giấy tờ có {numbers} số; hãy ghi mỗi người một dòng, mỗi dòng một số"),
            format!(
                "the cell holds {numbers} numbers of papers; write a row for each person, with one number"
            ),
        ),
        IdentityFault::Other => both(
            "số giấy tờ không phải số định danh cá nhân, chứng minh nhân dân hay hộ chiếu; hãy đọc lại giấy tờ",
            "the number is none of a citizen, of an old identity card or of a passport; read the paper again",
        ),
        IdentityFault::OldPaper => both(
            "số giấy tờ là chứng minh nhân dân 9 số đã hết giá trị; hãy bổ sung số định danh cá nhân 12 số để đối chiếu dân cư",
            "the number is of an identity card of 9 digits, valid no more; add the number of 12 digits, by which people are matched",
        ),
    }
}

pub(super) fn serial_duplicate() -> Message {
    both(
        "các dòng này cùng số phát hành nhưng khác người sử dụng đất, ngày cấp hoặc số vào sổ, tức là của các giấy khác nhau; hãy đọc lại số \
         phát hành trên từng giấy",
        "these rows have the same serial but other holders, days of issue or registry numbers, and so are of different certificates; read the \
         serial of each again",
    )
}

pub(super) fn entries_disagree(facts: &[Disagreement]) -> Message {
    let vi_area = |area_m2: f64| vietnamese(&tenths(area_m2));
    let words = |fact: &Disagreement| match *fact {
        Disagreement::RegistryNumber => both("số vào sổ", "registry numbers"),
        Disagreement::Issued => both("ngày cấp", "days of issue"),
        Disagreement::LandUse => both("loại đất của cùng một thửa", "land uses of the same parcel"),
        Disagreement::Area(least, most) => both(
            format!("diện tích của cùng một thửa ({} m² và {} m²)", vi_area(least), vi_area(most)),
            format!("areas of the same parcel ({} m² and {} m²)", tenths(least), tenths(most)),
        ),
    };
    let all: Vec<Message> = facts.iter().map(words).collect();
    let (vi, en): (Vec<String>, Vec<String>) = all.into_iter().map(|it| (it.vi, it.en)).unzip();
    both(
        format!(
            "các dòng của cùng một giấy ghi khác nhau: {}; hãy mở giấy và sửa cho thống nhất",
            vi.join("; ")
        ),
        format!(
            "rows of one certificate say different {}; open the certificate and make them agree",
            en.join("; ")
        ),
    )
}

/// `all` are the rows of all its certificates.
pub(super) fn several(
    desk: &Desk<'_>,
    parcel: u32,
    certificates: &[Vec<u32>],
    newest: Option<&[u32]>,
) -> Message {
    let name = desk.input.parcels.name(parcel as usize);
    let (all, certificates) = (certificates.concat(), certificates.len());
    let (mut vi, mut en) = (
        format!("thửa {name} có {certificates} giấy chứng nhận khác nhau"),
        format!("parcel {name} has {certificates} different certificates"),
    );
    if let Some(newest) = newest {
        let _ = write!(vi, ", giấy ở dòng {} cấp sau cùng", rows(desk, newest));
        let _ = write!(en, ", that of row {} was issued last", rows(desk, newest));
    }
    vi.push_str("; hãy xem giấy nào còn giá trị và bỏ dòng của giấy đã thu hồi");
    en.push_str("; see which is in force and drop the rows of one that was withdrawn");
    let alone: Vec<u32> = all.iter().copied().filter(|&row| !desk.entry(row).is_in_common()).collect();
    let first = |phrases: &[Phrase]| phrases.first().map(Phrase::text).unwrap_or_default();
    let (form, kind) = (first(&REGISTER_WORDS.common_forms), first(&REGISTER_WORDS.common_kinds));
    if alone.len() < all.len() {
        let which = rows(desk, &alone);
        let _ = write!(
            vi,
            "; nếu thửa do nhiều người sử dụng chung thì dòng {which} còn thiếu “{form}” ở cột Hình thức sử dụng hoặc “{kind}” ở cột Pháp nhân \
             trên GCN"
        );
        let _ = write!(
            en,
            "; where several people use it in common, row {which} lacks “{form}” in the column of the form of use (Hình thức sử dụng) or “{kind}” \
             in that of the kind of holder (Pháp nhân trên GCN)"
        );
    } else {
        let _ = write!(
            vi,
            "; nếu sử dụng chung thì ghi “{form}” ở cột Hình thức sử dụng hoặc “{kind}” ở cột Pháp nhân trên GCN của mọi dòng; nếu là căn hộ thì ghi \
             cột Số căn hộ"
        );
        let _ = write!(
            en,
            "; of land used in common write “{form}” in the column of the form of use (Hình thức sử dụng) or “{kind}” in that of the kind of holder \
             (Pháp nhân trên GCN) of every row; of a flat fill in its number (Số căn hộ)"
        );
    }
    Message { vi, en }
}

pub(super) fn absent(
    desk: &Desk<'_>,
    row: u32,
    rule: Rule,
    reason: Option<LinkReason>,
    candidates: &[u32],
) -> Message {
    let link: &RowLink = desk.row(row);
    let now = parcels(desk, candidates);
    match (rule, reason) {
        (Rule::OnRetiredParcel, None) => both(
            format!(
                "giấy cấp cho thửa nay là {now} trên bản đồ, sau khi tách hoặc hợp thửa; hãy đăng ký biến động và cấp đổi giấy"
            ),
            format!(
                "the certificate is of what is {now} on the map since parcels were split or joined; register the change and renew the certificate"
            ),
        ),
        (Rule::OnRetiredParcel, Some(reason)) => {
            let (mut vi, mut en) = (reason.title().vi.to_owned(), reason.title().en.to_owned());
            if !now.is_empty() {
                let _ = write!(vi, ", nay có thể là {now}");
                let _ = write!(en, ", and may be {now} now");
            }
            both(format!("{vi}; hãy {}", reason.advice().vi), format!("{en}; {}", reason.advice().en))
        }
        _ => {
            let reason = reason.or(link.reasons.first().copied()).unwrap_or(LinkReason::NumberNotOnSheet);
            both(
                format!(
                    "không tìm thấy thửa của giấy trên bản đồ: {}; hãy {}",
                    reason.title().vi,
                    reason.advice().vi
                ),
                format!(
                    "the parcel of the certificate is not on the map: {}; {}",
                    reason.title().en,
                    reason.advice().en
                ),
            )
        }
    }
}

pub(super) fn area(desk: &Desk<'_>, on: &[u32], written_m2: f64, on_map_m2: f64, limit_m2: f64) -> Message {
    let name = parcels(desk, on);
    let [written, on_map, off, limit] =
        [written_m2, on_map_m2, (written_m2 - on_map_m2).abs(), limit_m2].map(tenths);
    let vi = vietnamese;
    both(
        format!(
            "giấy ghi {} m², thửa {name} trên bản đồ {} m²: chênh {} m², hạn sai {} m²; nếu ranh giới không đổi thì giữ diện tích trên giấy, nếu \
             đã đổi thì đăng ký biến động; hãy đọc lại giấy trước",
            vi(&written),
            vi(&on_map),
            vi(&off),
            vi(&limit)
        ),
        format!(
            "the certificate says {written} m², the map {on_map} m² for parcel {name}: {off} m² apart, the limit is {limit} m²; where the boundary \
             did not change the certificate stands, where it did register the change; read the certificate again first"
        ),
    )
}

pub(super) fn land_use(desk: &Desk<'_>, row: u32, parcel: u32) -> Message {
    let name = desk.input.parcels.name(parcel as usize);
    let on_map = desk.input.parcels.records[parcel as usize].land_use.as_deref().unwrap_or_default();
    let land_uses = desk.entry(row).land_uses.iter();
    let written: Vec<String> = land_uses.map(|land_use| shown_land_use(&land_use.land_use)).collect();
    let written = written.join("+");
    both(
        format!(
            "giấy ghi loại đất {written}, thửa {name} trên bản đồ là {on_map}; hãy đọc lại giấy, nếu đã chuyển mục đích thì đăng ký biến động"
        ),
        format!(
            "the certificate says land use {written}, the map {on_map} for parcel {name}; read the certificate again, and register the change if the \
             use was changed"
        ),
    )
}
