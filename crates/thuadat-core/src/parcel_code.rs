//! The official parcel identifier: twelve characters that name a cell of a few centimetres on the WGS 84 ellipsoid.
//!
//! The identifier is a geohash (G. Niemeyer, 2008): longitude and latitude are halved in turn, sixty times in all, and
//! the bits are written five to a character. Which point of the parcel it was made of depends on parameters nobody has
//! published, so an identifier is never made again to be compared; it is taken apart, and the cell must lie in the
//! parcel.

use geo::{Coord, Rect};
use std::fmt;
use std::str::FromStr;

/// The characters of an identifier; `a`, `i`, `l` and `o` are not among them.
const ALPHABET: &[u8; 32] = b"0123456789bcdefghjkmnpqrstuvwxyz";
const LENGTH: usize = 12;

/// A parcel identifier of the right form.
///
/// # Examples
///
/// ```
/// use thuadat_core::ParcelCode;
///
/// let code: ParcelCode = "w7guxrzqd353".parse()?;
/// let centre = code.cell().center();
/// assert!((centre.x - 106.852_098_5).abs() < 2e-7 && (centre.y - 21.928_459_1).abs() < 2e-7);
/// assert_eq!(ParcelCode::at(centre), Some(code));
/// # Ok::<(), thuadat_core::BadParcelCode>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ParcelCode(u64);

/// Why a text is no parcel identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BadParcelCode {
    /// It has not twelve characters.
    #[error("it has {0} characters instead of 12")]
    Length(usize),
    /// A character that identifiers do not have.
    #[error("the character `{0}` is not one of 0-9 and b-z without i, l, o")]
    Character(char),
}

impl ParcelCode {
    /// The identifier whose cell holds a place, longitude and latitude in degrees; none for a place that is not on
    /// the globe.
    #[must_use]
    pub fn at(place: Coord<f64>) -> Option<Self> {
        let is_on_globe = place.x.abs() <= 180.0 && place.y.abs() <= 90.0;
        is_on_globe.then(|| {
            let east = step(place.x, 180.0);
            let north = step(place.y, 90.0);
            let bit = |number: u64, bit: usize| (number >> (29 - bit)) & 1;
            Self((0..30).fold(0, |bits, at| bits << 2 | bit(east, at) << 1 | bit(north, at)))
        })
    }

    /// The cell it names, longitude and latitude in degrees: in Vietnam some 3.5 cm wide and 1.9 cm high.
    #[must_use]
    pub fn cell(self) -> Rect<f64> {
        let every_other =
            |shift: usize| (0..30).fold(0_u64, |all, at| all << 1 | (self.0 >> (58 - 2 * at + shift)) & 1);
        let west = every_other(1) as f64 * (360.0 / STEPS) - 180.0;
        let south = every_other(0) as f64 * (180.0 / STEPS) - 90.0;
        Rect::new((west, south), (west + 360.0 / STEPS, south + 180.0 / STEPS))
    }
}

/// Cells along either axis: 2³⁰.
const STEPS: f64 = 1_073_741_824.0;

fn step(degrees: f64, limit: f64) -> u64 {
    let part = (degrees + limit) / (2.0 * limit);
    ((part * STEPS) as u64).min(STEPS as u64 - 1)
}

impl FromStr for ParcelCode {
    type Err = BadParcelCode;

    /// Capitals count as small letters.
    fn from_str(text: &str) -> Result<Self, BadParcelCode> {
        let length = text.chars().count();
        if length != LENGTH {
            return Err(BadParcelCode::Length(length));
        }
        text.chars()
            .try_fold(0, |bits, letter| {
                let small = letter.to_ascii_lowercase();
                let value = ALPHABET.iter().position(|&known| char::from(known) == small);
                value.map(|value| bits << 5 | value as u64).ok_or(BadParcelCode::Character(letter))
            })
            .map(Self)
    }
}

impl fmt::Display for ParcelCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (0..LENGTH).try_for_each(|at| {
            let value = self.0 >> (5 * (LENGTH - 1 - at)) & 31;
            write!(f, "{}", char::from(ALPHABET[value as usize]))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_point_of_cao_loc_has_the_code_worked_out_elsewhere() {
        let place = Coord { x: 106.852_098_464_2, y: 21.928_459_067_4 };
        assert_eq!(ParcelCode::at(place).unwrap().to_string(), "w7guxrzqd353");
        assert_eq!(ParcelCode::at(Coord { x: f64::NAN, y: 0.0 }), None);
    }

    #[test]
    fn other_texts_are_refused_with_the_reason() {
        let check = |text: &str, reason| assert_eq!(text.parse::<ParcelCode>(), Err(reason), "{text}");
        check("w7guxrzqd35", BadParcelCode::Length(11));
        check("", BadParcelCode::Length(0));
        check("w7guxrzqd3o3", BadParcelCode::Character('o'));
        check("w7gu-rzqd353", BadParcelCode::Character('-'));
        assert!("W7GUXRZQD353".parse::<ParcelCode>().is_ok());
    }

    proptest! {
        #[test]
        fn a_cell_holds_the_place_its_code_was_made_of(x in -180.0..180.0_f64, y in -90.0..90.0_f64) {
            let code = ParcelCode::at(Coord { x, y }).unwrap();
            let cell = code.cell();
            prop_assert!(cell.min().x <= x && x <= cell.max().x && cell.min().y <= y && y <= cell.max().y);
            prop_assert_eq!(code.to_string().parse(), Ok(code));
        }
    }
}
