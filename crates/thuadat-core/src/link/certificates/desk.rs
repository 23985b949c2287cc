//! The rows, side by side with what they are linked to.

use super::serial::{self, Serial};
use super::{CertificateFinding, words};
use crate::link::contradictions::certificate;
use crate::link::{LinkInput, LinkReason, LinkStatus, Linkage, RowLink};
use crate::{CertificateEntry, Finding, FindingId, Message, Profile, Rule, Severity};
use geo::Geometry;
use rayon::prelude::*;

/// What is looked at.
pub(super) struct Desk<'a> {
    pub(super) input: &'a LinkInput<'a>,
    pub(super) linkage: &'a Linkage,
    pub(super) profile: &'a Profile,
    /// The serial of each row; none of a row without a certificate.
    pub(super) serials: Vec<Option<Serial>>,
}

/// A finding in the making.
pub(super) struct Draft {
    pub(super) rule: Rule,
    /// Graver than this it cannot be, whatever the profile says.
    pub(super) at_most: Severity,
    /// Positions of the rows, ascending.
    pub(super) rows: Vec<u32>,
    pub(super) parcels: Vec<u32>,
    /// Whether it is about the parcels, which then name it; otherwise the first row does.
    pub(super) is_of_parcels: bool,
    pub(super) area_m2: Option<f64>,
}

impl Draft {
    pub(super) fn new(rule: Rule, rows: Vec<u32>) -> Self {
        Self {
            rule,
            at_most: Severity::Error,
            rows,
            parcels: Vec::new(),
            is_of_parcels: false,
            area_m2: None,
        }
    }

    pub(super) fn of_parcels(rule: Rule, rows: Vec<u32>, parcels: Vec<u32>) -> Self {
        Self { parcels, is_of_parcels: true, ..Self::new(rule, rows) }
    }
}

/// More parcels than this no finding about rows names.
const MOST_PARCELS: usize = 8;

impl<'a> Desk<'a> {
    pub(super) fn new(input: &'a LinkInput<'a>, linkage: &'a Linkage, profile: &'a Profile) -> Self {
        let serial = |row: &RowLink| {
            let entry = entry(input, row);
            serial::read(entry.serial.as_deref()?, entry.issued)
        };
        let serials = linkage.rows.par_iter().map(serial).collect();
        Self { input, linkage, profile, serials }
    }

    pub(super) fn wants(&self, rule: Rule) -> bool {
        self.profile.severity(rule).is_some()
    }

    pub(super) fn row(&self, row: u32) -> &'a RowLink {
        &self.linkage.rows[row as usize]
    }

    pub(super) fn entry(&self, row: u32) -> &'a CertificateEntry {
        entry(self.input, self.row(row))
    }

    /// Every row.
    pub(super) fn rows(&self) -> impl IndexedParallelIterator<Item = u32> {
        (0..self.linkage.rows.len() as u32).into_par_iter()
    }

    /// Whether a certificate was issued, as far as the row says: one without a serial may have one.
    pub(super) fn has_certificate(&self, row: u32) -> bool {
        self.entry(row).serial.as_deref().is_none_or(|serial| certificate(serial).is_some())
    }

    pub(super) fn serial(&self, row: u32) -> Option<&Serial> {
        self.serials[row as usize].as_ref()
    }

    /// The parcels a row speaks of: those it is linked to, and those it would be if no other row contradicted it.
    pub(super) fn parcels_of(&self, row: u32) -> &'a [u32] {
        let row = self.row(row);
        let is_of_other_rows =
            |reason: &LinkReason| matches!(reason, LinkReason::SecondCertificate | LinkReason::RowsDisagree);
        match row.status {
            LinkStatus::Linked => &row.parcels,
            LinkStatus::Conflict if row.reasons.iter().any(is_of_other_rows) => &row.candidates,
            _ => &[],
        }
    }

    /// The finding of a draft; none where its rule is off. The sentence is put behind the place of its rows.
    pub(super) fn finding(&self, draft: Draft, what: &Message) -> Option<CertificateFinding> {
        let severity = self.profile.severity(draft.rule)?.min(draft.at_most);
        let mut parcels = draft.parcels;
        if !draft.is_of_parcels {
            for &parcel in draft.rows.iter().flat_map(|&row| self.parcels_of(row)) {
                if parcels.len() < MOST_PARCELS && !parcels.contains(&parcel) {
                    parcels.push(parcel);
                }
            }
        }
        let at = parcels.iter().find_map(|&parcel| {
            self.input.parcels.geometries.point_inside(parcel as usize, self.profile.lattice_m)
        });
        let id = if draft.is_of_parcels {
            FindingId::new(draft.rule, self.input.parcels, &parcels, None)
        } else {
            let first = self.entry(draft.rows[0]).fingerprint();
            FindingId::of_subject(draft.rule, &format!("{first:016x}"))
        };
        let place = words::place(self, &draft.rows);
        let message =
            Message { vi: format!("{}: {}", place.vi, what.vi), en: format!("{}: {}", place.en, what.en) };
        let finding = Finding {
            id,
            rule: draft.rule,
            severity,
            parcels,
            at,
            geometry: at.map(|at| Geometry::Point(at.into())),
            area_m2: draft.area_m2,
            width_m: None,
            length_m: None,
            place: None,
            message,
            explained_by: None,
        };
        Some(CertificateFinding { finding, rows: draft.rows })
    }
}

fn entry<'a>(input: &LinkInput<'a>, row: &RowLink) -> &'a CertificateEntry {
    &input.registers[row.register as usize].entries[row.entry as usize]
}
