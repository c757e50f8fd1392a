//! The shape of an expression as it was written, before names and types are known.

use std::ops::Range;

#[derive(Clone, Debug, PartialEq)]
pub struct Ast {
    pub kind: AstKind,
    /// Bytes of the expression's text.
    pub range: Range<usize>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum AstKind {
    Number(f64),
    /// `small`, `small.close`, `small.weekly.close`.
    Path(Vec<Name>),
    Unary(Unary, Box<Ast>),
    Binary(Binary, Range<usize>, Box<Ast>, Box<Ast>),
    Call(Name, Vec<Argument>),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Name {
    pub text: String,
    pub range: Range<usize>,
}

/// `n`, or `skip = n`.
#[derive(Clone, Debug, PartialEq)]
pub struct Argument {
    pub name: Option<Name>,
    pub value: Ast,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unary {
    Negate,
    Not,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Binary {
    Arithmetic(Arithmetic),
    Comparison(Comparison),
    And,
    Or,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Comparison {
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Equal,
    NotEqual,
}

impl Arithmetic {
    /// The operation on numbers; what is not finite (a division by zero, a root of a negative number) is undefined: NaN.
    pub fn apply(self, a: f64, b: f64) -> f64 {
        let value = match self {
            Arithmetic::Add => a + b,
            Arithmetic::Subtract => a - b,
            Arithmetic::Multiply => a * b,
            Arithmetic::Divide => a / b,
            Arithmetic::Power => a.powf(b),
        };
        if value.is_finite() { value } else { f64::NAN }
    }

    pub fn symbol(self) -> &'static str {
        match self {
            Arithmetic::Add => "+",
            Arithmetic::Subtract => "-",
            Arithmetic::Multiply => "*",
            Arithmetic::Divide => "/",
            Arithmetic::Power => "^",
        }
    }
}

impl Comparison {
    /// The comparison of two defined numbers.
    pub fn holds(self, a: f64, b: f64) -> bool {
        match self {
            Comparison::Less => a < b,
            Comparison::LessOrEqual => a <= b,
            Comparison::Greater => a > b,
            Comparison::GreaterOrEqual => a >= b,
            Comparison::Equal => a == b,
            Comparison::NotEqual => a != b,
        }
    }

    pub fn symbol(self) -> &'static str {
        match self {
            Comparison::Less => "<",
            Comparison::LessOrEqual => "<=",
            Comparison::Greater => ">",
            Comparison::GreaterOrEqual => ">=",
            Comparison::Equal => "==",
            Comparison::NotEqual => "!=",
        }
    }
}

impl Binary {
    pub fn symbol(self) -> &'static str {
        match self {
            Binary::Arithmetic(operation) => operation.symbol(),
            Binary::Comparison(comparison) => comparison.symbol(),
            Binary::And => "and",
            Binary::Or => "or",
        }
    }
}
