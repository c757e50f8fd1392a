//! [sweep], checked: the keys whose values are tried, and which combinations of them.

use super::checked::{Expr, Strategy};
use super::document::{Node, Value};
use super::quantity::Quantity;
use crate::error::Span;

/// What [sweep] asks for.
#[derive(Clone, Debug)]
pub struct Sweep {
    pub axes: Vec<Axis>,
    /// Which combinations count: a condition of parameters.
    pub condition: Option<Expr>,
    pub sample: Sampling,
}

/// A key, and the values to try.
#[derive(Clone, Debug)]
pub struct Axis {
    /// A parameter, or the path of a key.
    pub name: String,
    pub target: Target,
    /// Its values, where all are numbers, as a parameter's are; else empty.
    pub numbers: Vec<f64>,
    /// Each value as the file has it.
    pub labels: Vec<String>,
    pub(super) values: Vec<Node>,
}

impl Axis {
    pub(super) fn new(name: &str, target: Target, values: Vec<Node>) -> Axis {
        let number = |node: &Node| node.as_number().filter(|number| number.is_finite());
        let numbers = values.iter().map(number).collect::<Option<_>>().unwrap_or_default();
        let labels = values.iter().map(label).collect();
        Axis { name: name.to_owned(), target, numbers, labels, values }
    }

    /// The value at this place as a number, where all are numbers.
    pub fn number(&self, value: usize) -> Option<f64> {
        self.numbers.get(value).copied()
    }

    /// The place of the file's own value among the values, if it is one of them.
    pub fn own(&self, strategy: &Strategy) -> Option<usize> {
        if let Target::Param(param) = self.target {
            return self.numbers.iter().position(|number| *number == strategy.params[param].value);
        }
        let mut path = self.name.split('.');
        let first = strategy.resolved.get(path.next()?)?;
        let own = path.try_fold(first, |value, key| value.get(key))?;
        self.values.iter().position(|value| same(&value.to_toml(), own))
    }

    /// "n = 5".
    pub fn said(&self, value: usize) -> String {
        format!("{} = {}", self.name, self.labels[value])
    }

    /// Where [sweep] has a value: those of a range are all in one place.
    pub fn place(&self, value: usize) -> Span {
        self.values[value].span
    }

    /// Whether several values are in one place of the file, as those of a range are.
    pub fn shares_places(&self) -> bool {
        self.values.windows(2).any(|pair| pair[0].span == pair[1].span)
    }

    /// The next smaller and the next larger of its values, by their places. None, where they have no order: not all are
    /// numbers, not all dates, not all quantities of one unit.
    pub fn neighbours(&self, value: usize) -> Vec<usize> {
        let sizes: Option<Vec<(Unit, f64)>> = self.values.iter().map(size).collect();
        let sizes = sizes.filter(|sizes| sizes.iter().all(|(unit, _)| *unit == sizes[0].0)).unwrap_or_default();
        let Some((_, own)) = sizes.get(value) else { return Vec::new() };
        let by_size = |a: &(usize, f64), b: &(usize, f64)| a.1.total_cmp(&b.1);
        let others = || sizes.iter().map(|(_, size)| *size).enumerate();
        let smaller = others().filter(|(_, size)| size < own).max_by(by_size);
        let larger = others().filter(|(_, size)| size > own).min_by(by_size);
        [smaller, larger].into_iter().flatten().map(|(place, _)| place).collect()
    }
}

/// What the size of a value is measured in.
#[derive(Clone, Copy, PartialEq)]
enum Unit {
    Number,
    Date,
    Share,
    Sessions,
    Days,
}

/// None: a value that is neither larger nor smaller than others.
fn size(node: &Node) -> Option<(Unit, f64)> {
    match &node.value {
        Value::Integer(_) | Value::Float(_) => Some((Unit::Number, node.as_number().filter(|size| size.is_finite())?)),
        Value::Date(date) => Some((Unit::Date, f64::from(date.to_epoch_days()))),
        Value::String(text) => Some(match Quantity::read(&text.text)? {
            Quantity::Share(share) => (Unit::Share, share),
            Quantity::Sessions(sessions) => (Unit::Sessions, f64::from(sessions)),
            Quantity::Days(days) => (Unit::Days, f64::from(days)),
        }),
        _ => None,
    }
}

/// A value in a table of results.
fn label(node: &Node) -> String {
    match &node.value {
        Value::String(text) => text.text.clone(),
        Value::Integer(integer) => integer.to_string(),
        Value::Float(float) => float.to_string(),
        _ => node.to_toml().to_string(),
    }
}

/// The same value: 1 and 1.0 are.
fn same(a: &toml::Value, b: &toml::Value) -> bool {
    let number = |value: &toml::Value| value.as_float().or(value.as_integer().map(|integer| integer as f64));
    a == b || number(a).is_some_and(|a| number(b) == Some(a))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    Param(usize),
    Key,
}

/// Which of all combinations are tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sampling {
    Grid,
    /// So many, drawn without repetition.
    Random {
        n: usize,
        seed: u64,
    },
    /// So many different ones, by a Sobol sequence: evenly spread over every few axes.
    Sobol {
        n: usize,
        seed: u64,
    },
}
