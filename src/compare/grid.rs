//! A sweep as a grid of two of its parameters.

use crate::error::{Error, Result};
use crate::results::PastSweep;
use crate::stats::{Metric, quantile};
use crate::wording::{did_you_mean, listed};

/// A metric by two parameters: the median over all others.
#[derive(Clone, Debug)]
pub struct Grid {
    pub metric: &'static Metric,
    pub down: String,
    pub across: String,
    /// Values of the parameters, in order.
    pub rows: Vec<String>,
    pub columns: Vec<String>,
    /// Row by row; None where no combination has a value.
    pub values: Vec<Vec<Option<f64>>>,
    /// How many combinations a cell sums up at most.
    pub combinations: usize,
}

/// The median of a metric over all rows of a sweep that have each pair of values.
///
/// # Errors
/// A parameter that was not swept, or a metric that was not computed.
pub fn grid(sweep: &PastSweep, metric: &'static Metric, down: &str, across: &str) -> Result<Grid> {
    let axis = |name: &str| {
        let names = || sweep.axes.iter().map(|(name, _)| name.as_str());
        let found = sweep.axes.iter().find(|(axis, _)| axis == name);
        found.ok_or_else(|| {
            let help = did_you_mean(name, names()).unwrap_or_else(|| format!("it varied {}", listed(names())));
            Error::input(format!("this sweep did not vary `{name}`")).at(sweep.past.folder.display()).help(help)
        })
    };
    let ((_, down_values), (_, across_values)) = (axis(down)?, axis(across)?);
    let measured = sweep.column(metric).ok_or_else(|| {
        Error::input(format!("this sweep did not compute `{}`", metric.key))
            .at(sweep.past.folder.display())
            .help(format!("it has {}", listed(sweep.columns.iter().map(|(metric, _)| metric.key))))
    })?;
    let (rows, columns) = (distinct(down_values), distinct(across_values));
    let mut cells: Vec<Vec<Vec<f64>>> = vec![vec![Vec::new(); columns.len()]; rows.len()];
    for (row, value) in measured.iter().enumerate().filter(|(_, value)| !value.is_nan()) {
        let place = |values: &[String], own: &[String]| values.iter().position(|value| *value == own[row]);
        if let Some((down, across)) = place(&rows, down_values).zip(place(&columns, across_values)) {
            cells[down][across].push(*value);
        }
    }
    let combinations = cells.iter().flatten().map(Vec::len).max().unwrap_or(0);
    let median = |cell: &Vec<f64>| quantile(cell.iter().copied(), 0.5);
    let values = cells.iter().map(|row| row.iter().map(median).collect()).collect();
    Ok(Grid { metric, down: down.to_owned(), across: across.to_owned(), rows, columns, values, combinations })
}

/// Numbers by size, words in the order in which they come first.
fn distinct(values: &[String]) -> Vec<String> {
    let mut seen = std::collections::HashSet::new();
    let mut found: Vec<String> = values.iter().filter(|value| seen.insert(value.as_str())).cloned().collect();
    let number = |text: &String| text.parse::<f64>().ok();
    if found.iter().all(|value| number(value).is_some()) {
        found.sort_by(|a, b| number(a).partial_cmp(&number(b)).unwrap_or(std::cmp::Ordering::Equal));
    }
    found
}
