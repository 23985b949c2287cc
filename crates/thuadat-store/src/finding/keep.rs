//! Checking everything a store holds, to keep what was found or to hold it against what is kept.

use super::state::{self, FindingState};
use super::{KeptFinding, is_kept, table};
use crate::database::schema::{parcel, store};
use crate::database::{AnyConnection, DatabaseError, transact};
use crate::query::{KeptParcels, ParcelRow, row_columns};
use crate::record::Ledger;
use crate::store::Store;
use diesel::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use thuadat_core::{FindingId, Interrupted, Observer, Profile, Stage, about_what_is_near, check};

/// Parcels read at once.
const PAGE: i64 = 8192;

/// What a check of everything left in the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingsSaved {
    /// Findings that are kept now.
    pub findings: usize,
    /// Those of them that were not kept before.
    pub opened: usize,
    /// Findings that were kept before and are there no more.
    pub closed: usize,
}

/// How what is kept stands to a check of everything.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FindingsProof {
    /// Findings that are kept.
    pub findings: usize,
    /// Findings that a check finds and that are not kept so.
    pub missing: Vec<KeptFinding>,
    /// Findings that are kept and that no check finds so.
    pub left_over: Vec<KeptFinding>,
}

/// Why findings could not be kept or proven.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FindingsError {
    /// The database refuses.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// Findings are not kept, or not under these settings, or not up to date.
    #[error(
        "the store does not keep its findings up to date under the profile {profile}; do it with `thuadat check STORE --save`"
    )]
    NotKept {
        /// The profile asked for.
        profile: String,
    },
    /// The observer asked to stop.
    #[error("interrupted")]
    Interrupted,
}

impl From<diesel::result::Error> for FindingsError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Database(error.into())
    }
}

impl From<Interrupted> for FindingsError {
    fn from(_: Interrupted) -> Self {
        Self::Interrupted
    }
}

impl Store {
    /// Checks all parcels under those rules of the profile that depend on what is near, and keeps what is found. From now on edits
    /// under the same settings keep it up to date. `named` is what the user calls the profile.
    ///
    /// # Errors
    ///
    /// See [`FindingsError`]; then everything is as it was.
    ///
    /// # Complexity
    ///
    /// That of a check of all parcels, and the memory of them.
    pub fn save_findings(
        &mut self,
        named: &str,
        profile: &Profile,
        observer: &dyn Observer,
    ) -> Result<FindingsSaved, FindingsError> {
        transact(&mut self.connection, |connection| {
            let ledger = Ledger::take_watched(connection, observer)?;
            let fresh = check_everything(connection, profile, observer)?;
            let before: BTreeSet<FindingId> =
                table::all(connection)?.into_iter().map(|finding| finding.id).collect();
            let after: BTreeSet<FindingId> = fresh.iter().map(|finding| finding.id).collect();
            table::replace_all(connection, &fresh)?;
            let state = FindingState {
                profile: named.to_owned(),
                settings_hash: state::settings_hash(profile),
                revision: ledger.revision(),
            };
            state::write(connection, &state)?;
            Ok(FindingsSaved {
                findings: after.len(),
                opened: after.difference(&before).count(),
                closed: before.difference(&after).count(),
            })
        })
    }

    /// Holds the findings that are kept against a check of everything.
    ///
    /// # Errors
    ///
    /// See [`FindingsError`]. What is amiss is in the proof.
    pub fn prove_findings(
        &mut self,
        profile: &Profile,
        observer: &dyn Observer,
    ) -> Result<FindingsProof, FindingsError> {
        self.snapshot(|reading| {
            let connection = &mut reading.connection;
            let revision: i64 = store::table.select(store::revision).first(connection)?;
            if state::state_under(connection, revision, profile)?.is_none() {
                return Err(FindingsError::NotKept { profile: profile.name.clone() });
            }
            let kept = by_id(table::all(connection)?);
            let fresh = by_id(check_everything(connection, profile, observer)?);
            let differs = |one: &BTreeMap<FindingId, KeptFinding>,
                           other: &BTreeMap<FindingId, KeptFinding>| {
                let is_other = |finding: &&KeptFinding| {
                    other.get(&finding.id).is_none_or(|other| !other.says_the_same(finding))
                };
                one.values().filter(is_other).cloned().collect::<Vec<_>>()
            };
            Ok(FindingsProof {
                findings: kept.len(),
                missing: differs(&fresh, &kept),
                left_over: differs(&kept, &fresh),
            })
        })
    }

