//! Linking: to which parcel of the map each row of a register belongs, with the evidence, or why none is named.
//!
//! Three tiers. The first takes a row by its very key, through communes as they were at the time and lists of renumbered
//! sheets. The second allows for slips of the pen, cells of several parcels and split parcels, where something beside
//! the numbers supports it. The third weighs all facts together. What none decides is left to people, with candidates.

mod answer;
mod certificates;
mod contradictions;
mod decide;
mod decided;
mod doubtful;
mod frequencies;
mod holders;
mod known_people;
mod likeness;
mod map_index;
mod model;
mod neighbours;
mod origin;
mod outcome;
mod parameters;
mod probable;
mod renumbered;
mod route;
mod rows_of_one_paper;
mod texts;
mod words;
mod written;

#[cfg(test)]
mod tests;

pub use certificates::{
    CertificateFinding, CertificateOutcome, ParcelState, check_certificates, parcel_states,
};
pub use decided::DecidedRow;
pub use holders::HolderNames;
pub use known_people::{KnownPeople, PeopleSeen};
pub use likeness::{
    AreaLikeness, CodeLikeness, HolderLikeness, LandUseLikeness, Likeness, NumberLikeness, SheetLikeness,
};
pub use model::{FieldModel, Levels, MatchModel, PatternCounts, probability};
pub use outcome::{FACTS, LinkBasis, LinkReason, LinkStatus, Linkage, Neighbours, Route, RowLink};
pub use parameters::{LinkParameters, Tier};
pub use renumbered::ListPlace;
pub use words::{Evidence, EvidenceKind, evidence};

use crate::check::ParcelOwners;
use crate::{Codes, Interrupted, Observer, Parcels, Register, Renumbering, Stage};
use answer::{Answer, Comparer};
use decide::{Decider, Decision};
use frequencies::Frequencies;
use geo::Coord;
use likeness::{Facts, RowFacts};
use map_index::MapIndex;
use origin::Communes;
use probable::{Row, Weigher};
use rayon::prelude::*;
use renumbered::Renumbered;
use route::Router;
use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

/// What is linked, and with what.
#[derive(Debug, Clone, Copy)]
pub struct LinkInput<'a> {
    /// The map.
    pub parcels: &'a Parcels,
    /// The registers.
    pub registers: &'a [Register],
    /// Lists of renumbered sheets.
    pub renumberings: &'a [Renumbering],
    /// Communes with their times.
    pub communes: &'a Codes,
    /// Land uses with their times.
    pub land_uses: &'a Codes,
    /// Where the official identifier of each entry has its place, register by register, in the parcels' coordinate
    /// system; not a number where it has none. Empty where nobody can tell.
    pub code_places: &'a [Vec<Coord<f64>>],
    /// Names of holders on the map, parcel by parcel; empty where it has none.
    pub holders: &'a HolderNames,
    /// What people decided of single rows, in the order of rows and at most once of each.
    pub decided: &'a [DecidedRow],
    /// The settings.
    pub parameters: &'a LinkParameters,
}

impl<'a> LinkInput<'a> {
    /// A map and registers with nothing beside them: no lists, no identifiers with a place, no names on the map, no decisions.
    #[must_use]
    pub fn of(parcels: &'a Parcels, registers: &'a [Register], parameters: &'a LinkParameters) -> Self {
        static NO_CODES: LazyLock<Codes> = LazyLock::new(Codes::default);
        static NOBODY: HolderNames = HolderNames::NONE;
        Self {
            parcels,
            registers,
            renumberings: &[],
            communes: &NO_CODES,
            land_uses: &NO_CODES,
            code_places: &[],
            holders: &NOBODY,
            decided: &[],
            parameters,
        }
    }
}

/// Rows between two looks at whether to go on.
const ROWS_AT_ONCE: usize = 1 << 14;

