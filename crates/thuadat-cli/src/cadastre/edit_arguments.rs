//! The arguments of `thuadat edit` and of what looks back.

use super::arguments::{location, user_of_the_system};
use crate::check::crs;
use crate::help::Fault;
use clap::{Args, Subcommand};
use std::path::PathBuf;
use thuadat::cadastre::{
    BadAddress, BadEntryAddress, BadMoment, EditDeed, EditFailure, EditOrder, EntryAddress, Neighbours,
    NewFacts, NewKey, ParcelAddress, StoreLocation, Timestamp, moment,
};
use thuadat::{FindingId, ReadRequest};

/// The arguments of `thuadat edit`.
#[derive(Debug, Args)]
pub(crate) struct EditArguments {
    /// Store to change
    #[arg(id = "edit_store", value_name = "STORE", value_parser = location)]
    store: StoreLocation,

    #[command(subcommand)]
    command: EditCommand,
}

/// What to change.
#[derive(Debug, Subcommand)]
enum EditCommand {
    /// Correct a parcel's boundary or facts; neighbours that share the boundary go along.
    Correct(CorrectArguments),
    /// Split a parcel into the parts of a file.
    Split(SplitArguments),
    /// Merge parcels that border on each other into one.
    Merge(MergeArguments),
    /// Give a parcel another number, sheet or commune.
    Renumber(RenumberArguments),
    /// Retire parcels: they end and nothing follows them.
    Retire(RetireArguments),
    /// Accept a finding as it is.
    Accept(AcceptArguments),
    /// Decide to which parcels an entry of a register belongs; later linkings leave it alone.
    Link(LinkArguments),
    /// Decide that an entry of a register does not belong to parcels; later linkings leave it alone.
    Unlink(UnlinkArguments),
}

/// Who answers for a record, and under what it is made.
#[derive(Debug, Args)]
struct AccountArguments {
    /// Why, for the record
    #[arg(long, required = true, value_name = "TEXT")]
    why: String,

    /// Who, for the record; without it the user of the system
    #[arg(long, value_name = "NAME")]
    who: Option<String>,

    /// Profile the neighbourhood is checked under; without it the one the store keeps its findings under, else vn-cadastre
    #[arg(id = "edit_profile", long = "profile", value_name = "NAME|FILE")]
    profile: Option<String>,

    /// Print what was done as JSON
    #[arg(id = "edit_json", long = "json")]
    json: bool,
}

impl AccountArguments {
    fn order(&self, store: &StoreLocation, deed: EditDeed) -> EditOrder {
        EditOrder {
            store: store.clone(),
            deed,
            author: self.who.clone().unwrap_or_else(user_of_the_system),
            reason: self.why.clone(),
            profile: self.profile.clone(),
            allowed: Vec::new(),
        }
    }
}

/// The same of an edit that new errors are in the way of.
#[derive(Debug, Args)]
struct RecordArguments {
    #[command(flatten)]
    account: AccountArguments,

    /// Rule whose new errors are no reason to refuse, such as `topology/overlap`. May be given several times
    #[arg(id = "edit_allow", long = "allow", value_name = "RULE")]
    allow: Vec<String>,
}

impl RecordArguments {
    fn order(&self, store: &StoreLocation, deed: EditDeed) -> EditOrder {
        EditOrder { allowed: self.allow.clone(), ..self.account.order(store, deed) }
    }
}

#[derive(Debug, Args)]
struct CorrectArguments {
    /// Parcel: commune/sheet/number, or # and its number in the store; @ and a version behind it where you name the one you saw
    #[arg(value_name = "PARCEL", value_parser = address)]
    parcel: ParcelAddress,

    /// File with its new shape: the only one in it, or the one of its number
    #[arg(long, value_name = "FILE")]
    shape: Option<PathBuf>,

    #[command(flatten)]
    file: FileArguments,

    #[command(flatten)]
    facts: FactArguments,

    /// Leave neighbours as they are; without it those who share the boundary go along
    #[arg(long)]
    alone: bool,

    /// Let neighbours gain and lose more ground than the profile lets two determinations of an area differ by; without it that is refused
    #[arg(long, conflicts_with = "alone")]
    move_ground: bool,

    /// Version of the parcel that you saw; the edit is refused where it has another by now
    #[arg(id = "seen_version", long = "version", value_name = "N")]
    version: Option<i64>,

    #[command(flatten)]
    record: RecordArguments,
}

#[derive(Debug, Args)]
struct SplitArguments {
    /// Parcel: commune/sheet/number, or # and its number in the store; @ and a version behind it where you name the one you saw
    #[arg(value_name = "PARCEL", value_parser = address)]
    parcel: ParcelAddress,

    /// File with the parts and nothing else; corners of the parcel stay, new ones lie on its edges
    #[arg(long, required = true, value_name = "FILE")]
    parts: PathBuf,

    /// Numbers of the parts, in the order of the file; without them those of the file, else the next of the sheet
    #[arg(id = "part_numbers", long = "number", value_name = "NUMBER", value_delimiter = ',')]
    numbers: Vec<String>,

