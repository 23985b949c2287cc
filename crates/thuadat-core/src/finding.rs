//! A finding: one thing wrong or noteworthy, with evidence a person can look at.

use crate::{Message, Parcels, Rule, Severity};
use geo::{Coord, Geometry};
use std::fmt;
use std::str::FromStr;

/// One thing found wrong or noteworthy in a dataset.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The same in every run as long as the place, the rule and the parcels are the same.
    pub id: FindingId,
    /// What was found.
    pub rule: Rule,
    /// How grave it is under the profile used.
    pub severity: Severity,
    /// Positions of the parcels it concerns, the one to look at first in front. Empty where the whole dataset is meant.
    pub parcels: Vec<u32>,
    /// A point to look at, in the dataset's coordinate system; none where there is no place to point at, as for a
    /// parcel without shape.
    pub at: Option<Coord<f64>>,
    /// The evidence: the overlap, the gap, the edge, the point.
    pub geometry: Option<Geometry<f64>>,
    /// Area of the evidence, or the difference of areas the finding is about, in square metres.
    pub area_m2: Option<f64>,
    /// Diameter of the largest circle inside the evidence, or the distance the finding is about, in metres.
    pub width_m: Option<f64>,
    /// Length of the evidence along its middle, in metres.
    pub length_m: Option<f64>,
    /// Where in the first parcel's shape, for findings about one vertex or edge.
    pub place: Option<VertexPlace>,
    /// What is wrong, where, and what to do, in both languages.
    pub message: Message,
    /// The finding that explains this one and is to be mended first, as a shift of a whole sheet does.
    pub explained_by: Option<FindingId>,
}

/// Where a vertex stands in a parcel's shape. All counts begin at zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct VertexPlace {
    /// Which polygon of the parcel.
    pub part: u32,
    /// Which ring of the polygon; zero is the shell.
    pub ring: u32,
    /// Which vertex of the ring, as stored.
    pub vertex: u32,
}

/// Names a finding across runs: a hash of rule, parcels and place.
///
/// Parcels enter by their key where they have one, else by feature id; the place enters to the centimetre.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FindingId(u64);

impl FindingId {
    /// The id of a finding of `rule` about `parcels` at `at`.
    ///
    /// # Panics
    ///
    /// When a position is not one of `dataset`.
    #[must_use]
    pub fn new(rule: Rule, dataset: &Parcels, parcels: &[u32], at: Option<Coord<f64>>) -> Self {
        let mut names: Vec<String> = parcels.iter().map(|&parcel| identity(dataset, parcel)).collect();
        names.sort_unstable();
        let mut hash = Fnv1a::new();
        hash.write(rule.id());
        for name in &names {
            hash.write(name);
        }
        if let Some(at) = at {
            hash.write(&format!("{} {}", centimetres(at.x), centimetres(at.y)));
        }
        Self(hash.0)
    }

    /// The id of a finding of `rule` about something many parcels share, such as a code: it does not depend on them.
    #[must_use]
    pub fn of_subject(rule: Rule, subject: &str) -> Self {
        let mut hash = Fnv1a::new();
        hash.write(rule.id());
        hash.write(subject);
        Self(hash.0)
    }

    /// The id of what is wrong with one cell of a file, told by a stable name and the place.
    #[must_use]
    pub fn of_cell(code: &str, place: &str) -> Self {
        let mut hash = Fnv1a::new();
        hash.write(code);
        hash.write(place);
        Self(hash.0)
    }

    /// The id of the `count`-th further finding that would have the same.
    pub(crate) fn repeated(self, count: u32) -> Self {
        if count == 0 {
            return self;
        }
        let mut hash = Fnv1a(self.0);
        hash.write(&count.to_string());
        Self(hash.0)
    }
}

/// A text that is no finding id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a finding id has 16 digits and letters a to f")]
pub struct NotAFindingId;

impl FromStr for FindingId {
    type Err = NotAFindingId;

    /// Reads an id as reports write it.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_hexadecimal = text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let number = u64::from_str_radix(text, 16).ok().filter(|_| is_hexadecimal);
        number.map(Self).ok_or(NotAFindingId)
    }
}

impl fmt::Display for FindingId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

fn identity(dataset: &Parcels, parcel: u32) -> String {
    let record = &dataset.records[parcel as usize];
    match (&record.key.sheet, &record.key.number) {
        (Some(sheet), Some(number)) => {
            format!("{}\u{1f}{sheet}\u{1f}{number}", record.key.commune.as_deref().unwrap_or_default())
        }
        _ => format!("#{}", record.feature),
    }
}

fn centimetres(metres: f64) -> i64 {
    (metres * 100.0).round() as i64
}

/// Fowler–Noll–Vo 1a, 64 bits: written out because the id must stay the same in every version and on every machine,
/// which std's hasher does not promise.
pub(crate) struct Fnv1a(pub(crate) u64);

impl Fnv1a {
    pub(crate) const fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    pub(crate) fn write(&mut self, text: &str) {
        for byte in text.bytes().chain([0x1e]) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{coord, polygon};

    fn dataset() -> Parcels {
        let square = polygon![(x: 0., y: 0.), (x: 1., y: 0.), (x: 1., y: 1.)];
        Parcels::from_polygons(&[square.clone(), square])
    }

    #[test]
    fn id_does_not_depend_on_the_order_of_parcels() {
        let at = Some(coord! { x: 1.0, y: 2.0 });
        let dataset = dataset();
        let id = FindingId::new(Rule::Overlap, &dataset, &[0, 1], at);
        assert_eq!(id, FindingId::new(Rule::Overlap, &dataset, &[1, 0], at));
        assert_ne!(id, FindingId::new(Rule::Gap, &dataset, &[1, 0], at));
    }

    #[test]
    fn id_is_fixed_for_all_time() {
        let at = Some(coord! { x: 454_436.1, y: 2_427_244.02 });
        let id = FindingId::new(Rule::Overlap, &dataset(), &[0, 1], at);
        assert_eq!(id.to_string(), "41bc5a5452e78fed");
        assert_eq!("41bc5a5452e78fed".parse(), Ok(id));
        for text in ["41bc5a5452e78fe", "41bc5a5452e78fedd", "+1bc5a5452e78fed", ""] {
            assert_eq!(text.parse::<FindingId>(), Err(NotAFindingId), "{text}");
        }
    }
}
