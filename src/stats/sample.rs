//! What the metrics are computed from: one curve, its benchmark, and what was traded on the way.

use crate::data::Date;
use crate::sim::Holding;

/// Everything a metric may look at. `dates` and `equity` have n + 1 entries, the start session first; `risk_free` and
/// `benchmark` are n session returns as fractions, entry i for the step from session i to i + 1.
#[derive(Clone, Copy, Debug)]
pub struct Sample<'a> {
    pub dates: &'a [Date],
    pub equity: &'a [f64],
    pub risk_free: &'a [f64],
    pub benchmark: Option<&'a [f64]>,
    /// Sum of absolute weights outside cash at each close, n + 1 entries.
    pub exposure: &'a [f64],
    pub sessions_per_year: f64,
    /// Whether the first session closes its month (then the next month is whole), and the last one.
    pub starts_at_month_end: bool,
    pub ends_at_month_end: bool,
    pub trading: Trading<'a>,
}

/// The sums that trading leaves behind, in money.
#[derive(Clone, Copy, Debug, Default)]
pub struct Trading<'a> {
    pub bought: f64,
    pub sold: f64,
    pub costs: f64,
    pub orders: usize,
    /// Target changes after the first purchase.
    pub switches: usize,
    pub holdings: &'a [Holding],
}
