//! The arguments of `thuadat check`, and what they mean to the library.

use crate::help::Fault;
use clap::{Args, ValueEnum};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use thuadat::selection::{BoundingBox, ParcelSelection, RuleSelection};
use thuadat::{
    Field, LabelForm, LineworkOptions, ReadRequest, SurroundingsRequest, crs_named, profile, report,
};

/// The arguments of `thuadat check`.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "one independent yes or no per option")]
pub(crate) struct CheckArguments {
    /// Map of parcels: GeoPackage, shapefile, GeoJSON, FlatGeobuf, GML, DXF, DGN V7, FileGDB, also .gz and .zip; `-` is
    /// GeoJSON on standard input. Several are checked against each other
    #[arg(required = true)]
    pub(crate) input: Vec<PathBuf>,

    /// Layer to read, where there are several
    #[arg(long, value_name = "LAYER")]
    layer: Option<String>,

    /// Coordinate system of the input, in place of what it declares: a code, the meridian of a VN-2000 zone (107°15') or a
    /// province (Lạng Sơn). FILE=EPSG:n is for one of several files; may be given several times
    #[arg(long, value_name = "EPSG:n", value_parser = crs_of_input)]
    crs: Vec<InputCrs>,

    /// Zone in metres to check in; without it metres stay as they are and degrees go to the zone that fits the place
    #[arg(long, value_name = "EPSG:n", value_parser = crs)]
    zone: Option<u32>,

    /// Column that tells features apart, in place of their number in the file
    #[arg(long, value_name = "COLUMN")]
    id: Option<String>,

    /// Column that holds a fact: commune, sheet, number, recorded-area, legal-area, parcel-code, land-use and
    /// land-use-area, also land-use-2, land-use-3, land-use-area-2, land-use-area-3. Others are recognised
    #[arg(long, value_name = "FIELD=COLUMN", value_parser = mapping)]
    map: Vec<(Field, String)>,

    /// Turn facts and columns in letters of TCVN3 or VNI into Unicode while reading
    #[arg(id = "map_in_unicode", long = "unicode")]
    unicode: bool,

    /// Whether parcels are built of the lines of a drawing (DXF, DGN): auto when most of its lines are loose
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = Linework::Auto)]
    linework: Linework,

    /// Levels (DGN) or layers (DXF) that hold the boundaries of a drawing of loose lines; without it they are seen from the
    /// content
    #[arg(long, value_name = "LEVEL", value_delimiter = ',')]
    boundary_levels: Vec<String>,

    /// Levels or layers that hold the labels of its parcels; without it they are seen from the content
    #[arg(long, value_name = "LEVEL", value_delimiter = ',')]
    label_levels: Vec<String>,

    /// Line styles its boundaries are drawn in, `*` for all; without it those without gaps, as a dashed line is a boundary
    /// on paper only
    #[arg(long, value_name = "STYLE", value_delimiter = ',')]
    line_styles: Vec<String>,

    /// What two whole numbers in one label mean; without it that is seen from the areas of the faces
    #[arg(long, value_enum, value_name = "FORM")]
    label_form: Option<TwoNumbers>,

    /// Profile: vn-cadastre, vn-cadastre-1-200 (to -1-10000, by the scale of the maps), strict, inspire, or a TOML file
    #[arg(long, value_name = "FILE|NAME", default_value = profile::DEFAULT)]
    pub(crate) profile: String,

    /// Overlaps and gaps at most this many metres wide are notes
    #[arg(long, value_name = "M", value_parser = metres, allow_negative_numbers = true)]
    pub(crate) tolerance: Option<f64>,

    /// Enclosed gaps wider than this many metres are taken for ground outside the parcel layer, and are notes
    #[arg(long, value_name = "M", value_parser = metres, allow_negative_numbers = true)]
    pub(crate) gap_width: Option<f64>,

    /// Run only this rule: an id (`topology/overlap`), the end of one (`overlap`) or a group (`geometry/*`). May be given
    /// several times
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    only: Vec<String>,

    /// Do not run this rule; named as for --only
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    skip: Vec<String>,

    /// Report only on parcels that reach into this box, in the coordinates of the check, easting first, or in longitude
    /// and latitude. Their neighbours are compared with them all the same
    #[arg(long, value_name = "MINX,MINY,MAXX,MAXY", value_parser = bounding_box, allow_hyphen_values = true)]
    bbox: Option<BoundingBox>,

    /// Report only on parcels of this map sheet. Their neighbours are compared with them all the same. May be given
    /// several times
    #[arg(long, value_name = "N")]
    sheet: Vec<String>,

    /// Roads, water and other land that is no parcel: gaps it covers are expected and counted, no findings. May be given
    /// several times
    #[arg(long, value_name = "FILE")]
    pub(crate) known_land: Vec<PathBuf>,

    /// Bounds of the commune; parcels that reach out of them are reported. Of several communes each parcel is held against
    /// the one of its code
    #[arg(long, value_name = "FILE")]
    pub(crate) commune_boundary: Option<PathBuf>,

    /// Frames of the map sheets, with a column of sheet numbers; parcels that reach out of that of their sheet are reported
    #[arg(long, value_name = "FILE")]
    pub(crate) sheet_frames: Option<PathBuf>,

    /// Check cell by cell, for more parcels than memory holds; keeps them in a temporary file (TMPDIR names its folder).
    /// Identifiers outside their parcels and rules of one's own are not looked for then; the report says so
    #[arg(long)]
    pub(crate) stream: bool,

    /// Keep the findings in the store that is checked; edits keep them up to date from then on. Not with options that change the
    /// profile's rules
    #[arg(long, conflicts_with_all = ["stream", "tolerance", "gap_width", "only", "skip"])]
    pub(crate) save: bool,

    /// Table (CSV) of accepted findings: id, who, when, why. They stay in the report and are no errors
    #[arg(long, value_name = "FILE")]
    pub(crate) accept: Option<PathBuf>,

    /// JSON report of an earlier check; says what is new, gone and unchanged since
    #[arg(long, value_name = "OLD.json")]
    pub(crate) baseline: Option<PathBuf>,

    /// Write a report; its kind is that of the ending: .html, .gpkg, .geojson, .json, .xlsx. May be given several times
    #[arg(long, value_name = "PATH")]
    pub(crate) report: Vec<PathBuf>,

    /// What goes to standard output
    #[arg(long, value_enum)]
    pub(crate) format: Option<Format>,

    /// No progress, no notices, and no summary unless --format asks for one; the exit status tells the result
    #[arg(long, short)]
    pub(crate) quiet: bool,

    /// Threads to use; without it one for each processor
    #[arg(long, value_name = "N", value_parser = thread_count)]
    pub(crate) threads: Option<usize>,
}

