use super::cagr::cagr;
use super::{Better, Metric, Unit};
use crate::stats::moments::ratio;

/// Growth per unit of the worst fall, over the whole run.
pub static CALMAR: Metric = Metric {
    key: "calmar",
    title: "Calmar",
    unit: Unit::Ratio,
    better: Better::Higher,
    formula: "cagr / |max_drawdown|",
    source: "Young (1991), Calmar Ratio: A Smoother Tool, Futures; there over 36 months, here over the run",
    degenerate: "none where cagr has none, or for a curve that never falls",
    value: |summary| ratio(cagr(summary)?, summary.deepest?.abs()),
};
