//! How people write a moment.

use thuadat_core::{Day, Message};
use thuadat_store::Timestamp;

/// A text that is no moment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{text}` is no moment: write a day such as 2026-07-01, which means its end in Vietnam, or a moment such as 2026-07-01T08:30:00.000Z as records have it"
)]
pub struct BadMoment {
    /// The text.
    pub text: String,
}

impl BadMoment {
    /// The sentence in both languages.
    #[must_use]
    pub fn message(&self) -> Message {
        let text = &self.text;
        Message {
            vi: format!(
                "`{text}` không phải là một thời điểm: hãy ghi ngày như 2026-07-01, nghĩa là hết ngày đó theo giờ Việt Nam, hoặc thời điểm như \
                 2026-07-01T08:30:00.000Z ghi trong biến động"
            ),
            en: self.to_string(),
        }
    }
}

/// The end of a day in Vietnam, or the very moment.
///
/// # Errors
///
/// When the text is neither.
pub fn moment(text: &str) -> Result<Timestamp, BadMoment> {
    let of_day = || text.parse::<Day>().ok().map(Timestamp::end_of);
    text.parse().ok().or_else(of_day).ok_or_else(|| BadMoment { text: text.to_owned() })
}
