//! What is said of edits, in both languages.

use super::error::listed;
use super::{EditError, EditRefusal, Overtaken};
use crate::finding::FindingsError;
use thuadat_core::Message;

impl EditError {
    /// The sentence in both languages.
    #[must_use]
    pub fn message(&self) -> Message {
        let both = |vi: String| Message { vi, en: self.to_string() };
        match self {
            Self::Overtaken(overtaken) => {
                let Overtaken { parcel, seen, present, record, author, at, reason } = &**overtaken;
                let now = present.map_or_else(
                    || "thửa này đã không còn".to_owned(),
                    |present| format!("nay là lần {present}"),
                );
                both(format!(
                    "thửa {parcel} vừa bị thay đổi: bạn xem lần {seen}, {now}; {author} thay đổi lúc {at} bằng biến động {record} \
                     ({reason}); hãy xem lại thửa rồi làm lại"
                ))
            }
            Self::EntryOvertaken { entry, seen, record, author, at, reason } => both(format!(
                "dòng sổ {entry} vừa bị thay đổi: bạn xem như sau biến động {seen}, {author} thay đổi lúc {at} bằng biến động {record} \
                 ({reason}); hãy xem lại dòng đó rồi làm lại"
            )),
            Self::Refused(refusal) => refusal.message(),
            Self::Objections(findings) => both(format!(
                "không thực hiện vì sẽ gây thêm {} lỗi; hãy sửa lại, hoặc chấp nhận lỗi của một quy tắc bằng --allow QUY_TẮC{}",
                findings.len(),
                listed(findings, |finding| &finding.message.vi)
            )),
            Self::Transform { said } => {
                both(format!("hình thửa không có chỗ trên bản đồ, hệ thống báo “{said}”"))
            }
            Self::Database(error) => error.message(),
        }
    }
}

impl EditRefusal {
    /// The sentence in both languages.
    #[must_use]
    pub fn message(&self) -> Message {
        Message { vi: self.vi(), en: self.to_string() }
    }

