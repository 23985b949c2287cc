//! Why a file could not be read.

use crate::crs::FittingZone;
use crate::dataset::Field;
use crate::gdal_bridge::gdal_says;
use std::fmt;
use std::path::PathBuf;
use thuadat_core::{LineworkError, Message};

/// Why parcels could not be read; nothing of the file is kept.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// There is no such file.
    #[error("there is no file {path}; check the spelling and the folder")]
    NotFound {
        /// The path as given.
        path: PathBuf,
    },
    /// The file system does not let us read.
    #[error("cannot read {path}: {source}; check who may read the file")]
    NotReadable {
        /// The path as given.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// Standard input broke off or is not text of JSON.
    #[error("cannot read standard input: {source}")]
    StandardInput {
        /// What the system says.
        source: std::io::Error,
    },
    /// The file is a MicroStation V8 drawing, which GDAL cannot read.
    #[error(
        "{path} is a MicroStation V8 drawing (DGN V8), which cannot be read; save it in MicroStation as V7 DGN or as \
         DXF (File > Save As), or export the parcels as a shapefile"
    )]
    Dgn8 {
        /// The path as given.
        path: PathBuf,
    },
    /// No reader of GDAL takes the file.
    #[error(
        "{path} is not a map of vectors that can be read: {}; GeoPackage, shapefile, GeoJSON, FlatGeobuf, GML, DXF, DGN V7 and FileGDB can",
        reason.en
    )]
    NotVector {
        /// The path as given.
        path: PathBuf,
        /// What is wrong with it.
        reason: Message,
    },
    /// A reader of GDAL knows the format and cannot make sense of the file.
    #[error(
        "{path} is damaged or cut off and cannot be opened; {}; copy the file again or export it anew",
        gdal_says(said).en
    )]
    Damaged {
        /// The path as given.
        path: PathBuf,
        /// What GDAL says.
        said: String,
    },
    /// The file is shorter than it says it is.
    #[error(
        "{path} is cut off: only {length} of its {expected} bytes are there; copy the file again or export it anew"
    )]
    CutOff {
        /// The path as given.
        path: PathBuf,
        /// Bytes there are.
        length: u64,
        /// Bytes there should be.
        expected: u64,
    },
    /// The archive holds several datasets and the path does not say which.
    #[error("{path} holds several files of maps ({}); unpack it and name one, or write {path}/{}", join(.entries), .entries.first().map_or("NAME", String::as_str))]
    SeveralInArchive {
        /// The path as given.
        path: PathBuf,
        /// The datasets inside.
        entries: Vec<String>,
    },
    /// The archive holds nothing that looks like a map.
    #[error("{path} holds no map ({}); expected a shapefile, GeoPackage, GeoJSON, FlatGeobuf, GML, DXF, DGN or FileGDB inside", found(.entries))]
    NothingInArchive {
        /// The path as given.
        path: PathBuf,
        /// What is inside.
        entries: Vec<String>,
    },
    /// The layer named is not in the file.
    #[error("{path} has no layer {layer:?}{}; its layers are {}", suggestion(.nearest.as_deref()), join(.layers))]
    NoSuchLayer {
        /// The path as given.
        path: PathBuf,
        /// The layer asked for.
        layer: String,
        /// The layers of the file.
        layers: Vec<LayerSummary>,
        /// The layer of the most similar name.
        nearest: Option<String>,
    },
    /// Several layers hold polygons and none was named.
    #[error("{path} has several layers of polygons: {}; name one with --layer", join(.layers))]
    SeveralLayers {
        /// The path as given.
        path: PathBuf,
        /// Those layers.
        layers: Vec<LayerSummary>,
    },
    /// There are features, and none is a polygon.
    #[error("{path}{} holds no polygons, only {}; {}", layer_of(.layer.as_deref()), join(.found), .hint.en)]
    NoPolygons {
        /// The path as given.
        path: PathBuf,
        /// The layer, where one was chosen.
        layer: Option<String>,
        /// What there is instead.
        found: Vec<GeometryCount>,
        /// What to do.
        hint: Message<&'static str>,
    },
    /// A level or line style named is not in the drawing.
    #[error("{path}: {source}")]
    Linework {
        /// The path as given.
        path: PathBuf,
        /// What is missing.
        source: LineworkError,
    },
    /// The lines of a drawing enclose no ground.
    #[error(
        "the boundaries of {path} are loose lines and enclose no ground ({lines} lines on level {}); name the levels of the boundaries with --boundary-levels, or close the lines", join(.levels)
    )]
    NoFaces {
        /// The path as given.
        path: PathBuf,
        /// Lines taken for boundaries.
        lines: usize,
        /// Their levels.
        levels: Vec<String>,
    },
    /// A column named with `--map` or `--id` is not in the layer.
    #[error("layer {layer:?} of {path} has no column {column:?} ({}){}; its columns are {}", wanted_for(*.field), suggestion(.nearest.as_deref()), join(.columns))]
    NoSuchColumn {
        /// The path as given.
        path: PathBuf,
        /// The layer.
        layer: Box<str>,
        /// The column asked for.
        column: Box<str>,
        /// What it was to hold; none for the feature id.
        field: Option<Field>,
        /// The columns of the layer.
        columns: Vec<String>,
        /// The column of the most similar name.
        nearest: Option<Box<str>>,
    },
    /// A column named with `--map` holds names of people by its own name, and what it was to hold is shown to everybody.
    #[error(
        "column {column:?} of {path} holds names of people, and {} is shown in reports; name another column with --map, or use it as --map holder={column}",
        wanted_for(Some(*.field))
    )]
    ColumnOfPeople {
        /// The path as given.
        path: PathBuf,
        /// The column asked for.
        column: Box<str>,
        /// What it was to hold.
        field: Field,
    },
    /// An EPSG code nobody knows.
    #[error(
        "EPSG:{epsg} (from {option}) is not a known coordinate system; the cadastral zones of VN-2000 are EPSG:5897 to 5899 and 9205 to 9218"
    )]
    UnknownCrs {
        /// The code.
        epsg: u32,
        /// The option that named it.
        option: &'static str,
    },
    /// The zone asked for is not a projected system in metres.
    #[error(
        "EPSG:{epsg} ({name}) from --zone is not a projected system in metres; name a zone such as EPSG:9215"
    )]
    ZoneNotInMetres {
        /// The code.
        epsg: u32,
        /// Its name.
        name: String,
    },
    /// The file's projected system does not count in metres.
    #[error(
        "{path} is in {crs}, which counts in {} and not in metres; name a zone in metres with --zone, such as --zone EPSG:9215",
        unit.as_deref().unwrap_or("another unit")
    )]
    NotInMetres {
        /// The path as given.
        path: PathBuf,
        /// The system.
        crs: String,
        /// Its unit, where it has a name.
        unit: Option<String>,
    },
    /// A zone was named and the file's own system is not known.
    #[error(
        "{path} names no coordinate system, so it cannot be brought into EPSG:{zone}; say with --crs which system it is in"
    )]
    NoCrsForZone {
        /// The path as given.
        path: PathBuf,
        /// The zone asked for.
        zone: u32,
    },
    /// The coordinates are degrees, and which zone fits them is not known before all are read.
    #[error(
        "{path} is in {crs}, which are degrees; where a file is not held in memory as a whole, the zone must be named: add --zone, such as --zone EPSG:9215"
    )]
    ZoneNeeded {
        /// The path as given.
        path: PathBuf,
        /// The system.
        crs: String,
    },
    /// The coordinates are said to be degrees and are not.
    #[error("the coordinates of {path} are taken as {declared}, which are degrees, but {out_of_range} of {vertices} vertices are outside longitude ±180 and latitude ±90, such as ({}, {}) of feature {feature}; {}", .example.0, .example.1, crs_advice(.fitting))]
    NotDegrees {
        /// The path as given.
        path: PathBuf,
        /// The system declared.
        declared: Box<str>,
        /// Vertices that are not degrees.
        out_of_range: usize,
        /// All vertices.
        vertices: usize,
        /// The feature of the first such vertex.
        feature: Box<str>,
        /// That vertex.
        example: (f64, f64),
        /// VN-2000 zones in which the coordinates would lie right.
        fitting: Vec<FittingZone>,
    },
    /// There is no way to bring the coordinates to metres.
    #[error("cannot bring {path} to metres: {source}")]
    Transform {
        /// The path as given.
        path: PathBuf,
        /// Why.
        source: crate::crs::TransformError,
    },
    /// Reading broke off: the file is truncated or damaged. What was read is thrown away, so that it cannot pass for
    /// the whole.
    #[error("layer {layer:?} of {path} is damaged or cut off: {read} {} could be read; {}; copy the file again or export it anew", of_expected(*.expected), gdal_says(.said).en)]
    Incomplete {
        /// The path as given.
        path: PathBuf,
        /// The layer.
        layer: String,
        /// Features read before it broke off.
        read: u64,
        /// Features the file promises, where it does.
        expected: Option<u64>,
        /// What GDAL says.
        said: String,
    },
    /// More vertices than a dataset can hold.
    #[error("layer {layer:?} of {path} has more than 4 294 967 295 vertices; read it in parts")]
    TooManyVertices {
        /// The path as given.
        path: PathBuf,
        /// The layer.
        layer: String,
    },
    /// The observer asked for the work to stop.
    #[error("interrupted")]
    Interrupted,
}

