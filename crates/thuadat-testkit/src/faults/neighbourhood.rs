//! Who lies beside whom in a clean coverage.

use super::draft::{DraftParcel, lattice_ring};
use crate::lattice::{Millimetres, edges};
use std::collections::{BTreeSet, HashMap};

/// Roads and water touch half the map: they are nobody's neighbourhood and are never spoilt.
pub(super) fn is_public(parcel: &DraftParcel) -> bool {
    matches!(parcel.record.land_use.as_deref(), Some("DGT" | "SON" | "DTL"))
}

/// The parcel each directed edge belongs to.
pub(super) fn edge_owners(parcels: &[DraftParcel]) -> HashMap<(Millimetres, Millimetres), usize> {
    let mut owners = HashMap::new();
    for (position, parcel) in parcels.iter().enumerate() {
        for ring in parcel.polygons.iter().flatten() {
            owners.extend(edges(&lattice_ring(ring)).map(|edge| (edge, position)));
        }
    }
    owners
}

/// The parcels each parcel has a point in common with, public ground left out.
pub(super) fn neighbours(parcels: &[DraftParcel]) -> Vec<Vec<usize>> {
    let points = |parcel: &DraftParcel| -> Vec<Millimetres> {
        parcel.polygons.iter().flatten().flat_map(|ring| lattice_ring(ring)).collect()
    };
    let mut at_point: HashMap<Millimetres, Vec<usize>> = HashMap::new();
    for (position, parcel) in parcels.iter().enumerate().filter(|(_, parcel)| !is_public(parcel)) {
        for point in points(parcel) {
            at_point.entry(point).or_default().push(position);
        }
    }
    let near = |(position, parcel): (usize, &DraftParcel)| -> Vec<usize> {
        let all: BTreeSet<usize> =
            points(parcel).iter().filter_map(|point| at_point.get(point)).flatten().copied().collect();
        all.into_iter().filter(|&other| other != position).collect()
    };
    parcels.iter().enumerate().map(near).collect()
}
