//! Texts by number, so that rows and parcels are compared by numbers.

use super::written::skeleton;
use std::collections::HashMap;

/// The number of a text.
pub(super) type TextId = u32;
/// The number of no text: what a record leaves out.
pub(super) const NOTHING: TextId = 0;

/// The different texts of the map and of the lists, with what they are mistaken for.
pub(super) struct Texts {
    ids: HashMap<Box<str>, TextId>,
    by_id: Vec<Box<str>>,
    skeletons: Vec<Box<str>>,
}

impl Texts {
    pub(super) fn new() -> Self {
        Self {
            ids: HashMap::from([(Box::from(""), NOTHING)]),
            by_id: vec![Box::from("")],
            skeletons: vec![Box::from("")],
        }
    }

    pub(super) fn intern(&mut self, text: &str) -> TextId {
        if let Some(&id) = self.ids.get(text) {
            return id;
        }
        let id = self.by_id.len() as TextId;
        self.ids.insert(text.into(), id);
        self.by_id.push(text.into());
        self.skeletons.push(skeleton(text).into());
        id
    }

    /// None for a text that nothing on the map or in a list has.
    pub(super) fn find(&self, text: &str) -> Option<TextId> {
        self.ids.get(text).copied().filter(|&id| id != NOTHING)
    }

    pub(super) fn text(&self, id: TextId) -> &str {
        &self.by_id[id as usize]
    }

    pub(super) fn skeleton(&self, id: TextId) -> &str {
        &self.skeletons[id as usize]
    }
}
