//! The use case of linking: read a map and registers, link each row to its parcel, keep what is needed to report.

mod commune_names;
mod convert;
mod decisions;
mod files;
mod geojson;
mod html;
mod json;
mod layers;
pub mod model;
mod parcel_label;
mod people_columns;
mod read;
mod review;
mod sentences;
mod state_words;
mod summary;
mod text;
mod write;
mod xlsx;

pub(crate) use files::{FilesRead, LinkFiles, each_once};
pub use json::{link_schema_text, write_link_json};
pub(crate) use people_columns::FactColumns;
pub(crate) use read::read_maps;
pub use read::{LinkError, LinkRequest, link_files};
pub use review::{ReviewWritten, ensure_review, write_review};
pub use text::write_link_text;
pub use thuadat_core::link::{
    CertificateFinding, CertificateOutcome, Evidence, EvidenceKind, FieldModel, HolderNames, MatchModel,
    Route, RowLink, evidence,
};
pub use write::{ensure_link_report, write_link_report};

use crate::Seconds;
use crate::profile::{Basis, ProfileDocument};
use crate::references;
use decisions::Decisions;
use geo::Coord;
use std::time::{Instant, SystemTime};
use thuadat_core::link::check_certificates;
use thuadat_core::{
    Codes, Day, DecidedRow, Interrupted, LinkInput, LinkParameters, Linkage, Observer, ParcelCode, Profile,
    Register, Renumbering, Severity, WrittenDate, link,
};
use thuadat_io::{Crs, Dataset, Notice, RegisterComplaint, WrittenDecision};

/// A finished linking: what was read, under which profile, and what each row is linked to.
#[derive(Debug, Clone)]
pub struct LinkRun {
    /// The parcels and their source.
    pub dataset: Dataset,
    /// The registers. They hold personal data; reports of a linking do not.
    pub registers: Vec<Register>,
    /// Lists of renumbered sheets.
    pub renumberings: Vec<Renumbering>,
    /// What is worth knowing of how registers and lists were read.
    pub notices: Vec<Notice>,
    /// What could not be taken as it stands in them.
    pub complaints: Vec<RegisterComplaint>,
    /// The communes with their times.
    pub communes: Codes,
    /// The land uses with their times.
    pub land_uses: Codes,
    /// The profile the linking ran under.
    pub profile: Profile,
    /// What the profile's thresholds rest on, where it is known.
    pub basis: Vec<Basis>,
    /// The answers.
    pub linkage: Linkage,
    /// What is wrong with the certificates.
    pub certificates: CertificateOutcome,
    /// How long each part took; linking stands in `check`.
    pub seconds: Seconds,
    parameters: LinkParameters,
    code_places: Vec<Vec<Coord<f64>>>,
    pub(crate) decisions: Decisions,
}

/// What is linked: a map and registers in memory.
#[derive(Debug, Clone)]
pub struct LinkMaterial {
    /// The parcels and their source.
    pub dataset: Dataset,
    /// The registers.
    pub registers: Vec<Register>,
    /// Lists of renumbered sheets.
    pub renumberings: Vec<Renumbering>,
    /// The communes with their times, in place of the list of thuadat.
    pub communes: Option<Codes>,
    /// What people decided of single rows, as they wrote it.
    pub decisions: Vec<WrittenDecision>,
    /// What is known to be decided of rows; of a row decided in both ways what was written counts.
    pub decided: Vec<DecidedRow>,
}

impl LinkRun {
    /// The same as the core takes it.
    #[must_use]
    pub fn input(&self) -> LinkInput<'_> {
        LinkInput {
            parcels: &self.dataset.parcels,
            registers: &self.registers,
            renumberings: &self.renumberings,
            communes: &self.communes,
            land_uses: &self.land_uses,
            code_places: &self.code_places,
            holders: &self.dataset.source.holders,
            decided: &self.decisions.decided,
            parameters: &self.parameters,
        }
    }

    /// Whether any row contradicts itself or the map, or something graver than a warning was found of certificates.
    #[must_use]
    pub fn has_conflicts(&self) -> bool {
        let is_error = |found: &CertificateFinding| found.finding.severity == Severity::Error;
        self.linkage.rows.iter().any(|row| row.status == thuadat_core::LinkStatus::Conflict)
            || self.certificates.findings.iter().any(is_error)
    }
}

