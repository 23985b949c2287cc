//! Parcel identifiers: of the wrong form, given twice, or of another place.

use super::draft::Draft;
use super::inspection::Inspection;
use super::message::Wording;
use super::number::about;
use crate::{Finding, Interrupted, ParcelCode, ParcelGeometries, ParcelRecord, Rule};
use geo::{Coord, Distance, Euclidean, Line, Point};
use rayon::prelude::*;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

/// Identifiers that are none. A column of which most are none holds something else, which is one finding. Needs a
/// column of identifiers; parcels without one are not asked.
pub(super) fn malformed(inspection: &Inspection<'_>) -> Result<Vec<Finding>, Interrupted> {
    if !inspection.parcels.columns.code || !inspection.wants(Rule::ParcelCodeMalformed) {
        return Ok(Vec::new());
    }
    inspection.go_on()?;
    let malformed = with_malformed_codes(inspection);
    let all = || (0..inspection.parcels.len() as u32).into_par_iter();
    let given_at_hand = || all().filter(|&parcel| code(inspection, parcel).is_some()).count();
    let given = inspection.whole.map_or_else(given_at_hand, |whole| whole.codes);
    if malformed.len() > 1 && malformed.len() * 2 > given {
        let draft = about(inspection, Rule::ParcelCodeMalformed, "column", malformed);
        let told = |draft: &Draft| Wording::column_is_no_parcel_code(draft, given);
        return Ok(inspection.finding(draft, told).into_iter().collect());
    }
    let findings = malformed.into_par_iter().filter_map(|parcel| {
        let code = code(inspection, parcel)?;
        let reason = code.parse::<ParcelCode>().err()?;
        let draft = Draft::new(Rule::ParcelCodeMalformed, vec![parcel], inspection.point_inside(parcel));
        inspection.finding(draft, |_| inspection.wording.parcel_code_malformed(parcel, code, reason))
    });
    Ok(findings.collect())
}

/// The parcels with an identifier that is none, ascending; none where the rule is off.
pub(super) fn with_malformed_codes(inspection: &Inspection<'_>) -> Vec<u32> {
    if !inspection.parcels.columns.code || !inspection.wants(Rule::ParcelCodeMalformed) {
        return Vec::new();
    }
    let is_malformed =
        |&parcel: &u32| code(inspection, parcel).is_some_and(|code| code.parse::<ParcelCode>().is_err());
    (0..inspection.parcels.len() as u32).into_par_iter().filter(is_malformed).collect()
}

/// Identifiers given to several parcels. Needs a column of identifiers.
pub(super) fn duplicates(inspection: &Inspection<'_>) -> Result<Vec<Finding>, Interrupted> {
    if !inspection.parcels.columns.code || !inspection.wants(Rule::ParcelCodeDuplicate) {
        return Ok(Vec::new());
    }
    inspection.go_on()?;
    let mut coded: Vec<(ParcelCode, u32)> = (0..inspection.parcels.len() as u32)
        .into_par_iter()
        .filter_map(|parcel| Some((parsed_code(&inspection.parcels.records[parcel as usize])?, parcel)))
        .collect();
    coded.par_sort_unstable();
    inspection.go_on()?;
    let same_code = coded.chunk_by(|(one, _), (other, _)| one == other).filter(|same| same.len() > 1);
    let findings = same_code.filter_map(|same| {
        let parcels: Vec<u32> = same.iter().map(|&(_, parcel)| parcel).collect();
        let draft = about(inspection, Rule::ParcelCodeDuplicate, &same[0].0.to_string(), parcels);
        inspection.finding(draft, |draft| inspection.wording.parcel_code_duplicate(draft, same[0].0))
    });
    Ok(findings.collect())
}

pub(super) fn code<'a>(inspection: &Inspection<'a>, parcel: u32) -> Option<&'a str> {
    code_of(&inspection.parcels.records[parcel as usize])
}

fn code_of(record: &ParcelRecord) -> Option<&str> {
    record.code.as_deref().map(str::trim).filter(|code| !code.is_empty())
}

/// A parcel's identifier, if it is one.
pub(crate) fn parsed_code(record: &ParcelRecord) -> Option<ParcelCode> {
    code_of(record)?.parse().ok()
}

