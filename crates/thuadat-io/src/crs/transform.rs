//! Moving coordinates from one system to another.
//!
//! Between WGS 84, the VN-2000 zones and UTM the way is written out as a PROJ pipeline: these need no registry file
//! and give the same millimetre everywhere. All other systems go through GDAL, which has the whole EPSG registry.
//!
//! Two PROJ libraries live in the process, and that is sound. The `proj` crate links its own (9.6) statically and
//! looks for its registry only in the folder it was built in, which a user's machine does not have; pipelines need
//! none. GDAL uses the system's (9.1 on Debian 12) and finds that one's registry by itself. The static library is
//! compiled with hidden symbols, so that GDAL's calls cannot be bound to it; `tests/two_projs.rs` watches this.

use super::Crs;
use super::zones::Zone;
use crate::gdal_bridge::Complaints;
use gdal::spatial_ref::{AxisMappingStrategy, CoordTransform, SpatialRef};
use geo::{Coord, Geometry, MapCoordsInPlace};
use proj::Proj;
use rayon::prelude::*;
use std::ffi::{c_char, c_int, c_void};
use std::sync::Once;

/// Points transformed at once by one thread.
const CHUNK: usize = 8192;

/// VN-2000 to WGS 84, EPSG:6960 (the national parameters, EPSG registry v10.076), a coordinate-frame rotation:
/// metres, arc seconds, parts per million.
const VN2000_TO_WGS84: &str = "+proj=helmert +convention=coordinate_frame \
    +x=-191.90441429 +y=-39.30318279 +z=-111.45032835 \
    +rx=-0.00928836 +ry=0.01975479 +rz=-0.00427372 +s=0.252906278";

/// What maps on the web are drawn in: a sphere's formulas on WGS 84.
const WEB_MERCATOR: &str = "+proj=webmerc +lon_0=0 +x_0=0 +y_0=0 +ellps=WGS84";

/// Why coordinates could not be transformed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TransformError {
    /// There is no way between the two systems.
    #[error("no transformation from {from} to {to}: {said}")]
    NoWay {
        /// The system the coordinates stand in.
        from: String,
        /// The system asked for.
        to: String,
        /// What PROJ or GDAL says.
        said: String,
    },
}

/// A way from one coordinate system to another. x is easting or longitude, y northing or latitude, on both sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Transformation {
    from: String,
    to: String,
    way: Way,
    /// Whether the coordinates it starts from are degrees.
    from_degrees: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Way {
    Pipeline(String),
    Gdal { from: String, to: String },
}

impl Transformation {
    /// The way from `from` to `to`; both are definitions GDAL understands, with the EPSG code where there is one.
    pub(crate) fn between(from: &Crs, to: &Crs) -> Self {
        let pipeline = match (known_frame(from), known_frame(to)) {
            (Some(from), Some(to)) => Some(pipeline(&from, &to)),
            _ => None,
        };
        let way = match pipeline {
            Some(pipeline) => Way::Pipeline(pipeline),
            None => Way::Gdal { from: from.gdal_definition(), to: to.gdal_definition() },
        };
        Self { from: from.label(), to: to.label(), way, from_degrees: from.is_geographic() }
    }

    /// Moves the points in place and answers how many could not be moved. Those become NaN on both axes; points that
    /// are not finite stay as they are and are not counted. Equal points stay equal, whatever the number of threads.
    ///
    /// # Errors
    ///
    /// When there is no way between the two systems; no point has moved then.
    pub(crate) fn apply(&self, points: &mut [Coord<f64>]) -> Result<usize, TransformError> {
        let mover = Mover::new(self)?;
        if points.len() <= CHUNK {
            // Making a way ready costs more than moving few points.
            return Ok(mover.apply(points));
        }
        drop(mover);
        points
            .par_chunks_mut(CHUNK)
            .map_init(
                || Mover::new(self),
                |mover, chunk| match mover {
                    Ok(mover) => Ok(mover.apply(chunk)),
                    Err(TransformError::NoWay { from, to, said }) => {
                        Err(TransformError::NoWay { from: from.clone(), to: to.clone(), said: said.clone() })
                    }
                },
            )
            .sum()
    }

