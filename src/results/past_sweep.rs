//! The rows of a sweep, read back from its folder.

use super::{Kind, Past, frame};
use crate::error::{Error, Result};
use crate::stats::{Metric, metric};

/// A sweep, read back: a row a combination.
#[derive(Clone, Debug)]
pub struct PastSweep {
    pub past: Past,
    /// What was swept, and its value in each row.
    pub axes: Vec<(String, Vec<String>)>,
    /// What was measured; NaN where it has no value.
    pub columns: Vec<(&'static Metric, Vec<f64>)>,
    pub rows: usize,
}

const ROWS: &str = "sweep.parquet";

impl PastSweep {
    /// # Errors
    /// A folder without rows, or with damaged ones.
    pub fn read(past: Past) -> Result<PastSweep> {
        PastSweep::read_columns(past, None)
    }

    /// Only these columns of it; None: all.
    pub(super) fn read_columns(past: Past, columns: Option<Vec<String>>) -> Result<PastSweep> {
        if past.kind != Kind::Sweep {
            return Err(Error::input("this is the folder of a run, not of a sweep").at(past.folder.display()));
        }
        let frame = past.parquet(ROWS, columns)?;
        let swept = past.about.strategy.get("sweep").and_then(toml::Value::as_table);
        let is_axis = |name: &str| swept.is_some_and(|swept| swept.contains_key(name));
        let read = || {
            let (mut axes, mut columns) = (Vec::new(), Vec::new());
            for name in frame.columns().iter().map(|column| column.name().as_str()) {
                if is_axis(name) {
                    axes.push((name.to_owned(), frame::words(&frame, name)?));
                } else if let Some(metric) = metric(name) {
                    columns.push((metric, frame::numbers(&frame, name)?));
                }
            }
            Ok((axes, columns))
        };
        let (axes, columns) = read().map_err(|what: String| past.broken(ROWS, what))?;
        if axes.is_empty() || columns.is_empty() {
            return Err(past.broken(ROWS, "it has no column of what was swept, or none of a metric"));
        }
        Ok(PastSweep { axes, columns, rows: frame.height(), past })
    }

    /// What a metric was in each row; None: the sweep did not compute it.
    pub fn column(&self, metric: &Metric) -> Option<&[f64]> {
        self.columns.iter().find(|(column, _)| column.key == metric.key).map(|(_, values)| values.as_slice())
    }

    /// Takes the values of rows that have less than `least` of a metric: nobody counts them then.
    pub fn leave_out(&mut self, metric: &Metric, least: f64) {
        let few: Vec<usize> =
            (0..self.rows).filter(|row| self.column(metric).is_some_and(|of| of[*row] < least)).collect();
        for (_, values) in &mut self.columns {
            few.iter().for_each(|row| values[*row] = f64::NAN);
        }
    }

    /// Rows from the best to the worst; those without a value are left out.
    pub fn ranked(&self, metric: &Metric) -> Vec<usize> {
        let Some(values) = self.column(metric) else {
            return Vec::new();
        };
        let mut rows: Vec<usize> = (0..self.rows).filter(|row| !values[*row].is_nan()).collect();
        let key = |row: &usize| metric.better.key(values[*row]);
        rows.sort_by(|a, b| key(a).total_cmp(&key(b)));
        rows
    }

    /// "fast = 10, slow = 200".
    pub fn values(&self, row: usize) -> String {
        let values = self.axes.iter().map(|(name, values)| format!("{name} = {}", values[row]));
        values.collect::<Vec<_>>().join(", ")
    }
}
