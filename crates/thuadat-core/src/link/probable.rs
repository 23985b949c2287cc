//! Tier 3: what is probable by all facts together.

use super::answer::{Answer, NumberLike};
use super::decide::{Decider, Decision, MOST_CANDIDATES, Open};
use super::frequencies::{Frequencies, levels};
use super::likeness::{
    AreaLikeness, CodeLikeness, Facts, HolderLikeness, LandUseLikeness, Likeness, NumberLikeness, RowFacts,
    SheetLikeness,
};
use super::map_index::{Keyed, MapIndex};
use super::model::{FieldModel, MatchModel, PatternCounts, probability};
use super::outcome::{FACTS, LinkBasis, LinkReason, LinkStatus, Neighbours, Route};
use super::parameters::{LinkParameters, Tier};
use super::route::SheetOption;
use super::written::{canonical, is_one_edit, skeleton};
use crate::CertificateEntry;
use rayon::prelude::*;

/// Learning looks at so many rows, evenly spread, and at so many pairs taken at random.
const ROWS_LEARNED_FROM: usize = 100_000;
const RANDOM_PAIRS: usize = 200_000;
/// Part of the rows whose parcel is not on the map, at the least and the most.
pub(super) const LEAST_ABSENT: f64 = 0.02;
const MOST_ABSENT: f64 = 0.5;
/// Where the very numbers are on the map, the parcel is not there only if they are wrong by chance as well.
const ABSENT_WITH_ITS_NUMBERS: f64 = 0.25;
/// Of fewer rows than this nothing is learned that goes against what is assumed.
const LEAST_LEARNED_FROM: u64 = 400;
/// An area that more parcels have than this leads nowhere.
const COMMON_AREA: usize = 64;

/// What is assumed of frequencies before anything is learned.
pub(super) fn assumed(parcels: usize) -> MatchModel<FACTS> {
    let field =
        |name, levels, m: &[f64], u: &[f64]| FieldModel { name, levels, m: m.to_vec(), u: u.to_vec() };
    MatchModel {
        prior: 1.0 / (parcels.max(1) as f64 + 1.0),
        fields: [
            field("sheet", SheetLikeness::LEVELS, &[0.97, 0.01, 0.01, 0.01], &[0.03, 0.001, 0.069, 0.9]),
            field(
                "number",
                NumberLikeness::LEVELS,
                &[0.95, 0.01, 0.01, 0.02, 0.01],
                &[0.005, 0.001, 0.001, 0.033, 0.96],
            ),
            field(
                "area",
                AreaLikeness::LEVELS,
                &[0.8, 0.12, 0.03, 0.02, 0.03],
                &[0.001, 0.01, 0.039, 0.15, 0.8],
            ),
            field("land-use", LandUseLikeness::LEVELS, &[0.85, 0.12, 0.03], &[0.3, 0.2, 0.5]),
            field("parcel-code", CodeLikeness::LEVELS, &[0.98, 0.02], &[0.0005, 0.9995]),
            // Maps are older than transfers: other holders are common of pairs that belong together.
            field("holder", HolderLikeness::LEVELS, &[0.7, 0.05, 0.05, 0.2], &[0.004, 0.002, 0.014, 0.98]),
        ],
        learned_from: 0,
        rounds: 0,
    }
}

/// A row of a register, with what is known of it.
pub(super) struct Row<'a> {
    pub(super) entry: &'a CertificateEntry,
    pub(super) facts: RowFacts,
    pub(super) old_codes: bool,
}

/// Weighs all facts together.
pub(super) struct Weigher<'a> {
    pub(super) decider: &'a Decider<'a>,
    pub(super) facts: &'a Facts<'a>,
    pub(super) map: &'a MapIndex,
    pub(super) frequencies: &'a Frequencies,
    pub(super) parameters: &'a LinkParameters,
    pub(super) model: MatchModel<FACTS>,
    /// Part of the rows whose parcel is not on the map.
    pub(super) absent: f64,
}

