//! The words reports for people share: every report says the same thing the same way.

use super::model::{CrsOrigin, Field, Report, Selection, Severity, Status, Text, Threshold};
use super::{Kind, number};
use crate::Language;
use thuadat_core::Message;

impl Text {
    /// A text made once for each language.
    pub(crate) fn each(make: impl Fn(Language) -> String) -> Self {
        Self { vi: make(Language::Vi), en: make(Language::En) }
    }

    /// The text in one language.
    #[must_use]
    pub fn in_language(&self, language: Language) -> &str {
        language.pick(&self.vi, &self.en)
    }
}

/// A text in both languages, from literals.
pub(super) fn text(vi: &str, en: &str) -> Text {
    Text { vi: vi.to_owned(), en: en.to_owned() }
}

pub(super) fn severity(severity: Severity) -> Text {
    match severity {
        Severity::Error => text("Lỗi", "Error"),
        Severity::Warning => text("Cảnh báo", "Warning"),
        Severity::Note => text("Ghi chú", "Note"),
    }
}

pub(super) fn severities(severity: Severity) -> Text {
    match severity {
        Severity::Error => text("Lỗi", "Errors"),
        Severity::Warning => text("Cảnh báo", "Warnings"),
        Severity::Note => text("Ghi chú", "Notes"),
    }
}

pub(super) fn field(field: Field) -> Text {
    match field {
        Field::Commune => text("mã xã", "commune"),
        Field::Sheet => text("số tờ", "sheet"),
        Field::Number => text("số thửa", "parcel number"),
        Field::RecordedArea => text("diện tích ghi", "recorded area"),
        Field::LegalArea => text("diện tích pháp lý", "legal area"),
        Field::LandUse => text("loại đất", "land use"),
        Field::LandUse2 => text("loại đất thứ hai", "second land use"),
        Field::LandUse3 => text("loại đất thứ ba", "third land use"),
        Field::LandUseArea => text("diện tích loại đất", "area of the land use"),
        Field::LandUseArea2 => text("diện tích loại đất thứ hai", "area of the second land use"),
        Field::LandUseArea3 => text("diện tích loại đất thứ ba", "area of the third land use"),
        Field::ParcelCode => text("mã định danh thửa đất", "parcel identifier"),
        Field::Holder => text("tên người sử dụng đất", "name of the holder"),
    }
}

pub(super) fn crs_origin(origin: CrsOrigin) -> Text {
    match origin {
        CrsOrigin::Declared => text("theo khai báo của tệp", "as the file declares"),
        CrsOrigin::Given => text("do người dùng chỉ định", "named by the user"),
        CrsOrigin::Assumed => {
            text("không rõ hệ tọa độ, coi tọa độ là mét", "no system known, coordinates taken as metres")
        }
        CrsOrigin::ProjectedToGiven => text(
            "chuyển từ kinh độ, vĩ độ sang múi người dùng chọn",
            "projected from degrees to the zone the user named",
        ),
        CrsOrigin::ProjectedToFitting => text(
            "chuyển từ kinh độ, vĩ độ sang múi phù hợp vị trí",
            "projected from degrees to the zone that fits the place",
        ),
    }
}

/// The coordinate system: its name, code and how it was arrived at.
pub(super) fn crs(report: &Report) -> Text {
    let crs = &report.input.crs;
    let code = crs.epsg.map(|epsg| format!(" (EPSG:{epsg})")).unwrap_or_default();
    let origin = crs_origin(crs.origin);
    Text::each(|language| format!("{}{code}, {}", crs.name, origin.in_language(language)))
}

/// What the report is confined to, a sentence each; nothing where it tells of everything.
pub(super) fn selection(report: &Report) -> Vec<Text> {
    let Some(selection) = &report.selection else { return Vec::new() };
    let mut sentences = Vec::new();
    if selection.bbox.is_some() || !selection.sheets.is_empty() {
        sentences.push(selected_parcels(report, selection));
    }
    if !selection.only.is_empty() {
        let names = selection.only.join(", ");
        sentences
            .push(text(&format!("chỉ chạy quy tắc {names}"), &format!("only the rules {names} were run")));
    }
    if !selection.skip.is_empty() {
        let names = selection.skip.join(", ");
        sentences.push(text(&format!("bỏ qua quy tắc {names}"), &format!("the rules {names} were left out")));
    }
    sentences
}

