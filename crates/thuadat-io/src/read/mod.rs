//! Reading parcels from a file.
//!
//! The way of a file: open it ([`open`]), choose the layer ([`layers`]), recognise the columns, walk over the features
//! ([`features`], [`shapes`]), bring the coordinates to metres ([`placing`]), and say what was done on the way
//! ([`notices`]). A damaged file is an error, never a shorter dataset: every feature is a parcel or is counted in a
//! notice.

mod decode;
mod drawing;
mod error;
mod features;
mod ids;
mod layers;
mod notices;
mod open;
mod placing;
mod shapes;
mod side_table;
mod sqlite;
mod text;
mod words;

pub use error::{GeometryCount, LayerSummary, ReadError};

use crate::attributes::{AttributeColumn, Attributes, DecodedColumn};
use crate::columns;
use crate::dataset::{Column, Dataset, Field, Notice, Source};
use crate::gdal_bridge::{Complaints, gdal_says, ignore_fields};
use crate::nearest::nearest;
use crate::scan::{ColumnLook, ColumnScan, is_named_after_people};
use drawing::{Labelled, Linework};
use features::{Kept, Plan, Route, Walk};
use gdal::vector::{Layer, LayerAccess};
use geo::Coord;
use ids::Ids;
use placing::{BatchPlacing, Declared, Placed};
use shapes::Shapes;
use std::collections::BTreeMap;
use std::path::PathBuf;
use thuadat_core::link::HolderNames;
use thuadat_core::{KnownColumns, LabelForm, Observer, Parcels, Preparation};

/// Drawings, in which parcels may be closed lines.
const DRAWING_FORMATS: &[&str] = &["DXF", "DGN", "DGNv8", "DWG", "CAD"];

/// Databases whose stored count of features may be stale; they say by themselves when a part of the file is missing.
const FORMATS_OF_LOOSE_COUNTS: &[&str] = &["GPKG", "SQLite"];

/// What to read and how to understand it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadRequest {
    /// The file; `-` is GeoJSON on standard input, read to its end.
    pub path: PathBuf,
    /// The layer; none chooses the one with polygons.
    pub layer: Option<String>,
    /// EPSG code of the coordinates, in place of what the file says or does not say.
    pub crs: Option<u32>,
    /// EPSG code of the system in metres to check in; none keeps metres as they are and brings degrees into the zone
    /// that fits the place.
    pub zone: Option<u32>,
    /// The column that names features; none takes the numbers GDAL gives them.
    pub id_column: Option<String>,
    /// Columns the user named; the others are recognised.
    pub columns: BTreeMap<Field, String>,
    /// Whether to look over all columns of text for text of before Unicode and for people. Takes some time.
    pub scan: bool,
    /// Columns whose values are to be kept, where the file has them. Nothing is amiss where it does not.
    pub attributes: Vec<String>,
    /// Whether names of holders are kept, to be compared with those of registers. There is no way to read them then.
    pub holders: bool,
    /// Whether facts and columns asked for that are in letters of TCVN3 or VNI are turned into Unicode.
    pub to_unicode: bool,
    /// How parcels are built of a drawing's lines.
    pub linework: LineworkOptions,
}

/// How parcels are built of a drawing's lines. What is left empty is seen from the content.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LineworkOptions {
    /// Whether they are; none where that is so when most lines are open.
    pub build: Option<bool>,
    /// Names of the levels that hold boundaries.
    pub boundary_levels: Vec<String>,
    /// Names of the levels that hold labels.
    pub label_levels: Vec<String>,
    /// Names of the line styles boundaries are drawn in; `*` is all. Empty: those without gaps.
    pub line_styles: Vec<String>,
    /// What two whole numbers in one label mean.
    pub label_form: Option<LabelForm>,
}

impl LineworkOptions {
    /// Whether anything is named that only matters where parcels are built.
    fn names_anything(&self) -> bool {
        let names = [&self.boundary_levels, &self.label_levels, &self.line_styles];
        names.iter().any(|names| !names.is_empty()) || self.label_form.is_some()
    }
}

