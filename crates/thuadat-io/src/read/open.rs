//! From a path to an open dataset: compressed files, archives, standard input.

use super::error::ReadError;
use super::sqlite;
use crate::gdal_bridge::{Complaints, head_of};
use gdal::{Dataset, DatasetOptions, DriverManager, GdalOpenFlags};
use std::ffi::OsStr;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;
use thuadat_core::{Message, Observer};

/// Endings of files that may be a map, looked for in archives. A File Geodatabase is a folder.
const MAP_ENDINGS: &[&str] = &[
    "shp", "gpkg", "geojson", "json", "fgb", "gml", "dxf", "dgn", "gdb", "kml", "tab", "mif", "gmt", "sqlite",
];
/// Compressions and archives GDAL cannot look into.
const UNREAD_COMPRESSIONS: &[&str] = &["bz2", "xz", "zst", "7z", "rar"];
/// Readers of GDAL that do more than read: one runs the program `gpsbabel` on what looks like tracks, the others ask a
/// server that the file names.
const UNWANTED_READERS: &[&str] = &["GPSBabel", "WFS", "OAPIF", "CSW", "HTTP"];
/// All other readers of GDAL.
static READERS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let all = (0..DriverManager::count()).filter_map(|index| DriverManager::get_driver(index).ok());
    all.map(|reader| reader.short_name()).filter(|name| !UNWANTED_READERS.contains(&name.as_str())).collect()
});
/// First bytes of an OLE container, which a MicroStation V8 drawing is.
const OLE_MAGIC: [u8; 4] = [0xd0, 0xcf, 0x11, 0xe0];

/// Keeps the GML reader from the schema beside a file: it looks here in its place, and there is none.
const NO_SCHEMA: &str = "XSD=/vsimem/no-schema.xsd";

/// Time between two looks at the observer while standard input is silent.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// A dataset, and what must live as long as it.
pub(super) struct Opened {
    pub(super) dataset: Dataset,
    _memory: Option<MemoryFile>,
}

/// Opens what the path names; `layer` helps to choose among several shapefiles of an archive.
pub(super) fn open(
    path: &Path,
    layer: Option<&str>,
    complaints: &Complaints,
    observer: &dyn Observer,
) -> Result<Opened, ReadError> {
    if path == Path::new("-") {
        return open_standard_input(complaints, observer);
    }
    let source = match archive_and_entry(path) {
        Some((archive, None)) => choose_in_archive(path, &archive, layer)?,
        Some((archive, Some(entry))) => archive.join(entry),
        None => locate(path)?,
    };
    let dataset = open_gdal(&source, path, complaints)?;
    Ok(Opened { dataset, _memory: None })
}

fn open_gdal(source: &Path, shown: &Path, complaints: &Complaints) -> Result<Dataset, ReadError> {
    let is_gml = has_ending(source, &["gml", "xml"]) || source.to_string_lossy().contains(".gml.");
    // Otherwise the GML reader leaves a .gfs file beside the input, and fetches the schema from a server the file names.
    let mut open_options = if is_gml { vec!["WRITE_GFS=NO", "DOWNLOAD_SCHEMA=NO"] } else { Vec::new() };
    if is_gml && is_of_vbdlis(source) {
        open_options.push(NO_SCHEMA);
    }
    let readers: Vec<&str> = READERS.iter().map(String::as_str).collect();
    let options = DatasetOptions {
        open_flags: GdalOpenFlags::GDAL_OF_VECTOR | GdalOpenFlags::GDAL_OF_VERBOSE_ERROR,
        open_options: Some(&open_options),
        allowed_drivers: Some(&readers),
        ..DatasetOptions::default()
    };
    let opened = Dataset::open_ex(source, options);
    opened.map_err(|_| {
        let said = complaints.said();
        if shown.is_dir() {
            not_vector(
                shown,
                "đây là thư mục, không có shapefile bên trong và không phải FileGDB; hãy chỉ ra một tệp trong thư mục",
                "it is a folder, without shapefiles in it and no FileGDB; name a file in it",
            )
        } else if said.contains("not recognized as") {
            not_vector(shown, "GDAL không nhận ra nội dung của tệp", "no reader of GDAL knows its content")
        } else {
            ReadError::Damaged { path: shown.to_owned(), said }
        }
    })
}

/// Whether a GML file is one of VBDLIS. The schema such files come with is none: it leaves columns out, has no coordinate
/// system, and says that parcel numbers are whole numbers, which `c395` is not.
fn is_of_vbdlis(source: &Path) -> bool {
    const NAMESPACE: &[u8] = b"vietbando.com/gml/vlis";
    const WITHIN: usize = 1 << 14;
    let head = head_of(source, WITHIN).unwrap_or_default();
    head.windows(NAMESPACE.len()).any(|bytes| bytes == NAMESPACE)
}

