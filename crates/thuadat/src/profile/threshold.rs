//! The thresholds of a profile: their keys in files and reports, their bounds, their place in the core's profile.

use thuadat_core::{Message, Mode, Profile};

macro_rules! thresholds {
    ($($(#[$doc:meta])* $name:ident = $key:literal, $unit:literal, $least:literal..=$most:literal,
        $kind:ident($($place:tt)+), $vi:literal, $en:literal;)+) => {
        /// A number a profile sets.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Threshold {
            $($(#[$doc])* $name,)+
        }

        impl Threshold {
            /// Every threshold, in the order files and reports list them.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// Its key in profile files and reports.
            #[must_use]
            pub const fn key(self) -> &'static str {
                match self { $(Self::$name => $key),+ }
            }

            /// Its name for people.
            #[must_use]
            pub const fn title(self) -> Message<&'static str> {
                match self { $(Self::$name => Message { vi: $vi, en: $en }),+ }
            }

            /// Its unit; empty for a plain number.
            #[must_use]
            pub const fn unit(self) -> &'static str {
                match self { $(Self::$name => $unit),+ }
            }

            /// The smallest and largest value that makes sense.
            pub(super) const fn bounds(self) -> (f64, f64) {
                match self { $(Self::$name => ($least, $most)),+ }
            }

            /// Its value in a profile; none for strict mode and for no limit.
            #[must_use]
            pub const fn value(self, profile: &Profile) -> Option<f64> {
                match self { $(Self::$name => kind!(value $kind profile $($place)+)),+ }
            }

            /// The word a file writes for no number, where there may be none.
            pub(crate) const fn word_for_none(self) -> Option<&'static str> {
                match self { $(Self::$name => kind!(word $kind $($place)+)),+ }
            }

            pub(super) const fn set(self, profile: &mut Profile, value: f64) {
                match self { $(Self::$name => kind!(set $kind profile value $($place)+)),+ }
            }

            pub(super) const fn set_none(self, profile: &mut Profile) {
                match self { $(Self::$name => kind!(set_none $kind profile $($place)+)),+ }
            }
        }
    };
}

/// How a threshold stands in the core's profile: `number(field)`; `count(field)`, a whole number; `limit(word, field)`, where files write the word for
/// none; `mode(word)`, where they write the word for strict.
macro_rules! kind {
    (value number $profile:ident $($field:tt)+) => { Some($profile.$($field)+) };
    (value count $profile:ident $($field:tt)+) => { Some($profile.$($field)+ as f64) };
    (value limit $profile:ident $word:literal, $field:ident) => { $profile.$field };
    (value mode $profile:ident $word:literal) => {
        match $profile.mode {
            Mode::Strict => None,
            Mode::Tolerant(tolerance_m) => Some(tolerance_m),
        }
    };
    (word number $($field:tt)+) => { None };
    (word count $($field:tt)+) => { None };
    (word limit $word:literal, $field:ident) => { Some($word) };
    (word mode $word:literal) => { Some($word) };
    (set number $profile:ident $value:ident $($field:tt)+) => { $profile.$($field)+ = $value };
    (set count $profile:ident $value:ident $($field:tt)+) => { $profile.$($field)+ = $value as usize };
    (set limit $profile:ident $value:ident $word:literal, $field:ident) => { $profile.$field = Some($value) };
    (set mode $profile:ident $value:ident $word:literal) => { $profile.mode = Mode::Tolerant($value) };
    (set_none number $profile:ident $($field:tt)+) => { {} };
    (set_none count $profile:ident $($field:tt)+) => { {} };
    (set_none limit $profile:ident $word:literal, $field:ident) => { $profile.$field = None };
    (set_none mode $profile:ident $word:literal) => { $profile.mode = Mode::Strict };
}

