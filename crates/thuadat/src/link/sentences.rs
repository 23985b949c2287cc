//! What reports for people say of a row.

use super::LinkRun;
use super::convert::{advice, source};
use super::model::{Finding, RowSource};
use crate::Language;
use crate::report::model::Text;
use crate::report::number;
use thuadat_core::Tier;
use thuadat_core::link::{self, RowLink};
use thuadat_io::is_of_decision;

/// The words of one row.
pub(super) struct RowWords {
    pub(super) source: RowSource,
    pub(super) parcels: String,
    pub(super) candidates: String,
    pub(super) reasons: String,
    pub(super) advice: String,
    pub(super) evidence: String,
}

impl RowWords {
    pub(super) fn new(run: &LinkRun, row: &RowLink, language: Language) -> Self {
        let names = |parcels: &[u32]| {
            let name = |&parcel: &u32| parcel_name(run, parcel, language);
            parcels.iter().map(name).collect::<Vec<_>>().join("; ")
        };
        let reasons = row.reasons.iter().map(|reason| language.of(&reason.title()).to_owned());
        let pieces_of_advice =
            row.reasons.iter().map(|&reason| advice(reason).in_language(language).to_owned());
        let evidence = link::evidence(&run.input(), row)
            .into_iter()
            .map(|evidence| format!("{} ({})", language.of(&evidence.text), bits(language, evidence.weight)));
        Self {
            source: source(run, row),
            parcels: names(&row.parcels),
            candidates: names(&row.candidates),
            reasons: reasons.collect::<Vec<_>>().join("; "),
            advice: pieces_of_advice.collect::<Vec<_>>().join("; "),
            evidence: evidence.collect::<Vec<_>>().join("; "),
        }
    }
}

/// A parcel by its commune, sheet and number; by its feature where it has none.
fn parcel_name(run: &LinkRun, parcel: u32, language: Language) -> String {
    let record = &run.dataset.parcels.records[parcel as usize];
    let key = &record.key;
    match (&key.sheet, &key.number) {
        (Some(sheet), Some(number)) => {
            let commune = key.commune.as_deref().map(|commune| format!("{commune}: ")).unwrap_or_default();
            format!(
                "{commune}{} {sheet}, {} {number}",
                language.pick("tờ", "sheet"),
                language.pick("thửa", "parcel")
            )
        }
        _ => run.dataset.parcels.name(parcel as usize).to_string(),
    }
}

/// What evidence is worth, with its sign.
fn bits(language: Language, weight: f64) -> String {
    let tenths = (weight * 10.0).round() / 10.0;
    let sign = if tenths < 0.0 { "" } else { "+" };
    format!("{sign}{}", number::decimal(language, tenths, 1))
}

/// How probable a row's parcels are; none where it has none, or a person decided.
pub(super) fn probability(row: &RowLink) -> Option<f64> {
    let has_any = !row.parcels.is_empty() || !row.candidates.is_empty();
    (has_any && row.tier != Some(Tier::Person)).then_some(row.score)
}

/// What a finding is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FindingKind {
    Certificate,
    Decision,
    Cell,
}

impl FindingKind {
    /// In the order reports have them.
    pub(super) const ALL: [Self; 3] = [Self::Certificate, Self::Decision, Self::Cell];

    pub(super) fn of(finding: &Finding) -> Self {
        match &finding.rule {
            Some(_) => Self::Certificate,
            None if is_of_decision(&finding.code) => Self::Decision,
            None => Self::Cell,
        }
    }

    pub(super) fn title(self) -> Text {
        let (vi, en) = match self {
            Self::Certificate => ("Giấy chứng nhận cần xem lại", "Certificates to look at"),
            Self::Decision => ("Quyết định chưa dùng được", "Decisions that were not used"),
            Self::Cell => ("Ô không đọc được nguyên văn", "Cells that could not be taken as they stand"),
        };
        Text { vi: vi.to_owned(), en: en.to_owned() }
    }
}

/// That such a report holds nothing of people.
pub(super) fn privacy() -> Text {
    Text {
        vi: "Báo cáo này không chứa thông tin cá nhân: dòng của sổ chỉ được nêu bằng tệp, trang tính và số dòng.".to_owned(),
        en: "This report holds no personal data: rows of registers are named by file, worksheet and row alone."
            .to_owned(),
    }
}

/// The title of such a report.
pub(super) fn title() -> Text {
    Text {
        vi: "Kết quả ghép sổ đăng ký với bản đồ thửa đất".to_owned(),
        en: "Registers linked to a parcel map".to_owned(),
    }
}
