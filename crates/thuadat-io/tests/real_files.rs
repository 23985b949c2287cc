//! Reads every file of parcels in the shared collection of test data, which lies beside the repository or where the
//! environment variable `THUADAT_SHARED` says. Where it is absent these tests say so and check nothing.

use std::path::{Path, PathBuf};
use thuadat_core::Unobserved;
use thuadat_io::{Dataset, ReadError, ReadRequest, read};

/// A file of the collection, or none where the collection is absent.
fn shared(file: &str) -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let folder = std::env::var_os("THUADAT_SHARED").map_or(beside, PathBuf::from).join("data");
    if folder.is_dir() {
        return Some(folder.join(file));
    }
    println!("left out: {file} (no shared test data; set THUADAT_SHARED)");
    None
}

fn read_shared(file: &str) -> Option<Result<Dataset, ReadError>> {
    Some(read(&ReadRequest::of(shared(file)?), &Unobserved))
}

#[test]
fn survey() {
    let Some(root) = shared("") else { return };
    let mut stack: Vec<PathBuf> = ["parcels", "cad", "encoding", "admin"].map(|f| root.join(f)).to_vec();
    let mut files = vec![];
    while let Some(d) = stack.pop() {
        if d.is_dir() { stack.extend(std::fs::read_dir(&d).unwrap().map(|e| e.unwrap().path())); } else { files.push(d); }
    }
    files.sort();
    for file in files {
        let name = file.strip_prefix(&root).unwrap().display().to_string();
        let t = std::time::Instant::now();
        match read(&ReadRequest::of(&file), &Unobserved) {
            Ok(d) => {
                let s = &d.source;
                println!("OK {name} | {} | {} | n={} v={} | decl={:?} crs={} {:?} | {} | {:?}", s.format, s.layer, d.parcels.len(), d.parcels.geometries.coords().len(), s.declared_crs, s.crs.label(), s.crs_origin,
                    s.columns.iter().map(|c| format!("{}={}", c.field, c.name)).collect::<Vec<_>>().join(" "), t.elapsed());
                for n in &s.notices { println!("    {}: {}\n        {}", n.code, n.message.en, n.message.vi); }
            }
            Err(e) => println!("ERR {name} | {e}"),
        }
    }
}
