//! What tells a row again after somebody sorted the register.

use super::{CertificateEntry, SheetAndNumber};
use crate::finding::Fnv1a;

impl CertificateEntry {
    /// A number made of what the row says of its parcel: commune, sheets, numbers, scale, identifier, area and land uses.
    ///
    /// Nothing of a person and no number of a paper goes into it, so that nothing of them can be learned from it. Rows that
    /// say the same of a parcel, as those of a couple do, have the same. It stays the same in every version.
    ///
    /// # Examples
    ///
    /// ```
    /// use thuadat_core::CertificateEntry;
    ///
    /// let entry = CertificateEntry { row: 5, area_m2: Some(120.5), ..CertificateEntry::default() };
    /// let moved = CertificateEntry { row: 9, serial: Some("AB 000000".into()), ..entry.clone() };
    /// assert_eq!(entry.fingerprint(), moved.fingerprint());
    /// assert_ne!(entry.fingerprint(), CertificateEntry { area_m2: Some(120.6), ..entry }.fingerprint());
    /// ```
    #[must_use]
    pub fn fingerprint(&self) -> u64 {
        let mut hash = Fnv1a::new();
        let mut text = |text: &Option<Box<str>>| hash.write(text.as_deref().unwrap_or_default().trim());
        text(&self.commune);
        for SheetAndNumber { sheet, number } in [&self.printed, &self.current] {
            text(sheet);
            text(number);
        }
        text(&self.parcel_code);
        hash.write(&self.scale.map(|scale| scale.to_string()).unwrap_or_default());
        hash.write(&hundredths(self.area_m2));
        for land_use in &self.land_uses {
            hash.write(land_use.land_use.trim());
            hash.write(&hundredths(land_use.area_m2));
        }
        hash.0
    }
}

fn hundredths(area_m2: Option<f64>) -> String {
    area_m2.map(|area_m2| format!("{area_m2:.2}")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_fixed_for_all_time() {
        let entry = CertificateEntry {
            commune: Some("06211".into()),
            printed: SheetAndNumber { sheet: Some("5".into()), number: Some("12".into()) },
            area_m2: Some(120.5),
            ..CertificateEntry::default()
        };
        assert_eq!(format!("{:016x}", entry.fingerprint()), "c77d974d9fea504d");
    }
}
