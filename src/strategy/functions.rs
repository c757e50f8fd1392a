//! The table of every function of the language: the checker, the messages and the documentation read it.
//!
//! A function without a [`Function`] is part of the language and not built yet: a file that uses it is refused by name.

mod arithmetic;
mod change;
mod frames;
mod groups;
mod levels;
mod signature;
mod time;
mod windows;

use super::types::Frame;
pub use signature::{Default, Kind, Parameter, Signature, Yields};
use std::sync::LazyLock;

/// A built function, as plans and the evaluation know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Function {
    If,
    Min,
    Max,
    Clip,
    Elementary(Elementary),
    Window(Window),
    Zscore,
    Joint(Joint),
    Prior,
    Change,
    Momentum,
    Momentum13612,
    Volatility,
    Rsi,
    /// Its bars are three arguments: high, low and close.
    Atr,
    Macd,
    Drawdown,
    DrawdownWithin,
    Peak,
    PivotHigh,
    RoundLevel,
    Streak,
    Count,
    Since,
    CrossesAbove,
    CrossesBelow,
    Latch,
    AtLeast,
    Cooldown,
    Sample(Frame),
    Date(DatePart),
    Across(Across),
}

/// A function of one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Elementary {
    Abs,
    Log,
    Exp,
    Sqrt,
    /// To the nearest whole number, halves away from zero: a step of `round_level`.
    Round,
}

impl Elementary {
    /// The function of a number; what is not finite (the logarithm of 0, the root of a negative number) is undefined: NaN.
    pub fn apply(self, x: f64) -> f64 {
        let value = match self {
            Elementary::Abs => x.abs(),
            Elementary::Log => x.ln(),
            Elementary::Exp => x.exp(),
            Elementary::Sqrt => x.sqrt(),
            Elementary::Round => x.round(),
        };
        if value.is_finite() { value } else { f64::NAN }
    }
}

/// A function of the last n values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Window {
    Sma,
    Ema,
    /// Wilder's smoothing, a step of `rsi` and `atr`.
    Wilder,
    Wma,
    Sum,
    Stdev,
    Percentile,
    Highest,
    Lowest,
    Median,
    Slope,
    R2,
}

/// A function of the last n pairs of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Joint {
    Corr,
    Beta,
}

/// A function of a group's members, one value a bar. Members without a value are left out; where none has one, the result is
/// undefined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Across {
    /// Members for which the condition is true.
    Count,
    /// Those, over the members that have a value.
    Share,
    Best,
    Average,
    /// A member's own: 1 the highest, ties in list order.
    Rank,
}

/// What the calendar says of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DatePart {
    Month,
    Weekday,
    DayOfMonth,
    SessionsLeftInMonth,
    Year,
}

/// Functions that belong together, and what they have in common.
#[derive(Clone, Copy, Debug)]
pub struct Family {
    pub name: &'static str,
    pub about: &'static str,
    pub functions: &'static [Signature],
}

/// Every function of the language, by family.
pub const FAMILIES: [Family; 7] =
    [arithmetic::FAMILY, windows::FAMILY, change::FAMILY, levels::FAMILY, time::FAMILY, frames::FAMILY, groups::FAMILY];

/// The same in one list.
pub static FUNCTIONS: LazyLock<Vec<Signature>> =
    LazyLock::new(|| FAMILIES.iter().flat_map(|family| family.functions).copied().collect());
