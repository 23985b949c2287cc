//! Whether coordinates are plausible for the VN-2000 system they are said to stand in.

use super::zones::is_in_use_at;
use super::{Crs, Zone};
use crate::sample::Sample;
use geo::Coord;
use std::fmt;
use thuadat_core::Parcels;

/// At least so many vertices are looked at: enough that the majority speaks for the dataset, few enough to cost nothing.
pub(crate) const SAMPLE: usize = 500;

/// Northings and eastings of Vietnam in any VN-2000 zone, in metres (domain notes, section 4.4, rounded outwards).
const NORTHINGS: std::ops::RangeInclusive<f64> = 850_000.0..=2_650_000.0;
const EASTINGS: std::ops::RangeInclusive<f64> = 100_000.0..=900_000.0;

/// Why coordinates do not look like those of the system they are said to stand in.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum CrsSuspicion {
    /// Most vertices have the northing first: exchange the axes.
    AxesSwapped {
        /// A vertex as it was read.
        example: Coord<f64>,
    },
    /// Most vertices lie where the zone is not in use.
    OutsideZone {
        /// The zone the coordinates are said to stand in.
        zone: &'static Zone,
        /// A vertex as it was read.
        example: Coord<f64>,
        /// Where that vertex would lie, longitude and latitude in degrees.
        place: Coord<f64>,
        /// Zones in which the same coordinates lie where the zone is in use, the most plausible first; may be empty.
        fitting: Vec<FittingZone>,
    },
}

/// A zone that coordinates would fit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FittingZone {
    /// The zone.
    pub zone: &'static Zone,
    /// The share of vertices that lie where the zone is in use, from 0 to 1.
    pub share: f64,
}

impl fmt::Display for FittingZone {
    /// The code, meridian and provinces: `EPSG:9215 (107°15', Lạng Sơn)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EPSG:{} ({}, {})", self.zone.epsg, self.zone.meridian(), self.zone.provinces)
    }
}

/// Looks whether the coordinates can be those of the VN-2000 zone `crs` names; none where they can, and for any other
/// system but unnamed metres, of which only the order of axes is looked at.
///
/// Plausible is a zone that the cadastre of the place's province uses in some part, within two kilometres. Neighbouring
/// zones that are both in use at a place cannot be told apart. Vertices that are not finite are passed over.
///
/// # Complexity
///
/// Looks at 500 to 1000 vertices, evenly spread, whatever the size of the dataset.
#[must_use]
pub fn suspect(parcels: &Parcels, crs: &Crs) -> Option<CrsSuspicion> {
    suspect_sample(&sample_of(parcels.geometries.coords()), crs)
}

/// Looks, as [`suspect`] does, at vertices of a sample.
#[must_use]
pub fn suspect_sample(sample: &[Coord<f64>], crs: &Crs) -> Option<CrsSuspicion> {
    let zone = crs.epsg.and_then(Zone::of_epsg);
    if zone.is_none() && !crs.is_unnamed() {
        return None;
    }
    let example = *sample.first()?;
    let swapped = sample.iter().filter(|at| NORTHINGS.contains(&at.x) && EASTINGS.contains(&at.y)).count();
    if swapped * 2 > sample.len() {
        return Some(CrsSuspicion::AxesSwapped { example });
    }
    let zone = zone?;
    if share_in_use(zone, sample) > 0.5 {
        return None;
    }
    let place = *in_degrees(zone, &[example]).first()?;
    Some(CrsSuspicion::OutsideZone { zone, example, place, fitting: zones_fitting_coordinates(sample) })
}

/// The cadastral zones in which most of the coordinates lie where the zone is in use, the most plausible first.
pub(crate) fn zones_fitting_coordinates(sample: &[Coord<f64>]) -> Vec<FittingZone> {
    let cadastral = Zone::all().iter().filter(|zone| !zone.provinces.is_empty());
    let mut fitting: Vec<FittingZone> = cadastral
        .map(|zone| FittingZone { zone, share: share_in_use(zone, sample) })
        .filter(|fitting| fitting.share > 0.5)
        .collect();
    fitting.sort_by(|a, b| b.share.total_cmp(&a.share).then(a.zone.epsg.cmp(&b.zone.epsg)));
    fitting
}

