//! Why an edit was not carried out.

use crate::database::DatabaseError;
use crate::finding::KeptFinding;
use crate::timestamp::Timestamp;
use geo::Coord;
use thuadat_core::FindingId;

/// Why an edit was not carried out. Nothing was changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EditError {
    /// Somebody changed a parcel in between.
    #[error(transparent)]
    Overtaken(Box<Overtaken>),
    /// Somebody changed an entry of a register or its link in between.
    #[error(
        "entry {entry} was changed in between: you saw it as record {seen} left it, {author} changed it at {at} with record {record} ({reason}); look at it again, then repeat the edit"
    )]
    EntryOvertaken {
        /// Where the entry stands.
        entry: String,
        /// The record that was named.
        seen: i64,
        /// The record that changed it.
        record: i64,
        /// Who made that.
        author: String,
        /// When.
        at: Timestamp,
        /// Why.
        reason: String,
    },
    /// It cannot be done like this.
    #[error(transparent)]
    Refused(#[from] EditRefusal),
    /// It would make errors that were not there.
    #[error(
        "refused: it would make {} new errors; change the edit, or let errors of a rule pass with --allow RULE{}",
        .0.len(), listed(.0, |finding| &finding.message.en)
    )]
    Objections(Vec<KeptFinding>),
    /// A shape cannot be brought onto a map.
    #[error("a shape has no place on a map: {said}")]
    Transform {
        /// What the library says.
        said: String,
    },
    /// The database refuses.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

/// A parcel that somebody changed in between.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "parcel {parcel} was changed in between: you saw version {seen}, {}; {author} changed it at {at} with record {record} ({reason}); look at it again, then repeat the edit",
    .present.map_or_else(|| "it has ended since".to_owned(), |present| format!("it is version {present} now"))
)]
pub struct Overtaken {
    /// What it is called now, or was called last.
    pub parcel: String,
    /// The version that was named.
    pub seen: i64,
    /// The version it has; none where it ended.
    pub present: Option<i64>,
    /// The record that changed it.
    pub record: i64,
    /// Who made that.
    pub author: String,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: String,
}

impl From<diesel::result::Error> for EditError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Database(error.into())
    }
}

/// The first of findings, a line each.
pub(super) fn listed(findings: &[KeptFinding], text: fn(&KeptFinding) -> &str) -> String {
    /// Findings that are named.
    const NAMED: usize = 10;
    let line = |finding: &KeptFinding| format!("\n  [{}] {}", finding.rule, text(finding));
    let more = if findings.len() > NAMED { "\n  …" } else { "" };
    findings.iter().take(NAMED).map(line).collect::<String>() + more
}

