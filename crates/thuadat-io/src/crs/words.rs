//! The errors of coordinate systems in both languages.

use super::{TransformError, UnknownCrs};
use thuadat_core::Message;

impl UnknownCrs {
    /// Stable name: `unknown-crs`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "unknown-crs"
    }

    /// The sentence in both languages.
    #[must_use]
    pub fn message(&self) -> Message {
        Message {
            vi: format!("EPSG:{} không phải hệ tọa độ đã biết", self.epsg), en: self.to_string()
        }
    }
}

impl TransformError {
    /// Stable name, such as `no-transformation`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoWay { .. } => "no-transformation",
        }
    }

    /// The sentence in both languages.
    #[must_use]
    pub fn message(&self) -> Message {
        let Self::NoWay { from, to, said } = self;
        Message {
            vi: format!("không có phép chuyển tọa độ từ {from} sang {to}: “{said}”"),
            en: self.to_string(),
        }
    }
}
