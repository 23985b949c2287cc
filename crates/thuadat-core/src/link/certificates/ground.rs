//! What is wrong between certificates and the ground they are for.

use super::desk::{Desk, Draft};
use super::{CertificateFinding, words};
use crate::link::contradictions::{certificate, rivals};
use crate::link::words::area_on_map_m2;
use crate::link::{AreaLikeness, LandUseLikeness, LinkReason, LinkStatus, NumberLikeness};
use crate::{Rule, Severity, SheetAndNumber, WrittenDate};
use std::collections::BTreeMap;

/// Parcels with several certificates, certificates whose parcel is missing or retired, areas and land uses that differ.
pub(super) fn ground(desk: &Desk<'_>) -> Vec<CertificateFinding> {
    let mut findings = Vec::new();
    if desk.wants(Rule::ParcelHasSeveral) {
        findings.extend(several(desk));
    }
    if desk.wants(Rule::ParcelMissing) || desk.wants(Rule::OnRetiredParcel) {
        findings.extend(absent(desk));
    }
    if desk.wants(Rule::CertificateAreaDiffers) || desk.wants(Rule::CertificateLandUseDiffers) {
        findings.extend(different(desk));
    }
    findings
}

/// Parcels with certificates that exclude each other.
fn several(desk: &Desk<'_>) -> Vec<CertificateFinding> {
    let serials: BTreeMap<u32, String> = (0..desk.linkage.rows.len() as u32)
        .filter(|&row| desk.row(row).reasons.iter().any(|&reason| is_of_other_rows(reason)))
        .filter_map(|row| Some((row, certificate(desk.entry(row).serial.as_deref()?)?)))
        .collect();
    let mut by_parcel: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for &row in serials.keys() {
        for &parcel in desk.parcels_of(row) {
            by_parcel.entry(parcel).or_default().push(row);
        }
    }
    let finding = |(parcel, rows): (u32, Vec<u32>)| {
        let claims = rows.iter().map(|&row| (serials[&row].as_str(), desk.entry(row), row));
        let rivals = rivals(claims);
        let mut certificates: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        for &row in &rivals {
            certificates.entry(&serials[&row]).or_default().push(row);
        }
        if certificates.len() < 2 {
            return None;
        }
        let mut certificates: Vec<Vec<u32>> = certificates.into_values().collect();
        certificates.sort();
        let what = words::several(desk, parcel, &certificates, newest(desk, &certificates));
        desk.finding(Draft::of_parcels(Rule::ParcelHasSeveral, rivals, vec![parcel]), &what)
    };
    by_parcel.into_iter().filter_map(finding).collect()
}

const fn is_of_other_rows(reason: LinkReason) -> bool {
    matches!(reason, LinkReason::SecondCertificate | LinkReason::RowsDisagree)
}

/// The rows of the certificate issued last, where that is known.
fn newest<'a>(desk: &Desk<'_>, certificates: &'a [Vec<u32>]) -> Option<&'a [u32]> {
    let issued =
        |rows: &[u32]| -> Option<WrittenDate> { rows.iter().find_map(|&row| desk.entry(row).issued) };
    let all: Option<Vec<WrittenDate>> = certificates.iter().map(|rows| issued(rows)).collect();
    let all = all?;
    let last = *all.iter().max()?;
    let is_alone = all.iter().filter(|date| date.year() == last.year()).count() == 1;
    let position = all.iter().position(|date| *date == last)?;
    is_alone.then(|| certificates[position].as_slice())
}

/// A certificate and what it says of its parcel: rows that say the same are told of together.
type Said<'a> = (Result<&'a str, u32>, &'a SheetAndNumber, &'a SheetAndNumber, &'a Option<Box<str>>);

fn said<'a>(desk: &'a Desk<'a>, row: u32) -> Said<'a> {
    let entry = desk.entry(row);
    let certificate = desk.serial(row).map(|serial| &*serial.key).ok_or(row);
    (certificate, &entry.printed, &entry.current, &entry.commune)
}

