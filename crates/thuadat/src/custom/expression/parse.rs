//! From the text of an expression to its parts.

use super::function::Function;
use super::kind::{Clash, Kind, Place, Reason};
use super::like::Pattern;
use super::node::{Arithmetic, Comparison, Node, Part};
use super::syntax::{self, Layout};
use super::{ExpressionError, Name};
use crate::nearest::nearest;
use sqlparser::ast::{
    BinaryOperator, DataType, Expr, Function as Call, FunctionArg, FunctionArgExpr, FunctionArguments, Ident,
    Spanned, UnaryOperator, Value as Literal, ValueWithSpan,
};
use thuadat_core::{Day, Message};

/// The parts of an expression and the names in it.
pub(super) fn parse(text: &str) -> Result<(Node, Vec<Name>), ExpressionError> {
    let layout = Layout { text };
    let expression = syntax::parse(layout)?;
    let mut reading = Reading { layout, names: Vec::new(), depth: 0 };
    let root = reading.node(&expression)?;
    reading.require(Kind::Boolean, &root)?;
    Ok((root, reading.names))
}

/// Deeper than this nobody nests on purpose, and evaluating must not run out of stack.
const DEEPEST: usize = 100;

struct Reading<'a> {
    layout: Layout<'a>,
    names: Vec<Name>,
    depth: usize,
}

