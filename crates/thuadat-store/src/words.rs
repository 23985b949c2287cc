//! What the store says, in both languages. What a database says stands in it as it is.

use crate::{
    BadLocation, CopyError, DatabaseError, ImportError, MigrateError, OpenError, Refusal, VerifyError,
    VerifyFault,
};
use std::fmt::Display;
use thuadat_core::Message;

fn both(vi: impl Into<String>, en: impl Display) -> Message {
    Message { vi: vi.into(), en: en.to_string() }
}

impl BadLocation {
    /// The sentence in both languages.
    #[must_use]
    pub fn message(&self) -> Message {
        let shown = &self.shown;
        both(
            format!(
                "{shown} không phải là kho dữ liệu: hãy nêu tệp .gpkg hoặc địa chỉ postgres://máy-chủ/cơ-sở-dữ-liệu"
            ),
            self,
        )
    }
}

impl DatabaseError {
    /// The sentence in both languages.
    #[must_use]
    pub fn message(&self) -> Message {
        let vi = match self {
            Self::Busy => {
                "một chương trình khác đang ghi vào kho; hãy thử lại khi chương trình đó xong".to_owned()
            }
            Self::DiskFull => {
                "ổ đĩa đã đầy; hãy giải phóng chỗ trống rồi thử lại: kho vẫn như trước".to_owned()
            }
            Self::ReadOnly => {
                "chỉ đọc được kho này; hãy xin quyền ghi tệp và thư mục của nó, hoặc quyền ghi cơ sở dữ \
                 liệu"
                    .to_owned()
            }
            Self::LeftHalfDone => {
                "một chương trình đã bị dừng đột ngột khi đang ghi, còn bạn chỉ có quyền đọc; người có quyền ghi tệp và thư mục của nó \
                 phải mở kho một lần, chẳng hạn bằng lệnh `thuadat store info`"
                    .to_owned()
            }
            Self::NoSuchDatabase { said } => format!(
                "máy chủ không có cơ sở dữ liệu này ({said}); hãy xem lại tên, hoặc tạo bằng lệnh `createdb TÊN` rồi chạy `thuadat store \
                 migrate`"
            ),
            Self::Damaged { said } => format!("kho bị hỏng ({said}); hãy khôi phục từ bản sao lưu"),
            Self::Unreachable { said } => format!(
                "không kết nối được với máy chủ ({said}); hãy xem máy chủ có đang chạy không, địa chỉ, người dùng và mật khẩu có \
                 đúng không"
            ),
            Self::CannotOpen => {
                "không mở được tệp; hãy xem thư mục của tệp có tồn tại và bạn có quyền ghi ở đó không"
                    .to_owned()
            }
            Self::ConnectionLost { said } => {
                format!(
                    "mất kết nối với cơ sở dữ liệu ({said}); những gì chưa được xác nhận đã được hủy; hãy thử lại"
                )
            }
            Self::Other { said } => format!("cơ sở dữ liệu từ chối: {said}"),
        };
        both(vi, self)
    }
}

impl OpenError {
    /// The sentence in both languages.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::NotFound { store } => {
                both(format!("không có kho {store}; hãy tạo bằng lệnh `thuadat store migrate {store}`"), self)
            }
            Self::NotAStore { store } => both(
                format!(
                    "{store} không phải là kho của thuadat; hãy nhập vào một kho: `thuadat import {store} --into MỚI.gpkg`"
                ),
                self,
            ),
            Self::ForeignDatabase { store } => both(
                format!(
                    "{store} chứa bảng của chương trình khác, không phải là kho của thuadat; hãy nêu một cơ sở dữ liệu trống"
                ),
                self,
            ),
            Self::IsAFolder { store } => {
                both(format!("{store} là thư mục; hãy nêu một tệp .gpkg trong đó"), self)
            }
            Self::TooOld { store } => both(
                format!(
                    "kho {store} cũ hơn chương trình này; hãy cập nhật bằng lệnh `thuadat store migrate {store}`"
                ),
                self,
            ),
            Self::TooNew { store } => both(
                format!("kho {store} do một phiên bản thuadat mới hơn tạo ra; hãy cài phiên bản đó"),
                self,
            ),
            Self::Database { store, source } => {
                both(format!("không mở được kho {store}: {}", source.message().vi), self)
            }
        }
    }
}