    fn no_way(&self, said: &impl ToString) -> TransformError {
        TransformError::NoWay { from: self.from.clone(), to: self.to.clone(), said: said.to_string() }
    }
}

/// A transformation to WGS 84 longitude (x) and latitude (y) in degrees, for maps and RFC 7946 GeoJSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToWgs84(Transformation);

impl ToWgs84 {
    pub(super) fn of(crs: &Crs) -> Self {
        Self(Transformation::between(crs, &Crs::wgs84()))
    }

    /// Moves the points in place. A point that has no longitude and latitude becomes NaN.
    ///
    /// # Errors
    ///
    /// When there is no way to WGS 84; no point has moved then.
    pub fn transform(&self, points: &mut [Coord<f64>]) -> Result<(), TransformError> {
        self.0.apply(points).map(|_| ())
    }

    /// The geometry in longitude and latitude; its parts and vertices stay in their order.
    ///
    /// # Errors
    ///
    /// As [`transform`](Self::transform).
    pub fn transform_geometry(&self, geometry: &Geometry<f64>) -> Result<Geometry<f64>, TransformError> {
        let mover = Mover::new(&self.0)?;
        let mut moved = geometry.clone();
        moved.map_coords_in_place(|at| {
            let mut at = [at];
            mover.apply(&mut at);
            at[0]
        });
        Ok(moved)
    }
}

/// A way made ready in one thread.
struct Mover {
    engine: Engine,
    reach: Coord<f64>,
}

enum Engine {
    Pipeline(Proj),
    Gdal(CoordTransform),
}

/// Coordinates farther out are no places on Earth. PROJ would refuse them too.
const REACH_DEG: Coord<f64> = Coord { x: 360.0, y: 90.0 };
const REACH_M: Coord<f64> = Coord { x: 3e7, y: 3e7 };

impl Mover {
    fn new(transformation: &Transformation) -> Result<Self, TransformError> {
        let engine = match &transformation.way {
            Way::Pipeline(definition) => {
                silence_proj();
                Proj::new(definition).map(Engine::Pipeline).map_err(|error| transformation.no_way(&error))
            }
            Way::Gdal { from, to } => {
                let complaints = Complaints::collect();
                spatial_ref(from)
                    .and_then(|from| CoordTransform::new(&from, &spatial_ref(to)?))
                    .map(Engine::Gdal)
                    .map_err(|_| transformation.no_way(&complaints.said()))
            }
        }?;
        Ok(Self { engine, reach: if transformation.from_degrees { REACH_DEG } else { REACH_M } })
    }

    fn can_reach(&self, point: Coord<f64>) -> bool {
        point.x.abs() <= self.reach.x && point.y.abs() <= self.reach.y
    }

    fn apply(&self, points: &mut [Coord<f64>]) -> usize {
        let mut xy: Vec<(f64, f64)> =
            points.iter().filter(|at| self.can_reach(**at)).map(Coord::x_y).collect();
        self.apply_to_places(&mut xy);
        let mut moved = xy.into_iter();
        let mut lost = 0;
        for point in points.iter_mut().filter(|at| is_finite(**at)) {
            let (x, y) = if self.can_reach(*point) { moved.next().unwrap_or(NOWHERE) } else { NOWHERE };
            *point = if x.is_finite() && y.is_finite() { Coord { x, y } } else { NOWHERE.into() };
            lost += usize::from(point.x.is_nan());
        }
        lost
    }

    fn apply_to_places(&self, points: &mut [(f64, f64)]) {
        match &self.engine {
            Engine::Pipeline(proj) => {
                if proj.convert_array(points).is_err() {
                    for point in points {
                        *point = proj.convert(*point).unwrap_or(NOWHERE);
                    }
                }
            }
            Engine::Gdal(transform) => {
                let _complaints = Complaints::collect();
                let (mut x, mut y): (Vec<f64>, Vec<f64>) = points.iter().copied().unzip();
                // A point that cannot be moved comes back infinite; the others are right all the same.
                let _ = transform.transform_coords(&mut x, &mut y, &mut []);
                for (point, moved) in points.iter_mut().zip(x.into_iter().zip(y)) {
                    *point = moved;
                }
            }
        }
    }
}

