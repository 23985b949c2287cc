//! Files that tell of the ground around parcels: known land, the bounds of the commune, the frames of map sheets.

use crate::check_file::CheckError;
use crate::join::JoinError;
use geo::{Coord, Rect};
use thuadat_core::{CheckOutcome, Message, Observer, ParcelGeometries, Parcels, References};
use thuadat_io::{Dataset, Notice, ReadError, ReadRequest, read};

/// Files that tell of the ground around the parcels; none of them is needed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SurroundingsRequest {
    /// Roads, water and other land that is no parcel: gaps it covers are expected.
    pub known_land: Vec<ReadRequest>,
    /// The bounds of the commune, or of several with their codes.
    pub commune_boundary: Option<ReadRequest>,
    /// The frames of map sheets, with a column of their numbers.
    pub sheet_frames: Option<ReadRequest>,
}

/// What a file tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SurroundingsRole {
    /// Land that is no parcel.
    KnownLand,
    /// The bounds of the commune.
    CommuneBoundary,
    /// The frames of map sheets.
    SheetFrames,
}

/// A file that was read for the ground around the parcels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SurroundingsFile {
    /// What it tells of.
    pub role: SurroundingsRole,
    /// Its path, as given.
    pub path: String,
    /// The layer read.
    pub layer: String,
    /// Number of polygons.
    pub polygons: usize,
    /// How many of them are not valid.
    pub unsound: usize,
}

/// What was read of the ground around parcels.
#[derive(Debug, Default)]
pub(crate) struct Surroundings {
    known_land: Option<Parcels>,
    commune_boundary: Option<Parcels>,
    sheet_frames: Option<Parcels>,
    pub(crate) files: Vec<SurroundingsFile>,
}

impl Surroundings {
    /// Reads the files into the coordinate system of the parcels, and tells the dataset what is worth knowing of them.
    pub(crate) fn read(
        request: &SurroundingsRequest,
        dataset: &mut Dataset,
        lattice_m: f64,
        observer: &dyn Observer,
    ) -> Result<Self, CheckError> {
        let mut surroundings = Self::default();
        let of = |role| move |file| (role, file);
        let files = (request.known_land.iter().map(of(SurroundingsRole::KnownLand)))
            .chain(request.commune_boundary.iter().map(of(SurroundingsRole::CommuneBoundary)))
            .chain(request.sheet_frames.iter().map(of(SurroundingsRole::SheetFrames)));
        for (role, file) in files {
            let polygons = read_beside(file, dataset, observer)?;
            surroundings.files.push(describe(role, &polygons, dataset, lattice_m));
            surroundings.add(role, polygons.parcels);
        }
        Ok(surroundings)
    }

    fn add(&mut self, role: SurroundingsRole, polygons: Parcels) {
        let known = match role {
            SurroundingsRole::KnownLand => &mut self.known_land,
            SurroundingsRole::CommuneBoundary => &mut self.commune_boundary,
            SurroundingsRole::SheetFrames => &mut self.sheet_frames,
        };
        match known {
            None => *known = Some(polygons),
            Some(known) => {
                known.geometries.append(&polygons.geometries);
                known.records.extend(polygons.records);
            }
        }
    }

    /// Adds what is known of the ground to what the parcels are held against, and tells of sheets without a frame.
    pub(crate) fn put_into(&mut self, references: &mut References, dataset: &mut Dataset) {
        references.known_land = self.known_land.take();
        references.commune_boundary = self.commune_boundary.take();
        references.sheet_frames = self.sheet_frames.take();
        let lacking = references.sheets_without_frame(&dataset.parcels);
        if !lacking.is_empty() {
            dataset.source.notices.push(without_frame(&lacking));
        }
    }
}

/// What known land explained, as a notice; none where there is no known land.
pub(crate) fn explained(outcome: &CheckOutcome, files: &[SurroundingsFile]) -> Option<Notice> {
    let expected = outcome.expected_gaps?;
    let of_land = files.iter().filter(|file| file.role == SurroundingsRole::KnownLand);
    let paths = of_land.map(|file| file.path.as_str()).collect::<Vec<_>>().join(", ");
    let (whole, in_part) = (expected.whole, expected.in_part);
    let area = format!("{:.1}", expected.area_m2);
    if (whole, in_part) == (0, 0) {
        return Some(notice(
            "known-land",
            format!("Đất đã biết ({paths}) không giải thích khe hở nào."),
            format!("Known land ({paths}) explains none of the gaps."),
        ));
    }
    let gaps = if whole == 1 { "gap" } else { "gaps" };
    Some(notice(
        "known-land",
        format!(
            "Đất đã biết ({paths}) giải thích trọn {whole} khe hở và một phần của {in_part} khe hở, tổng cộng {} m²; phần còn lại vẫn được báo.",
            area.replace('.', ",")
        ),
        format!(
            "Known land ({paths}) explains {whole} {gaps} wholly and {in_part} in part, {area} m² in all; what is left of them is reported."
        ),
    ))
}