impl ReadRequest {
    /// Reads a file as it is, everything recognised.
    #[must_use]
    pub fn of(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            layer: None,
            crs: None,
            zone: None,
            id_column: None,
            columns: BTreeMap::new(),
            scan: true,
            attributes: Vec::new(),
            holders: false,
            to_unicode: false,
            linework: LineworkOptions::default(),
        }
    }
}

/// Reads the parcels of a file, every vertex as it stands there, in metres.
///
/// # Input
///
/// Any vector format the GDAL installed reads. `.gz` is read in place, `.zip` and `.tar` too if they hold one map or
/// the layer is named. Polygons, multipolygons and collections of polygons are parcels, in drawings (DXF, DGN) closed
/// lines too; a missing or empty geometry is a parcel without shape, but in drawings. Heights and measures are
/// dropped; arcs are stroked within a millimetre where 0.01 degrees allow it.
///
/// # Result
///
/// Parcels in the order of the file, rings as they stand there: not closed, not turned, nothing removed. Every feature
/// is a parcel or is counted in a notice. Degrees are brought to metres: into the zone asked for, else the VN-2000 zone
/// of the province, else UTM; equal points stay equal. Coordinates without a system are taken as metres.
///
/// # Errors
///
/// See [`ReadError`]. A truncated or damaged file is an error that says how far reading came; nothing is kept.
/// A file of no features is none: the dataset is empty and has the notice `no-features`.
///
/// # Complexity
///
/// O(v) time and memory for v vertices.
///
/// # Examples
///
/// ```
/// use thuadat_core::Unobserved;
/// use thuadat_io::{ReadRequest, read};
///
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("thua.geojson");
/// std::fs::write(
///     &path,
///     r#"{"type": "Feature", "properties": {"so_to": 12, "so_thua": "7a"}, "geometry": {"type": "Polygon",
///         "coordinates": [[[108.2, 16.05], [108.2001, 16.05], [108.2001, 16.0501], [108.2, 16.05]]]}}"#,
/// )?;
/// let dataset = read(&ReadRequest::of(path), &Unobserved)?;
/// assert_eq!(dataset.parcels.name(0).to_string(), "12/7a");
/// assert_eq!(dataset.source.crs.epsg, Some(5899), "Đà Nẵng");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn read(request: &ReadRequest, observer: &dyn Observer) -> Result<Dataset, ReadError> {
    with_layer(request, observer, |open| {
        let mut walk =
            features::walk(open.layer, Shapes::new(open.is_drawing, open.declared.unit_m()), &open.route)?;
        let TakenParcels { mut parcels, linework, labelled } = parcels_of(&mut walk, open.columns, request)?;
        if linework.is_none() {
            notices::require_polygons(&walk, parcels.len(), request, &open.layer.name(), open.is_drawing)?;
        }
        let placed = placing::place(&mut parcels, open.declared, request, open.is_drawing)?;
        parcels.preparation.is_projected = placed.is_projected();
        let duplicates = notices::duplicate_ids(&parcels);
        let decoded =
            if request.to_unicode { decode::decode(&mut parcels.records, open.columns) } else { Vec::new() };
        Ok((parcels, Walked { walk, placed, duplicates, linework, labelled, decoded }))
    })
    .map(|(parcels, source)| Dataset { parcels, source })
}

/// What reading a file in batches tells beside the parcels.
#[derive(Debug)]
pub struct BatchesRead {
    /// Where they came from.
    pub source: Source,
    /// Number of parcels.
    pub parcels: u32,
    /// Which facts the source has a column for.
    pub columns: KnownColumns,
    /// Vertices, as they were delivered.
    pub sample: Vec<Coord<f64>>,
}

