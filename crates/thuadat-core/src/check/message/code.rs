//! What is wrong with codes and identifiers.

use super::measure::{Language, length};
use super::{Wording, capitalised};
use crate::check::draft::Draft;
use crate::{BadParcelCode, Code, Day, Message, ParcelCode};

impl Wording<'_> {
    pub(in crate::check) fn unknown_land_use(
        self,
        draft: &Draft,
        code: &str,
        known: Option<&Code>,
        named: Option<&Code>,
    ) -> Message {
        let (where_vi, where_en) = self.stands_on(&draft.parcels);
        match (known, named) {
            (Some(known), _) => {
                let (when_vi, when_en) = until(known);
                let (now_vi, now_en) = match known.successors.first() {
                    Some(now) => (
                        format!("nay là {now}. Chuyển mã khi chỉnh lý hồ sơ."),
                        format!("it is {now} now. Convert it when the record is next revised."),
                    ),
                    None => (
                        "chọn mã hiện hành theo giấy chứng nhận khi chỉnh lý hồ sơ.".to_owned(),
                        "choose the present code from the certificate when the record is next revised."
                            .to_owned(),
                    ),
                };
                Message {
                    vi: format!("Mã loại đất {code} ({}) {when_vi}; {now_vi} {where_vi}.", known.name),
                    en: format!("Land-use code {code} ({}) {when_en}; {now_en} {where_en}.", known.name_en),
                }
            }
            (None, Some(named)) => Message {
                vi: format!("Loại đất ghi bằng chữ “{code}”; mã là {}. {where_vi}.", named.code),
                en: format!(
                    "The land use is written out as “{code}”; its code is {}. {where_en}.",
                    named.code
                ),
            },
            (None, None) => Message {
                vi: format!(
                    "“{code}” không phải là mã loại đất trong danh mục nào. {where_vi}. Sửa theo giấy chứng nhận hoặc sổ mục kê."
                ),
                en: format!(
                    "“{code}” is a land-use code in no list. {where_en}. Correct it from the certificate or the register."
                ),
            },
        }
    }

    pub(in crate::check) fn unknown_commune(
        self,
        draft: &Draft,
        code: &str,
        known: Option<&Code>,
        successors: &[&Code],
        day: Option<Day>,
    ) -> Message {
        let (where_vi, where_en) = self.stands_on(&draft.parcels);
        let Some(known) = known else {
            return Message {
                vi: format!(
                    "“{code}” không có trong danh mục mã xã trước và sau 1/7/2025. {where_vi}. Kiểm tra mã; nếu là mã đã bỏ từ đợt sắp xếp trước thì thay bằng mã hiện nay."
                ),
                en: format!(
                    "“{code}” is in no list of commune codes, neither of before 1 July 2025 nor of since. {where_en}. Check it; if an earlier merger closed it, put the present code in its place."
                ),
            };
        };
        let is_to_come = day.is_some_and(|day| day < known.since);
        let (when_vi, when_en) = if is_to_come {
            (
                format!("chỉ có từ {}", known.since.vietnamese()),
                format!("is in use only since {}", known.since),
            )
        } else {
            until(known)
        };
        let name = |code: &&Code| format!("{} ({})", code.name, code.code);
        let now: Vec<String> = successors.iter().map(name).collect();
        let (now_vi, now_en) = if is_to_come || now.is_empty() {
            (String::new(), String::new())
        } else {
            (
                format!("; nay thuộc {}", now.join(" hoặc ")),
                format!("; its land belongs to {} now", now.join(" or ")),
            )
        };
        Message {
            vi: format!("Mã xã {code} ({}) {when_vi}{now_vi}. {where_vi}.", known.name),
            en: format!("Commune code {code} ({}) {when_en}{now_en}. {where_en}.", known.name),
        }
    }

    pub(in crate::check) fn parcel_code_malformed(
        self,
        parcel: u32,
        code: &str,
        reason: BadParcelCode,
    ) -> Message {
        let (vi, en) = self.name(parcel);
        let reason_vi = match reason {
            BadParcelCode::Length(length) => format!("có {length} ký tự thay vì 12"),
            BadParcelCode::Character(letter) => {
                format!("có ký tự “{letter}”, chỉ được dùng 0–9 và các chữ từ b đến z trừ i, l, o")
            }
        };
        Message {
            vi: format!(
                "{}: mã định danh thửa đất “{code}” sai dạng: {reason_vi}. Lấy lại mã từ cơ sở dữ liệu đất đai, không gõ tay.",
                capitalised(&vi)
            ),
            en: format!(
                "{}: the parcel identifier “{code}” is malformed: {reason}. Take it from the land database again instead of typing it.",
                capitalised(&en)
            ),
        }
    }

    pub(in crate::check) fn column_is_no_parcel_code(draft: &Draft, given: usize) -> Message {
        let count = draft.parcels.len();
        Message {
            vi: format!(
                "{count} trong {given} giá trị không có dạng mã định danh thửa đất (12 ký tự). Có thể đây là cột khác; chỉ ra cột đúng bằng --map parcel-code=TÊN_CỘT."
            ),
            en: format!(
                "{count} of {given} values have not the form of a parcel identifier (12 characters). It may be another column; name the right one with --map parcel-code=COLUMN."
            ),
        }
    }

    pub(in crate::check) fn parcel_code_duplicate(self, draft: &Draft, code: ParcelCode) -> Message {
        let (vi, en) = self.list(&draft.parcels);
        Message {
            vi: format!(
                "{} cùng mang mã định danh {code}. Mỗi thửa chỉ có một mã; giữ cho thửa đúng, cấp lại cho thửa kia.",
                capitalised(&vi)
            ),
            en: format!(
                "{} have the same identifier {code}. An identifier belongs to one parcel: leave it to the right one and have the other one's issued.",
                capitalised(&en)
            ),
        }
    }

    pub(in crate::check) fn parcel_code_outside(self, draft: &Draft, distance_m: f64) -> Message {
        let (vi, en) = self.name(draft.parcels[0]);
        let (owner_vi, owner_en) = match draft.parcels.get(1) {
            Some(&owner) => {
                let (vi, en) = self.name(owner);
                (format!(", trong {vi}"), format!(", in {en}"))
            }
            None => (String::new(), String::new()),
        };
        let (away_vi, away_en) =
            (length(distance_m, Language::Vietnamese), length(distance_m, Language::English));
        Message {
            vi: format!(
                "{}: mã định danh chỉ vào một điểm cách thửa {away_vi}{owner_vi}. Kiểm tra mã có bị ghi nhầm thửa không; nếu ranh giới đã chỉnh lý sau khi cấp mã thì giữ nguyên mã.",
                capitalised(&vi)
            ),
            en: format!(
                "{}: its identifier means a point {away_en} away{owner_en}. See whether it belongs to another parcel; keep it if the boundary was revised after it was issued.",
                capitalised(&en)
            ),
        }
    }

    pub(in crate::check) fn most_codes_outside(draft: &Draft, given: usize, middle_m: f64) -> Message {
        let count = draft.parcels.len();
        let (away_vi, away_en) =
            (length(middle_m, Language::Vietnamese), length(middle_m, Language::English));
        Message {
            vi: format!(
                "{count} trong {given} mã định danh chỉ vào điểm ngoài thửa của mình, thường cách {away_vi}. Có thể hệ tọa độ của tệp sai, hoặc mã được tạo với phép chuyển khác; kiểm tra hệ tọa độ trước."
            ),
            en: format!(
                "{count} of {given} identifiers mean points outside their parcels, {away_en} away as a rule. The file's coordinate system may be wrong, or the identifiers were made with another transformation; look into the coordinate system first."
            ),
        }
    }

    /// Which parcels have something, as a sentence without its full stop.
    fn stands_on(self, parcels: &[u32]) -> (String, String) {
        let (vi, en) = self.list(parcels);
        let have = if parcels.len() == 1 { "has" } else { "have" };
        (format!("{} ghi mã này", capitalised(&vi)), format!("{} {have} it", capitalised(&en)))
    }
}

/// Since when a code is no longer in use.
fn until(code: &Code) -> (String, String) {
    match code.until {
        Some(until) => {
            (format!("không còn dùng từ {}", until.vietnamese()), format!("is out of use since {until}"))
        }
        None => {
            (format!("chỉ có từ {}", code.since.vietnamese()), format!("is in use only since {}", code.since))
        }
    }
}
