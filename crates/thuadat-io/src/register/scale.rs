//! Scales of maps as people write them.

/// The denominator of a scale: of `1:500`, `1/500`, `1:1.000`, `500`. None where it is none of a map.
pub(super) fn denominator(text: &str) -> Option<u32> {
    let plain: String =
        text.chars().filter(|letter| !letter.is_whitespace() && *letter != '\u{feff}').collect();
    let of = ["1:", "1/", "1\\"].iter().find_map(|one| plain.strip_prefix(one)).unwrap_or(&plain);
    let digits: String = of.chars().filter(|letter| !matches!(letter, '.' | ',')).collect();
    let is_grouped = digits.len() == of.len() || of.split(['.', ',']).skip(1).all(|group| group.len() == 3);
    let value: u32 = digits.parse().ok()?;
    (is_grouped && digits.bytes().all(|byte| byte.is_ascii_digit()) && (50..=1_000_000).contains(&value))
        .then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_are_read_as_people_write_them() {
        for text in ["1:500", "1/500", "500", " 1 : 500 "] {
            assert_eq!(denominator(text), Some(500), "{text}");
        }
        for text in ["1:1000", "1:1.000", "1/1,000", "1000"] {
            assert_eq!(denominator(text), Some(1000), "{text}");
        }
        for text in ["", "1:", "x", "1:0", "5", "-500", "1:50.0", "1:5e2"] {
            assert_eq!(denominator(text), None, "{text}");
        }
    }
}