/// Links registers to parcels that are in memory.
///
/// # Errors
///
/// [`Interrupted`] when the observer asks for it.
pub fn link_dataset(
    material: LinkMaterial,
    document: ProfileDocument,
    observer: &dyn Observer,
) -> Result<LinkRun, Interrupted> {
    let started = Instant::now();
    let LinkMaterial { mut dataset, registers, mut renumberings, communes, decisions, decided } = material;
    let lists = references::of_vietnam(&dataset.parcels, &dataset.source.crs);
    let code_places = code_places(&registers, &dataset.source.crs);
    let parameters = LinkParameters::from(&document.profile);
    let (communes, land_uses) = (communes.unwrap_or(lists.communes), lists.land_uses);
    let mut notices = commune_names::resolve(&mut dataset.parcels, &registers, &communes);
    notices.extend(commune_names::resolve_lists(&mut renumberings, &registers, &communes));
    let mut decisions = decisions::resolve(&registers, &dataset.parcels, decisions);
    decisions.add(decided);
    let input = LinkInput {
        parcels: &dataset.parcels,
        registers: &registers,
        renumberings: &renumberings,
        communes: &communes,
        land_uses: &land_uses,
        code_places: &code_places,
        holders: &dataset.source.holders,
        decided: &decisions.decided,
        parameters: &parameters,
    };
    let linkage = link(&input, observer)?;
    let certificates = check_certificates(&input, &linkage, &document.profile, Some(today()), observer)?;
    let ProfileDocument { profile, basis, .. } = document;
    notices.append(&mut decisions.notices);
    Ok(LinkRun {
        notices,
        complaints: std::mem::take(&mut decisions.complaints),
        dataset,
        registers,
        renumberings,
        communes,
        land_uses,
        profile,
        basis,
        linkage,
        certificates,
        seconds: Seconds { check: started.elapsed().as_secs_f64(), ..Seconds::default() },
        parameters,
        code_places,
        decisions,
    })
}

/// The day of the clock, in the time zone of Vietnam: nothing can have been issued after it.
pub(crate) fn today() -> Day {
    const SECONDS_AHEAD: u64 = 7 * 3600;
    const DAYS_FROM_1899_TO_1970: u64 = 25_569;
    let since_1970 = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let days = (since_1970.as_secs() + SECONDS_AHEAD) / 86_400;
    let written = WrittenDate::of_spreadsheet((days + DAYS_FROM_1899_TO_1970) as f64);
    written.ok().and_then(WrittenDate::day).unwrap_or(Day::new(2150, 12, 31))
}

/// Where the official identifiers of entries lie; empty where none has one, or nobody can tell.
fn code_places(registers: &[Register], crs: &Crs) -> Vec<Vec<Coord<f64>>> {
    let nowhere = Coord { x: f64::NAN, y: f64::NAN };
    let mut all = Vec::with_capacity(registers.len());
    let mut is_any = false;
    for register in registers {
        let codes = register.entries.iter().map(|entry| entry.parcel_code.as_deref());
        let place = |code: Option<&str>| code.and_then(|code| code.trim().parse::<ParcelCode>().ok());
        let mut places: Vec<Coord<f64>> =
            codes.map(|code| place(code).map_or(nowhere, |code| code.cell().center())).collect();
        is_any |= places.iter().any(|place| place.x.is_finite());
        if crs.take_wgs84(&mut places).and_then(Result::ok).is_none() {
            return Vec::new();
        }
        all.push(places);
    }
    if is_any { all } else { Vec::new() }
}
