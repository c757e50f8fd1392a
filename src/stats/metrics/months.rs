use super::{Better, Metric, Sample, Unit};
use crate::stats::{Month, moments::mean, monthly_returns};

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
    value: |sample| whole_months(sample).max_by(f64::total_cmp),
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
    value: |sample| whole_months(sample).min_by(f64::total_cmp),
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
    value: |sample| mean(whole_months(sample).map(|month| f64::from(month > 0.0))),
};

/// Returns of the months that the curve covers from the close before them to their own last close.
fn whole_months(sample: &Sample) -> impl Iterator<Item = f64> {
    let first = sample.dates.first().copied().map(Month::from);
    let cut = sample.dates.last().copied().map(Month::from).filter(|_| !sample.ends_at_month_end);
    let months = monthly_returns(sample.dates, sample.equity).into_iter();
    months.filter(move |&(month, _)| Some(month) != first && Some(month) != cut).map(|(_, value)| value)
}
