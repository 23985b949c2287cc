//! What findings show: shapes of any kind, read, moved, written.

use geo::{
    Coord, Geometry, GeometryCollection, LineString, MultiLineString, MultiPoint, MultiPolygon, Point,
    Polygon,
};
use serde_json::{Value, json};

/// The deepest collection within collections that is read.
const DEEPEST: usize = 8;

/// Reads well-known binary as stores write it: little-endian, in the plane. None where it is damaged.
pub(crate) fn of_wkb(bytes: &[u8]) -> Option<Geometry<f64>> {
    let mut reader = Reader { rest: bytes };
    let shape = reader.geometry(0)?;
    reader.rest.is_empty().then_some(shape)
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl Reader<'_> {
    fn geometry(&mut self, depth: usize) -> Option<Geometry<f64>> {
        if depth > DEEPEST || self.take::<1>()? != [1] {
            return None;
        }
        Some(match self.count()? {
            1 => Geometry::Point(Point(self.coord()?)),
            2 => Geometry::LineString(self.line()?),
            3 => Geometry::Polygon(self.polygon()?),
            4 => Geometry::MultiPoint(MultiPoint(self.parts(depth, |part| Point::try_from(part).ok())?)),
            5 => Geometry::MultiLineString(MultiLineString(
                self.parts(depth, |part| LineString::try_from(part).ok())?,
            )),
            6 => {
                Geometry::MultiPolygon(MultiPolygon(self.parts(depth, |part| Polygon::try_from(part).ok())?))
            }
            7 => Geometry::GeometryCollection(GeometryCollection(self.parts(depth, Some)?)),
            _ => return None,
        })
    }

    fn parts<T>(&mut self, depth: usize, part: impl Fn(Geometry<f64>) -> Option<T>) -> Option<Vec<T>> {
        let count = self.count()?;
        (0..count).map(|_| part(self.geometry(depth + 1)?)).collect()
    }

    fn polygon(&mut self) -> Option<Polygon<f64>> {
        let count = self.count()?;
        let mut rings = (0..count).map(|_| self.line()).collect::<Option<Vec<_>>>()?.into_iter();
        let shell = rings.next().unwrap_or_else(|| LineString(Vec::new()));
        Some(Polygon::new(shell, rings.collect()))
    }

    fn line(&mut self) -> Option<LineString<f64>> {
        let count = self.count()?;
        // As many as there are bytes for: a damaged count asks for no memory.
        (0..count).map(|_| self.coord()).collect::<Option<Vec<_>>>().map(LineString)
    }

    fn coord(&mut self) -> Option<Coord<f64>> {
        Some(Coord { x: f64::from_le_bytes(self.take()?), y: f64::from_le_bytes(self.take()?) })
    }

    fn count(&mut self) -> Option<u32> {
        self.take().map(u32::from_le_bytes)
    }

    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.rest.split_first_chunk()?;
        self.rest = rest;
        Some(*taken)
    }
}

/// Lets every coordinate of a shape pass by, in one order always.
pub(crate) fn for_each_coord(shape: &mut Geometry<f64>, visit: &mut dyn FnMut(&mut Coord<f64>)) {
    let line = |line: &mut LineString<f64>, visit: &mut dyn FnMut(&mut Coord<f64>)| {
        line.0.iter_mut().for_each(visit);
    };
    let polygon = |polygon: &mut Polygon<f64>, visit: &mut dyn FnMut(&mut Coord<f64>)| {
        polygon.exterior_mut(|shell| line(shell, visit));
        polygon.interiors_mut(|holes| holes.iter_mut().for_each(|hole| line(hole, visit)));
    };
    match shape {
        Geometry::Point(point) => visit(&mut point.0),
        Geometry::Line(ends) => {
            visit(&mut ends.start);
            visit(&mut ends.end);
        }
        Geometry::LineString(one) => line(one, visit),
        Geometry::Polygon(one) => polygon(one, visit),
        Geometry::MultiPoint(points) => points.0.iter_mut().for_each(|point| visit(&mut point.0)),
        Geometry::MultiLineString(lines) => lines.0.iter_mut().for_each(|one| line(one, visit)),
        Geometry::MultiPolygon(polygons) => polygons.0.iter_mut().for_each(|one| polygon(one, visit)),
        Geometry::GeometryCollection(all) => all.0.iter_mut().for_each(|one| for_each_coord(one, visit)),
        Geometry::Rect(rect) => {
            *shape = Geometry::Polygon(rect.to_polygon());
            for_each_coord(shape, visit);
        }
        Geometry::Triangle(triangle) => {
            *shape = Geometry::Polygon(triangle.to_polygon());
            for_each_coord(shape, visit);
        }
    }
}

