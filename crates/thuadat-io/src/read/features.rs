//! Walking over the features of a layer.

use super::drawing::DrawingWalk;
use super::error::ReadError;
use super::shapes::{Shapes, Taken};
use super::text::TextColumn;
use crate::attributes::{AttributeColumn, AttributeValue};
use crate::columns::{commune_code, fold, parse_area, parse_areas};
use crate::dataset::{Column, Field};
use crate::gdal_bridge::{Complaints, present};
use crate::scan::{ColumnLook, is_about_a_person, is_named_after_people};
use gdal::vector::{Feature, Layer, LayerAccess};
use std::path::Path;
use thuadat_core::{FeatureId, Observer, ParcelRecord, Stage};

/// Features between two looks at the observer.
const LOOK_EVERY: u64 = 1024;
/// Unreadable areas remembered as examples.
const EXAMPLES: usize = 3;

/// What a walk over a layer yields.
pub(super) struct Walk {
    pub(super) shapes: Shapes,
    pub(super) records: Vec<ParcelRecord>,
    /// Features of the layer, those left out included.
    pub(super) features: u64,
    /// Features the layer promised, where it did.
    pub(super) promised: Option<u64>,
    /// Values of area columns that are no numbers.
    pub(super) unreadable_areas: u64,
    /// The first of them, as `feature: value`.
    pub(super) unreadable_examples: Vec<String>,
    /// Features whose `--id` column is empty.
    pub(super) without_id: u64,
    /// What was seen in the columns that are looked over.
    pub(super) looks: Vec<ColumnLook>,
    /// The values of the columns asked for.
    pub(super) attributes: Vec<AttributeColumn>,
    /// Names of holders, where they were asked for.
    pub(super) holders: Vec<Option<Box<str>>>,
    /// Parcels that were delivered before those of `records`.
    pub(super) delivered: u32,
    /// Lines and texts, where the layer is a drawing.
    pub(super) drawing: Option<DrawingWalk>,
}

/// Which columns are read.
pub(super) struct Plan {
    facts: Vec<(Field, TextColumn)>,
    holder: Option<TextColumn>,
    id: Option<TextColumn>,
    /// Columns to look over.
    scanned: Vec<(String, TextColumn)>,
    /// Columns whose values are kept.
    kept: Vec<(Kept, TextColumn)>,
}

/// A column whose values are kept.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    /// The name it was asked for by.
    pub(super) wanted: String,
    /// Its name in the layer.
    pub(super) name: String,
}

impl Plan {
    /// # Panics
    ///
    /// When a column is not one of the layer.
    pub(super) fn new(
        layer: &Layer<'_>,
        columns: &[Column],
        id: Option<&str>,
        scanned: &[String],
        kept: &[Kept],
    ) -> Self {
        let column =
            |name: &str| TextColumn::of(layer, name).expect("columns are chosen among those of the layer");
        Self {
            facts: columns
                .iter()
                .filter(|chosen| chosen.field != Field::Holder)
                .map(|chosen| (chosen.field, column(&chosen.name)))
                .collect(),
            holder: columns
                .iter()
                .find(|chosen| chosen.field == Field::Holder)
                .map(|chosen| column(&chosen.name)),
            id: id.map(column),
            scanned: scanned.iter().map(|name| (name.clone(), column(name))).collect(),
            kept: kept.iter().map(|kept| (kept.clone(), column(&kept.name))).collect(),
        }
    }
}

/// How a walk goes.
pub(super) struct Route<'a> {
    pub(super) path: &'a Path,
    pub(super) plan: Plan,
    /// Whether a layer that has fewer features than it promises is cut off.
    pub(super) promise_binds: bool,
    /// Whether lines and texts are gathered too.
    pub(super) is_drawing: bool,
    pub(super) complaints: &'a Complaints,
    pub(super) observer: &'a dyn Observer,
}

