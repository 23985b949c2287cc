//! Rows and columns of a worksheet that are hidden: they are read like the others, and the user is told.

use std::fs::File;
use std::io::Read;
use std::ops::RangeInclusive;
use std::path::Path;
use zip::ZipArchive;

/// What of a worksheet nobody sees.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Hidden {
    /// Rows that hold cells.
    pub(super) rows: u64,
    /// Columns, counted from 0.
    pub(super) columns: Vec<RangeInclusive<usize>>,
}

/// What is hidden of a worksheet of a workbook (`.xlsx`). Nothing, where the file cannot be looked into: reading it tells why.
pub(super) fn hidden(path: &Path, worksheet: &str) -> Hidden {
    let look = || -> Option<Hidden> {
        let mut archive = ZipArchive::new(File::open(path).ok()?).ok()?;
        let part = part_of(&mut archive, worksheet)?;
        let mut hidden = Hidden::default();
        for_each_tag(archive.by_name(&part).ok()?, &mut |tag| hidden.take(tag));
        Some(hidden)
    };
    look().unwrap_or_default()
}

impl Hidden {
    fn take(&mut self, tag: &str) {
        let tag = without_prefix(tag);
        let is_hidden = || matches!(attribute(tag, "hidden").as_deref(), Some("1" | "true"));
        // A row without cells is a line of the paper below the table.
        if is_element(tag, "row") && !tag.ends_with('/') {
            self.rows += u64::from(is_hidden());
        } else if is_element(tag, "col") && is_hidden() {
            let number = |name| attribute(tag, name).and_then(|text| text.parse::<usize>().ok());
            if let (Some(first @ 1..), Some(last @ 1..)) = (number("min"), number("max")) {
                self.columns.push(first - 1..=last - 1);
            }
        }
    }
}

/// The part of the archive that holds a worksheet.
fn part_of(archive: &mut ZipArchive<File>, worksheet: &str) -> Option<String> {
    let mut id = None;
    for_each_tag(archive.by_name("xl/workbook.xml").ok()?, &mut |tag| {
        let tag = without_prefix(tag);
        if is_element(tag, "sheet") && attribute(tag, "name").as_deref() == Some(worksheet) {
            id = attribute_of_any_prefix(tag, "id");
        }
    });
    let (id, mut target) = (id?, None);
    for_each_tag(archive.by_name("xl/_rels/workbook.xml.rels").ok()?, &mut |tag| {
        let tag = without_prefix(tag);
        if is_element(tag, "Relationship") && attribute(tag, "Id").as_ref() == Some(&id) {
            target = attribute(tag, "Target");
        }
    });
    let target = target?;
    Some(target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned))
}

/// Longer than this no tag is that matters.
const LONGEST_TAG: usize = 1 << 16;

/// Hands out what stands between `<` and `>`, however large the part is.
pub(super) fn for_each_tag(mut part: impl Read, take: &mut dyn FnMut(&str)) {
    let (mut left, mut chunk) = (Vec::new(), vec![0; 1 << 16]);
    while let Ok(count @ 1..) = part.read(&mut chunk) {
        left.extend_from_slice(&chunk[..count]);
        let mut at = 0;
        while let Some(start) = position(&left[at..], b'<').map(|found| at + found + 1) {
            let Some(end) = position(&left[start..], b'>').map(|found| start + found) else {
                at = start - 1;
                break;
            };
            if let Ok(tag) = std::str::from_utf8(&left[start..end]) {
                take(tag);
            }
            at = end + 1;
        }
        let is_open = left.get(at) == Some(&b'<') && left.len() - at <= LONGEST_TAG;
        left.drain(..if is_open { at } else { left.len() });
    }
}

fn position(bytes: &[u8], wanted: u8) -> Option<usize> {
    bytes.iter().position(|&byte| byte == wanted)
}

