//! Rows of one serial: whether they are of one certificate, and whether they then say the same.

use super::desk::{Desk, Draft};
use super::{CertificateFinding, registry, words};
use crate::link::written::skeleton;
use crate::{CertificateEntry, Rule, SheetAndNumber, WrittenDate, land_uses};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use unicode_normalization::UnicodeNormalization;

/// Of more parcels under one serial each is held against the first and the one before it alone.
const MOST_PAIRWISE: usize = 64;

/// Serials of different certificates, and certificates whose rows disagree.
pub(super) fn papers(desk: &Desk<'_>) -> Vec<CertificateFinding> {
    if !desk.wants(Rule::SerialDuplicate) && !desk.wants(Rule::EntriesDisagree) {
        return Vec::new();
    }
    let mut by_serial: HashMap<&str, Vec<u32>> = HashMap::new();
    for row in 0..desk.linkage.rows.len() as u32 {
        if let Some(serial) = desk.serial(row) {
            by_serial.entry(&serial.key).or_default().push(row);
        }
    }
    let several = by_serial.into_values().filter(|rows| rows.len() > 1);
    several.filter_map(|rows| of_serial(desk, rows)).collect()
}

/// The rows of one serial on one ground.
struct Holding<'a> {
    rows: Vec<u32>,
    registry: BTreeSet<String>,
    issued: BTreeSet<WrittenDate>,
    holders: BTreeSet<String>,
    areas_m2: Vec<f64>,
    land_uses: BTreeSet<Vec<&'a str>>,
}

fn of_serial(desk: &Desk<'_>, rows: Vec<u32>) -> Option<CertificateFinding> {
    let holdings = holdings(desk, &rows);
    if are_of_several(&holdings) {
        return desk.finding(Draft::new(Rule::SerialDuplicate, rows), &words::serial_duplicate());
    }
    let facts = disagreements(desk, &holdings);
    if facts.is_empty() {
        return None;
    }
    desk.finding(Draft::new(Rule::EntriesDisagree, rows), &words::entries_disagree(&facts))
}

/// Sheets, numbers and commune as a row writes them.
type Written<'a> = (&'a SheetAndNumber, &'a SheetAndNumber, &'a Option<Box<str>>);

/// Where rows stand: the parcels they, or others that write the same, are linked to, or what they write where none is.
type Ground<'a> = (&'a [u32], Option<Written<'a>>);

fn holdings<'a>(desk: &Desk<'a>, rows: &[u32]) -> Vec<Holding<'a>> {
    let written = |row: u32| -> Written<'a> {
        let entry = desk.entry(row);
        (&entry.printed, &entry.current, &entry.commune)
    };
    let with_parcels = rows.iter().filter(|&&row| !desk.parcels_of(row).is_empty());
    let known: HashMap<Written<'a>, &'a [u32]> =
        with_parcels.map(|&row| (written(row), desk.parcels_of(row))).collect();
    let mut by_ground: BTreeMap<Ground<'a>, Holding<'a>> = BTreeMap::new();
    for &row in rows {
        let entry = desk.entry(row);
        let own = desk.parcels_of(row);
        let parcels =
            if own.is_empty() { known.get(&written(row)).copied().unwrap_or_default() } else { own };
        let written = parcels.is_empty().then(|| written(row));
        let holding = by_ground.entry((parcels, written)).or_insert_with(|| Holding {
            rows: Vec::new(),
            registry: BTreeSet::new(),
            issued: BTreeSet::new(),
            holders: BTreeSet::new(),
            areas_m2: Vec::new(),
            land_uses: BTreeSet::new(),
        });
        holding.rows.push(row);
        let number = entry.registry_number.as_deref();
        holding.registry.extend(number.and_then(|number| registry::key(number, entry.serial.as_deref())));
        holding.issued.extend(entry.issued);
        holding.holders.extend(holder(entry));
        holding.areas_m2.extend(entry.area_m2);
        holding.land_uses.extend(known_land_uses(desk, entry));
    }
    let mut all: Vec<Holding<'a>> = by_ground.into_values().collect();
    all.sort_by(|one, other| one.rows.cmp(&other.rows));
    all
}

/// What tells a holder from others: by name as it sounds, for numbers have slips of their own.
fn holder(entry: &CertificateEntry) -> Option<String> {
    let name = entry.holder.organisation.as_deref().or(entry.holder.name.as_deref())?;
    let capitals = name.to_uppercase().replace(['Đ', 'Ð'], "D");
    let folded: String = capitals.nfd().filter(char::is_ascii_alphanumeric).collect();
    (!folded.is_empty()).then_some(folded)
}