/// The polygons of a shape.
pub(crate) fn polygons(shape: &Geometry<f64>) -> Vec<&Polygon<f64>> {
    match shape {
        Geometry::Polygon(polygon) => vec![polygon],
        Geometry::MultiPolygon(polygons) => polygons.0.iter().collect(),
        Geometry::GeometryCollection(all) => all.0.iter().flat_map(polygons).collect(),
        _ => Vec::new(),
    }
}

/// A shape in degrees as `GeoJSON` has it.
pub(crate) fn geo_json(shape: &Geometry<f64>) -> Value {
    const DIGITS: f64 = 1e9;
    let position =
        |at: Coord<f64>| json!([(at.x * DIGITS).round() / DIGITS, (at.y * DIGITS).round() / DIGITS]);
    let line = |line: &LineString<f64>| line.0.iter().map(|&at| position(at)).collect::<Value>();
    let polygon = |polygon: &Polygon<f64>| {
        std::iter::once(polygon.exterior()).chain(polygon.interiors()).map(line).collect::<Value>()
    };
    let (kind, coordinates) = match shape {
        Geometry::Point(point) => ("Point", position(point.0)),
        Geometry::Line(ends) => ("LineString", json!([position(ends.start), position(ends.end)])),
        Geometry::LineString(one) => ("LineString", line(one)),
        Geometry::Polygon(one) => ("Polygon", polygon(one)),
        Geometry::MultiPoint(points) => {
            ("MultiPoint", points.0.iter().map(|point| position(point.0)).collect())
        }
        Geometry::MultiLineString(lines) => ("MultiLineString", lines.0.iter().map(line).collect()),
        Geometry::MultiPolygon(all) => ("MultiPolygon", all.0.iter().map(polygon).collect()),
        Geometry::Rect(rect) => ("Polygon", polygon(&rect.to_polygon())),
        Geometry::Triangle(triangle) => ("Polygon", polygon(&triangle.to_polygon())),
        Geometry::GeometryCollection(all) => {
            let geometries: Value = all.0.iter().map(geo_json).collect();
            return json!({ "type": "GeometryCollection", "geometries": geometries });
        }
    };
    json!({ "type": kind, "coordinates": coordinates })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(numbers: &[f64]) -> Vec<u8> {
        numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
    }

    fn part(kind: u32, rest: &[u8]) -> Vec<u8> {
        [&[1][..], &kind.to_le_bytes(), rest].concat()
    }

    fn counted(count: u32, rest: &[u8]) -> Vec<u8> {
        [&count.to_le_bytes(), rest].concat()
    }

    #[test]
    fn shapes_of_stores_are_read() {
        let point = part(1, &numbers(&[1.0, 2.0]));
        let line = part(2, &counted(2, &numbers(&[0.0, 0.0, 3.0, 4.0])));
        let ring = counted(4, &numbers(&[0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 0.0, 0.0]));
        let polygon = part(3, &counted(1, &ring));
        let all = part(7, &counted(3, &[point.clone(), line.clone(), polygon.clone()].concat()));
        for (bytes, expected) in [
            (point.clone(), json!({ "type": "Point", "coordinates": [1.0, 2.0] })),
            (line.clone(), json!({ "type": "LineString", "coordinates": [[0.0, 0.0], [3.0, 4.0]] })),
            (part(4, &counted(1, &point)), json!({ "type": "MultiPoint", "coordinates": [[1.0, 2.0]] })),
            (
                part(6, &counted(1, &polygon)),
                json!({ "type": "MultiPolygon", "coordinates": [[[[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 0.0]]]] }),
            ),
        ] {
            let shape = of_wkb(&bytes).expect("sound");
            assert_eq!(geo_json(&shape), expected);
        }
        let mut shape = of_wkb(&all).expect("sound");
        let mut visited = 0;
        for_each_coord(&mut shape, &mut |at| {
            visited += 1;
            at.x += 1.0;
        });
        assert_eq!((visited, polygons(&shape).len()), (7, 1));
        for length in 0..all.len() {
            assert!(of_wkb(&all[..length]).is_none(), "{length}");
        }
        assert!(of_wkb(&part(2, &counted(u32::MAX, &[]))).is_none(), "no memory for what is not there");
        let mut deep = part(1, &numbers(&[0.0, 0.0]));
        for _ in 0..20 {
            deep = part(7, &counted(1, &deep));
        }
        assert!(of_wkb(&deep).is_none());
    }
}
