//! The code lists of `data/codes`, and where parcel identifiers lie.

use geo::{Coord, Rect};
use rayon::prelude::*;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;
use thuadat_core::{Code, Codes, Day, KnownColumns, ParcelCode, Parcels, References};
use thuadat_io::{Crs, Zone};

static LAND_USES: LazyLock<Codes> =
    LazyLock::new(|| land_uses(include_str!("../../../data/codes/land_uses.tsv")));
static COMMUNES: LazyLock<Codes> = LazyLock::new(communes);
static BOUNDS: LazyLock<HashMap<&str, Rect<f64>>> =
    LazyLock::new(|| rows(COMMUNES_NOW).map(|row| (row[0], bounds(&row))).collect());

const COMMUNES_NOW: &str = include_str!("../../../data/codes/communes_2025.tsv");
const COMMUNES_BEFORE: &str = include_str!("../../../data/codes/communes_before_2025.tsv");

/// The day the communes of today came to be.
const COMMUNES_SINCE: Day = Day::new(2025, 7, 1);
/// The list of the communes before says nothing of when each one began.
const LONG_AGO: Day = Day::new(1900, 1, 1);

/// What the records of these parcels are held against: the lists of the columns they have, if they lie in Vietnam, and where their
/// identifiers lie, as far as the coordinate system is known.
///
/// # Complexity
///
/// One transformation for each parcel identifier.
#[must_use]
pub fn of(parcels: &Parcels, crs: &Crs) -> References {
    let first = parcels.geometries.coords().iter().find(|at| at.x.is_finite() && at.y.is_finite());
    References {
        code_places: if parcels.columns.code { code_places(parcels, crs) } else { None },
        ..lists(parcels.columns, first.copied(), crs)
    }
}

/// The lists of land uses and communes, if these parcels lie in Vietnam: for registers, whatever columns the map has.
pub(crate) fn of_vietnam(parcels: &Parcels, crs: &Crs) -> References {
    let first = parcels.geometries.coords().iter().find(|at| at.x.is_finite() && at.y.is_finite());
    lists(KnownColumns { land_use: true, commune: true, ..parcels.columns }, first.copied(), crs)
}

/// The lists alone, for parcels that have these columns and of which the first vertex with a place lies there.
pub(crate) fn lists(columns: KnownColumns, first: Option<Coord<f64>>, crs: &Crs) -> References {
    let applies = (columns.land_use || columns.commune) && is_in_vietnam(first, crs);
    References {
        land_uses: if applies && columns.land_use { LAND_USES.clone() } else { Codes::default() },
        communes: if applies && columns.commune { COMMUNES.clone() } else { Codes::default() },
        code_places: None,
        ..References::default()
    }
}

/// The bounds of a commune in WGS 84 degrees: its own, or those of the communes its land came to. None for a code of
/// no list.
pub(crate) fn commune_bounds(code: &str) -> Vec<Rect<f64>> {
    if let Some(&bounds) = BOUNDS.get(code) {
        return vec![bounds];
    }
    let closed = COMMUNES.meaning(code, None);
    let successors = closed.map(|closed| closed.successors.as_slice()).unwrap_or_default();
    successors.iter().filter_map(|code| BOUNDS.get(&**code).copied()).collect()
}

/// A commune's name today, or its last one.
#[must_use]
pub fn commune_name(code: &str) -> Option<&'static str> {
    COMMUNES.meaning(code, None).map(|commune| &*commune.name)
}

/// What is known of these communes, of those their land came to and of those it came from, in order of code and time.
pub(crate) fn communes_around<'a>(codes: impl Iterator<Item = &'a str>) -> Vec<Code> {
    let named: HashSet<&str> = codes.collect();
    let is_near = |code: &&Code| {
        let comes_from = |other: &Code| other.successors.contains(&code.code);
        named.contains(&*code.code)
            || code.successors.iter().any(|successor| named.contains(&**successor))
            || named.iter().filter_map(|code| COMMUNES.find(code)).flatten().any(comes_from)
    };
    let mut near: Vec<Code> = COMMUNES.all().filter(is_near).cloned().collect();
    near.sort_by(|one, other| (&one.code, one.since).cmp(&(&other.code, other.since)));
    near
}

/// Whether Vietnamese lists apply: not where the first vertex lies in another part of the world. Coordinates of an
/// unknown system, and those that have no place on the globe, are given the benefit of the doubt.
fn is_in_vietnam(first: Option<Coord<f64>>, crs: &Crs) -> bool {
    let (Some(first), Some(way)) = (first, crs.to_wgs84()) else { return true };
    let mut place = [first];
    if crs.epsg.and_then(Zone::of_epsg).is_some() || way.transform(&mut place).is_err() {
        return true;
    }
    let [place] = place;
    !place.x.is_finite() || (LONGITUDES.contains(&place.x) && LATITUDES.contains(&place.y))
}

/// Where Vietnam lies, its islands included, in degrees; generously.
const LONGITUDES: std::ops::RangeInclusive<f64> = 102.0..=118.0;
const LATITUDES: std::ops::RangeInclusive<f64> = 6.5..=23.6;

