//! What is said of registers and links, in both languages.

use super::links::LinkSaveError;
use thuadat_core::Message;

impl LinkSaveError {
    /// The sentence in both languages.
    #[must_use]
    pub fn message(&self) -> Message {
        let vi = match self {
            Self::Overtaken => "kho đã thay đổi trong lúc ghép; hãy ghép lại".to_owned(),
            Self::Database(error) => format!("không lưu được kết quả ghép: {}", error.message().vi),
            Self::Interrupted => "đã dừng theo yêu cầu".to_owned(),
        };
        Message { vi, en: self.to_string() }
    }
}
