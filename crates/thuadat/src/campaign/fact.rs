//! What columns of a map say beside what a check looks at: the village, whether a parcel is operated, when it changed last.

use super::FactWords;
use std::collections::BTreeMap;
use thuadat_core::{WrittenDate, folded};
use thuadat_io::{AttributeColumn, AttributeValue, Attributes};

macro_rules! facts {
    ($($(#[$doc:meta])* $name:ident $id:literal $vi:literal $en:literal;)+) => {
        /// A fact of the campaign that a column of a map can hold.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Fact {
            $($(#[$doc])* $name,)+
        }

        impl Fact {
            /// Every one.
            pub const ALL: [Self; facts!(@count $($name)+)] = [$(Self::$name),+];

            /// The public name.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Self::$name => $id),+ }
            }

            /// The name for people, Vietnamese and English.
            #[must_use]
            pub const fn title(self) -> (&'static str, &'static str) {
                match self { $(Self::$name => ($vi, $en)),+ }
            }
        }
    };
    (@count $($name:ident)+) => { [$(stringify!($name)),+].len() };
}

facts! {
    /// Village, hamlet or street group.
    Village "village" "thôn, tổ dân phố" "village";
    /// Whether it is operated round the clock.
    Operated "operated" "vận hành 24/7" "operated 24/7";
    /// When it was changed last.
    LastChange "last-change" "ngày cập nhật gần nhất" "last change";
    /// Whether its electronic cadastral number was given out.
    IssuedNumber "issued-number" "đã xuất số địa chính điện tử" "electronic cadastral number given out";
    /// Whether its shape, record and scans are together.
    ThreeBlocks "three-blocks" "đồng bộ 3 khối" "three blocks in sync";
    /// Whether there are scans.
    Scan "scan" "có hồ sơ quét" "scans";
    /// Whether its holders match the population database.
    Population "population" "khớp CSDLQG dân cư" "matched with the population database";
    /// What the campaign calls it.
    Class "class" "phân loại" "class";
}

/// What a cell of yes and no says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Answer {
    /// Yes.
    Yes,
    /// No.
    No,
    /// It was looked for and could not be told.
    Undetermined,
}

impl FactWords {
    /// What a cell says; none for words that are not known.
    #[must_use]
    pub fn answer(&self, cell: &str) -> Option<Answer> {
        let said = bare(cell);
        let is_one_of = |words: &[String]| words.iter().any(|word| bare(word) == said);
        if is_one_of(&self.yes) {
            Some(Answer::Yes)
        } else if is_one_of(&self.no) {
            Some(Answer::No)
        } else {
            is_one_of(&self.undetermined).then_some(Answer::Undetermined)
        }
    }
}

/// Small letters and digits alone, without diacritics.
fn bare(text: &str) -> String {
    folded(text).chars().filter(|letter| letter.is_alphanumeric()).collect()
}

/// The columns of a map that hold facts of the campaign.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MapFacts {
    columns: BTreeMap<Fact, AttributeColumn>,
    words: Option<FactWords>,
}

impl MapFacts {
    /// The first known column of each fact that the map has; `given` are those the user named.
    #[must_use]
    pub fn new(
        attributes: &Attributes,
        known: &BTreeMap<Fact, Vec<String>>,
        given: &BTreeMap<Fact, String>,
        words: &FactWords,
    ) -> Self {
        let mut columns = BTreeMap::new();
        for fact in Fact::ALL {
            let names = given.get(&fact).into_iter().chain(known.get(&fact).into_iter().flatten());
            let mut found = names.filter_map(|name| attributes.column(name));
            // A column of people is not what it should be, and nothing of it may be shown.
            if let Some(column) = found.find(|column| !column.is_personal) {
                columns.insert(fact, column.clone());
            }
        }
        Self { columns, words: Some(words.clone()) }
    }

    /// The name of the column that holds a fact.
    #[must_use]
    pub fn column(&self, fact: Fact) -> Option<&str> {
        self.columns.get(&fact).map(|column| column.name.as_str())
    }

    /// What stands there of a parcel, as text.
    #[must_use]
    pub fn text(&self, fact: Fact, parcel: usize) -> Option<String> {
        match self.columns.get(&fact)?.values.get(parcel)? {
            AttributeValue::Missing => None,
            AttributeValue::Text(text) => Some(text.to_string()),
            AttributeValue::Number(number) => Some(number.to_string()),
            AttributeValue::Boolean(value) => Some(if *value { "true" } else { "false" }.to_owned()),
        }
    }

    /// What a fact of yes and no is of a parcel.
    #[must_use]
    pub fn answer(&self, fact: Fact, parcel: usize) -> Option<Answer> {
        self.words.as_ref()?.answer(&self.text(fact, parcel)?)
    }

    /// The date a fact is of a parcel.
    #[must_use]
    pub fn date(&self, fact: Fact, parcel: usize) -> Option<WrittenDate> {
        self.text(fact, parcel)?.parse().ok()
    }
}
