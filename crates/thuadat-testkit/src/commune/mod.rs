//! A synthetic commune that looks like a cadastral map and is a perfect coverage.

mod cut;
mod landscape;
mod layout;
mod register;
mod subdivision;

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