/// Links the rows of registers to the parcels of a map.
///
/// # Errors
///
/// [`Interrupted`] when the observer asks for it.
///
/// # Complexity
///
/// Rows whose very numbers are on the map: constant time each. Others: linear in the parcels of the sheets they may mean.
///
/// # Examples
///
/// ```
/// use geo::polygon;
/// use thuadat_core::*;
///
/// let mut parcels = Parcels::from_polygons(&[polygon![(x: 0., y: 0.), (x: 10., y: 0.), (x: 10., y: 10.)]]);
/// parcels.records[0].key = ParcelKey { commune: None, sheet: Some("5".into()), number: Some("12".into()) };
/// let mut register = Register::default();
/// register.entries.push(CertificateEntry {
///     row: 2,
///     printed: SheetAndNumber { sheet: Some("05".into()), number: Some("12".into()) },
///     ..CertificateEntry::default()
/// });
/// let (registers, parameters) = ([register], LinkParameters::default());
/// let linkage = link(&LinkInput::of(&parcels, &registers, &parameters), &Unobserved)?;
/// assert_eq!((linkage.rows[0].status, &*linkage.rows[0].parcels), (LinkStatus::Linked, &[0][..]));
/// # Ok::<(), Interrupted>(())
/// ```
pub fn link(input: &LinkInput<'_>, observer: &dyn Observer) -> Result<Linkage, Interrupted> {
    let LinkInput { parcels, registers, parameters, .. } = *input;
    let mut map = MapIndex::new(parcels);
    let renumbered = Renumbered::new(input.renumberings, &mut map.texts);
    go_on(observer)?;
    let mut facts = Facts::new(parcels, input.land_uses, input.holders);
    let owners = (!input.code_places.is_empty()).then(|| ParcelOwners::new(&parcels.geometries));
    let communes = Communes::new(input.communes, &map, parameters.merged_on);
    let rows = rows(input, &map, &mut facts, &communes, owners.as_ref());
    let decider = Decider {
        router: Router { map: &map, communes, renumbered: &renumbered },
        comparer: Comparer { map: &map, facts: &facts, limit: parameters.area },
        last_tier: parameters.last_tier,
        complete_ratio: parameters.limit.complete_ratio,
    };
    let mut decisions =
        in_parts(&rows, observer, |_, row| decider.decide(row.entry, &row.facts, row.old_codes))?;
    follow_siblings(input, &mut decisions);
    let frequencies = Frequencies::new(&map, &facts, parcels.len());
    let mut weigher = Weigher {
        decider: &decider,
        facts: &facts,
        map: &map,
        frequencies: &frequencies,
        parameters,
        model: probable::assumed(parcels.len()),
        absent: probable::LEAST_ABSENT,
    };
    weigher.learn(&rows, &decisions);
    go_on(observer)?;
    let weigh = |position: usize, row: &Row<'_>| {
        let decision = decisions[position].clone();
        if parameters.last_tier < Tier::Probable { decision } else { weigher.decide(row, decision) }
    };
    let mut decisions = in_parts(&rows, observer, weigh)?;
    doubtful::leave_open(&mut decisions);
    follow_people(input, &weigher, &rows, &mut decisions);
    rows_of_one_paper::leave_open(input, &weigher, &rows, &mut decisions);
    contradictions::name(&rows, &mut decisions, parameters.rounding_m2);
    neighbours::count(&map, &mut decisions);
    go_on(observer)?;
    let places = registers.iter().enumerate().flat_map(|(register, entries)| {
        (0..entries.entries.len()).map(move |entry| (register as u32, entry as u32))
    });
    let places: Vec<(u32, u32)> = places.collect();
    let answers = (decisions, &rows, places).into_par_iter().map(|(decision, row, (register, entry))| {
        let first = decision.parcels.first().or(decision.candidates.first());
        let bits = first.map(|&parcel| weigher.bits(&row.facts, parcel, decision.basis.likeness));
        let is_by_person = decision.tier == Some(Tier::Person) && !decision.parcels.is_empty();
        let score = if is_by_person { 1.0 } else { bits.map_or(0.0, |bits| weigher.score(&bits)) };
        let decision =
            if weigher.is_too_improbable(&decision, score) { decision.left_open() } else { decision };
        RowLink {
            register,
            entry,
            status: decision.status,
            tier: decision.tier,
            score,
            parcels: decision.parcels.into(),
            candidates: decision.candidates.into(),
            reasons: decision.reason.into_iter().collect(),
            basis: decision.basis,
            bits: bits.unwrap_or_default(),
        }
    });
    Ok(Linkage { rows: answers.collect(), model: weigher.model.clone() })
}

fn go_on(observer: &dyn Observer) -> Result<(), Interrupted> {
    if observer.is_interrupted() { Err(Interrupted) } else { Ok(()) }
}

