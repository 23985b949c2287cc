//! Which cells of a register a sentence may show.

/// Whether a cell that should hold a number, a date or a sheet looks like one, and like nothing of a person: it has a digit
/// and few letters, and is neither a serial, an identity number nor a telephone number.
///
/// Cells slip into the next column, and then a name stands where a date should be: what may be anything is not shown.
///
/// # Examples
///
/// ```
/// use thuadat_core::may_be_shown;
///
/// assert!(may_be_shown("12, 13 và 14") && may_be_shown("31/02/2011") && may_be_shown("1.234,5"));
/// assert!(!may_be_shown("Nguyễn Văn Thử 1") && !may_be_shown("AB 000000") && !may_be_shown("001099000000"));
/// ```
#[must_use]
pub fn may_be_shown(cell: &str) -> bool {
    if !has_number_of_nobody(cell) {
        return false;
    }
    let count = |is_counted: fn(char) -> bool| cell.chars().filter(|&letter| is_counted(letter)).count();
    let (letters, digits) = (count(char::is_alphabetic), count(|letter| letter.is_ascii_digit()));
    let unbroken: String = cell.chars().filter(|letter| !matches!(letter, ' ' | '.' | '-')).collect();
    let runs =
        |text: &str| text.split(|letter: char| !letter.is_ascii_digit()).map(str::len).max().unwrap_or(0);
    let longest = if letters > 0 { 4 } else { 8 };
    let is_few = letters <= 2 || (letters <= 6 && letters <= digits);
    digits > 0
        && is_few
        && cell.chars().count() <= 40
        && runs(cell) <= longest
        && runs(&unbroken) <= 9.min(longest + 4)
}

/// Words before the number of a sheet that was surveyed by itself.
const WORDS_OF_SHEETS: [&str; 6] = ["TĐ", "TD", "ĐC", "DC", "BĐ", "BD"];

/// Whether no part of a cell can be the number of a person or of a paper, however its digits are parted.
fn has_number_of_nobody(cell: &str) -> bool {
    let parts = cell.split([',', ';', '+', '&']).flat_map(|part| part.split("và"));
    parts.map(str::trim).all(|part| is_day(part) || is_number_of_nobody(part))
}

fn is_number_of_nobody(part: &str) -> bool {
    let digits = part.chars().filter(char::is_ascii_digit).count();
    let word: String = part.chars().take_while(|letter| letter.is_alphabetic()).collect();
    let has_letters = part.chars().any(char::is_alphabetic);
    let ends_in_a_year = || {
        let year = part.trim().rsplit(['-', '/', ' ']).next().unwrap_or_default();
        year.len() == 4 && (year.starts_with("19") || year.starts_with("20"))
    };
    match word.chars().count() {
        0 if has_letters => digits <= 6,
        0 => digits <= 7,
        1 => digits <= 3,
        _ => {
            WORDS_OF_SHEETS.contains(&word.to_uppercase().as_str())
                && (digits <= 3 || (digits <= 7 && ends_in_a_year()))
        }
    }
}

/// Whether a part is written as a day is: 31/02/2011.
fn is_day(part: &str) -> bool {
    let numbers: Vec<&str> = part.split(['/', '-', '.']).collect();
    let is_number = |number: &&str| number.bytes().all(|byte| byte.is_ascii_digit());
    let lengths: Vec<usize> = numbers.iter().map(|number| number.len()).collect();
    numbers.iter().all(is_number) && matches!(lengths[..], [1 | 2, 1 | 2, 4] | [1 | 2, 4] | [4])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_people_and_papers_are_hidden_however_they_are_parted() {
        for hidden in [
            "082 123 456",
            "082.123.456",
            "080-123-456",
            "82123456",
            "020/226/142/089",
            "0912/345/678",
            "AB-12-34-56",
            "ĐA 12 34 56",
            "AB/123/456",
            "CH 1234",
            "B123 4567",
            "001099000000",
            "AB 000000",
            "Nguyễn Văn Thử 1",
        ] {
            assert!(!may_be_shown(hidden), "{hidden}");
        }
    }

    #[test]
    fn numbers_of_parcels_sheets_and_areas_are_shown() {
        for shown in [
            "12",
            "12a",
            "c395",
            "12+13",
            "12, 13 và 14",
            "1.234,5",
            "29,16",
            "31/02/2011",
            "02/2011",
            "2011",
            "TĐ 03-2026",
            "1014",
            "1:500",
            "24/03/1017",
            "12-14",
            "120.5 m2",
        ] {
            assert!(may_be_shown(shown), "{shown}");
        }
    }
}
