//! The functions an expression may call.

use super::kind::{Kind, Place};
use super::value::Value;
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A function an expression may call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Function {
    Abs,
    Round,
    Sqrt,
    Length,
    Lower,
    Upper,
    Trim,
    Number,
    Text,
    Coalesce,
    /// Without regard to capitals, as CQL2 names it.
    CaseI,
    /// Without regard to accents, as CQL2 names it.
    AccentI,
}

impl Function {
    pub(crate) const ALL: [(&str, Self); 12] = [
        ("ABS", Self::Abs),
        ("ROUND", Self::Round),
        ("SQRT", Self::Sqrt),
        ("LENGTH", Self::Length),
        ("LOWER", Self::Lower),
        ("UPPER", Self::Upper),
        ("TRIM", Self::Trim),
        ("NUMBER", Self::Number),
        ("TEXT", Self::Text),
        ("COALESCE", Self::Coalesce),
        ("CASEI", Self::CaseI),
        ("ACCENTI", Self::AccentI),
    ];

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, function)| *function)
    }

    /// The least and the greatest number of values it takes.
    pub(crate) const fn arity(self) -> (usize, usize) {
        match self {
            Self::Round => (1, 2),
            Self::Coalesce => (2, 20),
            _ => (1, 1),
        }
    }

    /// What it takes; none where it takes anything.
    pub(crate) const fn takes(self) -> Option<Kind> {
        match self {
            Self::Abs | Self::Round | Self::Sqrt => Some(Kind::Number),
            Self::Length | Self::Lower | Self::Upper | Self::Trim | Self::CaseI | Self::AccentI => {
                Some(Kind::Text)
            }
            Self::Number | Self::Text | Self::Coalesce => None,
        }
    }

    /// What it gives; none where that depends on what it takes.
    pub(crate) const fn gives(self) -> Option<Kind> {
        match self {
            Self::Abs | Self::Round | Self::Sqrt | Self::Length | Self::Number => Some(Kind::Number),
            Self::Lower | Self::Upper | Self::Trim | Self::Text | Self::CaseI | Self::AccentI => {
                Some(Kind::Text)
            }
            Self::Coalesce => None,
        }
    }

    /// The value for these, which are as many as it takes.
    pub(crate) fn call(self, mut values: Vec<Value<'_>>, place: Place) -> Value<'_> {
        if self == Self::Coalesce {
            return values.into_iter().find(|value| *value != Value::Null).unwrap_or(Value::Null);
        }
        let second = (values.len() > 1).then(|| values.remove(1));
        let value = values.swap_remove(0);
        match (self, value) {
            (_, value @ (Value::Null | Value::Clash(_))) => value,
            (Self::Abs, Value::Number(number)) => Value::Number(number.abs()),
            (Self::Sqrt, Value::Number(number)) => Value::of_number(number.sqrt()),
            (Self::Round, Value::Number(number)) => round(number, second, place),
            (Self::Length, Value::Text(text)) => Value::Number(text.chars().count() as f64),
            (Self::Lower | Self::CaseI, Value::Text(text)) => Value::Text(text.to_lowercase().into()),
            (Self::Upper, Value::Text(text)) => Value::Text(text.to_uppercase().into()),
            (Self::Trim, Value::Text(text)) => Value::Text(text.trim().to_owned().into()),
            (Self::AccentI, Value::Text(text)) => Value::Text(without_accents(&text)),
            (Self::Number, number @ Value::Number(_)) => number,
            (Self::Number, Value::Text(text)) => number_in(&text),
            (Self::Text, Value::Text(text)) => Value::Text(text),
            (Self::Text, Value::Number(number)) => Value::Text(number.to_string().into()),
            (Self::Text, Value::Boolean(boolean)) => Value::Text(boolean.to_string().into()),
            (_, value) => value.instead_of(self.takes().unwrap_or(Kind::Number), place),
        }
    }
}

/// To so many decimals, halves away from zero.
fn round(number: f64, decimals: Option<Value<'_>>, place: Place) -> Value<'_> {
    match decimals {
        None => Value::Number(number.round()),
        Some(Value::Number(decimals)) => {
            let power = 10f64.powf(decimals.round().clamp(-15.0, 15.0));
            Value::of_number((number * power).round() / power)
        }
        Some(value) => value.instead_of(Kind::Number, place),
    }
}

/// A text that is no number is not known as one. A comma is a decimal mark, as Vietnamese write it.
fn number_in<'a>(text: &str) -> Value<'a> {
    let text = text.trim();
    let digits = if text.contains('.') { Cow::Borrowed(text) } else { text.replacen(',', ".", 1).into() };
    let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    digits.parse().ok().filter(|_| is_plain).map_or(Value::Null, Value::of_number)
}

/// `Đất ở` becomes `Dat o`.
fn without_accents(text: &str) -> Cow<'static, str> {
    let plain = |letter| match letter {
        'đ' => 'd',
        'Đ' => 'D',
        letter => letter,
    };
    text.nfd().filter(|letter| !is_combining_mark(*letter)).map(plain).collect::<String>().into()
}
