//! What was done to a coverage, for a check to be measured against.

use serde::{Deserialize, Serialize};
use thuadat_core::Rule;

/// Every fault put into a coverage; whatever is found beyond these is a false alarm.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Truth {
    /// Seed the faults were made with.
    pub seed: u64,
    /// The faults, by rule, then by first feature.
    pub faults: Vec<Fault>,
}

impl Truth {
    /// The faults of one rule.
    pub fn of(&self, rule: Rule) -> impl Iterator<Item = &Fault> {
        self.faults.iter().filter(move |fault| fault.rule == rule)
    }
}

/// One thing wrong, and where.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fault {
    /// The rule that must find it.
    pub rule: Rule,
    /// Feature ids of the parcels concerned, the one to look at first in front.
    pub features: Vec<i64>,
    /// The same parcels as sheet and number.
    pub parcels: Vec<String>,
    /// A point of the evidence, easting and northing in metres. None where there is no place, as with an empty shape.
    pub at: Option<[f64; 2]>,
    /// Area of the evidence, or the difference of areas, in square metres.
    pub area_m2: Option<f64>,
    /// Diameter of the largest circle inside the evidence, or the distance the fault is about, in metres.
    pub width_m: Option<f64>,
    /// Other rules that may rightly speak up here because of the same fault, about these parcels or their neighbours.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<Rule>,
    /// Feature ids of other parcels that were changed, rightly, so that the coverage stays exact.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changed: Vec<i64>,
    /// What was done.
    pub note: String,
}
