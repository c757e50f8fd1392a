//! How long the blocks of a bootstrap have to be.

use crate::stats::quantile;

/// The mean block length that the stationary bootstrap of a mean needs, by the rule of Politis and White (2004), Automatic
/// Block-Length Selection for the Dependent Bootstrap, Econometric Reviews 23(1), as corrected by Patton, Politis and White
/// (2009), Econometric Reviews 28(4).
///
/// (2 G^2 / D)^(1/3) n^(1/3), with G the sum over lags k of w(k / M) |k| R(k), D = 2 (sum of w(k / M) R(k))^2, R the
/// autocovariance, w the flat-top window of Politis and Romano (1995): 1 up to 1/2, then down to 0 at 1. M is twice the first of
/// K = max(5, log10 n) lags in a row at which the autocorrelation is within 2 sqrt(log10 n / n) of zero, as in the authors' own
/// code; where there are none, twice the last lag at which it is not. At least 1, at most min(3 sqrt(n), n / 3); 1 for values that
/// do not vary.
pub fn block_length(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    let longest = (3.0 * n.sqrt()).min(n / 3.0).ceil().max(1.0);
    let row = 5.0_f64.max(n.log10()) as usize;
    let lags = (n.sqrt().ceil() as usize + row).min(values.len().saturating_sub(1));
    let covariance = autocovariances(values, lags);
    let spread = quantile(values.iter().map(|value| value.abs()), 1.0).unwrap_or(0.0);
    // Rounding has no memory.
    if covariance.first().is_none_or(|variance| *variance <= (spread * 1e-14).powi(2)) {
        return 1.0;
    }
    let limit = 2.0 * (n.log10() / n).sqrt();
    let noticed: Vec<bool> = covariance.iter().map(|value| (value / covariance[0]).abs() >= limit).collect();
    let quiet = (1..=lags.saturating_sub(row)).find(|lag| !noticed[*lag..*lag + row].contains(&true));
    let last_noticed = || noticed.iter().rposition(|noticed| *noticed).unwrap_or(0);
    let width = (2 * quiet.unwrap_or_else(last_noticed).max(1)).min(lags);
    let (mut g, mut density) = (0.0, covariance[0]);
    for (lag, value) in covariance.iter().enumerate().take(width + 1).skip(1) {
        let place = lag as f64 / width as f64;
        let window = (2.0 * (1.0 - place)).clamp(0.0, 1.0);
        g += 2.0 * window * lag as f64 * value;
        density += 2.0 * window * value;
    }
    let length = (g * g / (density * density)).cbrt() * n.cbrt();
    if length.is_finite() { length.clamp(1.0, longest) } else { longest }
}

/// Autocovariances at lags 0 to `lags`, over n.
fn autocovariances(values: &[f64], lags: usize) -> Vec<f64> {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let centered: Vec<f64> = values.iter().map(|value| value - mean).collect();
    let at = |lag: usize| centered.iter().zip(&centered[lag..]).map(|(a, b)| a * b).sum::<f64>() / values.len() as f64;
    if values.is_empty() { Vec::new() } else { (0..=lags).map(at).collect() }
}
