//! The headers that are known, from a table, and how a header is compared with them.

use super::field::RegisterField;
use crate::built_in_table::rows;
use crate::columns::fold;
use std::collections::HashMap;
use std::sync::LazyLock;

/// The known headers.
pub(super) static VOCABULARY: LazyLock<Vocabulary> =
    LazyLock::new(|| Vocabulary::parse(include_str!("../../data/register_headers.tsv")));

/// What a header stands for, and how sure that is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Known {
    pub(super) field: RegisterField,
    /// Place in the table: of two columns for one field the one whose header stands first is meant.
    pub(super) rank: usize,
}

/// Headers by their folded text, those of groups with the words their group must hold.
pub(super) struct Vocabulary {
    plain: HashMap<String, Known>,
    grouped: HashMap<String, Vec<(String, Known)>>,
}

impl Vocabulary {
    fn parse(table: &str) -> Self {
        let mut vocabulary = Self { plain: HashMap::new(), grouped: HashMap::new() };
        for (rank, line) in rows(table).enumerate() {
            let cells: Vec<&str> = line.split('\t').collect();
            let field = RegisterField::from_id(cells[0]).expect("every row names a field");
            let known = Known { field, rank };
            if cells[1].is_empty() {
                vocabulary.plain.entry(fold_header(cells[2])).or_insert(known);
            } else {
                let groups = vocabulary.grouped.entry(fold_header(cells[2])).or_default();
                groups.push((fold_header(cells[1]), known));
            }
        }
        vocabulary
    }

    /// What a header under these headings stands for; the nearest heading comes first.
    pub(super) fn find(&self, header: &str, headings: &[String]) -> Option<Known> {
        forms(header).into_iter().find_map(|folded| {
            let in_group = self.grouped.get(&folded).and_then(|groups| {
                let under = |heading: &String| {
                    let heading = fold_header(heading);
                    groups.iter().find(|(group, _)| heading.contains(group.as_str())).map(|(_, known)| *known)
                };
                headings.iter().find_map(under)
            });
            in_group.or_else(|| self.plain.get(&folded).copied())
        })
    }
}

/// The header as a whole, and without what stands in brackets, where that is only a remark.
fn forms(header: &str) -> Vec<String> {
    let mut forms = vec![fold_header(header)];
    if let (Some(open), Some(close)) = (header.find('('), header.rfind(')'))
        && open < close
        && is_remark(&header[open + 1..close])
    {
        forms.push(fold_header(&[&header[..open], &header[close + 1..]].concat()));
    }
    forms.retain(|form| !form.is_empty());
    forms
}

/// Whether words in brackets change nothing of what the header means: a unit, a form, a duty to fill it in.
fn is_remark(words: &str) -> bool {
    let folded = fold_header(words);
    let is_unit = matches!(folded.as_str(), "m2" | "m" | "mm" | "");
    let changes_meaning = ["loai", "cu", "moi", "ha", "hientai", "hiennay", "gcn", "bando", "taisan"]
        .iter()
        .any(|word| folded.contains(word))
        || folded.bytes().all(|byte| byte.is_ascii_digit());
    is_unit || !changes_meaning
}

/// Small Latin letters and digits only; a square is a two.
pub(super) fn fold_header(text: &str) -> String {
    fold(&text.replace('²', "2"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(header: &str, headings: &[&str], expected: Option<RegisterField>) {
        let headings: Vec<String> = headings.iter().map(|&heading| heading.to_owned()).collect();
        assert_eq!(VOCABULARY.find(header, &headings).map(|known| known.field), expected, "{header}");
    }

    #[test]
    fn headers_are_known_however_they_are_typed() {
        use RegisterField::{Area, AreaHa, LandUseArea2, PrintedNumber, PrintedSheet, Serial};
        for header in [
            "Số phát hành GCN",
            "SỐ PHÁT HÀNH GCN",
            "so phat hanh\nGCN",
            "Số  phát hành GCN (*)",
            "GCN_soPhatHanh",
        ] {
            check(header, &[], Some(Serial));
        }
        check("Diện tích (m2)", &[], Some(Area));
        check("Diện tích (m²)", &[], Some(Area));
        check("Diện tích (ha)", &[], Some(AreaHa));
        check("Diện tích (loại đất 2)", &[], Some(LandUseArea2));
        check("Diện tích (loại đất 4)", &[], None);
        check("Diện tích", &["Loại đất 2"], Some(LandUseArea2));
        check("section", &[], Some(PrintedSheet));
        check("numero", &[], Some(PrintedNumber));
        check("Chữ ký", &[], None);
        check("", &[], None);
    }

    #[test]
    fn a_heading_tells_two_maps_apart() {
        use RegisterField::{CurrentSheet, PrintedSheet};
        check("Số tờ", &["Thông tin trên GCN"], Some(PrintedSheet));
        check("Số tờ", &["Bản đồ địa chính hiện nay"], Some(CurrentSheet));
        check("Số tờ", &[], Some(PrintedSheet));
    }

    #[test]
    fn every_field_has_a_header() {
        for field in RegisterField::ALL {
            assert!(
                VOCABULARY.plain.values().any(|known| known.field == *field),
                "no header leads to {field}"
            );
        }
    }
}
