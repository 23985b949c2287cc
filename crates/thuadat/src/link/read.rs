//! Reading what is linked from files.

use super::{LinkMaterial, LinkRun, link_dataset};
use crate::CheckError;
use crate::join::join;
use crate::profile::ProfileDocument;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::time::Instant;
use thuadat_core::{Interrupted, Message, Observer, Rule};
use thuadat_io::{
    Dataset, Notice, ReadRequest, RegisterComplaint, RegisterError, RegisterRequest, read, read_decisions,
    read_registers, read_renumbering, read_units,
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
    /// Files in which people decided of single rows.
    pub decisions: Vec<PathBuf>,
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
    Register(RegisterError),
    /// No parcel of the map has a number, so nothing can be linked to it.
    #[error(
        "no parcel of {path} has a number, so nothing can be linked to it; if a column has the numbers, name it with --map number=COLUMN, \
         and that of the sheets with --map sheet=COLUMN"
    )]
    NoNumbers {
        /// The map.
        path: String,
    },
    /// A file is named twice: its rows would count twice.
    #[error("{path} is named twice; name each file once")]
    NamedTwice {
        /// The file.
        path: String,
    },
}

impl From<RegisterError> for LinkError {
    fn from(error: RegisterError) -> Self {
        match error {
            RegisterError::Interrupted => Interrupted.into(),
            error => Self::Register(error),
        }
    }
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
            Self::NoNumbers { path } => Message {
                vi: format!(
                    "không thửa nào của {path} có số thửa nên không ghép được; nếu có cột số thửa, chỉ ra bằng --map number=TÊN_CỘT, \
                     cột số tờ bằng --map sheet=TÊN_CỘT"
                ),
                en: self.to_string(),
            },
            Self::NamedTwice { path } => Message {
                vi: format!("{path} được nêu hai lần; mỗi tệp chỉ nêu một lần"),
                en: self.to_string(),
            },
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
    let maps = request.parcels.iter().map(|map| map.path.as_path());
    each_once(maps)?;
    each_once(request.registers.iter().map(PathBuf::as_path))?;
    each_once(request.renumberings.iter().map(PathBuf::as_path))?;
    each_once(request.decisions.iter().map(PathBuf::as_path))?;
    let (mut registers, mut complaints, mut notices) = (Vec::new(), Vec::new(), Vec::new());
    let mut communes = None;
    if let Some(path) = &request.units {
        let found = read_units(path, None, observer)?;
        complaints.extend(found.complaints.iter().cloned());
        communes = Some(found.communes);
    }
    for path in &request.registers {
        let request = RegisterRequest { worksheet: request.worksheet.clone(), ..RegisterRequest::new(path) };
        let found = read_registers(&request, observer)?;
        complaints.extend(found.complaints.iter().cloned());
        notices.extend(found.notices);
        if found.registers.iter().all(|read| read.register.entries.is_empty()) {
            notices.push(without_rows(path));
        }
        registers.extend(found.registers.into_iter().map(|read| read.register));
    }
    let mut renumberings = Vec::new();
    for path in &request.renumberings {
        let found = read_renumbering(path, None, observer)?;
        complaints.extend(found.complaints.iter().cloned());
        if found.renumbering.sheets.is_empty() {
            notices.push(without_rows(path));
        }
        renumberings.push(found.renumbering);
    }
    let mut decisions = Vec::new();
    for path in &request.decisions {
        let found = read_decisions(path, observer)?;
        complaints.extend(found.complaints.iter().cloned());
        decisions.extend(found.decisions);
    }
    let dataset = read_maps(&request.parcels, observer)?;
    if dataset.parcels.records.iter().all(|record| record.key.number.is_none()) {
        return Err(LinkError::NoNumbers { path: dataset.source.path.clone() });
    }
    let read_seconds = started.elapsed().as_secs_f64();
    let material = LinkMaterial { dataset, registers, renumberings, communes, decisions };
    let mut run = link_dataset(material, request.profile.clone(), observer)?;
    complaints.append(&mut run.complaints);
    notices.append(&mut run.notices);
    // Told as a finding, where the rule is on.
    let is_told = |complaint: &RegisterComplaint| {
        complaint.date.is_some() && run.profile.severity(Rule::DateImpossible).is_some()
    };
    complaints.retain(|complaint| !is_told(complaint));
    run.complaints = complaints;
    run.notices = notices;
    run.seconds.read = read_seconds;
    Ok(run)
}

/// Refuses a file that is named twice.
pub(crate) fn each_once<'a>(paths: impl Iterator<Item = &'a Path>) -> Result<(), LinkError> {
    let mut seen = HashSet::new();
    for path in paths {
        let place = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
        if !seen.insert(place) {
            return Err(LinkError::NamedTwice { path: path.display().to_string() });
        }
    }
    Ok(())
}

pub(crate) fn without_rows(path: &Path) -> Notice {
    let path = path.display();
    let message = Message {
        vi: format!("{path}: dưới dòng tiêu đề không có dòng nào; kiểm tra lại tệp"),
        en: format!("{path} has no row below its headers; look into the file"),
    };
    Notice { code: "no-rows", message }
}

pub(crate) fn read_maps(requests: &[ReadRequest], observer: &dyn Observer) -> Result<Dataset, CheckError> {
    let mut datasets: Vec<Dataset> = Vec::with_capacity(requests.len());
    for request in requests {
        let first = datasets.iter().find(|dataset| dataset.has_place());
        let zone = request.zone.or_else(|| first.and_then(|first| first.source.crs.epsg));
        datasets.push(read(&ReadRequest { zone, ..request.clone() }, observer)?);
    }
    Ok(join(datasets)?.expect("at least one map is named"))
}
