//! Which records are of one person: the model behind the third tier of linking, on records of FEBRL beside splink.
//!
//! Fields, levels, blocks and what is learned from which pairs are those of `reference/link_persons.py`.

use crate::link::scattered;
use crate::usage;
use anyhow::{Context, Result, ensure};
use flate2::read::MultiGzDecoder;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::{BTreeSet, HashMap};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Instant;
use strsim::{damerau_levenshtein, jaro_winkler};
use thuadat_core::link::{FieldModel, Levels, MatchModel, PatternCounts, probability};

const FIELDS: usize = 9;

/// A field: its column, and how it is compared.
struct Field {
    name: &'static str,
    column: usize,
    kind: Kind,
    /// Whether agreement on a rare value tells more.
    has_frequencies: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    /// By likeness of Jaro and Winkler.
    Name,
    /// By slips of Damerau and Levenshtein.
    Number,
    Exact,
}

const fn field(name: &'static str, column: usize, kind: Kind, has_frequencies: bool) -> Field {
    Field { name, column, kind, has_frequencies }
}

const FIELDS_COMPARED: [Field; FIELDS] = [
    field("given_name", 1, Kind::Name, true),
    field("surname", 2, Kind::Name, true),
    field("street_number", 3, Kind::Number, false),
    field("address_1", 4, Kind::Name, true),
    field("suburb", 6, Kind::Name, true),
    field("postcode", 7, Kind::Number, true),
    field("state", 8, Kind::Exact, false),
    field("date_of_birth", 9, Kind::Number, false),
    field("soc_sec_id", 10, Kind::Number, false),
];
/// Positions among the fields compared.
const GIVEN_NAME: usize = 0;
const SURNAME: usize = 1;
const SUBURB: usize = 4;
const POSTCODE: usize = 5;
const DATE_OF_BIRTH: usize = 7;
const NUMBER_OF_PERSON: usize = 8;

/// Pairs are compared that have all fields of one of these in common.
const BLOCKS: [&[usize]; 4] =
    [&[NUMBER_OF_PERSON], &[DATE_OF_BIRTH], &[SURNAME, POSTCODE], &[GIVEN_NAME, SUBURB]];
/// Blocks that frequencies of matches are learned from.
const LEARNED_FROM: [usize; 2] = [1, 2];
/// Part of all pairs of one person that have the number of a person in common.
const HAVE_THE_NUMBER: f64 = 0.9;
const RANDOM_PAIRS: u64 = 100_000;

/// A linking, measured.
#[derive(Serialize)]
pub(crate) struct Linked {
    seconds: f64,
    cpu_seconds: f64,
    pairs: usize,
    true_pairs: usize,
    precision: f64,
    recall: f64,
    f1: f64,
    /// At whatever limit of probability it is best.
    best_f1: f64,
}

/// Links the records of a file with each other, or with those of another.
pub(crate) fn measure(files: &[PathBuf], threads: usize) -> Result<Linked> {
    ensure!((1..=2).contains(&files.len()), "one file or two");
    let tables: Vec<Vec<Record>> = files.iter().map(|file| read(file)).collect::<Result<_>>()?;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build()?;
    let (start, cpu) = (Instant::now(), usage::cpu_seconds()?);
    let scores = pool.install(|| scores(&Tables(&tables)));
    let (seconds, cpu_seconds) = (start.elapsed().as_secs_f64(), usage::cpu_seconds()? - cpu);
    Ok(judged(scores, Tables(&tables).true_pairs(), seconds, cpu_seconds))
}

struct Record {
    person: u32,
    values: [Option<String>; FIELDS],
}

fn read(path: &Path) -> Result<Vec<Record>> {
    let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    let mut rows = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(MultiGzDecoder::new(file));
    let record = |row: csv::StringRecord| {
        let person =
            row.get(0).and_then(|name| name.split('-').nth(1)).and_then(|digits| digits.parse().ok());
        let value =
            |field: &Field| row.get(field.column).filter(|value| !value.is_empty()).map(str::to_owned);
        Ok(Record {
            person: person.context("a record without a name")?,
            values: FIELDS_COMPARED.each_ref().map(value),
        })
    };
    rows.records().map(|row| record(row?)).collect()
}

