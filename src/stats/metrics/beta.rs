use super::{Better, Metric, Unit};
use crate::stats::moments::ROUNDING;
use crate::stats::{Against, Summary};

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

pub(super) fn beta(summary: &Summary) -> Option<f64> {
    let Against { market, covariance, .. } = summary.against?;
    (market.deviation()? > ROUNDING).then(|| covariance / market.variance)
}
