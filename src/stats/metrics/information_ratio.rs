use super::{Better, Metric, Unit};
use crate::stats::moments::ratio;

/// Reward per unit of straying from the benchmark.
pub static INFORMATION_RATIO: Metric = Metric {
    key: "information_ratio",
    title: "Info ratio",
    unit: Unit::Ratio,
    better: Better::Higher,
    formula: "mean of (r - b) / sample standard deviation of (r - b) x sqrt(ppy)",
    source: "Goodwin (1998), The Information Ratio, Financial Analysts Journal 54(4), arithmetic",
    degenerate: "none without a benchmark, with fewer than 2 returns, or where r never departs from b",
    value: |summary| {
        let active = summary.against?.active;
        Some(ratio(active.mean, active.deviation()?)? * summary.sessions_per_year.sqrt())
    },
};