/// The way GDAL reaches a plain or compressed file.
fn locate(path: &Path) -> Result<PathBuf, ReadError> {
    if path.starts_with("/vsimem") || path.to_string_lossy().starts_with("/vsi") || path.is_dir() {
        return Ok(path.to_owned());
    }
    let metadata = path.metadata().map_err(|source| unreadable(path, source))?;
    if !metadata.is_file() {
        return Err(not_vector(
            path,
            "không phải tệp thường mà là ống dẫn hoặc thiết bị; hãy đưa GeoJSON vào đầu vào chuẩn và ghi `-` thay cho tên tệp",
            "it is a pipe or a device and no file; send GeoJSON to standard input and write `-` in place of the name",
        ));
    }
    let mut head = Vec::new();
    let read = File::open(path).and_then(|file| file.take(sqlite::HEAD).read_to_end(&mut head));
    if let Err(source) = read {
        return Err(unreadable(path, source));
    }
    if head.is_empty() {
        return Err(not_vector(
            path,
            "tệp trống; hãy chép lại hoặc xuất lại tệp",
            "the file is empty; copy it again or export it anew",
        ));
    }
    if let Some(expected) = sqlite::length_promised(&head).filter(|&expected| expected > metadata.len()) {
        return Err(ReadError::CutOff { path: path.to_owned(), length: metadata.len(), expected });
    }
    if head.starts_with(&OLE_MAGIC) && has_ending(path, &["dgn"]) {
        return Err(ReadError::Dgn8 { path: path.to_owned() });
    }
    if has_ending(path, UNREAD_COMPRESSIONS) {
        return Err(not_vector(
            path,
            "kiểu nén này không đọc được, hãy giải nén tệp trước",
            "this compression is not read; unpack the file first",
        ));
    }
    Ok(if has_ending(path, &["gz"]) { prefixed("/vsigzip/", path) } else { path.to_owned() })
}

fn not_vector(path: &Path, vi: &str, en: &str) -> ReadError {
    ReadError::NotVector { path: path.to_owned(), reason: Message { vi: vi.to_owned(), en: en.to_owned() } }
}

fn unreadable(path: &Path, source: std::io::Error) -> ReadError {
    if source.kind() == std::io::ErrorKind::NotFound {
        ReadError::NotFound { path: path.to_owned() }
    } else {
        ReadError::NotReadable { path: path.to_owned(), source }
    }
}

/// The archive a path names or leads into, as GDAL reaches it, and the entry inside where one is named.
fn archive_and_entry(path: &Path) -> Option<(PathBuf, Option<PathBuf>)> {
    let archive =
        path.ancestors().find(|ancestor| ancestor.is_file() && archive_prefix(ancestor).is_some())?;
    let reached = prefixed(archive_prefix(archive)?, archive);
    let entry = path.strip_prefix(archive).ok().filter(|entry| !entry.as_os_str().is_empty());
    Some((reached, entry.map(Path::to_owned)))
}

fn archive_prefix(path: &Path) -> Option<&'static str> {
    if has_ending(path, &["zip"]) {
        Some("/vsizip/")
    } else if has_ending(&without_gz(path), &["tar", "tgz"]) {
        Some("/vsitar/")
    } else {
        None
    }
}

fn choose_in_archive(path: &Path, archive: &Path, layer: Option<&str>) -> Result<PathBuf, ReadError> {
    File::open(path).map_err(|source| unreadable(path, source))?;
    let inside = gdal::vsi::read_dir(archive, true).unwrap_or_default();
    let maps = maps_among(&inside);
    match &maps[..] {
        [] if inside.is_empty() => Err(not_vector(
            path,
            "tệp nén bị hỏng hoặc trống; hãy chép lại hoặc nén lại",
            "the archive is damaged or empty; copy it again or pack it anew",
        )),
        [] => Err(ReadError::NothingInArchive { path: path.to_owned(), entries: shown(&inside) }),
        [one] => Ok(reach_entry(archive, one)),
        several => {
            let named = several
                .iter()
                .find(|map| map.file_stem().is_some_and(|stem| Some(stem) == layer.map(OsStr::new)));
            let folder = common_shapefile_folder(several);
            match (named, folder) {
                (Some(map), _) => Ok(reach_entry(archive, map)),
                (None, Some(folder)) => Ok(archive.join(folder)),
                (None, None) => {
                    Err(ReadError::SeveralInArchive { path: path.to_owned(), entries: shown(several) })
                }
            }
        }
    }
}