thresholds! {
    /// Step of the lattice.
    Lattice = "lattice_m", "m", 0.000_001..=0.01, number(lattice_m),
        "Bước lưới tọa độ khi so sánh", "Step of the comparison lattice";
    /// Width up to which overlaps and gaps are notes; none in strict mode.
    Tolerance = "tolerance_m", "m", 0.0..=100.0, mode("strict"),
        "Chồng đè, khe hở rộng không quá mức này là ghi chú", "Overlaps and gaps up to this width are notes";
    /// Area up to which overlaps and gaps are notes.
    NegligibleArea = "negligible_area_m2", "m²", 0.0..=1e9, number(negligible_area_m2),
        "Chồng đè, khe hở có diện tích không quá mức này là ghi chú", "Overlaps and gaps up to this area are notes";
    /// Width beyond which a gap is ground outside the parcel layer; none for no limit.
    GapWidth = "gap_width_m", "m", 0.0..=1e9, limit("unlimited", gap_width_m),
        "Khoảng trống rộng hơn mức này coi là đất ngoài lớp thửa", "Gaps wider than this are ground outside the parcel layer";
    /// How near a vertex is to an edge that lacks it.
    MissingVertex = "missing_vertex_m", "m", 0.0..=100.0, number(missing_vertex_m),
        "Đỉnh cách cạnh thửa bên không quá mức này là thiếu đỉnh", "A vertex this near to a neighbour's edge is a missing vertex";
    /// Width up to which open ground between boundaries is a near miss.
    NearMiss = "near_miss_m", "m", 0.0..=100.0, number(near_miss_m),
        "Ranh giới hai thửa cách nhau không quá mức này, hở ra ngoài, là gần khít", "Boundaries with open ground up to this width between them nearly meet";
    /// Width up to which open ground between parcels is an open gap.
    OpenGapWidth = "open_gap_width_m", "m", 0.0..=100.0, number(open_gap.width_m),
        "Dải đất thông ra ngoài rộng không quá mức này là khe hở", "Open ground between parcels up to this width is an open gap";
    /// Length from which open ground between parcels is an open gap.
    OpenGapLength = "open_gap_length_m", "m", 0.0..=1e6, number(open_gap.length_m),
        "và dài từ mức này trở lên", "and from this length on";
    /// How many findings between two sheets are a mismatch of the sheets.
    SheetEdgePlaces = "sheet_edge_places", "", 0.0..=1e6, count(sheet_edge_places),
        "Từ số phát hiện này giữa hai tờ trở lên là biên hai tờ không khớp", "From this number of findings on, the edges of two sheets do not match";
    /// How near corners of two sheets are that may be the same.
    SheetShiftReach = "sheet_shift_reach_m", "m", 0.0..=100.0, number(sheet_shift.reach_m),
        "Tìm góc tương ứng của tờ bên trong khoảng này", "Corners of two sheets this near may be the same";
    /// How near to the common vector corners agree.
    SheetShiftSpread = "sheet_shift_spread_m", "m", 0.0..=100.0, number(sheet_shift.spread_m),
        "Các góc lệch cùng một vectơ, sai khác không quá mức này, là cùng lệch", "Corners this near to the common vector agree on the shift";
    /// How many corners must agree.
    SheetShiftCorners = "sheet_shift_corners", "", 1.0..=1e6, count(sheet_shift.corners),
        "Số góc cùng lệch ít nhất để coi là cả tờ lệch", "At least so many corners must agree on a shift";
    /// How near to another line a line stops that nearly closes a face.
    Unclosed = "unclosed_m", "m", 0.0..=5.0, number(unclosed_m),
        "Đường của bản vẽ dừng cách đường khác không quá mức này là ranh giới chưa khép kín", "A drawn line that stops up to this far from another nearly closes a face";
    /// Width beyond which a closed face without a label is told as such.
    UnlabelledWidth = "unlabelled_width_m", "m", 0.0..=100.0, number(unlabelled_width_m),
        "Vùng khép kín không có nhãn rộng hơn mức này được báo; hẹp hơn là khe hở", "A closed face without a label is told if wider than this; narrower, it is a gap";
    /// How near the arms of a spike are.
    SpikeWidth = "spike_width_m", "m", 0.0..=100.0, number(spike_width_m),
        "Hai cạnh gập lại trong khoảng này là gai nhọn", "Edges folding back within this distance are a spike";
    /// Length up to which an edge is a short one.
    ShortSegment = "short_segment_m", "m", 0.0..=100.0, number(short_segment_m),
        "Cạnh dài không quá mức này là cạnh quá ngắn", "An edge up to this length is very short";
    /// Distance up to which two corners that are not neighbours are too close.
    VertexDistance = "vertex_distance_m", "m", 0.0..=100.0, number(vertex_distance_m),
        "Hai đỉnh không liền kề cách nhau không quá mức này là quá gần", "Two vertices that are not neighbours, up to this far apart, are too close";
    /// Angle up to which a corner is a sharp one.
    SharpAngle = "sharp_angle_deg", "°", 0.0..=45.0, number(sharp_angle_deg),
        "Góc không quá mức này là góc quá nhọn", "An angle up to this is very sharp";
    /// Width up to which a parcel is a sliver.
    SliverWidth = "sliver_width_m", "m", 0.0..=100.0, number(sliver_width_m),
        "Thửa mà hình tròn lớn nhất bên trong rộng không quá mức này là dải hẹp", "A parcel is a sliver if the largest circle inside is up to this wide";
    /// Area up to which a parcel is too small.
    SmallArea = "small_area_m2", "m²", 0.0..=1e9, number(small_area_m2),
        "Thửa có diện tích không quá mức này là quá nhỏ", "A parcel up to this area is very small";
    /// Step of the grid on which map files are drawn.
    Resolution = "resolution_m", "m", 0.0..=1.0, number(resolution_m),
        "Bước lưới tọa độ của tệp bản đồ", "Step of the grid map files are drawn on";
    /// Allowed difference of the recorded area, whatever its size.
    RecordedArea = "recorded_area_m2", "m²", 0.0..=1e9, number(recorded_area.area_m2),
        "Chênh lệch cho phép của diện tích ghi (lấy giá trị lớn nhất trong ba mức)", "Allowed difference of the recorded area (the largest of three limits counts)";
    /// Allowed difference of the recorded area, as a part of the area.
    RecordedAreaRatio = "recorded_area_ratio", "", 0.0..=1.0, number(recorded_area.ratio),
        "hoặc, với diện tích ghi, tỷ lệ trên diện tích P", "or, of the recorded area, as a part of the area P";
    /// Factor k in the limit k · M · √P of the recorded area.
    RecordedAreaFactor = "recorded_area_factor", "", 0.0..=1.0, number(recorded_area.factor),
        "hoặc, với diện tích ghi, hệ số k trong hạn sai k · M · √P", "or, of the recorded area, the factor k in k · M · √P";
    /// Allowed difference of the legal area, whatever its size.
    LegalArea = "legal_area_m2", "m²", 0.0..=1e9, number(legal_area.area_m2),
        "Chênh lệch cho phép của diện tích pháp lý (lấy giá trị lớn nhất trong ba mức)", "Allowed difference of the legal area (the largest of three limits counts)";
    /// Allowed difference of the legal area, as a part of the area.
    LegalAreaRatio = "legal_area_ratio", "", 0.0..=1.0, number(legal_area.ratio),
        "hoặc, với diện tích pháp lý, tỷ lệ trên diện tích P", "or, of the legal area, as a part of the area P";
    /// Factor k in the limit k · M · √P of the legal area.
    LegalAreaFactor = "legal_area_factor", "", 0.0..=1.0, number(legal_area.factor),
        "hoặc, với diện tích pháp lý, hệ số k trong hạn sai k · M · √P", "or, of the legal area, the factor k in k · M · √P";
    /// Allowed difference between the sum of land-use areas and the parcel's area.
    LandUseAreas = "land_use_areas_m2", "m²", 0.0..=1e9, number(land_use_areas_m2),
        "Chênh lệch cho phép giữa tổng diện tích các loại đất và diện tích thửa", "Allowed difference between the sum of land-use areas and the parcel's area";
    /// How far the place of a parcel identifier may be from its parcel.
    ParcelCodeDistance = "parcel_code_distance_m", "m", 0.0..=1e6, number(parcel_code_distance_m),
        "Mã định danh chỉ ra điểm cách thửa không quá mức này vẫn coi là trong thửa", "An identifier's place this near to its parcel counts as inside";
    /// From which probability on a row of a register is linked to a parcel.
    LinkProbability = "link_probability", "", 0.5..=1.0, number(link.probability),
        "Ghép sổ với thửa: ghép theo xác suất khi xác suất từ mức này trở lên", "Linking registers: linked by probability from this probability on";
    /// From which probability on a row is linked by its very numbers though nothing else speaks for it.
    LinkExactProbability = "link_exact_probability", "", 0.0..=1.0, number(link.exact_probability),
        "Ghép sổ với thửa: đúng số tờ, số thửa nhưng diện tích khác thì vẫn ghép khi xác suất từ mức này trở lên", "Linking registers: with the very numbers but another area, linked from this probability on";
    /// From which probability on a parcel is a candidate to be looked at.
    LinkReviewProbability = "link_review_probability", "", 0.0..=1.0, number(link.review_probability),
        "Ghép sổ với thửa: đưa cho người xem khi xác suất từ mức này trở lên", "Linking registers: shown for review from this probability on";
    /// Below which probability a linked row is still shown for review.
    LinkSureProbability = "link_sure_probability", "", 0.0..=1.0, number(link.sure_probability),
        "Ghép sổ với thửa: dòng đã ghép có xác suất dưới mức này vẫn đưa cho người xem", "Linking registers: a linked row below this probability is still shown for review";
    /// Which part of its numbers a sheet must have for a missing one to be a parcel that is no more.
    SheetComplete = "sheet_complete_ratio", "", 0.0..=1.0, number(link.complete_ratio),
        "Tờ có từ tỷ lệ này các số thửa trở lên thì số còn thiếu ở giữa là thửa đã bỏ", "On a sheet with this part of its numbers, one that is missing between others is a parcel that is no more";
    /// Scale denominator of the maps.
    Scale = "scale", "", 1.0..=1e6, number(scale),
        "Mẫu số tỷ lệ bản đồ M", "Scale denominator M of the maps";
}

impl Threshold {
    /// What a file may write for it, in words.
    pub(super) fn expected(self) -> Message {
        let number = self.expected_number();
        match self.word_for_none() {
            None => number,
            Some(word) => Message {
                vi: format!("{}, hoặc \"{word}\"", number.vi),
                en: format!("{}, or \"{word}\"", number.en),
            },
        }
    }

    /// The numbers it may be, in words; with a decimal point in both languages, as files and options have it.
    pub(super) fn expected_number(self) -> Message {
        let (least, most) = self.bounds();
        Message {
            vi: format!("một số từ {least} đến {most}"),
            en: format!("a number from {least} to {most}"),
        }
    }
}