impl MigrateError {
    /// The sentence in both languages.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Open(error) => error.message(),
            Self::Database { store, source } => {
                both(format!("không cập nhật được kho {store}: {}", source.message().vi), self)
            }
        }
    }
}

impl ImportError {
    /// The sentence in both languages.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::OtherCrs { name, incoming, kept } => both(
                format!(
                    "{name} ở EPSG:{incoming}, còn kho ở EPSG:{kept}; một GeoPackage chỉ giữ một hệ tọa độ: hãy nhập vào tệp \
                     khác, hoặc vào PostGIS là nơi giữ được nhiều hệ"
                ),
                self,
            ),
            Self::Database { name, source } => {
                both(format!("không nhập được {name}: {}", source.message().vi), self)
            }
            Self::Replaces { name, worksheet, kept, lost } => {
                let worksheet =
                    worksheet.as_ref().map(|worksheet| format!(" ({worksheet})")).unwrap_or_default();
                both(
                    format!(
                        "{name}{worksheet}: {lost} trong {kept} dòng mà sổ cùng tên đang có trong kho không có trong tệp này, hoặc nói về thửa \
                         khác; nếu đây là sổ khác, hãy đổi tên tệp; nếu đúng là thay sổ cũ, hãy nhập với --replace"
                    ),
                    self,
                )
            }
            Self::NoMercatorShapes { name } => {
                both(format!("không nhập được {name}: không dựng được hình để vẽ bản đồ"), self)
            }
            Self::Interrupted => both("đã dừng theo yêu cầu", self),
        }
    }
}

impl VerifyError {
    /// The sentence in both languages.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Database(source) => source.message(),
            Self::Interrupted => both("đã dừng theo yêu cầu", self),
        }
    }
}

impl CopyError {
    /// The sentence in both languages.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::NotEmpty { target } => both(
                format!("{target} đã có dữ liệu; hãy sao chép vào tệp mới hoặc cơ sở dữ liệu trống"),
                self,
            ),
            Self::SeveralCrs { from, held } => both(
                format!(
                    "{from} có thửa ở {held}, mà một GeoPackage chỉ giữ một hệ tọa độ; hãy sao chép vào PostGIS"
                ),
                self,
            ),
            Self::Different { from, table } => both(
                format!(
                    "bảng {table} của bản sao không giống bảng của {from}; không sao chép gì: hãy xem ổ đĩa và bộ nhớ có lỗi không"
                ),
                self,
            ),
            Self::Database { store, source } => {
                both(format!("không sao chép được, {store}: {}", source.message().vi), self)
            }
            Self::Interrupted => both("đã dừng theo yêu cầu", self),
        }
    }
}

impl Refusal {
    /// Why, in both languages.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::TooFewVertices => both(
                "có vòng chưa đủ ba đỉnh, không bao lấy đất nào",
                "a ring has fewer than three vertices and encloses no ground",
            ),
            Self::NotFinite => {
                both("có tọa độ hoặc diện tích không phải là số", "a coordinate or an area is no number")
            }
            Self::Text => both(
                "có ký tự mà cơ sở dữ liệu không lưu được trong một ô chữ",
                "a text holds a character that no database keeps",
            ),
            Self::Ambiguous { kept, incoming } => both(
                format!(
                    "số thửa này có {kept} thửa trong kho và {incoming} thửa trong tệp đã khác đi, không biết thửa nào là thửa \
                     nào; hãy sửa cho mỗi số chỉ có một thửa"
                ),
                format!(
                    "{kept} parcels of this number in the store and {incoming} in the file differ, and nobody can tell which \
                     is which; give each number one parcel"
                ),
            ),
        }
    }
}

