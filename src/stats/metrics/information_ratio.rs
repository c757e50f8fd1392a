use super::{Better, Metric, Unit};
use crate::stats::moments::{deviation, mean, ratio};
use crate::stats::returns::active_returns;

/// Reward per unit of straying from the benchmark.
pub static INFORMATION_RATIO: Metric = Metric {
    key: "information_ratio",
    title: "Info ratio",
    unit: Unit::Ratio,
    better: Better::Higher,
    formula: "mean of (r - b) / sample standard deviation of (r - b) x sqrt(ppy)",
    source: "Goodwin (1998), The Information Ratio, Financial Analysts Journal 54(4), arithmetic",
    degenerate: "none without a benchmark, with fewer than 2 returns, or where r never departs from b",
    value: |sample| {
        let active = active_returns(sample)?;
        Some(ratio(mean(active.clone())?, deviation(active)?)? * sample.sessions_per_year.sqrt())
    },
};
