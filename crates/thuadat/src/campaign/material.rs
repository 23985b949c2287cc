//! What the reports of the campaign are made of: maps with their facts, registers with their cells, and the links between them.

use super::{Answer, Fact, FactWords, MapFacts, Requirements};
use crate::check_dataset;
use crate::link::{
    FactColumns, FilesRead, LinkError, LinkFiles, LinkMaterial, LinkRun, each_once, link_dataset, read_maps,
};
use crate::nearest::nearest;
use crate::profile::ProfileDocument;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Instant;
use thuadat_core::link::HolderNames;
use thuadat_core::{CertificateEntry, CheckOutcome, Observer, Parcels, Register, RuleOutcome};
use thuadat_io::{
    Attributes, Crs, CrsOrigin, Dataset, ReadRequest, RegisterCell, RegisterColumn, RegisterField,
    RegisterRead, RegisterRow, RegisterTable, Source,
};

/// What to read for a report of the campaign.
#[derive(Debug, Clone, PartialEq)]
pub struct CampaignRequest {
    /// The maps; without any, registers stand for themselves.
    pub parcels: Vec<ReadRequest>,
    /// The registers.
    pub registers: Vec<PathBuf>,
    /// The worksheet of the registers; none for all that look like one.
    pub worksheet: Option<String>,
    /// Lists of renumbered sheets.
    pub renumberings: Vec<PathBuf>,
    /// A list of communes with their times, in place of that of thuadat.
    pub units: Option<PathBuf>,
    /// Files with what people decided of single rows.
    pub decisions: Vec<PathBuf>,
    /// The profile that maps are checked and registers linked under.
    pub profile: ProfileDocument,
    /// What the campaign asks.
    pub requirements: Requirements,
    /// Columns of maps that the user named.
    pub facts: BTreeMap<Fact, String>,
    /// Whether the maps are checked.
    pub is_checked: bool,
    /// Whether the cells of registers are kept, to be written again.
    pub keeps_cells: bool,
}

/// What was read, checked and linked.
#[derive(Debug, Clone)]
pub struct CampaignRun {
    /// Maps, registers, and which row belongs to which parcel.
    pub link: LinkRun,
    /// The cells of each register, in the order of the registers.
    pub sheets: Vec<RegisterSheet>,
    /// What checking the maps found; nothing where they were not checked.
    pub findings: Vec<thuadat_core::Finding>,
    /// Which rules ran.
    pub rules: Vec<RuleOutcome>,
    /// What columns of the maps say beside.
    pub facts: MapFacts,
    /// What the campaign asks.
    pub requirements: Requirements,
    /// Whether there is a map.
    pub has_map: bool,
}

/// The columns of a register and its cells as they stand.
#[derive(Debug, Clone, Default)]
pub struct RegisterSheet {
    /// Its columns and what they were taken for.
    pub columns: Vec<RegisterColumn>,
    /// The cells; none for a register that is no table, or where nobody asked for them.
    pub table: Option<RegisterTable>,
    /// What each entry says of its holder and the population database.
    pub population: Vec<Option<Answer>>,
    /// What each entry says of scans.
    pub scans: Vec<Option<Answer>>,
}

impl RegisterSheet {
    /// The columns and cells of a register, and what they say beside its entries.
    pub(super) fn new(
        register: &Register,
        columns: Vec<RegisterColumn>,
        table: Option<RegisterTable>,
        words: &FactWords,
    ) -> Self {
        let mut sheet = Self { columns, table, ..Self::default() };
        sheet.population = sheet.answers(register, |cells| {
            let papers = [RegisterField::Paper1Status, RegisterField::Paper2Status];
            let answers: Vec<Answer> =
                papers.iter().filter_map(|&field| words.answer(&cells(field)?)).collect();
            answers
                .iter()
                .copied()
                .find(|answer| *answer != Answer::Undetermined)
                .or(answers.first().copied())
        });
        sheet.scans = sheet.answers(register, |cells| {
            let named = cells(RegisterField::ScanFiles).map(|_| Answer::Yes);
            cells(RegisterField::HasScan).and_then(|cell| words.answer(&cell)).or(named)
        });
        sheet
    }

    /// The row of cells of each entry.
    pub(super) fn rows_of<'a>(&'a self, register: &'a Register) -> Vec<Option<&'a RegisterRow>> {
        let rows = self.table.iter().flat_map(|table| &table.rows);
        let mut rows = rows.peekable();
        let of_entry = |entry: &CertificateEntry| {
            while rows.next_if(|row| row.row < entry.row).is_some() {}
            rows.peek().copied().filter(|row| row.row == entry.row)
        };
        register.entries.iter().map(of_entry).collect()
    }

    /// Where a field stands.
    pub(super) fn position(&self, field: RegisterField) -> Option<usize> {
        self.columns.iter().find(|column| column.field == Some(field)).map(|column| column.position)
    }

    fn answers(
        &self,
        register: &Register,
        of_row: impl Fn(&dyn Fn(RegisterField) -> Option<String>) -> Option<Answer>,
    ) -> Vec<Option<Answer>> {
        let answer = |row: Option<&RegisterRow>| {
            let row = row?;
            of_row(&|field| text(row.cells.get(self.position(field)?)?))
        };
        self.rows_of(register).into_iter().map(answer).collect()
    }
}

fn text(cell: &RegisterCell) -> Option<String> {
    match cell {
        cell if cell.is_empty() => None,
        RegisterCell::Text(text) => Some(text.trim().to_owned()),
        RegisterCell::Number(number) => Some(number.to_string()),
        RegisterCell::Boolean(value) => Some(value.to_string()),
        _ => None,
    }
}

