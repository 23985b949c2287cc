//! Lists the files of the map page, so that they are built into the program.
//!
//! What is ours stands in `web/src`; the map viewer and the font come from npm by `scripts/setup.sh` (`npm ci` in `web`, by its
//! lock file). Without them a debug build serves a page that says so, and a release build stops.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// Files of npm packages, and what they are called in the page.
const FETCHED: [(&str, &str); 10] = [
    ("maplibre-gl/dist/maplibre-gl.mjs", "maplibre-gl.mjs"),
    ("maplibre-gl/dist/maplibre-gl-shared.mjs", "maplibre-gl-shared.mjs"),
    ("maplibre-gl/dist/maplibre-gl-worker.mjs", "maplibre-gl-worker.mjs"),
    ("maplibre-gl/dist/maplibre-gl.css", "maplibre-gl.css"),
    ("maplibre-gl/LICENSE.txt", "maplibre-gl.LICENSE.txt"),
    ("@fontsource/be-vietnam-pro/files/be-vietnam-pro-latin-400-normal.woff2", "latin-400.woff2"),
    ("@fontsource/be-vietnam-pro/files/be-vietnam-pro-latin-600-normal.woff2", "latin-600.woff2"),
    ("@fontsource/be-vietnam-pro/files/be-vietnam-pro-vietnamese-400-normal.woff2", "vietnamese-400.woff2"),
    ("@fontsource/be-vietnam-pro/files/be-vietnam-pro-vietnamese-600-normal.woff2", "vietnamese-600.woff2"),
    ("@fontsource/be-vietnam-pro/LICENSE", "be-vietnam-pro.LICENSE.txt"),
];

fn main() {
    let web = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web");
    let mut files: Vec<(String, PathBuf)> = own_files(&web.join("src"));
    let mut is_whole = true;
    for (path, name) in FETCHED {
        let path = web.join("node_modules").join(path);
        println!("cargo::rerun-if-changed={}", path.display());
        is_whole &= path.is_file();
        if path.is_file() {
            files.push((name.to_owned(), path));
        }
    }
    println!("cargo::rerun-if-changed={}", web.join("src").display());
    if !is_whole {
        let said = "the map viewer is not there; run `npm ci --ignore-scripts --prefix web` (scripts/demo and scripts/test do so)";
        let is_release = env::var("PROFILE").is_ok_and(|profile| profile == "release");
        println!("cargo::{}={said}", if is_release { "error" } else { "warning" });
    }
    files.sort();
    let mut list = format!("const IS_WHOLE: bool = {is_whole};\nstatic ASSETS: &[Asset] = &[\n");
    for (name, path) in files {
        let _ = writeln!(
            list,
            "    Asset {{ path: {name:?}, bytes: include_bytes!({:?}) }},",
            path.display().to_string()
        );
    }
    list.push_str("];\n");
    let output = PathBuf::from(env::var_os("OUT_DIR").expect("cargo says where")).join("assets.rs");
    fs::write(output, list).expect("the list can be written");
}

fn own_files(folder: &Path) -> Vec<(String, PathBuf)> {
    let entries = fs::read_dir(folder).expect("the files of the map page are in web/src");
    let paths = entries.map(|entry| entry.expect("the folder can be read").path());
    let named = paths.filter_map(|path| Some((path.file_name()?.to_str()?.to_owned(), path.clone())));
    named.collect()
}
