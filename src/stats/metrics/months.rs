use super::{Better, Metric, Unit};

const SOURCE: &str = "calendar-month returns as fund reports show them; parts of months at either end are left out";
const DEGENERATE: &str = "none without a whole month";

/// The best calendar month.
pub static BEST_MONTH: Metric = Metric {
    key: "best_month",
    title: "Best month",
    unit: Unit::Percent,
    better: Better::Higher,
    formula: "highest of a whole month's last equity / the month before's last equity - 1",
    source: SOURCE,
    degenerate: DEGENERATE,
    value: |summary| Some(summary.months?.best),
};

/// The worst calendar month.
pub static WORST_MONTH: Metric = Metric {
    key: "worst_month",
    title: "Worst month",
    unit: Unit::Percent,
    better: Better::Higher,
    formula: "lowest of a whole month's last equity / the month before's last equity - 1",
    source: SOURCE,
    degenerate: DEGENERATE,
    value: |summary| Some(summary.months?.worst),
};

/// How often a month ends with a gain.
pub static POSITIVE_MONTHS: Metric = Metric {
    key: "positive_months",
    title: "Up months",
    unit: Unit::Percent,
    better: Better::Higher,
    formula: "whole months with a return above zero / whole months",
    source: SOURCE,
    degenerate: DEGENERATE,
    value: |summary| Some(summary.months?.positive),
};
