//! The use case everything else serves: read parcels, check them, keep what is needed to report.

use crate::cadastre::{self, ExportError};
use crate::custom::{self, RuleDefinition};
use crate::join::{JoinError, join};
use crate::profile::{Basis, ProfileDocument};
use crate::review::Review;
use crate::selection::{ParcelSelection, RuleSelection, SelectedParcels, SelectionError};
use crate::streamed::{SpillError, Streamed};
use crate::surroundings::{Surroundings, SurroundingsFile, SurroundingsRequest, explained};
use crate::{column_rules, crs_rules, references};
use std::collections::BTreeSet;
use std::time::Instant;
use thuadat_core::{CheckOutcome, Interrupted, Message, Observer, Profile, Rule, RuleSetting, check_against};
use thuadat_io::{Dataset, ReadError, ReadRequest, read};

/// What to check, and under which profile.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckRequest {
    /// The file and how to understand it.
    pub read: ReadRequest,
    /// The profile, from [`profile::named`](crate::profile::named) or made of a [`Profile`].
    pub profile: ProfileDocument,
}

/// A finished check: what was read, under which profile, and what was found.
#[derive(Debug, Clone)]
pub struct CheckRun {
    /// The parcels and their source.
    pub dataset: Dataset,
    /// The profile the check ran under.
    pub profile: Profile,
    /// What the profile's thresholds rest on, where it is known.
    pub basis: Vec<Basis>,
    /// The files that tell of the ground around the parcels.
    pub references: Vec<SurroundingsFile>,
    /// Rules of the user's own that the profile has.
    pub custom: Vec<RuleDefinition>,
    /// What was found, and which rules ran.
    pub outcome: CheckOutcome,
    /// Which rules the user chose.
    pub rules: RuleSelection,
    /// Which parcels are reported on; none where it is all of them.
    pub selected: Option<SelectedParcels>,
    /// What people accepted, and what changed since an earlier report.
    pub review: Review,
    /// What is known of the parcels that are not in the dataset, where it went cell by cell.
    pub streamed: Option<Streamed>,
    /// How long each part took.
    pub seconds: Seconds,
}

impl CheckRun {
    /// Number of parcels that were checked.
    #[must_use]
    pub fn parcel_count(&self) -> usize {
        self.streamed.as_ref().map_or(self.dataset.parcels.len(), |streamed| streamed.parcels)
    }

    /// Whether a parcel is among those reported on.
    #[must_use]
    pub fn reports_on(&self, parcel: u32) -> bool {
        self.selected.as_ref().is_none_or(|selected| selected.contains(parcel))
    }
}

/// How long the parts of a run took, in seconds of wall clock.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Seconds {
    /// Reading the file, and bringing it to metres.
    pub read: f64,
    /// Checking.
    pub check: f64,
    /// Writing reports, all together.
    pub write: f64,
}

/// Why a file could not be checked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CheckError {
    /// It could not be read.
    #[error(transparent)]
    Read(ReadError),
    /// A store could not be read.
    #[error(transparent)]
    Store(ExportError),
    /// Several files do not go together.
    #[error(transparent)]
    Join(#[from] JoinError),
    /// The parcels to report on make no sense.
    #[error(transparent)]
    Selection(#[from] SelectionError),
    /// Parcels that do not stay in memory could not be kept elsewhere.
    #[error(transparent)]
    Spill(#[from] SpillError),
    /// The observer asked to stop.
    #[error(transparent)]
    Interrupted(#[from] Interrupted),
}

impl From<ReadError> for CheckError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Interrupted => Self::Interrupted(Interrupted),
            error => Self::Read(error),
        }
    }
}

impl From<ExportError> for CheckError {
    fn from(error: ExportError) -> Self {
        match error {
            ExportError::Interrupted => Self::Interrupted(Interrupted),
            error => Self::Store(error),
        }
    }
}

