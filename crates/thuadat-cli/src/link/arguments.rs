//! The arguments of `thuadat link`, and what they mean to the library.

use super::MapArguments;
use crate::cadastre::user_of_the_system;
use crate::check::thread_count;
use crate::failure::Failure;
use clap::{Args, ValueEnum};
use std::path::PathBuf;
use thuadat::cadastre::{Author, StoreLinkRequest, StoreLocation, Timestamp, store_at};
use thuadat::link::LinkRequest;
use thuadat::profile::{self, ProfileDocument};

/// The arguments of `thuadat link`.
#[derive(Debug, Args)]
pub(crate) struct LinkArguments {
    /// Map of parcels, in any format `thuadat check` reads; several are taken together. Or a store: its registers and lists are linked
    #[arg(id = "linked_maps", value_name = "PARCELS", required = true)]
    parcels: Vec<PathBuf>,

    /// Register of certificates: a workbook or text in columns; its columns are recognised by their headers. May be given
    /// several times. Without one, the registers of a store are linked
    #[arg(id = "linked_registers", long = "register", value_name = "FILE")]
    register: Vec<PathBuf>,

    /// Worksheet to read, in place of all that look like a register
    #[arg(long, value_name = "NAME")]
    worksheet: Option<String>,

    /// List of renumbered sheets: old commune, old sheet, scale, new commune, new sheet. May be given several times
    #[arg(long, value_name = "FILE")]
    renumbering: Vec<PathBuf>,

    /// List of communes that merged (old code, new code, names, day), in place of the list of thuadat
    #[arg(long, value_name = "FILE")]
    units: Option<PathBuf>,

    #[command(flatten)]
    map: MapArguments,

    /// Profile: vn-cadastre, vn-cadastre-1-200 (to -1-10000, by the scale of the maps), strict, inspire, or a TOML file
    #[arg(long, value_name = "FILE|NAME", default_value = profile::DEFAULT)]
    pub(crate) profile: String,

    /// Write a report; its ending tells the kind: .html, .xlsx, .json, .gpkg (layers for QGIS), .geojson. May be given several times
    #[arg(id = "link_report", long = "report", value_name = "PATH")]
    pub(crate) report: Vec<PathBuf>,

    /// Write the rows that people are to decide of: a workbook (.xlsx) with a column for the decision. Decisions in a file that
    /// stands there are used and kept
    #[arg(long, value_name = "PATH")]
    pub(crate) review: Option<PathBuf>,

    /// Use the decisions people wrote into a review file. May be given several times
    #[arg(long, value_name = "FILE")]
    decisions: Vec<PathBuf>,

    /// Keep the links in the store that is linked, as one record; what people decided there stays
    #[arg(id = "save_links", long = "save")]
    pub(crate) save: bool,

    /// Who keeps them, for the record; without it the user of the system
    #[arg(id = "save_links_who", long = "who", value_name = "NAME", requires = "save_links")]
    pub(crate) who: Option<String>,

    /// Why, for the record
    #[arg(id = "save_links_why", long = "why", value_name = "TEXT", requires = "save_links")]
    pub(crate) why: Option<String>,

    /// Leave out whatever is of people: reports of a linking never hold any, and with this it is asked for
    #[arg(long)]
    pub(crate) public: bool,

    /// What goes to standard output
    #[arg(id = "link_format", long = "format", value_enum)]
    pub(crate) format: Option<LinkFormat>,

    /// No progress, no notices, and no summary unless --format asks for one; the exit status tells the result
    #[arg(long, short)]
    pub(crate) quiet: bool,

    /// Threads to use; without it one for each processor
    #[arg(long, value_name = "N", value_parser = thread_count)]
    pub(crate) threads: Option<usize>,
}

/// What goes to standard output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LinkFormat {
    /// A summary for people.
    Text,
    /// The whole report, as docs/link.schema.json has it.
    Json,
}

impl LinkArguments {
    /// What to read and link.
    pub(crate) fn request(&self, profile: ProfileDocument) -> LinkRequest {
        LinkRequest {
            parcels: self.map.requests(&self.parcels),
            registers: self.register.clone(),
            worksheet: self.worksheet.clone(),
            renumberings: self.renumbering.clone(),
            units: self.units.clone(),
            decisions: self.decisions(),
            profile,
        }
    }

    /// The store whose registers are linked; none where registers are given.
    pub(crate) fn store(&self) -> Result<Option<StoreLocation>, Failure> {
        if !self.register.is_empty() {
            return if self.save { Err(Failure::SaveOfGivenRegisters) } else { Ok(None) };
        }
        let lists = !self.renumbering.is_empty() || self.units.is_some();
        match &self.parcels[..] {
            [only] if !lists => match store_at(only) {
                Some(store) => Ok(Some(store)),
                None => Err(Failure::NoRegister),
            },
            _ => Err(Failure::NoRegister),
        }
    }

    /// What to link of a store.
    pub(crate) fn store_request(&self, store: StoreLocation, profile: ProfileDocument) -> StoreLinkRequest {
        StoreLinkRequest { store, epsg: self.map.epsg(), decisions: self.decisions(), profile }
    }

    /// Who keeps links, and why.
    pub(crate) fn author(&self) -> Author {
        let reason = self.why.clone().unwrap_or_else(|| "thuadat link --save".to_owned());
        Author { name: self.who.clone().unwrap_or_else(user_of_the_system), reason, at: Timestamp::now() }
    }

    /// Every file that is read, but for those of decisions.
    pub(crate) fn files_read(&self) -> impl Iterator<Item = &PathBuf> {
        self.parcels.iter().chain(&self.register).chain(&self.renumbering).chain(&self.units)
    }

    /// The files of decisions: a review file that is to be written anew is one, lest what people wrote into it be lost.
    pub(crate) fn decisions(&self) -> Vec<PathBuf> {
        let place = |path: &PathBuf| path.canonicalize().ok();
        let mut all = self.decisions.clone();
        let old = self.review.iter().filter(|review| review.exists());
        all.extend(
            old.filter(|review| !self.decisions.iter().any(|path| place(path) == place(review))).cloned(),
        );
        all
    }
}
