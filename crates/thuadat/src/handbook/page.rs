//! The pages as files state them.

use super::example::Example;
use crate::Language;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;
use thuadat_core::Rule;

/// What the handbook says of one rule.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RulePage {
    /// The keys of the thresholds that bear on it.
    #[serde(default)]
    pub thresholds: Vec<String>,
    /// In Vietnamese.
    pub vi: Chapter,
    /// In English.
    pub en: Chapter,
    /// Parcels in which it is broken; none for rules that no drawing explains.
    pub(super) example: Option<Example>,
}

/// What the handbook says of one rule in one language.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chapter {
    /// What the rule means.
    pub meaning: String,
    /// Why it matters in the Vietnamese cadastre.
    pub why: String,
    /// How it is found, exactly.
    pub how: String,
    /// What to do.
    pub remedy: String,
    /// An example in words, where there are no parcels that give one.
    pub example: Option<String>,
}

impl RulePage {
    /// The chapter in a language.
    #[must_use]
    pub const fn chapter(&self, language: Language) -> &Chapter {
        match language {
            Language::Vi => &self.vi,
            Language::En => &self.en,
        }
    }
}

/// The page of a rule; none for rules of the user's own.
#[must_use]
pub fn page(rule: Rule) -> Option<&'static RulePage> {
    PAGES.get(rule.id())
}

/// # Panics
///
/// When a page is faulty, which a test rules out.
static PAGES: LazyLock<BTreeMap<&'static str, RulePage>> = LazyLock::new(|| {
    let read = |&(id, text): &(&'static str, &str)| {
        let page = toml::from_str(text).unwrap_or_else(|error| panic!("the page rules/{id}.toml: {error}"));
        (id, page)
    };
    FILES.iter().map(read).collect()
});

macro_rules! files {
    ($($id:literal),+ $(,)?) => {
        &[$(($id, include_str!(concat!("../../rules/", $id, ".toml")))),+]
    };
}

/// Every page there is, by the id of its rule.
pub(super) const FILES: &[(&str, &str)] = files![
    "geometry/not-finite",
    "geometry/empty",
    "geometry/too-few-points",
    "geometry/unclosed-ring",
    "geometry/repeated-vertex",
    "geometry/spike",
    "geometry/self-intersection",
    "geometry/self-contact",
    "geometry/hole-outside-shell",
    "geometry/nested-holes",
    "geometry/overlapping-parts",
    "geometry/disconnected-interior",
    "geometry/ring-orientation",
    "geometry/curve",
    "geometry/multipart",
    "geometry/off-lattice",
    "geometry/sharp-angle",
    "geometry/short-segment",
    "geometry/sliver-parcel",
    "geometry/too-small",
    "geometry/vertices-too-close",
    "topology/outside-commune",
    "topology/outside-sheet",
    "topology/overlap",
    "topology/gap",
    "topology/duplicate-parcel",
    "topology/contained-parcel",
    "topology/missing-vertex",
    "topology/near-miss",
    "topology/open-gap",
    "topology/sheet-edge",
    "topology/sheet-shift",
    "linework/dangle",
    "linework/face-with-several-labels",
    "linework/face-without-label",
    "linework/label-outside",
    "linework/unclosed-face",
    "number/duplicate",
    "number/missing",
    "number/not-a-number",
    "area/recorded-differs",
    "area/legal-differs",
    "area/land-uses-do-not-add-up",
    "crs/axes-swapped",
    "crs/outside-zone",
    "crs/wrong-zone",
    "commune/unknown-code",
    "encoding/legacy-text",
    "land-use/unknown-code",
    "parcel-code/duplicate",
    "parcel-code/malformed",
    "parcel-code/outside-parcel",
    "privacy/personal-data",
    "certificate/serial-malformed",
    "certificate/registry-number-placeholder",
    "certificate/serial-duplicate",
    "certificate/parcel-has-several",
    "certificate/parcel-missing",
    "certificate/on-retired-parcel",
    "certificate/area-differs",
    "certificate/land-use-differs",
    "certificate/entries-disagree",
    "certificate/date-impossible",
    "certificate/identity-malformed",
];
