//! `thuadat export`.

use super::arguments::ExportArguments;
use super::words::counted;
use crate::failure::Failure;
use crate::terminal::{Terminal, message};
use std::process::ExitCode;
use thuadat::Message;
use thuadat::cadastre::{DrawnParcels, Exported, export};

/// Runs the command.
pub(crate) fn run(arguments: &ExportArguments, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let exported = terminal.while_writing(|| export(&arguments.request(), terminal))?;
    terminal.clear();
    for sentence in said(&exported, &arguments.to.display().to_string()) {
        terminal.say(&sentence);
    }
    Ok(ExitCode::SUCCESS)
}

fn said(exported: &Exported, shown: &str) -> Vec<Message> {
    let (count, crs) = (exported.parcels, exported.crs.label());
    let mut sentences = vec![message(
        format!("đã xuất {count} thửa ra {shown}, {crs}"),
        format!("exported {} to {shown}, {crs}", counted(count, "parcel", "parcels")),
    )];
    if exported.left_out > 0 {
        let left_out = exported.left_out;
        let is_one = if left_out == 1 { "is" } else { "are" };
        let left_out_en = counted(left_out, "parcel", "parcels");
        sentences.push(message(
            format!("{left_out} thửa không có hình không có trong {shown}: định dạng này chỉ giữ đối tượng có hình"),
            format!("{left_out_en} without a shape {is_one} not in {shown}: this format holds only what has one"),
        ));
    }
    if let Some(drawn) = &exported.drawn {
        let crs = exported.crs.epsg.map_or(crs, |epsg| format!("EPSG:{epsg}"));
        sentences.push(message(
            format!(
                "bản vẽ chỉ có ranh giới và nhãn (số tờ/số thửa, loại đất, diện tích); tệp không ghi hệ tọa độ: khi đọc lại hãy nêu --crs {crs}"
            ),
            format!(
                "a drawing has boundaries and labels (sheet/number, land use, area) and nothing else; it does not say its coordinate system: \
                 read it again with --crs {crs}"
            ),
        ));
        sentences.extend(lost(drawn));
    }
    sentences
}

/// The parcels that a drawing does not give back.
fn lost(DrawnParcels { lost, named }: &DrawnParcels) -> Option<Message> {
    if *lost == 0 {
        return None;
    }
    let more = if *lost > named.len() { ", …" } else { "" };
    let named = named.join(", ");
    let lost_en = counted(*lost, "parcel", "parcels");
    Some(message(
        format!(
            "{lost} thửa không nhận lại được nguyên vẹn từ bản vẽ, vì chồng lên thửa khác, gồm nhiều phần, hoặc có số tờ, số thửa, loại đất không \
             đọc được như nhãn: {named}{more}"
        ),
        format!(
            "{lost_en} cannot be told from the drawing again as they are, because they overlap others, have several parts, or have a sheet, \
             number or land use that cannot be read as a label: {named}{more}"
        ),
    ))
}
