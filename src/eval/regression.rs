//! Windows as points: against time, and of two expressions against each other. Deviations are taken in two passes.

use super::windows::{centre, rolling};
use super::{Bars, Column};
use crate::strategy::Joint;

/// Slope of the least-squares line through the window, a bar.
pub(super) fn slope(window: &[f64]) -> f64 {
    let (time, _, both) = against_time(window);
    both / time
}

/// Share of the variance that this line explains; undefined where there is none.
pub(super) fn r2(window: &[f64]) -> f64 {
    let (time, value, both) = against_time(window);
    // Rounding may exceed the bound by a bit.
    (both / time * (both / value)).clamp(0.0, 1.0)
}

/// Sums of squares and products of the deviations of t = 0 ... n-1 and of the values.
fn against_time(window: &[f64]) -> (f64, f64, f64) {
    let middle = (window.len() - 1) as f64 / 2.0;
    let time = (0..window.len()).map(|t| t as f64 - middle);
    let centre = centre(window);
    moments(time.zip(window.iter().map(|value| value - centre)))
}

/// A function of the last n pairs up to each of these bars; undefined as soon as one of their values is.
pub(super) fn joint(joint: Joint, (a, b): (&[f64], &[f64]), n: usize, bars: &Bars) -> Column {
    let defined = |bar: usize| !a[bar].is_nan() && !b[bar].is_nan();
    rolling(bars, n, defined, |bars| {
        let (a, b) = (&a[bars.clone()], &b[bars]);
        let (centre_a, centre_b) = (centre(a), centre(b));
        let deviations = a.iter().zip(b).map(|(a, b)| (a - centre_a, b - centre_b));
        let (square_a, square_b, product) = moments(deviations);
        match joint {
            Joint::Corr => (product / (square_a.sqrt() * square_b.sqrt())).clamp(-1.0, 1.0),
            Joint::Beta => product / square_b,
        }
    })
}

fn moments(deviations: impl Iterator<Item = (f64, f64)>) -> (f64, f64, f64) {
    deviations.fold((0.0, 0.0, 0.0), |(aa, bb, ab), (a, b)| (aa + a * a, bb + b * b, ab + a * b))
}
