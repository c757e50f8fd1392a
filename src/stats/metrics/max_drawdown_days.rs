use super::{Better, Metric, Unit};

/// The longest time under water.
pub static MAX_DRAWDOWN_DAYS: Metric = Metric {
    key: "max_drawdown_days",
    title: "DD days",
    unit: Unit::Days,
    better: Better::Lower,
    formula: "most calendar days from a highest close to the close that reaches it again, or to the end",
    source: "maximum drawdown duration; Chan (2009), Quantitative Trading, ch. 3",
    degenerate: "0 for a curve that never falls",
    value: |summary| summary.days_below,
};
