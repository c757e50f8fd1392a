//! How far a curve stands below its highest close so far.

use crate::data::Date;

/// A fall from a highest close to the close that reached it again.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Drawdown {
    /// The last session at the highest close before the fall.
    pub peak: Date,
    /// The first session at the lowest close.
    pub trough: Date,
    /// The first session at or above the peak again; None while the curve is still below it.
    pub recovered: Option<Date>,
    /// Lowest close / peak - 1: negative.
    pub depth: f64,
}

impl Drawdown {
    /// Calendar days from the peak to the recovery, or to `end`, the curve's last date, without one.
    pub fn days(&self, end: Date) -> i64 {
        (self.recovered.unwrap_or(end) - self.peak).num_days()
    }
}

/// Close / highest close so far - 1, at every close: zero or negative.
pub(crate) fn depths(equity: &[f64]) -> impl Iterator<Item = f64> {
    equity.iter().scan(f64::NEG_INFINITY, |peak, &close| {
        *peak = peak.max(close);
        Some(close / *peak - 1.0)
    })
}

/// Every drawdown of a curve of closes, the deepest first, the earlier of equally deep ones before the later. Empty for a
/// curve that never falls.
pub fn drawdowns(dates: &[Date], equity: &[f64]) -> Vec<Drawdown> {
    let mut closes = dates.iter().copied().zip(equity.iter().copied());
    let Some((mut peak_date, mut peak)) = closes.next() else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let mut current: Option<Drawdown> = None;
    for (date, close) in closes {
        if close >= peak {
            found.extend(current.take().map(|fall| Drawdown { recovered: Some(date), ..fall }));
            (peak_date, peak) = (date, close);
            continue;
        }
        let here = Drawdown { peak: peak_date, trough: date, recovered: None, depth: close / peak - 1.0 };
        if current.is_none_or(|fall| here.depth < fall.depth) {
            current = Some(here);
        }
    }
    found.extend(current);
    found.sort_by(|a, b| a.depth.total_cmp(&b.depth));
    found
}