/// A layer of a file, for a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayerSummary {
    /// Its name.
    pub name: String,
    /// Its geometry type, by GDAL's name of it; or that it has none.
    pub geometry: Message,
    /// Its number of features.
    pub features: u64,
}

impl fmt::Display for LayerSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} ({}, {} features)", self.name, self.geometry.en, self.features)
    }
}

/// How many features of one kind there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GeometryCount {
    /// The geometry type, by GDAL's name of it, and its layer where that matters.
    pub geometry: Message,
    /// The number of features.
    pub features: u64,
}

impl fmt::Display for GeometryCount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} × {}", self.features, self.geometry.en)
    }
}

/// A list for a message; long ones end in their number.
fn join<T: ToString>(items: &[T]) -> String {
    const SHOWN: usize = 12;
    let mut shown: Vec<String> = items.iter().take(SHOWN).map(ToString::to_string).collect();
    if items.len() > SHOWN {
        shown.push(format!("… {} in all", items.len()));
    }
    shown.join(", ")
}

fn found<T: ToString>(items: &[T]) -> String {
    if items.is_empty() { "it is empty".to_owned() } else { format!("only {}", join(items)) }
}

fn suggestion(nearest: Option<&str>) -> String {
    nearest.map(|name| format!(" (did you mean {name:?}?)")).unwrap_or_default()
}

fn layer_of(layer: Option<&str>) -> String {
    layer.map(|name| format!(" (layer {name:?})")).unwrap_or_default()
}

fn wanted_for(field: Option<Field>) -> String {
    match field {
        Some(field) => format!("asked for by --map {field}=…"),
        None => "asked for by --id".to_owned(),
    }
}

fn of_expected(expected: Option<u64>) -> String {
    expected.map_or_else(|| "features".to_owned(), |count| format!("of {count} features"))
}

fn crs_advice(fitting: &[FittingZone]) -> String {
    match fitting {
        [] => "say with --crs EPSG:… which system they are in".to_owned(),
        [one] => format!("they would lie right in {one}: pass --crs EPSG:{}", one.zone.epsg),
        several => {
            format!("pass --crs with the zone of the province; they would lie right in {}", join(several))
        }
    }
}