impl CheckError {
    /// Stable name, such as `not-found`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Read(error) => error.code(),
            Self::Store(_) => "store",
            Self::Join(error) => error.code(),
            Self::Selection(error) => error.code(),
            Self::Spill(error) => error.code(),
            Self::Interrupted(_) => "interrupted",
        }
    }

    /// The sentence in both languages.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Read(error) => error.message(),
            Self::Store(error) => error.message(),
            Self::Join(error) => error.message(),
            Self::Selection(error) => error.message(),
            Self::Spill(error) => error.message(),
            Self::Interrupted(error) => {
                Message { vi: "đã dừng theo yêu cầu".to_owned(), en: error.to_string() }
            }
        }
    }
}

/// Reads the parcels of a file and checks them.
///
/// # Errors
///
/// When the file cannot be read, or the observer asks to stop. What is wrong with the parcels is no error: it is in
/// the run's findings.
///
/// # Examples
///
/// ```
/// use thuadat::{CheckRequest, ReadRequest, Unobserved, check_file, profile, report};
///
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("thua.geojson");
/// std::fs::write(
///     &path,
///     r#"{"type": "Feature", "properties": {"so_to": 12, "so_thua": "7"}, "geometry": {"type": "Polygon",
///         "coordinates": [[[108.2, 16.05], [108.2001, 16.05], [108.2001, 16.0501], [108.2, 16.05]]]}}"#,
/// )?;
/// let request = CheckRequest { read: ReadRequest::of(&path), profile: profile::named("vn-cadastre")? };
/// let mut run = check_file(&request, &Unobserved)?;
/// assert!(run.outcome.findings.is_empty());
/// report::write(&mut run, &folder.path().join("report.html"), thuadat::Language::Vi, &Unobserved)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn check_file(request: &CheckRequest, observer: &dyn Observer) -> Result<CheckRun, CheckError> {
    check_files(std::slice::from_ref(&request.read), request.profile.clone(), observer)
}

/// Reads the parcels of several files and checks them all against each other.
///
/// All come to stand in the system of the first, unless the requests name a zone. Where there are several files,
/// feature ids become `file#id`.
///
/// # Errors
///
/// As [`check_file`]; and when the files cannot be brought into one coordinate system.
///
/// # Panics
///
/// When there is no request at all.
pub fn check_files(
    requests: &[ReadRequest],
    profile: ProfileDocument,
    observer: &dyn Observer,
) -> Result<CheckRun, CheckError> {
    check_selected(requests, profile, &ParcelSelection::default(), observer)
}

/// Reads the parcels of several files, checks them all against each other, and keeps what concerns those selected.
///
/// # Errors
///
/// As [`check_files`]; and when nothing is selected.
///
/// # Panics
///
/// When there is no request at all.
pub fn check_selected(
    requests: &[ReadRequest],
    profile: ProfileDocument,
    selection: &ParcelSelection,
    observer: &dyn Observer,
) -> Result<CheckRun, CheckError> {
    check_within(requests, &SurroundingsRequest::default(), profile, selection, observer)
}