/// Whether parcels are built of lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Linework {
    /// When most lines are loose.
    Auto,
    /// Always, closed lines too.
    Yes,
    /// Never: only closed lines and polygons are parcels.
    No,
}

/// What two whole numbers in one label mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TwoNumbers {
    /// Sheet and parcel.
    #[value(name = "sheet/number")]
    SheetNumber,
    /// Parcel and area.
    #[value(name = "number/area")]
    NumberArea,
}

/// What goes to standard output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// A summary for people.
    Text,
    /// The whole report, as docs/report.schema.json has it.
    Json,
    /// The findings in WGS 84.
    Geojson,
}

impl CheckArguments {
    /// Which rules to run.
    pub(crate) fn rules(&self) -> RuleSelection {
        RuleSelection { only: self.only.clone(), skip: self.skip.clone() }
    }

    /// Which parcels to report on.
    pub(crate) fn parcels(&self) -> ParcelSelection {
        ParcelSelection { bbox: self.bbox, sheets: self.sheet.clone() }
    }

    /// The files of the ground around the parcels.
    pub(crate) fn surroundings(&self) -> SurroundingsRequest {
        SurroundingsRequest {
            known_land: self.known_land.iter().map(ReadRequest::of).collect(),
            commune_boundary: self.commune_boundary.as_ref().map(ReadRequest::of),
            sheet_frames: self.sheet_frames.as_ref().map(ReadRequest::of),
        }
    }

    /// Every file that is read.
    pub(crate) fn files_read(&self) -> impl Iterator<Item = &PathBuf> {
        let around = self.known_land.iter().chain(&self.commune_boundary).chain(&self.sheet_frames);
        self.input.iter().chain(around)
    }

