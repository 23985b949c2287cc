//! Checks two parcels that overlap by half a metre, and prints what is found.

use geo::{Polygon, Rect};
use thuadat_core::{Interrupted, Parcels, Profile, Unobserved, check};

fn main() -> Result<(), Interrupted> {
    let west = Rect::new((0.0, 0.0), (10.0, 10.0)).to_polygon();
    let east = Rect::new((9.5, 0.0), (20.0, 10.0)).to_polygon();
    let polygons: Vec<Polygon<f64>> = vec![west, east];
    let outcome = check(&Parcels::from_polygons(&polygons), &Profile::strict(), &Unobserved)?;
    for finding in &outcome.findings {
        println!("{} {}: {}", finding.severity, finding.rule, finding.message.en);
    }
    Ok(())
}