fn selected_parcels(report: &Report, selection: &Selection) -> Text {
    Text::each(|language| {
        let mut chosen = Vec::new();
        if !selection.sheets.is_empty() {
            chosen.push(format!("{} {}", language.pick("tờ", "sheet"), selection.sheets.join(", ")));
        }
        if let Some(bbox) = selection.bbox {
            let sides = bbox.map(|side| number::shortest(language, side)).join("; ");
            let degrees = if selection.bbox_in_degrees { "°" } else { " m" };
            chosen.push(format!("{} {sides}{degrees}", language.pick("khung", "box")));
        }
        let chosen = chosen.join(" · ");
        let (some, all) =
            (number::count(language, selection.parcels), number::count(language, report.input.parcels));
        match language {
            Language::Vi => {
                format!("{chosen}: {some} trong {all} thửa; các thửa lân cận vẫn được đem so sánh")
            }
            Language::En => {
                format!("{chosen}: {some} of {all} parcels; their neighbours took part in the comparison")
            }
        }
    })
}

/// Strict, or how tolerant.
pub(super) fn mode(report: &Report) -> Text {
    let tolerance_m = report.profile.thresholds.iter().find(|threshold| threshold.key == "tolerance_m");
    match tolerance_m.and_then(|threshold| threshold.value) {
        None => text(
            "nghiêm ngặt: ranh giới chung phải trùng từng đỉnh",
            "strict: shared boundaries match vertex for vertex",
        ),
        Some(metres) => Text::each(|language| {
            let metres = number::shortest(language, metres);
            match language {
                Language::Vi => {
                    format!("dung sai {metres} m: chồng đè, khe hở không rộng hơn chỉ là ghi chú")
                }
                Language::En => format!("tolerant, {metres} m: overlaps and gaps no wider are notes"),
            }
        }),
    }
}

/// A threshold's value with its unit, or the word for none.
pub(super) fn threshold_value(threshold: &Threshold, language: Language) -> String {
    let unit = if threshold.key.ends_with("_m2") {
        " m²"
    } else if threshold.key.ends_with("_m") {
        " m"
    } else {
        ""
    };
    match threshold.value {
        Some(value) => format!("{}{unit}", number::shortest(language, value)),
        None if threshold.key == "tolerance_m" => language.pick("nghiêm ngặt", "strict").to_owned(),
        None => language.pick("không giới hạn", "unlimited").to_owned(),
    }
}

/// What a threshold rests on, its date, and whether anyone compared them; empty where the profile does not say.
pub(super) fn threshold_basis(threshold: &Threshold, language: Language) -> String {
    let Some(source) = &threshold.source else { return String::new() };
    let date = threshold.date.as_deref().map(|date| format!(" ({date})")).unwrap_or_default();
    let unverified = match threshold.verified {
        Some(false) => language.pick(
            " — chưa đối chiếu với văn bản đang có hiệu lực",
            " — not yet compared with the text in force",
        ),
        _ => "",
    };
    format!("{}{date}{unverified}", source.in_language(language))
}

/// The outcome in one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// There are errors.
    Failed,
    /// No errors, but warnings.
    PassedWithWarnings,
    /// Neither errors nor warnings.
    Passed,
    /// There was no parcel to check.
    NothingChecked,
}

impl Verdict {
    pub(super) fn of(report: &Report) -> Self {
        match (report.summary.errors, report.summary.warnings) {
            (0, 0) if report.summary.parcels == 0 || has_run_nothing(report) => Self::NothingChecked,
            (0, 0) => Self::Passed,
            (0, _) => Self::PassedWithWarnings,
            _ => Self::Failed,
        }
    }

    /// The bare answer.
    pub(super) fn word(self) -> Text {
        match self {
            Self::Failed => text("CHƯA ĐẠT", "NOT PASSED"),
            Self::PassedWithWarnings | Self::Passed => text("ĐẠT", "PASSED"),
            Self::NothingChecked => text("CHƯA KIỂM TRA", "NOT CHECKED"),
        }
    }
}

