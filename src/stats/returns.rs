//! Returns of a curve, by session and by year.

use crate::data::Date;

/// Session returns, equity[t] / equity[t - 1] - 1: one fewer than the closes.
pub(crate) fn session_returns(equity: &[f64]) -> impl Iterator<Item = f64> + Clone {
    equity.windows(2).map(|pair| pair[1] / pair[0] - 1.0)
}

/// Calendar days from the first date to the last over 365.25; zero where there is none.
pub(crate) fn years(dates: &[Date]) -> f64 {
    match (dates.first(), dates.last()) {
        (Some(&first), Some(&last)) => (last - first).num_days() as f64 / 365.25,
        _ => 0.0,
    }
}

/// The yearly rate that multiplies 1 into `growth` over `years`: growth^(1 / years) - 1, and -1 where nothing is left.
/// None where no time passes.
pub(crate) fn annual_rate(growth: f64, years: f64) -> Option<f64> {
    if years <= 0.0 {
        return None;
    }
    Some(if growth > 0.0 { growth.powf(years.recip()) - 1.0 } else { -1.0 })
}
