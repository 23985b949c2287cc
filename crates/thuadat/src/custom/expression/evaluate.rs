//! Evaluating an expression for one parcel.
//!
//! As in SQL there are three answers: true, false, and not known where something is missing. `AND` is false as soon as
//! one side is, `OR` true as soon as one side is, whatever the other; all else with something missing in it is not
//! known, but for `IS NULL` and `COALESCE`. Values that do not go together are an answer of their own, so that they are
//! not taken for missing.

use super::kind::{Clash, Kind, Place, Reason};
use super::node::{Arithmetic, Comparison, Node, Part};
use super::value::Value;
use std::borrow::Cow;
use std::cmp::Ordering;

/// Where an expression has its values from.
pub(crate) trait Row<'a> {
    /// The value of a name, by its position among those of the expression.
    fn value(&self, name: usize) -> Value<'a>;
}

impl Node {
    /// What the expression comes to.
    pub(crate) fn evaluate<'a>(&'a self, row: &impl Row<'a>) -> Value<'a> {
        match &self.part {
            Part::Null => Value::Null,
            Part::Number(number) => Value::Number(*number),
            Part::Text(text) => Value::Text(Cow::Borrowed(text)),
            Part::Boolean(boolean) => Value::Boolean(*boolean),
            Part::Name(name) => row.value(*name),
            Part::All(conditions) => decided(conditions, false, row),
            Part::Any(conditions) => decided(conditions, true, row),
            Part::Not(condition) => match condition.evaluate(row) {
                Value::Boolean(boolean) => Value::Boolean(!boolean),
                other => other.instead_of(Kind::Boolean, condition.place),
            },
            Part::IsNull(node) => match node.evaluate(row) {
                clash @ Value::Clash(_) => clash,
                value => Value::Boolean(value == Value::Null),
            },
            Part::Compare(comparison, sides) => {
                compare(*comparison, sides.0.evaluate(row), sides.1.evaluate(row), self.place)
            }
            Part::Compute(arithmetic, sides) => {
                let numbers = number(&sides.0, row).and_then(|one| Ok((one, number(&sides.1, row)?)));
                numbers.map_or_else(|other| other, |(one, other)| compute(*arithmetic, one, other))
            }
            Part::Negate(node) => {
                number(node, row).map_or_else(|other| other, |number| Value::Number(-number))
            }
            Part::Like(text, pattern) => match text.evaluate(row) {
                Value::Text(text) => Value::Boolean(pattern.matches(&text)),
                other => other.instead_of(Kind::Text, text.place),
            },
            Part::Call(function, values) => {
                function.call(values.iter().map(|value| value.evaluate(row)).collect(), self.place)
            }
        }
    }
}

/// The number a part comes to, or what it comes to instead.
fn number<'a>(node: &'a Node, row: &impl Row<'a>) -> Result<f64, Value<'a>> {
    match node.evaluate(row) {
        Value::Number(number) => Ok(number),
        other => Err(other.instead_of(Kind::Number, node.place)),
    }
}

/// `AND` (decided by false) and `OR` (decided by true).
fn decided<'a>(conditions: &'a [Node], by: bool, row: &impl Row<'a>) -> Value<'a> {
    let mut answer = Value::Boolean(!by);
    for condition in conditions {
        let value = match condition.evaluate(row) {
            Value::Boolean(boolean) if boolean == by => return Value::Boolean(by),
            Value::Boolean(_) => continue,
            other => other.instead_of(Kind::Boolean, condition.place),
        };
        if !matches!(answer, Value::Clash(_)) {
            answer = value;
        }
    }
    answer
}

fn compare<'a>(comparison: Comparison, one: Value<'a>, other: Value<'a>, place: Place) -> Value<'a> {
    let ordering = match (&one, &other) {
        (Value::Number(one), Value::Number(other)) => one.partial_cmp(other).unwrap_or(Ordering::Equal),
        (Value::Text(one), Value::Text(other)) => one.cmp(other),
        (Value::Boolean(one), Value::Boolean(other)) => one.cmp(other),
        (Value::Clash(_), _) => return one,
        (_, Value::Clash(_)) => return other,
        _ => {
            let kinds = one.kind().zip(other.kind());
            let reason = kinds.map(|(one, other)| Reason::Compared(one, other));
            return reason.map_or(Value::Null, |reason| Value::Clash(Clash { place, reason }));
        }
    };
    Value::Boolean(match comparison {
        Comparison::Equal => ordering == Ordering::Equal,
        Comparison::NotEqual => ordering != Ordering::Equal,
        Comparison::Less => ordering == Ordering::Less,
        Comparison::LessOrEqual => ordering != Ordering::Greater,
        Comparison::Greater => ordering == Ordering::Greater,
        Comparison::GreaterOrEqual => ordering != Ordering::Less,
    })
}

fn compute<'a>(arithmetic: Arithmetic, one: f64, other: f64) -> Value<'a> {
    Value::of_number(match arithmetic {
        Arithmetic::Add => one + other,
        Arithmetic::Subtract => one - other,
        Arithmetic::Multiply => one * other,
        Arithmetic::Divide => one / other,
        Arithmetic::Remainder => one % other,
    })
}