/// One table, or two.
struct Tables<'a>(&'a [Vec<Record>]);

impl Tables<'_> {
    fn first(&self) -> &[Record] {
        &self.0[0]
    }

    fn second(&self) -> &[Record] {
        &self.0[self.0.len() - 1]
    }

    fn is_one(&self) -> bool {
        self.0.len() == 1
    }

    /// How many pairs are of one person.
    fn true_pairs(&self) -> usize {
        let mut seconds_of: HashMap<u32, usize> = HashMap::new();
        self.second().iter().for_each(|record| *seconds_of.entry(record.person).or_default() += 1);
        if self.is_one() {
            seconds_of.values().map(|count| count * (count - 1) / 2).sum()
        } else {
            self.first().iter().filter_map(|record| seconds_of.get(&record.person)).sum()
        }
    }

    fn all_pairs(&self) -> f64 {
        let (first, second) = (self.first().len() as f64, self.second().len() as f64);
        if self.is_one() { first * (first - 1.0) / 2.0 } else { first * second }
    }

    /// Pairs that have fields in common.
    fn block(&self, fields: &[usize]) -> Vec<(u32, u32)> {
        let key = |record: &Record| {
            fields.iter().map(|&field| record.values[field].clone()).collect::<Option<Vec<_>>>()
        };
        let mut seconds: HashMap<Vec<String>, Vec<u32>> = HashMap::new();
        for (position, record) in (0..).zip(self.second()) {
            if let Some(key) = key(record) {
                seconds.entry(key).or_default().push(position);
            }
        }
        let of_first = |(position, record): (u32, &Record)| {
            let others = key(record).and_then(|key| seconds.get(&key)).map_or(&[][..], Vec::as_slice);
            let pairs = others.iter().filter(move |&&other| !self.is_one() || position < other);
            pairs.map(move |&other| (position, other)).collect::<Vec<_>>()
        };
        (0..).zip(self.first()).flat_map(of_first).collect()
    }

    fn levels(&self, (one, other): (u32, u32)) -> Levels<FIELDS> {
        let (one, other) = (&self.first()[one as usize], &self.second()[other as usize]);
        std::array::from_fn(|field| match (&one.values[field], &other.values[field]) {
            (Some(one), Some(other)) => FIELDS_COMPARED[field].kind.level(one, other),
            _ => 0,
        })
    }

    fn patterns(&self, pairs: &[(u32, u32)]) -> PatternCounts<FIELDS> {
        pairs.par_iter().map(|&pair| self.levels(pair)).collect::<Vec<_>>().into_iter().collect()
    }
}

impl Kind {
    fn level(self, one: &str, other: &str) -> u8 {
        let differ = || damerau_levenshtein(one, other);
        match self {
            _ if one == other => 1,
            Self::Exact => 2,
            Self::Number => 1 + differ().min(3) as u8,
            Self::Name => {
                let likeness = jaro_winkler(one, other);
                2 + [0.92, 0.88, 0.7].iter().filter(|&&limit| likeness < limit).count() as u8
            }
        }
    }

    /// What is assumed before anything is learned.
    fn model(self, name: &'static str) -> FieldModel {
        let of = |levels, m: &[f64], u: &[f64]| FieldModel { name, levels, m: m.to_vec(), u: u.to_vec() };
        match self {
            Self::Name => of(
                &["same", "very alike", "alike", "little alike", "other"],
                &[0.7, 0.1, 0.05, 0.05, 0.1],
                &[0.005, 0.005, 0.01, 0.03, 0.95],
            ),
            Self::Number => of(
                &["same", "one slip", "two slips", "other"],
                &[0.8, 0.1, 0.03, 0.07],
                &[0.01, 0.01, 0.05, 0.93],
            ),
            Self::Exact => of(&["same", "other"], &[0.9, 0.1], &[0.2, 0.8]),
        }
    }
}

