use super::cagr::cagr;
use super::{Better, Metric, Unit};
use crate::stats::returns::annual_rate;

/// How much faster the strategy grows than the benchmark.
pub static EXCESS_CAGR: Metric = Metric {
    key: "excess_cagr",
    title: "Excess",
    unit: Unit::Percent,
    better: Better::Higher,
    formula: "cagr - the benchmark's cagr over the same dates",
    source: "active premium: the arithmetic difference of the two growth rates",
    degenerate: "none without a benchmark, or where cagr has none",
    value: |summary| Some(cagr(summary)? - annual_rate(summary.against?.growth, summary.years)?),
};
