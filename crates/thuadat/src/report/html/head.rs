//! The head of the page: the verdict, and the totals it rests on; and the foot.

use super::bilingual::{both, count, say};
use crate::report::model::{Report, Severity};
use crate::report::words::{self, Verdict};
use maud::{Markup, html};

pub(super) fn head(report: &Report) -> Markup {
    let verdict = Verdict::of(report);
    let input = &report.input;
    html! {
        header {
            p .kicker { (say("Báo cáo kiểm tra chất lượng", "Quality report")) }
            h1 { (say("Kết quả kiểm tra bản đồ thửa đất", "Check of a parcel map")) }
            dl .source {
                div { dt { (say("Tệp", "File")) } dd { (input.path) } }
                div { dt { (say("Lớp", "Layer")) } dd { (input.layer) " · " (input.format) } }
                div { dt { (say("Hệ tọa độ", "Coordinates")) } dd { (both(&words::crs(report))) } }
                @for scope in &words::selection(report) {
                    div { dt { (say("Phạm vi", "Scope")) } dd { (both(scope)) } }
                }
                div { dt { (say("Bộ quy tắc", "Profile")) } dd { (report.profile.name) " · " (both(&words::mode(report))) } }
            }
            div .verdict .(verdict_class(verdict)) {
                strong { (both(&verdict.word())) }
                span { (both(&words::verdict_reason(report))) }
            }
        }
        (tiles(report))
    }
}

fn tiles(report: &Report) -> Markup {
    let summary = &report.summary;
    let severities = [
        (Severity::Error, summary.errors),
        (Severity::Warning, summary.warnings),
        (Severity::Note, summary.notes),
    ];
    html! {
        div .tiles {
            div { b { (count(summary.parcels)) } span { (say("thửa đã kiểm tra", "parcels checked")) } }
            div { b { (count(summary.parcels_with_errors)) } span { (say("thửa có lỗi", "parcels with errors")) } }
            @for (severity, number) in severities {
                div .(super::severity_class(severity)) .none[number == 0] {
                    b { (count(number)) }
                    span { (both(&words::severities(severity))) }
                    small { (meaning(severity)) }
                }
            }
        }
    }
}

fn meaning(severity: Severity) -> Markup {
    match severity {
        Severity::Error => say("phải sửa", "to be mended"),
        Severity::Warning => say("cần xem lại", "to be looked at"),
        Severity::Note => say("để biết, không cần sửa", "worth knowing, nothing to mend"),
    }
}

const fn verdict_class(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Failed => "failed",
        Verdict::PassedWithWarnings | Verdict::NothingChecked => "doubtful",
        Verdict::Passed => "passed",
    }
}

/// Who signs, on paper; and the program.
pub(super) fn foot(report: &Report) -> Markup {
    html! {
        div .signatures {
            @for (vi, en) in [("Người kiểm tra", "Checked by"), ("Người duyệt", "Approved by")] {
                div {
                    p .date { (say("Ngày …… tháng …… năm ………", "Date …………………")) }
                    p .who { (say(vi, en)) }
                    p .sign { (say("(ký, ghi rõ họ tên)", "(signature and name)")) }
                }
            }
        }
        footer { (report.tool.name) " " (report.tool.version) }
    }
}
