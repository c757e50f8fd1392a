use super::{Better, Metric, Unit};

/// How far the strategy strays from the benchmark.
pub static TRACKING_ERROR: Metric = Metric {
    key: "tracking_error",
    title: "Track err",
    unit: Unit::Percent,
    better: Better::Neither,
    formula: "sample standard deviation of (r - b) x sqrt(ppy)",
    source: "Grinold and Kahn (1999), Active Portfolio Management, ch. 3",
    degenerate: "none without a benchmark or with fewer than 2 returns",
    value: |summary| Some(summary.against?.active.deviation()? * summary.sessions_per_year.sqrt()),
};