/// Keeps the static PROJ from writing to standard error: on every machine but the one that built it, it says of each
/// pipeline that the folder of its registry is missing. Its errors reach us all the same.
fn silence_proj() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        #[expect(unsafe_code, reason = "the safe bindings do not have proj_log_func")]
        // SAFETY: the first null pointer stands for the settings that contexts made later begin with; no other thread
        // makes one meanwhile, as all come through here first. The second is handed to `ignore`, which leaves it alone.
        unsafe {
            proj_sys::proj_log_func(std::ptr::null_mut(), std::ptr::null_mut(), Some(ignore));
        }
    });
}

#[expect(unsafe_code, reason = "PROJ calls it from C")]
unsafe extern "C" fn ignore(_data: *mut c_void, _level: c_int, _message: *const c_char) {}

const NOWHERE: (f64, f64) = (f64::NAN, f64::NAN);

fn is_finite(point: Coord<f64>) -> bool {
    point.x.is_finite() && point.y.is_finite()
}

pub(super) fn spatial_ref(definition: &str) -> gdal::errors::Result<SpatialRef> {
    let mut reference = SpatialRef::from_definition(definition)?;
    reference.set_axis_mapping_strategy(AxisMappingStrategy::TraditionalGisOrder);
    Ok(reference)
}

/// A system whose way to and from the others is written out here.
struct Frame {
    datum: Datum,
    projection: Option<String>,
}

#[derive(PartialEq)]
enum Datum {
    Wgs84,
    Vn2000,
}

fn known_frame(crs: &Crs) -> Option<Frame> {
    let epsg = crs.epsg?;
    if let Some(zone) = Zone::of_epsg(epsg) {
        let projection = transverse_mercator(zone.meridian_deg, zone.scale, 0.0);
        return Some(Frame { datum: Datum::Vn2000, projection: Some(projection) });
    }
    match epsg {
        4326 => Some(Frame { datum: Datum::Wgs84, projection: None }),
        4756 => Some(Frame { datum: Datum::Vn2000, projection: None }),
        3857 => Some(Frame { datum: Datum::Wgs84, projection: Some(WEB_MERCATOR.to_owned()) }),
        32601..=32660 | 32701..=32760 => {
            let meridian = f64::from(epsg % 100) * 6.0 - 183.0;
            let false_northing = if epsg < 32700 { 0.0 } else { 10_000_000.0 };
            let projection = transverse_mercator(meridian, 0.9996, false_northing);
            Some(Frame { datum: Datum::Wgs84, projection: Some(projection) })
        }
        _ => None,
    }
}

fn transverse_mercator(meridian_deg: f64, scale: f64, false_northing_m: f64) -> String {
    format!(
        "+proj=tmerc +lat_0=0 +lon_0={meridian_deg} +k={scale} +x_0=500000 +y_0={false_northing_m} +ellps=WGS84"
    )
}

/// Degrees or metres in, degrees or metres out, in between radians on the ellipsoid both datums share.
fn pipeline(from: &Frame, to: &Frame) -> String {
    let mut steps = vec!["+proj=pipeline".to_owned()];
    steps.push(match &from.projection {
        Some(projection) => format!("+step +inv {projection}"),
        None => "+step +proj=unitconvert +xy_in=deg +xy_out=rad".to_owned(),
    });
    if from.datum != to.datum {
        let direction = if from.datum == Datum::Vn2000 { "" } else { "+inv " };
        steps.push(format!(
            "+step +proj=push +v_3 +step +proj=cart +ellps=WGS84 +step {direction}{VN2000_TO_WGS84} \
             +step +inv +proj=cart +ellps=WGS84 +step +proj=pop +v_3"
        ));
    }
    steps.push(match &to.projection {
        Some(projection) => format!("+step {projection}"),
        None => "+step +proj=unitconvert +xy_in=rad +xy_out=deg".to_owned(),
    });
    steps.join(" ")
}