impl Weigher<'_> {
    /// Learns the model from the rows: what facts beside the key are like where the very key led to a parcel; what keys
    /// are like where the area did.
    pub(super) fn learn(&mut self, rows: &[Row<'_>], decisions: &[Decision]) {
        if rows.is_empty() || self.map.len() == 0 {
            return;
        }
        let step = rows.len().div_ceil(ROWS_LEARNED_FROM);
        let random: PatternCounts<FACTS> = self.random_pairs(rows).into_iter().collect();
        self.model.learn_others(&random);
        let absent = decisions.iter().filter(|decision| decision.status != LinkStatus::Linked).count();
        self.absent = (absent as f64 / decisions.len() as f64).clamp(LEAST_ABSENT, MOST_ABSENT);
        let exact = |decision: &Decision| match decision.tier {
            Some(Tier::Exact) if decision.parcels.len() == 1 => Some(levels(decision.basis.likeness)),
            _ => None,
        };
        let by_key: PatternCounts<FACTS> = decisions.iter().step_by(step).filter_map(exact).collect();
        self.model.learn_matches(&by_key, &[0, 1]);
        let of_same_area: Vec<[u8; FACTS]> = rows
            .par_iter()
            .step_by(step)
            .flat_map_iter(|row| {
                let reader = RowReader::new(self, row);
                self.of_same_area(row)
                    .iter()
                    .map(move |&(_, parcel)| levels(reader.likeness(parcel)))
                    .collect::<Vec<_>>()
            })
            .collect();
        self.model.learn_matches(&of_same_area.into_iter().collect(), &[2, 3, 4, 5]);
    }

    fn random_pairs(&self, rows: &[Row<'_>]) -> Vec<[u8; FACTS]> {
        let parcels = self.facts.land_use_of.len() as u64;
        let pairs = RANDOM_PAIRS.min(rows.len() * 64) as u64;
        let pair = |position: u64| {
            let (row, parcel) = (scattered(position * 2), scattered(position * 2 + 1));
            let row = &rows[(row % rows.len() as u64) as usize];
            levels(RowReader::new(self, row).likeness((parcel % parcels) as u32))
        };
        (0..pairs).into_par_iter().map(pair).collect()
    }

    fn of_same_area(&self, row: &Row<'_>) -> &[(f64, u32)] {
        let Some(area_m2) = row.facts.area_m2 else { return &[] };
        let same = self.frequencies.of_area(area_m2, self.parameters.area.area_m2 + 1e-6);
        if same.len() <= COMMON_AREA { same } else { &[] }
    }

    /// What each fact is worth for a row and the first of the parcels it leads to.
    pub(super) fn bits(&self, row: &RowFacts, parcel: u32, likeness: Likeness) -> [f64; FACTS] {
        let (map, limit) = (self.map, &self.parameters.area);
        self.frequencies.bits(&self.model, map, self.facts, row, parcel, likeness, limit)
    }

    /// The probability of that, without regard to other candidates.
    pub(super) fn score(&self, bits: &[f64; FACTS]) -> f64 {
        probability(self.prior_bits(self.absent) + bits.iter().sum::<f64>())
    }

    /// Whether a row was linked by numbers that are not the very ones, and all facts together say it is hardly so.
    pub(super) fn is_too_improbable(&self, decision: &Decision, score: f64) -> bool {
        decision.status == LinkStatus::Linked
            && decision.tier == Some(Tier::Near)
            && decision.basis.siblings == 0
            && self.parameters.last_tier == Tier::Probable
            && score < self.parameters.limit.review_probability
    }

    /// What it is worth before anything is compared that the parcel of a row is this one, and not none of the map.
    fn prior_bits(&self, absent: f64) -> f64 {
        (self.model.prior * (1.0 - absent) / absent).log2()
    }

    /// Decides a row that its numbers left open, if one parcel is probable enough.
    pub(super) fn decide(&self, row: &Row<'_>, decision: Decision) -> Decision {
        let Some(open) = decision.open.clone() else { return decision };
        let Open { answers, is_contested } = *open;
        if is_contested {
            return self.contested(row, decision, answers);
        }
        if answers.is_empty() {
            return self.not_found(row, decision);
        }
        let weighed = self.weighed(&row.facts, answers, self.absent);
        match weighed.first() {
            Some((best, score)) if *score >= self.parameters.limit.probability && has_evidence(best) => {
                Decision::linked(best.clone(), Tier::Probable)
            }
            _ => {
                let reason = decision.reason.unwrap_or(LinkReason::NotProbableEnough);
                let answers = weighed.into_iter().map(|(answer, _)| answer).collect();
                Decision::among(LinkStatus::Ambiguous, reason, answers)
            }
        }
    }

    fn not_found(&self, row: &Row<'_>, decision: Decision) -> Decision {
        let weighed = self.weighed(&row.facts, self.everything_like(row), self.absent);
        let probable = |(_, score): &&(Answer, f64)| *score >= self.parameters.limit.review_probability / 4.0;
        match weighed.first() {
            Some((best, score)) if *score >= self.parameters.limit.probability && has_evidence(best) => {
                Decision::linked(best.clone(), Tier::Probable)
            }
            Some((_, score)) if *score >= self.parameters.limit.review_probability => {
                let answers = weighed
                    .iter()
                    .take_while(probable)
                    .take(MOST_CANDIDATES)
                    .map(|(answer, _)| answer.clone());
                Decision::among(LinkStatus::Ambiguous, LinkReason::NotProbableEnough, answers.collect())
            }
            _ => decision,
        }
    }

    /// A parcel of the very numbers for which nothing else speaks.
    fn contested(&self, row: &Row<'_>, decision: Decision, mut answers: Vec<Answer>) -> Decision {
        let found = answers[0].clone();
        let alike = self.everything_like(row);
        answers.extend(alike.into_iter().filter(|answer| answer.parcels != found.parcels));
        let weighed = self.weighed(&row.facts, answers, self.absent * ABSENT_WITH_ITS_NUMBERS);
        let of_found = weighed.iter().find(|(answer, _)| answer.parcels == found.parcels);
        let found_score = of_found.map_or(0.0, |(_, score)| *score);
        let (best, score) = &weighed[0];
        let likeness = best.basis.likeness;
        let fits = likeness.area == AreaLikeness::Equal && likeness.land_use != LandUseLikeness::Other;
        let is_slip = matches!(
            (likeness.sheet, likeness.number),
            (
                SheetLikeness::Same,
                NumberLikeness::Family | NumberLikeness::Confused | NumberLikeness::OneEdit
            ) | (SheetLikeness::Confused | SheetLikeness::OneEdit, NumberLikeness::Same)
        );
        let is_another = best.parcels != found.parcels;
        if is_another && fits && is_slip && *score >= self.parameters.limit.probability && has_evidence(best)
        {
            return Decision::linked(best.clone(), Tier::Probable);
        }
        // That areas are often quite others, as where shares are written, is learned of many rows or not at all.
        let is_quite_another = found.basis.likeness.area == AreaLikeness::Other;
        let is_learned = self.model.learned_from >= LEAST_LEARNED_FROM
            || found.basis.likeness.code == CodeLikeness::Here
            || found.basis.likeness.holder == HolderLikeness::Same;
        if found_score >= self.parameters.limit.exact_probability && (is_learned || !is_quite_another) {
            return Decision { open: None, ..decision };
        }
        let basis = found.basis.likeness;
        let (status, reason) = match (basis.area, basis.land_use) {
            _ if is_another && fits => (LinkStatus::Conflict, LinkReason::AreaMeansAnother),
            (AreaLikeness::Unknown, _) => (LinkStatus::Ambiguous, LinkReason::LandUseDiffers),
            (_, LandUseLikeness::Other) => (LinkStatus::Conflict, LinkReason::AreaAndLandUseDiffer),
            _ => (LinkStatus::Conflict, LinkReason::AreaDiffers),
        };
        let mut named = vec![found];
        named.extend(Some(best.clone()).filter(|_| reason == LinkReason::AreaMeansAnother));
        Decision { open: None, ..Decision::among(status, reason, named) }
    }

    /// How a row and parcels that a person chose are alike.
    pub(super) fn basis(&self, row: &Row<'_>, first: u32, parcels: &[u32]) -> LinkBasis {
        let reader = RowReader::new(self, row);
        let of_first = reader.likeness(first);
        let likeness = self.decider.comparer.likeness(&row.facts, parcels, of_first.sheet, of_first.number);
        LinkBasis { route: reader.route(first), likeness, siblings: 0, neighbours: Neighbours::default() }
    }

    /// Answers by how probable each is beside the others and beside none of them, the most probable first.
    fn weighed(&self, row: &RowFacts, answers: Vec<Answer>, absent: f64) -> Vec<(Answer, f64)> {
        let odds: Vec<f64> = answers
            .iter()
            .map(|answer| {
                let bits = self.bits(row, answer.parcels[0], answer.basis.likeness);
                (self.prior_bits(absent) + bits.iter().sum::<f64>()).exp2()
            })
            .collect();
        let all: f64 = 1.0 + odds.iter().sum::<f64>();
        let mut weighed: Vec<(Answer, f64)> =
            answers.into_iter().zip(odds).map(|(answer, odds)| (answer, odds / all)).collect();
        weighed.sort_by(|(one, a), (other, b)| b.total_cmp(a).then_with(|| one.parcels.cmp(&other.parcels)));
        weighed
    }

    /// The parcels of the sheets a row may mean, and those of its very area, that are like it at all.
    fn everything_like(&self, row: &Row<'_>) -> Vec<Answer> {
        let reader = RowReader::new(self, row);
        let of_sheets = reader.options.iter().flat_map(|option| self.map.sheet(option.commune, option.sheet));
        let mut parcels: Vec<u32> = of_sheets.map(|keyed| keyed.parcel).collect();
        let in_commune = |parcel: &u32| reader.communes.contains(&self.map.key(*parcel).commune);
        parcels.extend(self.of_same_area(row).iter().map(|&(_, parcel)| parcel).filter(in_commune));
        parcels.sort_unstable();
        parcels.dedup();
        let answer = |parcel: u32| {
            let likeness = reader.likeness(parcel);
            let is_like = likeness.number != NumberLikeness::Other || likeness.area == AreaLikeness::Equal;
            is_like.then(|| Answer {
                parcels: vec![parcel],
                basis: LinkBasis {
                    route: reader.route(parcel),
                    likeness,
                    siblings: 0,
                    neighbours: Neighbours::default(),
                },
                from: 0,
                needs_support: true,
            })
        };
        parcels.into_iter().filter_map(answer).collect()
    }
}

/// Whether more than one fact speaks for an answer, of which the key is one.
fn has_evidence(answer: &Answer) -> bool {
    let likeness = &answer.basis.likeness;
    let by_key = likeness.number == NumberLikeness::Same
        || (likeness.sheet == SheetLikeness::Same && likeness.number != NumberLikeness::Other);
    let beside = likeness.area == AreaLikeness::Equal
        || likeness.area == AreaLikeness::WithinLimit
        || likeness.code == CodeLikeness::Here
        || (likeness.holder == HolderLikeness::Same && likeness.area != AreaLikeness::Other);
    by_key
        && beside
        && likeness.land_use != LandUseLikeness::Other
        && likeness.code != CodeLikeness::Elsewhere
}

/// A row, to be held against any parcel.
struct RowReader<'a> {
    weigher: &'a Weigher<'a>,
    row: &'a Row<'a>,
    options: Vec<SheetOption>,
    communes: Vec<u32>,
    sheet: String,
    bones: String,
    number: NumberLike,
}

