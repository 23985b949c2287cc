//! The arguments of `thuadat report`, and what they mean to the library.

use crate::check::thread_count;
use crate::help::Fault;
use crate::link::MapArguments;
use crate::terminal::message;
use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;
use thuadat::campaign::{CampaignRequest, Fact, Requirements};
use thuadat::profile::{self, ProfileDocument};

/// The arguments of `thuadat report`.
#[derive(Debug, Args)]
pub(crate) struct ReportArguments {
    #[command(subcommand)]
    pub(crate) report: Report,
}

/// A report of the campaign.
#[derive(Debug, Subcommand)]
pub(crate) enum Report {
    /// How many parcels of each commune, village and sheet are right, complete, clean and living, and why others are not.
    Scorecard(ScorecardArguments),
    /// The sheet PL3 (49 columns), filled with what registers, map and links say; what is missing is listed.
    Pl3(SheetArguments),
    /// The import sheet of VBDLIS (61 columns), filled in the same way.
    Vbdlis(SheetArguments),
    /// How far each parcel is: electronic number, the three blocks, the population database, operation, group.
    Sync(ScorecardArguments),
}

impl Report {
    /// Whether nothing but errors is to be said.
    pub(crate) const fn is_quiet(&self) -> bool {
        match self {
            Self::Scorecard(arguments) | Self::Sync(arguments) => arguments.output.quiet,
            Self::Pl3(arguments) | Self::Vbdlis(arguments) => arguments.output.quiet,
        }
    }
}

/// The arguments of `thuadat report scorecard` and `sync`.
#[derive(Debug, Args)]
pub(crate) struct ScorecardArguments {
    #[command(flatten)]
    pub(crate) material: MaterialArguments,

    /// Map of parcels, in any format `thuadat check` reads; several are taken together
    #[arg(required = true)]
    parcels: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) output: OutputArguments,
}

/// The arguments of `thuadat report pl3` and `vbdlis`.
#[derive(Debug, Args)]
pub(crate) struct SheetArguments {
    #[command(flatten)]
    pub(crate) material: MaterialArguments,

    /// Map of parcels; without it rows are only brought into the official columns
    #[arg(id = "sheet_parcels", value_name = "PARCELS")]
    parcels: Vec<PathBuf>,

    /// Rows for parcels without a certificate as well; VBDLIS knows them by the serial `CHUACOGIAY_…`
    #[arg(long)]
    pub(crate) without_certificate: bool,

    /// Text in letters of TCVN3 or VNI is written in Unicode; without it, it stays as typed
    #[arg(long)]
    pub(crate) unicode: bool,

    #[command(flatten)]
    pub(crate) output: OutputArguments,
}

/// What a report is made of.
#[derive(Debug, Args)]
pub(crate) struct MaterialArguments {
    /// Register of certificates: a workbook or text in columns; its columns are recognised by their headers. May be given
    /// several times
    #[arg(long, value_name = "FILE")]
    register: Vec<PathBuf>,

    /// Worksheet to read, in place of all that look like a register
    #[arg(long, value_name = "NAME")]
    worksheet: Option<String>,

    /// List of renumbered sheets: old commune, old sheet, scale, new commune, new sheet. May be given several times
    #[arg(long, value_name = "FILE")]
    renumbering: Vec<PathBuf>,

    /// Use the decisions people wrote into a review file of `thuadat link`. May be given several times
    #[arg(long, value_name = "FILE")]
    decisions: Vec<PathBuf>,

    /// List of communes that merged (old code, new code, names, day), in place of the list of thuadat
    #[arg(long, value_name = "FILE")]
    units: Option<PathBuf>,

    #[command(flatten)]
    map: MapArguments,

    /// Column of the map that holds a fact of the campaign: village, operated, last-change, issued-number, three-blocks, scan,
    /// population, class. Others are recognised
    #[arg(long, value_name = "FACT=COLUMN", value_parser = fact)]
    fact: Vec<(Fact, String)>,

    /// TOML file of groups, criteria, required fields and columns; its sections take the place of thuadat's own
    #[arg(long, value_name = "FILE")]
    classes: Option<PathBuf>,

    /// Profile: vn-cadastre, vn-cadastre-1-200 (to -1-10000, by the scale of the maps), strict, inspire, or a TOML file
    #[arg(long, value_name = "FILE|NAME", default_value = profile::DEFAULT)]
    pub(crate) profile: String,