/// The probability of each candidate pair, and whether it is of one person.
fn scores(tables: &Tables<'_>) -> Vec<(f64, bool)> {
    let blocks = BLOCKS.map(|fields| tables.block(fields));
    let model = learned(tables, &blocks);
    let frequencies = frequencies(tables);
    let pairs: BTreeSet<(u32, u32)> = blocks.into_iter().flatten().collect();
    let pairs: Vec<(u32, u32)> = pairs.into_iter().collect();
    let score = |&(one, other): &(u32, u32)| {
        let record = &tables.first()[one as usize];
        let levels = tables.levels((one, other));
        let bits = (0..FIELDS).map(|field| match (&record.values[field], levels[field]) {
            (Some(value), 1) if FIELDS_COMPARED[field].has_frequencies => {
                model.fields[field].weight_of_frequency(frequencies[field][value.as_str()])
            }
            (_, level) => model.fields[field].weight(level),
        });
        let is_one_person = record.person == tables.second()[other as usize].person;
        (probability(model.prior_bits() + bits.sum::<f64>()), is_one_person)
    };
    pairs.par_iter().map(score).collect()
}

fn learned(tables: &Tables<'_>, blocks: &[Vec<(u32, u32)>; 4]) -> MatchModel<FIELDS> {
    let fields = FIELDS_COMPARED.each_ref().map(|field| field.kind.model(field.name));
    let prior = blocks[0].len() as f64 / HAVE_THE_NUMBER / tables.all_pairs();
    let mut model = MatchModel { prior, fields, learned_from: 0, rounds: 0 };
    let count = [tables.first().len() as u64, tables.second().len() as u64];
    let random = (0..RANDOM_PAIRS)
        .map(|at| ((scattered(2 * at) % count[0]) as u32, (scattered(2 * at + 1) % count[1]) as u32));
    let random: Vec<(u32, u32)> = random.filter(|(one, other)| !tables.is_one() || one != other).collect();
    model.learn_others(&tables.patterns(&random));
    for block in LEARNED_FROM {
        model.learn_matches(&tables.patterns(&blocks[block]), BLOCKS[block]);
    }
    model
}

/// Which part of all records has each value.
fn frequencies<'a>(tables: &'a Tables<'_>) -> [HashMap<&'a str, f64>; FIELDS] {
    std::array::from_fn(|field| {
        let values = || tables.0.iter().flatten().filter_map(|record| record.values[field].as_deref());
        let (mut parts, part) = (HashMap::new(), 1.0 / values().count() as f64);
        values().for_each(|value| *parts.entry(value).or_default() += part);
        parts
    })
}

/// What is found at a probability of a half, and the best F1 of any limit.
pub(crate) fn judged(
    mut scores: Vec<(f64, bool)>,
    true_pairs: usize,
    seconds: f64,
    cpu_seconds: f64,
) -> Linked {
    let found = scores.iter().filter(|(score, _)| *score >= 0.5).count();
    let hits = scores.iter().filter(|(score, is_true)| *score >= 0.5 && *is_true).count();
    scores.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    let (mut best_f1, mut right) = (0.0_f64, 0);
    for (rank, (_, is_true)) in scores.iter().enumerate() {
        right += usize::from(*is_true);
        best_f1 = best_f1.max(2.0 * right as f64 / (rank + 1 + true_pairs) as f64);
    }
    Linked {
        seconds,
        cpu_seconds,
        pairs: scores.len(),
        true_pairs,
        precision: hits as f64 / found.max(1) as f64,
        recall: hits as f64 / true_pairs as f64,
        f1: 2.0 * hits as f64 / (found + true_pairs) as f64,
        best_f1,
    }
}
