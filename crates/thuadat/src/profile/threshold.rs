//! The thresholds of a profile: their keys in files and reports, their bounds, their place in the core's profile.

use thuadat_core::{Message, Mode, Profile};

/// A number a profile sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Threshold {
    /// Step of the lattice.
    Lattice,
    /// Width up to which overlaps and gaps are notes; none in strict mode.
    Tolerance,
    /// Area up to which overlaps and gaps are notes.
    NegligibleArea,
    /// Width beyond which a gap is ground outside the parcel layer; none for no limit.
    GapWidth,
    /// How near a vertex is to an edge that lacks it.
    MissingVertex,
    /// How near the arms of a spike are.
    SpikeWidth,
    /// Allowed difference of the recorded area.
    RecordedArea,
    /// Allowed difference of the recorded area, as a part of the area.
    RecordedAreaRatio,
    /// Factor in the limit of the legal area.
    LegalAreaFactor,
    /// Scale denominator of the maps.
    Scale,
}

impl Threshold {
    /// Every threshold, in the order files and reports list them.
    pub const ALL: [Self; 10] = [
        Self::Lattice,
        Self::Tolerance,
        Self::NegligibleArea,
        Self::GapWidth,
        Self::MissingVertex,
        Self::SpikeWidth,
        Self::RecordedArea,
        Self::RecordedAreaRatio,
        Self::LegalAreaFactor,
        Self::Scale,
    ];

    /// Its key in profile files and reports.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Lattice => "lattice_m",
            Self::Tolerance => "tolerance_m",
            Self::NegligibleArea => "negligible_area_m2",
            Self::GapWidth => "gap_width_m",
            Self::MissingVertex => "missing_vertex_m",
            Self::SpikeWidth => "spike_width_m",
            Self::RecordedArea => "recorded_area_m2",
            Self::RecordedAreaRatio => "recorded_area_ratio",
            Self::LegalAreaFactor => "legal_area_factor",
            Self::Scale => "scale",
        }
    }

    /// Its name for people.
    #[must_use]
    pub const fn title(self) -> Message<&'static str> {
        let (vi, en) = match self {
            Self::Lattice => ("Bước lưới tọa độ khi so sánh", "Step of the comparison lattice"),
            Self::Tolerance => (
                "Chồng đè, khe hở rộng không quá mức này là ghi chú",
                "Overlaps and gaps up to this width are notes",
            ),
            Self::NegligibleArea => (
                "Chồng đè, khe hở có diện tích không quá mức này là ghi chú",
                "Overlaps and gaps up to this area are notes",
            ),
            Self::GapWidth => (
                "Khoảng trống rộng hơn mức này coi là đất ngoài lớp thửa",
                "Gaps wider than this are ground outside the parcel layer",
            ),
            Self::MissingVertex => (
                "Đỉnh cách cạnh thửa bên không quá mức này là thiếu đỉnh",
                "A vertex this near to a neighbour's edge is a missing vertex",
            ),
            Self::SpikeWidth => (
                "Hai cạnh gập lại trong khoảng này là gai nhọn",
                "Edges folding back within this distance are a spike",
            ),
            Self::RecordedArea => {
                ("Chênh lệch cho phép của diện tích ghi", "Allowed difference of the recorded area")
            }
            Self::RecordedAreaRatio => (
                "hoặc tỷ lệ trên diện tích (lấy giá trị lớn hơn)",
                "or as a part of the area (the larger one counts)",
            ),
            Self::LegalAreaFactor => (
                "Hệ số k trong hạn sai diện tích pháp lý k · M · √P",
                "Factor k in the limit of the legal area, k · M · √P",
            ),
            Self::Scale => ("Mẫu số tỷ lệ bản đồ M", "Scale denominator M of the maps"),
        };
        Message { vi, en }
    }

    /// Its unit; empty for a plain number.
    #[must_use]
    pub const fn unit(self) -> &'static str {
        match self {
            Self::Lattice | Self::Tolerance | Self::GapWidth | Self::MissingVertex | Self::SpikeWidth => "m",
            Self::NegligibleArea | Self::RecordedArea => "m²",
            Self::RecordedAreaRatio | Self::LegalAreaFactor | Self::Scale => "",
        }
    }

    /// Its value in a profile; none for strict mode and for no limit.
    #[must_use]
    pub const fn value(self, profile: &Profile) -> Option<f64> {
        match self {
            Self::Lattice => Some(profile.lattice_m),
            Self::Tolerance => match profile.mode {
                Mode::Strict => None,
                Mode::Tolerant(tolerance_m) => Some(tolerance_m),
            },
            Self::NegligibleArea => Some(profile.negligible_area_m2),
            Self::GapWidth => profile.gap_width_m,
            Self::MissingVertex => Some(profile.missing_vertex_m),
            Self::SpikeWidth => Some(profile.spike_width_m),
            Self::RecordedArea => Some(profile.recorded_area.area_m2),
            Self::RecordedAreaRatio => Some(profile.recorded_area.ratio),
            Self::LegalAreaFactor => Some(profile.legal_area_factor),
            Self::Scale => Some(profile.scale),
        }
    }

    /// The word a file writes for no number, where there may be none.
    pub(crate) const fn word_for_none(self) -> Option<&'static str> {
        match self {
            Self::Tolerance => Some("strict"),
            Self::GapWidth => Some("unlimited"),
            _ => None,
        }
    }

    pub(super) const fn set(self, profile: &mut Profile, value: f64) {
        match self {
            Self::Lattice => profile.lattice_m = value,
            Self::Tolerance => profile.mode = Mode::Tolerant(value),
            Self::NegligibleArea => profile.negligible_area_m2 = value,
            Self::GapWidth => profile.gap_width_m = Some(value),
            Self::MissingVertex => profile.missing_vertex_m = value,
            Self::SpikeWidth => profile.spike_width_m = value,
            Self::RecordedArea => profile.recorded_area.area_m2 = value,
            Self::RecordedAreaRatio => profile.recorded_area.ratio = value,
            Self::LegalAreaFactor => profile.legal_area_factor = value,
            Self::Scale => profile.scale = value,
        }
    }

    pub(super) const fn set_none(self, profile: &mut Profile) {
        match self {
            Self::Tolerance => profile.mode = Mode::Strict,
            Self::GapWidth => profile.gap_width_m = None,
            _ => {}
        }
    }

    /// The smallest and largest value that makes sense.
    pub(super) const fn bounds(self) -> (f64, f64) {
        match self {
            Self::Lattice => (1e-6, 0.01),
            Self::Tolerance | Self::MissingVertex | Self::SpikeWidth => (0.0, 100.0),
            Self::NegligibleArea | Self::GapWidth | Self::RecordedArea => (0.0, 1e9),
            Self::RecordedAreaRatio | Self::LegalAreaFactor => (0.0, 1.0),
            Self::Scale => (1.0, 1e6),
        }
    }

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
