//! A file of parcels held in memory. Of its columns only those of the map are kept: what is of a person is never read.

use crate::findings::SourceFindings;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use thuadat::cadastre::{KeptFinding, ParcelBox, PublicName, PublicParcel, PublicParcels, PublicSummary};
use thuadat::references::commune_name;
use thuadat::{
    CheckRun, Crs, Dataset, Finding, Message, Observer, ParcelGeometries, ReadError, ReadRequest,
    check_dataset, profile, read,
};

type Entry = GeomWithData<Rectangle<[f64; 2]>, usize>;

/// Parcels of a file, ready to be asked for.
#[derive(Debug)]
pub struct MemoryMap {
    name: String,
    crs: Crs,
    parcels: PublicParcels,
    native: ParcelGeometries,
    index: RTree<Entry>,
    extent: Option<ParcelBox>,
    findings: SourceFindings,
}

/// Why a file cannot be held in memory to be served.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MemoryError {
    /// It could not be read.
    #[error(transparent)]
    Read(ReadError),
    /// Nobody knows where on Earth it lies.
    #[error(
        "{path} does not say its coordinate system, so its place on the map is not known; name it with --crs, for example \
         --crs EPSG:9215 or --crs \"Lạng Sơn\""
    )]
    NoPlace {
        /// The file.
        path: String,
    },
}

impl MemoryError {
    /// The sentence in both languages.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Read(error) => error.message(),
            Self::NoPlace { path } => Message {
                vi: format!(
                    "{path} không cho biết hệ tọa độ nên không biết nằm ở đâu trên bản đồ; hãy nêu bằng --crs, ví dụ --crs \
                     EPSG:9215 hoặc --crs \"Lạng Sơn\""
                ),
                en: self.to_string(),
            },
        }
    }
}

impl MemoryMap {
    /// Reads a file and checks it under the default profile.
    ///
    /// # Errors
    ///
    /// See [`MemoryError`].
    ///
    /// # Panics
    ///
    /// When the default profile is faulty, which a test rules out.
    pub fn read(request: &ReadRequest, observer: &dyn Observer) -> Result<Self, MemoryError> {
        let path = request.path.display().to_string();
        let dataset =
            read(&ReadRequest { scan: false, ..request.clone() }, observer).map_err(MemoryError::Read)?;
        let document = profile::named(profile::DEFAULT).expect("the default profile is built in");
        let run = check_dataset(dataset, document, observer)
            .map_err(|_| MemoryError::Read(ReadError::Interrupted))?;
        let epsg = run.dataset.source.crs.epsg.unwrap_or_default();
        let CheckRun { dataset, outcome, profile, .. } = run;
        let mut map = Self::of_dataset(dataset).ok_or(MemoryError::NoPlace { path })?;
        map.findings = SourceFindings {
            profile: Some(profile.name),
            is_current: true,
            findings: outcome.findings.into_iter().map(|finding| with_evidence(finding, epsg)).collect(),
            accepted: BTreeMap::new(),
        };
        Ok(map)
    }

    /// Takes what was read, unchecked; none where it has no place on Earth.
    #[must_use]
    pub fn of_dataset(dataset: Dataset) -> Option<Self> {
        let Dataset { parcels, source } = dataset;
        let mut web_mercator = parcels.geometries.clone();
        source.crs.take_to_web_mercator(web_mercator.coords_mut())?.ok()?;
        let epsg = source.crs.epsg.unwrap_or_default();
        let is_placed = |at: &geo::Coord<f64>| at.x.is_finite() && at.y.is_finite();
        let mut kept = PublicParcels::default();
        for (position, record) in parcels.records.iter().enumerate() {
            let area = parcels.geometries.area_m2(position);
            kept.parcels.push(PublicParcel {
                id: position as i64 + 1,
                commune: record.key.commune.clone(),
                sheet: record.key.sheet.clone(),
                number: record.key.number.clone(),
                area_m2: (area.is_finite() && area > 0.0).then_some(area),
                area_recorded_m2: record.recorded_area_m2,
                land_use: record.land_use.clone(),
                class: None,
                epsg,
                begun_at: None,
            });
            // A shape with a vertex that has no place cannot be drawn.
            if web_mercator.coords()[web_mercator.parcel_coords(position)].iter().all(is_placed) {
                kept.web_mercator.push_copy(&web_mercator, position);
            } else {
                kept.web_mercator.push_empty();
            }
        }
        let entries: Vec<Entry> = (0..kept.len()).filter_map(|at| entry(&kept.web_mercator, at)).collect();
        let extent = entries.iter().map(box_of).reduce(joined);
        let name = Path::new(&source.path)
            .file_name()
            .map_or_else(|| source.path.clone(), |name| name.to_string_lossy().into_owned());
        Some(Self {
            name,
            crs: source.crs,
            parcels: kept,
            native: parcels.geometries,
            index: RTree::bulk_load(entries),
            extent,
            findings: SourceFindings::default(),
        })
    }

