//! Parcels on disk, found again by their positions.

use super::record::{Reader, write_parcel};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use thuadat_core::{KnownColumns, Message, Parcels};

/// Parcels in a temporary file without a name.
#[derive(Debug)]
pub(super) struct Spill {
    file: File,
    /// Where each parcel ends.
    ends: Vec<u64>,
    is_projected: bool,
    buffer: Vec<u8>,
}

/// Why parcels could not be kept in a temporary file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SpillError {
    /// There cannot be one.
    #[error(
        "cannot make a temporary file in {}: {source}; name a folder that can be written to with the environment variable TMPDIR",
        folder.display()
    )]
    NotMade {
        /// The folder for temporary files.
        folder: std::path::PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// It takes no more.
    #[error(
        "cannot write to the temporary file in {}: {source}; it takes about 20 bytes for each vertex: make room, or name another folder with the environment variable TMPDIR",
        folder.display()
    )]
    NotWritten {
        /// The folder for temporary files.
        folder: std::path::PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// It does not give back what was written.
    #[error("cannot read the temporary file in {}: {source}; look whether the disk is sound", folder.display())]
    NotRead {
        /// The folder for temporary files.
        folder: std::path::PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

impl SpillError {
    /// Stable name, such as `temporary-file-not-made`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotMade { .. } => "temporary-file-not-made",
            Self::NotWritten { .. } => "temporary-file-not-written",
            Self::NotRead { .. } => "temporary-file-not-read",
        }
    }

    /// The sentence in both languages.
    #[must_use]
    pub fn message(&self) -> Message {
        let vi = match self {
            Self::NotMade { folder, source } => format!(
                "không tạo được tệp tạm trong {}: hệ thống báo “{source}”; hãy chỉ ra một thư mục ghi được bằng biến môi trường TMPDIR",
                folder.display()
            ),
            Self::NotWritten { folder, source } => format!(
                "không ghi được tệp tạm trong {}: hệ thống báo “{source}”; tệp cần khoảng 20 byte cho mỗi đỉnh: hãy dọn bớt đĩa hoặc chỉ ra thư mục khác bằng biến môi trường TMPDIR",
                folder.display()
            ),
            Self::NotRead { folder, source } => format!(
                "không đọc lại được tệp tạm trong {}: hệ thống báo “{source}”; hãy kiểm tra ổ đĩa",
                folder.display()
            ),
        };
        Message { vi, en: self.to_string() }
    }
}

/// Parcels this near to each other in the file are read in one go.
const NEAR: u64 = 1 << 14;
/// Bytes read in one go at most, but for larger parcels.
const MOST: u64 = 1 << 22;

impl Spill {
    pub(super) fn new() -> Result<Self, SpillError> {
        let folder = std::env::temp_dir();
        let file = tempfile::tempfile_in(&folder).map_err(|source| SpillError::NotMade { folder, source })?;
        Ok(Self { file, ends: Vec::new(), is_projected: false, buffer: Vec::new() })
    }

    /// Appends parcels behind those there are.
    pub(super) fn append(&mut self, parcels: &Parcels) -> Result<(), SpillError> {
        let start = self.ends.last().copied().unwrap_or(0);
        self.buffer.clear();
        for parcel in 0..parcels.len() {
            write_parcel(parcels, parcel, &mut self.buffer);
            self.ends.push(start + self.buffer.len() as u64);
        }
        self.is_projected |= parcels.preparation.is_projected;
        self.file.write_all(&self.buffer).map_err(|source| {
            let folder = std::env::temp_dir();
            SpillError::NotWritten { folder, source }
        })
    }

