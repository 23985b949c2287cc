//! Reading the registers and lists that are linked: the same for a linking and for the reports of the campaign.

use super::read::LinkError;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use thuadat_core::{Codes, Message, Observer, Renumbering};
use thuadat_io::{
    Notice, RegisterComplaint, RegisterRead, RegisterRequest, WrittenDecision, read_decisions,
    read_registers, read_renumbering, read_units,
};

/// The files beside the maps.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LinkFiles<'a> {
    pub(crate) registers: &'a [PathBuf],
    /// The worksheet of the registers; none for all that look like one.
    pub(crate) worksheet: Option<&'a str>,
    pub(crate) renumberings: &'a [PathBuf],
    pub(crate) units: Option<&'a Path>,
    pub(crate) decisions: &'a [PathBuf],
    /// Whether the cells of registers are kept as they stand.
    pub(crate) keeps_cells: bool,
}

/// What stands in them.
#[derive(Debug, Default)]
pub(crate) struct FilesRead {
    pub(crate) registers: Vec<RegisterRead>,
    pub(crate) renumberings: Vec<Renumbering>,
    /// The communes of a list, where one is named.
    pub(crate) communes: Option<Codes>,
    pub(crate) decisions: Vec<WrittenDecision>,
    pub(crate) complaints: Vec<RegisterComplaint>,
    pub(crate) notices: Vec<Notice>,
}

impl LinkFiles<'_> {
    /// Reads all of them, each once.
    pub(crate) fn read(&self, observer: &dyn Observer) -> Result<FilesRead, LinkError> {
        for paths in [self.registers, self.renumberings, self.decisions] {
            each_once(paths.iter().map(PathBuf::as_path))?;
        }
        let mut read = FilesRead::default();
        if let Some(path) = self.units {
            let found = read_units(path, None, observer)?;
            read.complaints.extend(found.complaints.iter().cloned());
            read.communes = Some(found.communes);
        }
        for path in self.registers {
            self.read_register(path, observer, &mut read)?;
        }
        for path in self.renumberings {
            let found = read_renumbering(path, None, observer)?;
            read.complaints.extend(found.complaints.iter().cloned());
            if found.renumbering.sheets.is_empty() {
                read.notices.push(without_rows(path));
            }
            read.renumberings.push(found.renumbering);
        }
        for path in self.decisions {
            let found = read_decisions(path, observer)?;
            read.complaints.extend(found.complaints.iter().cloned());
            read.decisions.extend(found.decisions);
        }
        Ok(read)
    }

    fn read_register(
        &self,
        path: &Path,
        observer: &dyn Observer,
        read: &mut FilesRead,
    ) -> Result<(), LinkError> {
        let request = RegisterRequest {
            worksheet: self.worksheet.map(str::to_owned),
            keep_cells: self.keeps_cells,
            ..RegisterRequest::new(path)
        };
        let found = read_registers(&request, observer)?;
        read.complaints.extend(found.complaints.iter().cloned());
        read.notices.extend(found.notices);
        if found.registers.iter().all(|it| it.register.entries.is_empty()) {
            read.notices.push(without_rows(path));
        }
        read.registers.extend(found.registers);
        Ok(())
    }
}

/// Refuses a file that is named twice.
pub(crate) fn each_once<'a>(paths: impl Iterator<Item = &'a Path>) -> Result<(), LinkError> {
    let mut seen = HashSet::new();
    for path in paths {
        let place = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
        if !seen.insert(place) {
            return Err(LinkError::NamedTwice { path: path.display().to_string() });
        }
    }
    Ok(())
}

fn without_rows(path: &Path) -> Notice {
    let path = path.display();
    let message = Message {
        vi: format!("{path}: dưới dòng tiêu đề không có dòng nào; kiểm tra lại tệp"),
        en: format!("{path} has no row below its headers; look into the file"),
    };
    Notice { code: "no-rows", message }
}
