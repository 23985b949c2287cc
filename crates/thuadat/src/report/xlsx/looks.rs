//! The looks of the workbook's cells.

use crate::report::model::Severity;
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

/// The formats of the workbook, made once.
pub(crate) struct Looks {
    pub(crate) title: Format,
    pub(crate) verdict: Format,
    pub(crate) section: Format,
    pub(crate) head: Format,
    pub(crate) name: Format,
    pub(crate) plain: Format,
    pub(crate) plain_count: Format,
    pub(crate) text: Format,
    pub(crate) wrapped: Format,
    pub(crate) count: Format,
    pub(crate) bold_count: Format,
    pub(crate) share: Format,
    pub(crate) area: Format,
    pub(crate) length: Format,
    pub(crate) coordinate: Format,
    pub(crate) code: Format,
    errors: Format,
    warnings: Format,
    notes: Format,
}

const INK: Color = Color::RGB(0x1F_29_33);
const FAINT: Color = Color::RGB(0x5B_67_74);
const RULE: Color = Color::RGB(0xD5_DB_E1);
const HEAD: Color = Color::RGB(0x1F_4E_5F);

impl Looks {
    pub(crate) fn new() -> Self {
        let plain = Format::new()
            .set_font_name("Arial")
            .set_font_size(10)
            .set_font_color(INK)
            .set_align(FormatAlign::Top);
        let cell = plain.clone().set_border_bottom(FormatBorder::Hair).set_border_bottom_color(RULE);
        let graded = |ground, ink| {
            cell.clone().set_background_color(Color::RGB(ground)).set_font_color(Color::RGB(ink))
        };
        Self {
            title: plain.clone().set_bold().set_font_size(16),
            verdict: plain.clone().set_bold().set_font_size(13),
            section: plain.clone().set_bold().set_font_size(12).set_font_color(HEAD),
            head: plain
                .clone()
                .set_bold()
                .set_font_color(Color::White)
                .set_background_color(HEAD)
                .set_text_wrap()
                .set_align(FormatAlign::VerticalCenter),
            name: plain.clone().set_font_color(FAINT),
            plain_count: plain.clone().set_num_format("#,##0").set_align(FormatAlign::Left),
            plain,
            wrapped: cell.clone().set_text_wrap(),
            count: cell.clone().set_num_format("#,##0"),
            share: cell.clone().set_num_format("0.0%"),
            bold_count: cell.clone().set_num_format("#,##0").set_bold(),
            area: cell.clone().set_num_format("#,##0.0000"),
            length: cell.clone().set_num_format("#,##0.0000"),
            coordinate: cell.clone().set_num_format("0.000"),
            code: cell.clone().set_font_color(FAINT).set_font_name("Consolas").set_font_size(9),
            errors: graded(0xFB_E4_E1, 0x9B_1C_12),
            warnings: graded(0xFD_F0_D5, 0x8A_57_00),
            notes: graded(0xE6_EE_F6, 0x2A_5A_8A),
            text: cell,
        }
    }

    pub(crate) const fn severity(&self, severity: Severity) -> &Format {
        match severity {
            Severity::Error => &self.errors,
            Severity::Warning => &self.warnings,
            Severity::Note => &self.notes,
        }
    }
}
