//! Changes to a cadastre: each one record, one transaction, and nothing by half.
//!
//! A caller names the version of each parcel as he saw it; who comes second is told what changed. What an edit would make worse is
//! found by a check of the neighbourhood before anything is written ([`neighbourhood`]), and refused unless it was allowed by name.

mod accept;
mod enact;
mod error;
mod link;
mod neighbourhood;
mod plan;
mod shapes;
mod undo;
mod words;

pub use error::{EditError, EditRefusal, Overtaken};

use crate::database::{AnyConnection, transact};
use crate::finding::KeptFinding;
use crate::record::{Author, Ledger, RecordKind, ToWebMercator};
use crate::register::EntryPlace;
use crate::store::Store;
use geo::MultiPolygon;
use std::collections::BTreeSet;
use std::fmt;
use thuadat_core::{FindingId, ParcelKey, Profile, Rule};

/// A parcel as somebody saw it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SeenParcel {
    /// Its number in the store.
    pub id: i64,
    /// The version that was seen.
    pub version: i64,
}

/// An entry of a register as somebody saw it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SeenEntry {
    /// Its number in the store.
    pub id: i64,
    /// The record that had last changed it or its links: see [`Store::entry_state`].
    pub record: i64,
}

/// Facts that an edit gives a parcel; what it leaves open stays as it is.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct NewFacts {
    /// Area recorded with the map.
    pub recorded_area_m2: Option<f64>,
    /// Area of the certificate.
    pub legal_area_m2: Option<f64>,
    /// Land use.
    pub land_use: Option<Box<str>>,
    /// Areas of the single land uses.
    pub land_use_areas_m2: Option<Box<[f64]>>,
    /// The official identifier.
    pub code: Option<Box<str>>,
}

/// A parcel that comes out of a split or a merger.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct NewParcel {
    /// Its number; the next one of the sheet where none is given.
    pub number: Option<Box<str>>,
    /// Its shape; of a merger the outline of all where none is given.
    pub shape: Option<MultiPolygon<f64>>,
    /// What is recorded of it.
    pub facts: NewFacts,
}

/// What happens to neighbours whose boundary moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Neighbours {
    /// They go along, in the same record; refused where one would gain or lose more ground than the profile lets two determinations of
    /// an area differ by.
    #[default]
    Follow,
    /// They go along, however much ground they gain or lose. None loses all of it.
    Yield,
    /// They stay as they are; overlaps and gaps are then in the way, unless allowed.
    Stay,
}

/// A change to a cadastre.
#[derive(Debug, Clone, PartialEq)]
pub enum Edit {
    /// A parcel's boundary or facts are others.
    Correct {
        /// The parcel.
        parcel: SeenParcel,
        /// Its shape, where that is another.
        shape: Option<MultiPolygon<f64>>,
        /// Its facts, where they are others.
        facts: NewFacts,
        /// What happens to those around it.
        neighbours: Neighbours,
    },
    /// A parcel becomes several.
    Split {
        /// The parcel; its number is not given again.
        parcel: SeenParcel,
        /// The parcels it becomes.
        parts: Vec<NewParcel>,
    },
    /// Parcels become one.
    Merge {
        /// The parcels; their numbers are not given again.
        parcels: Vec<SeenParcel>,
        /// The parcel they become.
        into: NewParcel,
    },
    /// A parcel gets another key.
    Renumber {
        /// The parcel.
        parcel: SeenParcel,
        /// Its key from now on.
        key: ParcelKey,
    },
    /// Parcels end and nothing follows them.
    Retire {
        /// The parcels.
        parcels: Vec<SeenParcel>,
    },
    /// A finding is accepted as it is.
    Accept {
        /// The finding.
        finding: FindingId,
    },
    /// A person decides to which parcels an entry of a register belongs.
    Link {
        /// The entry.
        entry: SeenEntry,
        /// All parcels it belongs to.
        parcels: Vec<SeenParcel>,
    },
    /// A person decides that an entry of a register does not belong to parcels.
    Unlink {
        /// The entry.
        entry: SeenEntry,
        /// The parcels; none for all it is linked to now.
        parcels: Vec<SeenParcel>,
    },
    /// An earlier record is taken back.
    Undo {
        /// The record.
        record: i64,
    },
}

