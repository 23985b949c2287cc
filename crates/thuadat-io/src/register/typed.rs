//! Whether people put anything into a workbook that its values do not tell: formulas, comments, pictures.

use super::hidden::{for_each_tag, without_prefix};
use std::fs::File;
use std::path::Path;
use zip::ZipArchive;

/// Beginnings of names of parts that only people put into a workbook.
const PARTS_OF_PEOPLE: [&str; 6] =
    ["xl/comments", "xl/threadedcomments", "xl/media/", "xl/charts/", "xl/drawings/", "xl/embeddings/"];

/// Whether a workbook (`.xlsx`) holds formulas, comments, pictures or charts. Also, where nobody can tell.
#[must_use]
pub fn holds_more_than_values(path: &Path) -> bool {
    let look = || -> Option<bool> {
        let mut archive = ZipArchive::new(File::open(path).ok()?).ok()?;
        let names: Vec<String> =
            archive.file_names().map(|name| Some(name.ok()?.into_owned())).collect::<Option<_>>()?;
        let is_of_people = |name: &String| {
            let small = name.to_ascii_lowercase();
            PARTS_OF_PEOPLE.iter().any(|part| small.starts_with(part))
        };
        if names.iter().any(is_of_people) {
            return Some(true);
        }
        let mut has_formula = false;
        for name in names.iter().filter(|name| name.starts_with("xl/worksheets/")) {
            for_each_tag(archive.by_name(name).ok()?, &mut |tag| has_formula |= begins_formula(tag));
        }
        Some(has_formula)
    };
    look().unwrap_or(true)
}

fn begins_formula(tag: &str) -> bool {
    let tag = without_prefix(tag).trim_end_matches('/');
    tag.split_whitespace().next() == Some("f")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_xlsxwriter::{Note, Workbook, Worksheet, XlsxError};

    #[test]
    fn what_is_no_value_is_seen() {
        type Fill = fn(&mut Worksheet) -> Result<(), XlsxError>;
        let check = |fill: Fill, expected: bool| {
            let file = tempfile::Builder::new().suffix(".xlsx").tempfile().unwrap();
            let mut workbook = Workbook::new();
            fill(workbook.add_worksheet()).unwrap();
            workbook.save(file.path()).unwrap();
            assert_eq!(holds_more_than_values(file.path()), expected);
        };
        check(|sheet| sheet.write(0, 0, "=1+1 as text").map(drop), false);
        check(|sheet| sheet.write(0, 0, 5).map(drop), false);
        check(|sheet| sheet.write_formula(0, 0, "=1+1").map(drop), true);
        check(|sheet| sheet.insert_note(0, 0, &Note::new("seen")).map(drop), true);
        assert!(holds_more_than_values(Path::new("no-such-file.xlsx")));
        for (tag, expected) in [
            ("f", true),
            ("f t=\"shared\"", true),
            ("x:f", true),
            ("f/", true),
            ("font", false),
            ("/f", false),
        ] {
            assert_eq!(begins_formula(tag), expected, "{tag}");
        }
    }
}
