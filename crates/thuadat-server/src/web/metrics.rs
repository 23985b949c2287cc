//! Accounts of what was asked, as Prometheus reads them. Labels are templates of routes, never addresses: those are without end, and
//! may name a parcel.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Upper ends of the classes of durations, in seconds.
const CLASSES: [f64; 10] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1.0, 5.0];

#[derive(Debug, Default)]
pub(crate) struct Metrics {
    routes: Mutex<BTreeMap<(String, String, u16), Durations>>,
    pub(crate) tiles_made: AtomicU64,
    pub(crate) tiles_kept: AtomicU64,
    pub(crate) tiles_reduced: AtomicU64,
}

#[derive(Debug, Default)]
struct Durations {
    classes: [u64; CLASSES.len()],
    count: u64,
    seconds: f64,
}

impl Metrics {
    /// Notes a request that was answered.
    pub(crate) fn note(&self, method: &str, route: &str, status: u16, duration: Duration) {
        let mut routes = self.routes.lock().unwrap_or_else(PoisonError::into_inner);
        let durations = routes.entry((route.to_owned(), method.to_owned(), status)).or_default();
        let seconds = duration.as_secs_f64();
        for (class, end) in durations.classes.iter_mut().zip(CLASSES) {
            *class += u64::from(seconds <= end);
        }
        durations.count += 1;
        durations.seconds += seconds;
    }

    /// All of it, in the text format of Prometheus.
    pub(crate) fn written(&self) -> String {
        const NAME: &str = "thuadat_http_request_duration_seconds";
        let mut text = format!("# HELP {NAME} Time to answer.\n# TYPE {NAME} histogram\n");
        for ((route, method, status), durations) in
            &*self.routes.lock().unwrap_or_else(PoisonError::into_inner)
        {
            let labels = format!("route=\"{route}\",method=\"{method}\",status=\"{status}\"");
            for (count, end) in durations.classes.iter().zip(CLASSES) {
                let _ = writeln!(text, "{NAME}_bucket{{{labels},le=\"{end}\"}} {count}");
            }
            let (count, seconds) = (durations.count, durations.seconds);
            let _ = writeln!(text, "{NAME}_bucket{{{labels},le=\"+Inf\"}} {count}");
            let _ = writeln!(text, "{NAME}_count{{{labels}}} {count}");
            let _ = writeln!(text, "{NAME}_sum{{{labels}}} {seconds}");
        }
        let counters = [
            ("thuadat_tiles_made_total", "Tiles encoded.", &self.tiles_made),
            ("thuadat_tiles_kept_total", "Tiles answered from memory.", &self.tiles_kept),
            (
                "thuadat_tiles_reduced_total",
                "Tiles made in which small parcels were drawn together.",
                &self.tiles_reduced,
            ),
        ];
        for (name, help, counter) in counters {
            let value = counter.load(Ordering::Relaxed);
            let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} counter\n{name} {value}");
        }
        text
    }
}
