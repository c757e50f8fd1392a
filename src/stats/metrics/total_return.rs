use super::{Better, Metric, Unit};

/// What the whole run earned.
pub static TOTAL_RETURN: Metric = Metric {
    key: "total_return",
    title: "Return",
    unit: Unit::Percent,
    better: Better::Higher,
    formula: "last equity / first equity - 1",
    source: "holding period return; Bacon (2008), Practical Portfolio Performance Measurement and Attribution, ch. 2",
    degenerate: "0 on the start session itself",
    value: |summary| Some(summary.growth? - 1.0),
};
