use super::{Better, Metric, Unit};

/// How much of the portfolio is at work.
pub static EXPOSURE: Metric = Metric {
    key: "exposure",
    title: "Exposure",
    unit: Unit::Percent,
    better: Better::Neither,
    formula: "mean over the closes after the start of the sum of absolute weights outside cash",
    source: "gross exposure, averaged over time",
    degenerate: "none on the start session itself, or for a curve that nobody traded",
    value: |summary| summary.trades?.exposure,
};