impl<'a> RowReader<'a> {
    fn new(weigher: &'a Weigher<'a>, row: &'a Row<'a>) -> Self {
        let entry = row.entry;
        let router = &weigher.decider.router;
        let current = entry.current.sheet.as_deref();
        let options = match (current, entry.printed.sheet.as_deref()) {
            (Some(sheet), _) => router.current(entry, sheet).options,
            (None, Some(sheet)) => router.printed(entry, sheet, row.old_codes).options,
            (None, None) => Vec::new(),
        };
        let origins = router.communes.origins(entry.commune.as_deref(), entry.issued, row.old_codes);
        let sheet = canonical(current.or(entry.printed.sheet.as_deref()).unwrap_or_default()).into_owned();
        let number = entry.current.number.as_deref().or(entry.printed.number.as_deref()).unwrap_or_default();
        Self {
            weigher,
            row,
            options,
            communes: origins.into_iter().flat_map(|origin| origin.communes).collect(),
            bones: skeleton(&sheet),
            sheet,
            number: NumberLike::new(&canonical(number)),
        }
    }

    fn likeness(&self, parcel: u32) -> Likeness {
        let key = self.weigher.map.key(parcel);
        let number = if self.number.is_empty() || key.number == 0 {
            NumberLikeness::Unknown
        } else {
            self.number.likeness(self.weigher.map, &key)
        };
        self.weigher.decider.comparer.likeness(&self.row.facts, &[parcel], self.sheet(&key), number)
    }

    fn sheet(&self, key: &Keyed) -> SheetLikeness {
        let texts = &self.weigher.map.texts;
        let is_option = |option: &SheetOption| (option.commune, option.sheet) == (key.commune, key.sheet);
        let text = texts.text(key.sheet);
        if self.sheet.is_empty() || text.is_empty() {
            SheetLikeness::Unknown
        } else if self.options.iter().any(is_option) {
            SheetLikeness::Same
        } else if *text == *self.sheet {
            // The same text on a map it does not mean.
            SheetLikeness::Other
        } else if texts.skeleton(key.sheet) == self.bones {
            SheetLikeness::Confused
        } else if is_one_edit(text, &self.sheet) {
            SheetLikeness::OneEdit
        } else {
            SheetLikeness::Other
        }
    }

    fn route(&self, parcel: u32) -> Route {
        let key = self.weigher.map.key(parcel);
        let option =
            self.options.iter().find(|option| (option.commune, option.sheet) == (key.commune, key.sheet));
        option.map_or(Route::None, |option| option.route)
    }
}

/// Numbers in no order, the same in every run: splitmix64.
fn scattered(position: u64) -> u64 {
    let mut mixed = position.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
