//! Functions of the last n values. A window with an undefined value in it is undefined, and so are the first n - 1 bars.

use super::{Bars, Column, Sums, regression};
use crate::plan::NodeId;
use crate::strategy::Window;
use std::collections::VecDeque;
use std::ops::Range;

/// A window function of a column at these bars.
pub(super) fn window(
    window: Window,
    (column, values): (NodeId, &[f64]),
    n: usize,
    bars: &Bars,
    sums: &mut Sums,
) -> Column {
    let each = |f: fn(&[f64]) -> f64| rolling(bars, n, |bar| !values[bar].is_nan(), |bars| f(&values[bars]));
    match window {
        Window::Sma => Column::Numbers(sums.of(column, (values, n), bars, |sum| sum / n as f64)),
        Window::Ema => smoothed(values, n, 2.0 / (n as f64 + 1.0)),
        Window::Wilder => smoothed(values, n, 1.0 / n as f64),
        Window::Wma => each(weighted_mean),
        Window::Sum => Column::Numbers(sums.of(column, (values, n), bars, |sum| sum)),
        Window::Stdev => each(stdev),
        Window::Percentile => each(percentile),
        Window::Highest => extreme(values, n, |new, old| new >= old),
        Window::Lowest => extreme(values, n, |new, old| new <= old),
        Window::Median => each(median),
        Window::Slope => each(regression::slope),
        Window::R2 => each(regression::r2),
    }
}

/// Applies `f` to the window of `n` bars up to each of `bars`, where all of them are defined; a result that is not finite is
/// undefined.
pub(super) fn rolling(
    bars: &Bars,
    n: usize,
    defined: impl Fn(usize) -> bool,
    f: impl Fn(Range<usize>) -> f64,
) -> Column {
    let (mut run, mut seen) = (0, 0);
    let value = |bar: usize| {
        for bar in seen..=bar {
            run = if defined(bar) { run + 1 } else { 0 };
        }
        seen = bar + 1;
        if run < n {
            return f64::NAN;
        }
        let value = f(bar + 1 - n..bar + 1);
        if value.is_finite() { value } else { f64::NAN }
    };
    Column::Numbers(bars.iter().map(value).collect())
}

fn mean(window: &[f64]) -> f64 {
    window.iter().sum::<f64>() / window.len() as f64
}

/// The mean that deviations are taken from: of equal values that very value, so that none deviates by rounding.
pub(super) fn centre(window: &[f64]) -> f64 {
    if window.iter().all(|value| *value == window[0]) { window[0] } else { mean(window) }
}

/// Sample standard deviation, in two passes.
fn stdev(window: &[f64]) -> f64 {
    let centre = centre(window);
    let squares: f64 = window.iter().map(|value| (value - centre).powi(2)).sum();
    (squares / (window.len() - 1) as f64).sqrt()
}

/// Weighted 1, 2, ..., n from the oldest.
fn weighted_mean(window: &[f64]) -> f64 {
    let n = window.len() as f64;
    let sum: f64 = window.iter().zip(1..).map(|(value, weight)| value * f64::from(weight)).sum();
    sum / (n * (n + 1.0) / 2.0)
}

/// Share of the values at or below the last one.
fn percentile(window: &[f64]) -> f64 {
    let current = window[window.len() - 1];
    window.iter().filter(|value| **value <= current).count() as f64 / window.len() as f64
}

/// The middle value, or the mean of the middle two.
fn median(window: &[f64]) -> f64 {
    let mut sorted = window.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let upper = sorted.len() / 2;
    if sorted.len() % 2 == 1 { sorted[upper] } else { f64::midpoint(sorted[upper - 1], sorted[upper]) }
}

/// a += (x - a) * weight, from the mean of the first n values. A gap starts it afresh.
fn smoothed(values: &[f64], n: usize, weight: f64) -> Column {
    let mut average = f64::NAN;
    let mut out = vec![f64::NAN; values.len()];
    let mut defined = 0;
    for bar in 0..values.len() {
        defined = if values[bar].is_nan() { 0 } else { defined + 1 };
        if defined == n {
            average = mean(&values[bar + 1 - n..=bar]);
        } else if defined > n {
            average += (values[bar] - average) * weight;
        }
        if defined >= n && average.is_finite() {
            out[bar] = average;
        }
    }
    Column::Numbers(out)
}

/// The best of the last n values: a queue of candidates, each better than all that came after it.
fn extreme(values: &[f64], n: usize, beats: fn(f64, f64) -> bool) -> Column {
    let mut out = vec![f64::NAN; values.len()];
    let mut candidates: VecDeque<usize> = VecDeque::new();
    let mut defined = 0;
    for (bar, value) in values.iter().enumerate() {
        if value.is_nan() {
            candidates.clear();
            defined = 0;
            continue;
        }
        defined += 1;
        while candidates.back().is_some_and(|&last| beats(*value, values[last])) {
            candidates.pop_back();
        }
        candidates.push_back(bar);
        if candidates[0] + n <= bar {
            candidates.pop_front();
        }
        if defined >= n {
            out[bar] = values[candidates[0]];
        }
    }
    Column::Numbers(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(function: Window, values: &[f64], n: usize) -> String {
        match window(function, (NodeId(0), values), n, &Bars::Every(values.len()), &mut Sums::default()) {
            Column::Numbers(values) => format!("{values:?}"),
            other => panic!("expected numbers, found {other:?}"),
        }
    }

    #[test]
    fn an_undefined_value_empties_the_windows_it_is_in() {
        let x = [1.0, 2.0, f64::NAN, 4.0, 3.0, 5.0];
        assert_eq!(shown(Window::Highest, &x, 2), "[NaN, 2.0, NaN, NaN, 4.0, 5.0]");
        assert_eq!(shown(Window::Lowest, &x, 2), "[NaN, 1.0, NaN, NaN, 3.0, 3.0]");
        assert_eq!(shown(Window::Sma, &x, 2), "[NaN, 1.5, NaN, NaN, 3.5, 4.0]");
        assert_eq!(shown(Window::Ema, &x, 2), format!("[NaN, 1.5, NaN, NaN, 3.5, {}]", 3.5 + 1.5 * (2.0 / 3.0)));
        assert_eq!(shown(Window::Median, &x, 2), "[NaN, 1.5, NaN, NaN, 3.5, 4.0]");
    }

    /// The mean of three times 0.1 is not 0.1; that must not look like a spread, a trend or a fit.
    #[test]
    fn equal_values_neither_vary_nor_rise() {
        let x = [0.1; 5];
        assert_ne!(mean(&x[..3]), 0.1);
        assert_eq!(shown(Window::Stdev, &x, 3), "[NaN, NaN, 0.0, 0.0, 0.0]");
        assert_eq!(shown(Window::Slope, &x, 3), "[NaN, NaN, 0.0, 0.0, 0.0]");
        assert_eq!(shown(Window::R2, &x, 3), "[NaN, NaN, NaN, NaN, NaN]");
    }

    #[test]
    fn what_is_too_large_for_a_number_is_undefined() {
        let x = [f64::MAX, f64::MAX, 1.0, 1.0];
        assert_eq!(shown(Window::Sum, &x, 2), format!("[NaN, NaN, {:?}, 2.0]", f64::MAX));
    }
}
