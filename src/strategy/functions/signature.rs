//! What the table says of a function.

use super::{FUNCTIONS, Function};
use crate::strategy::Type;

/// One function: its form, what it computes, and everything that a reader has to know to compute it again.
#[derive(Clone, Copy, Debug)]
pub struct Signature {
    pub name: &'static str,
    pub parameters: &'static [Parameter],
    pub yields: Yields,
    pub function: Function,
    /// What it computes, in one line.
    pub formula: &'static str,
    /// Where it starts, and what becomes of the cases that the formula leaves open; a sentence each.
    pub notes: &'static [&'static str],
    /// Who defined it; None where it is plain arithmetic.
    pub source: Option<&'static str>,
    /// An expression that uses it.
    pub example: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parameter {
    pub name: &'static str,
    pub kind: Kind,
    pub default: Default,
}

/// What an argument has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Number,
    Condition,
    /// A number or a condition; arguments of this kind in one call agree.
    Either,
    /// A whole number of at least this, which does not change from bar to bar.
    Whole(u32),
    /// A number above zero, which does not change from bar to bar.
    Positive,
    /// `asset` or `asset.weekly`: whole bars.
    Bars,
    /// The name of a group.
    Group,
    /// An expression of a group member's own fields.
    Member,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Default {
    Required,
    Value(f64),
    /// May be left out, which means something of its own.
    Optional,
    /// May be given again and again.
    Repeats,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Yields {
    Always(Type),
    /// The type of its `Either` arguments.
    Same,
}

impl Kind {
    /// "a whole number, 2 or more".
    pub fn expected(self) -> String {
        match self {
            Kind::Number => Type::Number.to_string(),
            Kind::Condition => Type::Condition.to_string(),
            Kind::Either => "a number or a condition".to_owned(),
            Kind::Whole(least) => format!("a whole number, {least} or more"),
            Kind::Positive => "a number above 0".to_owned(),
            Kind::Bars => "the bars of an asset, as in `small` or `small.weekly`".to_owned(),
            Kind::Group => "a group".to_owned(),
            Kind::Member => "an expression of a member's own fields, as in `close` or `weekly.close`".to_owned(),
        }
    }
}

impl Signature {
    /// `momentum(x, n, skip = 0)`.
    pub fn usage(&self) -> String {
        let parameters = self.parameters.iter().map(|parameter| match parameter.default {
            Default::Required => parameter.name.to_owned(),
            Default::Value(value) => format!("{} = {value}", parameter.name),
            Default::Optional => format!("[{}]", parameter.name),
            Default::Repeats => format!("[{} ...]", parameter.name),
        });
        format!("{}({})", self.name, parameters.collect::<Vec<_>>().join(", "))
    }

    pub fn named(name: &str) -> Option<&'static Signature> {
        FUNCTIONS.iter().find(|signature| signature.name == name)
    }
}

pub(super) const NUMBER: Yields = Yields::Always(Type::Number);
pub(super) const CONDITION: Yields = Yields::Always(Type::Condition);

pub(super) const fn one(name: &'static str, kind: Kind) -> Parameter {
    Parameter { name, kind, default: Default::Required }
}

pub(super) const fn or(name: &'static str, kind: Kind, default: Default) -> Parameter {
    Parameter { name, kind, default }
}

pub(super) const X: Parameter = one("x", Kind::Number);
pub(super) const A: Parameter = one("a", Kind::Number);
pub(super) const B: Parameter = one("b", Kind::Number);
pub(super) const C: Parameter = one("c", Kind::Condition);
/// A window.
pub(super) const N: Parameter = one("n", Kind::Whole(1));
/// A window that needs two values to say anything.
pub(super) const N2: Parameter = one("n", Kind::Whole(2));
