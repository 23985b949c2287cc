//! What agreement is worth: how often facts agree of records that belong together, and of those that do not.
//!
//! After Fellegi and Sunter (1969), with the frequencies of matches learned by expectation and maximisation. Nothing
//! here knows of parcels: a comparison is a list of levels, one for each field, where zero means that nothing is known.

use std::collections::BTreeMap;

/// So many pairs of the kind first assumed stand beside what is learned, so that few pairs do not make certain.
const ASSUMED_PAIRS: f64 = 20.0;

/// The same of pairs that belong together: a register of a few rows, all wrong, must not teach that wrong is normal.
const ASSUMED_MATCHES: f64 = 60.0;
const MOST_ROUNDS: usize = 200;
const CONVERGED: f64 = 1e-7;
/// No frequency is taken for less: what was never seen is still possible.
const RAREST: f64 = 1e-6;

/// The levels of one comparison, field by field, from 1 for the most alike; zero where nothing is known.
pub type Levels<const FIELDS: usize> = [u8; FIELDS];

/// How often a field has each level, of records that belong together (`m`) and of others (`u`).
#[derive(Debug, Clone, PartialEq)]
pub struct FieldModel {
    /// The field's name.
    pub name: &'static str,
    /// The names of its levels.
    pub levels: &'static [&'static str],
    /// Of records that belong together.
    pub m: Vec<f64>,
    /// Of records that do not.
    pub u: Vec<f64>,
}

impl FieldModel {
    /// What a level is worth, in bits; nothing where nothing is known.
    #[must_use]
    pub fn weight(&self, level: u8) -> f64 {
        match level {
            0 => 0.0,
            level => (self.m[level as usize - 1].max(RAREST) / self.u[level as usize - 1].max(RAREST)).log2(),
        }
    }

    /// What the best level is worth for a value that so many of all others have: agreement on what is rare tells more.
    #[must_use]
    pub fn weight_of_frequency(&self, frequency: f64) -> f64 {
        (self.m[0].max(RAREST) / frequency.clamp(RAREST, 1.0)).log2()
    }
}

/// The model of a comparison of records.
#[derive(Debug, Clone, PartialEq)]
pub struct MatchModel<const FIELDS: usize> {
    /// Part of all pairs that belong together.
    pub prior: f64,
    /// The fields.
    pub fields: [FieldModel; FIELDS],
    /// Number of pairs from which the frequencies of matches were learned.
    pub learned_from: u64,
    /// Rounds until nothing changed any more.
    pub rounds: usize,
}

/// How often each comparison occurs.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PatternCounts<const FIELDS: usize>(BTreeMap<[u8; FIELDS], u64>);

impl<const FIELDS: usize> PatternCounts<FIELDS> {
    /// Nothing counted yet.
    #[must_use]
    pub const fn new() -> Self {
        Self(BTreeMap::new())
    }

    /// Counts a comparison.
    pub fn count(&mut self, levels: Levels<FIELDS>) {
        *self.0.entry(levels).or_default() += 1;
    }

    /// Number of comparisons counted.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.0.values().sum()
    }
}

impl<const FIELDS: usize> FromIterator<Levels<FIELDS>> for PatternCounts<FIELDS> {
    fn from_iter<I: IntoIterator<Item = Levels<FIELDS>>>(comparisons: I) -> Self {
        let mut counts = Self::new();
        for levels in comparisons {
            counts.count(levels);
        }
        counts
    }
}

impl<const FIELDS: usize> MatchModel<FIELDS> {
    /// Takes the frequencies of pairs that do not belong together from pairs taken at random, of which next to none do.
    pub fn learn_others(&mut self, random: &PatternCounts<FIELDS>) {
        for (field, model) in self.fields.iter_mut().enumerate() {
            let assumed: Vec<f64> = model.u.iter().map(|frequency| frequency * ASSUMED_PAIRS).collect();
            let seen = random.0.iter().map(|(levels, &count)| (levels[field], count as f64));
            if let Some(learned) = frequencies(&assumed, seen) {
                model.u = learned;
            }
        }
    }

