//! The values of one node, a bar each.

use std::borrow::Cow;

/// Undefined is a value of its own: NaN in numbers, None in conditions. Constants hold one value for every bar.
#[derive(Clone, Debug, PartialEq)]
pub enum Column {
    Numbers(Vec<f64>),
    Conditions(Vec<Option<bool>>),
    Number(f64),
    Condition(Option<bool>),
}

impl Column {
    /// The number in bar `bar`; NaN for a condition, which a checked expression never asks for.
    pub fn number(&self, bar: usize) -> f64 {
        match self {
            Column::Numbers(values) => values[bar],
            Column::Number(value) => *value,
            Column::Conditions(_) | Column::Condition(_) => f64::NAN,
        }
    }

    /// The number in each of `bars` bars.
    pub(super) fn numbers(&self, bars: usize) -> Cow<'_, [f64]> {
        match self {
            Column::Numbers(values) => Cow::Borrowed(values),
            Column::Number(value) => Cow::Owned(vec![*value; bars]),
            Column::Conditions(_) | Column::Condition(_) => Cow::Owned(vec![f64::NAN; bars]),
        }
    }

    /// The condition in bar `bar`; undefined for a number, which a checked expression never asks for.
    pub fn condition(&self, bar: usize) -> Option<bool> {
        match self {
            Column::Conditions(values) => values[bar],
            Column::Condition(value) => *value,
            Column::Numbers(_) | Column::Number(_) => None,
        }
    }

    /// The column with values picked by `bars`: undefined where there is none.
    pub(super) fn picked(&self, bars: impl Iterator<Item = Option<usize>>) -> Column {
        match self {
            Column::Numbers(values) => {
                Column::Numbers(bars.map(|bar| bar.map_or(f64::NAN, |bar| values[bar])).collect())
            }
            Column::Conditions(values) => Column::Conditions(bars.map(|bar| bar.and_then(|bar| values[bar])).collect()),
            constant => constant.clone(),
        }
    }
}
