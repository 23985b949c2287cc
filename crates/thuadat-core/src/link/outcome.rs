//! What linking answers: for each row of the registers which parcel it belongs to, or why none is named.

use super::likeness::Likeness;
use super::model::MatchModel;
use super::parameters::Tier;
use super::renumbered::ListPlace;

/// Number of facts that are compared: sheet, number, area, land use, identifier, holder.
pub const FACTS: usize = 6;

/// The answer for every row, and the model that weighed the evidence.
#[derive(Debug, Clone, PartialEq)]
pub struct Linkage {
    /// One for each entry, register by register, in the order of their rows.
    pub rows: Vec<RowLink>,
    /// What agreement of each fact is worth, as learned.
    pub model: MatchModel<FACTS>,
}

/// The answer for one row.
#[derive(Debug, Clone, PartialEq)]
pub struct RowLink {
    /// Position of the register.
    pub register: u32,
    /// Position of the entry in it.
    pub entry: u32,
    /// The answer in one word.
    pub status: LinkStatus,
    /// How it was arrived at; none for a row that is not linked.
    pub tier: Option<Tier>,
    /// How probable it is that the row belongs to the parcels named, or to the first candidate; one where a person decided.
    pub score: f64,
    /// The parcels it belongs to; empty unless it is linked.
    pub parcels: Box<[u32]>,
    /// Parcels to be looked at, the most probable first.
    pub candidates: Box<[u32]>,
    /// Why it is not linked, or what is noteworthy of a link.
    pub reasons: Box<[LinkReason]>,
    /// What speaks for and against.
    pub basis: LinkBasis,
    /// What each fact is worth here, in bits.
    pub bits: [f64; FACTS],
}

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LinkStatus {
    /// It belongs to one parcel, or to each parcel of a cell that names several.
    Linked,
    /// It may belong to any of several parcels, or to one without enough evidence.
    Ambiguous,
    /// What it says contradicts itself or the map.
    Conflict,
    /// No parcel is known for it.
    Unlinked,
}

impl LinkStatus {
    /// Every status, in the order reports list them.
    pub const ALL: [Self; 4] = [Self::Linked, Self::Ambiguous, Self::Conflict, Self::Unlinked];

    /// The public name.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Linked => "linked",
            Self::Ambiguous => "ambiguous",
            Self::Conflict => "conflict",
            Self::Unlinked => "unlinked",
        }
    }
}

/// What speaks for and against a link.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct LinkBasis {
    /// How the numbers led to the parcel.
    pub route: Route,
    /// How row and parcel are alike.
    pub likeness: Likeness,
    /// Whether other rows of the same certificate went the same way.
    pub siblings: u32,
    /// Other rows that came to the same sheet in the same way.
    pub neighbours: Neighbours,
}

/// Rows that came to the same sheet in the same way as a row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Neighbours {
    /// Those of which an area is known.
    pub all: u32,
    /// Those whose area is that of their parcel, within the limit.
    pub agreeing: u32,
}

/// How the numbers of a row led to a parcel.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Route {
    /// They did not.
    #[default]
    None,
    /// By the numbers of today's map that the row gives.
    Current,
    /// By the numbers as printed.
    Printed,
    /// By the numbers as printed and a line of a list of renumbered sheets.
    Renumbered(ListPlace),
    /// By the official identifier of the parcel.
    Code,
}

macro_rules! reasons {
    ($($(#[$doc:meta])* $variant:ident = $id:literal;)+) => {
        /// Why a row is not linked, or what is noteworthy of its link.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum LinkReason {
            $($(#[$doc])* $variant,)+
        }

        impl LinkReason {
            /// Every reason, in the order reports list them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The public name.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Self::$variant => $id),+ }
            }
        }
    };
}

reasons! {
    /// The old sheet stands for several sheets of today.
    SeveralSheets = "several-sheets";
    /// The commune code can mean several communes, whose sheets bear the same numbers.
    SeveralCommunes = "several-communes";
    /// The map has the number more than once.
    NumberTwiceOnMap = "number-twice-on-map";
    /// The cell of numbers can be read in several ways.
    SeveralReadings = "several-readings";
    /// The number is not on the map; similar ones are, and nothing tells which is meant.
    SimilarNumbers = "similar-numbers";
    /// The parcel was split, or joined with others, since.
    SplitSince = "split-since";
    /// Communes merged, no list tells what their sheets are called now, and nothing else supports the number as printed.
    NoListOfSheets = "no-list-of-sheets";
    /// By the line of the list of renumbered sheets most rows come to parcels of quite another area.
    ListDoubtful = "list-doubtful";
    /// Not all parcels of the cell are on the map.
    SomeNotOnMap = "some-not-on-map";
    /// Some parcel is probable, but not enough.
    NotProbableEnough = "not-probable-enough";
    /// The numbers of today's map that the row gives are not on the map; those printed lead to a parcel.
    CurrentNotOnMap = "current-not-on-map";
    /// The numbers of today's map that the row gives and those printed on the certificate lead to different parcels.
    CurrentAndPrintedDisagree = "current-and-printed-disagree";
    /// The official identifier of the parcel means another parcel than the numbers do.
    CodeMeansAnother = "code-means-another";
    /// The numbers lead to a parcel of quite another area; another parcel with similar numbers has this area.
    AreaMeansAnother = "area-means-another";
    /// The numbers lead to a parcel of quite another area and land use.
    AreaAndLandUseDiffer = "area-and-land-use-differ";
    /// The numbers lead to a parcel of quite another area, and no other parcel suits better.
    AreaDiffers = "area-differs";
    /// The numbers lead to a parcel of another land use, and no area tells whether it is meant.
    LandUseDiffers = "land-use-differs";
    /// Another certificate is of the same parcel.
    SecondCertificate = "second-certificate";
    /// Another row of the same certificate and parcel gives another area.
    RowsDisagree = "rows-disagree";
    /// The row gives no sheet or no number.
    NoNumber = "no-number";
    /// The commune is not on the map.
    CommuneNotOnMap = "commune-not-on-map";
    /// The list of renumbered sheets does not have the sheet.
    SheetNotInList = "sheet-not-in-list";
    /// The sheet is not on the map.
    SheetNotOnMap = "sheet-not-on-map";
    /// The sheet has no parcel of the number.
    NumberNotOnSheet = "number-not-on-sheet";
    /// The sheet has no parcel of the number, but of those before and after: it was split or joined since.
    NumberRetired = "number-retired";
    /// A person decided otherwise of another row of the same certificate and parcel.
    OtherRowDecided = "other-row-decided";
    /// A person decided that it belongs to no parcel of the map.
    DecidedNone = "decided-none";
}
