//! From the sheet of a row to sheets of the map.

use super::likeness::SheetLikeness;
use super::map_index::MapIndex;
use super::origin::{Communes, Origin, is_before};
use super::outcome::{LinkReason, Route};
use super::renumbered::{Line, Renumbered};
use super::texts::{NOTHING, TextId};
use super::written::{canonical, is_one_edit, skeleton};
use crate::{CertificateEntry, Day};

/// Chains of merged communes in the lists are followed so far.
const LONGEST_CHAIN: usize = 4;

/// A sheet of the map that a row may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SheetOption {
    pub(super) commune: TextId,
    pub(super) sheet: TextId,
    pub(super) route: Route,
    /// Where the sheet comes from, to hold rows of one certificate against each other.
    pub(super) from: u64,
    /// Whether the way there is sure only with evidence beside the numbers.
    pub(super) needs_support: bool,
    /// How the sheet is like the one written.
    pub(super) likeness: SheetLikeness,
}

/// The sheets a row may mean, or why there is none.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct SheetOptions {
    pub(super) options: Vec<SheetOption>,
    pub(super) none: Option<LinkReason>,
    pub(super) has_several_origins: bool,
}

/// Finds the sheets of the map a row may mean.
pub(super) struct Router<'a> {
    pub(super) map: &'a MapIndex,
    pub(super) communes: Communes<'a>,
    pub(super) renumbered: &'a Renumbered,
}

