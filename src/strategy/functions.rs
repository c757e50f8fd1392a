//! The table of every function of the language: the checker, the messages and the documentation read it.
//!
//! A function without a [`Function`] is part of the language and not built yet: a file that uses it is refused by name.

mod table;

use super::types::{Frame, Type};
pub use table::FUNCTIONS;

/// A built function, as plans and the evaluation know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Function {
    If,
    Min,
    Max,
    Abs,
    Sma,
    Ema,
    Highest,
    Lowest,
    Stdev,
    Prior,
    Change,
    Momentum,
    Volatility,
    Drawdown,
    DrawdownWithin,
    Peak,
    Streak,
    Count,
    Since,
    CrossesAbove,
    CrossesBelow,
    Latch,
    Sample(Frame),
    Month,
    CountOf,
    ShareOf,
    Best,
    Average,
    Rank,
}

/// What an argument has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Number,
    Condition,
    /// A number or a condition; arguments of this kind in one call agree.
    Either,
    /// A positive whole number that does not change from bar to bar.
    Window,
    /// A whole number, zero allowed.
    Shift,
    /// `asset` or `asset.weekly`: whole bars.
    Bars,
    /// The name of a group.
    Group,
    /// An expression of a group member's own fields.
    Member,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parameter {
    pub name: &'static str,
    pub kind: Kind,
    pub default: Default,
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

#[derive(Clone, Copy, Debug)]
pub struct Signature {
    pub name: &'static str,
    pub parameters: &'static [Parameter],
    pub yields: Yields,
    pub function: Option<Function>,
    /// What it computes, in one line.
    pub formula: &'static str,
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
