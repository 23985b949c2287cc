//! What tells a row again after somebody sorted the register.

use super::{CertificateEntry, SheetAndNumber};
use crate::finding::Fnv1a;

impl CertificateEntry {
    /// A number made of what the row says of its parcel (commune, sheets, numbers, scale, identifier, area and land uses) and of
    /// a check of the certificate.
    ///
    /// Nothing of a person goes into it. Of the numbers of the paper a check of sixteen bits does, which thousands of numbers
    /// share: it tells the rows of two papers apart, and the number cannot be learned from it. Rows of one certificate that say
    /// the same of a parcel, as those of a couple do, have the same. It stays the same in every version.
    ///
    /// # Examples
    ///
    /// ```
    /// use thuadat_core::CertificateEntry;
    ///
    /// let entry = CertificateEntry { row: 5, area_m2: Some(120.5), ..CertificateEntry::default() };
    /// let moved = CertificateEntry { row: 9, ..entry.clone() };
    /// assert_eq!(entry.fingerprint(), moved.fingerprint());
    /// let of_another_paper = CertificateEntry { serial: Some("AB 000000".into()), ..entry.clone() };
    /// assert_ne!(entry.fingerprint(), of_another_paper.fingerprint());
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
        hash.write(&self.check_of_paper());
        hash.0
    }

    fn check_of_paper(&self) -> String {
        let mut hash = Fnv1a::new();
        for number in [&self.serial, &self.registry_number] {
            let bare =
                number.iter().flat_map(|number| number.chars()).filter(|letter| letter.is_alphanumeric());
            hash.write(&bare.collect::<String>().to_uppercase());
        }
        hash.write(&self.issued.map(|issued| issued.to_string()).unwrap_or_default());
        let folded = hash.0 ^ (hash.0 >> 32);
        format!("{:04x}", (folded ^ (folded >> 16)) & 0xffff)
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
        assert_eq!(format!("{:016x}", entry.fingerprint()), "90041aae33695f8f");
    }
}
