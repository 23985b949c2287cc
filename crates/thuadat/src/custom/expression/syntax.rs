//! The grammar, which a library knows, and what is said of texts that do not keep to it.

use super::ExpressionError;
use super::kind::Place;
use sqlparser::ast::Expr;
use sqlparser::dialect::Dialect;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Location, Span, Token, Tokenizer};
use thuadat_core::Message;

/// SQL with names in any letters, quoted by `"` alone.
#[derive(Debug)]
struct Language;

impl Dialect for Language {
    fn is_delimited_identifier_start(&self, letter: char) -> bool {
        letter == '"'
    }

    fn is_identifier_start(&self, letter: char) -> bool {
        letter.is_alphabetic() || letter == '_'
    }

    fn is_identifier_part(&self, letter: char) -> bool {
        letter.is_alphanumeric() || letter == '_'
    }
}

/// Words and signs an expression may have, beside values and commas. The library calls itself for each one that is
/// joined to those before, and must not run out of stack.
const MOST_WORDS: usize = 1000;

/// The text as the library understands it, up to its very end.
pub(super) fn parse(layout: Layout<'_>) -> Result<Expr, ExpressionError> {
    if let Some((byte, problem)) = sign_of_word_processors(layout.text) {
        return Err(layout.error_at(byte, problem));
    }
    let tokens = Tokenizer::new(&Language, layout.text)
        .tokenize_with_location()
        .map_err(|error| layout.error_at(layout.byte_at(error.location), unreadable(&error.message)))?;
    let mut words = tokens.iter().filter(|token| !is_value(&token.token));
    if let Some(beyond) = words.nth(MOST_WORDS) {
        return Err(layout.error(layout.place(beyond.span), too_long()));
    }
    let mut parser = Parser::new(&Language).with_tokens_with_locations(tokens);
    let expression = parser.parse_expr().map_err(|error| fault(layout, &error))?;
    let next = parser.peek_token();
    if next.token == Token::EOF {
        return Ok(expression);
    }
    let problem = if next.token == Token::Comma { decimal_comma() } else { end_expected() };
    Err(layout.error(layout.place(next.span), problem))
}

/// The first sign outside quotes that word processors or other dialects write for one of ours, and what to write.
fn sign_of_word_processors(text: &str) -> Option<(usize, Message)> {
    let mut quote = None;
    for (byte, letter) in text.char_indices() {
        match (quote, letter) {
            (Some(open), _) if letter == open => quote = None,
            (None, '\'' | '"') => quote = Some(letter),
            (None, '‘' | '’' | '“' | '”') => return Some((byte, straight_quotes())),
            (None, '≤' | '≥' | '≠') => {
                let ours = match letter {
                    '≤' => "<=",
                    '≥' => ">=",
                    _ => "<>",
                };
                return Some((byte, message(&format!("hãy viết `{ours}`"), &format!("write `{ours}`"))));
            }
            (None, '[' | ']' | '`') => return Some((byte, quoted_column())),
            _ => {}
        }
    }
    None
}

fn straight_quotes() -> Message {
    message(
        "hãy dùng dấu nháy thẳng: 'chữ' cho chữ, \"tên\" cho tên cột",
        "use straight quotes: 'text' for a text, \"name\" for a column",
    )
}

fn quoted_column() -> Message {
    message(
        "tên cột có dấu cách hay ký tự lạ thì đặt trong dấu nháy kép: \"tên cột\"",
        "a column whose name has blanks or other signs is put in double quotes: \"a column\"",
    )
}

fn unreadable(sentence: &str) -> Message {
    if sentence.starts_with("Unterminated string literal") {
        return message("thiếu dấu nháy đơn đóng `'`", "the closing `'` is missing");
    }
    if sentence.starts_with("Expected close delimiter") {
        return message("thiếu dấu nháy kép đóng `\"`", "the closing `\"` is missing");
    }
    message(&format!("không đọc được (“{sentence}”)"), &format!("cannot be read ({sentence})"))
}