/// Checks parcels as [`check_selected`] does, and holds their ground against files that tell of the ground around.
///
/// Those files are brought into the system of the parcels.
///
/// # Errors
///
/// As [`check_selected`]; and when one of the files cannot be read, or not be brought into that system.
///
/// # Panics
///
/// When there is no request at all.
pub fn check_within(
    requests: &[ReadRequest],
    surroundings: &SurroundingsRequest,
    profile: ProfileDocument,
    selection: &ParcelSelection,
    observer: &dyn Observer,
) -> Result<CheckRun, CheckError> {
    let started = Instant::now();
    let mut datasets: Vec<Dataset> = Vec::with_capacity(requests.len());
    let is_on = |rule| profile.profile.severity(rule).is_some() && !profile.left_out.contains_key(&rule);
    let asked: Vec<&RuleDefinition> =
        profile.custom.iter().filter(|definition| is_on(definition.rule)).collect();
    let attributes: BTreeSet<&str> = asked.iter().flat_map(|definition| definition.columns()).collect();
    let tells_values = asked.iter().any(|definition| definition.message.is_some());
    let wants_scan = wants_scan(&profile) || (tells_values && !attributes.is_empty());
    for request in requests {
        let first = datasets.iter().find(|dataset| dataset.has_place());
        let zone = request.zone.or_else(|| first.and_then(|first| first.source.crs.epsg));
        if let Some(store) = cadastre::store_at(&request.path) {
            datasets.push(cadastre::dataset_of(&store, request.crs, observer)?);
            continue;
        }
        datasets.push(read(
            &ReadRequest {
                zone,
                scan: request.scan && wants_scan,
                attributes: attributes.iter().map(ToString::to_string).collect(),
                ..request.clone()
            },
            observer,
        )?);
    }
    let mut dataset = join(datasets)?.expect("at least one file is named");
    let lattice_m = profile.profile.lattice_m;
    let surroundings = Surroundings::read(surroundings, &mut dataset, lattice_m, observer)?;
    let selected = selection.find(&dataset)?;
    let read_seconds = started.elapsed().as_secs_f64();
    let mut run = check_dataset_within(dataset, surroundings, profile, observer)?;
    if let Some(selected) = selected {
        selected.keep(&mut run.outcome);
        run.selected = Some(selected);
    }
    run.seconds.read = read_seconds;
    Ok(run)
}

/// Checks parcels that are already in memory; their coordinates too, as far as their system is a zone of VN-2000.
///
/// # Errors
///
/// [`Interrupted`] when the observer asks for it.
pub fn check_dataset(
    dataset: Dataset,
    document: ProfileDocument,
    observer: &dyn Observer,
) -> Result<CheckRun, Interrupted> {
    check_dataset_within(dataset, Surroundings::default(), document, observer)
}

fn check_dataset_within(
    mut dataset: Dataset,
    mut surroundings: Surroundings,
    document: ProfileDocument,
    observer: &dyn Observer,
) -> Result<CheckRun, Interrupted> {
    let started = Instant::now();
    let effective = effective(&document);
    let mut references = references::of(&dataset.parcels, &dataset.source.crs);
    surroundings.put_into(&mut references, &mut dataset);
    let mut outcome = check_against(&dataset.parcels, &effective, &references, observer)?;
    dataset.source.notices.extend(explained(&outcome, &surroundings.files));
    crs_rules::add(&mut outcome, &dataset, &effective);
    column_rules::add(&mut outcome, &dataset, &effective);
    custom::add(&mut outcome, &dataset, &effective, &document.custom, observer)?;
    list_left_out(&mut outcome, &document);
    let ProfileDocument { profile, basis, custom, rules, .. } = document;
    let seconds = Seconds { check: started.elapsed().as_secs_f64(), ..Seconds::default() };
    Ok(CheckRun {
        dataset,
        profile,
        basis,
        custom,
        references: surroundings.files,
        outcome,
        rules,
        selected: None,
        review: Review::default(),
        streamed: None,
        seconds,
    })
}

/// Whether a rule is on that needs columns to be looked over.
pub(crate) fn wants_scan(document: &ProfileDocument) -> bool {
    let is_on = |rule| document.profile.severity(rule).is_some() && !document.left_out.contains_key(&rule);
    is_on(Rule::LegacyText) || is_on(Rule::PersonalData)
}

/// The profile without the rules that the user left out.
pub(crate) fn effective(document: &ProfileDocument) -> Profile {
    let mut effective = document.profile.clone();
    effective.severities.extend(document.left_out.keys().map(|&rule| (rule, RuleSetting::Off)));
    effective
}

/// Says of the rules that the user left out that this is why they were not run.
pub(crate) fn list_left_out(outcome: &mut CheckOutcome, document: &ProfileDocument) {
    for listed in &mut outcome.rules {
        if let Some(left_out) = document.left_out.get(&listed.rule) {
            listed.severity = document.profile.severity(listed.rule).unwrap_or(listed.severity);
            listed.result = Err(left_out.reason());
        }
    }
}
