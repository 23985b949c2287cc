//! Evidence of any kind as well-known binary.

use geo::{Coord, Geometry, LineString, Polygon};

/// Writes a geometry in little-endian well-known binary. A kind the standard has no form for becomes the collection of nothing.
pub(crate) fn encode_geometry(geometry: &Geometry<f64>) -> Vec<u8> {
    let mut buffer = Vec::new();
    write(geometry, &mut buffer);
    buffer
}

fn write(geometry: &Geometry<f64>, buffer: &mut Vec<u8>) {
    match geometry {
        Geometry::Point(point) => {
            begin(buffer, 1);
            coord(point.0, buffer);
        }
        Geometry::Line(line) => {
            begin(buffer, 2);
            coords(&[line.start, line.end], buffer);
        }
        Geometry::LineString(line) => {
            if let &[at] = &line.0[..] {
                // PostGIS knows no line of one point.
                return write(&Geometry::Point(at.into()), buffer);
            }
            begin(buffer, 2);
            coords(&line.0, buffer);
        }
        Geometry::Polygon(shape) => polygon(shape, buffer),
        Geometry::MultiPoint(points) => {
            begin_many(buffer, 4, points.0.len());
            for point in points {
                begin(buffer, 1);
                coord(point.0, buffer);
            }
        }
        Geometry::MultiLineString(lines) => {
            begin_many(buffer, 5, lines.0.len());
            for line in lines {
                begin(buffer, 2);
                coords(&line.0, buffer);
            }
        }
        Geometry::MultiPolygon(shapes) => {
            begin_many(buffer, 6, shapes.0.len());
            shapes.iter().for_each(|shape| polygon(shape, buffer));
        }
        Geometry::GeometryCollection(all) => {
            begin_many(buffer, 7, all.0.len());
            all.0.iter().for_each(|one| write(one, buffer));
        }
        Geometry::Rect(rect) => polygon(&rect.to_polygon(), buffer),
        Geometry::Triangle(triangle) => polygon(&triangle.to_polygon(), buffer),
    }
}

fn polygon(shape: &Polygon<f64>, buffer: &mut Vec<u8>) {
    let rings: Vec<&LineString<f64>> = std::iter::once(shape.exterior()).chain(shape.interiors()).collect();
    begin_many(buffer, 3, rings.len());
    for ring in rings {
        coords(&ring.0, buffer);
    }
}

fn coords(coords: &[Coord<f64>], buffer: &mut Vec<u8>) {
    buffer.extend_from_slice(&(coords.len() as u32).to_le_bytes());
    for &at in coords {
        coord(at, buffer);
    }
}

fn coord(at: Coord<f64>, buffer: &mut Vec<u8>) {
    buffer.extend_from_slice(&at.x.to_le_bytes());
    buffer.extend_from_slice(&at.y.to_le_bytes());
}

fn begin(buffer: &mut Vec<u8>, kind: u32) {
    buffer.push(1);
    buffer.extend_from_slice(&kind.to_le_bytes());
}

fn begin_many(buffer: &mut Vec<u8>, kind: u32, count: usize) {
    begin(buffer, kind);
    buffer.extend_from_slice(&(count as u32).to_le_bytes());
}
