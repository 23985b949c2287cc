//! The lists of renumbered sheets, by old sheet.

use super::map_index::commune_code;
use super::texts::{NOTHING, TextId, Texts};
use super::written::canonical;
use crate::Renumbering;
use std::collections::{BTreeSet, HashMap, HashSet};

/// A line of a list, in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line {
    /// Which list, and which of its lines.
    pub(super) place: ListPlace,
    pub(super) old_commune: TextId,
    pub(super) scale: Option<u32>,
    pub(super) new_commune: TextId,
    pub(super) new_sheet: TextId,
}

impl Line {
    /// The map its sheet belonged to: commune and scale.
    pub(super) fn from(&self) -> u64 {
        u64::from(self.old_commune) << 32 | u64::from(self.scale.unwrap_or_default())
    }
}

/// A line of a list of renumbered sheets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ListPlace {
    /// Position of the list.
    pub list: u32,
    /// Position of the line in it.
    pub line: u32,
}

/// All lists together.
pub(super) struct Renumbered {
    by_old: HashMap<(TextId, TextId), Vec<Line>>,
    by_new: HashMap<(TextId, TextId), Vec<Line>>,
    by_sheet: HashMap<TextId, Vec<Line>>,
    covered_old: HashSet<TextId>,
    covered_new: HashSet<TextId>,
    old_sheets: HashMap<TextId, Vec<TextId>>,
    listed: HashSet<(TextId, TextId)>,
    is_empty: bool,
}

impl Renumbered {
    pub(super) fn new(lists: &[Renumbering], texts: &mut Texts) -> Self {
        let mut all = Self {
            by_old: HashMap::new(),
            by_new: HashMap::new(),
            by_sheet: HashMap::new(),
            covered_old: HashSet::new(),
            covered_new: HashSet::new(),
            old_sheets: HashMap::new(),
            listed: HashSet::new(),
            is_empty: true,
        };
        for (list, renumbering) in lists.iter().enumerate() {
            for (position, sheet) in renumbering.sheets.iter().enumerate() {
                let mut commune = |code: &Option<Box<str>>| {
                    code.as_deref().map_or(NOTHING, |code| texts.intern(&commune_code(code)))
                };
                let (old_commune, new_commune) = (commune(&sheet.old_commune), commune(&sheet.new_commune));
                let old_sheet = texts.intern(&canonical(&sheet.old_sheet));
                let line = Line {
                    place: ListPlace { list: list as u32, line: position as u32 },
                    old_commune,
                    scale: sheet.scale,
                    new_commune,
                    new_sheet: texts.intern(&canonical(&sheet.new_sheet)),
                };
                all.insert(old_sheet, line);
            }
        }
        all
    }

    fn insert(&mut self, old_sheet: TextId, line: Line) {
        self.is_empty = false;
        let says_the_same = |other: &Line| Line { place: line.place, ..*other } == line;
        let old = self.by_old.entry((line.old_commune, old_sheet)).or_default();
        if old.iter().any(says_the_same) {
            return;
        }
        old.push(line);
        self.by_new.entry((line.new_commune, old_sheet)).or_default().push(line);
        self.by_sheet.entry(old_sheet).or_default().push(line);
        self.covered_old.insert(line.old_commune);
        self.covered_new.insert(line.new_commune);
        for commune in BTreeSet::from([line.old_commune, line.new_commune]) {
            if self.listed.insert((commune, old_sheet)) {
                self.old_sheets.entry(commune).or_default().push(old_sheet);
            }
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.is_empty
    }

    /// Whether a list tells of this commune of before, or of what came together in this one of today.
    pub(super) fn covers(&self, old: Option<TextId>, today: Option<TextId>) -> bool {
        match (old, today) {
            (Some(old), _) if self.covered_old.contains(&old) => true,
            (_, Some(today)) if self.covered_new.contains(&today) => true,
            (None, None) => !self.is_empty,
            _ => self.covered_old.contains(&NOTHING),
        }
    }

    /// The lines of an old sheet. Where the scale is known and lines have one, those of that scale.
    pub(super) fn lines(
        &self,
        old: Option<TextId>,
        today: Option<TextId>,
        sheet: TextId,
        scale: Option<u32>,
    ) -> Vec<Line> {
        let of = |lines: &HashMap<(TextId, TextId), Vec<Line>>, commune| {
            lines.get(&(commune, sheet)).map_or(&[][..], Vec::as_slice).to_vec()
        };
        let mut found = old.map_or_else(Vec::new, |old| of(&self.by_old, old));
        if found.is_empty()
            && let Some(today) = today
        {
            found = of(&self.by_new, today);
        }
        if found.is_empty() {
            let is_known = old.is_some() || today.is_some();
            found = if is_known {
                of(&self.by_old, NOTHING)
            } else {
                self.by_sheet.get(&sheet).cloned().unwrap_or_default()
            };
        }
        if let Some(scale) = scale {
            found.retain(|line| line.scale.is_none_or(|of_line| of_line == scale));
        }
        found
    }

    /// The sheets that were renumbered in a commune of before, or into one of today.
    pub(super) fn old_sheets(&self, commune: TextId) -> &[TextId] {
        self.old_sheets.get(&commune).map_or(&[], Vec::as_slice)
    }
}