/// Reads every feature of the layer. What GDAL complains of on the way is a damaged file.
pub(super) fn walk(layer: &mut Layer<'_>, shapes: Shapes, route: &Route<'_>) -> Result<Walk, ReadError> {
    walk_in_batches(layer, shapes, route, usize::MAX, |_| Ok(()))
}

/// Reads every feature of the layer, and lets `deliver` take the parcels of a walk whenever there are so many, and those
/// left at the end.
pub(super) fn walk_in_batches<Error: From<ReadError>>(
    layer: &mut Layer<'_>,
    shapes: Shapes,
    route: &Route<'_>,
    batch: usize,
    mut deliver: impl FnMut(&mut Walk) -> Result<(), Error>,
) -> Result<Walk, Error> {
    let Route { path, complaints, observer, .. } = *route;
    let name = layer.name();
    let expected = layer.try_feature_count();
    let mut walk = Walk {
        shapes,
        records: Vec::with_capacity((expected.unwrap_or(0).min(50_000_000) as usize).min(batch)),
        features: 0,
        promised: expected,
        unreadable_areas: 0,
        unreadable_examples: Vec::new(),
        without_id: 0,
        holders: Vec::new(),
        attributes: route.plan.kept.iter().map(|(kept, _)| empty_column(kept)).collect(),
        looks: route.plan.scanned.iter().map(|(name, _)| ColumnLook::new(name, &fold(name))).collect(),
        delivered: 0,
        drawing: route.is_drawing.then(|| DrawingWalk::new(layer)),
    };
    let total = expected.unwrap_or(0);
    for feature in layer.features() {
        if walk.features.is_multiple_of(LOOK_EVERY) {
            look(observer, walk.features, total)?;
        }
        if complaints.has_failures() {
            break;
        }
        walk.take(&feature, &route.plan);
        if walk.shapes.is_full() {
            return Err(ReadError::TooManyVertices { path: path.to_owned(), layer: name }.into());
        }
        if walk.records.len() >= batch {
            deliver(&mut walk)?;
        }
    }
    let read = walk.features;
    let is_short = route.promise_binds && expected.is_some_and(|expected| read < expected);
    if complaints.has_failures() || is_short {
        return Err(ReadError::Incomplete {
            path: path.to_owned(),
            layer: name,
            read,
            expected,
            said: complaints.said(),
        }
        .into());
    }
    look(observer, read, read)?;
    deliver(&mut walk)?;
    Ok(walk)
}

fn look(observer: &dyn Observer, done: u64, total: u64) -> Result<(), ReadError> {
    observer.progress(Stage::Reading, done, total.max(done));
    if observer.is_interrupted() { Err(ReadError::Interrupted) } else { Ok(()) }
}

impl Walk {
    fn take(&mut self, feature: &Feature<'_>, plan: &Plan) {
        let position = self.features;
        self.features += 1;
        if let (Some(drawing), Some(geometry)) = (&mut self.drawing, present(feature)) {
            drawing.take(feature, geometry, feature.fid().unwrap_or(position) as i64);
        }
        if self.shapes.take(present(feature)) == Taken::Parcel {
            let record = self.record(feature, plan, position);
            let parcel = self.delivered + self.records.len() as u32;
            for ((_, column), look) in plan.scanned.iter().zip(&mut self.looks) {
                column.with_text(feature, |text| look.look(text, parcel));
            }
            for ((_, column), kept) in plan.kept.iter().zip(&mut self.attributes) {
                kept.values.push(column.attribute(feature));
            }
            if let Some(column) = &plan.holder {
                self.holders.push(column.value(feature).map(Into::into));
            }
            self.records.push(record);
        }
    }

    /// Forgets what was seen of polygons where others take their place, of which no column knows anything.
    pub(super) fn forget_parcels(&mut self, built: usize) {
        self.shapes.forget();
        self.records.clear();
        self.looks.clear();
        self.holders.clear();
        for column in &mut self.attributes {
            column.values = vec![AttributeValue::Missing; built];
        }
    }