/// Reads the parcels of a file as [`read`] does, but delivers them in batches and keeps none.
///
/// # Errors
///
/// As [`read`]; and those of `deliver`. Coordinates in degrees need the zone to be named: without all of them nobody
/// knows which one fits.
///
/// # Complexity
///
/// O(v) time for v vertices; the memory of a batch, and 8 bytes a parcel.
///
/// # Examples
///
/// ```
/// use thuadat_core::Unobserved;
/// use thuadat_io::{ReadError, ReadRequest, read_in_batches};
///
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("thua.geojson");
/// std::fs::write(
///     &path,
///     r#"{"type": "Feature", "properties": {"so_to": 12, "so_thua": "7a"}, "geometry": {"type": "Polygon",
///         "coordinates": [[[108.2, 16.05], [108.2001, 16.05], [108.2001, 16.0501], [108.2, 16.05]]]}}"#,
/// )?;
/// let request = ReadRequest { zone: Some(5899), ..ReadRequest::of(path) };
/// let mut names = Vec::new();
/// let read = read_in_batches::<ReadError>(&request, 1000, &Unobserved, |parcels| {
///     names.extend((0..parcels.len()).map(|parcel| parcels.name(parcel).to_string()));
///     Ok(())
/// })?;
/// assert_eq!((names, read.parcels), (vec!["12/7a".to_owned()], 1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn read_in_batches<Error: From<ReadError>>(
    request: &ReadRequest,
    batch: usize,
    observer: &dyn Observer,
    mut deliver: impl FnMut(Parcels) -> Result<(), Error>,
) -> Result<BatchesRead, Error> {
    let (told, source) = with_layer(request, observer, |open| {
        let mut columns = known_columns(open.columns);
        let (mut linework, mut labels, mut decoded) = (None, None, Vec::new());
        // A drawing is a sheet, and no line of it says anything without the others.
        let batch = if open.is_drawing { usize::MAX } else { batch };
        let mut ids = Ids::default();
        let mut placing = BatchPlacing::new(open.declared, request)?;
        let shapes = Shapes::new(open.is_drawing, open.declared.unit_m());
        let walk = features::walk_in_batches(open.layer, shapes, &open.route, batch, |walk| {
            let TakenParcels { mut parcels, linework: built, labelled } =
                parcels_of(walk, open.columns, request)?;
            if built.is_some() || labelled.is_some() {
                (columns, linework, labels) = (parcels.columns, built, labelled);
            }
            if request.to_unicode {
                decode::add(&mut decoded, decode::decode(&mut parcels.records, open.columns));
            }
            walk.delivered += parcels.len() as u32;
            parcels.records.iter().map(|record| &record.feature).for_each(|id| ids.add(id));
            placing.place(&mut parcels)?;
            if parcels.is_empty() { Ok(()) } else { deliver(parcels) }
        })?;
        let parcels = walk.delivered;
        if linework.is_none() {
            notices::require_polygons(&walk, parcels as usize, request, &open.layer.name(), open.is_drawing)?;
        }
        let (placed, sample) = placing.finish(open.is_drawing)?;
        Ok::<_, Error>((
            (parcels, columns, sample),
            Walked { walk, placed, duplicates: ids.notice(), linework, labelled: labels, decoded },
        ))
    })?;
    let (parcels, columns, sample) = told;
    Ok(BatchesRead { source, parcels, columns, sample })
}

/// A layer that is open, and how it is to be read.
struct OpenLayer<'a, 'b> {
    layer: &'a mut Layer<'b>,
    route: Route<'a>,
    declared: &'a Declared,
    columns: &'a [Column],
    is_drawing: bool,
}

/// What is left of a layer that was walked over.
struct Walked {
    walk: Walk,
    placed: Placed,
    duplicates: Option<Notice>,
    linework: Option<Linework>,
    labelled: Option<Labelled>,
    decoded: Vec<DecodedColumn>,
}

/// The parcels walked over, and what of a drawing they are.
struct TakenParcels {
    parcels: Parcels,
    /// How they were built of lines, where they were.
    linework: Option<Linework>,
    /// What labels said of closed shapes, where they said anything.
    labelled: Option<Labelled>,
}

