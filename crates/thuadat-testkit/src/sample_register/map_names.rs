//! Names of holders as maps write them: in capitals, without diacritics, with words before them, of who held the land before.

use super::draft::DraftRow;
use super::people::{pick, somebody};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use thuadat_core::LegacyEncoding;
use unicode_normalization::UnicodeNormalization;

/// Of so many parcels in a hundred the map names no holder, and of so many those of before.
const WITHOUT_NAME: u32 = 15;
const OF_BEFORE: u32 = 10;

/// The names on the map, parcel by parcel; a map in fonts of before Unicode has all of them so.
pub(super) fn of(parcels: usize, rows: &[DraftRow], random: &mut ChaCha8Rng) -> Vec<Option<String>> {
    let mut names: Vec<Option<String>> = vec![None; parcels];
    let is_tcvn3 = random.random_bool(0.5);
    for row in rows {
        let holders: Vec<&str> = row.certificate.holders.iter().map(|holder| holder.name.as_str()).collect();
        for &parcel in &row.parcels {
            if names[parcel].is_none() {
                names[parcel] = Some(written(&holders, random));
            }
        }
    }
    for name in &mut names {
        *name = match random.random_range(0..100) {
            0..WITHOUT_NAME => None,
            at if at < WITHOUT_NAME + OF_BEFORE => Some(somebody(None, random).name),
            _ => name.take(),
        };
        if is_tcvn3 {
            *name = name.take().map(|name| tcvn3(&name).unwrap_or(name));
        }
    }
    names
}

fn written(holders: &[&str], random: &mut ChaCha8Rng) -> String {
    let first = holders[0];
    match (holders, random.random_range(0..8)) {
        ([_, second, ..], 0) => format!("Ông {first} và bà {second}"),
        ([_, second, ..], 1) => format!("{first}, {second}"),
        ([_, second, ..], 2) => format!("{} - {}", first.to_uppercase(), second.to_uppercase()),
        (_, 3) => first.to_uppercase(),
        (_, 4) => bare(first).to_uppercase(),
        (_, 5) => format!("{} {first}", pick(&["Hộ ông", "ông", "bà", "Hộ gia đình", "Hộ"], random)),
        _ => first.to_owned(),
    }
}

fn bare(name: &str) -> String {
    let plain = name.replace('đ', "d").replace('Đ', "D");
    plain.nfd().filter(char::is_ascii).collect()
}

/// The name as a font of TCVN3 makes it look to a program of today.
fn tcvn3(name: &str) -> Option<String> {
    let bytes = LegacyEncoding::Tcvn3.encode(name)?;
    Some(bytes.iter().map(|&byte| char::from(byte)).collect())
}
