use super::{Better, Metric, Unit};

/// Number of orders filled.
pub static TRADES: Metric = Metric {
    key: "trades",
    title: "Trades",
    unit: Unit::Count,
    better: Better::Neither,
    formula: "orders filled, the first purchase included",
    source: "count of the simulation's fills",
    degenerate: "none for a curve that nobody traded",
    value: |summary| Some(summary.trades?.orders as f64),
};
