//! The shapes of many parcels in a few flat arrays.
//!
//! A commune has tens of thousands of parcels, a country tens of millions. One allocation per ring would cost
//! more time than the check itself, so coordinates, ring ends, polygon ends and parcel ends each stand in one array.
//! Shapes are kept exactly as they were read: unclosed rings stay unclosed, repeated vertices stay repeated.

use crate::measure::{planar_area_m2, point_inside};
use geo::{Coord, LineString, MultiPolygon, Polygon};
use std::ops::Range;

/// The shapes of a dataset's parcels, in input order, exactly as read.
///
/// Coordinates are easting (x) and northing (y) in metres of one projected coordinate system.
///
/// # Examples
///
/// ```
/// use geo::polygon;
/// use thuadat_core::ParcelGeometries;
///
/// let mut shapes = ParcelGeometries::new();
/// shapes.push_polygon(&polygon![(x: 0., y: 0.), (x: 4., y: 0.), (x: 4., y: 3.)]);
/// assert_eq!(shapes.len(), 1);
/// assert_eq!(shapes.rings(0).next().unwrap().len(), 4); // geo closes rings
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ParcelGeometries {
    coords: Vec<Coord<f64>>,
    ring_ends: Vec<u32>,
    polygon_ends: Vec<u32>,
    parcel_ends: Vec<u32>,
}

