use super::{Better, Metric, Unit};
use crate::stats::moments::ratio;

/// Reward per unit of downside risk, with a target of zero.
pub static SORTINO: Metric = Metric {
    key: "sortino",
    title: "Sortino",
    unit: Unit::Ratio,
    better: Better::Higher,
    formula: "mean of r / sqrt(mean of min(r, 0)^2) x sqrt(ppy)",
    source: "Sortino and Price (1994), Performance Measurement in a Downside Risk Framework, Journal of Investing 3(3)",
    degenerate: "none without a return below zero",
    value: |summary| Some(ratio(summary.returns?.mean, summary.downside?.sqrt())? * summary.sessions_per_year.sqrt()),
};
