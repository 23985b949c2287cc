//! What goes to standard error: progress where a person watches, notices, errors. And the wish to stop.

#![expect(clippy::print_stderr, reason = "this is where the program speaks")]

use crate::INTERRUPTED;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use thuadat::{Language, Message, Observer, Stage};

const ERROR: Message<&str> = Message { vi: "lỗi", en: "error" };

/// A sentence in both languages.
pub(crate) fn message(vi: impl Into<String>, en: impl Into<String>) -> Message {
    Message { vi: vi.into(), en: en.into() }
}

/// Standard error and Ctrl-C.
pub(crate) struct Terminal {
    language: Language,
    bar: ProgressBar,
    is_talkative: bool,
    is_stopped: Arc<AtomicBool>,
    is_writing: Arc<Mutex<bool>>,
}

impl Terminal {
    /// Shows progress when standard error is a terminal and the user wants to hear of it. From now on Ctrl-C asks the
    /// work to stop instead of ending the program; asked again, it ends at once, unless it is [writing](Self::while_writing).
    pub(crate) fn new(language: Language, is_talkative: bool) -> Self {
        let is_stopped = Arc::new(AtomicBool::new(false));
        let is_writing = Arc::new(Mutex::new(false));
        let (stop, writing) = (Arc::clone(&is_stopped), Arc::clone(&is_writing));
        // Without a handler Ctrl-C ends the program at once, which leaves nothing half written either: reports are
        // renamed when whole. So the program goes on if the handler cannot be set.
        let _ = ctrlc::set_handler(move || {
            let asked_before = stop.swap(true, Ordering::Relaxed);
            let writing = writing.lock();
            if asked_before && writing.is_ok_and(|writing| !*writing) {
                std::process::exit(i32::from(INTERRUPTED));
            }
        });
        let bar = if is_talkative && std::io::stderr().is_terminal() {
            ProgressBar::new(0).with_style(bar_style())
        } else {
            ProgressBar::hidden()
        };
        Self { language, bar, is_talkative, is_stopped, is_writing }
    }

    /// Does work that has files half written, which must be removed before the program ends.
    pub(crate) fn while_writing<T>(&self, work: impl FnOnce() -> T) -> T {
        self.set_writing(true);
        let result = work();
        self.set_writing(false);
        result
    }

    fn set_writing(&self, is_writing: bool) {
        if let Ok(mut state) = self.is_writing.lock() {
            *state = is_writing;
        }
    }

    /// Whether the user asked to stop.
    pub(crate) fn is_stopped(&self) -> bool {
        self.is_stopped.load(Ordering::Relaxed)
    }

    /// Tells the user something beside the result.
    pub(crate) fn say(&self, text: &Message) {
        if self.is_talkative {
            let text = self.language.of(text);
            self.bar.suspend(|| eprintln!("thuadat: {text}"));
        }
    }

    /// Tells the user why there is no result.
    pub(crate) fn fail(&self, text: &Message) {
        let (label, text) = (self.language.of(&ERROR), self.language.of(text));
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
        Stage::Writing => ("ghi báo cáo", "writing"),
    };
    match language {
        Language::Vi => vi,
        Language::En => en,
    }
}
