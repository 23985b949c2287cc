//! The log of the server: one JSON document a line, on standard error.

use tracing_subscriber::fmt;

/// Begins to write the log. `is_talkative` has a line for each request, otherwise only what is amiss.
pub fn begin_log(is_talkative: bool) {
    let level = if is_talkative { tracing::Level::INFO } else { tracing::Level::WARN };
    let subscriber = fmt()
        .json()
        .flatten_event(true)
        .with_target(false)
        .with_max_level(level)
        .with_writer(std::io::stderr);
    // A second one of the same process goes on with the first.
    let _ = tracing::subscriber::set_global_default(subscriber.finish());
}
