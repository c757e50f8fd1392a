//! Returns of a curve, by session and by year.

use super::Sample;
use crate::data::Date;

/// Session returns, equity[t] / equity[t - 1] - 1: one fewer than the closes.
pub(crate) fn session_returns(equity: &[f64]) -> impl Iterator<Item = f64> + Clone {
    equity.windows(2).map(|pair| pair[1] / pair[0] - 1.0)
}

/// Session returns over the risk-free rate.
pub(crate) fn excess_returns<'a>(sample: &Sample<'a>) -> impl Iterator<Item = f64> + Clone + use<'a> {
    difference(session_returns(sample.equity), sample.risk_free)
}

/// Session returns over the benchmark's; None without one.
pub(crate) fn active_returns<'a>(sample: &Sample<'a>) -> Option<impl Iterator<Item = f64> + Clone + use<'a>> {
    Some(difference(session_returns(sample.equity), sample.benchmark?))
}

/// The benchmark's session returns over the risk-free rate; None without a benchmark.
pub(crate) fn benchmark_excess<'a>(sample: &Sample<'a>) -> Option<impl Iterator<Item = f64> + Clone + use<'a>> {
    Some(difference(sample.benchmark?.iter().copied(), sample.risk_free))
}

fn difference<'a>(
    returns: impl Iterator<Item = f64> + Clone + 'a,
    reference: &'a [f64],
) -> impl Iterator<Item = f64> + Clone + 'a {
    returns.zip(reference).map(|(value, reference)| value - reference)
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