    pub(crate) fn findings(&self) -> SourceFindings {
        self.findings.clone()
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn crs(&self) -> &Crs {
        &self.crs
    }

    pub(crate) fn summary(&self) -> PublicSummary {
        let communes: BTreeSet<&str> =
            self.parcels.parcels.iter().filter_map(|parcel| parcel.commune.as_deref()).collect();
        let named = |code: &str| (code.to_owned(), commune_name(code).unwrap_or(code).to_owned());
        PublicSummary {
            parcels: self.parcels.len() as u64,
            extent: self.extent,
            communes: communes.into_iter().map(named).collect(),
            crs: self.crs.epsg.into_iter().collect(),
            last_change: None,
        }
    }

    pub(crate) fn parcels(&self, area: Option<ParcelBox>, after: i64, limit: i64) -> PublicParcels {
        let first = usize::try_from(after).unwrap_or(0);
        let limit = usize::try_from(limit).unwrap_or(0);
        let Some(area) = area else {
            return self.taken((first..self.parcels.len()).take(limit));
        };
        let envelope = AABB::from_corners([area.min_x, area.min_y], [area.max_x, area.max_y]);
        let mut found: Vec<usize> = self
            .index
            .locate_in_envelope_intersecting(envelope)
            .map(|entry| entry.data)
            .filter(|&position| position >= first)
            .collect();
        found.sort_unstable();
        self.taken(found.into_iter().take(limit))
    }

    pub(crate) fn of_ids(&self, ids: &[i64]) -> PublicParcels {
        self.taken(self.positions(ids))
    }

    pub(crate) fn named(&self, named: PublicName<'_>, limit: i64) -> PublicParcels {
        let fits = |wanted: Option<&str>, has: &Option<Box<str>>| {
            wanted.is_none_or(|wanted| has.as_deref() == Some(wanted))
        };
        let is_meant = |&position: &usize| {
            let parcel = &self.parcels.parcels[position];
            fits(named.commune, &parcel.commune)
                && fits(named.sheet, &parcel.sheet)
                && fits(named.number, &parcel.number)
        };
        self.taken((0..self.parcels.len()).filter(is_meant).take(usize::try_from(limit).unwrap_or(0)))
    }

    pub(crate) fn native_shapes(&self, ids: &[i64]) -> ParcelGeometries {
        let mut shapes = ParcelGeometries::new();
        for position in self.positions(ids) {
            shapes.push_copy(&self.native, position);
        }
        shapes
    }

    fn positions(&self, ids: &[i64]) -> impl Iterator<Item = usize> {
        let positions: BTreeSet<usize> = ids.iter().filter_map(|id| usize::try_from(id - 1).ok()).collect();
        let count = self.parcels.len();
        positions.into_iter().take_while(move |&position| position < count)
    }

    fn taken(&self, positions: impl Iterator<Item = usize>) -> PublicParcels {
        let mut taken = PublicParcels::default();
        for position in positions {
            taken.parcels.push(self.parcels.parcels[position].clone());
            taken.web_mercator.push_copy(&self.parcels.web_mercator, position);
        }
        taken
    }
}

/// A finding about parcels by their numbers here, which begin with 1.
fn with_evidence(finding: Finding, epsg: u32) -> (KeptFinding, Option<geo::Geometry<f64>>) {
    let mut parcels: Vec<i64> = finding.parcels.iter().map(|&position| i64::from(position) + 1).collect();
    parcels.sort_unstable();
    parcels.dedup();
    let kept = KeptFinding {
        id: finding.id,
        rule: finding.rule.id().to_owned(),
        severity: finding.severity,
        message: finding.message,
        parcels,
        epsg,
        at: finding.at,
        area_m2: finding.area_m2,
        width_m: finding.width_m,
        wkb: None,
        opened_by: None,
    };
    (kept, finding.geometry)
}

fn entry(shapes: &ParcelGeometries, position: usize) -> Option<Entry> {
    let coords = &shapes.coords()[shapes.parcel_coords(position)];
    let points = coords.iter().map(|at| [at.x, at.y]);
    let corners = points.map(|at| (at, at)).reduce(|(min, max), (at, _)| {
        ([min[0].min(at[0]), min[1].min(at[1])], [max[0].max(at[0]), max[1].max(at[1])])
    });
    corners.map(|(min, max)| GeomWithData::new(Rectangle::from_corners(min, max), position))
}

fn box_of(entry: &Entry) -> ParcelBox {
    let (min, max) = (entry.geom().lower(), entry.geom().upper());
    ParcelBox { min_x: min[0], min_y: min[1], max_x: max[0], max_y: max[1] }
}

fn joined(one: ParcelBox, other: ParcelBox) -> ParcelBox {
    ParcelBox {
        min_x: one.min_x.min(other.min_x),
        min_y: one.min_y.min(other.min_y),
        max_x: one.max_x.max(other.max_x),
        max_y: one.max_y.max(other.max_y),
    }
}
