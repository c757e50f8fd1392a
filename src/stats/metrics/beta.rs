use super::{Better, Metric, Sample, Unit};
use crate::stats::moments::{ROUNDING, deviation, mean};
use crate::stats::returns::{benchmark_excess, excess_returns};

/// How far the strategy moves with the benchmark.
pub static BETA: Metric = Metric {
    key: "beta",
    title: "Beta",
    unit: Unit::Ratio,
    better: Better::Neither,
    formula: "covariance of (r - rf) and (b - rf) / variance of (b - rf)",
    source: "Sharpe (1964), Capital Asset Prices, Journal of Finance 19(3)",
    degenerate: "none without a benchmark, with fewer than 2 returns, or for a benchmark without deviation",
    value: beta,
};

pub(super) fn beta(sample: &Sample) -> Option<f64> {
    let market = benchmark_excess(sample)?;
    let market_mean = mean(market.clone())?;
    let own_mean = mean(excess_returns(sample))?;
    let covariance = mean(excess_returns(sample).zip(market.clone()).map(|(x, y)| (x - own_mean) * (y - market_mean)))?;
    let variance = mean(market.clone().map(|y| (y - market_mean).powi(2)))?;
    (deviation(market)? > ROUNDING).then(|| covariance / variance)
}