    #[command(flatten)]
    file: FileArguments,

    /// Version of the parcel that you saw; the edit is refused where it has another by now
    #[arg(id = "seen_version", long = "version", value_name = "N")]
    version: Option<i64>,

    #[command(flatten)]
    record: RecordArguments,
}

#[derive(Debug, Args)]
struct MergeArguments {
    /// Parcels: commune/sheet/number, or # and the number in the store; @ and a version behind it where you name the one you saw
    #[arg(id = "edit_parcels", value_name = "PARCEL", num_args = 2.., required = true, value_parser = address)]
    parcels: Vec<ParcelAddress>,

    /// Number of the parcel they become; without it the next of the sheet
    #[arg(id = "merged_number", long = "number", value_name = "NUMBER")]
    number: Option<String>,

    #[command(flatten)]
    facts: FactArguments,

    #[command(flatten)]
    record: RecordArguments,
}

#[derive(Debug, Args)]
struct RenumberArguments {
    /// Parcel: commune/sheet/number, or # and its number in the store; @ and a version behind it where you name the one you saw
    #[arg(value_name = "PARCEL", value_parser = address)]
    parcel: ParcelAddress,

    /// Its new number
    #[arg(id = "new_number", long = "number", value_name = "NUMBER")]
    number: Option<String>,

    /// Its new sheet
    #[arg(id = "new_sheet", long = "sheet", value_name = "SHEET")]
    sheet: Option<String>,

    /// The code of its new commune
    #[arg(id = "new_commune", long = "commune", value_name = "CODE")]
    commune: Option<String>,

    /// Version of the parcel that you saw; the edit is refused where it has another by now
    #[arg(id = "seen_version", long = "version", value_name = "N")]
    version: Option<i64>,

    #[command(flatten)]
    record: RecordArguments,
}

#[derive(Debug, Args)]
struct RetireArguments {
    /// Parcels: commune/sheet/number, or # and the number in the store; @ and a version behind it where you name the one you saw
    #[arg(id = "edit_parcels", value_name = "PARCEL", required = true, value_parser = address)]
    parcels: Vec<ParcelAddress>,

    #[command(flatten)]
    record: RecordArguments,
}

#[derive(Debug, Args)]
struct AcceptArguments {
    /// Id of the finding, as reports have it
    #[arg(value_name = "ID", value_parser = finding_id)]
    finding: FindingId,

    #[command(flatten)]
    record: RecordArguments,
}

#[derive(Debug, Args)]
struct LinkArguments {
    /// Entry: `file:row` as reports name it, `file:worksheet:row`, or # and its number in the store; @ and the record that last changed it
    /// behind it where you name what you saw
    #[arg(id = "linked_entry", value_name = "ENTRY", value_parser = entry)]
    entry: EntryAddress,

    /// All parcels it belongs to: commune/sheet/number, or # and the number in the store
    #[arg(id = "linked_parcels", value_name = "PARCEL", required = true, value_parser = address)]
    parcels: Vec<ParcelAddress>,

    #[command(flatten)]
    account: AccountArguments,
}

#[derive(Debug, Args)]
struct UnlinkArguments {
    /// Entry: `file:row` as reports name it, `file:worksheet:row`, or # and its number in the store; @ and the record that last changed it
    /// behind it where you name what you saw
    #[arg(id = "linked_entry", value_name = "ENTRY", value_parser = entry)]
    entry: EntryAddress,

    /// Parcels it does not belong to; without any it belongs to none
    #[arg(id = "unlinked_parcels", value_name = "PARCEL", value_parser = address)]
    parcels: Vec<ParcelAddress>,

    #[command(flatten)]
    account: AccountArguments,
}

/// How a file with shapes is understood.
#[derive(Debug, Args)]
struct FileArguments {
    /// Layer to read, where there are several
    #[arg(long, value_name = "LAYER")]
    layer: Option<String>,

    /// Coordinate system of the file, in place of what it declares
    #[arg(id = "shape_crs", long = "crs", value_name = "EPSG:n", value_parser = crs)]
    crs: Option<u32>,
}

impl FileArguments {
    fn request(&self, path: &PathBuf) -> ReadRequest {
        ReadRequest { layer: self.layer.clone(), crs: self.crs, scan: false, ..ReadRequest::of(path) }
    }
}

/// Facts that an edit gives a parcel.
#[derive(Debug, Args)]
struct FactArguments {
    /// Area recorded with the map, in square metres
    #[arg(long, value_name = "M2")]
    recorded_area: Option<f64>,

    /// Area of the certificate, in square metres
    #[arg(long, value_name = "M2")]
    legal_area: Option<f64>,

    /// Land use, such as ODT+CLN
    #[arg(long, value_name = "CODE")]
    land_use: Option<String>,

    /// The official identifier
    #[arg(long, value_name = "CODE")]
    parcel_code: Option<String>,
}

impl FactArguments {
    fn facts(&self) -> NewFacts {
        NewFacts {
            recorded_area_m2: self.recorded_area,
            legal_area_m2: self.legal_area,
            land_use: self.land_use.as_deref().map(Into::into),
            land_use_areas_m2: None,
            code: self.parcel_code.as_deref().map(Into::into),
        }
    }
}

