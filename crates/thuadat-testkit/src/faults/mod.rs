//! x
use thuadat_core::Parcels;
/// t
#[derive(serde::Serialize)]
pub struct Truth;
/// f
pub fn inject_faults(p: &Parcels, _s: u64) -> (Parcels, Truth) {
    (p.clone(), Truth)
}
