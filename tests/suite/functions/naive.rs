//! The functions once more, each straight from its definition and by another way of computing it; NaN is undefined.

/// `f` of each full window without undefined values.
pub fn windows(x: &[f64], n: usize, f: impl Fn(&[f64]) -> f64) -> Vec<f64> {
    let at = |bar: usize| {
        let window = (bar + 1).checked_sub(n).map(|first| &x[first..=bar]);
        let full = window.filter(|window| window.iter().all(|value| !value.is_nan()));
        full.map_or(f64::NAN, &f)
    };
    (0..x.len()).map(at).collect()
}

pub fn pairs(a: &[f64], b: &[f64], n: usize, f: impl Fn(&[f64], &[f64]) -> f64) -> Vec<f64> {
    let at = |bar: usize| {
        let Some(first) = (bar + 1).checked_sub(n) else { return f64::NAN };
        let (a, b) = (&a[first..=bar], &b[first..=bar]);
        if a.iter().chain(b).any(|value| value.is_nan()) { f64::NAN } else { f(a, b) }
    };
    (0..a.len()).map(at).collect()
}

pub fn mean(window: &[f64]) -> f64 {
    window.iter().rev().sum::<f64>() / window.len() as f64
}

/// By the sum of squares, over n - 1.
pub fn covariance(a: &[f64], b: &[f64]) -> f64 {
    let n = a.len() as f64;
    let products: f64 = a.iter().zip(b).map(|(a, b)| a * b).sum();
    (products - n * mean(a) * mean(b)) / (n - 1.0)
}

pub fn varies(window: &[f64]) -> bool {
    window.iter().any(|value| *value != window[0])
}

pub fn correlation(a: &[f64], b: &[f64]) -> f64 {
    match varies(a) && varies(b) {
        true => covariance(a, b) / (covariance(a, a) * covariance(b, b)).sqrt(),
        false => f64::NAN,
    }
}

pub fn time(n: usize) -> Vec<f64> {
    (0..n).map(|t| t as f64).collect()
}

/// By the normal equations.
pub fn slope(window: &[f64]) -> f64 {
    let (n, t) = (window.len() as f64, time(window.len()));
    let sum = |values: &[f64]| values.iter().sum::<f64>();
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    (n * dot(&t, window) - sum(&t) * sum(window)) / (n * dot(&t, &t) - sum(&t).powi(2))
}

/// What the line leaves unexplained, taken from 1.
pub fn r2(window: &[f64]) -> f64 {
    if !varies(window) {
        return f64::NAN;
    }
    let slope = slope(window);
    let start = mean(window) - slope * mean(&time(window.len()));
    let left = window.iter().zip(time(window.len())).map(|(value, t)| (value - start - slope * t).powi(2));
    let all = window.iter().map(|value| (value - mean(window)).powi(2));
    1.0 - left.sum::<f64>() / all.sum::<f64>()
}

/// An average that starts from the mean of the first n values of each run without a gap, as weights on all that followed.
pub fn smoothed(x: &[f64], n: usize, weight: f64) -> Vec<f64> {
    let at = |bar: usize| {
        let run = x[..=bar].iter().rposition(|value| value.is_nan()).map_or(0, |gap| gap + 1);
        let values = &x[run..=bar];
        if values.len() < n {
            return f64::NAN;
        }
        let (seed, later) = values.split_at(n);
        let aged = |value: f64, age: usize| value * (1.0 - weight).powi(age as i32);
        let newest = later.iter().rev().enumerate().map(|(age, value)| weight * aged(*value, age));
        aged(mean(seed), later.len()) + newest.sum::<f64>()
    };
    (0..x.len()).map(at).collect()
}

pub fn ema(x: &[f64], n: usize) -> Vec<f64> {
    smoothed(x, n, 2.0 / (n as f64 + 1.0))
}

/// x[bar] and x[bar - 1], put together.
pub fn steps(x: &[f64], f: impl Fn(f64, f64) -> f64) -> Vec<f64> {
    let at = |bar: usize| bar.checked_sub(1).map_or(f64::NAN, |before| f(x[bar], x[before]));
    (0..x.len()).map(at).collect()
}

/// By way of the relative strength, as it was published.
pub fn rsi(x: &[f64], n: usize) -> Vec<f64> {
    let side = |sign: f64| {
        let moved = steps(x, |now, before| {
            let change = sign * (now - before);
            if change.is_nan() || change > 0.0 { change } else { 0.0 }
        });
        smoothed(&moved, n, 1.0 / n as f64)
    };
    let index =
        |(gain, loss): (f64, f64)| if gain + loss == 0.0 { f64::NAN } else { 100.0 - 100.0 / (1.0 + gain / loss) };
    side(1.0).into_iter().zip(side(-1.0)).map(index).collect()
}

/// The largest of the three ranges.
pub fn atr(high: &[f64], low: &[f64], close: &[f64], n: usize) -> Vec<f64> {
    let mut range = vec![f64::NAN];
    range.extend((1..close.len()).map(|bar| {
        let (high, low, before) = (high[bar], low[bar], close[bar - 1]);
        (high - low).max((high - before).abs()).max((low - before).abs())
    }));
    smoothed(&range, n, 1.0 / n as f64)
}

pub fn momentum13612(x: &[f64]) -> Vec<f64> {
    let at = |bar: usize| {
        let ratio = |n: usize| bar.checked_sub(n).map_or(f64::NAN, |before| x[bar] / x[before]);
        (12.0 * ratio(1) + 4.0 * ratio(3) + 2.0 * ratio(6) + ratio(12) - 19.0) / 4.0
    };
    (0..x.len()).map(at).collect()
}

/// Looks back from each bar for the latest top that it can know.
pub fn pivot_high(x: &[f64], left: usize, right: usize) -> Vec<f64> {
    let is_pivot = |top: usize| {
        let others = (top - left..=top + right).filter(|bar| *bar != top);
        others.map(|bar| x[bar]).all(|other| x[top] > other)
    };
    let at = |bar: usize| {
        let mut tops = (left..=bar).rev().filter(|top| top + right <= bar);
        tops.find(|top| is_pivot(*top)).map_or(f64::NAN, |top| x[top])
    };
    (0..x.len()).map(at).collect()
}

pub fn at_least(c: &[Option<bool>], n: usize) -> Vec<Option<bool>> {
    (0..c.len()).map(|bar| Some(c[(bar + 1).saturating_sub(n)..=bar].contains(&Some(true)))).collect()
}

/// From each turn that counts, to the end of its run of true bars; then the first true bar more than n after the turn.
pub fn cooldown(c: &[Option<bool>], n: usize) -> Vec<Option<bool>> {
    let mut out = vec![Some(false); c.len()];
    let mut from = 0;
    while let Some(turn) = (from..c.len()).find(|bar| c[*bar] == Some(true)) {
        let end = (turn..c.len()).find(|bar| c[*bar] != Some(true)).unwrap_or(c.len());
        out[turn..end].fill(Some(true));
        from = end.max(turn + n + 1);
    }
    out
}