    /// Learns the frequencies of pairs that belong together from pairs of which some do, by expectation and
    /// maximisation. The fields the pairs were chosen by are left as they are: of them every pair agrees.
    pub fn learn_matches(&mut self, pairs: &PatternCounts<FIELDS>, chosen_by: &[usize]) {
        let learned: Vec<usize> = (0..FIELDS).filter(|field| !chosen_by.contains(field)).collect();
        let assumed: Vec<Vec<f64>> = self
            .fields
            .iter()
            .map(|model| model.m.iter().map(|frequency| frequency * ASSUMED_MATCHES).collect())
            .collect();
        let total = pairs.total() as f64;
        if total == 0.0 {
            return;
        }
        let mut part = 0.5;
        for round in 1..=MOST_ROUNDS {
            let expected: Vec<(&Levels<FIELDS>, f64)> = pairs
                .0
                .iter()
                .map(|(levels, &count)| (levels, count as f64 * self.posterior(levels, &learned, part)))
                .collect();
            let matches: f64 = expected.iter().map(|(_, count)| count).sum();
            let mut change = (part - matches / total).abs();
            part = (matches / total).clamp(RAREST, 1.0 - RAREST);
            for &field in &learned {
                let seen = expected.iter().map(|(levels, count)| (levels[field], *count));
                let Some(frequencies) = frequencies(&assumed[field], seen) else { continue };
                let model = &mut self.fields[field];
                let differences = model.m.iter().zip(&frequencies).map(|(old, new)| (old - new).abs());
                change = differences.fold(change, f64::max);
                model.m = frequencies;
            }
            self.rounds = self.rounds.max(round);
            if change < CONVERGED {
                break;
            }
        }
        self.learned_from += pairs.total();
    }

    /// How probable it is that a pair belongs together, by some of its fields.
    fn posterior(&self, levels: &Levels<FIELDS>, fields: &[usize], part: f64) -> f64 {
        let bits: f64 = fields.iter().map(|&field| self.fields[field].weight(levels[field])).sum();
        probability((part / (1.0 - part)).log2() + bits)
    }

    /// What the part of pairs that belong together is worth, in bits: the weight a pair has before anything is compared.
    #[must_use]
    pub fn prior_bits(&self) -> f64 {
        (self.prior / (1.0 - self.prior)).log2()
    }
}

/// The probability of so many bits.
#[must_use]
pub fn probability(bits: f64) -> f64 {
    1.0 / (1.0 + (-bits).exp2())
}

/// Frequencies of levels, with those assumed. None where nothing was seen.
fn frequencies(assumed: &[f64], seen: impl Iterator<Item = (u8, f64)>) -> Option<Vec<f64>> {
    let mut counts = assumed.to_vec();
    let mut any = false;
    for (level, count) in seen.filter(|&(level, _)| level > 0) {
        counts[level as usize - 1] += count;
        any = true;
    }
    let total: f64 = counts.iter().sum();
    any.then(|| counts.into_iter().map(|count| (count / total).max(RAREST)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model() -> MatchModel<2> {
        let field =
            |name| FieldModel { name, levels: &["same", "other"], m: vec![0.7, 0.3], u: vec![0.3, 0.7] };
        MatchModel { prior: 0.01, fields: [field("one"), field("two")], learned_from: 0, rounds: 0 }
    }

    #[test]
    fn frequencies_of_matches_are_found_again() {
        // 10 000 pairs, half of which belong together; they agree in 95 and 80 of a hundred, others in 10 and 5.
        let mut counts = PatternCounts::new();
        for (matches, [one, two]) in [(5_000.0, [0.95, 0.8]), (5_000.0, [0.1, 0.05])] {
            for (levels, part) in [
                ([1, 1], one * two),
                ([1, 2], one * (1.0 - two)),
                ([2, 1], (1.0 - one) * two),
                ([2, 2], (1.0 - one) * (1.0 - two)),
            ] {
                for _ in 0..(matches * part) as usize {
                    counts.count(levels);
                }
            }
        }
        let mut model = model();
        model.fields[0].u = vec![0.1, 0.9];
        model.fields[1].u = vec![0.05, 0.95];
        model.learn_matches(&counts, &[]);
        assert!((model.fields[0].m[0] - 0.95).abs() < 0.01, "{model:?}");
        assert!((model.fields[1].m[0] - 0.8).abs() < 0.01, "{model:?}");
    }

    #[test]
    fn what_is_unknown_is_worth_nothing_and_what_is_rare_is_worth_more() {
        let model = model();
        assert!(model.fields[0].weight(0).abs() < f64::EPSILON);
        assert!(model.fields[0].weight(1) > 0.0 && model.fields[0].weight(2) < 0.0);
        assert!(model.fields[0].weight_of_frequency(0.001) > model.fields[0].weight_of_frequency(0.1));
        assert!((probability(0.0) - 0.5).abs() < f64::EPSILON);
    }

    #[test]
    fn nothing_seen_changes_nothing() {
        let mut learned = model();
        learned.learn_matches(&PatternCounts::new(), &[]);
        learned.learn_others(&PatternCounts::new());
        assert_eq!(learned, model());
    }
}
