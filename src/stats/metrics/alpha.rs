use super::beta::beta;
use super::{Better, Metric, Unit};

/// What the exposure to the benchmark does not explain.
pub static ALPHA: Metric = Metric {
    key: "alpha",
    title: "Alpha",
    unit: Unit::Percent,
    better: Better::Higher,
    formula: "(mean of (r - rf) - beta x mean of (b - rf)) x ppy",
    source: "Jensen (1968), The Performance of Mutual Funds in the Period 1945-1964, Journal of Finance 23(2)",
    degenerate: "none where beta has none",
    value: |summary| {
        let explained = beta(summary)? * summary.against?.market.mean;
        Some((summary.excess?.mean - explained) * summary.sessions_per_year)
    },
};
