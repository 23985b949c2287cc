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
