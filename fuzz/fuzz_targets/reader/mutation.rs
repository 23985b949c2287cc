//! Changes of text that keep its nesting: JSON and the dialects of XML.

/// What takes the place of a value.
const ODD: &[&str] = &[
    "null",
    "[]",
    "{}",
    "\"\"",
    "0",
    "-1",
    "1e308",
    "-1e-308",
    "1e999",
    "NaN",
    "9223372036854775808",
    "true",
    "[[]]",
    "[null]",
    "[[[0,0]]]",
    "\"1.234,5+80 m2\"",
    "\"\\u0000\"",
    "<gml:pos/>",
    "<a></a>",
];

/// A text with one change: a part taken out, doubled, put in the place of another, or replaced by something odd; none
/// where it has no parts.
pub(crate) fn of_text(text: &[u8], seed: u32) -> Option<Vec<u8>> {
    let mut dice = Dice(u64::from(seed) | 1 << 40);
    let parts = parts(text);
    let (start, end) = *parts.get(dice.below(parts.len())?)?;
    let other = *parts.get(dice.below(parts.len())?)?;
    let part = &text[start..end];
    let replacement: Vec<u8> = match dice.below(5)? {
        0 => Vec::new(),
        1 => [part, separator(part), part].concat(),
        2 => text[other.0..other.1].to_vec(),
        3 => part[..dice.below(part.len())?].to_vec(),
        _ => ODD[dice.below(ODD.len())?].as_bytes().to_vec(),
    };
    Some([&text[..start], &replacement, &text[end..]].concat())
}

fn separator(part: &[u8]) -> &'static [u8] {
    if part.first() == Some(&b'<') { b"" } else { b"," }
}

/// The parts of a text that can be exchanged: lists, objects, elements with what is in them, values.
fn parts(text: &[u8]) -> Vec<(usize, usize)> {
    let mut parts = Vec::new();
    let mut open = Vec::new();
    let mut elements = Vec::new();
    let mut value = None;
    for (at, &byte) in text.iter().enumerate() {
        let is_of_value = byte.is_ascii_alphanumeric() || b"\"-+._".contains(&byte) || byte >= 0x80;
        match (is_of_value, value) {
            (true, None) => value = Some(at),
            (false, Some(start)) => {
                parts.push((start, at));
                value = None;
            }
            _ => {}
        }
        match byte {
            b'[' | b'{' => open.push(at),
            b']' | b'}' => parts.extend(open.pop().map(|start| (start, at + 1))),
            b'<' if text.get(at + 1) != Some(&b'/') => elements.push(at),
            b'>' => {
                let is_end = text[..at].iter().rposition(|&byte| byte == b'<').is_some_and(|start| {
                    text.get(start + 1) == Some(&b'/') || text[at - 1] == b'/' || text[at - 1] == b'?'
                });
                if is_end {
                    parts.extend(elements.pop().map(|start| (start, at + 1)));
                }
            }
            _ => {}
        }
    }
    parts
}

/// Numbers that a seed determines.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> Option<usize> {
        // Knuth's linear congruential generator; its upper half is what is random enough.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33).checked_rem(end as u64).map(|number| number as usize)
    }
}
