use super::{Better, Metric, Unit};
use crate::stats::drawdowns;

/// The longest time under water.
pub static MAX_DRAWDOWN_DAYS: Metric = Metric {
    key: "max_drawdown_days",
    title: "DD days",
    unit: Unit::Days,
    better: Better::Lower,
    formula: "most calendar days from a highest close to the close that reaches it again, or to the end",
    source: "maximum drawdown duration; Chan (2009), Quantitative Trading, ch. 3",
    degenerate: "0 for a curve that never falls",
    value: |sample| {
        let &end = sample.dates.last()?;
        let falls = drawdowns(sample.dates, sample.equity);
        let longest = falls.iter().map(|fall| fall.days(end)).max();
        Some(longest.unwrap_or(0) as f64)
    },
};
