//! Writes small files of parcels in any format GDAL writes.

use gdal::spatial_ref::SpatialRef;
use gdal::vector::{Feature, Geometry, LayerAccess, LayerOptions};
use gdal::{Dataset, DatasetOptions, DriverManager, GdalOpenFlags};
use gdal_sys::{OGRFieldType, OGRwkbGeometryType};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Three parcels at Cao Lộc, the second with a hole.
pub(crate) const SHAPES: [&str; 3] = [
    "POLYGON((458700 2425800,458720.5 2425800,458720.5 2425830.25,458700 2425830.25,458700 2425800))",
    "POLYGON((458720.5 2425800,458740 2425800,458740 2425830.25,458720.5 2425830.25,458720.5 2425800),(458725 2425805,458725 2425810,458730 2425810,458730 2425805,458725 2425805))",
    "POLYGON((458700 2425830.25,458740 2425830.25,458740 2425860,458700 2425860,458700 2425830.25))",
];

/// What a file is to hold.
pub(crate) struct Form<'a> {
    pub(crate) layer: &'a str,
    pub(crate) shapes: &'a [&'a str],
    pub(crate) crs: Option<u32>,
    pub(crate) fields: bool,
    pub(crate) any_geometry: bool,
    pub(crate) null_geometry: bool,
}

impl Default for Form<'_> {
    fn default() -> Self {
        Self {
            layer: "thua",
            shapes: &SHAPES,
            crs: Some(9215),
            fields: true,
            any_geometry: false,
            null_geometry: false,
        }
    }
}

/// Writes the file, or a further layer into it if it is there.
pub(crate) fn write(driver: &str, path: &Path, form: &Form<'_>) {
    let mut dataset = if path.is_file() {
        let options = DatasetOptions {
            open_flags: GdalOpenFlags::GDAL_OF_UPDATE | GdalOpenFlags::GDAL_OF_VECTOR,
            ..Default::default()
        };
        Dataset::open_ex(path, options).unwrap()
    } else {
        DriverManager::get_driver_by_name(driver).unwrap().create_vector_only(path).unwrap()
    };
    let reference = form.crs.map(|epsg| SpatialRef::from_epsg(epsg).unwrap());
    let is_line = form.shapes.first().is_some_and(|shape| shape.starts_with("LINE"));
    let ty = match (form.any_geometry, is_line) {
        (true, _) => OGRwkbGeometryType::wkbUnknown,
        (false, true) => OGRwkbGeometryType::wkbLineString,
        (false, false) => OGRwkbGeometryType::wkbPolygon,
    };
    let options: Option<&[&str]> = match driver {
        "GeoJSON" => Some(&["COORDINATE_PRECISION=10"]),
        "FlatGeobuf" => Some(&["SPATIAL_INDEX=NO"]), // which would put the features in another order
        _ => None,
    };
    let layer = dataset
        .create_layer(LayerOptions { name: form.layer, srs: reference.as_ref(), ty, options })
        .unwrap();
    if form.fields {
        let (text, real) = (OGRFieldType::OFTString, OGRFieldType::OFTReal);
        layer
            .create_defn_fields(&[
                ("maXa", OGRFieldType::OFTInteger),
                ("soHieuToBanDo", OGRFieldType::OFTInteger),
                ("soHieuToBanDoCu", text),
                ("soThuTuThua", text),
                ("dienTich", real),
                ("dienTichPhapLy", text),
                ("kyHieuMucDichSuDung", text),
                ("tenChu", text),
            ])
            .unwrap();
    }
    let numbers = ["7", "7a", "8"];
    let shapes = form.shapes.iter().map(Some).chain(form.null_geometry.then_some(None));
    for (position, shape) in shapes.enumerate() {
        let mut feature = Feature::new(layer.defn()).unwrap();
        if let Some(shape) = shape {
            feature.set_geometry(geometry(shape)).unwrap();
        }
        if form.fields {
            feature.set_field_integer(0, 6211).unwrap();
            feature.set_field_integer(1, 12).unwrap();
            feature.set_field_string(2, "99").unwrap();
            feature.set_field_string(3, numbers[position]).unwrap();
            feature.set_field_double(4, 502.25).unwrap();
            feature.set_field_string(5, "1.500,5").unwrap();
            feature.set_field_string(6, " ONT+CLN ").unwrap();
            feature.set_field_string(7, "Người Mẫu").unwrap();
        }
        feature.create(&layer).unwrap();
    }
    dataset.close().unwrap();
}

/// Stand-ins for what well-known text cannot say.
const NO_NUMBER: (&str, f64, f64) = ("nan", 987_654_321.0, f64::NAN);
const INFINITE: (&str, f64, f64) = ("inf", 987_654_322.0, f64::INFINITY);

fn geometry(wkt: &str) -> Geometry {
    let mut wkt = wkt.to_owned();
    for (word, stand_in, _) in [NO_NUMBER, INFINITE] {
        wkt = wkt.replace(word, &stand_in.to_string());
    }
    let mut wkb = Geometry::from_wkt(&wkt).unwrap().iso_wkb().unwrap();
    for (_, stand_in, number) in [NO_NUMBER, INFINITE] {
        let found = wkb.windows(8).position(|bytes| bytes == stand_in.to_le_bytes());
        if let Some(at) = found {
            wkb[at..at + 8].copy_from_slice(&number.to_le_bytes());
        }
    }
    Geometry::from_wkb(&wkb).unwrap()
}

/// Packs files into a zip archive without compression, named relative to a folder.
pub(crate) fn zip(archive: &Path, folder: &Path, files: &[PathBuf]) {
    let mut body = Vec::new();
    let mut directory = Vec::new();
    for file in files {
        let content = std::fs::read(file).unwrap();
        let name = file.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
        let sum = crc32(&content);
        let head = |more: &[u8]| -> Vec<u8> {
            let mut head = more.to_vec();
            head.extend([20, 0, 0, 8, 0, 0, 0, 0, 33, 0]);
            head.extend(sum.to_le_bytes());
            head.extend((content.len() as u32).to_le_bytes());
            head.extend((content.len() as u32).to_le_bytes());
            head.extend((name.len() as u16).to_le_bytes());
            head.extend([0, 0]);
            head
        };
        let at = body.len() as u32;
        body.extend(head(b"PK\x03\x04"));
        body.extend(name.as_bytes());
        body.extend(&content);
        directory.extend(head(b"PK\x01\x02\x14\x00"));
        directory.extend([0; 10]);
        directory.extend(at.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let (start, count) = (body.len() as u32, files.len() as u16);
    body.extend(&directory);
    body.extend(b"PK\x05\x06\0\0\0\0");
    body.extend(count.to_le_bytes());
    body.extend(count.to_le_bytes());
    body.extend((directory.len() as u32).to_le_bytes());
    body.extend(start.to_le_bytes());
    body.extend([0, 0]);
    std::fs::File::create(archive).unwrap().write_all(&body).unwrap();
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |sum: u32, byte| {
        (0..8).fold(
            sum ^ u32::from(*byte),
            |sum, _| if sum & 1 == 1 { (sum >> 1) ^ 0xedb8_8320 } else { sum >> 1 },
        )
    })
}
