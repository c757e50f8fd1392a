//! Levels: records, and tops that later bars confirm.

use super::Column;

/// Highest value so far; undefined values are passed over, and undefined themselves.
pub(super) fn peak(values: &[f64]) -> Column {
    let mut peak = f64::NAN;
    let running = values.iter().map(|value| {
        peak = peak.max(*value);
        if value.is_nan() { f64::NAN } else { peak }
    });
    Column::Numbers(running.collect())
}

/// The latest value above each of the `left` before it and of the `right` after it, from the last of these on. A window
/// with an undefined value has none, because nothing compares with it.
pub(super) fn pivot_high(values: &[f64], left: usize, right: usize) -> Column {
    let mut level = f64::NAN;
    let value = |bar: usize| {
        if let Some(first) = bar.checked_sub(left + right) {
            let top = values[first + left];
            let (before, after) = (&values[first..first + left], &values[first + left + 1..=bar]);
            if before.iter().chain(after).all(|other| *other < top) {
                level = top;
            }
        }
        level
    };
    Column::Numbers((0..values.len()).map(value).collect())
}