/// Finite vertices, evenly spread over the dataset.
pub(crate) fn sample_of(coords: &[Coord<f64>]) -> Vec<Coord<f64>> {
    let step = Sample::<Coord<f64>>::step_among(coords.len(), SAMPLE);
    finite(coords.iter().step_by(step).copied().collect())
}

/// Those vertices of a sample that have a place.
pub(crate) fn finite(sample: Vec<Coord<f64>>) -> Vec<Coord<f64>> {
    sample.into_iter().filter(|at| at.x.is_finite() && at.y.is_finite()).collect()
}

fn share_in_use(zone: &Zone, sample: &[Coord<f64>]) -> f64 {
    let plausible: Vec<Coord<f64>> =
        sample.iter().copied().filter(|at| EASTINGS.contains(&at.x) && NORTHINGS.contains(&at.y)).collect();
    let hits = in_degrees(zone, &plausible).into_iter().filter(|&place| is_in_use_at(zone, place)).count();
    hits as f64 / sample.len().max(1) as f64
}

fn in_degrees(zone: &Zone, sample: &[Coord<f64>]) -> Vec<Coord<f64>> {
    let mut places = sample.to_vec();
    match Crs::of_zone(zone).to_wgs84().map(|way| way.transform(&mut places)) {
        Some(Ok(())) => places,
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Polygon, Rect};

    fn parcels_at(x: f64, y: f64) -> Parcels {
        let square = |n: i32| {
            let (x, y) = (x + f64::from(n) * 20.0, y);
            Polygon::from(Rect::new((x, y), (x + 20.0, y + 30.0)))
        };
        Parcels::from_polygons(&(0..50).map(square).collect::<Vec<_>>())
    }

    fn fitting(x: f64, y: f64, epsg: u32) -> Option<Vec<u32>> {
        match suspect(&parcels_at(x, y), &Crs::of_epsg(epsg).unwrap())? {
            CrsSuspicion::OutsideZone { fitting, .. } => Some(fitting.iter().map(|f| f.zone.epsg).collect()),
            CrsSuspicion::AxesSwapped { .. } => panic!("axes are not swapped"),
        }
    }

    #[test]
    fn trusts_coordinates_in_their_zone() {
        assert_eq!(fitting(454_436.0, 2_427_244.0, 9215), None, "Cao Lộc");
        assert_eq!(fitting(548_000.0, 1_775_000.0, 5899), None, "Đà Nẵng");
        assert_eq!(fitting(686_813.0, 2_427_552.0, 3405), None, "Cao Lộc on a topographic map");
    }

    #[test]
    fn names_the_zone_that_fits() {
        let cao_loc_in_105 = fitting(454_436.0, 2_427_244.0, 5897).expect("outside");
        assert!(cao_loc_in_105.contains(&9215), "{cao_loc_in_105:?}");
        assert!(!cao_loc_in_105.contains(&5897));
        let da_nang_in_lang_son = fitting(548_000.0, 1_775_000.0, 9215).expect("outside");
        assert!(da_nang_in_lang_son.contains(&5899), "{da_nang_in_lang_son:?}");
    }

    #[test]
    fn sees_the_northing_in_front() {
        for crs in [Crs::of_epsg(9215).unwrap(), Crs::unnamed_metres()] {
            let suspicion = suspect(&parcels_at(2_427_244.0, 454_436.0), &crs);
            assert!(matches!(suspicion, Some(CrsSuspicion::AxesSwapped { .. })), "{suspicion:?}");
        }
    }

    #[test]
    fn says_nothing_of_other_systems_and_of_nothing() {
        assert_eq!(suspect(&parcels_at(0.0, 0.0), &Crs::of_epsg(2154).unwrap()), None);
        assert_eq!(suspect(&parcels_at(0.0, 0.0), &Crs::unnamed_metres()), None);
        assert_eq!(suspect(&Parcels::default(), &Crs::of_epsg(9215).unwrap()), None);
    }
}
