//! One parcel as bytes.

use geo::Coord;
use thuadat_core::{FeatureId, ParcelKey, ParcelRecord, Parcels, StrokedParcel};

const NONE: u32 = u32::MAX;

/// Appends a parcel: its record, whether its arcs were stroked, and its shape.
pub(super) fn write_parcel(parcels: &Parcels, parcel: usize, bytes: &mut Vec<u8>) {
    let record = &parcels.records[parcel];
    match &record.feature {
        FeatureId::Number(number) => {
            bytes.push(0);
            bytes.extend(number.to_le_bytes());
        }
        FeatureId::Text(text) => {
            bytes.push(1);
            write_text(Some(text), bytes);
        }
    }
    let ParcelKey { commune, sheet, number } = &record.key;
    for text in [commune, sheet, number, &record.land_use, &record.code] {
        write_text(text.as_deref(), bytes);
    }
    let stroked_m = parcels.preparation.arc_deviation_m(parcel as u32);
    for number in [record.recorded_area_m2, record.legal_area_m2, stroked_m] {
        bytes.push(u8::from(number.is_some()));
        bytes.extend(number.unwrap_or_default().to_le_bytes());
    }
    write_count(record.land_use_areas_m2.len(), bytes);
    for area_m2 in &record.land_use_areas_m2 {
        bytes.extend(area_m2.to_le_bytes());
    }
    let shapes = &parcels.geometries;
    write_count(shapes.polygons(parcel).count(), bytes);
    for rings in shapes.polygons(parcel) {
        write_count(rings.len(), bytes);
        for ring in rings {
            write_count(shapes.ring(ring).len(), bytes);
            for at in shapes.ring(ring) {
                bytes.extend(at.x.to_le_bytes());
                bytes.extend(at.y.to_le_bytes());
            }
        }
    }
}

fn write_text(text: Option<&str>, bytes: &mut Vec<u8>) {
    match text {
        None => bytes.extend(NONE.to_le_bytes()),
        Some(text) => {
            write_count(text.len(), bytes);
            bytes.extend(text.as_bytes());
        }
    }
}

fn write_count(count: usize, bytes: &mut Vec<u8>) {
    bytes.extend((count as u32).to_le_bytes());
}

/// Reads what [`write_parcel`] wrote.
pub(super) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// Appends the parcel to others.
    ///
    /// # Panics
    ///
    /// When the bytes are not those that were written.
    pub(super) fn push_parcel(mut self, parcels: &mut Parcels) {
        let feature = match self.bytes() {
            [0] => FeatureId::Number(i64::from_le_bytes(self.bytes())),
            _ => FeatureId::Text(self.text().expect("a feature has a name")),
        };
        let [commune, sheet, number, land_use, code] = [(); 5].map(|()| self.text());
        let [recorded_area_m2, legal_area_m2, stroked_m] = [(); 3].map(|()| {
            let is_there = self.bytes() == [1];
            let number = f64::from_le_bytes(self.bytes());
            is_there.then_some(number)
        });
        let land_use_areas_m2 = (0..self.count()).map(|_| f64::from_le_bytes(self.bytes())).collect();
        let parcel = parcels.records.len() as u32;
        parcels
            .preparation
            .stroked
            .extend(stroked_m.map(|deviation_m| StrokedParcel { parcel, deviation_m }));
        parcels.records.push(ParcelRecord {
            feature,
            key: ParcelKey { commune, sheet, number },
            recorded_area_m2,
            legal_area_m2,
            land_use,
            land_use_areas_m2,
            code,
        });
        for _ in 0..self.count() {
            for _ in 0..self.count() {
                for _ in 0..self.count() {
                    let [x, y] = [(); 2].map(|()| f64::from_le_bytes(self.bytes()));
                    parcels.geometries.push_coord(Coord { x, y });
                }
                parcels.geometries.end_ring();
            }
            parcels.geometries.end_polygon();
        }
        parcels.geometries.end_parcel();
    }

    fn text(&mut self) -> Option<Box<str>> {
        let length = u32::from_le_bytes(self.bytes());
        (length != NONE).then(|| {
            let (text, rest) = self.0.split_at(length as usize);
            self.0 = rest;
            String::from_utf8(text.to_vec()).expect("what was written is text").into()
        })
    }

    fn count(&mut self) -> u32 {
        u32::from_le_bytes(self.bytes())
    }

    fn bytes<const COUNT: usize>(&mut self) -> [u8; COUNT] {
        let (bytes, rest) = self.0.split_first_chunk().expect("a parcel is read as it was written");
        self.0 = rest;
        *bytes
    }
}