    /// Reads parcels by their positions, which must ascend.
    pub(super) fn read(&mut self, positions: &[u32], columns: KnownColumns) -> Result<Parcels, SpillError> {
        let mut parcels = Parcels { columns, ..Parcels::default() };
        parcels.preparation.is_projected = self.is_projected;
        let mut rest = positions;
        while let Some(&first) = rest.first() {
            let start = self.start(first);
            let is_next = |pair: &[u32]| {
                self.start(pair[1]) <= self.end(pair[0]) + NEAR && self.end(pair[1]) <= start + MOST
            };
            let count = 1 + rest.windows(2).take_while(|pair| is_next(pair)).count();
            let (run, others) = rest.split_at(count);
            rest = others;
            self.buffer.resize((self.end(run[count - 1]) - start) as usize, 0);
            self.fill_from(start)?;
            for &position in run {
                let (from, to) = (self.start(position) - start, self.end(position) - start);
                Reader::new(&self.buffer[from as usize..to as usize]).push_parcel(&mut parcels);
            }
        }
        Ok(parcels)
    }

    fn fill_from(&mut self, start: u64) -> Result<(), SpillError> {
        self.file
            .seek(SeekFrom::Start(start))
            .and_then(|_| self.file.read_exact(&mut self.buffer))
            .map_err(|source| SpillError::NotRead { folder: std::env::temp_dir(), source })
    }

    fn start(&self, position: u32) -> u64 {
        position.checked_sub(1).map_or(0, |before| self.ends[before as usize])
    }

    fn end(&self, position: u32) -> u64 {
        self.ends[position as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::Coord;
    use thuadat_core::{FeatureId, ParcelKey, ParcelRecord, StrokedParcel};

    fn parcels() -> Parcels {
        let mut parcels = Parcels::default();
        for number in 0..50u32 {
            for part in 0..number % 3 {
                for ring in 0..=part {
                    for vertex in 0..number % 7 {
                        let x = f64::from(number * 100 + ring * 10 + vertex);
                        parcels
                            .geometries
                            .push_coord(Coord { x, y: if vertex == 5 { f64::NAN } else { -x } });
                    }
                    parcels.geometries.end_ring();
                }
                parcels.geometries.end_polygon();
            }
            parcels.geometries.end_parcel();
            let text = |is_there: bool, text: &str| is_there.then(|| format!("{text}{number}").into());
            let feature = match number % 2 {
                0 => FeatureId::Number(-i64::from(number)),
                _ => FeatureId::Text(format!("tờ {number}").into()),
            };
            parcels.records.push(ParcelRecord {
                feature,
                key: ParcelKey {
                    commune: text(number % 3 == 0, "06"),
                    sheet: text(number % 4 == 0, ""),
                    number: text(number % 5 == 0, "TĐ "),
                },
                recorded_area_m2: (number % 2 == 0).then_some(f64::from(number)),
                legal_area_m2: (number % 3 == 0).then_some(0.1),
                land_use: text(number % 2 == 0, "ODT+CLN"),
                land_use_areas_m2: (0..number % 4).map(f64::from).collect(),
                code: text(number % 6 == 0, "code"),
            });
            if number % 9 == 0 {
                parcels.preparation.stroked.push(StrokedParcel { parcel: number, deviation_m: 0.001 });
            }
        }
        parcels.preparation.is_projected = true;
        parcels
    }

    #[test]
    fn parcels_come_back_as_they_were() {
        let all = parcels();
        let mut spill = Spill::new().unwrap();
        spill.append(&all).unwrap();
        spill.append(&all).unwrap();
        let everything: Vec<u32> = (0..50).collect();
        // Compared by what they say of themselves: not a number is equal to nothing.
        let told = |parcels: &Parcels| format!("{parcels:?}");
        assert_eq!(told(&spill.read(&everything, all.columns).unwrap()), told(&all));
        let some = spill.read(&[3, 50 + 7, 50 + 18], all.columns).unwrap();
        assert_eq!(some.records, [3, 7, 18].map(|position: usize| all.records[position].clone()));
        assert_eq!(some.preparation.stroked, [StrokedParcel { parcel: 2, deviation_m: 0.001 }]);
        assert!(spill.read(&[], all.columns).unwrap().is_empty());
    }
}
