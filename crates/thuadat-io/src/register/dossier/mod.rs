//! Dossiers of a land registry in XML, a file for each: `DD-06211-…-15-….xml`, in folders by sheet.
//!
//! A folder of them is read as one: every dossier is a register of its own whose file is the folder and whose worksheet is
//! the path of the dossier in it, so that an entry can be found again.

mod element;
mod entries;

use super::complaint::{Place, RegisterComplaints};
use super::{RegisterError, RegisterRead, RegisterRequest, RegistersRead};
use crate::dataset::Notice;
use element::Element;
use entries::{entries_of, is_dossier};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use thuadat_core::{Message, Observer, Register, Stage};

/// A dossier is some kilobytes; one of more than this is no dossier.
const LONGEST_BYTES: u64 = 64 << 20;

/// Whether a path is a folder, or a file that begins as XML does.
pub(super) fn is_dossiers(path: &Path) -> bool {
    if path.is_dir() {
        return true;
    }
    let mut head = Vec::new();
    let read = File::open(path).and_then(|file| file.take(64).read_to_end(&mut head));
    let (text, _, _) = encoding_rs::UTF_8.decode(&head);
    read.is_ok() && text.trim_start().starts_with('<')
}

/// Reads a dossier, or all those of a folder and of the folders in it, in the order of their paths.
///
/// A damaged file of a folder is a complaint, and the others are read; XML that is no dossier is counted.
pub(super) fn read(
    request: &RegisterRequest,
    observer: &dyn Observer,
) -> Result<RegistersRead, RegisterError> {
    let mut read = RegistersRead::default();
    let root = &request.path;
    if !root.is_dir() {
        let document = parse(root)?;
        if !is_dossier(&document) {
            return Err(no_dossier(root));
        }
        push(&document, root, None, &mut read);
        return Ok(read);
    }
    let mut others = 0;
    let files = xml_files(root)?;
    let count = files.len() as u64;
    for (done, path) in (0..).zip(files) {
        if observer.is_interrupted() {
            return Err(RegisterError::Interrupted);
        }
        observer.progress(Stage::Reading, done, count);
        let within = path.strip_prefix(root).unwrap_or(&path);
        match parse(&path) {
            Ok(document) if is_dossier(&document) => push(&document, root, Some(within), &mut read),
            Ok(_) => others += 1,
            Err(error) => complain(root, within, &error, &mut read.complaints),
        }
    }
    if read.registers.is_empty() && read.complaints.is_empty() {
        return Err(no_dossier(root));
    }
    read.notices.push(told(root, read.registers.len(), others));
    Ok(read)
}

fn push(document: &Element, file: &Path, within: Option<&Path>, read: &mut RegistersRead) {
    let place = place(file, within);
    let entries = entries_of(document, &place, &mut read.complaints);
    let register = Register { file: place.file, worksheet: place.worksheet, entries };
    read.registers.push(RegisterRead { register, ..RegisterRead::default() });
}

fn place(file: &Path, within: Option<&Path>) -> Place {
    Place {
        file: file.to_string_lossy().into(),
        worksheet: within.map(|within| within.to_string_lossy().into()),
    }
}

fn complain(root: &Path, within: &Path, error: &RegisterError, complaints: &mut RegisterComplaints) {
    complaints.push(place(root, Some(within)).complaint("dossier-damaged", 1, None, &error.message()));
}

fn told(root: &Path, dossiers: usize, others: usize) -> Notice {
    let root = root.display();
    let (others_vi, others_en) = if others == 0 {
        (String::new(), String::new())
    } else {
        (format!("; {others} tệp XML khác không phải hồ sơ"), format!("; {others} other XML files are none"))
    };
    let message = Message {
        vi: format!("Đã đọc {dossiers} hồ sơ XML trong {root}{others_vi}."),
        en: format!("Read {dossiers} dossiers in XML in {root}{others_en}."),
    };
    Notice { code: "dossiers-read", message }
}

fn no_dossier(path: &Path) -> RegisterError {
    let reason = Message {
        vi: "không có hồ sơ đất đai dạng XML (DC_ThuaDat, GiayChungNhan) nào trong đó".to_owned(),
        en: "there is no land dossier in XML (DC_ThuaDat, GiayChungNhan) in it".to_owned(),
    };
    RegisterError::NotATable { path: path.into(), reason }
}

fn parse(path: &Path) -> Result<Element, RegisterError> {
    let failure = |source: std::io::Error| match source.kind() {
        std::io::ErrorKind::NotFound => RegisterError::NotFound { path: path.into() },
        _ => RegisterError::NotReadable { path: path.into(), source },
    };
    let mut bytes = Vec::new();
    File::open(path).map_err(failure)?.take(LONGEST_BYTES + 1).read_to_end(&mut bytes).map_err(failure)?;
    if bytes.len() as u64 > LONGEST_BYTES {
        let what = Message { vi: "hồ sơ".to_owned(), en: "the dossier".to_owned() };
        let bytes = path.metadata().map_or(LONGEST_BYTES, |metadata| metadata.len());
        return Err(RegisterError::TooLarge { path: path.into(), what, bytes, limit: LONGEST_BYTES });
    }
    // The mark at the beginning tells UTF-16; all else is UTF-8.
    let (text, _, has_errors) = encoding_rs::UTF_8.decode(&bytes);
    let damaged = |said: String| RegisterError::Damaged { path: path.into(), said };
    if has_errors {
        return Err(damaged("it is no text in Unicode".to_owned()));
    }
    Element::parse(&text).map_err(damaged)
}

/// All XML files of a folder and of the folders in it, sorted.
fn xml_files(root: &Path) -> Result<Vec<PathBuf>, RegisterError> {
    let (mut files, mut open) = (Vec::new(), vec![root.to_owned()]);
    while let Some(folder) = open.pop() {
        let failure = |source| RegisterError::NotReadable { path: folder.clone(), source };
        for entry in std::fs::read_dir(&folder).map_err(failure)? {
            let entry = entry.map_err(failure)?;
            let (path, kind) = (entry.path(), entry.file_type().map_err(failure)?);
            // A link may lead back to where we come from.
            if kind.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xml")) {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests;
