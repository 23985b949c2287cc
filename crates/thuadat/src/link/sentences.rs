//! What reports for people say of a row.

use super::LinkRun;
use super::convert::{advice, source};
use super::model::RowSource;
use crate::Language;
use crate::report::model::Text;
use thuadat_core::link::{self, RowLink};

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
            .map(|evidence| format!("{} ({:+.1})", language.of(&evidence.text), evidence.weight));
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