    /// The option that does not go with `--stream`; none where all do.
    pub(crate) fn option_not_streamed(&self) -> Option<&'static str> {
        let is_html = |path: &PathBuf| report::Kind::of(path).is_ok_and(|kind| kind == report::Kind::Html);
        if !self.stream {
            None
        } else if self.bbox.is_some() {
            Some("--bbox")
        } else if !self.sheet.is_empty() {
            Some("--sheet")
        } else if !self.known_land.is_empty() {
            Some("--known-land")
        } else if self.commune_boundary.is_some() {
            Some("--commune-boundary")
        } else if self.sheet_frames.is_some() {
            Some("--sheet-frames")
        } else {
            self.report.iter().any(is_html).then_some("--report .html")
        }
    }

    /// The system said of an input: that of this file alone, else that of all.
    fn crs_of(&self, path: &Path) -> Option<u32> {
        let own = |crs: &&InputCrs| crs.file.as_ref().is_some_and(|file| is_called(path, file));
        let of_all = |crs: &&InputCrs| crs.file.is_none();
        self.crs.iter().rfind(own).or_else(|| self.crs.iter().rfind(of_all)).map(|crs| crs.epsg)
    }

    /// The name of a file in `--crs` that is none of the input; none where all are.
    pub(crate) fn crs_of_no_input(&self) -> Option<&str> {
        let names = self.crs.iter().filter_map(|crs| crs.file.as_deref());
        let is_input = |name: &str| self.input.iter().any(|path| is_called(path, name));
        names.into_iter().find(|name| !is_input(name))
    }

    fn linework(&self) -> LineworkOptions {
        LineworkOptions {
            build: match self.linework {
                Linework::Auto => None,
                Linework::Yes => Some(true),
                Linework::No => Some(false),
            },
            boundary_levels: self.boundary_levels.clone(),
            label_levels: self.label_levels.clone(),
            line_styles: self.line_styles.clone(),
            label_form: self.label_form.map(|form| match form {
                TwoNumbers::SheetNumber => LabelForm::SheetNumber,
                TwoNumbers::NumberArea => LabelForm::NumberArea,
            }),
        }
    }

    /// What to read, input by input.
    pub(crate) fn read_requests(&self) -> Vec<ReadRequest> {
        let columns: BTreeMap<Field, String> = self.map.iter().cloned().collect();
        let request = |path: &PathBuf| ReadRequest {
            layer: self.layer.clone(),
            crs: self.crs_of(path),
            zone: self.zone,
            id_column: self.id.clone(),
            columns: columns.clone(),
            to_unicode: self.unicode,
            linework: self.linework(),
            ..ReadRequest::of(path)
        };
        self.input.iter().map(request).collect()
    }
}

/// The system of all files, or of the one named.
#[derive(Debug, Clone)]
pub(crate) struct InputCrs {
    file: Option<String>,
    epsg: u32,
}

/// A coordinate system by its code, meridian or province.
pub(crate) fn crs(text: &str) -> Result<u32, Fault> {
    crs_named(text).map_err(|error| Fault(error.message()))
}

fn crs_of_input(text: &str) -> Result<InputCrs, Fault> {
    match text.rsplit_once('=') {
        Some((file, name)) => Ok(InputCrs { file: Some(file.trim().to_owned()), epsg: crs(name)? }),
        None => Ok(InputCrs { file: None, epsg: crs(text)? }),
    }
}

/// Whether a file is called by a name: the whole path or the last part of it.
fn is_called(path: &Path, name: &str) -> bool {
    path == Path::new(name) || path.file_name().is_some_and(|file| file == name)
}

/// A field and its column, where names of holders are not read.
pub(crate) fn mapping(text: &str) -> Result<(Field, String), Fault> {
    let (field, column) = mapping_of_link(text)?;
    if field == Field::Holder {
        return Err(Fault::new(
            "tên người sử dụng đất (holder) chỉ được đọc khi ghép sổ: dùng với `thuadat link` hoặc `thuadat report`",
            "names of holders (holder) are read for linking alone: give it to `thuadat link` or `thuadat report`",
        ));
    }
    Ok((field, column))
}

/// A field and its column.
pub(crate) fn mapping_of_link(text: &str) -> Result<(Field, String), Fault> {
    let (name, column) = text.split_once('=').ok_or_else(|| {
        Fault::new("phải ghi THÔNG_TIN=CỘT, ví dụ sheet=SO_TO", "expected FIELD=COLUMN, such as sheet=SO_TO")
    })?;
    let field = Field::from_id(name.trim()).ok_or_else(|| {
        let known = Field::ALL.map(|field| field.id().replace('_', "-")).join(", ");
        Fault::new(
            format!("không có thông tin nào tên là `{name}`; các tên dùng được là {known}"),
            format!("`{name}` is no field; fields are {known}"),
        )
    })?;
    Ok((field, column.trim().to_owned()))
}

fn bounding_box(text: &str) -> Result<BoundingBox, Fault> {
    text.parse().map_err(|error: thuadat::selection::SelectionError| Fault(error.message()))
}

/// How many are too many depends on the threshold; the profile says.
fn metres(text: &str) -> Result<f64, Fault> {
    match text.parse() {
        Ok(metres) if metres >= 0.0 => Ok(metres),
        _ => Err(Fault::new(
            "phải là một bề rộng tính bằng mét, ví dụ 0.14",
            "expected a width in metres, such as 0.14",
        )),
    }
}

/// A number of threads.
pub(crate) fn thread_count(text: &str) -> Result<usize, Fault> {
    match text.parse() {
        Ok(count @ 1..=1024) => Ok(count),
        _ => Err(Fault::new("phải là số luồng từ 1 đến 1024", "expected a number of threads from 1 to 1024")),
    }
}
