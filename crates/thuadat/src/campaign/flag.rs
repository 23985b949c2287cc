//! Why a parcel fails a criterion, and why it cannot be said.

use super::RequiredField;
use crate::report::model::Text;
use thuadat_core::{LinkReason, Rule};

/// Why a parcel fails a criterion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Flag {
    /// A rule found something.
    Rule(Rule),
    /// A required field is empty.
    Missing(RequiredField),
    /// No row of the registers is linked to it.
    NoRow,
    /// A row of the registers contradicts the map or another row.
    Link(LinkReason),
    /// A holder does not match the population database.
    PopulationDiffers,
    /// It is not operated.
    NotOperated,
    /// A certificate is younger than the last change that is recorded.
    ChangedSince,
}

impl Flag {
    /// The public name.
    #[must_use]
    pub fn id(self) -> String {
        match self {
            Self::Rule(rule) => rule.id().to_owned(),
            Self::Missing(field) => format!("missing/{}", field.id()),
            Self::NoRow => "register/no-row".to_owned(),
            Self::Link(reason) => format!("link/{}", reason.id()),
            Self::PopulationDiffers => "population/differs".to_owned(),
            Self::NotOperated => "operation/not-operated".to_owned(),
            Self::ChangedSince => "operation/changed-since".to_owned(),
        }
    }

    /// What is wrong, for people.
    #[must_use]
    pub fn title(self) -> Text {
        let text = |vi: &str, en: &str| Text { vi: vi.to_owned(), en: en.to_owned() };
        match self {
            Self::Rule(rule) => (&rule.title()).into(),
            Self::Missing(field) => {
                let (vi, en) = field.title();
                Text { vi: format!("Thiếu {vi}"), en: format!("Missing: {en}") }
            }
            Self::NoRow => {
                text("Chưa có dòng nào trong sổ ghép được với thửa", "No row of a register is linked to it")
            }
            Self::Link(reason) => (&reason.title()).into(),
            Self::PopulationDiffers => text(
                "Người sử dụng chưa khớp CSDL quốc gia về dân cư",
                "A holder does not match the population database",
            ),
            Self::NotOperated => text("Chưa vận hành 24/7", "Not operated 24/7"),
            Self::ChangedSince => text(
                "Có giấy chứng nhận cấp sau lần cập nhật gần nhất",
                "A certificate is younger than the last recorded change",
            ),
        }
    }
}

/// Why it cannot be said whether a parcel meets a criterion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Doubt {
    /// A rule that must have run was not run.
    NotRun(Rule),
    /// No register was given.
    NoRegister,
    /// Rows that may be of this parcel wait for a decision.
    Undecided,
    /// Nothing tells whether its holders match the population database.
    Population,
    /// They were looked for there, and it could not be told.
    PopulationUndetermined,
    /// Nothing tells whether it is operated or when it was changed last.
    Operation,
}

impl Doubt {
    /// The public name.
    #[must_use]
    pub fn id(self) -> String {
        match self {
            Self::NotRun(rule) => format!("not-run/{}", rule.id()),
            Self::NoRegister => "register/none-given".to_owned(),
            Self::Undecided => "register/undecided".to_owned(),
            Self::Population => "population/not-told".to_owned(),
            Self::PopulationUndetermined => "population/undetermined".to_owned(),
            Self::Operation => "operation/not-told".to_owned(),
        }
    }

    /// What is not known, and what would tell.
    #[must_use]
    pub fn title(self) -> Text {
        let text = |vi: &str, en: &str| Text { vi: vi.to_owned(), en: en.to_owned() };
        match self {
            Self::NotRun(rule) => {
                let title = rule.title();
                Text {
                    vi: format!("Quy tắc “{}” chưa chạy được trên dữ liệu này", title.vi),
                    en: format!("The rule “{}” could not run on these data", title.en),
                }
            }
            Self::NoRegister => {
                text("Chưa đưa sổ đăng ký vào (--register)", "No register was given (--register)")
            }
            Self::Undecided => text(
                "Có dòng trong sổ có thể thuộc thửa này, chờ quyết định",
                "Rows of a register that may belong to it wait for a decision",
            ),
            Self::Population => text(
                "Không có cột nào cho biết đã khớp CSDL quốc gia về dân cư (cột bản đồ hoặc “Trạng thái xác thực” của sổ)",
                "No column tells of matching with the population database (of the map, or “Trạng thái xác thực” of a register)",
            ),
            Self::PopulationUndetermined => text(
                "Đã tra CSDL quốc gia về dân cư nhưng không xác định được",
                "Looked up in the population database, and not determined",
            ),
            Self::Operation => text(
                "Không có cột nào cho biết thửa đã vận hành hay ngày cập nhật gần nhất (--fact operated=CỘT, --fact last-change=CỘT)",
                "No column tells whether it is operated or when it was changed last (--fact operated=COLUMN, --fact last-change=COLUMN)",
            ),
        }
    }
}
