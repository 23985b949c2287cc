//! Which parcel of a map a row of a register is of: the model behind the third tier of linking, on the rights of a French commune beside
//! splink.
//!
//! The register and the map agree on nearly every key, so slips are made in one row of three, the same for both sides. Fields, levels,
//! blocks and what is learned from which pairs are those of `reference/link_parcels.py`.

use crate::link::scattered;
use crate::link_persons::{Linked, judged};
use crate::usage;
use anyhow::{Context, Result};
use flate2::read::MultiGzDecoder;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashMap};
use std::fs::File;
use std::hash::Hash;
use std::io::BufReader;
use std::path::Path;
use std::time::Instant;
use strsim::damerau_levenshtein;
use thuadat_core::link::{FieldModel, Levels, MatchModel, PatternCounts, probability};

const SECTION: usize = 0;
const NUMBER: usize = 1;
const AREA: usize = 2;
const FIELDS: usize = 3;
/// Part of all true pairs that have the key in common.
const HAVE_THE_KEY: f64 = 0.65;
const RANDOM_PAIRS: u64 = 1_000_000;

/// A row or a parcel, and the key it truly has.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Record {
    section: String,
    number: String,
    area_m2: f64,
    true_key: String,
}

/// Writes `rows.csv` and `parcels.csv` into a folder: the register with slips, and the map.
pub(crate) fn make(register: &Path, map: &Path, folder: &Path) -> Result<usize> {
    let mut rows = csv::ReaderBuilder::new().from_reader(MultiGzDecoder::new(open(register)?));
    let mut all = Vec::new();
    for (at, row) in (0_u64..).zip(rows.records()) {
        let row = row?;
        let cell = |column: usize| row.get(column).unwrap_or_default();
        let hectares: f64 = cell(4).parse().context("an area that is no number")?;
        let key = format!("{} {}", cell(1), cell(2));
        let (section, number) = slipped(cell(1), cell(2), at);
        all.push(Record { section, number, area_m2: (hectares * 1e4).round(), true_key: key });
    }
    write(&folder.join("rows.csv"), &all)?;
    let mut parcels = Vec::new();
    let document: serde_json::Value =
        serde_json::from_reader(BufReader::new(MultiGzDecoder::new(open(map)?)))?;
    for feature in document["features"].as_array().context("a map without features")? {
        let text = |name: &str| feature["properties"][name].as_str().unwrap_or_default().to_owned();
        let (section, number) = (text("section"), text("numero"));
        let Some(area_m2) = feature["properties"]["contenance"].as_f64() else { continue };
        parcels.push(Record { true_key: format!("{section} {number}"), section, number, area_m2 });
    }
    write(&folder.join("parcels.csv"), &parcels)?;
    Ok(all.len())
}

/// A digit of the number is another one in one row of four, a letter of the section in one of twelve.
fn slipped(section: &str, number: &str, row: u64) -> (String, String) {
    let (mut section, mut number) = (section.as_bytes().to_vec(), number.as_bytes().to_vec());
    let chance = scattered(row);
    if chance.is_multiple_of(4) && !number.is_empty() {
        let at = (chance / 4) as usize % number.len();
        number[at] = b'0' + ((number[at] - b'0') + 1 + (chance / 64 % 8) as u8) % 10;
    }
    if chance % 12 == 1 && !section.is_empty() {
        let at = (chance / 12) as usize % section.len();
        section[at] = b'A' + (section[at].wrapping_sub(b'A') + 1) % 26;
    }
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    (text(section), text(number))
}

fn open(path: &Path) -> Result<File> {
    File::open(path).with_context(|| format!("cannot open {}", path.display()))
}

fn write(path: &Path, records: &[Record]) -> Result<()> {
    let mut writer = csv::Writer::from_path(path)?;
    for record in records {
        writer.serialize(record)?;
    }
    Ok(writer.flush()?)
}

/// Links the rows of a folder that [`make`] wrote to its parcels.
pub(crate) fn measure(folder: &Path, threads: usize) -> Result<Linked> {
    let read = |name: &str| -> Result<Vec<Record>> {
        let mut reader = csv::Reader::from_path(folder.join(name))?;
        reader.deserialize().map(|record| Ok(record?)).collect()
    };
    let (rows, parcels) = (read("rows.csv")?, read("parcels.csv")?);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build()?;
    let (start, cpu) = (Instant::now(), usage::cpu_seconds()?);
    let scores = pool.install(|| scores(&rows, &parcels));
    let (seconds, cpu_seconds) = (start.elapsed().as_secs_f64(), usage::cpu_seconds()? - cpu);
    let mut parcels_of: HashMap<&str, usize> = HashMap::new();
    for parcel in &parcels {
        *parcels_of.entry(&parcel.true_key).or_default() += 1;
    }
    let true_pairs = rows.iter().filter_map(|row| parcels_of.get(row.true_key.as_str())).sum();
    Ok(judged(scores, true_pairs, seconds, cpu_seconds))
}

/// Pairs that have a key in common.
fn block<Key: Hash + Eq>(
    rows: &[Record],
    parcels: &[Record],
    key: impl Fn(&Record) -> Key,
) -> Vec<(u32, u32)> {
    let mut by_key: HashMap<Key, Vec<u32>> = HashMap::new();
    for (position, parcel) in (0..).zip(parcels) {
        by_key.entry(key(parcel)).or_default().push(position);
    }
    let pairs = (0..).zip(rows).flat_map(|(position, row)| {
        let found = by_key.get(&key(row)).map_or(&[][..], Vec::as_slice);
        found.iter().map(move |&parcel| (position, parcel)).collect::<Vec<_>>()
    });
    pairs.collect()
}

