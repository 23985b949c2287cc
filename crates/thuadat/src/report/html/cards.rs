//! The worst findings, each on a card with its picture and measures.

use super::bilingual::{both, each, say};
use super::bounds::ParcelBounds;
use super::picture::Pictures;
use crate::report::model::{Change, Finding, Text};
use crate::report::worst::worst_open;
use crate::report::{number, review_words, words};
use crate::{CheckRun, Language};
use geo::Area;
use maud::{Markup, html};
use std::collections::HashSet;
use thuadat_core::Rule;

/// More cards than this nobody looks through.
const MOST_CARDS: usize = 60;
/// More parcels than this are not named one by one on a card.
const MOST_PARCELS: usize = 4;

/// The cards of a run.
pub(super) struct Cards<'a> {
    run: &'a CheckRun,
    pictures: Pictures<'a>,
    shown: Vec<usize>,
    shown_set: HashSet<usize>,
}

impl<'a> Cards<'a> {
    pub(super) fn of(run: &'a CheckRun, parcel_bounds: &'a ParcelBounds) -> Self {
        let shown = worst_open(run, MOST_CARDS);
        let shown_set = shown.iter().copied().collect();
        Self { run, pictures: Pictures::of(run, parcel_bounds), shown, shown_set }
    }

    /// The positions of the findings shown, the worst first.
    pub(super) fn shown(&self) -> &[usize] {
        &self.shown
    }

    pub(super) fn has_picture(&self, position: usize) -> bool {
        self.shown_set.contains(&position)
    }

    pub(super) fn lead(&self) -> Markup {
        let (shown, all) = (self.shown.len(), self.run.outcome.findings.len());
        html! {
            p .lead { (each(|language| {
                let (shown, all) = (number::count(language, shown), number::count(language, all));
                match language {
                    Language::Vi => format!("{shown} trong {all} phát hiện, xếp từ nghiêm trọng nhất, rộng nhất; mỗi quy tắc có phát hiện đều có một, hai ví dụ."),
                    Language::En => format!("{shown} of {all} findings, gravest and widest first, with an example or two of every rule."),
                }
            })) }
            p .key {
                span { i .swatch .first {} (say("thửa nêu trước", "parcel named first")) }
                span { i .swatch .second {} (say("thửa liên quan", "other parcel concerned")) }
                span { i .swatch .error {} (say("chỗ sai", "what is wrong")) }
                span .hint { (say("Nhãn trong hình: tờ/thửa.", "Labels in pictures: sheet/parcel.")) }
            }
        }
    }

    pub(super) fn card(&self, position: usize) -> Markup {
        let found = &self.run.outcome.findings[position];
        let finding = Finding::new(self.run, found);
        let title = Text::from(&found.rule.title());
        html! {
            article .card .(super::severity_class(finding.severity)) id={ "f-" (finding.id) } {
                h3 {
                    span .badge { (both(&words::severity(finding.severity))) }
                    (both(&title))
                    @if let Some(Change::New) = finding.change { " " span .badge .new { (both(&review_words::change(Change::New))) } }
                    @if !finding.parcels.is_empty() { span .whose { (words::parcels(&finding, MOST_PARCELS)) } }
                }
                p .message { (both(&Text { vi: finding.message.vi.clone(), en: finding.message.en.clone() })) }
                (measures(&finding))
                @match self.pictures.draw(found) {
                    Some(picture) => (picture),
                    None => p .no-picture { (say("Không có hình: thửa không có vị trí trên bản đồ.", "No picture: there is no place on the map to show.")) },
                }
                @if wants_areas(found.rule) { (self.areas(&found.parcels)) }
                p .where {
                    @if let Some(at) = finding.at { span { (each(|language| words::place(at, language))) } }
                    code { (finding.id) }
                }
            }
        }
    }

    /// What is recorded of the parcels beside what their shapes have.
    fn areas(&self, parcels: &[u32]) -> Markup {
        let dataset = &self.run.dataset.parcels;
        let shape_m2 = |parcel: u32| dataset.geometries.to_multi_polygon(parcel as usize).unsigned_area();
        let area = |m2: Option<f64>| {
            each(|language| m2.map_or_else(|| "–".to_owned(), |m2| number::area(language, m2)))
        };
        html! {
            table .parcels {
                thead { tr {
                    th { (say("Tờ/thửa", "Sheet/parcel")) } th { (say("Loại đất", "Land use")) }
                    th .figure { (say("Diện tích ghi", "Recorded area")) } th .figure { (say("Diện tích hình", "Area of the shape")) }
                } }
                tbody {
                    @for &parcel in parcels.iter().take(MOST_PARCELS) {
                        @let record = &dataset.records[parcel as usize];
                        tr {
                            th { (dataset.name(parcel as usize)) }
                            td { (record.land_use.as_deref().unwrap_or("–")) }
                            td .figure { (area(record.recorded_area_m2)) }
                            td .figure { (area(Some(shape_m2(parcel)).filter(|m2| m2.is_finite()))) }
                        }
                    }
                }
            }
        }
    }
}

fn measures(finding: &Finding) -> Markup {
    let measures: [(Markup, Option<Markup>); 3] = [
        (say("Diện tích", "Area"), finding.area_m2.map(|m2| each(|language| number::area(language, m2)))),
        (
            say("Bề rộng", "Width"),
            finding.width_m.map(|metres| each(|language| number::length(language, metres))),
        ),
        (
            say("Chiều dài", "Length"),
            finding.length_m.map(|metres| each(|language| number::length(language, metres))),
        ),
    ];
    html! {
        @if measures.iter().any(|(_, value)| value.is_some()) {
            dl .measures {
                @for (name, value) in &measures {
                    @if let Some(value) = value { div { dt { (name) } dd { (value) } } }
                }
            }
        }
    }
}

/// Whether knowing the parcels' areas helps to see what is wrong.
const fn wants_areas(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::Overlap
            | Rule::DuplicateParcel
            | Rule::ContainedParcel
            | Rule::RecordedAreaDiffers
            | Rule::LegalAreaDiffers
    )
}
