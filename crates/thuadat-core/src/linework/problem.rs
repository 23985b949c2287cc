//! What is amiss with linework, before it is judged by a profile.

use geo::{Coord, LineString, MultiLineString, Polygon};

/// What was found where parcels were built of lines, in the coordinates of the parcels. Whether and how gravely it is
/// told, a profile says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LineworkProblems {
    /// Lines that end in the open.
    pub free_ends: Vec<FreeEnd>,
    /// Lines with the same ground on both sides, joined to others at both ends.
    pub bridges: Vec<MultiLineString<f64>>,
    /// Closed faces that no label lies in.
    pub without_label: Vec<Polygon<f64>>,
    /// Closed faces that labels of several parcels lie in.
    pub with_several_labels: Vec<AmbiguousFace>,
    /// Labels in no closed face.
    pub labels_outside: Vec<LabelOutside>,
    /// Whether the drawing has any label of a parcel.
    pub has_labels: bool,
}

/// A line that ends in the open.
#[derive(Debug, Clone, PartialEq)]
pub struct FreeEnd {
    /// From the free end to the first point where other lines meet it, or to its other free end.
    pub line: LineString<f64>,
    /// Length of that, in metres.
    pub length_m: f64,
    /// The nearest place of another line, or of its own far part.
    pub nearest: Option<Coord<f64>>,
    /// How far away that is, in metres.
    pub distance_m: f64,
    /// The position of the free end that stands there, if one does.
    pub facing: Option<u32>,
    /// The position of the free end at the other end of the line, if that is free.
    pub other_end: Option<u32>,
}

/// A face with labels of several parcels.
#[derive(Debug, Clone, PartialEq)]
pub struct AmbiguousFace {
    /// The face.
    pub face: Polygon<f64>,
    /// What the labels call the parcels: a number, or sheet and number.
    pub labels: Vec<Box<str>>,
}

/// A label in no closed face.
#[derive(Debug, Clone, PartialEq)]
pub struct LabelOutside {
    /// What it calls the parcel: a number, or sheet and number.
    pub label: Box<str>,
    /// Where it stands.
    pub at: Coord<f64>,
    /// Whether it stands on a line.
    pub is_on_line: bool,
}

impl LineworkProblems {
    /// Puts those of another drawing behind these.
    pub fn append(&mut self, more: Self) {
        let shift = self.free_ends.len() as u32;
        let shifted = |position: Option<u32>| position.map(|position| position + shift);
        self.free_ends.extend(more.free_ends.into_iter().map(|end| FreeEnd {
            facing: shifted(end.facing),
            other_end: shifted(end.other_end),
            ..end
        }));
        self.bridges.extend(more.bridges);
        self.without_label.extend(more.without_label);
        self.with_several_labels.extend(more.with_several_labels);
        self.labels_outside.extend(more.labels_outside);
        self.has_labels |= more.has_labels;
    }

    /// Every coordinate, in an order of its own that stays the same while nothing is added: to be moved together with
    /// those of the parcels, as a reprojection does.
    #[must_use]
    pub fn coords(&self) -> Vec<Coord<f64>> {
        let mut coords = Vec::new();
        self.clone().for_each_coord(|coord| {
            coords.push(coord);
            coord
        });
        coords
    }

    /// Takes moved coordinates back, in the order of [`coords`](Self::coords).
    ///
    /// # Panics
    ///
    /// When there are not as many.
    pub fn set_coords(&mut self, moved: &[Coord<f64>]) {
        let mut moved = moved.iter().copied();
        self.for_each_coord(|_| moved.next().expect("as many coordinates come back as were given out"));
    }

    fn for_each_coord(&mut self, mut change: impl FnMut(Coord<f64>) -> Coord<f64>) {
        for end in &mut self.free_ends {
            for coord in &mut end.line.0 {
                *coord = change(*coord);
            }
            end.nearest = end.nearest.map(&mut change);
        }
        for coord in self.bridges.iter_mut().flat_map(|lines| &mut lines.0).flat_map(|line| &mut line.0) {
            *coord = change(*coord);
        }
        let several = self.with_several_labels.iter_mut().map(|face| &mut face.face);
        for face in self.without_label.iter_mut().chain(several) {
            // A polygon closes its rings: the first and the last point must move alike, and they do, being equal.
            face.exterior_mut(|ring| ring.0.iter_mut().for_each(|coord| *coord = change(*coord)));
            face.interiors_mut(|rings| {
                for coord in rings.iter_mut().flat_map(|ring| &mut ring.0) {
                    *coord = change(*coord);
                }
            });
        }
        for label in &mut self.labels_outside {
            label.at = change(label.at);
        }
    }
}
