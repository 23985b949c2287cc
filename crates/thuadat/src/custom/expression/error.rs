//! Why a text is no expression.

use thuadat_core::Message;

/// Why a text is no expression.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("at character {character}{}: {}", near_en(.near), problem.en)]
pub struct ExpressionError {
    /// Which letter of the text is at fault, counted from one; one more than there are where something is lacking at the
    /// end.
    pub character: usize,
    /// What stands there; empty at the end.
    pub near: String,
    /// What is wrong, and what was expected.
    pub problem: Message,
}

impl ExpressionError {
    /// The sentence in both languages.
    #[must_use]
    pub fn message(&self) -> Message {
        let near = if self.near.is_empty() {
            " (hết biểu thức)".to_owned()
        } else {
            format!(" (`{}`)", self.near)
        };
        let vi = format!("ở ký tự thứ {}{near}: {}", self.character, self.problem.vi);
        Message { vi, en: self.to_string() }
    }
}

fn near_en(near: &str) -> String {
    if near.is_empty() { " (the end)".to_owned() } else { format!(" (`{near}`)") }
}
