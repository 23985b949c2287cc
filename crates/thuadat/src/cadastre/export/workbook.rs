//! What is recorded of parcels as a workbook.

use super::ExportError;
use super::layer::{COLUMNS, values};
use crate::report::xlsx::grid::MOST_ROWS;
use crate::report::xlsx::{io_error, properties};
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};
use std::fs::File;
use std::path::Path;
use thuadat_core::{Observer, Stage};
use thuadat_io::{FieldKind, Value, WriteError};
use thuadat_store::KeptParcels;

/// Rows between two looks at the observer.
const LOOK_EVERY: usize = 1024;
/// The longest text a cell can hold.
const CHARACTERS_OF_A_CELL: usize = 32_767;

/// Writes a workbook of one sheet beside its place and moves it there when it is whole.
pub(super) fn write(path: &Path, kept: &KeptParcels, observer: &dyn Observer) -> Result<(), ExportError> {
    let shown = || path.display().to_string();
    if kept.len() >= MOST_ROWS as usize {
        return Err(ExportError::TooManyRows { path: shown(), parcels: kept.len() });
    }
    let failed = |source| WriteError::FileSystem { path: path.to_owned(), source };
    let mut workbook = Workbook::new();
    let about = properties("Thửa đất").map_err(|error| failed(io_error(error)))?;
    workbook.set_properties(&about);
    let sheet = workbook.add_worksheet();
    head(sheet).map_err(|error| failed(io_error(error)))?;
    for (position, stored) in kept.stored.iter().enumerate() {
        if position.is_multiple_of(LOOK_EVERY) {
            observer.progress(Stage::Writing, position as u64, kept.len() as u64);
            if observer.is_interrupted() {
                return Err(ExportError::Interrupted);
            }
        }
        for (column, value) in values(&stored.facts).iter().enumerate() {
            write_cell(sheet, position as u32 + 1, column as u16, value).map_err(|error| match error {
                XlsxError::MaxStringLengthExceeded => {
                    let parcel = super::super::address::shown(&stored.facts.key);
                    let parcel = if parcel.len() > 100 { format!("#{}", stored.id) } else { parcel };
                    ExportError::TextTooLong { path: shown(), parcel, most: CHARACTERS_OF_A_CELL }
                }
                error => failed(io_error(error)).into(),
            })?;
        }
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !folder.is_dir() {
        return Err(WriteError::NoFolder { path: path.to_owned(), folder: folder.to_owned() }.into());
    }
    // In a folder of its own, so that the file has the rights a new one has.
    let draft = tempfile::Builder::new().prefix(".thuadat-").tempdir_in(folder).map_err(failed)?;
    let unfinished = draft.path().join("thua_dat.xlsx");
    let mut file = File::create(&unfinished).map_err(failed)?;
    workbook.save_to_writer(&mut file).map_err(|error| failed(io_error(error)))?;
    std::fs::rename(&unfinished, path).map_err(failed)?;
    Ok(())
}

fn head(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    sheet.set_name("thua_dat")?;
    sheet.set_freeze_panes(1, 0)?;
    let bold = Format::new().set_bold();
    for (column, (name, _, kind)) in COLUMNS.iter().enumerate() {
        let column = column as u16;
        sheet.write_string_with_format(0, column, *name, &bold)?;
        sheet.set_column_width(column, if *kind == FieldKind::Real { 14.0 } else { 18.0 })?;
    }
    Ok(())
}

/// Numbers of sheets and parcels stay text, whatever they look like.
fn write_cell(sheet: &mut Worksheet, row: u32, column: u16, value: &Value) -> Result<(), XlsxError> {
    match value {
        Value::Null => return Ok(()),
        Value::Text(text) => sheet.write_string(row, column, text.as_str())?,
        Value::Real(number) => sheet.write_number(row, column, *number)?,
        Value::Integer(number) => sheet.write_number(row, column, *number as f64)?,
    };
    Ok(())
}
