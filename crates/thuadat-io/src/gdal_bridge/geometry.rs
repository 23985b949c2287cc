//! Points in bulk, and curves as straight segments.

use gdal::vector::{Feature, Geometry};
use std::ffi::{c_int, c_void};

/// The geometry of a feature, or none where the feature has none: the safe bindings then hand out one without content,
/// of which every question is an error.
pub(crate) fn present<'a>(feature: &'a Feature<'_>) -> Option<&'a Geometry> {
    feature.geometry().filter(|geometry| {
        #[expect(unsafe_code, reason = "the safe bindings cannot tell a missing geometry")]
        // SAFETY: the pointer is looked at, not followed.
        let pointer = unsafe { geometry.c_geometry() };
        !pointer.is_null()
    })
}

/// The points of a line or ring, z and m left out, into `points`, which is emptied first.
pub(crate) fn read_points(line: &Geometry, points: &mut Vec<[f64; 2]>) {
    let count = line.point_count();
    points.clear();
    points.resize(count, [0.0; 2]);
    if count == 0 {
        return;
    }
    let x = points.as_mut_ptr().cast::<f64>();
    let stride = size_of::<[f64; 2]>() as c_int;
    #[expect(
        unsafe_code,
        reason = "the safe bindings read point by point, which takes most of the time of reading"
    )]
    // SAFETY: GDAL writes `count` numbers `stride` bytes apart, from x and from x + 1: all inside `points`, which has
    // room for `count` pairs. The null pointer for z is what GDAL asks for to leave it out.
    unsafe {
        let y = x.add(1).cast::<c_void>();
        gdal_sys::OGR_G_GetPoints(line.c_geometry(), x.cast(), stride, y, stride, std::ptr::null_mut(), 0);
    }
}

/// The geometry with its arcs stroked in steps of at most `step_deg` of the circle; none where GDAL cannot.
pub(crate) fn linear(curved: &Geometry, step_deg: f64) -> Option<Geometry> {
    let mut wkb = Vec::new();
    #[expect(unsafe_code, reason = "the safe bindings do not have OGR_G_GetLinearGeometry")]
    // SAFETY: the geometry is alive; the new one is ours alone and destroyed once, after its bytes are written to a
    // buffer of the size GDAL states for it.
    unsafe {
        let linear = gdal_sys::OGR_G_GetLinearGeometry(curved.c_geometry(), step_deg, std::ptr::null_mut());
        if linear.is_null() {
            return None;
        }
        wkb.resize(gdal_sys::OGR_G_WkbSizeEx(linear), 0);
        gdal_sys::OGR_G_ExportToIsoWkb(linear, gdal_sys::OGRwkbByteOrder::wkbNDR, wkb.as_mut_ptr());
        gdal_sys::OGR_G_DestroyGeometry(linear);
    }
    Geometry::from_wkb(&wkb).ok()
}
