//! The rules: what can be found wrong, under ids that are a public contract.

mod custom;

pub use custom::CustomRule;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

macro_rules! rules {
    ($($(#[$doc:meta])* $variant:ident = $id:literal, $severity:ident, $vi:literal, $en:literal;)+) => {
        /// What makes a finding. Ids never change their meaning once published.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Rule {
            $($(#[$doc])* $variant,)+
            /// A rule of the user's own, from a profile.
            Custom(CustomRule),
        }

        impl Rule {
            /// Every rule of thuadat's own, in the order reports list them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The public id, such as `topology/overlap`.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Self::$variant => $id,)+ Self::Custom(rule) => rule.id() }
            }

            /// The rule's name for people, Vietnamese and English.
            #[must_use]
            pub const fn title(self) -> Message<&'static str> {
                match self { $(Self::$variant => Message { vi: $vi, en: $en },)+ Self::Custom(rule) => rule.title() }
            }

            /// How grave a finding of this rule is at the most, unless the profile says otherwise.
            #[must_use]
            pub const fn default_severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)+ Self::Custom(rule) => rule.severity() }
            }
        }
    };
}

rules! {
    /// A coordinate is not a number, infinite or beyond any map.
    NotFinite = "geometry/not-finite", Error, "Tọa độ không hợp lệ", "Unusable coordinate";
    /// The parcel has no shape.
    Empty = "geometry/empty", Error, "Thửa không có hình", "Parcel without a shape";
    /// A ring has fewer than three different corners.
    TooFewPoints = "geometry/too-few-points", Error, "Vòng có quá ít đỉnh", "Ring with too few points";
    /// A ring does not end where it begins.
    UnclosedRing = "geometry/unclosed-ring", Error, "Vòng không khép kín", "Ring is not closed";
    /// Two consecutive vertices are the same point.
    RepeatedVertex = "geometry/repeated-vertex", Note, "Đỉnh trùng liên tiếp", "Repeated vertex";
    /// The boundary runs out and back along the same line.
    Spike = "geometry/spike", Error, "Gai nhọn", "Spike";
    /// Boundary edges of one parcel cross or run along each other.
    SelfIntersection = "geometry/self-intersection", Error, "Ranh giới tự cắt", "Boundary crosses itself";
    /// A ring touches itself in a point without crossing.
    SelfContact = "geometry/self-contact", Error, "Ranh giới tự chạm", "Boundary touches itself";
    /// A hole lies outside its shell.
    HoleOutsideShell = "geometry/hole-outside-shell", Error, "Lỗ nằm ngoài vòng ngoài", "Hole outside its shell";
    /// A hole lies inside another hole.
    NestedHoles = "geometry/nested-holes", Error, "Lỗ lồng trong lỗ", "Hole inside another hole";
    /// Parts of one parcel cover the same ground.
    OverlappingParts = "geometry/overlapping-parts", Error, "Các phần của một thửa chồng nhau", "Parts of one parcel overlap";
    /// Touching rings cut the inside of a polygon in two.
    DisconnectedInterior = "geometry/disconnected-interior", Error, "Phần trong bị chia cắt", "Interior is cut in two";
    /// A hole runs the same way round as its shell.
    RingOrientation = "geometry/ring-orientation", Note, "Chiều của vòng không đúng", "Ring runs the wrong way round";
    /// An edge shorter than corners can be told apart.
    ShortSegment = "geometry/short-segment", Note, "Cạnh quá ngắn", "Very short edge";
    /// Two corners that are not neighbours lie nearer to each other than corners can be told apart.
    VerticesTooClose = "geometry/vertices-too-close", Warning, "Hai đỉnh quá gần nhau", "Vertices too close";
    /// The arms of a corner enclose a very small angle.
    SharpAngle = "geometry/sharp-angle", Note, "Góc quá nhọn", "Very sharp angle";
    /// A parcel too narrow to be one.
    SliverParcel = "geometry/sliver-parcel", Warning, "Thửa là dải hẹp", "Sliver parcel";
    /// A parcel too small to be one.
    TooSmall = "geometry/too-small", Note, "Thửa quá nhỏ", "Very small parcel";
    /// A parcel of several parts that lie apart.
    Multipart = "geometry/multipart", Warning, "Thửa gồm nhiều phần rời", "Parcel of several parts";
    /// A parcel whose boundary has arcs, which were made chains of straight edges.
    Curve = "geometry/curve", Note, "Ranh giới có cung tròn", "Boundary with arcs";
    /// Vertices that lie on no point of the grid map files are drawn on.
    OffLattice = "geometry/off-lattice", Note, "Đỉnh lệch lưới tọa độ của tệp bản đồ", "Vertices off the grid of map files";
    /// Two parcels cover the same ground.
    Overlap = "topology/overlap", Error, "Chồng đè", "Overlap";
    /// Ground enclosed by parcels that belongs to none.
    Gap = "topology/gap", Error, "Khe hở", "Gap";
    /// Two parcels have exactly the same shape.
    DuplicateParcel = "topology/duplicate-parcel", Error, "Thửa trùng hình", "Duplicate parcel";
    /// A parcel lies wholly inside another.
    ContainedParcel = "topology/contained-parcel", Error, "Thửa nằm trong thửa khác", "Parcel inside another";
    /// A neighbour has a vertex on a shared edge where this parcel has none.
    MissingVertex = "topology/missing-vertex", Warning, "Thiếu đỉnh trên cạnh chung", "Missing vertex on a shared edge";
    /// Boundaries of two parcels nearly meet, with open ground between them.
    NearMiss = "topology/near-miss", Warning, "Ranh giới gần khít", "Boundaries nearly meet";
    /// Narrow ground between parcels that is open to a road or to the outside.
    OpenGap = "topology/open-gap", Warning, "Khe hở thông ra ngoài", "Open gap";
    /// The edges of two map sheets do not match in several places.
    SheetEdge = "topology/sheet-edge", Warning, "Biên hai tờ bản đồ không khớp", "Edges of two sheets do not match";
    /// A map sheet stands off another as a whole.
    SheetShift = "topology/sheet-shift", Error, "Hai tờ bản đồ lệch nhau", "Sheets are shifted against each other";
    /// A parcel reaches out of its commune.
    OutsideCommune = "topology/outside-commune", Warning, "Thửa vượt địa giới xã", "Parcel outside its commune";
    /// A parcel reaches out of the frame of its map sheet.
    OutsideSheet = "topology/outside-sheet", Note, "Thửa vượt khung tờ bản đồ", "Parcel outside its map sheet";
    /// A line of a drawing ends in the open, or parts nothing.
    Dangle = "linework/dangle", Warning, "Đường cụt", "Dangling line";
    /// A line of a drawing stops just short of closing a face.
    UnclosedFace = "linework/unclosed-face", Error, "Ranh giới chưa khép kín", "Boundary nearly closes";
    /// A closed face of a drawing has no label.
    FaceWithoutLabel = "linework/face-without-label", Warning, "Vùng khép kín không có nhãn", "Closed face without a label";
    /// A closed face of a drawing has the labels of several parcels.
    FaceWithSeveralLabels = "linework/face-with-several-labels", Error, "Vùng khép kín có nhiều nhãn", "Closed face with several labels";
    /// A label of a drawing lies in no closed face.
    LabelOutside = "linework/label-outside", Error, "Nhãn nằm ngoài vùng khép kín", "Label in no closed face";
    /// Commune, sheet and number occur more than once.
    NumberDuplicate = "number/duplicate", Error, "Trùng số tờ, số thửa", "Duplicate sheet and parcel number";
    /// Sheet or parcel number is not filled in.
    NumberMissing = "number/missing", Warning, "Thiếu số tờ hoặc số thửa", "Missing sheet or parcel number";
    /// Sheet or parcel number is text.
    NumberNotANumber = "number/not-a-number", Note, "Số tờ hoặc số thửa là chữ", "Sheet or parcel number is text";
    /// The recorded area is not that of the shape.
    RecordedAreaDiffers = "area/recorded-differs", Warning, "Diện tích ghi khác diện tích hình", "Recorded area differs from the shape";
    /// The legal area is not that of the shape.
    LegalAreaDiffers = "area/legal-differs", Warning, "Diện tích pháp lý khác diện tích hình", "Legal area differs from the shape";
    /// The areas of a parcel's land uses do not add up to its area.
    LandUsesDoNotAddUp = "area/land-uses-do-not-add-up", Warning, "Tổng diện tích các loại đất không khớp", "Land-use areas do not add up";
    /// A land-use code stands in no list, or in the list of another time.
    UnknownLandUse = "land-use/unknown-code", Warning, "Mã loại đất không có trong danh mục", "Unknown land-use code";
    /// A commune code stands in no list, or in the list of another time.
    UnknownCommune = "commune/unknown-code", Warning, "Mã xã không có trong danh mục", "Unknown commune code";
    /// A parcel identifier is not twelve characters of the alphabet it is written in.
    ParcelCodeMalformed = "parcel-code/malformed", Error, "Mã định danh thửa đất sai dạng", "Malformed parcel identifier";
    /// Several parcels have the same identifier.
    ParcelCodeDuplicate = "parcel-code/duplicate", Error, "Trùng mã định danh thửa đất", "Duplicate parcel identifier";
    /// A parcel identifier means a place outside the parcel.
    ParcelCodeOutside = "parcel-code/outside-parcel", Warning, "Mã định danh chỉ ra ngoài thửa", "Parcel identifier points outside the parcel";
    /// A column holds text in an encoding of before Unicode.
    LegacyText = "encoding/legacy-text", Warning, "Cột còn chữ chưa chuyển sang Unicode", "Text of before Unicode";
    /// A column holds names of people or numbers of citizens.
    PersonalData = "privacy/personal-data", Warning, "Lớp dữ liệu có thông tin cá nhân", "Personal data";
    /// Easting and northing stand in each other's place.
    AxesSwapped = "crs/axes-swapped", Error, "Đảo tọa độ X, Y", "Axes are swapped";
    /// Coordinates lie outside the zone they are declared in.
    OutsideZone = "crs/outside-zone", Warning, "Tọa độ nằm ngoài múi chiếu", "Coordinates outside the declared zone";
    /// Coordinates do not suit the zone they are declared in, and suit another one.
    WrongZone = "crs/wrong-zone", Error, "Sai múi chiếu", "Wrong zone";
    /// The serial of a certificate is not of the form of its time.
    SerialMalformed = "certificate/serial-malformed", Warning, "Số phát hành giấy chứng nhận sai dạng", "Malformed serial of a certificate";
    /// The registry number of a certificate is a placeholder.
    RegistryPlaceholder = "certificate/registry-number-placeholder", Warning, "Số vào sổ cấp giấy chỉ là ghi tạm", "Placeholder for a registry number";
    /// Different certificates have the same serial.
    SerialDuplicate = "certificate/serial-duplicate", Error, "Trùng số phát hành giữa các giấy", "Same serial on different certificates";
    /// A parcel has several certificates.
    ParcelHasSeveral = "certificate/parcel-has-several", Error, "Thửa có nhiều giấy chứng nhận", "Parcel with several certificates";
    /// The parcel of a certificate is not on the map.
    ParcelMissing = "certificate/parcel-missing", Warning, "Thửa trên giấy không có trên bản đồ", "Parcel of a certificate is not on the map";
    /// A certificate is of a parcel that was split or joined since.
    OnRetiredParcel = "certificate/on-retired-parcel", Warning, "Giấy cấp cho thửa nay không còn", "Certificate of a parcel that is no more";
    /// The area of a certificate is not that of the map.
    CertificateAreaDiffers = "certificate/area-differs", Warning, "Diện tích trên giấy khác bản đồ", "Area of a certificate differs from the map";
    /// The land use of a certificate is not that of the map.
    CertificateLandUseDiffers = "certificate/land-use-differs", Warning, "Loại đất trên giấy khác bản đồ", "Land use of a certificate differs from the map";
    /// Rows of one certificate contradict each other.
    EntriesDisagree = "certificate/entries-disagree", Error, "Các dòng của một giấy mâu thuẫn nhau", "Rows of one certificate disagree";
    /// A date of a certificate cannot be.
    DateImpossible = "certificate/date-impossible", Error, "Ngày không thể có", "Impossible date";
    /// An identity number is not of the form of one.
    IdentityMalformed = "certificate/identity-malformed", Warning, "Số định danh cá nhân sai dạng", "Malformed identity number";
}

impl Rule {
    /// The rule of thuadat's own with a public id, or none.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|rule| rule.id() == id)
    }

    /// Whether it is about registers of certificates and run where they are linked to a map; others are about maps.
    #[must_use]
    pub fn is_of_registers(self) -> bool {
        !matches!(self, Self::Custom(_)) && self.id().starts_with("certificate/")
    }
}

/// As its id.
impl Serialize for Rule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.id())
    }
}

/// From the id of a rule of thuadat's own: of others the id alone does not tell the name.
impl<'de> Deserialize<'de> for Rule {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let id = String::deserialize(deserializer)?;
        Self::from_id(&id).ok_or_else(|| D::Error::custom(format_args!("no rule has the id {id}")))
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

/// How grave a finding is. Ordered: an error is greater than a warning, a warning than a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing, nothing to mend.
    Note,
    /// To be looked at.
    Warning,
    /// To be mended.
    Error,
}

impl Severity {
    /// The severity's public name.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

/// A sentence for people in both languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Message<Text = String> {
    /// Vietnamese.
    pub vi: Text,
    /// English.
    pub en: Text,
}