    /// Threads to use; without it one for each processor
    #[arg(long, value_name = "N", value_parser = thread_count)]
    pub(crate) threads: Option<usize>,
}

/// Where a report goes.
#[derive(Debug, Args)]
pub(crate) struct OutputArguments {
    /// Write the report to a file; its ending tells the kind: .html, .xlsx, .json for the scorecard; .xlsx, .csv for
    /// sheets, and .json for sync. May be given several times
    #[arg(id = "report_output", long = "output", short = 'o', value_name = "PATH")]
    pub(crate) output: Vec<PathBuf>,

    /// Leave out whatever is of people: for reports that are handed on
    #[arg(long)]
    pub(crate) public: bool,

    /// What goes to standard output
    #[arg(id = "report_format", long = "format", value_enum)]
    pub(crate) format: Option<ReportFormat>,

    /// No progress, no notices, and no summary unless --format asks for one; the exit status tells the result
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

/// What goes to standard output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportFormat {
    /// A summary for people.
    Text,
    /// The whole report.
    Json,
}

impl ScorecardArguments {
    /// What to read, check and link.
    pub(crate) fn request(&self, profile: ProfileDocument, requirements: Requirements) -> CampaignRequest {
        CampaignRequest { is_checked: true, ..self.material.request(&self.parcels, profile, requirements) }
    }

    /// Every file that is read.
    pub(crate) fn files_read(&self) -> impl Iterator<Item = &PathBuf> {
        self.parcels.iter().chain(self.material.files_read())
    }
}

impl SheetArguments {
    /// What to read and link.
    pub(crate) fn request(&self, profile: ProfileDocument, requirements: Requirements) -> CampaignRequest {
        CampaignRequest { keeps_cells: true, ..self.material.request(&self.parcels, profile, requirements) }
    }

    /// Every file that is read.
    pub(crate) fn files_read(&self) -> impl Iterator<Item = &PathBuf> {
        self.parcels.iter().chain(self.material.files_read())
    }

    /// Whether there is anything to fill a sheet with.
    pub(crate) fn has_rows(&self) -> bool {
        self.material.has_registers() || (self.without_certificate && !self.parcels.is_empty())
    }
}

impl MaterialArguments {
    fn has_registers(&self) -> bool {
        !self.register.is_empty()
    }

    /// What the campaign asks.
    pub(crate) fn requirements(&self) -> Result<Requirements, thuadat::campaign::RequirementsError> {
        self.classes.as_deref().map_or_else(|| Ok(Requirements::built_in()), Requirements::read)
    }

    fn request(
        &self,
        parcels: &[PathBuf],
        profile: ProfileDocument,
        requirements: Requirements,
    ) -> CampaignRequest {
        CampaignRequest {
            parcels: self.map.requests(parcels),
            registers: self.register.clone(),
            worksheet: self.worksheet.clone(),
            renumberings: self.renumbering.clone(),
            decisions: self.decisions.clone(),
            units: self.units.clone(),
            profile,
            requirements,
            facts: self.fact.iter().cloned().collect(),
            is_checked: false,
            keeps_cells: false,
        }
    }

    fn files_read(&self) -> impl Iterator<Item = &PathBuf> {
        self.register
            .iter()
            .chain(&self.renumbering)
            .chain(&self.units)
            .chain(&self.decisions)
            .chain(&self.classes)
    }
}

/// A fact of the campaign and the column that holds it.
fn fact(text: &str) -> Result<(Fact, String), Fault> {
    let known = || Fact::ALL.map(Fact::id).join(", ");
    let (name, column) = text.split_once('=').filter(|(_, column)| !column.is_empty()).ok_or_else(|| {
        Fault(message("phải có dạng THÔNG_TIN=CỘT, như village=thon", "must be FACT=COLUMN, as village=thon"))
    })?;
    let found = Fact::ALL.into_iter().find(|fact| fact.id() == name.trim());
    found.map(|fact| (fact, column.to_owned())).ok_or_else(|| {
        Fault(message(
            format!("không có thông tin nào tên là `{name}`; có {}", known()),
            format!("there is no fact called `{name}`; known are {}", known()),
        ))
    })
}