/// The same for every row, on all threads, a part at a time.
fn in_parts<T: Send>(
    rows: &[Row<'_>],
    observer: &dyn Observer,
    of_row: impl Fn(usize, &Row<'_>) -> T + Sync,
) -> Result<Vec<T>, Interrupted> {
    let mut all = Vec::with_capacity(rows.len());
    for (part, start) in rows.chunks(ROWS_AT_ONCE).zip((0..).step_by(ROWS_AT_ONCE)) {
        go_on(observer)?;
        all.par_extend(part.par_iter().enumerate().map(|(position, row)| of_row(start + position, row)));
        observer.progress(Stage::Linking, all.len() as u64, rows.len() as u64);
    }
    Ok(all)
}

/// The rows with what they say beside their keys.
fn rows<'a>(
    input: &LinkInput<'a>,
    map: &MapIndex,
    facts: &mut Facts<'_>,
    communes: &Communes<'_>,
    owners: Option<&ParcelOwners<'_>>,
) -> Vec<Row<'a>> {
    let mut rows = Vec::with_capacity(input.registers.iter().map(|register| register.entries.len()).sum());
    let holders = facts.holders.of_rows(input.registers);
    for (register, entries) in input.registers.iter().enumerate() {
        let old_codes = communes.bears_old_codes(entries);
        let places = input.code_places.get(register);
        for (position, entry) in entries.entries.iter().enumerate() {
            let owner = || {
                let place =
                    places?.get(position).filter(|place| place.x.is_finite() && place.y.is_finite())?;
                owners?.at(*place)
            };
            let row_facts = RowFacts {
                area_m2: entry.area_m2.filter(|area_m2| area_m2.is_finite() && *area_m2 > 0.0),
                land_use: facts.land_uses.learn_of(entry),
                coded: entry.parcel_code.as_deref().and_then(|code| map.coded(code).or_else(owner)),
                scale: entry.scale.map_or(input.parameters.scale, f64::from),
                holders: holders.get(rows.len()).copied().unwrap_or_default(),
            };
            rows.push(Row { entry, facts: row_facts, old_codes });
        }
    }
    rows
}

/// Rows of which people decided are as they decided.
fn follow_people(input: &LinkInput<'_>, weigher: &Weigher<'_>, rows: &[Row<'_>], decisions: &mut [Decision]) {
    let mut first_rows = vec![0];
    for register in input.registers {
        first_rows.push(first_rows[first_rows.len() - 1] + register.entries.len());
    }
    for decided in input.decided {
        let position = first_rows[decided.register as usize] + decided.entry as usize;
        decisions[position] = match decided.parcels.first() {
            None => Decision {
                tier: Some(Tier::Person),
                open: None,
                ..Decision::unlinked(LinkReason::DecidedNone)
            },
            Some(&first) => {
                let basis = weigher.basis(&rows[position], first, &decided.parcels);
                let parcels = decided.parcels.to_vec();
                Decision::linked(Answer { parcels, basis, from: 0, needs_support: false }, Tier::Person)
            }
        };
    }
}

/// Rows of which the sheet can be one of several take the way the other rows of their certificate took, if they all took one.
fn follow_siblings(input: &LinkInput<'_>, decisions: &mut [Decision]) {
    if input.parameters.last_tier < Tier::Near {
        return;
    }
    let entries = input.registers.iter().enumerate().flat_map(|(register, entries)| {
        let certificate = |serial: &str| contradictions::certificate(serial);
        entries.entries.iter().map(move |entry| (register, entry.serial.as_deref().and_then(certificate)))
    });
    let certificates: Vec<(usize, Option<String>)> = entries.collect();
    let mut ways: HashMap<(usize, &str), BTreeSet<(u64, u32)>> = HashMap::new();
    for (position, (decision, (register, serial))) in decisions.iter().zip(&certificates).enumerate() {
        if let (LinkStatus::Linked, Some(serial), Route::Renumbered(_)) =
            (decision.status, serial, decision.basis.route)
        {
            ways.entry((*register, serial)).or_default().insert((decision.from, position as u32));
        }
    }
    for (decision, (register, serial)) in decisions.iter_mut().zip(&certificates) {
        let is_open_sheet =
            matches!(decision.reason, Some(LinkReason::SeveralSheets | LinkReason::SeveralCommunes));
        let serial = serial.as_deref().filter(|_| is_open_sheet);
        let Some(ways) = serial.and_then(|serial| ways.get(&(*register, serial))) else {
            continue;
        };
        let from: BTreeSet<u64> = ways.iter().map(|&(from, _)| from).collect();
        let answers = decision.open.iter().flat_map(|open| &open.answers);
        let fitting: Vec<&Answer> = answers
            .filter(|answer| from.contains(&answer.from) && !answer.basis.likeness.is_opposed())
            .collect();
        if let (1, [only]) = (from.len(), &fitting[..]) {
            let mut answer = (*only).clone();
            answer.basis.siblings = ways.len() as u32;
            *decision = Decision::linked(answer, Tier::Near);
        }
    }
}
