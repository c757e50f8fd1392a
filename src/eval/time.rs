//! Conditions over time: streaks, counts, latches. Undefined counts as false here.

use super::Column;

fn is_true(column: &Column, bar: usize) -> bool {
    column.condition(bar) == Some(true)
}

/// Bars in a row for which the condition has been true, the current one included.
pub(super) fn streak(c: &Column, bars: usize) -> Column {
    let mut run = 0.0;
    let value = |bar| {
        run = if is_true(c, bar) { run + 1.0 } else { 0.0 };
        run
    };
    Column::Numbers((0..bars).map(value).collect())
}

/// Bars of the last `n` for which the condition was true; undefined before the n-th bar.
pub(super) fn count(c: &Column, n: usize, bars: usize) -> Column {
    let mut count = 0_usize;
    let value = |bar: usize| {
        count += usize::from(is_true(c, bar));
        if bar >= n {
            count -= usize::from(is_true(c, bar - n));
        }
        if bar + 1 >= n { count as f64 } else { f64::NAN }
    };
    Column::Numbers((0..bars).map(value).collect())
}

/// Bars since the condition was last true; undefined before it first was.
pub(super) fn since(c: &Column, bars: usize) -> Column {
    let mut last = None;
    let value = |bar: usize| {
        if is_true(c, bar) {
            last = Some(bar);
        }
        last.map_or(f64::NAN, |last| (bar - last) as f64)
    };
    Column::Numbers((0..bars).map(value).collect())
}

/// Off at the start; off wins over on.
pub(super) fn latch(on: &Column, off: &Column, bars: usize) -> Column {
    let mut state = false;
    let value = |bar| {
        state = !is_true(off, bar) && (is_true(on, bar) || state);
        Some(state)
    };
    Column::Conditions((0..bars).map(value).collect())
}

/// True for `n` bars from each that is true, that one included.
pub(super) fn at_least(c: &Column, n: usize, bars: usize) -> Column {
    let mut until = 0;
    let value = |bar: usize| {
        if is_true(c, bar) {
            until = bar + n;
        }
        Some(bar < until)
    };
    Column::Conditions((0..bars).map(value).collect())
}

/// The condition; but once it is over, it is ignored until more than `n` bars have passed since it last turned true here.
pub(super) fn cooldown(c: &Column, n: usize, bars: usize) -> Column {
    let mut on = false;
    let mut turned: Option<usize> = None;
    let value = |bar: usize| {
        let rested = turned.is_none_or(|turned| bar - turned > n);
        let now = is_true(c, bar) && (on || rested);
        if now && !on {
            turned = Some(bar);
        }
        on = now;
        Some(now)
    };
    Column::Conditions((0..bars).map(value).collect())
}
