use super::{Better, Metric, Unit};
use crate::stats::Summary;
use crate::stats::returns::annual_rate;

/// Compound annual growth rate.
pub static CAGR: Metric = Metric {
    key: "cagr",
    title: "CAGR",
    unit: Unit::Percent,
    better: Better::Higher,
    formula: "(last equity / first equity)^(365.25 / calendar days) - 1",
    source: "compound annual growth rate by calendar days; Bacon (2008), Practical Portfolio Performance Measurement and Attribution",
    degenerate: "none on the start session itself or beyond the range of numbers; -1 after ruin (last equity at or below zero)",
    value: cagr,
};

pub(super) fn cagr(summary: &Summary) -> Option<f64> {
    annual_rate(summary.growth?, summary.years)
}