fn is_value(token: &Token) -> bool {
    matches!(
        token,
        Token::Whitespace(_) | Token::Comma | Token::Number(..) | Token::SingleQuotedString(_) | Token::EOF
    )
}

/// The text of an expression, in which the library counts lines and columns.
#[derive(Debug, Clone, Copy)]
pub(super) struct Layout<'a> {
    pub(super) text: &'a str,
}

impl Layout<'_> {
    /// Where something is that the library found. It leaves out the bracket that ends a list of values.
    pub(super) fn place(self, span: Span) -> Place {
        let (start, mut end) = (self.byte_at(span.start), self.byte_at(span.end));
        let count = |bracket: char, end: usize| self.text[start..end].matches(bracket).count();
        while count('(', end) > count(')', end)
            && let Some(next) = self.text[end..].find(')')
        {
            end += next + 1;
        }
        Place { start, end }
    }

    pub(super) fn error(self, place: Place, problem: Message) -> ExpressionError {
        let near = self.text.get(place.start..place.end).unwrap_or_default();
        let character = self.text[..place.start].chars().count() + 1;
        ExpressionError { character, near: near.to_owned(), problem }
    }

    /// An error at a byte of the text, near the word there.
    fn error_at(self, byte: usize, problem: Message) -> ExpressionError {
        let start = self.text.floor_char_boundary(byte);
        let word = self.text[start..].split_whitespace().next().unwrap_or_default();
        let word: String = word.chars().take(20).collect();
        self.error(Place { start, end: start + word.len() }, problem)
    }

    fn byte_at(self, location: Location) -> usize {
        let Location { line, column } = location;
        if line == 0 {
            return self.text.len();
        }
        let before: usize = self.text.split_inclusive('\n').take(line as usize - 1).map(str::len).sum();
        let rest = &self.text[before..];
        before + rest.char_indices().nth((column as usize).saturating_sub(1)).map_or(rest.len(), |(at, _)| at)
    }
}

/// What the library says, where it says it: it writes the place behind its sentence.
fn fault(layout: Layout<'_>, error: &ParserError) -> ExpressionError {
    let said = match error {
        ParserError::TokenizerError(said) | ParserError::ParserError(said) => said.as_str(),
        ParserError::RecursionLimitExceeded => return layout.error_at(0, too_deep()),
    };
    let (sentence, place) = said.rsplit_once(" at Line: ").unwrap_or((said, ""));
    let number = |text: &str| text.trim().parse::<u64>().ok();
    let location = place
        .split_once(", Column: ")
        .and_then(|(line, column)| Some(Location { line: number(line)?, column: number(column)? }));
    let byte = location.map_or(layout.text.trim_end().len(), |location| layout.byte_at(location));
    let found = layout.error_at(byte, wording(sentence));
    let is_operator = sentence.starts_with("No infix parser for token");
    let problem = if is_operator { unknown_operator(&found.near) } else { found.problem };
    ExpressionError { problem, ..found }
}

fn wording(sentence: &str) -> Message {
    let expected = sentence.strip_prefix("Expected: ").and_then(|rest| rest.split_once(", found: "));
    match expected {
        Some(("an expression", _)) => message(
            "cần một tên cột, một giá trị hoặc một điều kiện",
            "a name, a value or a condition is expected",
        ),
        Some((expected, _)) if expected.len() == 1 => {
            message(&format!("cần dấu `{expected}`"), &format!("`{expected}` is expected"))
        }
        Some((expected, _)) => message(&format!("cần {expected}"), &format!("{expected} is expected")),
        None => message(&format!("“{sentence}”"), sentence),
    }
}

/// Shown where a value stands for a condition.
pub(super) const CONDITION_EXAMPLE: (&str, &str) =
    ("cần một điều kiện như area_m2 < 36", "a condition is expected, such as area_m2 < 36");

pub(super) fn too_deep() -> Message {
    message(
        "biểu thức lồng nhau quá sâu; hãy tách thành nhiều quy tắc",
        "the expression is nested too deeply; make several rules of it",
    )
}

