//! Cells of a register made of what is known, where the register has no cells of its own.

use crate::campaign::RequiredField;
use thuadat_core::{CertificateEntry, EntryLandUse, WrittenDate};
use thuadat_io::{RegisterCell, RegisterField};

/// The cell of a field that an entry has.
pub(super) fn of_entry(entry: &CertificateEntry, field: RegisterField) -> RegisterCell {
    use RegisterField as F;
    let land_use = |at: usize| entry.land_uses.get(at);
    match field {
        F::Commune => text(entry.commune.as_deref()),
        F::Serial => text(entry.serial.as_deref()),
        F::Issued => date(entry.issued),
        F::RegistryNumber => text(entry.registry_number.as_deref()),
        F::Organisation => text(entry.holder.organisation.as_deref()),
        F::OrganisationNumber => text(entry.holder.organisation_number.as_deref()),
        F::HolderName => text(entry.holder.name.as_deref()),
        F::Born => date(entry.holder.born),
        F::Gender => text(entry.holder.gender.as_deref()),
        F::IdentityNumber => text(entry.holder.identity_number.as_deref()),
        F::Address => text(entry.holder.address.as_deref()),
        F::HolderKind => text(entry.holder.kind.as_deref()),
        F::HolderRole => text(entry.holder.role.as_deref()),
        F::ParcelCode => text(entry.parcel_code.as_deref()),
        F::PrintedSheet => text(entry.printed.sheet.as_deref()),
        F::PrintedNumber => text(entry.printed.number.as_deref()),
        F::CurrentSheet => text(entry.current.sheet.as_deref()),
        F::CurrentNumber => text(entry.current.number.as_deref()),
        F::ParcelAddress => text(entry.parcel_address.as_deref()),
        F::Area => number(entry.area_m2),
        F::Class => text(entry.class.as_deref()),
        F::LandUse1 | F::LandUseArea1 | F::LandUseOrigin1 | F::LandUseForm1 | F::LandUseTerm1 => {
            of_land_use(land_use(0), field)
        }
        F::LandUse2 | F::LandUseArea2 | F::LandUseOrigin2 | F::LandUseForm2 | F::LandUseTerm2 => {
            of_land_use(land_use(1), field)
        }
        F::LandUse3 | F::LandUseArea3 | F::LandUseOrigin3 | F::LandUseForm3 | F::LandUseTerm3 => {
            of_land_use(land_use(2), field)
        }
        _ => RegisterCell::Empty,
    }
}

/// Whether a field is of one of the land uses.
pub(super) fn is_of_land_use(field: RegisterField) -> bool {
    field.id().starts_with("land_use")
}

fn of_land_use(land_use: Option<&EntryLandUse>, field: RegisterField) -> RegisterCell {
    use RegisterField as F;
    let Some(land_use) = land_use else { return RegisterCell::Empty };
    match field {
        F::LandUse1 | F::LandUse2 | F::LandUse3 => {
            text(Some(&*land_use.land_use).filter(|text| !text.is_empty()))
        }
        F::LandUseArea1 | F::LandUseArea2 | F::LandUseArea3 => number(land_use.area_m2),
        F::LandUseOrigin1 | F::LandUseOrigin2 | F::LandUseOrigin3 => text(land_use.origin.as_deref()),
        F::LandUseForm1 | F::LandUseForm2 | F::LandUseForm3 => text(land_use.form.as_deref()),
        _ => text(land_use.term.as_deref()),
    }
}

/// A cell of text, or an empty one.
pub(super) fn text(text: Option<&str>) -> RegisterCell {
    text.map_or(RegisterCell::Empty, |text| RegisterCell::Text(text.into()))
}

/// A cell with a number, or an empty one.
pub(super) fn number(number: Option<f64>) -> RegisterCell {
    number.map_or(RegisterCell::Empty, RegisterCell::Number)
}

fn date(date: Option<WrittenDate>) -> RegisterCell {
    text(date.map(|date| date.to_string()).as_deref())
}

/// The column that holds a field the campaign requires.
pub(super) const fn column_of(field: RequiredField) -> RegisterField {
    use RegisterField as F;
    match field {
        RequiredField::Commune => F::Commune,
        RequiredField::Sheet => F::CurrentSheet,
        RequiredField::Number => F::CurrentNumber,
        RequiredField::ParcelCode => F::ParcelCode,
        RequiredField::LandUse => F::LandUse1,
        RequiredField::Area => F::Area,
        RequiredField::Position => F::Coordinates,
        RequiredField::ParcelAddress => F::ParcelAddress,
        RequiredField::Form => F::LandUseForm1,
        RequiredField::Origin => F::LandUseOrigin1,
        RequiredField::Term => F::LandUseTerm1,
        RequiredField::Serial => F::Serial,
        RequiredField::RegistryNumber => F::RegistryNumber,
        RequiredField::Issued => F::Issued,
        RequiredField::HolderName => F::HolderName,
        RequiredField::Born => F::Born,
        RequiredField::Gender => F::Gender,
        RequiredField::IdentityNumber => F::IdentityNumber,
        RequiredField::Address => F::Address,
        RequiredField::Organisation => F::Organisation,
        RequiredField::OrganisationNumber => F::OrganisationNumber,
    }
}
