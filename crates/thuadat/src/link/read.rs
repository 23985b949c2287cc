//! Reading what is linked from files.

use super::{LinkMaterial, LinkRun, link_dataset};
use crate::CheckError;
use crate::join::join;
use crate::profile::ProfileDocument;
use std::path::PathBuf;
use std::time::Instant;
use thuadat_core::{Interrupted, Message, Observer};
use thuadat_io::{
    Dataset, ReadRequest, RegisterError, RegisterRequest, read, read_registers, read_renumbering, read_units,
};

/// What to link, and under which profile.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkRequest {
    /// The maps and how to understand them.
    pub parcels: Vec<ReadRequest>,
    /// The registers.
    pub registers: Vec<PathBuf>,
    /// The worksheet of the registers; none for all that look like one.
    pub worksheet: Option<String>,
    /// Lists of renumbered sheets.
    pub renumberings: Vec<PathBuf>,
    /// A list of communes with their times, in place of that of thuadat.
    pub units: Option<PathBuf>,
    /// The profile.
    pub profile: ProfileDocument,
}

/// Why files could not be linked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LinkError {
    /// The map could not be read, or the observer asked to stop.
    #[error(transparent)]
    Map(#[from] CheckError),
    /// A register, a list of renumbered sheets or one of communes could not be read.
    #[error(transparent)]
    Register(#[from] RegisterError),
}

impl From<Interrupted> for LinkError {
    fn from(interrupted: Interrupted) -> Self {
        Self::Map(interrupted.into())
    }
}

impl LinkError {
    /// The sentence in both languages.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Map(error) => error.message(),
            Self::Register(error) => error.message(),
        }
    }
}

/// Reads a map and registers and links each row to its parcel.
///
/// # Errors
///
/// When a file cannot be read, or the observer asks to stop. What is wrong with rows is no error: it is in the run.
///
/// # Panics
///
/// When no map is named.
pub fn link_files(request: &LinkRequest, observer: &dyn Observer) -> Result<LinkRun, LinkError> {
    let started = Instant::now();
    let (mut registers, mut complaints, mut notices) = (Vec::new(), Vec::new(), Vec::new());
    let mut communes = None;
    if let Some(path) = &request.units {
        let found = read_units(path, None)?;
        complaints.extend(found.complaints.iter().cloned());
        communes = Some(found.communes);
    }
    for path in &request.registers {
        let request = RegisterRequest { worksheet: request.worksheet.clone(), ..RegisterRequest::new(path) };
        let found = read_registers(&request)?;
        complaints.extend(found.complaints.iter().cloned());
        notices.extend(found.notices);
        registers.extend(found.registers.into_iter().map(|read| read.register));
    }
    let mut renumberings = Vec::new();
    for path in &request.renumberings {
        let found = read_renumbering(path, None)?;
        complaints.extend(found.complaints.iter().cloned());
        renumberings.push(found.renumbering);
    }
    let dataset = read_maps(&request.parcels, observer)?;
    let read_seconds = started.elapsed().as_secs_f64();
    let material = LinkMaterial { dataset, registers, renumberings, communes };
    let mut run = link_dataset(material, request.profile.clone(), observer)?;
    run.complaints = complaints;
    run.notices = notices;
    run.seconds.read = read_seconds;
    Ok(run)
}

fn read_maps(requests: &[ReadRequest], observer: &dyn Observer) -> Result<Dataset, CheckError> {
    let mut datasets: Vec<Dataset> = Vec::with_capacity(requests.len());
    for request in requests {
        let first = datasets.iter().find(|dataset| dataset.has_place());
        let zone = request.zone.or_else(|| first.and_then(|first| first.source.crs.epsg));
        datasets.push(read(&ReadRequest { zone, ..request.clone() }, observer)?);
    }
    Ok(join(datasets)?.expect("at least one map is named"))
}
