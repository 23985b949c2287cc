//! Reading files into the temporary file, and what must be known of all parcels before the first is checked.

use super::cells::Boxes;
use super::spill::Spill;
use super::{SpillError, Streamed};
use crate::CheckError;
use crate::check_file::wants_scan;
use crate::crs_rules::{SAMPLE, commune_and_place};
use crate::join::{Part, join_parts, name_after_file, names_of_files};
use crate::profile::ProfileDocument;
use geo::Coord;
use thuadat_core::{Observer, ParcelKey, Parcels, Profile, StreamedCheck};
use thuadat_io::{ReadError, ReadRequest, Sample, read_in_batches};

/// Parcels held in memory while a file is read.
const BATCH: usize = 1 << 15;

/// Parcels in the temporary file, and what is known of all of them.
pub(super) struct Gathered {
    pub(super) part: Part,
    pub(super) spill: Spill,
    pub(super) boxes: Boxes,
    pub(super) streamed: Streamed,
    /// The first vertex that has a place.
    pub(super) first: Option<Coord<f64>>,
    /// Vertices, evenly spread.
    pub(super) vertices: Vec<Coord<f64>>,
    /// Communes and places of parcels, evenly spread.
    pub(super) communes: Vec<(Box<str>, Coord<f64>)>,
    /// Whether parcels were built of a drawing's lines, of which more could be said.
    pub(super) has_linework: bool,
}

/// Reads all files one after the other.
pub(super) fn gather(
    requests: &[ReadRequest],
    document: &ProfileDocument,
    profile: &Profile,
    observer: &dyn Observer,
) -> Result<Gathered, CheckError> {
    let wants_scan = wants_scan(document);
    let paths: Vec<String> =
        requests.iter().map(|request| request.path.to_string_lossy().into_owned()).collect();
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    let mut gathering = Gathering::new(profile)?;
    let mut parts: Vec<Part> = Vec::with_capacity(requests.len());
    for (request, name) in requests.iter().zip(names_of_files(&paths)) {
        let first = parts.iter().find(|part| part.has_place);
        let zone = request.zone.or_else(|| first.and_then(|first| first.source.crs.epsg));
        let request = ReadRequest { zone, scan: request.scan && wants_scan, ..request.clone() };
        let mut has_place = false;
        let read = read_in_batches::<Stopped>(&request, BATCH, observer, |mut parcels| {
            name_after_file(&mut parcels.records, name.as_deref());
            has_place |= gathering.take(&parcels)?;
            Ok(())
        })?;
        parts.push(Part {
            source: read.source,
            columns: read.columns,
            parcels: read.parcels as usize,
            has_place,
        });
    }
    let part = join_parts(parts)?.expect("at least one file is named");
    Ok(gathering.finish(part))
}

struct Gathering<'a> {
    profile: &'a Profile,
    spill: Spill,
    boxes: Boxes,
    streamed: Streamed,
    first: Option<Coord<f64>>,
    vertices: Sample<Coord<f64>>,
    communes: Sample<Option<(Box<str>, Coord<f64>)>>,
    has_linework: bool,
}

impl<'a> Gathering<'a> {
    fn new(profile: &'a Profile) -> Result<Self, SpillError> {
        Ok(Self {
            profile,
            spill: Spill::new()?,
            boxes: Boxes::default(),
            streamed: Streamed::default(),
            first: None,
            vertices: Sample::new(VERTICES),
            communes: Sample::new(SAMPLE),
            has_linework: false,
        })
    }

    /// Takes a batch. Tells whether any vertex has a place.
    fn take(&mut self, parcels: &Parcels) -> Result<bool, SpillError> {
        self.spill.append(parcels)?;
        self.has_linework |= parcels.preparation.linework.is_some();
        let shapes = &parcels.geometries;
        for parcel in 0..parcels.len() {
            self.boxes.add(StreamedCheck::extent(self.profile, shapes, parcel));
            self.communes.add(|| commune_and_place(parcels, parcel));
            let key = &parcels.records[parcel].key;
            let sheet = ParcelKey { commune: key.commune.clone(), sheet: key.sheet.clone(), number: None };
            *self.streamed.sheets.entry(sheet).or_default() += 1;
        }
        self.streamed.parcels += parcels.len();
        let coords = shapes.coords();
        for &at in coords {
            self.vertices.add(|| at);
        }
        let first = coords.iter().find(|at| at.x.is_finite() && at.y.is_finite());
        self.first = self.first.or(first.copied());
        Ok(first.is_some())
    }

    fn finish(self, part: Part) -> Gathered {
        let is_somewhere = |at: &Coord<f64>| at.x.is_finite() && at.y.is_finite();
        Gathered {
            part,
            spill: self.spill,
            boxes: self.boxes,
            streamed: self.streamed,
            first: self.first,
            vertices: self.vertices.into_items().into_iter().filter(is_somewhere).collect(),
            communes: self.communes.into_items().into_iter().flatten().collect(),
            has_linework: self.has_linework,
        }
    }
}

/// At least so many vertices tell whether a coordinate system can be right.
const VERTICES: usize = 500;

/// Why reading stopped.
enum Stopped {
    Read(ReadError),
    Spill(SpillError),
}

impl From<ReadError> for Stopped {
    fn from(error: ReadError) -> Self {
        Self::Read(error)
    }
}

impl From<SpillError> for Stopped {
    fn from(error: SpillError) -> Self {
        Self::Spill(error)
    }
}

impl From<Stopped> for CheckError {
    fn from(stopped: Stopped) -> Self {
        match stopped {
            Stopped::Read(error) => error.into(),
            Stopped::Spill(error) => error.into(),
        }
    }
}