fn too_long() -> Message {
    message(
        "biểu thức quá dài; hãy dùng IN (…) hoặc tách thành nhiều quy tắc",
        "the expression is too long; use IN (…), or make several rules of it",
    )
}

fn end_expected() -> Message {
    message(
        "biểu thức phải kết thúc ở đây; nối các điều kiện bằng AND hoặc OR, tên cột có dấu cách thì đặt trong dấu nháy kép",
        "the expression should end here; conditions are joined by AND or OR, and a name with blanks stands in double quotes",
    )
}

fn decimal_comma() -> Message {
    message(
        "biểu thức phải kết thúc ở đây; phần thập phân viết sau dấu chấm: 36.5",
        "the expression should end here; decimals follow a point: 36.5",
    )
}

pub(super) fn dotted_name() -> Message {
    message(
        "tên cột có dấu chấm phải đặt trong dấu nháy kép",
        "a name with a point in it stands in double quotes",
    )
}

pub(super) fn reserved_name(name: &str) -> Message {
    message(
        &format!("`{name}` là từ của SQL; nếu là tên cột thì đặt trong dấu nháy kép: \"{name}\""),
        &format!("`{name}` is a word of SQL; if it is a column, put it in double quotes: \"{name}\""),
    )
}

pub(super) fn not_of_rules() -> Message {
    message(
        "quy tắc không dùng được phần này của SQL; chỉ có so sánh, AND, OR, NOT, BETWEEN, IN (…), LIKE, IS NULL, + - * / % và các hàm",
        "rules cannot use this part of SQL; there are comparisons, AND, OR, NOT, BETWEEN, IN (…), LIKE, IS NULL, + - * / % and functions",
    )
}

pub(super) fn unknown_operator(operator: &str) -> Message {
    let (vi, en) = match operator {
        "&&" => ("; hãy dùng AND", "; use AND"),
        "||" => ("; hãy dùng OR", "; use OR"),
        _ => ("", ""),
    };
    message(&format!("không có phép `{operator}`{vi}"), &format!("there is no operator `{operator}`{en}"))
}

pub(super) fn unknown_function(name: &str, meant: Option<&str>, known: &str) -> Message {
    let meant_vi = meant.map(|meant| format!(" (ý bạn là `{meant}`?)")).unwrap_or_default();
    let meant_en = meant.map(|meant| format!(" (did you mean `{meant}`?)")).unwrap_or_default();
    message(
        &format!("không có hàm `{name}`{meant_vi}; các hàm có: {known}, DATE"),
        &format!("there is no function `{name}`{meant_en}; there are {known} and DATE"),
    )
}

pub(super) fn wrong_arity(name: &str, least: usize, most: usize, given: usize) -> Message {
    let wanted = if least == most { least.to_string() } else { format!("{least}–{most}") };
    message(
        &format!("hàm {name} nhận {wanted} giá trị, ở đây có {given}"),
        &format!("{name} takes {wanted} values, here are {given}"),
    )
}

pub(super) fn compared_with_null() -> Message {
    message(
        "so sánh với NULL không bao giờ đúng; hãy viết … IS NULL hoặc … IS NOT NULL",
        "nothing is ever equal to NULL; write … IS NULL or … IS NOT NULL",
    )
}

pub(super) fn pattern_expected() -> Message {
    message(
        "sau LIKE cần một mẫu trong dấu nháy đơn, ví dụ 'O%'",
        "behind LIKE a pattern in single quotes is expected, such as 'O%'",
    )
}

pub(super) fn not_a_number() -> Message {
    message("không phải là số", "this is no number")
}

pub(super) fn not_a_date() -> Message {
    message("cần một ngày như DATE '2025-07-01'", "a date is expected, such as DATE '2025-07-01'")
}

fn message(vi: &str, en: &str) -> Message {
    Message { vi: vi.to_owned(), en: en.to_owned() }
}
