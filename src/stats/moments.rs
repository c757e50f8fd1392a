//! Means, deviations and what is divided by them.

/// Session returns carry rounding errors near 1e-16. A deviation no larger than this is none, and nothing is divided by it:
/// a strategy that holds its benchmark must not show an information ratio made of rounding.
pub(crate) const ROUNDING: f64 = 1e-14;

/// Arithmetic mean; None of nothing.
pub(crate) fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values.fold((0.0, 0usize), |(sum, count), value| (sum + value, count + 1));
    (count > 0).then(|| sum / count as f64)
}

/// Mean of the k-th powers of the distances from the mean; None of nothing.
pub(crate) fn central_moment(values: impl Iterator<Item = f64> + Clone, k: i32) -> Option<f64> {
    let center = mean(values.clone())?;
    mean(values.map(|value| (value - center).powi(k)))
}

/// Sample standard deviation (divisor n - 1); None of fewer than two values.
pub(crate) fn deviation(values: impl Iterator<Item = f64> + Clone) -> Option<f64> {
    let count = values.clone().count();
    let variance = central_moment(values, 2)?;
    (count > 1).then(|| (variance * count as f64 / (count - 1) as f64).sqrt())
}

/// `numerator / denominator`, None where the denominator is no more than rounding.
pub(crate) fn ratio(numerator: f64, denominator: f64) -> Option<f64> {
    (denominator.abs() > ROUNDING).then(|| numerator / denominator)
}
