//! An expression, ready to be evaluated.

use super::function::Function;
use super::kind::Place;
use super::like::Pattern;

/// A part of an expression, and where it is written.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    pub(crate) part: Part,
    pub(crate) place: Place,
}

/// What a part of an expression does.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Part {
    Null,
    Number(f64),
    Text(Box<str>),
    Boolean(bool),
    /// A fact or a column, by its position among the names of the expression.
    Name(usize),
    /// `AND`.
    All(Vec<Node>),
    /// `OR`.
    Any(Vec<Node>),
    Not(Box<Node>),
    IsNull(Box<Node>),
    Compare(Comparison, Box<(Node, Node)>),
    Compute(Arithmetic, Box<(Node, Node)>),
    Negate(Box<Node>),
    Like(Box<Node>, Pattern),
    Call(Function, Vec<Node>),
}

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// What is computed of two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}
