//! What goes to standard error: progress where a person watches, notices, errors. And the wish to stop.

#![expect(clippy::print_stderr, reason = "this is where the program speaks")]

use crate::help::without_secrets;
use crate::interruption::Interruption;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use thuadat::report::TextStyle;
use thuadat::{Language, Message, Observer, Stage};

const ERROR: Message<&str> = Message { vi: "lỗi", en: "error" };

/// A sentence in both languages.
pub(crate) fn message(vi: impl Into<String>, en: impl Into<String>) -> Message {
    Message { vi: vi.into(), en: en.into() }
}

/// How a summary looks on standard output: in colours where a person watches and wants them.
pub(crate) fn style_of_standard_output(language: Language) -> TextStyle {
    let colours = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    TextStyle { colours, ..TextStyle::plain(language) }
}

/// Standard error and Ctrl-C.
pub(crate) struct Terminal {
    language: Language,
    bar: ProgressBar,
    is_talkative: bool,
    interruption: Interruption,
}

impl Terminal {
    /// Shows progress when standard error is a terminal and the user wants to hear of it. From now on Ctrl-C asks the
    /// work to stop instead of ending the program.
    pub(crate) fn new(language: Language, is_talkative: bool) -> Self {
        let bar = if is_talkative && std::io::stderr().is_terminal() {
            ProgressBar::new(0).with_style(bar_style())
        } else {
            ProgressBar::hidden()
        };
        Self { language, bar, is_talkative, interruption: Interruption::listen() }
    }

    /// Does work that has files half written, which must be removed before the program ends.
    pub(crate) fn while_writing<T>(&self, work: impl FnOnce() -> T) -> T {
        self.interruption.while_writing(work)
    }

    /// Whether the user asked to stop.
    pub(crate) fn is_stopped(&self) -> bool {
        self.interruption.is_asked_for()
    }

    /// Tells the user something beside the result.
    pub(crate) fn say(&self, text: &Message) {
        if self.is_talkative {
            let text = without_secrets(self.language.of(text));
            self.bar.suspend(|| eprintln!("thuadat: {text}"));
        }
    }

    /// Tells the user why there is no result.
    pub(crate) fn fail(&self, text: &Message) {
        let (label, text) = (self.language.of(&ERROR), without_secrets(self.language.of(text)));
        self.bar.suspend(|| eprintln!("thuadat: {label}: {text}"));
    }

    /// Takes the progress bar away.
    pub(crate) fn clear(&self) {
        self.bar.finish_and_clear();
    }
}

impl Observer for Terminal {
    fn progress(&self, stage: Stage, done: u64, total: u64) {
        self.bar.set_message(stage_name(self.language, stage));
        self.bar.set_length(total);
        self.bar.set_position(done);
    }

    fn is_interrupted(&self) -> bool {
        self.is_stopped()
    }
}

fn bar_style() -> ProgressStyle {
    ProgressStyle::with_template("{msg:14} {wide_bar} {pos}/{len} {elapsed}").expect("the template is fixed")
}

fn stage_name(language: Language, stage: Stage) -> &'static str {
    let (vi, en) = match stage {
        Stage::Reading => ("đọc tệp", "reading"),
        Stage::Matching => ("ghép cạnh thửa", "matching"),
        Stage::Comparing => ("so sánh", "comparing"),
        Stage::Measuring => ("đo sai lệch", "measuring"),
        Stage::Records => ("kiểm tra hồ sơ", "checking records"),
        Stage::Linking => ("ghép sổ với thửa", "linking"),
        Stage::Writing => ("ghi báo cáo", "writing"),
    };
    match language {
        Language::Vi => vi,
        Language::En => en,
    }
}