fn code_places(parcels: &Parcels, crs: &Crs) -> Option<Vec<Coord<f64>>> {
    let nowhere = Coord { x: f64::NAN, y: f64::NAN };
    let place = |code: &str| code.trim().parse::<ParcelCode>().ok().map(|code| code.cell().center());
    let mut places: Vec<Coord<f64>> = parcels
        .records
        .par_iter()
        .map(|record| record.code.as_deref().and_then(place).unwrap_or(nowhere))
        .collect();
    crs.take_wgs84(&mut places)?.ok()?;
    Some(places)
}

fn communes() -> Codes {
    let now = rows(COMMUNES_NOW).map(|row| Code::new(row[0], row[1], COMMUNES_SINCE, None));
    let before = rows(COMMUNES_BEFORE).map(|row| Code {
        successors: row[2].split(',').map(Into::into).collect(),
        ..Code::new(row[0], row[1], LONG_AGO, Some(COMMUNES_SINCE))
    });
    Codes::new(now.chain(before))
}

fn bounds(row: &[&str]) -> Rect<f64> {
    let number = |cell: &str| -> f64 { cell.parse().expect("bounds are numbers") };
    Rect::new((number(row[3]), number(row[4])), (number(row[5]), number(row[6])))
}

fn land_uses(table: &'static str) -> Codes {
    let day = |text: &str| -> Day { text.parse().expect("an era begins and ends on a day") };
    let eras: HashMap<&str, (Day, Option<Day>)> = table
        .lines()
        .filter_map(|line| line.strip_prefix('@'))
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            (cells[0], (day(cells[1]), Some(cells[2]).filter(|until| !until.is_empty()).map(day)))
        })
        .collect();
    Codes::new(rows(table).map(|row| {
        let used: Vec<_> = row[1].split(',').map(|era| eras[era]).collect();
        let since = used.iter().map(|(since, _)| *since).min().expect("a code belongs to an era");
        let last = used.iter().max_by_key(|(since, _)| *since).expect("a code belongs to an era");
        let successors = Some(row[2]).filter(|now| !now.is_empty()).map(Into::into).into_iter().collect();
        Code { successors, name_en: row[4].into(), ..Code::new(row[0], row[3], since, last.1) }
    }))
}

/// The rows of a table: no comments, no eras, no header.
fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    let lines = table.lines().filter(|line| !line.starts_with(['#', '@']));
    lines.skip(1).map(|line| line.split('\t').collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::polygon;

    #[test]
    fn land_uses_have_their_eras() {
        let in_use = |code: &str, day: Option<Day>| LAND_USES.is_in_use(code, day);
        for code in ["LUC", "ODT", "ONT", "CLN", "HNK", "DGT", "odt"] {
            assert!(in_use(code, None), "{code}");
        }
        let in_2020 = Some(Day::new(2020, 1, 1));
        assert!(in_use("BHK", in_2020) && !in_use("BHK", None));
        assert!(in_use("CNT", None) && !in_use("CNT", in_2020));
        assert!(LAND_USES.find("XYZ").is_none());
        assert_eq!(&*LAND_USES.meaning("BHK", None).unwrap().successors[0], "HNK");
        assert_eq!(&*LAND_USES.with_name("đất ở tại nông thôn").unwrap().code, "ONT");
    }

    #[test]
    fn every_successor_of_a_land_use_is_in_use() {
        for row in rows(include_str!("../../../data/codes/land_uses.tsv")) {
            assert_eq!(row.len(), 5, "{row:?}");
            assert!(row[2].is_empty() || LAND_USES.is_in_use(row[2], None), "{row:?}");
        }
    }

    #[test]
    fn communes_change_their_meaning_on_the_first_of_july() {
        let before = Some(Day::new(2025, 6, 30));
        assert_eq!(&*COMMUNES.meaning("06211", None).unwrap().name, "Xã Cao Lộc");
        assert_eq!(&*COMMUNES.meaning("06211", before).unwrap().name, "Xã Lộc Yên");
        assert!(!COMMUNES.is_in_use("06193", None) && COMMUNES.is_in_use("06193", before));
        assert!(rows(COMMUNES_NOW).count() >= 3321 && rows(COMMUNES_BEFORE).count() >= 10_035);
    }

    #[test]
    fn every_commune_of_before_has_come_to_one_of_today() {
        for row in rows(COMMUNES_BEFORE) {
            assert!(!commune_bounds(row[0]).is_empty(), "{row:?}");
        }
        assert!(commune_bounds("99999").is_empty());
    }

    #[test]
    fn lists_of_vietnam_are_for_vietnam() {
        let check = |x: f64, y: f64, crs: Crs, expected: bool| {
            let square = polygon![(x: x, y: y), (x: x + 10., y: y), (x: x + 10., y: y + 10.)];
            let mut parcels = Parcels::from_polygons(&[square]);
            parcels.columns.commune = true;
            assert_eq!(!of(&parcels, &crs).communes.is_empty(), expected, "{}", crs.label());
        };
        check(458_700., 2_425_800., Crs::of_epsg(9215).unwrap(), true);
        check(458_700., 2_425_800., Crs::of_epsg(32_648).unwrap(), true);
        check(458_700., 2_425_800., Crs::unnamed_metres(), true);
        check(780_000., 6_570_000., Crs::of_epsg(2154).unwrap(), false);
    }
}