/// Certificates whose parcel is not on the map, or not any more.
fn absent(desk: &Desk<'_>) -> Vec<CertificateFinding> {
    let mut rows_of: BTreeMap<(Rule, Option<LinkReason>, Said<'_>), Vec<u32>> = BTreeMap::new();
    for row in 0..desk.linkage.rows.len() as u32 {
        let Some((rule, reason)) = absence(desk, row) else { continue };
        if desk.has_certificate(row) {
            rows_of.entry((rule, reason, said(desk, row))).or_default().push(row);
        }
    }
    let finding = |((rule, reason, _), rows): ((Rule, Option<LinkReason>, Said<'_>), Vec<u32>)| {
        let first = desk.row(rows[0]);
        let parcels =
            if first.parcels.is_empty() { first.candidates.to_vec() } else { first.parcels.to_vec() };
        let what = words::absent(desk, rows[0], rule, reason, &parcels);
        let draft = if parcels.is_empty() || rule == Rule::ParcelMissing {
            Draft::new(rule, rows)
        } else {
            Draft::of_parcels(rule, rows, parcels)
        };
        desk.finding(draft, &what)
    };
    rows_of.into_iter().filter_map(finding).collect()
}

/// Whether the parcel of a row is missing or retired, and why.
fn absence(desk: &Desk<'_>, row: u32) -> Option<(Rule, Option<LinkReason>)> {
    let row = desk.row(row);
    if row.status == LinkStatus::Linked {
        let is_family = row.basis.likeness.number == NumberLikeness::Family;
        return is_family.then_some((Rule::OnRetiredParcel, None));
    }
    let reason = row.reasons.first().copied()?;
    match (row.status, reason) {
        (LinkStatus::Ambiguous, LinkReason::SplitSince)
        | (LinkStatus::Unlinked, LinkReason::NumberRetired) => Some((Rule::OnRetiredParcel, Some(reason))),
        (
            LinkStatus::Unlinked,
            LinkReason::NumberNotOnSheet
            | LinkReason::SheetNotOnMap
            | LinkReason::SheetNotInList
            | LinkReason::SomeNotOnMap
            | LinkReason::CommuneNotOnMap
            | LinkReason::DecidedNone,
        ) => Some((Rule::ParcelMissing, Some(reason))),
        _ => None,
    }
}

/// A certificate, the parcels it is linked to, and the bits of the area it says.
type SaidOfParcels<'a> = (Result<&'a str, u32>, &'a [u32], u64);

/// Areas and land uses that are not those of the parcel a row is linked to.
fn different(desk: &Desk<'_>) -> Vec<CertificateFinding> {
    let mut linked: BTreeMap<SaidOfParcels<'_>, Vec<u32>> = BTreeMap::new();
    for row in 0..desk.linkage.rows.len() as u32 {
        let likeness = desk.row(row).basis.likeness;
        let area_differs = is_beyond(likeness.area);
        let land_use_differs = matches!(likeness.land_use, LandUseLikeness::Other | LandUseLikeness::Partly);
        if desk.row(row).status == LinkStatus::Linked
            && (area_differs || land_use_differs)
            && desk.has_certificate(row)
        {
            let certificate = desk.serial(row).map(|serial| &*serial.key).ok_or(row);
            let written = desk.entry(row).area_m2.unwrap_or(0.0).to_bits();
            linked.entry((certificate, &desk.row(row).parcels, written)).or_default().push(row);
        }
    }
    let mut findings = Vec::new();
    for rows in linked.into_values() {
        findings.extend(area(desk, &rows));
        findings.extend(land_use(desk, &rows));
    }
    findings
}

const fn is_beyond(likeness: AreaLikeness) -> bool {
    matches!(likeness, AreaLikeness::About | AreaLikeness::Roughly | AreaLikeness::Other)
}

fn area(desk: &Desk<'_>, rows: &[u32]) -> Option<CertificateFinding> {
    let (row, entry) = (desk.row(rows[0]), desk.entry(rows[0]));
    if !is_beyond(row.basis.likeness.area) {
        return None;
    }
    let written_m2 = entry.area_m2?;
    let on_map_m2 = area_on_map_m2(desk.input, written_m2, &row.parcels)?;
    let scale = entry.scale.map_or(desk.input.parameters.scale, f64::from);
    let limit_m2 = desk.input.parameters.area.of(on_map_m2, scale);
    let draft = Draft {
        area_m2: Some((written_m2 - on_map_m2).abs()),
        ..Draft::of_parcels(Rule::CertificateAreaDiffers, rows.to_vec(), row.parcels.to_vec())
    };
    desk.finding(draft, &words::area(desk, &row.parcels, written_m2, on_map_m2, limit_m2))
}

fn land_use(desk: &Desk<'_>, rows: &[u32]) -> Option<CertificateFinding> {
    let row = desk.row(rows[0]);
    // The land uses of a cell of several parcels may be of any of them.
    let [parcel] = row.parcels[..] else { return None };
    let at_most = match row.basis.likeness.land_use {
        LandUseLikeness::Other => Severity::Error,
        LandUseLikeness::Partly => Severity::Note,
        _ => return None,
    };
    let draft =
        Draft { at_most, ..Draft::of_parcels(Rule::CertificateLandUseDiffers, rows.to_vec(), vec![parcel]) };
    desk.finding(draft, &words::land_use(desk, rows[0], parcel))
}