/// A tag without the prefix that some programs give all names of a part: `x:row`.
pub(super) fn without_prefix(tag: &str) -> &str {
    let name = tag.find(|letter: char| letter.is_whitespace() || letter == '/').unwrap_or(tag.len());
    tag[..name].find(':').map_or(tag, |at| &tag[at + 1..])
}

/// Whether a tag begins an element of this name.
fn is_element(tag: &str, name: &str) -> bool {
    let rest = tag.strip_prefix(name);
    rest.is_some_and(|rest| rest.starts_with(|next: char| next.is_whitespace() || next == '/'))
}

/// An attribute that has a prefix, whichever it is: `r:id`.
fn attribute_of_any_prefix(tag: &str, name: &str) -> Option<String> {
    let prefixed = tag.split_whitespace().find_map(|part| {
        let (before, _) = part.split_once('=')?;
        before.split_once(':').is_some_and(|(_, own)| own == name).then_some(before)
    });
    attribute(tag, prefixed?)
}

/// An attribute of a tag.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let mut rest = tag;
    loop {
        let at = rest.find(name)?;
        let (before, after) = (&rest[..at], &rest[at + name.len()..]);
        rest = after;
        let is_whole = before.ends_with(|letter: char| letter.is_whitespace());
        if let Some(value) = after.trim_start().strip_prefix('=').map(str::trim_start).filter(|_| is_whole) {
            let mark = value.chars().next().filter(|mark| matches!(mark, '"' | '\''))?;
            let value = &value[1..];
            return Some(unescaped(&value[..value.find(mark)?]));
        }
    }
}

fn unescaped(text: &str) -> String {
    let named = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")];
    named.iter().fold(text.to_owned(), |text, (name, letter)| text.replace(name, letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_and_columns_that_are_hidden_are_seen() {
        let part = r#"<worksheet><cols><col min="1" max="2" width="9"/><col min='3' max='4' hidden='1'/></cols><sheetData>
            <row r="1"><c/></row><row r="2" hidden="1"><c/></row><row r="3" hidden="1"/><row r="4" hidden="true"><c/></row>
            <row r="5" hidden="0"><c/></row></sheetData></worksheet>"#;
        let prefixed = part
            .replace("<row", "<x:row")
            .replace("<col", "<x:col")
            .replace("</row", "</x:row")
            .replace(" hidden", "\n\thidden");
        for (part, chunk) in [(part, 1), (part, 7), (part, 4096), (&prefixed, 4096)] {
            let mut hidden = Hidden::default();
            for_each_tag(Slow(part.as_bytes(), chunk), &mut |tag| hidden.take(tag));
            assert_eq!(hidden, Hidden { rows: 2, columns: vec![2..=3] }, "{chunk}");
        }
    }

    #[test]
    fn names_go_without_their_prefix() {
        for (tag, name) in [("x:row r=\"a:b\"", "row"), ("row r=\"a:b\"", "row"), ("x:row/", "row")] {
            assert!(is_element(&format!("{} ", without_prefix(tag)), name), "{tag}");
        }
        assert!(!is_element("rowBreaks count=\"1\"", "row"));
        assert_eq!(attribute_of_any_prefix(r#"sheet name="A" rel:id="rId1""#, "id").as_deref(), Some("rId1"));
        assert_eq!(attribute_of_any_prefix(r#"sheet name="A" sheetId="1""#, "id"), None);
    }

    /// A file that gives few bytes at a time.
    struct Slow<'a>(&'a [u8], usize);

    impl Read for Slow<'_> {
        fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
            let count = self.1.min(self.0.len()).min(into.len());
            into[..count].copy_from_slice(&self.0[..count]);
            self.0 = &self.0[count..];
            Ok(count)
        }
    }

    #[test]
    fn attributes_are_found_by_their_whole_names() {
        assert_eq!(attribute(r#"sheet name="A &amp; B" r:id="rId1""#, "name").as_deref(), Some("A & B"));
        assert_eq!(attribute(r#"sheet fullname="x" name = "y""#, "name").as_deref(), Some("y"));
        assert_eq!(attribute("row r=\"1\"", "hidden"), None);
    }
}
