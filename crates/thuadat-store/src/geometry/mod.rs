//! Shapes as the databases hold them: well-known binary, with the header of each.

mod any;
mod decode;
mod encode;
mod ground;

pub(crate) use any::encode_geometry;
pub(crate) use decode::{
    BadShape, decode_geopackage, decode_wkb, geopackage_bounds, srs_of_geopackage, wkb_of_geopackage,
};
pub(crate) use encode::{Unstorable, encode_ewkb, encode_geopackage, encode_plain_geopackage, encode_wkb};
pub(crate) use ground::share_ground;

/// The rectangle a shape stands in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Bounds {
    pub(crate) min_x: f64,
    pub(crate) min_y: f64,
    pub(crate) max_x: f64,
    pub(crate) max_y: f64,
}

impl Bounds {
    pub(crate) const NOWHERE: Self = Self {
        min_x: f64::INFINITY,
        min_y: f64::INFINITY,
        max_x: f64::NEG_INFINITY,
        max_y: f64::NEG_INFINITY,
    };

    pub(crate) fn take(&mut self, x: f64, y: f64) {
        self.min_x = self.min_x.min(x);
        self.min_y = self.min_y.min(y);
        self.max_x = self.max_x.max(x);
        self.max_y = self.max_y.max(y);
    }

    pub(crate) fn take_all(&mut self, other: &Self) {
        self.take(other.min_x, other.min_y);
        self.take(other.max_x, other.max_y);
    }

    /// What all of them take up; nowhere for none.
    pub(crate) fn around<'a>(all: impl IntoIterator<Item = &'a Self>) -> Self {
        let mut around = Self::NOWHERE;
        for bounds in all {
            around.take_all(bounds);
        }
        around
    }

    pub(crate) fn is_somewhere(&self) -> bool {
        self.min_x <= self.max_x
    }
}

const POLYGON: u32 = 3;
const MULTI_POLYGON: u32 = 6;

#[cfg(test)]
mod tests {
    use super::*;
    use geo::polygon;
    use thuadat_core::ParcelGeometries;

    fn with_a_hole() -> ParcelGeometries {
        ParcelGeometries::from_iter([polygon!(
            exterior: [(x: 0., y: 0.), (x: 4.5, y: 0.), (x: 4.5, y: 3.), (x: 0., y: 3.)],
            interiors: [[(x: 1., y: 1.), (x: 2., y: 1.), (x: 2., y: 2.)]],
        )])
    }

    #[test]
    fn shapes_come_back_as_they_went() {
        let shapes = with_a_hole();
        let mut wkb = Vec::new();
        let bounds = encode_wkb(&shapes, 0, &mut wkb).expect("a sound shape");
        let mut blob = Vec::new();
        encode_geopackage(&wkb, 9215, &bounds, &mut blob);
        let (mut of_wkb, mut of_blob) = (ParcelGeometries::new(), ParcelGeometries::new());
        decode_wkb(&wkb, &mut of_wkb).expect("what was just written");
        decode_geopackage(&blob, &mut of_blob).expect("what was just written");
        assert_eq!((&of_wkb, &of_blob), (&shapes, &shapes));
        assert_eq!(geopackage_bounds(&blob), Some(bounds));
        assert_eq!(bounds, Bounds { min_x: 0., min_y: 0., max_x: 4.5, max_y: 3. });
    }

    #[test]
    fn damaged_shapes_are_refused() {
        let mut wkb = Vec::new();
        encode_wkb(&with_a_hole(), 0, &mut wkb).expect("a sound shape");
        for length in 0..wkb.len() {
            assert!(decode_wkb(&wkb[..length], &mut ParcelGeometries::new()).is_err(), "{length} bytes");
        }
        let mut endless = wkb.clone();
        endless[5..9].copy_from_slice(&u32::MAX.to_le_bytes());
        assert!(decode_wkb(&endless, &mut ParcelGeometries::new()).is_err());
        assert!(decode_geopackage(b"GP\x00\x01", &mut ParcelGeometries::new()).is_err());
    }

    #[test]
    fn open_rings_are_closed_and_slivers_refused() {
        let mut shapes = ParcelGeometries::new();
        let mut push = |ring: &[(f64, f64)]| {
            for &(x, y) in ring {
                shapes.push_coord(geo::Coord { x, y });
            }
            shapes.end_ring();
            shapes.end_polygon();
            shapes.end_parcel();
        };
        push(&[(0., 0.), (4., 0.), (4., 3.)]);
        push(&[(0., 0.), (4., 0.)]);
        push(&[(0., 0.), (f64::NAN, 0.), (4., 3.), (0., 0.)]);
        let mut wkb = Vec::new();
        encode_wkb(&shapes, 0, &mut wkb).expect("closed on the way");
        let mut back = ParcelGeometries::new();
        decode_wkb(&wkb, &mut back).expect("what was just written");
        assert_eq!(back.ring(0).len(), 4);
        assert_eq!(encode_wkb(&shapes, 1, &mut Vec::new()), Err(Unstorable::TooFewVertices));
        assert_eq!(encode_wkb(&shapes, 2, &mut Vec::new()), Err(Unstorable::NotFinite));
    }
}