/// Opens what a request names, lets `work` read it, and tells where it came from.
fn with_layer<Out, Error: From<ReadError>>(
    request: &ReadRequest,
    observer: &dyn Observer,
    work: impl FnOnce(&mut OpenLayer<'_, '_>) -> Result<(Out, Walked), Error>,
) -> Result<(Out, Source), Error> {
    if observer.is_interrupted() {
        return Err(ReadError::Interrupted.into());
    }
    let path = &request.path;
    let complaints = Complaints::collect();
    prepare_gdal();
    let opened = open::open(path, request.layer.as_deref(), &complaints, observer)?;
    let format = opened.dataset.driver().short_name();
    if format == "GML" {
        // A schema beside the file that is no XML, as VBDLIS writes it, does no harm.
        complaints.forgive();
    }
    let is_drawing = DRAWING_FORMATS.contains(&format.as_str());
    let (index, chosen) = layers::choose(&opened.dataset, path, request.layer.as_deref())?;
    let mut layer = opened
        .dataset
        .layer(index)
        .map_err(|_| ReadError::NotVector { path: path.clone(), reason: gdal_says(&complaints.said()) })?;
    layers::require_geometry(&layer, path)?;
    let declared = Declared::of(layer.spatial_ref(), request)?;
    let columns = choose_columns(&layer, request)?;
    let scanned = if request.scan { text::scannable(&layer) } else { Vec::new() };
    let kept = kept_columns(&layer, request);
    let route = Route {
        path,
        plan: Plan::new(&layer, &columns, request.id_column.as_deref(), &scanned, &kept),
        promise_binds: !FORMATS_OF_LOOSE_COUNTS.contains(&format.as_str()),
        is_drawing,
        complaints: &complaints,
        observer,
    };
    let mut read_anyway: Vec<&str> =
        scanned.iter().chain(kept.iter().map(|kept| &kept.name)).map(String::as_str).collect();
    if is_drawing {
        read_anyway.extend(drawing::columns(&layer));
    }
    leave_out_other_fields(&layer, &columns, request.id_column.as_deref(), &read_anyway);
    let mut open = OpenLayer { layer: &mut layer, route, declared: &declared, columns: &columns, is_drawing };
    let (out, Walked { mut walk, placed, duplicates, linework, labelled, mut decoded }) = work(&mut open)?;
    let rivals = notices::of_rivals(&columns, &names_of(&layer));
    let mut notices: Vec<_> = chosen
        .into_iter()
        .chain(linework.iter().flat_map(notices::of_linework))
        .chain(labelled.iter().flat_map(notices::of_labelled))
        .chain(notices::of_walk(&walk, request))
        .chain(duplicates)
        .chain(rivals)
        .collect();
    notices.extend(placed.notices);
    notices.extend(notices::of_warnings(&complaints.take_warnings()));
    let looks = std::mem::take(&mut walk.looks);
    let scans: Option<Vec<ColumnScan>> = (request.scan && linework.is_none())
        .then(|| looks.into_iter().filter_map(ColumnLook::finish).collect());
    let mut attributes =
        attributes(names_of(&layer), std::mem::take(&mut walk.attributes), &kept, scans.as_deref());
    if request.to_unicode {
        decode::add(&mut decoded, attributes.decode_legacy_texts());
    }
    notices.extend(decode::notice_of(&decoded));
    let holders = HolderNames::new(std::mem::take(&mut walk.holders));
    notices.extend(notices::of_holders(&holders, &columns));
    let source = Source {
        path: path.to_string_lossy().into_owned(),
        layer: layer.name(),
        format,
        declared_crs: declared.label,
        crs: placed.crs,
        crs_origin: placed.origin,
        columns,
        notices,
        scans,
        attributes,
        holders,
    };
    Ok((out, source))
}

/// The parcels walked over: polygons as they are, or built of loose lines.
fn parcels_of(walk: &mut Walk, columns: &[Column], request: &ReadRequest) -> Result<TakenParcels, ReadError> {
    if drawing::are_loose(&request.linework, walk) {
        let (parcels, linework, holders) = drawing::build(walk, request)?;
        walk.forget_parcels(parcels.len());
        walk.holders = holders;
        return Ok(TakenParcels { parcels, linework: Some(linework), labelled: None });
    }
    let mut parcels = Parcels {
        geometries: std::mem::take(&mut walk.shapes.geometries),
        records: std::mem::take(&mut walk.records),
        columns: known_columns(columns),
        preparation: Preparation { stroked: walk.shapes.take_stroked(), ..Preparation::default() },
    };
    let labelled = drawing::label(walk, &mut parcels, request)?;
    Ok(TakenParcels { parcels, linework: None, labelled })
}

