//! How returns vary, and vary together, over a window of sessions.

use crate::eval::Column;

/// The `n` values up to `session`; None where one of them is undefined.
pub(super) fn window(column: &Column, session: usize, n: usize) -> Option<Vec<f64>> {
    let first = (session + 1).checked_sub(n)?;
    let values: Vec<f64> = (first..=session).map(|session| column.number(session)).collect();
    values.iter().all(|value| !value.is_nan()).then_some(values)
}

/// Sample standard deviation; 0 where all values are equal.
pub(super) fn deviation(values: &[f64]) -> f64 {
    covariance(values, values).max(0.0).sqrt()
}

/// The sample covariances of each two of `series`, all equally long, at least 2.
pub(super) fn covariances(series: &[Vec<f64>]) -> Vec<Vec<f64>> {
    series.iter().map(|a| series.iter().map(|b| covariance(a, b)).collect()).collect()
}

fn covariance(a: &[f64], b: &[f64]) -> f64 {
    let (mean_a, mean_b) = (centre(a), centre(b));
    let sum: f64 = a.iter().zip(b).map(|(a, b)| (a - mean_a) * (b - mean_b)).sum();
    sum / (a.len() - 1) as f64
}

/// The mean; of equal values that very value, so that none deviates by rounding.
fn centre(values: &[f64]) -> f64 {
    if values.iter().all(|value| *value == values[0]) {
        return values[0];
    }
    values.iter().sum::<f64>() / values.len() as f64
}
