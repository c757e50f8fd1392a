//! [sweep], checked: the keys whose values are tried, and which combinations of them.

use super::checked::{Expr, Strategy};
use super::document::{Node, Value};

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
    /// A parameter's values.
    pub numbers: Vec<f64>,
    /// Each value as the file has it.
    pub labels: Vec<String>,
    pub(super) values: Vec<Node>,
}

impl Axis {
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

    /// Whether its values are numbers or dates, so that one stands beside the next.
    pub fn has_order(&self) -> bool {
        let ordered = |node: &Node| node.as_number().is_some() || matches!(node.value, Value::Date(_));
        self.values.iter().all(ordered)
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
