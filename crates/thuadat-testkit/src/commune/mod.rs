//! A synthetic commune that looks like a cadastral map and is a perfect coverage.

mod cut;
mod frame;
mod landscape;
mod layout;
pub(crate) mod register;
mod subdivision;

pub(crate) use register::REGISTER_COLUMNS;
use thuadat_core::Parcels;

/// Code of the commune the map lies in: xã Cao Lộc, Lạng Sơn, as of 1 July 2025.
pub const CAO_LOC_CODE: &str = "06211";
/// The coordinate system of the map: VN-2000 / TM-3 107-15.
pub const CAO_LOC_EPSG: u32 = 9215;

/// Makes some three thousand parcels inside xã Cao Lộc: two villages on a road, a stream, rice terraces that follow
/// the contour lines, gardens, forest, ponds and homesteads that lie as islands in other parcels.
///
/// The result is a clean coverage. Every coordinate is a whole millimetre of EPSG:9215, easting first; every
/// shared boundary is the same in both parcels, vertex for vertex; there is no gap, no overlap and no invalid ring.
/// Shells run counter-clockwise, holes clockwise, rings are closed. Sheet and number are unique. Recorded areas are
/// the polygon's rounded to 0.1 m²; legal areas, where there are any, differ from it by less than the usual limit.
/// Roads (`DGT`, numbers from 3001), streams (`SON`) and canals (`DTL`, numbers from 8001) are parcels too, so that the
/// ground is covered without a rest. Parcels stand in order of sheet and number; feature ids count from 1.
///
/// Nothing here is a real parcel or a real person: only the place is real. The same seed gives the same parcels on
/// every machine whose `sin` agrees to half a millimetre, which is every machine.
///
/// # Examples
///
/// ```
/// let parcels = thuadat_testkit::synthetic_commune(1);
/// assert!((2_500..6_000).contains(&parcels.len()));
/// ```
#[must_use]
pub fn synthetic_commune(seed: u64) -> Parcels {
    register::register(&layout::lay_out(seed), seed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lattice::{Millimetres, contains, twice_area};
    use std::collections::{BTreeSet, HashMap, HashSet};

    const SEEDS: [u64; 4] = [1, 2, 3, 6211];

    /// The rings of all parcels as lattice points, without closing points.
    fn rings(parcels: &Parcels) -> Vec<Vec<Millimetres>> {
        let on_lattice = |ring: &[geo::Coord<f64>]| {
            assert_eq!(ring.first(), ring.last(), "rings are closed");
            ring[1..].iter().map(|&coord| Millimetres::nearest(coord)).collect()
        };
        (0..parcels.len()).flat_map(|parcel| parcels.geometries.rings(parcel)).map(on_lattice).collect()
    }

    /// The edges without an opposite twin, chained into the ring they must form.
    fn outline(rings: &[Vec<Millimetres>]) -> Vec<Millimetres> {
        let mut edges = HashSet::new();
        for ring in rings {
            for (at, &from) in ring.iter().enumerate() {
                let edge = (from, ring[(at + 1) % ring.len()]);
                assert!(edges.insert(edge), "no edge is used twice in one direction: {edge:?}");
            }
        }
        let lonely: HashMap<_, _> =
            edges.iter().filter(|&&(from, to)| !edges.contains(&(to, from))).copied().collect();
        let first = *lonely.keys().min().expect("a coverage has an outline");
        let mut chain = vec![first];
        while lonely[&chain[chain.len() - 1]] != first {
            chain.push(lonely[&chain[chain.len() - 1]]);
        }
        assert_eq!(chain.len(), lonely.len(), "edges without a twin are the outline and nothing else");
        chain
    }

    #[test]
    fn covers_its_outline_exactly() {
        for seed in SEEDS {
            let rings = rings(&synthetic_commune(seed));
            let outline = outline(&rings);
            let sum: i64 = rings.iter().map(|ring| twice_area(ring)).sum();
            assert_eq!(sum, twice_area(&outline), "seed {seed}");
        }
    }

    #[test]
    fn stands_on_the_lattice_and_passes_no_point_twice() {
        let parcels = synthetic_commune(1);
        for &coord in parcels.geometries.coords() {
            assert_eq!(Millimetres::nearest(coord).to_metres(), coord);
        }
        for ring in rings(&parcels) {
            assert_eq!(ring.iter().collect::<BTreeSet<_>>().len(), ring.len());
        }
    }

    #[test]
    fn has_keys_of_their_own_and_areas_of_the_shapes() {
        for seed in SEEDS {
            let parcels = synthetic_commune(seed);
            assert!((2_500..6_000).contains(&parcels.len()), "seed {seed}: {}", parcels.len());
            let keys: BTreeSet<_> = parcels.records.iter().map(|record| &record.key).collect();
            assert_eq!(keys.len(), parcels.len());
            let sheets: BTreeSet<_> = keys.iter().map(|key| &key.sheet).collect();
            assert_eq!(sheets.len(), 6);
            for (parcel, record) in parcels.records.iter().enumerate() {
                let area_m2: f64 = parcels.geometries.rings(parcel).map(ring_area_m2).sum();
                let (recorded_m2, limit_m2) =
                    (record.recorded_area_m2.unwrap(), 0.0004 * 500.0 * area_m2.sqrt());
                assert!((recorded_m2 - area_m2).abs() < 0.0501);
                assert!(
                    record.legal_area_m2.is_none_or(|legal_m2| (legal_m2 - area_m2).abs() < limit_m2 * 0.7)
                );
            }
        }
    }

    fn ring_area_m2(ring: &[geo::Coord<f64>]) -> f64 {
        let points: Vec<_> = ring[1..].iter().map(|&coord| Millimetres::nearest(coord)).collect();
        twice_area(&points) as f64 / 2e6
    }

    #[test]
    fn has_islands_roads_water_and_both_villages() {
        let parcels = synthetic_commune(1);
        let n_islands =
            (0..parcels.len()).filter(|&parcel| parcels.geometries.rings(parcel).count() > 1).count();
        assert!(n_islands >= 30, "{n_islands}");
        for (code, least) in
            [("DGT", 50), ("SON", 2), ("LUC", 1_000), ("ONT+CLN", 100), ("RSX", 30), ("NTS", 10)]
        {
            let n = parcels.records.iter().filter(|record| record.land_use.as_deref() == Some(code)).count();
            assert!(n >= least, "{code}: {n}");
        }
    }

    #[test]
    fn same_seed_same_parcels() {
        assert_eq!(synthetic_commune(5), synthetic_commune(5));
        assert_ne!(synthetic_commune(5), synthetic_commune(6));
    }

    #[test]
    fn lies_inside_the_outline_of_cao_loc() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/samples/cao-loc-outline.geojson");
        let outline: serde_json::Value =
            serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let ring = outline["features"][0]["geometry"]["coordinates"][0][0].as_array().unwrap();
        let number = |value: &serde_json::Value| value.as_f64().unwrap();
        let commune: Vec<_> = ring
            .iter()
            .map(|point| Millimetres::nearest(geo::Coord { x: number(&point[0]), y: number(&point[1]) }))
            .collect();
        for &coord in synthetic_commune(1).geometries.coords() {
            assert!(contains(&commune, Millimetres::nearest(coord)), "{coord:?}");
        }
    }
}
