//! From bytes to a file and how to read it.

use std::path::{Path, PathBuf};
use thuadat_io::ReadRequest;

/// Bytes before those of the file: its kind, and how to read it.
pub(crate) const HEAD: usize = 2;

/// Endings of files, which lead GDAL to one of its readers; the last kind is a shapefile, which is several files.
const ENDINGS: [&str; 11] =
    ["geojson", "gml", "dxf", "csv", "kml", "gpkg", "fgb", "dgn", "zip", "geojson.gz", "shp"];
const TEXTS: std::ops::RangeInclusive<u8> = 0..=4;
/// The files of a shapefile. The length of each but the last stands before it in two bytes, the lower one first.
const SHAPEFILE: [&str; 4] = ["shx", "dbf", "prj", "shp"];

/// A file, and how to read it.
pub(crate) struct Input<'a> {
    ending: &'static str,
    choices: u8,
    bytes: &'a [u8],
}

/// Whether the file of an input is one of text.
pub(crate) fn is_text(input: &[u8]) -> bool {
    input.len() > HEAD && TEXTS.contains(&input[0])
}

impl<'a> Input<'a> {
    pub(crate) fn of(bytes: &'a [u8]) -> Option<Self> {
        let (&[kind, choices], bytes) = bytes.split_first_chunk::<HEAD>()?;
        Some(Self { ending: ENDINGS.get(usize::from(kind))?, choices, bytes })
    }

    /// Writes the file into the folder.
    pub(crate) fn write(&self, folder: &Path) -> ReadRequest {
        let path = folder.join("thua").with_extension(self.ending);
        if self.ending == "shp" {
            self.write_shapefile(&path);
        } else {
            write(&path, self.bytes);
        }
        self.request(path)
    }

    fn write_shapefile(&self, path: &Path) {
        let mut rest = self.bytes;
        for (position, ending) in SHAPEFILE.iter().enumerate() {
            let is_last = position + 1 == SHAPEFILE.len();
            let part = if is_last { rest } else { take_part(&mut rest) };
            // An empty part stands for a file that is missing.
            if !part.is_empty() {
                write(&path.with_extension(ending), part);
            }
        }
    }

    fn request(&self, path: PathBuf) -> ReadRequest {
        let has = |bit: u8| self.choices & (1 << bit) != 0;
        ReadRequest {
            crs: has(0).then_some(if has(1) { 4326 } else { 9216 }),
            zone: has(2).then_some(9215),
            id_column: has(3).then(|| "so_thua".to_owned()),
            scan: !has(4),
            ..ReadRequest::of(path)
        }
    }

    /// Whether the private words stand anywhere but in the column about people, as far as can be told: in texts with
    /// marks around values the mark in front tells, in others there is no telling.
    pub(crate) fn says_elsewhere(&self, private: &str) -> bool {
        let fronts: [&str; 2] = match self.ending {
            "geojson" => ["\"ten_chu\": \"", "\"so_cccd\": \""],
            "gml" => ["<ogr:ten_chu>", "<ogr:so_cccd>"],
            "kml" => ["<SimpleData name=\"ten_chu\">", "<SimpleData name=\"so_cccd\">"],
            _ => return true,
        };
        let text = String::from_utf8_lossy(self.bytes);
        text.match_indices(private).any(|(at, _)| !fronts.iter().any(|front| text[..at].ends_with(front)))
    }
}

fn take_part<'a>(rest: &mut &'a [u8]) -> &'a [u8] {
    let Some((length, bytes)) = rest.split_first_chunk::<2>() else { return std::mem::take(rest) };
    let (part, after) = bytes.split_at(usize::from(u16::from_le_bytes(*length)).min(bytes.len()));
    *rest = after;
    part
}

fn write(path: &Path, bytes: &[u8]) {
    std::fs::write(path, bytes).expect("a small file can be written");
}
