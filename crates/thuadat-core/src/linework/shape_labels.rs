//! Labels inside shapes that were drawn closed: they need no building, only what their labels say of them.

use super::choice::{label_levels, named, read_labels};
use super::drawing::Drawing;
use super::label::LabelForm;
use super::matching::{FaceLabels, Home, form_of};
use super::{LineworkError, LineworkRequest};
use crate::Parcels;
use crate::check::ParcelOwners;
use crate::lattice::Lattice;
use crate::measure::planar_area_m2;

/// What labels said of closed shapes, for people.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ShapeLabels {
    /// The levels whose texts are labels.
    pub levels: Vec<String>,
    /// What two whole numbers in one label were taken for; none where no label has two.
    pub form: Option<LabelForm>,
    /// Labels of parcels.
    pub labels: usize,
    /// Shapes that have their number from a label.
    pub numbered: usize,
    /// Shapes in which labels of several parcels lie; they have no number.
    pub with_several: usize,
    /// Labels of parcels that lie in no shape.
    pub outside: usize,
}

/// Gives parcels that were drawn as closed shapes what the labels inside them say: number, sheet, area, land use. A shape in which
/// labels of several parcels lie stays without a number; of shapes within each other a label is of the smallest. What is recorded
/// already stays.
///
/// # Errors
///
/// [`LineworkError`] when the request names a level that the drawing does not have.
///
/// # Complexity
///
/// O((n + m) log n) for n corners of shapes and m labels.
///
/// # Examples
///
/// ```
/// use geo::{coord, polygon};
/// use thuadat_core::{Drawing, LineworkRequest, Parcels, label_shapes};
///
/// let mut parcels = Parcels::from_polygons(&[polygon![(x: 0., y: 0.), (x: 9., y: 0.), (x: 9., y: 9.)]]);
/// let mut drawing = Drawing::default();
/// let labels = drawing.level("13");
/// drawing.push_text(labels, coord! { x: 6., y: 3. }, "12/40.5/ODT", 1);
/// let told = label_shapes(&mut parcels, &drawing, &LineworkRequest::default(), 0.0001)?;
/// assert_eq!((told.numbered, parcels.name(0).to_string()), (1, "12".to_owned()));
/// # Ok::<(), thuadat_core::LineworkError>(())
/// ```
pub fn label_shapes(
    parcels: &mut Parcels,
    drawing: &Drawing,
    request: &LineworkRequest,
    lattice_m: f64,
) -> Result<ShapeLabels, LineworkError> {
    let lattice = Lattice::new(lattice_m);
    let levels = match &request.label_levels[..] {
        [] => label_levels(drawing),
        names => named(drawing, names)?,
    };
    let labels = read_labels(drawing, &levels, request, lattice);
    let owners = ParcelOwners::new(&parcels.geometries);
    let area_m2 = |shape: u32| planar_area_m2(&parcels.geometries, shape as usize);
    let homes: Vec<Home> = labels
        .iter()
        .map(|placed| {
            let around = owners.all_at(lattice.coord(placed.at)).into_iter();
            let smallest =
                around.min_by(|&one, &other| area_m2(one).total_cmp(&area_m2(other)).then(one.cmp(&other)));
            smallest.map_or(Home::Nowhere, Home::In)
        })
        .collect();
    let form = request.label_form.or_else(|| form_of(&labels, &homes, area_m2));
    let mut of_shapes = vec![FaceLabels::default(); parcels.len()];
    let mut told = ShapeLabels {
        levels: levels.iter().map(|&level| drawing.level_name(level).to_owned()).collect(),
        form,
        labels: labels.iter().filter(|placed| !placed.label.numbers.is_empty()).count(),
        ..ShapeLabels::default()
    };
    for (placed, home) in labels.iter().zip(&homes) {
        match home {
            Home::In(shape) => of_shapes[*shape as usize].add(&placed.label, form, placed.feature),
            _ => told.outside += usize::from(!placed.label.numbers.is_empty()),
        }
    }
    for (record, labels) in parcels.records.iter_mut().zip(&mut of_shapes) {
        labels.unite();
        let only = match labels.parcels.len() {
            0 => continue,
            1 => labels.parcels.keys().next(),
            _ => {
                told.with_several += 1;
                continue;
            }
        };
        let sheet = only.and_then(|only| only.sheet.map(Into::into)).or_else(|| request.sheet.clone());
        record.key.sheet = record.key.sheet.take().or(sheet);
        record.key.number = record.key.number.take().or(only.map(|only| only.number.into()));
        record.recorded_area_m2 = record.recorded_area_m2.or(labels.area_m2);
        record.land_use = record.land_use.take().or(labels.land_use.map(Into::into));
        told.numbered += 1;
    }
    let has = |fact: fn(&crate::ParcelRecord) -> bool| parcels.records.iter().any(fact);
    parcels.columns.number |= has(|record| record.key.number.is_some());
    parcels.columns.sheet |= has(|record| record.key.sheet.is_some());
    parcels.columns.recorded_area |= has(|record| record.recorded_area_m2.is_some());
    parcels.columns.land_use |= has(|record| record.land_use.is_some());
    Ok(told)
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Coord, polygon};

    #[test]
    fn labels_are_of_the_smallest_shape_around_them() {
        let square = |x: f64, y: f64, side: f64| polygon![(x: x, y: y), (x: x + side, y: y), (x: x + side, y: y + side), (x: x, y: y + side)];
        // The frame of the sheet, and three parcels in it.
        let shapes = [square(0., 0., 100.), square(1., 1., 10.), square(20., 1., 10.), square(40., 1., 10.)];
        let mut parcels = Parcels::from_polygons(&shapes);
        let mut drawing = Drawing::default();
        let level = drawing.level("13");
        for (text, x) in [("7", 5.), ("8/100.5/ODT", 25.), ("9", 44.), ("10", 46.), ("11", 200.)] {
            drawing.push_text(level, Coord { x, y: 5. }, text, x as i64);
        }
        let request = LineworkRequest { sheet: Some("12".into()), ..LineworkRequest::default() };
        let told = label_shapes(&mut parcels, &drawing, &request, 0.0001).unwrap();
        let names: Vec<String> = (0..4).map(|shape| parcels.name(shape).to_string()).collect();
        assert_eq!(names, ["0", "12/7", "12/8", "3"]);
        assert_eq!(parcels.records[2].recorded_area_m2, Some(100.5));
        assert_eq!((told.labels, told.numbered, told.with_several, told.outside), (5, 2, 1, 1));
        assert!(parcels.columns.number && parcels.columns.sheet);
    }
}
