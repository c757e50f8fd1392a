use super::cagr::cagr;
use super::{Better, Metric, Unit};
use crate::stats::returns::{annual_rate, years};

/// How much faster the strategy grows than the benchmark.
pub static EXCESS_CAGR: Metric = Metric {
    key: "excess_cagr",
    title: "Excess",
    unit: Unit::Percent,
    better: Better::Higher,
    formula: "cagr - the benchmark's cagr over the same dates",
    source: "active premium: the arithmetic difference of the two growth rates",
    degenerate: "none without a benchmark, or where cagr has none",
    value: |sample| {
        let growth = sample.benchmark?.iter().map(|b| 1.0 + b).product();
        Some(cagr(sample)? - annual_rate(growth, years(sample.dates))?)
    },
};