fn level_of_texts(one: &str, other: &str) -> u8 {
    if one == other { 1 } else { 1 + damerau_levenshtein(one, other).min(3) as u8 }
}

/// How near sections are to each other: there are few, so that each two are compared once.
struct Sections<'a> {
    positions: HashMap<&'a str, usize>,
    levels: Vec<u8>,
}

impl<'a> Sections<'a> {
    fn of(records: &[&'a Record]) -> Self {
        let names: BTreeSet<&str> = records.iter().map(|record| record.section.as_str()).collect();
        let pairs = names.iter().flat_map(|one| names.iter().map(|other| level_of_texts(one, other)));
        Self { levels: pairs.collect(), positions: names.iter().copied().zip(0..).collect() }
    }

    fn positions_of(&self, records: &[Record]) -> Vec<usize> {
        records.iter().map(|record| self.positions[record.section.as_str()]).collect()
    }

    fn level(&self, one: usize, other: usize) -> u8 {
        self.levels[one * self.positions.len() + other]
    }
}

fn levels(section: u8, row: &Record, parcel: &Record) -> Levels<FIELDS> {
    let (difference, larger) = ((row.area_m2 - parcel.area_m2).abs(), row.area_m2.max(parcel.area_m2));
    let area = match difference {
        _ if difference <= 0.5 => 1,
        _ if difference <= 0.01 * larger => 2,
        _ if difference <= 0.05 * larger => 3,
        _ if difference <= 0.25 * larger => 4,
        _ => 5,
    };
    [section, level_of_texts(&row.number, &parcel.number), area]
}

fn assumed(prior: f64) -> MatchModel<FIELDS> {
    let field =
        |name, levels, m: &[f64], u: &[f64]| FieldModel { name, levels, m: m.to_vec(), u: u.to_vec() };
    let text: &[&str] = &["same", "one slip", "two slips", "other"];
    MatchModel {
        prior,
        fields: [
            field("section", text, &[0.85, 0.13, 0.01, 0.01], &[0.04, 0.5, 0.4, 0.06]),
            field("number", text, &[0.75, 0.23, 0.01, 0.01], &[0.003, 0.03, 0.3, 0.667]),
            field(
                "area",
                &["same", "within 1 %", "within 5 %", "within 25 %", "other"],
                &[0.9, 0.02, 0.02, 0.02, 0.04],
                &[0.001, 0.01, 0.04, 0.15, 0.799],
            ),
        ],
        learned_from: 0,
        rounds: 0,
    }
}

/// The probability of each candidate pair, and whether it is true.
fn scores(rows: &[Record], parcels: &[Record]) -> Vec<(f64, bool)> {
    let by_key = block(rows, parcels, |record| (record.section.clone(), record.number.clone()));
    let by_area = block(rows, parcels, |record| record.area_m2 as u64);
    let by_section = block(rows, parcels, |record| (record.section.clone(), (record.area_m2 / 100.0) as u64));
    let prior = by_key.len() as f64 / HAVE_THE_KEY / (rows.len() as f64 * parcels.len() as f64);
    let mut model = assumed(prior);
    let all: Vec<&Record> = rows.iter().chain(parcels).collect();
    let sections = Sections::of(&all);
    let (of_rows, of_parcels) = (sections.positions_of(rows), sections.positions_of(parcels));
    let of_pair = |&(row, parcel): &(u32, u32)| {
        let (row, parcel) = (row as usize, parcel as usize);
        levels(sections.level(of_rows[row], of_parcels[parcel]), &rows[row], &parcels[parcel])
    };
    let patterns = |pairs: &[(u32, u32)]| -> PatternCounts<FIELDS> {
        pairs.par_iter().map(of_pair).collect::<Vec<_>>().into_iter().collect()
    };
    let random: Vec<(u32, u32)> = (0..RANDOM_PAIRS)
        .map(|at| {
            let (row, parcel) = (scattered(2 * at), scattered(2 * at + 1));
            ((row % rows.len() as u64) as u32, (parcel % parcels.len() as u64) as u32)
        })
        .collect();
    model.learn_others(&patterns(&random));
    model.learn_matches(&patterns(&by_key), &[SECTION, NUMBER]);
    model.learn_matches(&patterns(&by_area), &[AREA]);
    let frequencies =
        [frequencies(&all, |record| &record.section), frequencies(&all, |record| &record.number)];
    let pairs: BTreeSet<(u32, u32)> = by_key.into_iter().chain(by_area).chain(by_section).collect();
    let pairs: Vec<(u32, u32)> = pairs.into_iter().collect();
    let score = |pair: &(u32, u32)| {
        let (row, parcel) = (&rows[pair.0 as usize], &parcels[pair.1 as usize]);
        let values = [row.section.as_str(), row.number.as_str()];
        let bits = (0..FIELDS).zip(of_pair(pair)).map(|(field, level)| match level {
            1 if field < AREA => model.fields[field].weight_of_frequency(frequencies[field][values[field]]),
            level => model.fields[field].weight(level),
        });
        (probability(model.prior_bits() + bits.sum::<f64>()), row.true_key == parcel.true_key)
    };
    pairs.par_iter().map(score).collect()
}

/// Which part of all records has each value.
fn frequencies<'a>(records: &[&'a Record], value: impl Fn(&'a Record) -> &'a str) -> HashMap<&'a str, f64> {
    let (mut parts, part) = (HashMap::new(), 1.0 / records.len() as f64);
    for record in records {
        *parts.entry(value(record)).or_default() += part;
    }
    parts
}
