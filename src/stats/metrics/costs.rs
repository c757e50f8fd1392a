use super::{Better, Metric, Unit};

/// What trading cost.
pub static COSTS: Metric = Metric {
    key: "costs",
    title: "Costs",
    unit: Unit::Percent,
    better: Better::Lower,
    formula: "commission, slippage and fees of the whole run / first equity",
    source: "sum of the simulation's costs",
    degenerate: "none for a curve that nobody traded",
    value: |summary| Some(summary.trades?.costs),
};
