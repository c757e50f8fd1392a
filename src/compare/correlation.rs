//! How closely runs move together.

use super::period::Periods;
use super::subject::Subject;

/// A square table: the correlation of the session returns of each with each.
#[derive(Clone, Debug)]
pub struct Correlations {
    pub labels: Vec<String>,
    /// Row by row; None where one of the two does not vary.
    pub values: Vec<Vec<Option<f64>>>,
}

/// Pearson's, over the sessions that all runs share; None for fewer than two runs.
pub(super) fn correlations(subjects: &[Subject], periods: &Periods) -> Option<Correlations> {
    if subjects.len() < 2 || periods.shared.len() < 3 {
        return None;
    }
    let returns: Vec<Vec<f64>> = subjects.iter().map(|subject| subject.returns_between(&periods.shared).0).collect();
    let row = |own: &Vec<f64>| returns.iter().map(|other| correlation(own, other)).collect();
    Some(Correlations {
        labels: subjects.iter().map(|subject| subject.label.clone()).collect(),
        values: returns.iter().map(row).collect(),
    })
}

/// Covariance over the product of the deviations. None of fewer than two pairs, or where one side does not vary.
pub fn correlation(a: &[f64], b: &[f64]) -> Option<f64> {
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let (mean_a, mean_b) = (mean(a), mean(b));
    let product = |x: &[f64], mean_x: f64, y: &[f64], mean_y: f64| -> f64 {
        x.iter().zip(y).map(|(x, y)| (x - mean_x) * (y - mean_y)).sum()
    };
    let (own, other) = (product(a, mean_a, a, mean_a), product(b, mean_b, b, mean_b));
    // What is left of equal returns is rounding.
    let varies = |squares: f64| squares > a.len() as f64 * 1e-28;
    (a.len() > 1 && varies(own) && varies(other))
        .then(|| (product(a, mean_a, b, mean_b) / (own * other).sqrt()).clamp(-1.0, 1.0))
}