/// Lifts limits that would refuse big parcels, and draws the arcs of drawings finer than GDAL's four degrees.
fn prepare_gdal() {
    for (key, value) in [("OGR_GEOJSON_MAX_OBJ_SIZE", "0"), ("OGR_ARC_STEPSIZE", "0.5")] {
        // An option that cannot be set leaves GDAL's default, which is right but for extremes.
        let _ = gdal::config::set_thread_local_config_option(key, value);
    }
}

fn names_of(layer: &Layer<'_>) -> Vec<String> {
    layer.defn().fields().map(|field| field.name()).collect()
}

fn kept_columns(layer: &Layer<'_>, request: &ReadRequest) -> Vec<Kept> {
    let names = names_of(layer);
    let kept = |wanted: &String| {
        let name = columns::find_named(&names, wanted)?.to_owned();
        Some(Kept { wanted: wanted.clone(), name })
    };
    request.attributes.iter().filter_map(kept).collect()
}

/// A column is personal if its name says so or people were seen in it.
fn attributes(
    names: Vec<String>,
    mut columns: Vec<AttributeColumn>,
    kept: &[Kept],
    scans: Option<&[ColumnScan]>,
) -> Attributes {
    let has_people = |name: &str| {
        let scan = scans.unwrap_or_default().iter().find(|scan| scan.column == name);
        scan.is_some_and(|scan| scan.names.is_some() || scan.identity_numbers.is_some())
    };
    for (column, kept) in columns.iter_mut().zip(kept) {
        column.is_personal |= has_people(&kept.name);
    }
    Attributes { names, columns }
}

fn choose_columns(layer: &Layer<'_>, request: &ReadRequest) -> Result<Vec<Column>, ReadError> {
    let names = names_of(layer);
    let missing = |column: String, field: Option<Field>| ReadError::NoSuchColumn {
        path: request.path.clone(),
        layer: layer.name().into(),
        nearest: nearest(&column, &names).map(Into::into),
        column: column.into(),
        field,
        columns: names.clone(),
    };
    if let Some(id) = &request.id_column
        && !names.contains(id)
    {
        return Err(missing(id.clone(), None));
    }
    let shows_people = |(field, name): &(&Field, &String)| {
        **field != Field::Holder && is_named_after_people(&columns::fold(name))
    };
    if let Some((&field, name)) = request.columns.iter().find(shows_people) {
        return Err(ReadError::ColumnOfPeople {
            path: request.path.clone(),
            column: name.as_str().into(),
            field,
        });
    }
    columns::choose(&names, &request.columns, request.holders)
        .map_err(|column| missing(column.name, Some(column.field)))
}

/// Columns that are neither asked for nor looked over are not read: they cost time.
fn leave_out_other_fields(layer: &Layer<'_>, columns: &[Column], id: Option<&str>, others: &[&str]) {
    let is_fact = |name: &String| columns.iter().any(|column| column.name == *name);
    let is_read = |name: &String| id == Some(name) || is_fact(name) || others.contains(&name.as_str());
    let ignored: Vec<String> = names_of(layer).into_iter().filter(|name| !is_read(name)).collect();
    ignore_fields(layer, &ignored);
}

/// Which facts a source has a column for, by the columns taken.
#[must_use]
pub fn known_columns(columns: &[Column]) -> KnownColumns {
    let has = |field| columns.iter().any(|column| column.field == field);
    KnownColumns {
        commune: has(Field::Commune),
        sheet: has(Field::Sheet),
        number: has(Field::Number),
        recorded_area: has(Field::RecordedArea),
        legal_area: has(Field::LegalArea),
        land_use: has(Field::LandUse),
        land_use_areas: has(Field::LandUseArea),
        code: has(Field::ParcelCode),
    }
}
