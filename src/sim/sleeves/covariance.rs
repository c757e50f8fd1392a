//! How returns vary, and vary together, over a window of sessions.

use crate::eval::Column;
use std::borrow::Cow;

/// The `n` values up to `session`; None where one of them is undefined.
pub(super) fn window(column: &Column, session: usize, n: usize) -> Option<Cow<'_, [f64]>> {
    let first = (session + 1).checked_sub(n)?;
    let values: Cow<[f64]> = match column {
        Column::Numbers(values) => Cow::Borrowed(&values[first..=session]),
        _ => (first..=session).map(|session| column.number(session)).collect(),
    };
    values.iter().all(|value| !value.is_nan()).then_some(values)
}

/// Sample standard deviation; 0 where all values are equal.
pub(super) fn deviation(values: &[f64]) -> f64 {
    let mean = mean(values);
    let sum: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    (sum / (values.len() - 1) as f64).max(0.0).sqrt()
}

/// The sample covariances of each two of `series`, all equally long, at least 2.
pub(super) fn covariances(series: &[Cow<[f64]>]) -> Vec<Vec<f64>> {
    let centred: Vec<Vec<f64>> = series
        .iter()
        .map(|values| {
            let mean = mean(values);
            values.iter().map(|value| value - mean).collect()
        })
        .collect();
    let mut covariances = vec![vec![0.0; series.len()]; series.len()];
    for i in 0..series.len() {
        for j in 0..=i {
            let both = covariance(&centred[i], &centred[j]);
            (covariances[i][j], covariances[j][i]) = (both, both);
        }
    }
    covariances
}

/// Of values whose means are 0.
fn covariance(a: &[f64], b: &[f64]) -> f64 {
    let sum: f64 = a.iter().zip(b).map(|(a, b)| a * b).sum();
    sum / (a.len() - 1) as f64
}

/// The mean; of equal values that very value, so that none deviates by rounding.
fn mean(values: &[f64]) -> f64 {
    if values.iter().all(|value| *value == values[0]) {
        return values[0];
    }
    values.iter().sum::<f64>() / values.len() as f64
}
