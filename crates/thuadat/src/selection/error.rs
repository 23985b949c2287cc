//! Why a selection makes no sense.

use super::BoundingBox;
use thuadat_core::Message;

/// Why a selection makes no sense.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SelectionError {
    /// No rule is called so.
    #[error("no rule is called `{name}`{}; `thuadat rules` lists them all", did_you_mean(nearest.as_deref()))]
    UnknownRule {
        /// The name given.
        name: String,
        /// The id or group most like it.
        nearest: Option<String>,
    },
    /// Several rules end so.
    #[error("`{name}` may be {}; write the whole id", candidates.join(" or "))]
    AmbiguousRule {
        /// The name given.
        name: String,
        /// The ids it may stand for.
        candidates: Vec<String>,
    },
    /// The rules are about registers, and a check has none.
    #[error(
        "`{name}` is about registers of certificates and is run by `thuadat link`; a profile can switch it off"
    )]
    OfRegisters {
        /// The name given.
        name: String,
    },
    /// What is chosen and what is left out leave no rule.
    #[error("no rule is left to run: all that are chosen are left out too")]
    NoRules,
    /// A text is no box.
    #[error(
        "expected MINX,MINY,MAXX,MAXY: four numbers, easting first, such as 454000,2427000,454500,2427400"
    )]
    NotABox,
    /// The corners of a box are not lower left and upper right.
    #[error("{low_name} ({low}) is greater than {high_name} ({high})")]
    BoxInsideOut {
        /// The lower side.
        low_name: &'static str,
        /// Its number.
        low: f64,
        /// The upper side.
        high_name: &'static str,
        /// Its number.
        high: f64,
    },
    /// No parcel is in the box.
    #[error("no parcel is in the box {bbox}{}", extent_en(extent.as_ref(), crs))]
    NothingInBox {
        /// The box.
        bbox: BoundingBox,
        /// Where the parcels are; none where none has a place.
        extent: Option<BoundingBox>,
        /// The coordinate system of the extent.
        crs: String,
    },
    /// Nobody says which sheet a parcel is of.
    #[error("--sheet needs a column of sheet numbers; if there is one, name it with --map sheet=COLUMN")]
    NoSheets,
    /// No parcel is of the sheet.
    #[error("no parcel is of sheet `{sheet}`; the sheets are {}", shortened(known, "more"))]
    UnknownSheet {
        /// The sheet asked for.
        sheet: String,
        /// The sheets there are, in the order people count.
        known: Vec<String>,
    },
    /// No parcel of the sheets is in the box.
    #[error("no parcel of the sheets chosen is in the box {bbox}")]
    NothingInBoth {
        /// The box.
        bbox: BoundingBox,
    },
}

impl SelectionError {
    /// Stable name, such as `rule-unknown`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::UnknownRule { .. } => "rule-unknown",
            Self::AmbiguousRule { .. } => "rule-ambiguous",
            Self::OfRegisters { .. } => "rule-of-registers",
            Self::NoRules => "no-rules",
            Self::NotABox | Self::BoxInsideOut { .. } => "bbox-value",
            Self::NothingInBox { .. } => "bbox-empty",
            Self::NoSheets => "no-sheets",
            Self::UnknownSheet { .. } => "sheet-unknown",
            Self::NothingInBoth { .. } => "selection-empty",
        }
    }

    /// The sentence in both languages.
    #[must_use]
    pub fn message(&self) -> Message {
        Message { vi: self.vietnamese(), en: self.to_string() }
    }

    fn vietnamese(&self) -> String {
        match self {
            Self::OfRegisters { name } => {
                format!(
                    "`{name}` là quy tắc về sổ đăng ký giấy chứng nhận, do lệnh `thuadat link` chạy; có thể tắt trong bộ quy tắc"
                )
            }
            Self::UnknownRule { name, nearest } => {
                let nearest =
                    nearest.as_deref().map(|nearest| format!(" (ý bạn là `{nearest}`?)")).unwrap_or_default();
                format!(
                    "không có quy tắc nào tên là `{name}`{nearest}; xem danh sách bằng lệnh `thuadat rules`"
                )
            }
            Self::AmbiguousRule { name, candidates } => {
                format!("`{name}` có thể là {}; hãy ghi đủ mã quy tắc", candidates.join(" hoặc "))
            }
            Self::NoRules => "không còn quy tắc nào để chạy: mọi quy tắc được chọn đều bị bỏ qua".to_owned(),
            Self::NotABox => "phải là MINX,MINY,MAXX,MAXY: bốn số, tọa độ đông đứng trước, ví dụ \
                              454000,2427000,454500,2427400"
                .to_owned(),
            Self::BoxInsideOut { low_name, low, high_name, high } => {
                format!("{low_name} ({low}) lớn hơn {high_name} ({high})")
            }
            Self::NothingInBox { bbox, extent, crs } => {
                let extent = extent
                    .map(|extent| format!("; các thửa nằm trong khung {extent} ({crs})"))
                    .unwrap_or_default();
                format!("không có thửa nào trong khung {bbox}{extent}")
            }
            Self::NoSheets => {
                "--sheet cần cột số tờ; nếu có cột này, hãy chỉ ra bằng --map sheet=TÊN_CỘT".to_owned()
            }
            Self::UnknownSheet { sheet, known } => {
                format!(
                    "không có thửa nào thuộc tờ `{sheet}`; các tờ có trong dữ liệu: {}",
                    shortened(known, "tờ nữa")
                )
            }
            Self::NothingInBoth { bbox } => {
                format!("không có thửa nào của các tờ đã chọn nằm trong khung {bbox}")
            }
        }
    }
}

fn did_you_mean(nearest: Option<&str>) -> String {
    nearest.map(|nearest| format!(" (did you mean `{nearest}`?)")).unwrap_or_default()
}

fn extent_en(extent: Option<&BoundingBox>, crs: &str) -> String {
    extent.map(|extent| format!("; the parcels lie in {extent} ({crs})")).unwrap_or_default()
}

/// More names than this make a sentence nobody reads.
const NAMES: usize = 20;

fn shortened(names: &[String], more: &str) -> String {
    let shown = names.iter().take(NAMES).cloned().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(NAMES) {
        0 => shown,
        rest => format!("{shown}, +{rest} {more}"),
    }
}
