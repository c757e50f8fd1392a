use super::{Better, Metric, Unit};

/// How long an asset is kept.
pub static AVERAGE_HOLD_DAYS: Metric = Metric {
    key: "average_hold_days",
    title: "Hold days",
    unit: Unit::Days,
    better: Better::Neither,
    formula: "mean of the calendar days from an asset's purchase to its last sale; one still held counts to the end",
    source: "average holding period, in calendar days",
    degenerate: "none if nothing was held, or for a curve that nobody traded",
    value: |summary| summary.trades?.hold_days,
};
