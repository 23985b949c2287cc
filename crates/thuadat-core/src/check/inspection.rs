//! What a check looks at, and how findings are made of it.

use super::draft::Draft;
use super::message::Wording;
use super::whole::Whole;
use crate::measure::point_inside;
use crate::{Finding, FindingId, Interrupted, Message, Observer, Parcels, Profile, References, Rule, Stage};
use geo::Coord;
use rayon::prelude::*;
use std::sync::atomic::{AtomicU64, Ordering};

/// Parcels under inspection, the profile they are held against, and who watches.
pub(super) struct Inspection<'a> {
    pub(super) parcels: &'a Parcels,
    pub(super) profile: &'a Profile,
    pub(super) references: &'a References,
    pub(super) wording: Wording<'a>,
    /// What is known of the dataset the parcels are some of; none where they are all.
    pub(super) whole: Option<&'a Whole>,
    observer: &'a dyn Observer,
}

/// Parcels looked at between two looks at the observer.
const CHUNK: usize = 1024;

impl<'a> Inspection<'a> {
    pub(super) fn new(
        parcels: &'a Parcels,
        profile: &'a Profile,
        references: &'a References,
        observer: &'a dyn Observer,
    ) -> Self {
        Self { parcels, profile, references, wording: Wording { parcels }, whole: None, observer }
    }

    /// Of parcels that are some of a dataset.
    pub(super) fn of_whole(self, whole: &'a Whole) -> Self {
        Self { whole: Some(whole), ..self }
    }

    /// How many parcels the dataset has, and how many vertices.
    pub(super) fn totals(&self) -> (usize, usize) {
        let geometries = &self.parcels.geometries;
        let at_hand = (geometries.len(), geometries.coords().len());
        self.whole.map_or(at_hand, |whole| (whole.parcels, whole.vertices))
    }

    /// Whether the profile wants a rule run.
    pub(super) fn wants(&self, rule: Rule) -> bool {
        self.profile.severity(rule).is_some()
    }

    /// Makes a finding of a draft, unless its rule is off.
    pub(super) fn finding(&self, draft: Draft, message: impl FnOnce(&Draft) -> Message) -> Option<Finding> {
        let severity = self.profile.severity(draft.rule)?;
        let id = match &draft.subject {
            Some(subject) => FindingId::of_subject(draft.rule, subject),
            None => FindingId::new(draft.rule, self.parcels, &draft.parcels, draft.at),
        };
        Some(Finding {
            id,
            rule: draft.rule,
            severity: severity.min(draft.at_most),
            message: message(&draft),
            parcels: draft.parcels,
            at: draft.at,
            geometry: draft.geometry,
            area_m2: draft.area_m2,
            width_m: draft.width_m,
            length_m: draft.length_m,
            place: draft.place,
            explained_by: None,
        })
    }

    /// Looks at every parcel; the findings come in the order of the parcels.
    pub(super) fn of_each_parcel<Found>(
        &self,
        look: impl Fn(u32) -> Found + Sync,
    ) -> Result<Vec<Finding>, Interrupted>
    where
        Found: IntoIterator<Item = Finding>,
    {
        let total = self.parcels.len();
        let done = AtomicU64::new(0);
        let chunks: Vec<Vec<Finding>> = (0..total.div_ceil(CHUNK))
            .into_par_iter()
            .map(|chunk| {
                if self.observer.is_interrupted() {
                    return Err(Interrupted);
                }
                let parcels = chunk * CHUNK..total.min((chunk + 1) * CHUNK);
                let count = parcels.len() as u64;
                let findings = parcels.flat_map(|parcel| look(parcel as u32)).collect();
                let count = done.fetch_add(count, Ordering::Relaxed) + count;
                self.observer.progress(Stage::Records, count, total as u64);
                Ok(findings)
            })
            .collect::<Result<_, _>>()?;
        Ok(chunks.into_iter().flatten().collect())
    }

    /// Fails when the observer wants the work to stop.
    pub(super) fn go_on(&self) -> Result<(), Interrupted> {
        if self.observer.is_interrupted() { Err(Interrupted) } else { Ok(()) }
    }

    /// A point inside a parcel, to look at; none where it has no inside.
    pub(super) fn point_inside(&self, parcel: u32) -> Option<Coord<f64>> {
        point_inside(&self.parcels.geometries, parcel as usize, self.profile.lattice_m)
    }
}
