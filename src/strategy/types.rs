//! The words that every room shares: types, frames and the fields of a bar.

use serde::{Deserialize, Serialize};
use std::fmt;

/// What an expression yields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    Number,
    /// True, false or undefined.
    Condition,
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Type::Number => "a number",
            Type::Condition => "a condition",
        })
    }
}

/// How often an expression has a value: one bar a session, a week, a month ..., or a release of a series. Finer frames come first;
/// releases, which keep no time, come last, so that they are read in whatever frame they meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Frame {
    Daily,
    Weekly,
    Monthly,
    Quarterly,
    Yearly,
    /// One bar a release of this series.
    Release(usize),
}

impl Frame {
    /// Those of the calendar, which files call by name.
    pub const ALL: [Frame; 5] = [Frame::Daily, Frame::Weekly, Frame::Monthly, Frame::Quarterly, Frame::Yearly];

    pub fn name(self) -> &'static str {
        match self {
            Frame::Daily => "daily",
            Frame::Weekly => "weekly",
            Frame::Monthly => "monthly",
            Frame::Quarterly => "quarterly",
            Frame::Yearly => "yearly",
            Frame::Release(_) => "release",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|frame| frame.name() == name)
    }

    /// The frame in which values of several frames meet: the finest; releases of different series have none in common, and meet
    /// daily. None where there are none.
    pub fn finest(frames: &[Frame]) -> Option<Frame> {
        let finest = frames.iter().min()?;
        match finest {
            Frame::Release(_) if frames.iter().any(|frame| frame != finest) => Some(Frame::Daily),
            _ => Some(*finest),
        }
    }
}

/// A field of a bar. The `adj_` prices are adjusted for dividends too: `adj_open = open x adj_close / close`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    Open,
    High,
    Low,
    Close,
    Volume,
    AdjOpen,
    AdjHigh,
    AdjLow,
    AdjClose,
    Dividend,
    Split,
}

impl Field {
    pub const ALL: [Field; 11] = [
        Field::Open,
        Field::High,
        Field::Low,
        Field::Close,
        Field::Volume,
        Field::AdjOpen,
        Field::AdjHigh,
        Field::AdjLow,
        Field::AdjClose,
        Field::Dividend,
        Field::Split,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Field::Open => "open",
            Field::High => "high",
            Field::Low => "low",
            Field::Close => "close",
            Field::Volume => "volume",
            Field::AdjOpen => "adj_open",
            Field::AdjHigh => "adj_high",
            Field::AdjLow => "adj_low",
            Field::AdjClose => "adj_close",
            Field::Dividend => "dividend",
            Field::Split => "split",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }

    /// An adjusted price: its level depends on dividends that came later.
    pub fn is_adjusted(self) -> bool {
        matches!(self, Field::AdjOpen | Field::AdjHigh | Field::AdjLow | Field::AdjClose)
    }
}
