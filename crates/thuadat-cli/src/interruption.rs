//! Ctrl-C, and the other ways to ask a program to end.

use crate::INTERRUPTED;
use signal_hook::SigId;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag::{register, register_conditional_shutdown};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

#[cfg(unix)]
const SIGNALS: [i32; 3] = [SIGINT, SIGTERM, signal_hook::consts::SIGHUP];
#[cfg(not(unix))]
const SIGNALS: [i32; 2] = [SIGINT, SIGTERM];

/// The wish to stop. Asked once, the work stops where it next looks; asked again, the program ends at once, unless it is
/// [writing](Self::while_writing).
pub(crate) struct Interruption {
    is_asked_for: Arc<AtomicBool>,
    end_at_once: Mutex<Vec<SigId>>,
}

impl Interruption {
    /// Listens from now on.
    pub(crate) fn listen() -> Self {
        let is_asked_for = Arc::new(AtomicBool::new(false));
        for signal in SIGNALS {
            // Unheard, the signal ends the program at once, which leaves nothing half written under its name either:
            // reports are renamed when whole. So the program goes on.
            let _ = register(signal, Arc::clone(&is_asked_for));
        }
        let interruption = Self { is_asked_for, end_at_once: Mutex::default() };
        interruption.end_when_asked_again();
        interruption
    }

    /// Whether anyone asked to stop.
    pub(crate) fn is_asked_for(&self) -> bool {
        self.is_asked_for.load(Ordering::Relaxed)
    }

    /// Does work that has files half written, which must be removed before the program ends.
    pub(crate) fn while_writing<T>(&self, work: impl FnOnce() -> T) -> T {
        for id in self.end_at_once.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            signal_hook::low_level::unregister(id);
        }
        let result = work();
        self.end_when_asked_again();
        result
    }

    /// What is registered first looks at the flag before what is registered second sets it. Ending so runs nothing more
    /// of the program: what the libraries clean up at an ordinary end may still be in use.
    fn end_when_asked_again(&self) {
        let mut end_at_once = self.end_at_once.lock().unwrap_or_else(PoisonError::into_inner);
        for signal in SIGNALS {
            let asked_before = Arc::new(AtomicBool::new(self.is_asked_for()));
            let end =
                register_conditional_shutdown(signal, i32::from(INTERRUPTED), Arc::clone(&asked_before));
            end_at_once.extend(end.into_iter().chain(register(signal, asked_before)));
        }
    }
}
