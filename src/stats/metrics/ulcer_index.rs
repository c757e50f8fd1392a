use super::{Better, Metric, Unit};

/// Depth and length of all drawdowns in one number.
pub static ULCER_INDEX: Metric = Metric {
    key: "ulcer_index",
    title: "Ulcer",
    unit: Unit::Percent,
    better: Better::Lower,
    formula: "sqrt(mean of (equity / highest equity so far - 1)^2) over all closes, the start included",
    source: "Martin and McCann (1989), The Investor's Guide to Fidelity Funds",
    degenerate: "0 for a curve that never falls",
    value: |summary| Some(summary.squared_depth?.sqrt()),
};
