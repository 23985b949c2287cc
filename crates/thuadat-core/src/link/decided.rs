//! What people decided.

use crate::Day;

/// A row of which a person decided to which parcels it belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecidedRow {
    /// Position of the register.
    pub register: u32,
    /// Position of the entry in it.
    pub entry: u32,
    /// The parcels; none where the person says that it belongs to none of the map.
    pub parcels: Box<[u32]>,
    /// Who decided.
    pub who: Box<str>,
    /// When.
    pub when: Day,
}