impl VerifyFault {
    /// What is amiss, in both languages.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::BrokenChain { record } => both(
                format!("nhật ký bị đứt ở biến động {record}: biến động hoặc nhật ký đã bị sửa"),
                format!("the log is broken at record {record}: the record or the log was rewritten"),
            ),
            Self::NotLogged { record } => both(
                format!("biến động {record} không khớp với nhật ký: một trong hai bị thiếu"),
                format!("record {record} and the log do not match: one of them is missing"),
            ),
            Self::WrongHead => both(
                "cuối nhật ký không phải là mục mà kho ghi nhận: có mục bị bớt hoặc thêm",
                "the log does not end where the store says: entries were taken away or added",
            ),
            Self::ChangedBeside { record } => both(
                format!(
                    "các thửa, tệp nguồn hoặc tờ bản đồ của biến động {record} đã bị thêm, bớt hoặc sửa ngoài biến động"
                ),
                format!(
                    "parcels, sources or sheets of record {record} were added, removed or changed beside any record"
                ),
            ),
            Self::ChangedParcel { parcel, version } => both(
                format!(
                    "thửa {parcel} (lần {version}) không còn như lúc được ghi: đã bị sửa ngoài biến động"
                ),
                format!(
                    "parcel {parcel} (version {version}) is not what was recorded: it was changed beside any record"
                ),
            ),
            Self::NotIndexed { parcel } => both(
                format!("chỉ mục không gian không khớp với thửa {parcel}"),
                format!("the spatial index does not match parcel {parcel}"),
            ),
            Self::DanglingReference { table } => both(
                format!("bảng {table} nhắc đến thứ không có"),
                format!("the table {table} names something that does not exist"),
            ),
            Self::WrongArea { parcel, version } => both(
                format!(
                    "diện tích tính được của thửa {parcel} (lần {version}) không phải là diện tích của hình thửa"
                ),
                format!(
                    "the calculated area of parcel {parcel} (version {version}) is not that of its shape"
                ),
            ),
            Self::WrongLifespan { parcel, version } => both(
                format!(
                    "thời điểm bắt đầu hoặc kết thúc của thửa {parcel} (lần {version}) không phải là thời điểm của biến động"
                ),
                format!("parcel {parcel} (version {version}) does not begin or end when its record was made"),
            ),
            Self::WrongTile { parcel } => both(
                format!("hình để vẽ bản đồ của thửa {parcel} bị thiếu, thừa hoặc không phải hình của thửa"),
                format!(
                    "the shape for tiles of parcel {parcel} is missing, too much, or not that of the parcel"
                ),
            ),
            Self::WrongCounter { counter } => both(
                format!("bộ đếm {counter} của kho không khớp với những gì đã đếm"),
                format!("the store's counter {counter} does not fit what was counted"),
            ),
            Self::WrongCrs { table } => both(
                format!("bảng {table} nêu hệ tọa độ khác với hệ của các thửa"),
                format!("the table {table} names another coordinate system than that of the parcels"),
            ),
            Self::ChangedEntry { entry, version } => both(
                format!("dòng sổ #{entry} (lần {version}) không còn ghi như khi được ghi nhận"),
                format!("entry #{entry} (version {version}) does not say what it said when it was recorded"),
            ),
            Self::WrongLink { entry } => both(
                format!(
                    "dòng sổ #{entry} đang được ghép với thửa không còn, hoặc có hai kết quả ghép, hoặc chính dòng đó không còn"
                ),
                format!(
                    "entry #{entry} is linked to a parcel that is no more, has two answers, or is no more itself"
                ),
            ),
            Self::MissingPart { name } => both(
                format!("bộ phận {name} bảo vệ kho đã bị bỏ, bị sửa hoặc bị tắt"),
                format!("{name}, which guards the store, was taken away, rewritten or switched off"),
            ),
            Self::DamagedFile { said } => {
                both(format!("tệp bị hỏng: {said}"), format!("the file is damaged: {said}"))
            }
        }
    }
}