/// Identifiers whose place is farther from their parcel than the profile allows. Where that is so of most of them, the
/// coordinates are to blame and there is one finding. Needs the places.
pub(super) fn outside(inspection: &Inspection<'_>) -> Result<Vec<Finding>, Interrupted> {
    let Some(places) = &inspection.references.code_places else { return Ok(Vec::new()) };
    if !inspection.parcels.columns.code || !inspection.wants(Rule::ParcelCodeOutside) {
        return Ok(Vec::new());
    }
    inspection.go_on()?;
    let shapes = &inspection.parcels.geometries;
    let is_known =
        |parcel: u32| places[parcel as usize].x.is_finite() && places[parcel as usize].y.is_finite();
    let all = || (0..inspection.parcels.len() as u32).into_par_iter().filter(|&parcel| is_known(parcel));
    let outside: Vec<(u32, f64)> = all()
        .filter_map(|parcel| Some((parcel, distance_m(shapes, parcel, places[parcel as usize])?)))
        .filter(|&(_, distance_m)| distance_m > inspection.profile.parcel_code_distance_m)
        .collect();
    inspection.go_on()?;
    let given = all().count();
    if outside.len() > 2 && outside.len() * 2 > given {
        return Ok(most_are_outside(inspection, &outside, given).into_iter().collect());
    }
    let owners = if outside.is_empty() { RTree::new() } else { boxes(shapes) };
    let findings = outside.into_par_iter().filter_map(|(parcel, distance_m)| {
        let place = places[parcel as usize];
        let owner = owner(&owners, shapes, place);
        let mut parcels = vec![parcel];
        parcels.extend(owner);
        let draft =
            Draft { width_m: Some(distance_m), ..Draft::new(Rule::ParcelCodeOutside, parcels, Some(place)) };
        inspection.finding(draft, |draft| inspection.wording.parcel_code_outside(draft, distance_m))
    });
    Ok(findings.collect())
}

fn most_are_outside(inspection: &Inspection<'_>, outside: &[(u32, f64)], given: usize) -> Option<Finding> {
    let mut distances: Vec<f64> = outside.iter().map(|(_, distance_m)| *distance_m).collect();
    distances.sort_by(f64::total_cmp);
    let middle_m = distances[distances.len() / 2];
    let parcels = outside.iter().map(|(parcel, _)| *parcel).collect();
    let draft = about(inspection, Rule::ParcelCodeOutside, "most", parcels);
    let draft = Draft { width_m: Some(middle_m), ..draft };
    inspection.finding(draft, |draft| Wording::most_codes_outside(draft, given, middle_m))
}

/// How far a place is from a parcel; zero inside. None for a parcel that has no ground.
fn distance_m(shapes: &ParcelGeometries, parcel: u32, place: Coord<f64>) -> Option<f64> {
    let (mut is_inside, mut nearest_m) = (false, f64::INFINITY);
    for edge in shapes.rings(parcel as usize).flat_map(|ring| ring.windows(2)) {
        let (a, b) = (edge[0], edge[1]);
        if (a.y > place.y) != (b.y > place.y) && place.x < (b.x - a.x) * (place.y - a.y) / (b.y - a.y) + a.x {
            is_inside = !is_inside;
        }
        nearest_m = nearest_m.min(Euclidean.distance(&Point::from(place), &Line::new(a, b)));
    }
    if is_inside { Some(0.0) } else { Some(nearest_m).filter(|distance_m| distance_m.is_finite()) }
}

/// Tells in which parcel a place lies.
pub(crate) struct ParcelOwners<'a> {
    boxes: RTree<ParcelBox>,
    shapes: &'a ParcelGeometries,
}

impl<'a> ParcelOwners<'a> {
    pub(crate) fn new(shapes: &'a ParcelGeometries) -> Self {
        Self { boxes: boxes(shapes), shapes }
    }

    /// The first parcel in which a place lies.
    pub(crate) fn at(&self, place: Coord<f64>) -> Option<u32> {
        owner(&self.boxes, self.shapes, place)
    }

    /// Every parcel in which a place lies.
    pub(crate) fn all_at(&self, place: Coord<f64>) -> Vec<u32> {
        owners(&self.boxes, self.shapes, place).collect()
    }
}

type ParcelBox = GeomWithData<Rectangle<[f64; 2]>, u32>;

fn boxes(shapes: &ParcelGeometries) -> RTree<ParcelBox> {
    let of_parcel = |parcel: usize| {
        let coords = shapes.rings(parcel).flatten().filter(|at| at.x.is_finite() && at.y.is_finite());
        let bounds = AABB::from_points(&coords.map(|at| [at.x, at.y]).collect::<Vec<_>>());
        (bounds.lower()[0] <= bounds.upper()[0]).then(|| ParcelBox::new(bounds.into(), parcel as u32))
    };
    RTree::bulk_load((0..shapes.len()).filter_map(of_parcel).collect())
}

/// The first parcel in which a place lies.
fn owner(boxes: &RTree<ParcelBox>, shapes: &ParcelGeometries, place: Coord<f64>) -> Option<u32> {
    owners(boxes, shapes, place).min()
}

fn owners(
    boxes: &RTree<ParcelBox>,
    shapes: &ParcelGeometries,
    place: Coord<f64>,
) -> impl Iterator<Item = u32> {
    let near = boxes.locate_in_envelope_intersecting(AABB::from_point([place.x, place.y]));
    near.map(|near| near.data).filter(move |&parcel| distance_m(shapes, parcel, place) == Some(0.0))
}
