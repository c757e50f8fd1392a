use super::{Better, Metric, Unit};
use crate::stats::moments::{mean, ratio};
use crate::stats::returns::session_returns;

/// Reward per unit of downside risk, with a target of zero.
pub static SORTINO: Metric = Metric {
    key: "sortino",
    title: "Sortino",
    unit: Unit::Ratio,
    better: Better::Higher,
    formula: "mean of r / sqrt(mean of min(r, 0)^2) x sqrt(ppy)",
    source: "Sortino and Price (1994), Performance Measurement in a Downside Risk Framework, Journal of Investing 3(3)",
    degenerate: "none without a return below zero",
    value: |sample| {
        let returns = session_returns(sample.equity);
        let downside = mean(returns.clone().map(|r| r.min(0.0).powi(2)))?.sqrt();
        Some(ratio(mean(returns)?, downside)? * sample.sessions_per_year.sqrt())
    },
};