/// The land uses of a row by their codes; none where one is of words or of a code nobody knows.
fn known_land_uses<'a>(desk: &Desk<'a>, entry: &'a CertificateEntry) -> Option<Vec<&'a str>> {
    let codes = entry.land_uses.iter().flat_map(|land_use| land_uses(&land_use.land_use));
    let mut codes: Vec<&str> = codes.map(|land_use| land_use.code).collect();
    codes.sort_unstable();
    let are_known = codes.iter().all(|code| desk.input.land_uses.find(code).is_some());
    (are_known && !codes.is_empty()).then_some(codes)
}

/// How two sets of the same fact stand to each other; nothing where one is empty.
fn agree<Fact>(
    one: &BTreeSet<Fact>,
    other: &BTreeSet<Fact>,
    same: impl Fn(&Fact, &Fact) -> bool,
) -> Option<bool> {
    let are_known = !one.is_empty() && !other.is_empty();
    are_known.then(|| one.iter().any(|fact| other.iter().any(|fact_there| same(fact, fact_there))))
}

/// Whether the serial stands on different certificates: two facts of three contradict, and the registry number does not
/// say that it is one.
fn are_of_several(holdings: &[Holding<'_>]) -> bool {
    let differ = |one: &Holding<'_>, other: &Holding<'_>| {
        let registry = agree(&one.registry, &other.registry, |a, b| a == b);
        let issued = agree(&one.issued, &other.issued, |a, b| may_be_same_day(*a, *b));
        let holders = agree(&one.holders, &other.holders, |a, b| a == b);
        let contradicting = [registry, issued, holders].iter().filter(|fact| **fact == Some(false)).count();
        let by_holders_alone = holders == Some(false) && registry.is_none() && issued.is_none();
        registry != Some(true) && (contradicting >= 2 || by_holders_alone)
    };
    if holdings.len() <= MOST_PAIRWISE {
        let pairs = holdings
            .iter()
            .enumerate()
            .flat_map(|(at, one)| holdings[..at].iter().map(move |other| (one, other)));
        pairs.into_iter().any(|(one, other)| differ(one, other))
    } else {
        holdings.windows(2).any(|pair| differ(&pair[0], &pair[1]) || differ(&holdings[0], &pair[1]))
    }
}

fn may_be_same_day(one: WrittenDate, other: WrittenDate) -> bool {
    let parts = |date| match date {
        WrittenDate::Year(year) => (year, None, None),
        WrittenDate::Month(year, month) => (year, Some(month), None),
        WrittenDate::Day(day) => (day.year(), Some(day.month()), Some(day.of_month())),
    };
    let ((year, month, day), (other_year, other_month, other_day)) = (parts(one), parts(other));
    let may_be = |one: Option<u8>, other: Option<u8>| one.is_none() || other.is_none() || one == other;
    year == other_year && may_be(month, other_month) && may_be(day, other_day)
}

/// What rows of one certificate say differently.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Disagreement {
    RegistryNumber,
    Issued,
    LandUse,
    /// The least and the most area of one parcel.
    Area(f64, f64),
}

fn disagreements(desk: &Desk<'_>, holdings: &[Holding<'_>]) -> Vec<Disagreement> {
    let mut facts = Vec::new();
    let registry: BTreeSet<String> =
        holdings.iter().flat_map(|holding| &holding.registry).map(|number| skeleton(number)).collect();
    if registry.len() > 1 {
        facts.push(Disagreement::RegistryNumber);
    }
    let issued: Vec<WrittenDate> = holdings.iter().flat_map(|holding| &holding.issued).copied().collect();
    if issued.iter().any(|&one| issued.iter().any(|&other| !may_be_same_day(one, other))) {
        facts.push(Disagreement::Issued);
    }
    let rounding_m2 = desk.input.parameters.rounding_m2;
    let range = |holding: &Holding<'_>| {
        let least = holding.areas_m2.iter().copied().fold(f64::INFINITY, f64::min);
        let most = holding.areas_m2.iter().copied().fold(0.0, f64::max);
        (most - least > rounding_m2).then_some(Disagreement::Area(least, most))
    };
    facts.extend(holdings.iter().find_map(range));
    if holdings.iter().any(|holding| holding.land_uses.len() > 1) {
        facts.push(Disagreement::LandUse);
    }
    facts
}