/// What follows the bare answer: the counts it rests on, and what it does not cover.
pub(super) fn verdict_reason(report: &Report) -> Text {
    let not_run = report.rules.iter().filter(|rule| rule.status == Status::NotRun).count();
    Text::each(|language| {
        let found = match Verdict::of(report) {
            Verdict::Failed => failed_reason(report, language),
            Verdict::PassedWithWarnings => counted(
                language,
                report.summary.warnings,
                ["cảnh báo cần xem lại", "warning to look at", "warnings to look at"],
            ),
            Verdict::Passed => {
                language.pick("không có lỗi, không có cảnh báo", "no errors, no warnings").to_owned()
            }
            Verdict::NothingChecked if report.summary.parcels > 0 => {
                let [vi, en] = [
                    "không quy tắc nào chạy được; xem lý do ở từng quy tắc",
                    "no rule could be run; see the reason beside each rule",
                ];
                return language.pick(vi, en).to_owned();
            }
            Verdict::NothingChecked => {
                let [vi, en] = [
                    "lớp không có thửa nào; hãy xem có chọn nhầm tệp hay nhầm lớp không",
                    "the layer has no parcels; see whether it is the right file and layer",
                ];
                return language.pick(vi, en).to_owned();
            }
        };
        let mut reasons = vec![found];
        if report.summary.accepted > 0 {
            let nouns = ["phát hiện đã được chấp nhận", "accepted finding", "accepted findings"];
            reasons.push(counted(language, report.summary.accepted, nouns));
        }
        if not_run > 0 {
            reasons.push(counted(language, not_run, ["quy tắc không chạy", "rule not run", "rules not run"]));
        }
        reasons.join("; ")
    })
}

fn has_run_nothing(report: &Report) -> bool {
    report.rules.iter().all(|rule| rule.status == Status::NotRun)
}

fn failed_reason(report: &Report, language: Language) -> String {
    let errors = counted(language, report.summary.errors, ["lỗi", "error", "errors"]);
    let (bad, all) = (report.summary.parcels_with_errors, report.summary.parcels);
    if bad == 0 {
        return errors;
    }
    let bad = number::count(language, bad);
    let all = counted(language, all, ["thửa", "parcel", "parcels"]);
    match language {
        Language::Vi => format!("{errors}, liên quan {bad} trong {all}"),
        Language::En => format!("{errors}, concerning {bad} of {all}"),
    }
}

/// A count with its noun: Vietnamese, English for one, English for many.
pub(super) fn counted(language: Language, count: usize, nouns: [&str; 3]) -> String {
    let [vi, one, many] = nouns;
    let noun = language.pick(vi, if count == 1 { one } else { many });
    format!("{} {noun}", number::count(language, count))
}

/// That a workbook does not list all of so many findings, and where they are.
pub(super) fn workbook_leaves_out(findings: usize) -> Option<Text> {
    let Message { vi, en } = Kind::Xlsx.leaves_out(findings)?;
    Some(text(&format!("Bảng này {vi}."), &format!("This workbook {en}.")))
}

/// Area, width and length of a finding, as far as it has them, with their names.
pub(super) fn measures(finding: &super::model::Finding, language: Language) -> Vec<String> {
    let mut measures = Vec::new();
    if let Some(area_m2) = finding.area_m2 {
        measures.push(number::area(language, area_m2));
    }
    if let Some(width_m) = finding.width_m {
        measures.push(format!("{} {}", language.pick("rộng", "width"), number::length(language, width_m)));
    }
    if let Some(length_m) = finding.length_m {
        measures.push(format!("{} {}", language.pick("dài", "length"), number::length(language, length_m)));
    }
    measures
}

/// A place as surveyors of each country write it: X north and Y east in Vietnam.
pub(super) fn place(at: [f64; 2], language: Language) -> String {
    let [east, north] = at.map(|metres| number::coordinate(language, metres));
    match language {
        Language::Vi => format!("X {north}  Y {east}"),
        Language::En => format!("N {north}  E {east}"),
    }
}

/// The parcels of a finding as `sheet/number`, the first few of them.
pub(super) fn parcels(finding: &super::model::Finding, most: usize) -> String {
    let mut names: Vec<String> = finding.parcels.iter().take(most).map(parcel).collect();
    if finding.parcels.len() > most {
        names.push(format!("+{}", finding.parcels.len() - most));
    }
    names.join(" · ")
}

/// A parcel as `sheet/number`, or by its feature id.
pub(super) fn parcel(parcel: &super::model::Parcel) -> String {
    match (&parcel.sheet, &parcel.number) {
        (Some(sheet), Some(number)) => format!("{sheet}/{number}"),
        (None, Some(number)) => number.clone(),
        (_, None) => format!("#{}", feature(&parcel.feature)),
    }
}

pub(super) fn feature(feature: &super::model::Feature) -> String {
    match feature {
        super::model::Feature::Number(number) => number.to_string(),
        super::model::Feature::Text(text) => text.clone(),
    }
}
