//! Shapes for tiles, which may still be in the making while parcels are written.

use super::Stop;
use std::fmt;
use thuadat_core::ParcelGeometries;

/// Shapes in Web Mercator, in the order of the parcels; a vertex that has no place there is NaN.
#[derive(Clone, Copy)]
pub enum MercatorShapes<'a> {
    /// They are there.
    Ready(&'a ParcelGeometries),
    /// They are asked for when parcels have been written: another thread may make them until then. None where they could not be
    /// made; nothing is imported then.
    WhenDone(&'a (dyn Fn() -> Option<&'a ParcelGeometries> + 'a)),
}

impl<'a> MercatorShapes<'a> {
    pub(crate) fn get(self) -> Result<&'a ParcelGeometries, Stop> {
        match self {
            Self::Ready(shapes) => Ok(shapes),
            Self::WhenDone(wait) => wait().ok_or(Stop::NoMercatorShapes),
        }
    }
}

impl fmt::Debug for MercatorShapes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ready(_) => "Ready",
            Self::WhenDone(_) => "WhenDone",
        })
    }
}
