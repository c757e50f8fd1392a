use super::{Better, Metric, Unit};
use crate::stats::moments::ratio;

/// Reward per unit of risk.
pub static SHARPE: Metric = Metric {
    key: "sharpe",
    title: "Sharpe",
    unit: Unit::Ratio,
    better: Better::Higher,
    formula: "mean of (r - rf) / sample standard deviation of (r - rf) x sqrt(ppy)",
    source: "Sharpe (1994), The Sharpe Ratio, Journal of Portfolio Management 21(1)",
    degenerate: "none with fewer than 2 returns or without deviation",
    value: |summary| {
        let excess = summary.excess?;
        Some(ratio(excess.mean, excess.deviation()?)? * summary.sessions_per_year.sqrt())
    },
};
