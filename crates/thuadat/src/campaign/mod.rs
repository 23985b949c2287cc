//! The reports of the campaign: how many parcels are right, complete, clean and living, and the sheets that communes hand in.

mod error;
mod fact;
mod flag;
mod judge;
mod material;
mod requirements;
pub mod scorecard;
pub mod sheet;
pub mod sync;

pub use error::RequirementsError;
pub use fact::{Answer, Fact, MapFacts};
pub use flag::{Doubt, Flag};
pub use judge::{Judgement, ParcelGroup, Verdict, judge};
pub use material::{CampaignRequest, CampaignRun, RegisterSheet, read_campaign};
pub use requirements::{
    Criterion, CriterionRequirements, FactWords, ParcelClass, Required, RequiredField, RequiredOf,
    RequirementBasis, Requirements,
};
