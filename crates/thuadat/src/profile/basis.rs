//! What a threshold rests on.

use super::Threshold;
use thuadat_core::Message;

/// The text a threshold rests on, and since when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basis {
    /// Which threshold.
    pub threshold: Threshold,
    /// The legal text, or whose choice it is.
    pub source: Message,
    /// Date of the text or of the choice, `YYYY-MM-DD`; empty where the profile gives none.
    pub date: String,
    /// Whether the number has been compared with the text in force.
    pub verified: bool,
}

impl Basis {
    /// The basis of a threshold the user set for this run.
    pub(super) fn given(threshold: Threshold) -> Self {
        let source = Message {
            vi: "Người dùng đặt cho lần kiểm tra này".to_owned(),
            en: "Set by the user for this check".to_owned(),
        };
        Self { threshold, source, date: String::new(), verified: true }
    }
}