impl Reading<'_> {
    fn node(&mut self, expression: &Expr) -> Result<Node, ExpressionError> {
        let place = self.layout.place(expression.span());
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.layout.error(place, syntax::too_deep()));
        }
        let part = self.part(expression, place)?;
        self.depth -= 1;
        Ok(Node { part, place })
    }

    fn part(&mut self, expression: &Expr, place: Place) -> Result<Part, ExpressionError> {
        Ok(match expression {
            Expr::Nested(inner) => self.node(inner)?.part,
            Expr::Identifier(name) => self.name(name),
            Expr::Value(literal) => self.literal(literal, place)?,
            Expr::TypedString(typed) if typed.data_type == DataType::Date => {
                self.date(&typed.value, place)?
            }
            Expr::BinaryOp { op: op @ (BinaryOperator::And | BinaryOperator::Or), .. } => {
                self.chain(expression, op)?
            }
            Expr::BinaryOp { left, op, right } => self.binary(left, op, right, place)?,
            Expr::UnaryOp { op: UnaryOperator::Not, expr } => {
                Part::Not(Box::new(self.of_kind(Kind::Boolean, expr)?))
            }
            Expr::UnaryOp { op: UnaryOperator::Plus, expr } => self.of_kind(Kind::Number, expr)?.part,
            Expr::UnaryOp { op: UnaryOperator::Minus, expr } => {
                Part::Negate(Box::new(self.of_kind(Kind::Number, expr)?))
            }
            Expr::IsNull(inner) => Part::IsNull(Box::new(self.node(inner)?)),
            Expr::IsNotNull(inner) => {
                let part = Part::IsNull(Box::new(self.node(inner)?));
                Part::Not(Box::new(Node { part, place }))
            }
            Expr::InList { expr, list, negated } => {
                let one = self.node(expr)?;
                let same = |other: &Expr| {
                    let other = self.node(other)?;
                    let part = self.compare(Comparison::Equal, one.clone(), other, place)?;
                    Ok(Node { part, place })
                };
                negated_if(*negated, Part::Any(list.iter().map(same).collect::<Result<_, _>>()?), place)
            }
            Expr::Between { expr, negated, low, high } => {
                let (one, low, high) = (self.node(expr)?, self.node(low)?, self.node(high)?);
                let above = self.compare(Comparison::GreaterOrEqual, one.clone(), low, place)?;
                let below = self.compare(Comparison::LessOrEqual, one, high, place)?;
                let both = [above, below].map(|part| Node { part, place });
                negated_if(*negated, Part::All(both.into()), place)
            }
            Expr::Like { negated, any: false, expr, pattern, escape_char: None } => {
                negated_if(*negated, self.like(expr, pattern, false)?, place)
            }
            Expr::ILike { negated, any: false, expr, pattern, escape_char: None } => {
                negated_if(*negated, self.like(expr, pattern, true)?, place)
            }
            Expr::Trim { trim_where: None, trim_what: None, expr, trim_characters: None } => {
                let text = self.of_kind(Kind::Text, expr)?;
                Part::Call(Function::Trim, vec![text])
            }
            Expr::Function(call) => self.call(call, place)?,
            Expr::CompoundIdentifier(_) => return Err(self.layout.error(place, syntax::dotted_name())),
            _ => return Err(self.layout.error(place, syntax::not_of_rules())),
        })
    }

    /// Conditions joined by the same word, however many: they are nested to the left, one in another.
    fn chain(&mut self, expression: &Expr, word: &BinaryOperator) -> Result<Part, ExpressionError> {
        let mut conditions = Vec::new();
        let mut rest = expression;
        while let Expr::BinaryOp { left, op, right } = rest
            && op == word
        {
            conditions.push(&**right);
            rest = left;
        }
        conditions.push(rest);
        let nodes = conditions.into_iter().rev().map(|condition| self.of_kind(Kind::Boolean, condition));
        let nodes = nodes.collect::<Result<Vec<_>, _>>()?;
        Ok(if *word == BinaryOperator::And { Part::All(nodes) } else { Part::Any(nodes) })
    }

    fn binary(
        &mut self,
        left: &Expr,
        operator: &BinaryOperator,
        right: &Expr,
        place: Place,
    ) -> Result<Part, ExpressionError> {
        let comparison = match operator {
            BinaryOperator::Eq => Some(Comparison::Equal),
            BinaryOperator::NotEq => Some(Comparison::NotEqual),
            BinaryOperator::Lt => Some(Comparison::Less),
            BinaryOperator::LtEq => Some(Comparison::LessOrEqual),
            BinaryOperator::Gt => Some(Comparison::Greater),
            BinaryOperator::GtEq => Some(Comparison::GreaterOrEqual),
            _ => None,
        };
        if let Some(comparison) = comparison {
            let (one, other) = (self.node(left)?, self.node(right)?);
            return self.compare(comparison, one, other, place);
        }
        let arithmetic = match operator {
            BinaryOperator::Plus => Arithmetic::Add,
            BinaryOperator::Minus => Arithmetic::Subtract,
            BinaryOperator::Multiply => Arithmetic::Multiply,
            BinaryOperator::Divide => Arithmetic::Divide,
            BinaryOperator::Modulo => Arithmetic::Remainder,
            _ => return Err(self.layout.error(place, syntax::unknown_operator(&operator.to_string()))),
        };
        let sides = (self.of_kind(Kind::Number, left)?, self.of_kind(Kind::Number, right)?);
        Ok(Part::Compute(arithmetic, Box::new(sides)))
    }

    fn compare(
        &self,
        comparison: Comparison,
        one: Node,
        other: Node,
        place: Place,
    ) -> Result<Part, ExpressionError> {
        if [&one, &other].iter().any(|side| side.part == Part::Null) {
            return Err(self.layout.error(place, syntax::compared_with_null()));
        }
        match (self.kind(&one), self.kind(&other)) {
            (Some(left), Some(right)) if left != right => {
                let clash = Clash { place, reason: Reason::Compared(left, right) };
                Err(self.layout.error(place, clash.words()))
            }
            _ => Ok(Part::Compare(comparison, Box::new((one, other)))),
        }
    }

    fn like(&mut self, text: &Expr, pattern: &Expr, ignores_case: bool) -> Result<Part, ExpressionError> {
        let text = Box::new(self.of_kind(Kind::Text, text)?);
        let written = self.node(pattern)?;
        match &written.part {
            Part::Text(pattern) => Ok(Part::Like(text, Pattern::new(pattern, ignores_case))),
            _ => Err(self.layout.error(written.place, syntax::pattern_expected())),
        }
    }

    fn call(&mut self, call: &Call, place: Place) -> Result<Part, ExpressionError> {
        let name = call.name.to_string();
        let FunctionArguments::List(arguments) = &call.args else {
            return Err(self.layout.error(place, syntax::reserved_name(&name)));
        };
        let values: Option<Vec<&Expr>> = arguments.args.iter().map(plain_argument).collect();
        let is_plain = call.filter.is_none()
            && call.over.is_none()
            && call.within_group.is_empty()
            && call.parameters == FunctionArguments::None
            && arguments.duplicate_treatment.is_none()
            && arguments.clauses.is_empty();
        let Some(values) = values.filter(|_| is_plain) else {
            return Err(self.layout.error(place, syntax::not_of_rules()));
        };
        if name.eq_ignore_ascii_case("DATE")
            && let [Expr::Value(date)] = values[..]
        {
            return self.date(date, place);
        }
        let Some(function) = Function::named(&name) else {
            let known = || Function::ALL.iter().map(|(name, _)| *name);
            let meant = nearest(&name.to_uppercase(), known());
            let known = known().collect::<Vec<_>>().join(", ");
            return Err(self.layout.error(place, syntax::unknown_function(&name, meant.as_deref(), &known)));
        };
        let (least, most) = function.arity();
        if !(least..=most).contains(&values.len()) {
            return Err(self.layout.error(place, syntax::wrong_arity(&name, least, most, values.len())));
        }
        let value = |value: &&Expr| match function.takes() {
            Some(kind) => self.of_kind(kind, value),
            None => self.node(value),
        };
        Ok(Part::Call(function, values.iter().map(value).collect::<Result<_, _>>()?))
    }

    fn name(&mut self, name: &Ident) -> Part {
        let name = Name::of(&name.value, name.quote_style.is_some());
        let position = self.names.iter().position(|known| *known == name).unwrap_or_else(|| {
            self.names.push(name);
            self.names.len() - 1
        });
        Part::Name(position)
    }

    fn literal(&self, literal: &ValueWithSpan, place: Place) -> Result<Part, ExpressionError> {
        Ok(match &literal.value {
            Literal::Number(digits, false) => match digits.parse::<f64>() {
                Ok(number) if number.is_finite() => Part::Number(number),
                _ => return Err(self.layout.error(place, syntax::not_a_number())),
            },
            Literal::SingleQuotedString(text) => Part::Text(text.as_str().into()),
            Literal::Boolean(boolean) => Part::Boolean(*boolean),
            Literal::Null => Part::Null,
            _ => return Err(self.layout.error(place, syntax::not_of_rules())),
        })
    }

    /// Dates are texts that are ordered as the days are.
    fn date(&self, written: &ValueWithSpan, place: Place) -> Result<Part, ExpressionError> {
        let text = match &written.value {
            Literal::SingleQuotedString(text) => text.as_str(),
            _ => "",
        };
        let day: Option<Day> = text.parse().ok();
        day.map(|day| Part::Text(day.to_string().into()))
            .ok_or_else(|| self.layout.error(place, syntax::not_a_date()))
    }

    fn of_kind(&mut self, kind: Kind, expression: &Expr) -> Result<Node, ExpressionError> {
        let node = self.node(expression)?;
        self.require(kind, &node)?;
        Ok(node)
    }

    fn require(&self, needed: Kind, node: &Node) -> Result<(), ExpressionError> {
        match self.kind(node) {
            Some(found) if found != needed => {
                let clash = Clash { place: node.place, reason: Reason::Needed { needed, found } };
                let problem = match &node.part {
                    Part::Name(_) | Part::Text(_) | Part::Number(_) if needed == Kind::Boolean => {
                        let Message { vi, en } = clash.words();
                        let (more_vi, more_en) = syntax::CONDITION_EXAMPLE;
                        Message { vi: format!("{vi}; {more_vi}"), en: format!("{en}; {more_en}") }
                    }
                    _ => clash.words(),
                };
                Err(self.layout.error(node.place, problem))
            }
            _ => Ok(()),
        }
    }

    /// What a part comes to, as far as that can be told before there is a parcel.
    fn kind(&self, node: &Node) -> Option<Kind> {
        match &node.part {
            Part::Null => None,
            Part::Number(_) | Part::Compute(..) | Part::Negate(_) => Some(Kind::Number),
            Part::Text(_) => Some(Kind::Text),
            Part::Name(name) => match &self.names[*name] {
                Name::Fact(fact) => Some(fact.kind()),
                Name::Column(_) => None,
            },
            Part::Call(function, _) => function.gives(),
            _ => Some(Kind::Boolean),
        }
    }
}

fn negated_if(is_negated: bool, part: Part, place: Place) -> Part {
    if is_negated { Part::Not(Box::new(Node { part, place })) } else { part }
}

fn plain_argument(argument: &FunctionArg) -> Option<&Expr> {
    match argument {
        FunctionArg::Unnamed(FunctionArgExpr::Expr(expression)) => Some(expression),
        _ => None,
    }
}