/// The maps among the entries of an archive, in the order of their names. What lies in a File Geodatabase is not looked
/// at, nor what macOS puts beside each file.
fn maps_among(entries: &[PathBuf]) -> Vec<PathBuf> {
    let mut maps: Vec<PathBuf> = entries
        .iter()
        .map(|entry| {
            let geodatabase = entry.ancestors().filter(|part| has_ending(part, &["gdb"])).last();
            geodatabase.unwrap_or(entry).to_owned()
        })
        .filter(|entry| !entry.starts_with("__MACOSX"))
        .filter(|entry| has_ending(&without_gz(entry), MAP_ENDINGS))
        .collect();
    maps.sort();
    maps.dedup();
    maps
}

fn common_shapefile_folder(maps: &[PathBuf]) -> Option<PathBuf> {
    let folder = maps.first()?.parent()?;
    let alike = |map: &PathBuf| has_ending(map, &["shp"]) && map.parent() == Some(folder);
    maps.iter().all(alike).then(|| folder.to_owned())
}

fn reach_entry(archive: &Path, entry: &Path) -> PathBuf {
    let reached = archive.join(entry);
    if has_ending(entry, &["gz"]) { prefixed("/vsigzip/", &reached) } else { reached }
}

fn without_gz(path: &Path) -> PathBuf {
    if has_ending(path, &["gz"]) { path.with_extension("") } else { path.to_owned() }
}

fn has_ending(path: &Path, endings: &[&str]) -> bool {
    path.extension().is_some_and(|ending| endings.iter().any(|known| ending.eq_ignore_ascii_case(known)))
}

fn prefixed(prefix: &str, path: &Path) -> PathBuf {
    let mut reached = std::ffi::OsString::from(prefix);
    reached.push(path);
    PathBuf::from(reached)
}

fn shown(entries: &[PathBuf]) -> Vec<String> {
    entries.iter().map(|entry| entry.to_string_lossy().into_owned()).collect()
}

fn open_standard_input(complaints: &Complaints, observer: &dyn Observer) -> Result<Opened, ReadError> {
    let bytes = read_standard_input(observer)?;
    let shown = Path::new("-");
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(not_vector(
            shown,
            "đầu vào chuẩn trống; hãy đưa GeoJSON vào đó",
            "standard input is empty; send GeoJSON to it",
        ));
    }
    let memory = MemoryFile::new(bytes, "geojson");
    let dataset = open_gdal(&memory.path, shown, complaints)?;
    Ok(Opened { dataset, _memory: Some(memory) })
}

/// Everything on standard input. It is read in a thread of its own, so that a silent sender does not keep us from
/// stopping when the observer asks for it.
fn read_standard_input(observer: &dyn Observer) -> Result<Vec<u8>, ReadError> {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let read = std::io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes);
        // Nobody listens any more when the work was stopped.
        let _ = sender.send(read);
    });
    loop {
        match receiver.recv_timeout(LOOK_EVERY) {
            Ok(read) => return read.map_err(|source| ReadError::StandardInput { source }),
            Err(RecvTimeoutError::Timeout) if observer.is_interrupted() => {
                return Err(ReadError::Interrupted);
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => {
                let source = std::io::ErrorKind::UnexpectedEof.into();
                return Err(ReadError::StandardInput { source });
            }
        }
    }
}

/// A file of GDAL's in memory, gone when dropped.
struct MemoryFile {
    path: PathBuf,
}

impl MemoryFile {
    fn new(bytes: Vec<u8>, ending: &str) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = PathBuf::from(format!("/vsimem/thuadat-{number}.{ending}"));
        gdal::vsi::create_mem_file(&path, bytes).expect("a file in memory can be made under a new name");
        Self { path }
    }
}

impl Drop for MemoryFile {
    fn drop(&mut self) {
        // Nothing is lost when GDAL keeps the memory until the process ends.
        let _ = gdal::vsi::unlink_mem_file(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_maps_of_an_archive() {
        let entries = [
            "a/thua.shp",
            "a/thua.dbf",
            "g.gdb",
            "g.gdb/a0001.gdbtable",
            "__MACOSX/a/._thua.shp",
            "x.geojson.gz",
            "doc.pdf",
        ];
        let maps = maps_among(&entries.map(PathBuf::from));
        assert_eq!(maps, ["a/thua.shp", "g.gdb", "x.geojson.gz"].map(PathBuf::from));
    }

    #[test]
    fn several_shapefiles_of_a_folder_are_one_dataset() {
        let shapefiles = ["a/thua.shp", "a/nha.shp"].map(PathBuf::from);
        assert_eq!(common_shapefile_folder(&shapefiles), Some(PathBuf::from("a")));
        let mixed = ["a/thua.shp", "a/nha.gpkg"].map(PathBuf::from);
        assert_eq!(common_shapefile_folder(&mixed), None);
    }
}
