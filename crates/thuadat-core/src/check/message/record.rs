//! What is wrong with what is recorded of parcels.

use super::measure::{Language, area};
use super::{NAMED, Wording, capitalised};
use crate::check::area::{LandUseSum, WholeArea, WholeAreaKind};
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

    pub(in crate::check) fn number_is_text(self, parcel: u32) -> Message {
        let (vi, en) = self.name(parcel);
        Message {
            vi: format!(
                "{}: số thửa không phải là số. Giữ nguyên nếu nhãn thửa trên bản đồ ghi như vậy; nếu không, sửa theo nhãn thửa.",
                capitalised(&vi)
            ),
            en: format!(
                "{}: the parcel number is no number. Keep it if the label on the map says so; else correct it from the label.",
                capitalised(&en)
            ),
        }
    }

    pub(in crate::check) fn numbers_are_text(draft: &Draft, all: usize) -> Message {
        let count = draft.parcels.len();
        Message {
            vi: format!(
                "{count} trong {all} thửa có số thửa không phải là số. Kiểm tra lại có đúng là cột số thửa không; nếu không, chỉ ra bằng --map number=TÊN_CỘT."
            ),
            en: format!(
                "The parcel number of {count} of {all} parcels is no number. See whether it is the right column; if not, name it with --map number=COLUMN."
            ),
        }
    }

    pub(in crate::check) fn sheets_are_text(draft: &Draft, all: usize) -> Message {
        let count = draft.parcels.len();
        Message {
            vi: format!(
                "{count} trong {all} thửa có số tờ không phải là số. Kiểm tra lại có đúng là cột số tờ không; nếu không, chỉ ra bằng --map sheet=TÊN_CỘT."
            ),
            en: format!(
                "The sheet number of {count} of {all} parcels is no number. See whether it is the right column; if not, name it with --map sheet=COLUMN."
            ),
        }
    }

    pub(in crate::check) fn sheet_is_text(draft: &Draft, sheet: &str) -> Message {
        let (count, are) =
            (draft.parcels.len(), if draft.parcels.len() == 1 { "parcel is" } else { "parcels are" });
        Message {
            vi: format!(
                "Số tờ “{sheet}” của {count} thửa không phải là số. Giữ nguyên nếu là tờ trích đo hoặc tờ bản đồ cũ; nếu không, sửa theo khung bản đồ."
            ),
            en: format!(
                "{count} {are} on sheet “{sheet}”, which is no number. Keep it for an isolated survey or an old map; else correct it from the map's frame."
            ),
        }
    }

    pub(in crate::check) fn land_uses_do_not_add_up(
        self,
        draft: &Draft,
        sum: &LandUseSum,
        whole: &WholeArea,
    ) -> Message {
        let (vi, en) = self.name(draft.parcels[0]);
        let (whole_vi, whole_en) = match whole.kind {
            WholeAreaKind::Recorded => ("diện tích ghi của thửa", "recorded area"),
            WholeAreaKind::Legal => ("diện tích pháp lý của thửa", "legal area"),
            WholeAreaKind::Shape => ("diện tích tính từ hình", "shape"),
        };
        let text = |language| {
            let area = |m2: f64| area(m2, language);
            (
                area(sum.area_m2),
                area(whole.area_m2),
                area((sum.area_m2 - whole.area_m2).abs()),
                area(whole.limit_m2),
            )
        };
        let (sum_vi, total_vi, difference_vi, limit_vi) = text(Language::Vietnamese);
        let (sum_en, total_en, difference_en, limit_en) = text(Language::English);
        let (count, uses) = (sum.count, if sum.count == 1 { "land use has" } else { "land uses have" });
        Message {
            vi: format!(
                "{}: tổng diện tích của {count} loại đất là {sum_vi} nhưng {whole_vi} là {total_vi}, chênh {difference_vi} (cho phép {limit_vi}). Sửa diện tích từng loại đất hoặc diện tích thửa theo giấy chứng nhận.",
                capitalised(&vi)
            ),
            en: format!(
                "{}: {count} {uses} {sum_en} together but the {whole_en} is {total_en}, a difference of {difference_en} ({limit_en} allowed). Correct the land-use areas or the parcel's area from the certificate.",
                capitalised(&en)
            ),
        }
    }
}
