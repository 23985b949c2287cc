//! Reading what is linked from files.

use super::files::{FilesRead, LinkFiles, each_once};
use super::people_columns::{self, FactColumns};
use super::{LinkMaterial, LinkRun, link_dataset};
use crate::CheckError;
use crate::join::join;
use crate::profile::ProfileDocument;
use std::path::PathBuf;
use std::time::Instant;
use thuadat_core::{Interrupted, Message, Observer, Register, Rule};
use thuadat_io::{Dataset, ReadRequest, RegisterComplaint, RegisterError, read};

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
    /// A column was named that no map has.
    #[error(
        "{path} has no column {column}, which was to hold {fact}{}; its columns are {}",
        nearest.as_deref().map(|name| format!("; did you mean {name}?")).unwrap_or_default(),
        listed(columns)
    )]
    NoSuchColumn {
        /// The maps.
        path: String,
        /// What it was to hold.
        fact: &'static str,
        /// The name given.
        column: String,
        /// One that is much like it.
        nearest: Option<String>,
        /// Those there are.
        columns: Vec<String>,
    },
    /// A column that was named holds what is of people, and what it was to hold is shown to everybody.
    #[error(
        "column {column} of {path} holds what is of people, and {fact} is shown in reports; name another column with --fact"
    )]
    ColumnOfPeople {
        /// The map.
        path: String,
        /// What it was to hold.
        fact: &'static str,
        /// The name given.
        column: String,
    },
    /// A column that was named holds people, whatever it is called, and what it was to hold is shown to everybody.
    #[error(
        "column {column} of {path}, named for {holds} with {option}, holds names or numbers of people (first in parcel {first} of the file), \
         and what it was to hold is shown in reports; name another column, or leave {option} out"
    )]
    ColumnHoldsPeople {
        /// The map.
        path: String,
        /// What it was to hold.
        holds: &'static str,
        /// The name given.
        column: String,
        /// The first parcel whose value does, counted from 1.
        first: usize,
        /// The option it was named with.
        option: &'static str,
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
            Self::NoSuchColumn { path, fact, column, nearest, columns } => {
                let meant = nearest.as_deref().map(|name| format!("; có phải là {name}?"));
                let vi = format!(
                    "{path} không có cột {column} để lấy {fact}{}; các cột là {}",
                    meant.unwrap_or_default(),
                    listed(columns)
                );
                Message { vi, en: self.to_string() }
            }
            Self::ColumnOfPeople { path, fact, column } => Message {
                vi: format!(
                    "cột {column} của {path} có thông tin cá nhân, còn {fact} sẽ hiện trong báo cáo; hãy nêu cột khác bằng --fact"
                ),
                en: self.to_string(),
            },
            Self::ColumnHoldsPeople { path, holds, column, first, option } => Message {
                vi: format!(
                    "cột {column} của {path}, nêu cho {holds} bằng {option}, có họ tên hoặc số giấy tờ của người sử dụng đất (đầu tiên ở thửa thứ {first} \
                     của tệp), còn nội dung này sẽ hiện trong báo cáo; hãy nêu cột khác, hoặc bỏ {option}"
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

fn listed(columns: &[String]) -> String {
    const SHOWN: usize = 20;
    let more = if columns.len() > SHOWN { ", …" } else { "" };
    format!("{}{more}", columns[..columns.len().min(SHOWN)].join(", "))
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
    each_once(request.parcels.iter().map(|map| map.path.as_path()))?;
    let files = LinkFiles {
        registers: &request.registers,
        worksheet: request.worksheet.as_deref(),
        renumberings: &request.renumberings,
        units: request.units.as_deref(),
        decisions: &request.decisions,
        keeps_cells: false,
    };
    let FilesRead { registers, renumberings, communes, decisions, mut complaints, mut notices } =
        files.read(observer)?;
    let of_registers: Vec<&Register> = registers.iter().map(|read| &read.register).collect();
    let dataset = read_maps(&request.parcels, &of_registers, &FactColumns::new(), observer)?;
    if dataset.parcels.records.iter().all(|record| record.key.number.is_none()) {
        return Err(LinkError::NoNumbers { path: dataset.source.path.clone() });
    }
    let read_seconds = started.elapsed().as_secs_f64();
    let registers = registers.into_iter().map(|read| read.register).collect();
    let material =
        LinkMaterial { dataset, registers, renumberings, communes, decisions, decided: Vec::new() };
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

/// Reads the maps together, with the names of holders and in Unicode, as registers are. Columns the user named, those of `facts`
/// among them, are refused where they hold people.
pub(crate) fn read_maps(
    requests: &[ReadRequest],
    registers: &[&Register],
    facts: &FactColumns,
    observer: &dyn Observer,
) -> Result<Dataset, LinkError> {
    let mut datasets: Vec<Dataset> = Vec::with_capacity(requests.len());
    for request in requests {
        let first = datasets.iter().find(|dataset| dataset.has_place());
        let zone = request.zone.or_else(|| first.and_then(|first| first.source.crs.epsg));
        let request = ReadRequest { zone, holders: true, to_unicode: true, ..request.clone() };
        let mut dataset = read(&request, observer).map_err(CheckError::from)?;
        people_columns::refuse(&dataset, &request, registers, facts)?;
        people_columns::hold_back(&mut dataset, registers);
        datasets.push(dataset);
    }
    Ok(join(datasets).map_err(CheckError::from)?.expect("at least one map is named"))
}
