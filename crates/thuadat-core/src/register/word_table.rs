//! Words of registers and maps that decide something, from the table of words.

use crate::folded;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

pub(crate) static REGISTER_WORDS: LazyLock<RegisterWords> =
    LazyLock::new(|| RegisterWords::parse(include_str!("../../data/register_words.tsv")));

/// The words there are, each as its small words.
#[derive(Debug, Default)]
pub(crate) struct RegisterWords {
    /// Stand before a name; the longest in front.
    pub(crate) titles: Vec<Phrase>,
    /// Stand between two names; the longest in front.
    pub(crate) joints: Vec<Phrase>,
    /// Stand in the place of a name.
    pub(crate) nobody: Vec<Phrase>,
    pub(crate) common_forms: Vec<Phrase>,
    pub(crate) alone_forms: Vec<Phrase>,
    pub(crate) common_kinds: Vec<Phrase>,
    /// Stand beside the number of an identity paper.
    pub(crate) papers: Vec<Phrase>,
}

/// Words that stand together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Phrase {
    words: Vec<Word>,
    /// Whether they are known without their diacritics as well, in a text that has none.
    is_known_bare: bool,
}

/// A word in small letters, with its diacritics and without.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    pub(crate) small: Box<str>,
    pub(crate) bare: Box<str>,
    /// Whether it stands in a text without any diacritics.
    is_of_bare_text: bool,
}

impl Word {
    /// The words of a text: letters and digits, in small letters.
    pub(crate) fn all_of(text: &str) -> Vec<Self> {
        let small: String = text.nfc().flat_map(char::to_lowercase).collect();
        let words = small.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
        let is_of_bare_text = small.is_ascii();
        words.map(|word| Self { bare: bare(word), small: word.into(), is_of_bare_text }).collect()
    }
}

/// A word in small letters without its diacritics.
fn bare(small: &str) -> Box<str> {
    folded(small).chars().filter(|letter| letter.is_alphanumeric()).collect::<String>().into()
}

impl Phrase {
    fn new(text: &str, is_known_bare: bool) -> Self {
        Self { words: Word::all_of(text), is_known_bare }
    }

    pub(crate) fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether a text begins with it.
    pub(crate) fn begins(&self, text: &[Word]) -> bool {
        let is_word = |(own, there): (&Word, &Word)| {
            let may_be_bare = self.is_known_bare && there.is_of_bare_text;
            own.small == there.small || (may_be_bare && own.bare == there.small)
        };
        text.len() >= self.words.len() && self.words.iter().zip(text).all(is_word)
    }

    /// Whether it stands anywhere in a text.
    pub(crate) fn is_in(&self, text: &[Word]) -> bool {
        (0..text.len()).any(|at| self.begins(&text[at..]))
    }

    /// Whether one of its words is this one, without its diacritics.
    pub(crate) fn has(&self, bare: &str) -> bool {
        self.words.iter().any(|word| &*word.bare == bare)
    }

    /// The words as the table has them.
    pub(crate) fn text(&self) -> String {
        let words: Vec<&str> = self.words.iter().map(|word| &*word.small).collect();
        words.join(" ")
    }
}

impl RegisterWords {
    fn parse(table: &str) -> Self {
        let mut words = Self::default();
        for line in table.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).skip(1) {
            let mut cells = line.split('\t');
            let (kind, text) = (cells.next().unwrap_or_default(), cells.next().unwrap_or_default());
            let (kind, is_marked) = kind.strip_suffix("-marked").map_or((kind, false), |kind| (kind, true));
            let of_kind = match kind {
                "title" => &mut words.titles,
                "joint" => &mut words.joints,
                "nobody" => &mut words.nobody,
                "common-form" => &mut words.common_forms,
                "alone-form" => &mut words.alone_forms,
                "common-kind" => &mut words.common_kinds,
                "paper" => &mut words.papers,
                _ => continue,
            };
            of_kind.push(Phrase::new(text, !is_marked));
        }
        for phrases in [&mut words.titles, &mut words.joints] {
            phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.len()));
        }
        words
    }

    /// Whether a form of use says that the parcel is used in common and no part of it alone.
    pub(crate) fn is_common_form(&self, form: &str) -> bool {
        let text = Word::all_of(form);
        let any = |phrases: &[Phrase]| phrases.iter().any(|phrase| phrase.is_in(&text));
        any(&self.common_forms) && !any(&self.alone_forms) && !says_no(&text)
    }

    /// Whether a kind of holder says that the parcel is used in common.
    pub(crate) fn is_common_kind(&self, kind: &str) -> bool {
        let text = Word::all_of(kind);
        self.common_kinds.iter().any(|phrase| phrase.is_in(&text)) && !says_no(&text)
    }
}

/// Whether a cell denies what it names: `Không đồng sử dụng`.
fn says_no(text: &[Word]) -> bool {
    text.iter().any(|word| &*word.bare == "khong" || matches!(&*word.small, "no" | "not"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_denied_is_not_common() {
        let check = |text: &str, is_common: bool| {
            let said = REGISTER_WORDS.is_common_form(text) || REGISTER_WORDS.is_common_kind(text);
            assert_eq!(said, is_common, "{text}");
        };
        check("Đồng sử dụng", true);
        check("Sử dụng chung", true);
        check("Không đồng sử dụng", false);
        check("Khong chung", false);
        check("Sử dụng riêng", false);
    }

    #[test]
    fn every_line_has_its_source_and_is_read() {
        let lines = include_str!("../../data/register_words.tsv");
        let lines: Vec<&str> =
            lines.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).skip(1).collect();
        for line in &lines {
            let cells: Vec<&str> = line.split('\t').collect();
            assert_eq!(cells.len(), 5, "{line}");
            assert!(!cells[2].is_empty() && cells[3].parse::<crate::Day>().is_ok(), "{line}");
            assert!(["yes", "no"].contains(&cells[4]), "{line}");
        }
        let words = &*REGISTER_WORDS;
        let read = [
            &words.titles,
            &words.joints,
            &words.nobody,
            &words.common_forms,
            &words.alone_forms,
            &words.common_kinds,
            &words.papers,
        ];
        assert_eq!(read.iter().map(|phrases| phrases.len()).sum::<usize>(), lines.len());
    }

    #[test]
    fn common_use_is_told_by_form_or_kind() {
        let words = &*REGISTER_WORDS;
        for form in ["Chung", "Sử dụng chung", "su dung chung", "SỬ DỤNG CHUNG", "common"] {
            assert!(words.is_common_form(form), "{form}");
        }
        for form in ["Riêng", "Sử dụng riêng 50 m2, chung 20 m2", "chungcu", ""] {
            assert!(!words.is_common_form(form), "{form}");
        }
        for kind in ["Đồng sử dụng", "dong su dung", "Nhóm người sử dụng đất", "ĐỒNG SỞ HỮU"]
        {
            assert!(words.is_common_kind(kind), "{kind}");
        }
        for kind in ["Vợ chồng", "Cá nhân", "Hộ gia đình", "Sử dụng riêng"] {
            assert!(!words.is_common_kind(kind), "{kind}");
        }
    }
}
