//! Files that are no map: registers, lists of renumbered sheets and of communes that merged, recognised by their headers.

use super::error::ImportFailure;
use std::path::Path;
use thuadat_core::{Observer, Register, Renumbering};
use thuadat_io::{
    Notice, RegisterColumn, RegisterComplaint, RegisterComplaints, RegisterError, RegisterField,
    RegisterRequest, UnitChange, read_register_headers, read_registers, read_renumbering, read_units,
};
use thuadat_store::CommuneChange;

/// What stands in a file that is no map.
#[derive(Debug, Default)]
pub(super) struct DocumentsRead {
    pub(super) kind: DocumentKind,
    pub(super) registers: Vec<Register>,
    pub(super) renumberings: Vec<Renumbering>,
    pub(super) communes: Vec<CommuneChange>,
    pub(super) complaints: Vec<RegisterComplaint>,
    pub(super) notices: Vec<Notice>,
}

/// What a file that is no map is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DocumentKind {
    /// A register of certificates.
    #[default]
    Register,
    /// A list of renumbered sheets.
    Renumbering,
    /// A list of communes that merged.
    Communes,
}

impl DocumentsRead {
    /// Rows of registers and lines of lists.
    pub(super) fn rows(&self) -> usize {
        let of_registers: usize = self.registers.iter().map(|register| register.entries.len()).sum();
        let of_lists: usize = self.renumberings.iter().map(|list| list.sheets.len()).sum();
        of_registers + of_lists + self.communes.len()
    }
}

/// How a file of rows looks from outside.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Looks {
    Workbook,
    Text,
    /// A land dossier, or a folder of them.
    Dossier,
}

/// Reads a file that is a register or a list; none where it may be a map.
///
/// A workbook is one or it is nothing that comes in. Text in columns and XML may be maps: they are taken for what their headers say.
pub(super) fn documents_in(
    path: &Path,
    observer: &dyn Observer,
) -> Result<Option<DocumentsRead>, ImportFailure> {
    let Some(looks) = looks(path) else { return Ok(None) };
    if looks == Looks::Dossier {
        return match read_registers(&RegisterRequest::new(path), observer) {
            Err(RegisterError::Interrupted) => Err(ImportFailure::Interrupted),
            Err(_) => Ok(None),
            Ok(read) => Ok(Some(of_registers(
                read.registers.into_iter().map(|it| it.register),
                &read.complaints,
                read.notices,
            ))),
        };
    }
    let request = RegisterRequest::new(path);
    // A map in text may be large, and is not read for its headers.
    let headers = read_register_headers(&request);
    if headers.iter().flatten().any(|columns| names_certificates(columns)) {
        let read = read_registers(&request, observer)?;
        let registers = read.registers.into_iter().filter(|it| names_certificates(&it.columns));
        return Ok(Some(of_registers(registers.map(|it| it.register), &read.complaints, read.notices)));
    }
    if let Ok(read) = read_renumbering(path, None, observer) {
        return Ok(Some(DocumentsRead {
            kind: DocumentKind::Renumbering,
            renumberings: vec![read.renumbering],
            complaints: kept(&read.complaints),
            ..DocumentsRead::default()
        }));
    }
    if let Ok(read) = read_units(path, None, observer) {
        return Ok(Some(DocumentsRead {
            kind: DocumentKind::Communes,
            communes: read.changes.into_iter().map(commune_change).collect(),
            complaints: kept(&read.complaints),
            ..DocumentsRead::default()
        }));
    }
    if observer.is_interrupted() {
        return Err(ImportFailure::Interrupted);
    }
    match headers {
        Err(error) if looks == Looks::Workbook => Err(error.into()),
        _ => Ok(None),
    }
}

fn looks(path: &Path) -> Option<Looks> {
    let name = path.file_name()?.to_str()?.to_lowercase();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    match ending {
        Some("gdb") => None,
        Some("xlsx" | "xlsm" | "xls" | "xlsb" | "ods") => Some(Looks::Workbook),
        Some("csv" | "tsv" | "txt") => Some(Looks::Text),
        Some("xml") => Some(Looks::Dossier),
        _ => path.is_dir().then_some(Looks::Dossier),
    }
}

/// Whether any column says what a map does not: of certificates, or of those who hold them.
fn names_certificates(columns: &[RegisterColumn]) -> bool {
    use RegisterField::{HolderName, IdentityNumber, Organisation, RegistryNumber, Serial};
    let telling = [Serial, RegistryNumber, HolderName, IdentityNumber, Organisation];
    columns.iter().any(|column| column.field.is_some_and(|field| telling.contains(&field)))
}

fn of_registers(
    registers: impl Iterator<Item = Register>,
    complaints: &RegisterComplaints,
    notices: Vec<Notice>,
) -> DocumentsRead {
    let complaints = kept(complaints);
    DocumentsRead { registers: registers.collect(), complaints, notices, ..DocumentsRead::default() }
}

fn kept(complaints: &RegisterComplaints) -> Vec<RegisterComplaint> {
    complaints.iter().cloned().collect()
}

fn commune_change(change: UnitChange) -> CommuneChange {
    let UnitChange { row, old_code, old_name, new_code, new_name, is_whole, on } = change;
    CommuneChange { row, old_code, old_name, new_code, new_name, is_whole, on }
}

/// The same as the reader of lists has it.
pub(super) fn unit_change(change: CommuneChange) -> UnitChange {
    let CommuneChange { row, old_code, old_name, new_code, new_name, is_whole, on } = change;
    UnitChange { row, old_code, old_name, new_code, new_name, is_whole, on }
}