/// Reads maps and registers, checks the maps, and links the registers to them.
///
/// # Errors
///
/// When a file cannot be read, or the observer asks to stop.
pub fn read_campaign(request: &CampaignRequest, observer: &dyn Observer) -> Result<CampaignRun, LinkError> {
    let started = Instant::now();
    each_once(request.parcels.iter().map(|map| map.path.as_path()))?;
    let files = LinkFiles {
        registers: &request.registers,
        worksheet: request.worksheet.as_deref(),
        renumberings: &request.renumberings,
        units: request.units.as_deref(),
        decisions: &request.decisions,
        keeps_cells: true,
    };
    let FilesRead { registers, renumberings, communes, decisions, mut complaints, mut notices } =
        files.read(observer)?;
    let (registers, sheets): (Vec<Register>, Vec<RegisterSheet>) =
        registers.into_iter().map(|read| with_sheet(read, request)).unzip();
    let dataset =
        if request.parcels.is_empty() { no_map() } else { read_map(request, &registers, observer)? };
    let is_numbered = dataset.parcels.records.iter().any(|record| record.key.number.is_some());
    if !request.parcels.is_empty() && !request.registers.is_empty() && !is_numbered {
        return Err(LinkError::NoNumbers { path: dataset.source.path.clone() });
    }
    if !request.parcels.is_empty() {
        require_columns(&request.facts, &dataset)?;
    }
    let requirements = request.requirements.clone();
    let facts =
        MapFacts::new(&dataset.source.attributes, &requirements.facts, &request.facts, &requirements.words);
    let read_seconds = started.elapsed().as_secs_f64();
    let (dataset, outcome) = if request.is_checked && !request.parcels.is_empty() {
        let run = check_dataset(dataset, request.profile.clone(), observer)?;
        (run.dataset, run.outcome)
    } else {
        (dataset, CheckOutcome { findings: Vec::new(), rules: Vec::new(), expected_gaps: None })
    };
    let material =
        LinkMaterial { dataset, registers, renumberings, communes, decisions, decided: Vec::new() };
    let mut link = link_dataset(material, request.profile.clone(), observer)?;
    complaints.append(&mut link.complaints);
    notices.append(&mut link.notices);
    link.complaints = complaints;
    link.notices = notices;
    link.seconds.read = read_seconds;
    let has_map = !request.parcels.is_empty();
    let CheckOutcome { findings, rules, .. } = outcome;
    Ok(CampaignRun { link, sheets, findings, rules, facts, requirements, has_map })
}

/// A register and its cells, which are kept where they are to be written again.
fn with_sheet(read: RegisterRead, request: &CampaignRequest) -> (Register, RegisterSheet) {
    let words = &request.requirements.words;
    let mut sheet = RegisterSheet::new(&read.register, read.columns, read.table, words);
    if !request.keeps_cells {
        sheet.table = None;
    }
    (read.register, sheet)
}

/// Refuses a column the user named that no map has.
fn require_columns(facts: &BTreeMap<Fact, String>, dataset: &Dataset) -> Result<(), LinkError> {
    let attributes = &dataset.source.attributes;
    let holds_people = |column: &str| attributes.column(column).is_some_and(|column| column.is_personal);
    if let Some((fact, column)) = facts.iter().find(|(_, column)| holds_people(column)) {
        return Err(LinkError::ColumnOfPeople {
            path: dataset.source.path.clone(),
            fact: fact.id(),
            column: column.clone(),
        });
    }
    match facts.iter().find(|(_, column)| !attributes.has(column)) {
        None => Ok(()),
        Some((fact, column)) => Err(LinkError::NoSuchColumn {
            path: dataset.source.path.clone(),
            fact: fact.id(),
            column: column.clone(),
            nearest: nearest(column, attributes.names.iter().map(String::as_str)),
            columns: attributes.names.clone(),
        }),
    }
}

/// Reads the maps with the columns that rules of the user's own and the campaign ask for.
fn read_map(
    request: &CampaignRequest,
    registers: &[Register],
    observer: &dyn Observer,
) -> Result<Dataset, LinkError> {
    let of_rules = request.profile.custom.iter().flat_map(|definition| definition.columns());
    let known = request.requirements.facts.values().flatten().map(String::as_str);
    let given = request.facts.values().map(String::as_str);
    let attributes: BTreeSet<&str> = of_rules.chain(known).chain(given).collect();
    let attributes: Vec<String> = attributes.into_iter().map(str::to_owned).collect();
    let requests: Vec<ReadRequest> = request
        .parcels
        .iter()
        .map(|map| ReadRequest { attributes: attributes.clone(), ..map.clone() })
        .collect();
    let facts: FactColumns = request.facts.iter().map(|(fact, column)| (fact.id(), column.clone())).collect();
    read_maps(&requests, &registers.iter().collect::<Vec<_>>(), &facts, observer)
}

/// What stands for a map where there is none.
fn no_map() -> Dataset {
    Dataset {
        parcels: Parcels::default(),
        source: Source {
            path: String::new(),
            layer: String::new(),
            format: String::new(),
            declared_crs: None,
            crs: Crs { epsg: None, name: String::new(), definition: String::new() },
            crs_origin: CrsOrigin::Assumed,
            columns: Vec::new(),
            notices: Vec::new(),
            scans: None,
            attributes: Attributes::default(),
            holders: HolderNames::default(),
        },
    }
}
