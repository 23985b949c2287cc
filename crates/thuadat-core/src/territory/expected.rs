//! How much known land explains.

/// Gaps and narrow open ground that known land explains, and so are no findings.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct ExpectedGaps {
    /// How many are explained wholly.
    pub whole: usize,
    /// How many are explained in part; what is left of them is reported.
    pub in_part: usize,
    /// How much ground is explained, in square metres.
    pub area_m2: f64,
}

impl ExpectedGaps {
    pub(crate) fn add(&mut self, more: &Self) {
        self.whole += more.whole;
        self.in_part += more.in_part;
        self.area_m2 += more.area_m2;
    }
}
