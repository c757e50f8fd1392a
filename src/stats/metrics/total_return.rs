use super::{Better, Metric, Sample, Unit};

/// What the whole run earned.
pub static TOTAL_RETURN: Metric = Metric {
    key: "total_return",
    title: "Return",
    unit: Unit::Percent,
    better: Better::Higher,
    formula: "last equity / first equity - 1",
    source: "holding period return; Bacon (2008), Practical Portfolio Performance Measurement and Attribution, ch. 2",
    degenerate: "0 on the start session itself",
    value: |sample| Some(growth(sample)? - 1.0),
};

/// Last equity / first equity.
pub(super) fn growth(sample: &Sample) -> Option<f64> {
    Some(sample.equity.last()? / sample.equity.first()?)
}
