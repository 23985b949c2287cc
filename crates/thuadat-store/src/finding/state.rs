//! Under which settings findings are kept, and up to which revision.

use crate::content::ContentHash;
use crate::database::schema::finding_state;
use crate::database::{AnyConnection, DatabaseError};
use diesel::prelude::*;
use sha2::{Digest, Sha256};
use thuadat_core::{Profile, about_what_is_near};

/// Under which settings findings are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingState {
    /// What the user calls the profile: a name or a path.
    pub profile: String,
    /// The hash of its settings.
    pub settings_hash: String,
    /// The number of records the store had when they were up to date. Where it has more by now, they are not.
    pub revision: i64,
}

/// A hash of what decides which findings there are and how grave they are.
pub(super) fn settings_hash(profile: &Profile) -> String {
    let settings = Profile { name: String::new(), ..about_what_is_near(profile) };
    let mut digest = Sha256::new();
    digest.update(b"thuadat findings 1");
    // Every field, each number as short as it can be read back.
    digest.update(format!("{settings:?}"));
    ContentHash(digest.finalize().into()).to_string()
}

pub(super) fn read(connection: &mut AnyConnection) -> Result<Option<FindingState>, DatabaseError> {
    let row: Option<(String, String, i64)> = finding_state::table
        .select((finding_state::profile, finding_state::settings_hash, finding_state::revision))
        .first(connection)
        .optional()?;
    Ok(row.map(|(profile, settings_hash, revision)| FindingState { profile, settings_hash, revision }))
}

/// The state where findings are kept under these settings and are up to date at this revision.
pub(crate) fn state_under(
    connection: &mut AnyConnection,
    revision: i64,
    profile: &Profile,
) -> Result<Option<FindingState>, DatabaseError> {
    let state = read(connection)?;
    Ok(state.filter(|state| state.revision == revision && state.settings_hash == settings_hash(profile)))
}

pub(super) fn write(connection: &mut AnyConnection, state: &FindingState) -> QueryResult<()> {
    diesel::delete(finding_state::table).execute(connection)?;
    let row = (
        finding_state::id.eq(1),
        finding_state::profile.eq(&state.profile),
        finding_state::settings_hash.eq(&state.settings_hash),
        finding_state::revision.eq(state.revision),
    );
    diesel::insert_into(finding_state::table).values(row).execute(connection)?;
    Ok(())
}

/// Says that what is kept is up to date with a revision.
pub(crate) fn note_revision(connection: &mut AnyConnection, revision: i64) -> QueryResult<()> {
    diesel::update(finding_state::table).set(finding_state::revision.eq(revision)).execute(connection)?;
    Ok(())
}

/// Says that a record that has no part in what findings are about leaves them as up to date as they were.
pub(crate) fn keep_up(connection: &mut AnyConnection, revision: i64) -> QueryResult<()> {
    diesel::update(finding_state::table.filter(finding_state::revision.eq(revision)))
        .set(finding_state::revision.eq(revision + 1))
        .execute(connection)?;
    Ok(())
}
