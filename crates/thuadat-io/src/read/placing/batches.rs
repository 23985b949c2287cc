//! From the coordinates of a file to metres, batch by batch.

use super::super::ReadRequest;
use super::super::error::ReadError;
use super::{
    Declared, Placed, apply, assumed_metres, distortion, given_degrees, is_out, require_metres,
    without_place, zone_in_metres,
};
use crate::crs::{Crs, SAMPLE, Transformation, finite, zones_fitting_coordinates};
use crate::dataset::{CrsOrigin, has_place};
use crate::sample::Sample;
use geo::Coord;
use thuadat_core::Parcels;

/// Brings parcels to metres batch by batch, as [`place`](super::place) does all at once.
pub(in super::super) struct BatchPlacing<'a> {
    declared: &'a Declared,
    request: &'a ReadRequest,
    zone: Option<Crs>,
    way: Option<Transformation>,
    /// Vertices that could not be brought to metres.
    lost: usize,
    /// Vertices said to be degrees that are none, and the feature and place of the first.
    out_of_range: usize,
    first_out: Option<(Box<str>, Coord<f64>)>,
    /// Vertices as they were read, and as they were delivered.
    read: Sample<Coord<f64>>,
    placed: Sample<Coord<f64>>,
    has_place: bool,
}

impl<'a> BatchPlacing<'a> {
    /// # Errors
    ///
    /// Where it is plain by now that there is no way to metres.
    pub(in super::super) fn new(declared: &'a Declared, request: &'a ReadRequest) -> Result<Self, ReadError> {
        let zone = request.zone.map(zone_in_metres).transpose()?;
        let way = match (&declared.reference, &zone) {
            (None, Some(zone)) => {
                let zone = zone.epsg.unwrap_or_default();
                return Err(ReadError::NoCrsForZone { path: request.path.clone(), zone });
            }
            (None, None) => None,
            (Some((crs, reference)), None) if reference.is_geographic() => {
                return Err(ReadError::ZoneNeeded { path: request.path.clone(), crs: crs.label() });
            }
            (Some((crs, _)), Some(zone)) if crs != zone => Some(Transformation::between(crs, zone)),
            (Some((crs, reference)), _) => {
                require_metres(crs, reference, request)?;
                None
            }
        };
        Ok(Self {
            declared,
            request,
            zone,
            way,
            lost: 0,
            out_of_range: 0,
            first_out: None,
            read: Sample::new(SAMPLE),
            placed: Sample::new(SAMPLE),
            has_place: false,
        })
    }

    /// Brings the parcels of a batch to metres.
    pub(in super::super) fn place(&mut self, parcels: &mut Parcels) -> Result<(), ReadError> {
        let coords = parcels.geometries.coords();
        for &at in coords {
            self.read.add(|| at);
        }
        if self.is_geographic() {
            self.out_of_range += coords.iter().filter(|at| is_out(at)).count();
            if self.first_out.is_none()
                && let Some(first) = coords.iter().position(is_out)
            {
                let parcel = parcels.geometries.parcel_of_coord(first);
                self.first_out = Some((parcels.records[parcel].feature.to_string().into(), coords[first]));
            }
        }
        if let Some(way) = &self.way {
            self.lost += apply(way, parcels)
                .map_err(|source| ReadError::Transform { path: self.request.path.clone(), source })?;
            parcels.preparation.is_projected = true;
        }
        for &at in parcels.geometries.coords() {
            self.placed.add(|| at);
        }
        self.has_place |= has_place(parcels);
        Ok(())
    }

    /// Where all of them stand now, and a sample of their vertices.
    pub(in super::super) fn finish(self, is_drawing: bool) -> Result<(Placed, Vec<Coord<f64>>), ReadError> {
        let is_geographic = self.is_geographic();
        let vertices = self.read.shown();
        let read = finite(self.read.into_items());
        if self.out_of_range * 2 > vertices {
            let (feature, example) = self.first_out.unwrap_or_default();
            let crs = self.declared.reference.as_ref().map(|(crs, _)| crs.label());
            return Err(ReadError::NotDegrees {
                path: self.request.path.clone(),
                declared: crs.unwrap_or_default().into(),
                out_of_range: self.out_of_range,
                vertices,
                feature,
                example: example.x_y(),
                fitting: zones_fitting_coordinates(&read),
            });
        }
        let own_origin = if self.declared.is_given { CrsOrigin::Given } else { CrsOrigin::Declared };
        let mut notices = Vec::new();
        let (crs, origin) = match (&self.declared.reference, self.zone) {
            (None, _) => {
                notices.push(assumed_metres(&read, is_drawing));
                (Crs::unnamed_metres(), CrsOrigin::Assumed)
            }
            (Some(_), Some(zone)) if is_geographic && !self.has_place => (zone, CrsOrigin::Given),
            (Some((crs, _)), Some(zone)) if self.way.is_some() => {
                if is_geographic && self.declared.is_given && self.declared.label.is_none() {
                    notices.push(given_degrees(crs));
                }
                notices.extend(without_place(self.lost, &zone));
                (zone, CrsOrigin::ProjectedToGiven)
            }
            (Some((crs, reference)), _) => {
                notices.extend(distortion(crs, reference));
                (crs.clone(), own_origin)
            }
        };
        Ok((Placed { crs, origin, notices }, finite(self.placed.into_items())))
    }

    fn is_geographic(&self) -> bool {
        self.declared.reference.as_ref().is_some_and(|(_, reference)| reference.is_geographic())
    }
}