/// What is wrong with an edit.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum EditRefusal {
    /// There never was such a parcel.
    #[error("there is no parcel {id} in the store")]
    NoSuchParcel {
        /// Its number.
        id: i64,
    },
    /// Everything would be as it is.
    #[error("nothing would change")]
    NothingToChange,
    /// A parcel is named twice.
    #[error("parcel {parcel} is named twice")]
    NamedTwice {
        /// What it is called.
        parcel: String,
    },
    /// Too few parcels for what is to be done.
    #[error("{needed} parcels are needed at least, {given} are given")]
    TooFew {
        /// How many are needed.
        needed: usize,
        /// How many are given.
        given: usize,
    },
    /// Parcels stand in different coordinate systems or on different sheets.
    #[error(
        "parcels {one} and {other} stand on different sheets or in different coordinate systems; nothing can be merged across them"
    )]
    Apart {
        /// One of them.
        one: String,
        /// Another.
        other: String,
    },
    /// A parcel has no shape.
    #[error("parcel {parcel} has no shape")]
    NoShape {
        /// What it is called.
        parcel: String,
    },
    /// A shape has a ring of fewer than three corners, or a coordinate that is no number.
    #[error("the new shape of parcel {parcel} is none: {why}")]
    BadShape {
        /// What it is called.
        parcel: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// A boundary moves that a neighbour shares in part.
    #[error(
        "the boundary that moves is shared with parcel {neighbour} in part only, at {:.3} {:.3} (east, north): keep one corner there for each there was, or change that parcel first",
        .at.x, .at.y
    )]
    SharedInPart {
        /// The neighbour.
        neighbour: String,
        /// An old corner it has.
        at: Coord<f64>,
    },
    /// Parcels to become one do not border on each other along a line.
    #[error("the parcels do not border on each other: {parts} separate pieces would come out")]
    NotTogether {
        /// How many.
        parts: usize,
    },
    /// Boundaries between parcels or parts do not match.
    #[error(
        "the boundaries between them do not match at {:.3} {:.3} (east, north): neighbours must have the same corners there",
        .at.x, .at.y
    )]
    DoNotMatch {
        /// Where.
        at: Coord<f64>,
    },
    /// The parts of a split are not the parcel.
    #[error(
        "the parts together are not parcel {parcel}: {why}; draw them with the parcel's own corners, new ones lying on its edges"
    )]
    NotTheParcel {
        /// What it is called.
        parcel: String,
        /// In which way.
        why: &'static str,
    },
    /// Ground would come from nowhere or go nowhere.
    #[error(
        "the area would not be kept: {before_m2:.2} m² before, {after_m2:.2} m² after, {limit_m2:.2} m² of difference allowed by the profile"
    )]
    AreaNotKept {
        /// Before.
        before_m2: f64,
        /// After.
        after_m2: f64,
        /// By how much they may differ.
        limit_m2: f64,
    },
    /// A neighbour would gain or lose ground.
    #[error(
        "the boundary with parcel {neighbour} would give it {after_m2:.2} m² in place of {before_m2:.2} m²; the profile allows {limit_m2:.2} m² of difference: correct the shape, or let neighbours gain and lose ground with --move-ground"
    )]
    NeighbourGround {
        /// What the neighbour is called.
        neighbour: String,
        /// Its area before.
        before_m2: f64,
        /// After.
        after_m2: f64,
        /// By how much they may differ.
        limit_m2: f64,
    },
    /// A neighbour would have no ground any more.
    #[error(
        "parcel {neighbour} would have no ground left; merge it with the one that takes it, or retire it first"
    )]
    NeighbourGone {
        /// What the neighbour is called.
        neighbour: String,
    },
    /// A new parcel needs a number, and the sheet gives none.
    #[error("name the number of each new parcel: the sheet has none to go on from")]
    NoNumber,
    /// A number was given before.
    #[error(
        "number {number} of the sheet was given before and is not given again; the next free one is {next}"
    )]
    NumberTaken {
        /// The number.
        number: String,
        /// The one to take.
        next: String,
    },
    /// A text that must say something is blank.
    #[error("{what} is blank; name it")]
    Blank {
        /// Which text.
        what: &'static str,
    },
    /// An area is no number, or not above zero.
    #[error("an area must be a number above 0; leave it out where none is known")]
    BadArea,
    /// A shape is drawn anew, and neighbours share what of the old boundary is gone.
    #[error(
        "the new shape of parcel {parcel} is another one altogether, and these share the boundary that goes: {}; nobody can tell how they are to follow: keep corners of the parcel, or leave neighbours as they are with --alone",
        .neighbours.join(", ")
    )]
    Redrawn {
        /// What it is called.
        parcel: String,
        /// What the neighbours are called.
        neighbours: Vec<String>,
    },
    /// A text holds a character that no database keeps, or an area is no number.
    #[error("a text or an area cannot be kept: no database holds it")]
    BadFact,
    /// The finding is none that is kept.
    #[error("no finding {finding} is kept in the store; see `thuadat check STORE --save`")]
    NoSuchFinding {
        /// The finding.
        finding: FindingId,
    },
    /// The finding is accepted already.
    #[error("finding {finding} was accepted with record {record} already")]
    AcceptedBefore {
        /// The finding.
        finding: FindingId,
        /// The record.
        record: i64,
    },
    /// There never was such a record.
    #[error("there is no record {record}")]
    NoSuchRecord {
        /// The record.
        record: i64,
    },
    /// The record was undone before.
    #[error("record {record} was undone already, with record {by}")]
    UndoneBefore {
        /// The record.
        record: i64,
        /// The record that undid it.
        by: i64,
    },
    /// The acceptance of a finding was taken back; to have it again, accept again.
    #[error("record {record} took back the acceptance of a finding; accept it again instead")]
    UndoesAcceptance {
        /// The record.
        record: i64,
    },
    /// The record brought parcels into another coordinate system.
    #[error(
        "record {record} cannot be undone: it changed the coordinate system of parcels ({held}); import a file in the right one instead"
    )]
    OtherCrs {
        /// The record.
        record: i64,
        /// The coordinate systems.
        held: String,
    },
    /// A version that would begin again does not say what it said.
    #[error(
        "record {record} cannot be undone: parcel {parcel} would not come back as it was; see what `thuadat store verify` says of the store"
    )]
    NotAsItWas {
        /// The record.
        record: i64,
        /// A parcel.
        parcel: String,
    },
    /// There is no such entry of a register.
    #[error("there is no entry {entry} in the store, or no more")]
    NoSuchEntry {
        /// Its number.
        entry: i64,
    },
    /// The entry is not linked to a parcel it is to be taken from.
    #[error("entry {entry} is not linked to parcel {parcel}")]
    NotLinked {
        /// Where the entry stands.
        entry: String,
        /// The parcel.
        parcel: String,
    },
    /// Later records changed the same entries, or what they are linked to.
    #[error(
        "record {record} cannot be undone: entry {entry} or its link was changed after it, with record {later}; undo that first"
    )]
    EntryChangedSince {
        /// The record.
        record: i64,
        /// Where the entry stands.
        entry: String,
        /// The later record.
        later: i64,
    },
    /// Later records changed the same list.
    #[error(
        "record {record} cannot be undone: its list was changed after it, with record {later}; undo that first"
    )]
    ListChangedSince {
        /// The record.
        record: i64,
        /// The later record.
        later: i64,
    },
    /// Later records changed the same parcels.
    #[error(
        "record {record} cannot be undone: parcel {parcel} was changed after it, with record {later}; undo that first"
    )]
    ChangedSince {
        /// The record.
        record: i64,
        /// A parcel.
        parcel: String,
        /// The later record.
        later: i64,
    },
}