    fn record(&mut self, feature: &Feature<'_>, plan: &Plan, position: u64) -> ParcelRecord {
        let mut record = ParcelRecord::known_by(self.identify(feature, plan, position));
        let mut land_use_areas_m2 = Vec::new();
        for (field, column) in &plan.facts {
            match field {
                Field::RecordedArea => record.recorded_area_m2 = self.area(column, feature, &record.feature),
                Field::LegalArea => record.legal_area_m2 = self.area(column, feature, &record.feature),
                Field::Commune => {
                    record.key.commune = column.value(feature).map(|code| commune_code(&code).into());
                }
                Field::Sheet => record.key.sheet = column.value(feature).map(Into::into),
                Field::Number => record.key.number = column.value(feature).map(Into::into),
                Field::LandUse => record.land_use = column.value(feature).map(Into::into),
                Field::LandUse2 | Field::LandUse3 => add_land_use(&mut record, column.value(feature)),
                Field::LandUseArea | Field::LandUseArea2 | Field::LandUseArea3 => {
                    land_use_areas_m2.extend(self.areas(column, feature, &record.feature));
                }
                Field::ParcelCode => record.code = column.value(feature).map(Into::into),
                // Kept apart from what is recorded of parcels, which everybody may see.
                Field::Holder => {}
            }
        }
        record.land_use_areas_m2 = land_use_areas_m2.into();
        record
    }

    fn identify(&mut self, feature: &Feature<'_>, plan: &Plan, position: u64) -> FeatureId {
        let own = FeatureId::Number(feature.fid().unwrap_or(position) as i64);
        match &plan.id {
            None => own,
            Some(column) => column.id(feature).unwrap_or_else(|| {
                self.without_id += 1;
                own
            }),
        }
    }

    fn area(&mut self, column: &TextColumn, feature: &Feature<'_>, id: &FeatureId) -> Option<f64> {
        if let Some(area_m2) = column.number(feature) {
            return Some(area_m2);
        }
        let value = column.value(feature)?;
        let area_m2 = parse_area(&value);
        if area_m2.is_none() {
            self.count_unreadable(&value, id);
        }
        area_m2
    }

    /// Areas of land uses; zero stands in the columns of uses a parcel does not have.
    fn areas(&mut self, column: &TextColumn, feature: &Feature<'_>, id: &FeatureId) -> Vec<f64> {
        let areas_m2 = if let Some(area_m2) = column.number(feature) {
            vec![area_m2]
        } else {
            let Some(value) = column.value(feature) else { return Vec::new() };
            let areas_m2 = parse_areas(&value);
            if areas_m2.is_none() {
                self.count_unreadable(&value, id);
            }
            areas_m2.unwrap_or_default()
        };
        areas_m2.into_iter().filter(|area_m2| *area_m2 != 0.0).collect()
    }

    fn count_unreadable(&mut self, value: &str, id: &FeatureId) {
        self.unreadable_areas += 1;
        if self.unreadable_examples.len() < EXAMPLES {
            let is_shown = !is_about_a_person(value);
            self.unreadable_examples.push(if is_shown {
                format!("{id}: {value:?}")
            } else {
                format!("{id}")
            });
        }
    }
}

fn empty_column(kept: &Kept) -> AttributeColumn {
    let is_personal = is_named_after_people(&fold(&kept.name));
    AttributeColumn { name: kept.wanted.clone(), is_personal, values: Vec::<AttributeValue>::new() }
}

/// Land uses in columns of their own become one text, as maps write them.
fn add_land_use(record: &mut ParcelRecord, land_use: Option<String>) {
    record.land_use = match (record.land_use.take(), land_use) {
        (Some(before), Some(land_use)) => Some(format!("{before}+{land_use}").into()),
        (before, land_use) => before.or(land_use.map(Into::into)),
    };
}
