use super::{Better, Metric, Unit};

/// Number of changes of mind.
pub static SWITCHES: Metric = Metric {
    key: "switches",
    title: "Switches",
    unit: Unit::Count,
    better: Better::Neither,
    formula: "changes of the target weights after the first purchase",
    source: "count of the simulation's decisions",
    degenerate: "none for a curve that nobody traded",
    value: |summary| Some(summary.trades?.switches as f64),
};