    /// The findings that are kept, by id; at most `limit`, beginning after `after`.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub fn findings_after(
        &mut self,
        after: Option<FindingId>,
        limit: i64,
    ) -> Result<Vec<KeptFinding>, DatabaseError> {
        table::after(&mut self.connection, after, limit)
    }

    /// The findings that are kept about a parcel.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub fn findings_of_parcel(&mut self, parcel: i64) -> Result<Vec<KeptFinding>, DatabaseError> {
        table::of_parcel(&mut self.connection, parcel)
    }

    /// The findings that were accepted, and not taken back since.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub fn accepted_findings(&mut self) -> Result<BTreeMap<FindingId, i64>, DatabaseError> {
        table::accepted(&mut self.connection)
    }

    /// Under which settings findings are kept; none where nobody asked for them yet.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub fn finding_state(&mut self) -> Result<Option<FindingState>, DatabaseError> {
        state::read(&mut self.connection)
    }
}

fn by_id(findings: Vec<KeptFinding>) -> BTreeMap<FindingId, KeptFinding> {
    findings.into_iter().map(|finding| (finding.id, finding)).collect()
}

/// What a check of these parcels finds that is kept. They stand in one coordinate system, ascending by number.
pub(crate) fn found_among(
    kept: KeptParcels,
    profile: &Profile,
    observer: &dyn Observer,
) -> Result<Vec<KeptFinding>, Interrupted> {
    let Some(epsg) = kept.stored.first().map(|stored| stored.epsg) else { return Ok(Vec::new()) };
    let ids: Vec<i64> = kept.stored.iter().map(|stored| stored.id).collect();
    let outcome = check(&kept.into_parcels(), &about_what_is_near(profile), observer)?;
    let findings = outcome.findings.into_iter().filter(is_kept);
    Ok(findings.map(|finding| KeptFinding::new(finding, &ids, epsg)).collect())
}

fn check_everything(
    connection: &mut AnyConnection,
    profile: &Profile,
    observer: &dyn Observer,
) -> Result<Vec<KeptFinding>, FindingsError> {
    let mut by_crs: BTreeMap<u32, KeptParcels> = BTreeMap::new();
    let total: i64 = parcel::table.count().get_result(connection)?;
    let (mut after, mut done) = (i64::MIN, 0);
    loop {
        observer.progress(Stage::Reading, done, total as u64);
        if observer.is_interrupted() {
            return Err(FindingsError::Interrupted);
        }
        let dialect = connection.dialect();
        let rows: Vec<ParcelRow> = parcel::table
            .select(row_columns!(parcel, dialect.shape("geom")))
            .filter(parcel::id.gt(after))
            .order(parcel::id)
            .limit(PAGE)
            .load(connection)?;
        let Some(last) = rows.last() else { break };
        after = last.id;
        done += rows.len() as u64;
        let page = KeptParcels::of_rows(rows, dialect)?;
        for (position, stored) in page.stored.into_iter().enumerate() {
            let kept = by_crs.entry(stored.epsg).or_default();
            kept.geometries.push_copy(&page.geometries, position);
            kept.stored.push(stored);
        }
    }
    let mut findings = Vec::new();
    for kept in by_crs.into_values() {
        findings.extend(found_among(kept, profile, observer)?);
    }
    Ok(findings)
}