    fn vi(&self) -> String {
        match self {
            Self::NoSuchParcel { id } => format!("kho không có thửa {id}"),
            Self::NothingToChange => "không có gì thay đổi".to_owned(),
            Self::NamedTwice { parcel } => format!("thửa {parcel} được nêu hai lần"),
            Self::TooFew { needed, given } => format!("cần ít nhất {needed} thửa, mới có {given}"),
            Self::Apart { one, other } => {
                format!(
                    "thửa {one} và thửa {other} ở hai tờ hoặc hai hệ tọa độ khác nhau, không hợp lại được"
                )
            }
            Self::NoShape { parcel } => format!("thửa {parcel} không có hình"),
            Self::BadShape { parcel, why } => {
                format!("hình mới của thửa {parcel} không dùng được: {}", vi_of(why))
            }
            Self::SharedInPart { neighbour, at } => format!(
                "ranh giới được dời là ranh giới chung một phần với thửa {neighbour}, tại {:.3} {:.3} (đông, bắc): hãy giữ ở đó đúng \
                 một đỉnh mới cho mỗi đỉnh cũ, hoặc sửa thửa kia trước",
                at.x, at.y
            ),
            Self::NotTogether { parts } => {
                format!("các thửa không giáp nhau bằng một cạnh: sẽ thành {parts} mảnh rời")
            }
            Self::DoNotMatch { at } => format!(
                "ranh giới giữa các thửa không khớp tại {:.3} {:.3} (đông, bắc): các thửa phải có cùng đỉnh ở đó",
                at.x, at.y
            ),
            Self::NotTheParcel { parcel, why } => format!(
                "các phần gộp lại không đúng là thửa {parcel}: {}; hãy vẽ theo các đỉnh của thửa, đỉnh mới nằm trên cạnh thửa",
                vi_of(why)
            ),
            Self::AreaNotKept { before_m2, after_m2, limit_m2 } => format!(
                "diện tích không được giữ nguyên: trước {before_m2:.2} m², sau {after_m2:.2} m², bộ quy tắc cho chênh {limit_m2:.2} m²"
            ),
            Self::NeighbourGround { neighbour, before_m2, after_m2, limit_m2 } => format!(
                "ranh giới với thửa {neighbour} dời làm thửa đó từ {before_m2:.2} m² thành {after_m2:.2} m², bộ quy tắc cho chênh {limit_m2:.2} m²; \
                 hãy sửa hình, hoặc cho phép diện tích thửa bên thay đổi bằng --move-ground"
            ),
            Self::NeighbourGone { neighbour } => format!(
                "thửa {neighbour} sẽ không còn đất; hãy hợp thửa đó với thửa lấy đất, hoặc bỏ thửa đó trước"
            ),
            Self::NoNumber => {
                "hãy nêu số thửa cho mỗi thửa mới: tờ này chưa có số nào để đánh tiếp".to_owned()
            }
            Self::NumberTaken { number, next } => {
                format!("số thửa {number} của tờ này đã dùng, không cấp lại; số tiếp theo là {next}")
            }
            Self::Blank { what } => format!("{} để trống; hãy ghi rõ", vi_of(what)),
            Self::BadArea => "diện tích phải là số lớn hơn 0; nếu chưa biết thì không ghi".to_owned(),
            Self::Redrawn { parcel, neighbours } => format!(
                "hình mới của thửa {parcel} khác hẳn hình cũ, mà các thửa sau có chung phần ranh giới bị bỏ: {}; không rõ chúng phải theo \
                 thế nào: hãy giữ các đỉnh của thửa, hoặc để yên các thửa bên cạnh bằng --alone",
                neighbours.join(", ")
            ),
            Self::BadFact => "có ô chữ hoặc diện tích không lưu được vào cơ sở dữ liệu".to_owned(),
            Self::NoSuchFinding { finding } => {
                format!("kho không giữ phát hiện nào là {finding}; xem `thuadat check KHO --save`")
            }
            Self::AcceptedBefore { finding, record } => {
                format!("phát hiện {finding} đã được chấp nhận bằng biến động {record}")
            }
            Self::NoSuchRecord { record } => format!("không có biến động {record}"),
            Self::UndoneBefore { record, by } => {
                format!("biến động {record} đã được hoàn tác bằng biến động {by}")
            }
            Self::UndoesAcceptance { record } => {
                format!(
                    "biến động {record} đã rút lại việc chấp nhận một phát hiện; hãy chấp nhận lại phát hiện đó"
                )
            }
            Self::OtherCrs { record, held } => format!(
                "không hoàn tác được biến động {record}: biến động này đã đổi hệ tọa độ của thửa ({held}); hãy nhập lại tệp có hệ tọa độ đúng"
            ),
            Self::NotAsItWas { record, parcel } => format!(
                "không hoàn tác được biến động {record}: thửa {parcel} sẽ không trở lại đúng như trước; hãy xem `thuadat store verify` báo \
                 gì về kho"
            ),
            Self::NoSuchEntry { entry } => format!("kho không có, hoặc không còn, dòng sổ #{entry}"),
            Self::NotLinked { entry, parcel } => {
                format!("dòng sổ {entry} không được ghép với thửa {parcel}")
            }
            Self::EntryChangedSince { record, entry, later } => format!(
                "không hoàn tác được biến động {record}: dòng sổ {entry} hoặc kết quả ghép của dòng đã thay đổi sau đó bằng biến động \
                 {later}; hãy hoàn tác biến động đó trước"
            ),
            Self::ListChangedSince { record, later } => format!(
                "không hoàn tác được biến động {record}: bảng đối chiếu đã thay đổi sau đó bằng biến động {later}; hãy hoàn tác biến \
                 động đó trước"
            ),
            Self::ChangedSince { record, parcel, later } => format!(
                "không hoàn tác được biến động {record}: thửa {parcel} đã thay đổi sau đó bằng biến động {later}; hãy hoàn tác biến động \
                 đó trước"
            ),
        }
    }
}

/// The reasons that stand in refusals as words.
fn vi_of(why: &str) -> &str {
    match why {
        "there is none" => "không có hình nào",
        "a ring has fewer than three corners" => "có vòng chưa đủ ba đỉnh",
        "a coordinate is no number" => "có tọa độ không phải là số",
        "a part has no ground" => "có phần không bao lấy đất nào",
        "corners of its boundary are missing or elsewhere" => {
            "thiếu đỉnh của ranh giới, hoặc đỉnh nằm chỗ khác"
        }
        "a new corner lies beside its boundary" => "có đỉnh mới nằm lệch ranh giới",
        "the shape drawn for it is not their outline" => "hình được vẽ không phải là đường bao của chúng",
        "the reason" => "lý do",
        "the author" => "người thực hiện",
        "the number" => "số thửa",
        "the sheet" => "số tờ",
        "the commune" => "mã xã",
        "the land use" => "loại đất",
        "the parcel identifier" => "mã định danh thửa",
        other => other,
    }
}

impl FindingsError {
    /// The sentence in both languages.
    #[must_use]
    pub fn message(&self) -> Message {
        let vi = match self {
            Self::Database(error) => return error.message(),
            Self::NotKept { profile } => format!(
                "kho chưa giữ các phát hiện cập nhật theo bộ quy tắc {profile}; hãy chạy `thuadat check KHO --save`"
            ),
            Self::Interrupted => "đã dừng theo yêu cầu".to_owned(),
        };
        Message { vi, en: self.to_string() }
    }
}
