//! The benchmark beside a run: bought once, without costs.

use super::market::Market;
use crate::data::Panel;
use crate::strategy::Frame;

/// Value at each close from `first` to `last`, starting from `capital` in cash: bought at session `bought` (at its open or its
/// close), its weights restored at the close of each month's last session. Err: the asset that has no price by then.
pub fn benchmark_curve(
    weights: &[(usize, f64)],
    market: &Market,
    panel: &Panel,
    (first, last): (usize, usize),
    (bought, at_open): (usize, bool),
    capital: f64,
) -> Result<Vec<f64>, usize> {
    let begun = |asset: &usize| market.assets[*asset].life.first.is_some_and(|first| first <= bought.min(last));
    if let Some((late, _)) = weights.iter().find(|(asset, _)| !begun(asset)) {
        return Err(*late);
    }
    let month_ends = &panel.clock(Frame::Monthly).last;
    let close = |asset: usize, session: usize| market.assets[asset].close[session];
    let mut units: Vec<f64> = Vec::new();
    let buy = |value: f64, price: &dyn Fn(usize) -> f64| -> Vec<f64> {
        weights.iter().map(|(asset, weight)| weight * value / price(*asset)).collect()
    };
    let mut curve = Vec::with_capacity(last + 1 - first);
    let mut value = capital;
    for session in first..=last {
        if session == bought && at_open {
            units = buy(value, &|asset| market.assets[asset].open[session]);
        }
        if !units.is_empty() {
            value = weights.iter().zip(&units).map(|((asset, _), units)| units * close(*asset, session)).sum();
        }
        let month_end = month_ends.binary_search(&(session as u32)).is_ok();
        if session == bought && !at_open || month_end && !units.is_empty() && weights.len() > 1 {
            units = buy(value, &|asset| close(asset, session));
        }
        curve.push(value);
    }
    Ok(curve)
}
