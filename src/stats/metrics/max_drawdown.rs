use super::{Better, Metric, Unit};

/// The worst fall from a highest close so far.
pub static MAX_DRAWDOWN: Metric = Metric {
    key: "max_drawdown",
    title: "Max DD",
    unit: Unit::Percent,
    better: Better::Higher,
    formula: "lowest of equity / highest equity so far - 1, on closes, the start value included",
    source: "Magdon-Ismail and Atiya (2004), Maximum Drawdown, Risk 17(10)",
    degenerate: "0 for a curve that never falls",
    value: |summary| summary.deepest,
};