impl EditArguments {
    /// What to do, and whether the answer is to be JSON.
    pub(super) fn order(&self) -> Result<(EditOrder, bool), EditFailure> {
        let seen = |parcel: &ParcelAddress, version: Option<i64>| match (parcel.version, version) {
            (Some(one), Some(other)) if one != other => {
                Err(EditFailure::TwoVersions { named: parcel.to_string(), one, other })
            }
            (one, other) => Ok(ParcelAddress { version: other.or(one), ..parcel.clone() }),
        };
        let (deed, record) = match &self.command {
            EditCommand::Correct(arguments) => {
                let deed = EditDeed::Correct {
                    parcel: seen(&arguments.parcel, arguments.version)?,
                    shape: arguments.shape.as_ref().map(|path| arguments.file.request(path)),
                    facts: arguments.facts.facts(),
                    neighbours: match (arguments.alone, arguments.move_ground) {
                        (true, _) => Neighbours::Stay,
                        (false, true) => Neighbours::Yield,
                        (false, false) => Neighbours::Follow,
                    },
                };
                (deed, &arguments.record)
            }
            EditCommand::Split(arguments) => {
                let deed = EditDeed::Split {
                    parcel: seen(&arguments.parcel, arguments.version)?,
                    parts: arguments.file.request(&arguments.parts),
                    numbers: arguments.numbers.clone(),
                };
                (deed, &arguments.record)
            }
            EditCommand::Merge(arguments) => {
                let deed = EditDeed::Merge {
                    parcels: arguments.parcels.clone(),
                    number: arguments.number.clone(),
                    facts: arguments.facts.facts(),
                };
                (deed, &arguments.record)
            }
            EditCommand::Renumber(arguments) => {
                let to = NewKey {
                    commune: arguments.commune.clone(),
                    sheet: arguments.sheet.clone(),
                    number: arguments.number.clone(),
                };
                (
                    EditDeed::Renumber { parcel: seen(&arguments.parcel, arguments.version)?, to },
                    &arguments.record,
                )
            }
            EditCommand::Retire(arguments) => {
                (EditDeed::Retire { parcels: arguments.parcels.clone() }, &arguments.record)
            }
            EditCommand::Accept(arguments) => {
                (EditDeed::Accept { finding: arguments.finding }, &arguments.record)
            }
            EditCommand::Link(arguments) => {
                let (entry, parcels) = (arguments.entry.clone(), arguments.parcels.clone());
                let order = arguments.account.order(&self.store, EditDeed::Link { entry, parcels });
                return Ok((order, arguments.account.json));
            }
            EditCommand::Unlink(arguments) => {
                let (entry, parcels) = (arguments.entry.clone(), arguments.parcels.clone());
                let order = arguments.account.order(&self.store, EditDeed::Unlink { entry, parcels });
                return Ok((order, arguments.account.json));
            }
        };
        Ok((record.order(&self.store, deed), record.account.json))
    }
}

/// The arguments of `thuadat store history`.
#[derive(Debug, Args)]
pub(crate) struct HistoryArguments {
    /// Store: a GeoPackage, or `postgres://server/database`
    #[arg(value_name = "STORE", value_parser = location)]
    pub(super) store: StoreLocation,

    /// Parcel: commune/sheet/number, or # and its number in the store
    #[arg(id = "past_parcel", value_name = "PARCEL", value_parser = address)]
    pub(super) parcel: ParcelAddress,

    /// Print it as JSON
    #[arg(id = "history_json", long = "json")]
    pub(super) json: bool,
}

/// The arguments of `thuadat store undo`.
#[derive(Debug, Args)]
pub(crate) struct UndoArguments {
    /// Store: a GeoPackage, or `postgres://server/database`
    #[arg(value_name = "STORE", value_parser = location)]
    store: StoreLocation,

    /// Record to take back, by its number
    #[arg(id = "undone_record", value_name = "RECORD")]
    undone: i64,

    #[command(flatten)]
    account: AccountArguments,
}

impl UndoArguments {
    /// What to do, and whether the answer is to be JSON.
    pub(super) fn order(&self) -> (EditOrder, bool) {
        (self.account.order(&self.store, EditDeed::Undo { record: self.undone }), self.account.json)
    }
}

fn address(text: &str) -> Result<ParcelAddress, Fault> {
    text.parse().map_err(|error: BadAddress| Fault(error.message()))
}

fn entry(text: &str) -> Result<EntryAddress, Fault> {
    text.parse().map_err(|error: BadEntryAddress| Fault(error.message()))
}

fn finding_id(text: &str) -> Result<FindingId, Fault> {
    text.parse().map_err(|error: thuadat::NotAFindingId| {
        Fault::new("mã phát hiện gồm 16 chữ số và chữ a đến f, như trong báo cáo", error.to_string())
    })
}

/// A day or a moment.
pub(super) fn at(text: &str) -> Result<Timestamp, Fault> {
    moment(text).map_err(|error: BadMoment| Fault(error.message()))
}