/// An edit, and what it is carried out under.
pub struct EditRequest<'a> {
    /// What is to be changed.
    pub edit: Edit,
    /// Who, when and why.
    pub author: Author,
    /// Under which settings the neighbourhood is checked, and how far areas may differ.
    pub profile: &'a Profile,
    /// Rules whose findings at error level are no reason to refuse.
    pub allowed: BTreeSet<Rule>,
    /// What makes shapes for tiles.
    pub to_web_mercator: &'a ToWebMercator<'a>,
}

impl fmt::Debug for EditRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EditRequest")
            .field("edit", &self.edit)
            .field("allowed", &self.allowed)
            .finish_non_exhaustive()
    }
}

/// An edit that was carried out.
#[derive(Debug, Clone, PartialEq)]
pub struct Edited {
    /// The record it is.
    pub record: i64,
    /// Its kind.
    pub kind: RecordKind,
    /// Every parcel it began or ended, by number.
    pub parcels: Vec<EditedParcel>,
    /// Findings it brought about.
    pub opened: Vec<KeptFinding>,
    /// Findings that are no more.
    pub closed: Vec<KeptFinding>,
    /// Whether the findings the store keeps are up to date; not where they were not before, or are kept under other settings, or so many
    /// parcels changed that everything is to be checked anew.
    pub are_findings_kept: bool,
    /// Entries of registers whose links it changed.
    pub links: Vec<EditedLink>,
}

/// An entry of a register whose link an edit changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditedLink {
    /// The entry.
    pub entry: EntryPlace,
    /// What became of its link.
    pub change: LinkChange,
}

/// What became of the link of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkChange {
    /// A person decided which parcels it belongs to.
    Decided,
    /// A person decided that it belongs to none.
    DecidedNone,
    /// It went along to the parcel others merged into.
    Moved,
    /// It ended; a new linking finds another.
    Ended,
    /// What a person had decided ended; it is to be decided anew.
    EndedDecision,
    /// It is again as it was.
    Restored,
}

/// A parcel that an edit began or ended.
#[derive(Debug, Clone, PartialEq)]
pub struct EditedParcel {
    /// Its number in the store.
    pub id: i64,
    /// What it is called now, or was called last.
    pub key: ParcelKey,
    /// Its version from now on; none where it ended.
    pub version: Option<i64>,
    /// Its area, or the one it had last.
    pub area_m2: Option<f64>,
    /// What it is to the edit.
    pub role: EditedRole,
}

/// What a parcel is to an edit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EditedRole {
    /// It was named.
    Named,
    /// Its boundary went along.
    Neighbour,
    /// It is new.
    New,
    /// It ended.
    Ended,
}

impl Store {
    /// Carries an edit out: as one record, or not at all.
    ///
    /// Parcels named in other versions than they have, shapes that are none, ground that would come from nowhere, and errors that would be
    /// new are refused; nothing is changed then. Whatever was wrong before is no reason to refuse. Findings that are kept follow.
    ///
    /// # Errors
    ///
    /// See [`EditError`].
    ///
    /// # Complexity
    ///
    /// That of loading and checking the parcels within some hundred metres of those that change: see
    /// [`LARGEST_KEPT_GAP_M`](crate::LARGEST_KEPT_GAP_M). The number of parcels in the store has next to no part in it.
    pub fn edit(&mut self, request: &EditRequest<'_>) -> Result<Edited, EditError> {
        transact(&mut self.connection, |connection| carry_out(connection, request))
    }
}

fn carry_out(connection: &mut AnyConnection, request: &EditRequest<'_>) -> Result<Edited, EditError> {
    plan::require_said(Some(&request.author.reason), "the reason")?;
    plan::require_said(Some(&request.author.name), "the author")?;
    let mut ledger = Ledger::take(connection)?;
    let author = Ledger::author_now(connection, &request.author)?;
    let request = &EditRequest {
        edit: request.edit.clone(),
        author,
        profile: request.profile,
        allowed: request.allowed.clone(),
        to_web_mercator: request.to_web_mercator,
    };
    match &request.edit {
        Edit::Accept { finding } => accept::accept(connection, ledger, request, *finding),
        Edit::Link { entry, parcels } => link::link(connection, ledger, &request.author, *entry, parcels),
        Edit::Unlink { entry, parcels } => link::unlink(connection, ledger, &request.author, *entry, parcels),
        Edit::Undo { record } => undo::undo(connection, ledger, request, *record),
        edit => {
            let plan = plan::plan(connection, &mut ledger, edit, request.profile)?;
            enact::enact(connection, ledger, request, plan)
        }
    }
}
