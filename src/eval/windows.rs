//! Functions of the last n values. A window with an undefined value in it is undefined, and so are the first n - 1 bars.

use super::Column;
use std::collections::VecDeque;

/// Applies `f` to each full window without undefined values.
fn rolling(x: &Column, n: usize, bars: usize, mut f: impl FnMut(&[f64]) -> f64) -> Column {
    let values = x.numbers(bars);
    let mut out = vec![f64::NAN; values.len()];
    let mut defined = 0;
    for bar in 0..values.len() {
        defined = if values[bar].is_nan() { 0 } else { defined + 1 };
        if defined >= n {
            out[bar] = f(&values[bar + 1 - n..=bar]);
        }
    }
    Column::Numbers(out)
}

/// Mean of the last n values. Each window is summed afresh, oldest value first: a running sum would carry rounding errors
/// from one bar to the next, and a cut of the history would change later values.
pub(super) fn sma(x: &Column, n: usize, bars: usize) -> Column {
    rolling(x, n, bars, mean)
}

fn mean(window: &[f64]) -> f64 {
    window.iter().sum::<f64>() / window.len() as f64
}

/// Sample standard deviation of the last n values, in two passes.
pub(super) fn stdev(x: &Column, n: usize, bars: usize) -> Column {
    rolling(x, n, bars, |window| {
        let mean = mean(window);
        let squares: f64 = window.iter().map(|value| (value - mean).powi(2)).sum();
        (squares / (window.len() - 1) as f64).sqrt()
    })
}

/// e += (x - e) * 2 / (n + 1), from the mean of the first n values. A gap starts it afresh.
pub(super) fn ema(x: &Column, n: usize, bars: usize) -> Column {
    let weight = 2.0 / (n as f64 + 1.0);
    let mut average = f64::NAN;
    let values = x.numbers(bars);
    let mut out = vec![f64::NAN; values.len()];
    let mut defined = 0;
    for bar in 0..values.len() {
        defined = if values[bar].is_nan() { 0 } else { defined + 1 };
        if defined == n {
            average = mean(&values[bar + 1 - n..=bar]);
        } else if defined > n {
            average += (values[bar] - average) * weight;
        }
        if defined >= n {
            out[bar] = average;
        }
    }
    Column::Numbers(out)
}

pub(super) fn highest(x: &Column, n: usize, bars: usize) -> Column {
    extreme(x, n, bars, |new, old| new >= old)
}

pub(super) fn lowest(x: &Column, n: usize, bars: usize) -> Column {
    extreme(x, n, bars, |new, old| new <= old)
}

/// The best of the last n values: a queue of candidates, each better than all that came after it.
fn extreme(x: &Column, n: usize, bars: usize, beats: impl Fn(f64, f64) -> bool) -> Column {
    let values = x.numbers(bars);
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

/// Highest value so far; undefined values are passed over, and undefined themselves.
pub(super) fn peak(x: &Column, bars: usize) -> Column {
    let values = x.numbers(bars);
    let mut peak = f64::NAN;
    let running = values.iter().map(|value| {
        peak = peak.max(*value);
        if value.is_nan() { f64::NAN } else { peak }
    });
    Column::Numbers(running.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(column: Column) -> Vec<f64> {
        match column {
            Column::Numbers(values) => values,
            other => panic!("expected numbers, found {other:?}"),
        }
    }

    #[test]
    fn an_undefined_value_empties_the_windows_it_is_in() {
        let x = Column::Numbers(vec![1.0, 2.0, f64::NAN, 4.0, 3.0, 5.0]);
        let shown = |column| format!("{:?}", numbers(column));
        assert_eq!(shown(highest(&x, 2, 6)), "[NaN, 2.0, NaN, NaN, 4.0, 5.0]");
        assert_eq!(shown(lowest(&x, 2, 6)), "[NaN, 1.0, NaN, NaN, 3.0, 3.0]");
        assert_eq!(shown(sma(&x, 2, 6)), "[NaN, 1.5, NaN, NaN, 3.5, 4.0]");
        assert_eq!(shown(ema(&x, 2, 6)), format!("[NaN, 1.5, NaN, NaN, 3.5, {}]", 3.5 + 1.5 * (2.0 / 3.0)));
        assert_eq!(shown(peak(&x, 6)), "[1.0, 2.0, NaN, 4.0, 4.0, 5.0]");
    }

    #[test]
    fn a_constant_fills_its_windows_like_any_value() {
        let shown = |column| format!("{:?}", numbers(column));
        assert_eq!(shown(stdev(&Column::Number(5.0), 2, 3)), "[NaN, 0.0, 0.0]");
        assert_eq!(shown(sma(&Column::Number(5.0), 2, 3)), "[NaN, 5.0, 5.0]");
    }
}
