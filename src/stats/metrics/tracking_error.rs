use super::{Better, Metric, Unit};
use crate::stats::moments::deviation;
use crate::stats::returns::active_returns;

/// How far the strategy strays from the benchmark.
pub static TRACKING_ERROR: Metric = Metric {
    key: "tracking_error",
    title: "Track err",
    unit: Unit::Percent,
    better: Better::Neither,
    formula: "sample standard deviation of (r - b) x sqrt(ppy)",
    source: "Grinold and Kahn (1999), Active Portfolio Management, ch. 3",
    degenerate: "none without a benchmark or with fewer than 2 returns",
    value: |sample| Some(deviation(active_returns(sample)?)? * sample.sessions_per_year.sqrt()),
};
