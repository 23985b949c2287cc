//! Patterns of `LIKE`: `%` stands for any letters, `_` for one, and `\` takes the meaning from what follows.

/// A pattern, ready to be held against texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pattern {
    parts: Vec<Part>,
    ignores_case: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Letter(char),
    AnyLetter,
    AnyLetters,
}

impl Pattern {
    pub(crate) fn new(pattern: &str, ignores_case: bool) -> Self {
        let pattern = if ignores_case { pattern.to_lowercase() } else { pattern.to_owned() };
        let mut letters = pattern.chars();
        let mut parts = Vec::new();
        while let Some(letter) = letters.next() {
            parts.push(match letter {
                '%' => Part::AnyLetters,
                '_' => Part::AnyLetter,
                '\\' => Part::Letter(letters.next().unwrap_or('\\')),
                letter => Part::Letter(letter),
            });
        }
        Self { parts, ignores_case }
    }

    /// Whether the whole text is of this pattern. O(text × pattern) at the worst.
    pub(crate) fn matches(&self, text: &str) -> bool {
        if self.ignores_case {
            return matches(&self.parts, &text.to_lowercase().chars().collect::<Vec<_>>());
        }
        matches(&self.parts, &text.chars().collect::<Vec<_>>())
    }
}

/// Goes on greedily, and back to the last `%` where that leads nowhere.
fn matches(parts: &[Part], text: &[char]) -> bool {
    let (mut part, mut at) = (0, 0);
    let mut resume: Option<(usize, usize)> = None;
    while at < text.len() {
        match parts.get(part) {
            Some(Part::AnyLetters) => {
                resume = Some((part + 1, at));
                part += 1;
            }
            Some(Part::AnyLetter) => (part, at) = (part + 1, at + 1),
            Some(Part::Letter(letter)) if *letter == text[at] => (part, at) = (part + 1, at + 1),
            _ => match resume {
                None => return false,
                Some((after, begun)) => {
                    resume = Some((after, begun + 1));
                    (part, at) = (after, begun + 1);
                }
            },
        }
    }
    parts[part..].iter().all(|part| *part == Part::AnyLetters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_held_against_whole_texts() {
        for (pattern, text, expected) in [
            ("O%", "ODT", true),
            ("O%", "LUC", false),
            ("%ẤP%", "XÓM ẤP 3", true),
            ("_T", "ĐT", true),
            ("_T", "ĐĐT", false),
            ("%", "", true),
            ("", "", true),
            ("", "a", false),
            ("100\\%", "100%", true),
            ("100\\%", "1000", false),
            ("a%b%c", "aXbXbc", true),
            ("a%b%c", "aXbXb", false),
        ] {
            assert_eq!(Pattern::new(pattern, false).matches(text), expected, "{text} LIKE {pattern}");
        }
        assert!(Pattern::new("đất%", true).matches("ĐẤT Ở"));
    }

    #[test]
    fn many_percents_take_no_time() {
        let pattern = Pattern::new(&"%a".repeat(200), false);
        assert!(!pattern.matches(&"b".repeat(10_000)));
    }
}