impl Router<'_> {
    /// The sheets the numbers of today's map may mean.
    pub(super) fn current(&self, entry: &CertificateEntry, sheet: &str) -> SheetOptions {
        let mut found = SheetOptions::default();
        let origins = self.communes.origins(entry.commune.as_deref(), None, false);
        let Some(sheet) = self.map.texts.find(&canonical(sheet)) else {
            found.none = Some(LinkReason::SheetNotOnMap);
            return found;
        };
        for origin in &origins {
            self.directly(origin, sheet, Route::Current, false, &mut found.options);
        }
        found.none = reason_of(&found.options, &origins, LinkReason::SheetNotOnMap);
        found
    }

    /// The sheets the number printed on the certificate may mean.
    pub(super) fn printed(&self, entry: &CertificateEntry, sheet: &str, old_codes: bool) -> SheetOptions {
        let origins = self.communes.origins(entry.commune.as_deref(), entry.issued, old_codes);
        let mut found = SheetOptions { has_several_origins: origins.len() > 1, ..SheetOptions::default() };
        let mut is_listed = true;
        if let Some(sheet) = self.map.texts.find(&canonical(sheet)) {
            for origin in &origins {
                is_listed &= self.printed_from(origin, entry, sheet, SheetLikeness::Same, &mut found.options);
            }
        } else {
            is_listed = self.renumbered.is_empty();
        }
        let absent = if is_listed { LinkReason::SheetNotOnMap } else { LinkReason::SheetNotInList };
        found.none = reason_of(&found.options, &origins, absent);
        found
    }

    /// The sheets that look like the one printed.
    pub(super) fn misread(&self, entry: &CertificateEntry, sheet: &str, old_codes: bool) -> Vec<SheetOption> {
        let origins = self.communes.origins(entry.commune.as_deref(), entry.issued, old_codes);
        let written = canonical(sheet);
        let bones = skeleton(&written);
        let looks_like = |&id: &TextId| {
            let text = self.map.texts.text(id);
            *text != *written && (self.map.texts.skeleton(id) == bones || is_one_edit(text, &written))
        };
        let mut options = Vec::new();
        for origin in &origins {
            let mut near: Vec<TextId> = origin
                .communes
                .iter()
                .flat_map(|&commune| self.map.sheets_of(commune))
                .chain(
                    self.id(origin.old.as_deref())
                        .into_iter()
                        .chain(self.id(origin.today.as_deref()))
                        .flat_map(|id| self.renumbered.old_sheets(id)),
                )
                .copied()
                .filter(looks_like)
                .collect();
            near.sort_unstable();
            near.dedup();
            for sheet in near {
                let is_confused = self.map.texts.skeleton(sheet) == bones;
                let likeness = if is_confused { SheetLikeness::Confused } else { SheetLikeness::OneEdit };
                self.printed_from(origin, entry, sheet, likeness, &mut options);
            }
        }
        options
    }

    /// Adds the sheets of one meaning of the commune. Answers whether a list that has to know the sheet knows it.
    fn printed_from(
        &self,
        origin: &Origin,
        entry: &CertificateEntry,
        sheet: TextId,
        likeness: SheetLikeness,
        options: &mut Vec<SheetOption>,
    ) -> bool {
        let (old, today) = (self.id(origin.old.as_deref()), self.id(origin.today.as_deref()));
        let covers = self.renumbered.covers(old, today);
        let until: Option<Day> = origin.until;
        let before = until.and_then(|until| is_before(entry.issued, until));
        let start = options.len();
        let mut is_listed = true;
        if covers && before != Some(false) {
            let lines = self.renumbered.lines(old, today, sheet, entry.scale);
            is_listed = !lines.is_empty();
            for line in lines {
                self.renumbered_to(origin, line, options);
            }
        }
        if !covers || before != Some(true) {
            let needs_support =
                origin.is_merged && !covers && before != Some(false) && self.is_unsure(origin);
            self.directly(origin, sheet, Route::Printed, needs_support, options);
        }
        for option in &mut options[start..] {
            option.likeness = likeness;
        }
        is_listed
    }

    /// Whether sheets of several communes of before bore the same numbers as those of this one: so on a map in the
    /// codes of today.
    fn is_unsure(&self, origin: &Origin) -> bool {
        !origin.communes.iter().any(|&commune| origin.old.as_deref() == Some(self.map.texts.text(commune)))
            || origin.today.is_some()
    }

    fn directly(
        &self,
        origin: &Origin,
        sheet: TextId,
        route: Route,
        needs_support: bool,
        options: &mut Vec<SheetOption>,
    ) {
        for &commune in &origin.communes {
            let option =
                SheetOption { commune, sheet, route, from: 0, needs_support, likeness: SheetLikeness::Same };
            self.add(option, options);
        }
    }

    /// Follows a line of a list, and further lines where the sheet it names was renumbered again.
    fn renumbered_to(&self, origin: &Origin, line: Line, options: &mut Vec<SheetOption>) {
        let mut at = line;
        for _ in 0..LONGEST_CHAIN {
            let communes = match at.new_commune {
                NOTHING => origin.communes.clone(),
                commune => vec![commune],
            };
            let on_map: Vec<TextId> =
                communes.into_iter().filter_map(|commune| self.on_map(commune, at.new_sheet)).collect();
            for &commune in &on_map {
                let option = SheetOption {
                    commune,
                    sheet: at.new_sheet,
                    route: Route::Renumbered(line.place),
                    from: line.from(),
                    needs_support: false,
                    likeness: SheetLikeness::Same,
                };
                self.add(option, options);
            }
            let further = self.renumbered.lines(Some(at.new_commune), None, at.new_sheet, None);
            match further[..] {
                [next] if on_map.is_empty() && next.place != line.place => at = next,
                _ => return,
            }
        }
    }

    /// The communes of the map that have a sheet; maps without commune codes have it under none.
    fn on_map(&self, commune: TextId, sheet: TextId) -> Option<TextId> {
        [commune, NOTHING].into_iter().find(|&commune| !self.map.sheet(commune, sheet).is_empty())
    }

    fn add(&self, option: SheetOption, options: &mut Vec<SheetOption>) {
        let is_there = |known: &SheetOption| (known.commune, known.sheet) == (option.commune, option.sheet);
        if let Some(known) = options.iter_mut().find(|known| is_there(known)) {
            known.needs_support &= option.needs_support;
        } else if !self.map.sheet(option.commune, option.sheet).is_empty() {
            options.push(option);
        }
    }

    fn id(&self, code: Option<&str>) -> Option<TextId> {
        code.map(|code| self.map.texts.find(code).unwrap_or(TextId::MAX))
    }
}

/// Why no sheet of the map is meant; nothing where one is.
fn reason_of(options: &[SheetOption], origins: &[Origin], absent: LinkReason) -> Option<LinkReason> {
    let is_on_map = origins.iter().any(|origin| !origin.communes.is_empty());
    match options {
        [] if is_on_map => Some(absent),
        [] => Some(LinkReason::CommuneNotOnMap),
        _ => None,
    }
}
