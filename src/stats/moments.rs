//! Means, deviations and what is divided by them.

/// Session returns carry rounding errors near 1e-16. A deviation no larger than this is none, and nothing is divided by it:
/// a strategy that holds its benchmark must not show an information ratio made of rounding.
pub(crate) const ROUNDING: f64 = 1e-14;

/// Arithmetic mean; None of nothing.
pub(crate) fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values.fold((0.0, 0usize), |(sum, count), value| (sum + value, count + 1));
    (count > 0).then(|| sum / count as f64)
}

/// Where values lie, and how far around.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    pub count: usize,
    pub mean: f64,
    /// Mean squared distance from the mean.
    pub variance: f64,
}

impl Spread {
    /// None of nothing.
    pub fn of(values: impl Iterator<Item = f64> + Clone) -> Option<Spread> {
        let center = mean(values.clone())?;
        let variance = mean(values.clone().map(|value| (value - center).powi(2)))?;
        Some(Spread { count: values.count(), mean: center, variance })
    }

    /// Sample standard deviation (divisor n - 1); None of fewer than two values.
    pub fn deviation(&self) -> Option<f64> {
        let count = self.count as f64;
        (self.count > 1).then(|| (self.variance * count / (count - 1.0)).sqrt())
    }
}

/// Mean third and fourth powers of the distances from the mean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shape {
    pub third: f64,
    pub fourth: f64,
}

impl Shape {
    /// None of nothing.
    pub fn of(values: impl Iterator<Item = f64> + Clone) -> Option<Shape> {
        let center = mean(values.clone())?;
        let squares = |value: f64| (value - center) * (value - center);
        let third = mean(values.clone().map(|value| squares(value) * (value - center)))?;
        let fourth = mean(values.map(|value| squares(value) * squares(value)))?;
        Some(Shape { third, fourth })
    }
}

/// `numerator / denominator`, None where the denominator is no more than rounding.
pub(crate) fn ratio(numerator: f64, denominator: f64) -> Option<f64> {
    (denominator.abs() > ROUNDING).then(|| numerator / denominator)
}
