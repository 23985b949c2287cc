//! How the check was made: its rules, its thresholds, its input.

use super::bilingual::{both, count, each, say};
use crate::report::model::{Report, Rule, Setting, Status};
use crate::report::words;
use maud::{Markup, html};

pub(super) fn rules(report: &Report) -> Markup {
    let passed: Vec<&Rule> = report.rules.iter().filter(|rule| rule.findings == Some(0)).collect();
    let not_run: Vec<&Rule> = report.rules.iter().filter(|rule| rule.status == Status::NotRun).collect();
    html! {
        div .two {
            div {
                h3 { (say("Đạt", "Passed")) " (" (passed.len()) ")" }
                @if passed.is_empty() { p .none { (say("Quy tắc nào đã chạy cũng có phát hiện.", "Every rule that ran found something.")) } }
                ul .rules .passed { @for rule in &passed { li { (both(&rule.title)) " " code { (rule.id) } } } }
            }
            div {
                h3 { (say("Không chạy", "Not run")) " (" (not_run.len()) ")" }
                @if not_run.is_empty() { p .none { (say("Mọi quy tắc đều đã chạy.", "Every rule was run.")) } }
                ul .rules .not-run {
                    @for rule in &not_run {
                        li {
                            (both(&rule.title)) " " code { (rule.id) }
                            @if let Some(reason) = &rule.reason { div .reason { (both(reason)) } }
                        }
                    }
                }
            }
        }
    }
}

pub(super) fn profile(report: &Report) -> Markup {
    let profile = &report.profile;
    html! {
        p .lead {
            (say("Bộ quy tắc", "Profile")) " " b { (profile.name) } ", " (both(&words::mode(report))) "."
        }
        table .thresholds {
            thead { tr { th { (say("Ngưỡng", "Threshold")) } th .figure { (say("Giá trị", "Value")) } th { (say("Căn cứ", "Basis")) } } }
            tbody {
                @for threshold in &profile.thresholds {
                    tr {
                        td { (both(&threshold.title)) " " code { (threshold.key) } }
                        td .figure { (each(|language| words::threshold_value(threshold, language))) }
                        td .basis { (each(|language| words::threshold_basis(threshold, language))) }
                    }
                }
            }
        }
        @if !profile.custom.is_empty() {
            p { (say("Quy tắc riêng của bộ quy tắc này; thửa bị báo khi:", "Rules of this profile's own; a parcel is reported when:")) }
            ul { @for rule in &profile.custom { li { code { (rule.id) } ": " code { (rule.when) } } } }
        }
        @if !profile.severities.is_empty() {
            p { (say("Mức độ đặt riêng trong bộ quy tắc này: ", "Severities set by this profile: "))
                @for (position, (rule, setting)) in profile.severities.iter().enumerate() {
                    @if position > 0 { ", " }
                    code { (rule) } " = " (setting_word(*setting))
                }
                "."
            }
        }
    }
}

fn setting_word(setting: Setting) -> Markup {
    match setting {
        Setting::Off => say("tắt", "off"),
        Setting::Note => say("ghi chú", "note"),
        Setting::Warning => say("cảnh báo", "warning"),
        Setting::Error => say("lỗi", "error"),
    }
}

pub(super) fn input(report: &Report) -> Markup {
    let input = &report.input;
    html! {
        dl .facts {
            dt { (say("Tệp", "File")) } dd { (input.path) }
            dt { (say("Lớp", "Layer")) } dd { (input.layer) }
            dt { (say("Định dạng", "Format")) } dd { (input.format) }
            dt { (say("Số thửa", "Parcels")) } dd { (count(input.parcels)) }
            dt { (say("Hệ tọa độ kiểm tra", "Checked in")) } dd { (both(&words::crs(report))) }
            dt { (say("Tệp khai báo", "The file declares")) }
            dd { @match &input.declared_crs { Some(declared) => (declared), None => (say("không khai báo hệ tọa độ", "no coordinate system")) } }
            dt { (say("Các cột đã dùng", "Columns used")) }
            dd {
                @if input.columns.is_empty() { (say("không nhận ra cột nào", "none was recognised")) }
                @for column in &input.columns {
                    div { (both(&words::field(column.field))) ": " code { (column.column) }
                        @if column.given { " " (say("(người dùng chỉ định)", "(named by the user)")) } }
                }
            }
            @if !input.notices.is_empty() {
                dt { (say("Lưu ý khi đọc", "Notices")) }
                dd { @for notice in &input.notices { div { (both(&notice.message)) } } }
            }
        }
        p .privacy { (say("Báo cáo chỉ dùng số tờ, số thửa, diện tích và loại đất; không chứa tên chủ sử dụng hay giấy tờ cá nhân.",
            "This report uses sheet and parcel numbers, areas and land use only; it holds no names of holders and no personal papers.")) }
    }
}
