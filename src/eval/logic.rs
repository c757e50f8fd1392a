//! Comparison and choice, with undefined values kept apart.

use super::Column;
use crate::strategy::Comparison;

/// Undefined as soon as one side is.
pub(super) fn comparison(comparison: Comparison, a: &Column, b: &Column, bars: usize) -> Column {
    let compare = |holds: fn(f64, f64) -> bool| {
        let value = |bar| {
            let (a, b) = (a.number(bar), b.number(bar));
            (!a.is_nan() && !b.is_nan()).then(|| holds(a, b))
        };
        Column::Conditions((0..bars).map(value).collect())
    };
    match comparison {
        Comparison::Less => compare(|a, b| a < b),
        Comparison::LessOrEqual => compare(|a, b| a <= b),
        Comparison::Greater => compare(|a, b| a > b),
        Comparison::GreaterOrEqual => compare(|a, b| a >= b),
        Comparison::Equal => compare(|a, b| a == b),
        Comparison::NotEqual => compare(|a, b| a != b),
    }
}

/// `f64::min` and `f64::max` prefer the defined side; here undefined wins.
pub(super) fn pick(a: f64, b: f64, better: fn(f64, f64) -> f64) -> f64 {
    if a.is_nan() || b.is_nan() { f64::NAN } else { better(a, b) }
}

/// `if(c, a, b)`: undefined where the condition is.
pub(super) fn choose(c: &Column, a: &Column, b: &Column, bars: usize) -> Column {
    let chosen = |bar| c.condition(bar).map(|c| if c { a } else { b });
    match a {
        Column::Numbers(_) | Column::Number(_) => {
            let value = |bar| chosen(bar).map_or(f64::NAN, |column| column.number(bar));
            Column::Numbers((0..bars).map(value).collect())
        }
        Column::Conditions(_) | Column::Condition(_) => {
            let value = |bar| chosen(bar).and_then(|column| column.condition(bar));
            Column::Conditions((0..bars).map(value).collect())
        }
    }
}
