//! What goes to standard error: progress where a person watches, notices, errors. And the wish to stop.

#![expect(clippy::print_stderr, reason = "this is where the program speaks")]

use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use thuadat::{Observer, Stage};

/// Standard error and Ctrl-C.
pub(crate) struct Terminal {
    bar: ProgressBar,
    is_talkative: bool,
    is_stopped: Arc<AtomicBool>,
}

impl Terminal {
    /// Shows progress when standard error is a terminal and the user wants to hear of it. From now on Ctrl-C asks the
    /// work to stop instead of ending the program.
    pub(crate) fn new(is_talkative: bool) -> Self {
        let is_stopped = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&is_stopped);
        // Without a handler Ctrl-C ends the program at once, which leaves nothing half written either: reports are
        // renamed when whole. So the program goes on if the handler cannot be set.
        let _ = ctrlc::set_handler(move || stop.store(true, Ordering::Relaxed));
        let bar = if is_talkative && std::io::stderr().is_terminal() {
            ProgressBar::new(0).with_style(bar_style())
        } else {
            ProgressBar::hidden()
        };
        Self { bar, is_talkative, is_stopped }
    }

    /// Whether the user asked to stop.
    pub(crate) fn is_stopped(&self) -> bool {
        self.is_stopped.load(Ordering::Relaxed)
    }

    /// Tells the user something beside the result.
    pub(crate) fn say(&self, text: &str) {
        if self.is_talkative {
            self.bar.suspend(|| eprintln!("thuadat: {text}"));
        }
    }

    /// Tells the user why there is no result.
    pub(crate) fn fail(&self, text: &str) {
        self.bar.suspend(|| eprintln!("thuadat: error: {text}"));
    }

    /// Takes the progress bar away.
    pub(crate) fn clear(&self) {
        self.bar.finish_and_clear();
    }
}

impl Observer for Terminal {
    fn progress(&self, stage: Stage, done: u64, total: u64) {
        self.bar.set_message(stage_name(stage));
        self.bar.set_length(total);
        self.bar.set_position(done);
    }

    fn is_interrupted(&self) -> bool {
        self.is_stopped()
    }
}

fn bar_style() -> ProgressStyle {
    ProgressStyle::with_template("{msg:10} {wide_bar} {pos}/{len} {elapsed}").expect("the template is fixed")
}

const fn stage_name(stage: Stage) -> &'static str {
    match stage {
        Stage::Reading => "reading",
        Stage::Matching => "matching",
        Stage::Comparing => "comparing",
        Stage::Measuring => "measuring",
        Stage::Writing => "writing",
    }
}
