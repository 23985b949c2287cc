//! What every answer has in common: parameters, problems, encodings, headers, accounts.

mod answer;
mod encoding;
mod metrics;
mod observe;
mod parameters;
mod problem;

pub(crate) use answer::{Answer, Format, MediaType, content_hash, entity_tag, is_known, tag_of};
pub(crate) use encoding::{Accepted, Encoding};
pub(crate) use metrics::Metrics;
pub(crate) use observe::{observe, preflight};
pub(crate) use parameters::Parameters;
pub(crate) use problem::Problem;
