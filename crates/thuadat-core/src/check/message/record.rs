//! What is wrong with what is recorded of parcels.

use super::measure::{Language, area};
use super::{NAMED, Wording, capitalised};
use crate::check::draft::Draft;
use crate::{Message, Rule};

impl Wording<'_> {
    pub(in crate::check) fn number_missing(self, parcel: u32) -> Message {
        let feature = &self.parcels.records[parcel as usize].feature;
        Message {
            vi: format!("Đối tượng {feature} chưa ghi số tờ hoặc số thửa. Điền theo nhãn thửa trên bản đồ."),
            en: format!(
                "Feature {feature} has no sheet or parcel number. Fill it in from the label on the map."
            ),
        }
    }

    pub(in crate::check) fn number_duplicate(self, draft: &Draft) -> Message {
        let (vi, en) = self.name(draft.parcels[0]);
        let feature = |&parcel: &u32| self.parcels.records[parcel as usize].feature.to_string();
        let mut features: Vec<String> = draft.parcels.iter().take(NAMED).map(feature).collect();
        if draft.parcels.len() > NAMED {
            features.push("…".to_owned());
        }
        let (count, features) = (draft.parcels.len(), features.join(", "));
        Message {
            vi: format!(
                "{} được ghi {count} lần (các đối tượng {features}). Đánh số lại hoặc bỏ thửa thừa.",
                capitalised(&vi)
            ),
            en: format!(
                "{} is given {count} times (features {features}). Renumber or remove what is too many.",
                capitalised(&en)
            ),
        }
    }

    pub(in crate::check) fn area_differs(
        self,
        draft: &Draft,
        stated_m2: f64,
        shape_m2: f64,
        limit_m2: f64,
    ) -> Message {
        let (vi, en) = self.name(draft.parcels[0]);
        let (what_vi, what_en) = match draft.rule {
            Rule::LegalAreaDiffers => ("diện tích pháp lý", "legal area"),
            _ => ("diện tích ghi", "recorded area"),
        };
        let [stated, shape, difference, limit] =
            [stated_m2, shape_m2, (stated_m2 - shape_m2).abs(), limit_m2];
        let vietnamese = |m2: f64| area(m2, Language::Vietnamese);
        let english = |m2: f64| area(m2, Language::English);
        Message {
            vi: format!(
                "{}: {what_vi} là {} nhưng diện tích tính từ hình là {}, chênh {} (cho phép {}). Kiểm tra lại số liệu và ranh giới.",
                capitalised(&vi),
                vietnamese(stated),
                vietnamese(shape),
                vietnamese(difference),
                vietnamese(limit)
            ),
            en: format!(
                "{}: {what_en} {} but the shape has {}, a difference of {} ({} allowed). Check the figure and the boundary.",
                capitalised(&en),
                english(stated),
                english(shape),
                english(difference),
                english(limit)
            ),
        }
    }
}
