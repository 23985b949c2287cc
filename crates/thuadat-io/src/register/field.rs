//! What a column of a register can hold.

use std::fmt;

macro_rules! fields {
    ($($(#[doc = $doc:literal])* $name:ident $id:literal $access:ident,)*) => {
        /// What a column of a register holds.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum RegisterField {
            $($(#[doc = $doc])* $name,)*
        }

        impl RegisterField {
            /// All fields, in the order of their declaration.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The field's public name, as in the tables of headers.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self {
                    $(Self::$name => $id,)*
                }
            }

            /// Whether its values are of a person or lead to one, so that they are never shown.
            #[must_use]
            pub const fn is_restricted(self) -> bool {
                match self {
                    $(Self::$name => fields!(@$access),)*
                }
            }
        }
    };
    (@open) => { false };
    (@restricted) => { true };
}

fields! {
    /// Running number of the row.
    Ordinal "ordinal" open,
    /// Code of the commune.
    Commune "commune" open,
    /// Serial of the certificate (`số phát hành`).
    Serial "serial" restricted,
    /// Day of issue.
    Issued "issued" open,
    /// Registry number of the certificate (`số vào sổ`).
    RegistryNumber "registry_number" restricted,
    /// Name of the organisation.
    Organisation "organisation" restricted,
    /// Number of the organisation.
    OrganisationNumber "organisation_number" restricted,
    /// Name of the person who holds it.
    HolderName "holder_name" restricted,
    /// Date of birth.
    Born "born" restricted,
    /// Gender.
    Gender "gender" restricted,
    /// Number of the identity paper.
    IdentityNumber "identity_number" restricted,
    /// Name of the spouse, where one row has both.
    SpouseName "spouse_name" restricted,
    /// Identity number of the spouse.
    SpouseNumber "spouse_number" restricted,
    /// Where the person lives.
    Address "address" restricted,
    /// What kind of holder the certificate names (`pháp nhân`).
    HolderKind "holder_kind" open,
    /// What this person is among the holders (`vai trò`).
    HolderRole "holder_role" open,
    /// Who uses the land now, where that is another.
    CurrentUserName "current_user_name" restricted,
    /// Identity number of that person.
    CurrentUserNumber "current_user_number" restricted,
    /// Address of that person.
    CurrentUserAddress "current_user_address" restricted,
    /// Why the user is another one.
    ChangeReason "change_reason" open,
    /// The official parcel identifier.
    ParcelCode "parcel_code" open,
    /// Sheet as printed on the certificate.
    PrintedSheet "printed_sheet" open,
    /// Number of the parcel as printed on the certificate.
    PrintedNumber "printed_number" open,
    /// Sheet on today's map.
    CurrentSheet "current_sheet" open,
    /// Number of the parcel on today's map.
    CurrentNumber "current_number" open,
    /// Scale of the map the certificate was made from.
    Scale "scale" open,
    /// Where the parcel lies, in words.
    ParcelAddress "parcel_address" open,
    /// Area of the parcel by the certificate, in square metres.
    Area "area" open,
    /// Area of the parcel by the map, in square metres.
    MapArea "map_area" open,
    /// Area of the parcel in hectares.
    AreaHa "area_ha" open,
    /// The first land use.
    LandUse1 "land_use_1" open,
    /// Its area, in square metres.
    LandUseArea1 "land_use_area_1" open,
    /// Where the right comes from.
    LandUseOrigin1 "land_use_origin_1" open,
    /// Held alone or in common.
    LandUseForm1 "land_use_form_1" open,
    /// Until when.
    LandUseTerm1 "land_use_term_1" open,
    /// The second land use.
    LandUse2 "land_use_2" open,
    /// Its area, in square metres.
    LandUseArea2 "land_use_area_2" open,
    /// Where the right comes from.
    LandUseOrigin2 "land_use_origin_2" open,
    /// Held alone or in common.
    LandUseForm2 "land_use_form_2" open,
    /// Until when.
    LandUseTerm2 "land_use_term_2" open,
    /// The third land use.
    LandUse3 "land_use_3" open,
    /// Its area, in square metres.
    LandUseArea3 "land_use_area_3" open,
    /// Where the right comes from.
    LandUseOrigin3 "land_use_origin_3" open,
    /// Held alone or in common.
    LandUseForm3 "land_use_form_3" open,
    /// Until when.
    LandUseTerm3 "land_use_term_3" open,
    /// What stands on the land.
    AssetType "asset_type" open,
    /// Name of a block of flats or of mixed use.
    AssetBlock "asset_block" open,
    /// Name of an apartment building.
    ApartmentBuilding "apartment_building" open,
    /// Number of the flat.
    FlatNumber "flat_number" open,
    /// Ground the building covers.
    BuiltArea "built_area" open,
    /// Floor area.
    FloorArea "floor_area" open,
    /// How the building is owned.
    OwnershipForm "ownership_form" open,
    /// Until when.
    OwnershipTerm "ownership_term" open,
    /// Rank of the house (`hạng`).
    HouseRank "house_rank" open,
    /// Grade of the house (`cấp`).
    HouseGrade "house_grade" open,
    /// Names of the scanned files, which hold the serial.
    ScanFiles "scan_files" restricted,
    /// What the campaign calls the parcel (`phân loại`).
    Class "class" open,
    /// Number of the first identity paper.
    Paper1Number "paper_1_number" restricted,
    /// What paper that is.
    Paper1Type "paper_1_type" open,
    /// Whether it was verified.
    Paper1Status "paper_1_status" open,
    /// Number of the second identity paper.
    Paper2Number "paper_2_number" restricted,
    /// What paper that is.
    Paper2Type "paper_2_type" open,
    /// Whether it was verified.
    Paper2Status "paper_2_status" open,
    /// Whether there are scans.
    HasScan "has_scan" open,
    /// What certificate it is.
    CertificateType "certificate_type" open,
    /// Where the parcel lies, in degrees.
    Coordinates "coordinates" open,
    /// The import's own number of the row.
    Guid "guid" open,
    /// Whatever people note, which may name anybody.
    Note "note" restricted,
}

/// The columns of one land use.
pub(super) struct LandUseFields {
    pub(super) land_use: RegisterField,
    pub(super) area: RegisterField,
    pub(super) origin: RegisterField,
    pub(super) form: RegisterField,
    pub(super) term: RegisterField,
}

impl RegisterField {
    /// The field of a public name.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|field| field.id() == id)
    }

    /// The three land uses a register has room for.
    pub(super) const LAND_USES: [LandUseFields; 3] = [
        LandUseFields {
            land_use: Self::LandUse1,
            area: Self::LandUseArea1,
            origin: Self::LandUseOrigin1,
            form: Self::LandUseForm1,
            term: Self::LandUseTerm1,
        },
        LandUseFields {
            land_use: Self::LandUse2,
            area: Self::LandUseArea2,
            origin: Self::LandUseOrigin2,
            form: Self::LandUseForm2,
            term: Self::LandUseTerm2,
        },
        LandUseFields {
            land_use: Self::LandUse3,
            area: Self::LandUseArea3,
            origin: Self::LandUseOrigin3,
            form: Self::LandUseForm3,
            term: Self::LandUseTerm3,
        },
    ];
}

impl fmt::Display for RegisterField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}