impl ParcelGeometries {
    /// An empty set of shapes.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Number of parcels, those without any shape included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.parcel_ends.len()
    }

    /// Whether there is no parcel at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.parcel_ends.is_empty()
    }

    /// Appends a parcel of one polygon.
    pub fn push_polygon(&mut self, polygon: &Polygon<f64>) {
        self.push_rings_of(polygon);
        self.end_parcel();
    }

    /// Appends a parcel of any number of polygons.
    pub fn push_multi_polygon(&mut self, multi_polygon: &MultiPolygon<f64>) {
        for polygon in multi_polygon {
            self.push_rings_of(polygon);
        }
        self.end_parcel();
    }

    /// Appends a parcel that has no shape.
    pub fn push_empty(&mut self) {
        self.end_parcel();
    }

    /// Appends one vertex to the ring being built. For readers that must keep a ring as it stands in the file.
    ///
    /// # Panics
    ///
    /// When the dataset passes 4 294 967 295 vertices.
    pub fn push_coord(&mut self, coord: Coord<f64>) {
        self.coords.push(coord);
    }

    /// Ends the ring being built; a ring may be empty.
    pub fn end_ring(&mut self) {
        self.ring_ends.push(offset(self.coords.len()));
    }

    /// Ends the polygon being built; its first ring is the shell, the others are holes.
    pub fn end_polygon(&mut self) {
        self.polygon_ends.push(offset(self.ring_ends.len()));
    }

    /// Ends the parcel being built; a parcel may have no polygon.
    pub fn end_parcel(&mut self) {
        self.parcel_ends.push(offset(self.polygon_ends.len()));
    }

    /// Appends all parcels of another set, in order.
    ///
    /// # Panics
    ///
    /// When the dataset passes 4 294 967 295 vertices.
    pub fn append(&mut self, other: &Self) {
        let shift =
            |ends: &mut Vec<u32>, more: &[u32], below: u32| ends.extend(more.iter().map(|end| end + below));
        offset(self.coords.len() + other.coords.len());
        shift(&mut self.parcel_ends, &other.parcel_ends, offset(self.polygon_ends.len()));
        shift(&mut self.polygon_ends, &other.polygon_ends, offset(self.ring_ends.len()));
        shift(&mut self.ring_ends, &other.ring_ends, offset(self.coords.len()));
        self.coords.extend_from_slice(&other.coords);
    }

    /// Appends a parcel of another set.
    ///
    /// # Panics
    ///
    /// When there is no such parcel, or the dataset passes 4 294 967 295 vertices.
    pub fn push_copy(&mut self, other: &Self, parcel: usize) {
        for rings in other.polygons(parcel) {
            for ring in rings {
                self.coords.extend_from_slice(other.ring(ring));
                self.end_ring();
            }
            self.end_polygon();
        }
        self.end_parcel();
    }

    /// Every vertex of every parcel, in input order.
    #[must_use]
    pub fn coords(&self) -> &[Coord<f64>] {
        &self.coords
    }

    /// Every vertex of every parcel, to be moved in place, as a reprojection does.
    pub fn coords_mut(&mut self) -> &mut [Coord<f64>] {
        &mut self.coords
    }

    /// The polygons of a parcel, each as the numbers of its rings; the first ring is the shell.
    ///
    /// # Panics
    ///
    /// When there is no such parcel.
    pub fn polygons(&self, parcel: usize) -> impl Iterator<Item = Range<usize>> + '_ {
        span(&self.parcel_ends, parcel).map(|polygon| span(&self.polygon_ends, polygon))
    }

    /// The numbers of all rings of a parcel, over all its polygons.
    ///
    /// # Panics
    ///
    /// When there is no such parcel.
    #[must_use]
    pub fn ring_range(&self, parcel: usize) -> Range<usize> {
        let polygons = span(&self.parcel_ends, parcel);
        let end_of = |polygon: usize| if polygon == 0 { 0 } else { self.polygon_ends[polygon - 1] as usize };
        end_of(polygons.start)..end_of(polygons.end)
    }

    /// Where the vertices of a ring stand in [`coords`](Self::coords).
    ///
    /// # Panics
    ///
    /// When there is no such ring.
    #[must_use]
    pub fn ring_coords(&self, ring: usize) -> Range<usize> {
        span(&self.ring_ends, ring)
    }

    /// The vertices of a ring, the closing one included where the input has it.
    ///
    /// # Panics
    ///
    /// When there is no such ring.
    #[must_use]
    pub fn ring(&self, ring: usize) -> &[Coord<f64>] {
        &self.coords[self.ring_coords(ring)]
    }

    /// The rings of a parcel, over all its polygons.
    ///
    /// # Panics
    ///
    /// When there is no such parcel.
    pub fn rings(&self, parcel: usize) -> impl Iterator<Item = &[Coord<f64>]> + '_ {
        self.ring_range(parcel).map(|ring| self.ring(ring))
    }

    /// Where the vertices of a parcel stand in [`coords`](Self::coords).
    ///
    /// # Panics
    ///
    /// When there is no such parcel.
    #[must_use]
    pub fn parcel_coords(&self, parcel: usize) -> Range<usize> {
        let rings = self.ring_range(parcel);
        let end_of = |ring: usize| if ring == 0 { 0 } else { self.ring_ends[ring - 1] as usize };
        end_of(rings.start)..end_of(rings.end)
    }

    /// The parcel that the vertex at a position of [`coords`](Self::coords) belongs to. O(log n).
    ///
    /// # Panics
    ///
    /// When there is no such vertex.
    #[must_use]
    pub fn parcel_of_coord(&self, position: usize) -> usize {
        let after = |ends: &[u32], index: usize| ends.partition_point(|&end| end as usize <= index);
        let ring = after(&self.ring_ends, position);
        after(&self.parcel_ends, after(&self.polygon_ends, ring))
    }

    /// Area of a parcel in the plane of its coordinates, in square metres: shells less their holes, whichever way they
    /// run.
    ///
    /// # Panics
    ///
    /// When there is no such parcel.
    #[must_use]
    pub fn area_m2(&self, parcel: usize) -> f64 {
        planar_area_m2(self, parcel)
    }

    /// Length of all rings of a parcel, holes included, in metres.
    ///
    /// # Panics
    ///
    /// When there is no such parcel.
    #[must_use]
    pub fn perimeter_m(&self, parcel: usize) -> f64 {
        let distance = |one: &Coord<f64>, other: &Coord<f64>| (one.x - other.x).hypot(one.y - other.y);
        let of_ring = |ring: &[Coord<f64>]| -> f64 {
            let next = ring.iter().cycle().skip(1);
            ring.iter().zip(next).map(|(one, other)| distance(one, other)).sum()
        };
        self.rings(parcel).map(of_ring).sum()
    }

    /// A point well inside a parcel, to look at; none where the parcel encloses no ground. `lattice_m` is the step of
    /// the lattice the parcels are compared on.
    ///
    /// # Panics
    ///
    /// When there is no such parcel.
    #[must_use]
    pub fn point_inside(&self, parcel: usize, lattice_m: f64) -> Option<Coord<f64>> {
        point_inside(self, parcel, lattice_m)
    }

    /// A parcel as geo's type. Rings come out closed, as that type demands.
    ///
    /// # Panics
    ///
    /// When there is no such parcel.
    #[must_use]
    pub fn to_multi_polygon(&self, parcel: usize) -> MultiPolygon<f64> {
        let line = |ring: usize| LineString::from(self.ring(ring).to_vec());
        self.polygons(parcel)
            .filter(|rings| !rings.is_empty())
            .map(|rings| Polygon::new(line(rings.start), (rings.start + 1..rings.end).map(line).collect()))
            .collect()
    }

    fn push_rings_of(&mut self, polygon: &Polygon<f64>) {
        for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
            self.coords.extend_from_slice(&ring.0);
            self.end_ring();
        }
        self.end_polygon();
    }
}