/// Reads a file into the system of the parcels.
///
/// # Errors
///
/// When it cannot be read or brought there. A file that names no system is taken to be in that of the parcels.
fn read_beside(
    request: &ReadRequest,
    dataset: &mut Dataset,
    observer: &dyn Observer,
) -> Result<Dataset, CheckError> {
    let epsg = dataset.source.crs.epsg.filter(|_| dataset.has_place());
    let request = ReadRequest { scan: false, zone: epsg, ..request.clone() };
    let polygons = match read(&request, observer) {
        Err(ReadError::NoCrsForZone { .. }) => {
            let polygons = read(&ReadRequest { crs: epsg, ..request }, observer)?;
            dataset.source.notices.push(without_crs(&polygons.source.path));
            polygons
        }
        polygons => polygons?,
    };
    let (own, of_parcels) = (&polygons.source.crs, &dataset.source.crs);
    if own != of_parcels && polygons.has_place() && dataset.has_place() {
        return Err(CheckError::Join(JoinError::DifferentCrs {
            first: dataset.source.path.clone(),
            first_crs: Box::new(of_parcels.clone()),
            other: polygons.source.path.clone(),
            other_crs: Box::new(own.clone()),
        }));
    }
    Ok(polygons)
}

fn describe(
    role: SurroundingsRole,
    polygons: &Dataset,
    dataset: &mut Dataset,
    lattice_m: f64,
) -> SurroundingsFile {
    let path = polygons.source.path.clone();
    let unsound = References::unsound_polygons(&polygons.parcels.geometries, lattice_m);
    if let Some(&first) = unsound.first() {
        let feature = polygons.parcels.records[first as usize].feature.to_string();
        dataset.source.notices.push(invalid_polygons(&path, unsound.len(), &feature));
    }
    let bounds = [&polygons.parcels.geometries, &dataset.parcels.geometries].map(bounds_of);
    if let [Some(own), Some(of_parcels)] = bounds
        && !meet(own, of_parcels)
    {
        dataset.source.notices.push(elsewhere(&path));
    }
    SurroundingsFile {
        role,
        path,
        layer: polygons.source.layer.clone(),
        polygons: polygons.parcels.len(),
        unsound: unsound.len(),
    }
}

fn bounds_of(shapes: &ParcelGeometries) -> Option<Rect<f64>> {
    let finite = shapes.coords().iter().filter(|at| at.x.is_finite() && at.y.is_finite());
    finite.fold(None, |bounds: Option<Rect<f64>>, &at| {
        let (min, max) = bounds.map_or((at, at), |bounds| (bounds.min(), bounds.max()));
        let least = Coord { x: min.x.min(at.x), y: min.y.min(at.y) };
        Some(Rect::new(least, Coord { x: max.x.max(at.x), y: max.y.max(at.y) }))
    })
}

/// Whether boxes meet, or nearly: a road along the rim of the parcels need not touch them.
fn meet(one: Rect<f64>, other: Rect<f64>) -> bool {
    one.min().x <= other.max().x + BESIDE_M
        && other.min().x <= one.max().x + BESIDE_M
        && one.min().y <= other.max().y + BESIDE_M
        && other.min().y <= one.max().y + BESIDE_M
}

const BESIDE_M: f64 = 10.0;

fn invalid_polygons(path: &str, count: usize, first: &str) -> Notice {
    let polygons = if count == 1 { "polygon is" } else { "polygons are" };
    notice(
        "surroundings-invalid",
        format!(
            "{path}: {count} hình không hợp lệ, đầu tiên là đối tượng {first}; phần nằm trong vòng ngoài và ngoài các lỗ được dùng. Kiểm tra tệp này bằng thuadat check để sửa."
        ),
        format!(
            "{path}: {count} {polygons} invalid, first feature {first}; what their shells enclose and their holes do not was used. Check the file with thuadat check to mend them."
        ),
    )
}

fn without_crs(path: &str) -> Notice {
    notice(
        "surroundings-crs-assumed",
        format!("{path} không khai hệ tọa độ; được hiểu là cùng hệ với các thửa."),
        format!("{path} names no coordinate system; it was taken to be in that of the parcels."),
    )
}

fn elsewhere(path: &str) -> Notice {
    notice(
        "surroundings-elsewhere",
        format!("{path} nằm ở nơi khác, không chạm vào vùng có thửa; kiểm tra hệ tọa độ của tệp."),
        format!("{path} lies elsewhere and does not meet the parcels; look into its coordinate system."),
    )
}

/// Sheets named in a notice at the most.
const NAMED: usize = 8;

fn without_frame(sheets: &[String]) -> Notice {
    let named = sheets.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    let more = sheets.len().saturating_sub(NAMED);
    let (more_vi, more_en) = if more == 0 {
        (String::new(), String::new())
    } else {
        (format!(" và {more} tờ khác"), format!(" and {more} more"))
    };
    notice(
        "sheets-without-frame",
        format!("Không có khung của tờ {named}{more_vi}; các thửa ở đó không được so với khung."),
        format!("There is no frame of sheet {named}{more_en}; parcels there were not held against one."),
    )
}

fn notice(code: &'static str, vi: String, en: String) -> Notice {
    Notice { code, message: Message { vi, en } }
}
