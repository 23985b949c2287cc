//! Proving a store, with what only a projection can tell.

use super::projection::to_web_mercator;
use thuadat_core::Observer;
use thuadat_store::{Store, VerifyError, VerifyReport};

/// Proves that a store holds what was recorded, and that the shapes for tiles are where their parcels are.
///
/// # Errors
///
/// When the database refuses or the observer asks to stop. What is amiss is in the report.
pub fn verify(store: &mut Store, observer: &dyn Observer) -> Result<VerifyReport, VerifyError> {
    store.verify_with(&to_web_mercator, observer)
}