impl FromIterator<Polygon<f64>> for ParcelGeometries {
    fn from_iter<I: IntoIterator<Item = Polygon<f64>>>(polygons: I) -> Self {
        let mut shapes = Self::new();
        for polygon in polygons {
            shapes.push_polygon(&polygon);
        }
        shapes
    }
}

fn offset(len: usize) -> u32 {
    u32::try_from(len).expect("a dataset holds at most 4 294 967 295 vertices")
}

fn span(ends: &[u32], index: usize) -> Range<usize> {
    let start = if index == 0 { 0 } else { ends[index - 1] as usize };
    start..ends[index] as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::polygon;

    #[test]
    fn keeps_rings_as_they_were_pushed() {
        let mut shapes = ParcelGeometries::new();
        for (x, y) in [(0., 0.), (1., 0.), (1., 1.)] {
            shapes.push_coord(Coord { x, y });
        }
        shapes.end_ring();
        shapes.end_polygon();
        shapes.end_parcel();
        assert_eq!(shapes.ring(0).len(), 3, "unclosed stays unclosed");
    }

    #[test]
    fn appended_parcels_follow() {
        let triangle = |x: f64| polygon![(x: x, y: 0.), (x: x + 1., y: 0.), (x: x, y: 1.)];
        let mut shapes = ParcelGeometries::from_iter([triangle(0.)]);
        shapes.push_empty();
        shapes.append(&ParcelGeometries::from_iter([triangle(5.), triangle(9.)]));
        let expected = [Some(triangle(0.)), None, Some(triangle(5.)), Some(triangle(9.))];
        for (parcel, expected) in expected.into_iter().enumerate() {
            assert_eq!(shapes.to_multi_polygon(parcel).0.first(), expected.as_ref());
        }
    }

    #[test]
    fn finds_each_parcel_behind_empty_ones() {
        let square = polygon![(x: 0., y: 0.), (x: 1., y: 0.), (x: 1., y: 1.)];
        let mut shapes = ParcelGeometries::new();
        shapes.push_empty();
        shapes.push_polygon(&square);
        shapes.push_empty();
        shapes.push_multi_polygon(&MultiPolygon(vec![square.clone(), square.clone()]));
        let vertices: Vec<_> = (0..shapes.len()).map(|parcel| shapes.parcel_coords(parcel)).collect();
        assert_eq!(vertices, [0..0, 0..4, 4..4, 4..12]);
        assert_eq!(shapes.polygons(3).collect::<Vec<_>>(), [1..2, 2..3]);
        assert_eq!(shapes.to_multi_polygon(1), MultiPolygon(vec![square]));
        let owners: Vec<_> = (0..12).map(|position| shapes.parcel_of_coord(position)).collect();
        assert_eq!(owners, [1, 1, 1, 1, 3, 3, 3, 3, 3, 3, 3, 3]);
    }
}
