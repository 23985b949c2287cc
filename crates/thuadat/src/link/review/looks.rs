//! The looks of the review file.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

/// Its formats, made once.
pub(super) struct Looks {
    pub(super) title: Format,
    pub(super) plain: Format,
    pub(super) head: Format,
    /// The heads of what people fill in.
    pub(super) head_to_fill: Format,
    pub(super) text: Format,
    pub(super) area: Format,
    pub(super) percent: Format,
    /// What people fill in; text, so that no spreadsheet makes a day of `5/12` or turns day and month.
    pub(super) to_fill: Format,
    pub(super) key: Format,
}

const INK: Color = Color::RGB(0x1F_29_33);
const FAINT: Color = Color::RGB(0x5B_67_74);
const LINE: Color = Color::RGB(0xD5_DB_E1);
const HEAD: Color = Color::RGB(0x1F_4E_5F);
const TO_FILL: Color = Color::RGB(0xFF_F7_D6);
const HEAD_TO_FILL: Color = Color::RGB(0x8A_57_00);

impl Looks {
    pub(super) fn new() -> Self {
        let plain = Format::new()
            .set_font_name("Arial")
            .set_font_size(10)
            .set_font_color(INK)
            .set_align(FormatAlign::Top)
            .set_text_wrap();
        let cell = plain.clone().set_border_bottom(FormatBorder::Hair).set_border_bottom_color(LINE);
        let head =
            plain.clone().set_bold().set_font_color(Color::White).set_align(FormatAlign::VerticalCenter);
        Self {
            title: plain.clone().set_bold().set_font_size(16),
            head: head.clone().set_background_color(HEAD),
            head_to_fill: head.set_background_color(HEAD_TO_FILL),
            area: cell.clone().set_num_format("#,##0.0#"),
            percent: cell.clone().set_num_format("0.0 %"),
            to_fill: cell.clone().set_background_color(TO_FILL).set_num_format("@"),
            key: cell.clone().set_font_color(FAINT).set_font_name("Consolas").set_font_size(9),
            text: cell,
            plain,
        }
    }
}
