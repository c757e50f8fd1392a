//! What the metrics are computed from: one curve, its benchmark, and what was traded on the way.

use crate::data::Date;
use crate::sim::Holding;

/// Everything a metric may look at. `dates` and `equity` have n + 1 entries, the start session first; `risk_free` and
/// `benchmark` are n session returns as fractions, entry i for the step from session i to i + 1. Every number is finite and
/// the start value is above zero; after ruin (equity at or below zero) the curve ends.
#[derive(Clone, Copy, Debug)]
pub struct Sample<'a> {
    pub dates: &'a [Date],
    pub equity: &'a [f64],
    pub risk_free: &'a [f64],
    pub benchmark: Option<&'a [f64]>,
    pub sessions_per_year: f64,
    /// Whether the last session closes its month. Of the first month it need not be known: a start value is a close, so the
    /// month it lies in is never whole, and the next one always is.
    pub ends_at_month_end: bool,
    /// None for a curve that nobody traded, such as the benchmark's own: its metrics of trading have no value.
    pub trading: Option<Trading<'a>>,
}

/// What trading leaves behind; sums are in money.
#[derive(Clone, Copy, Debug, Default)]
pub struct Trading<'a> {
    /// Notional of all purchases, without costs.
    pub bought: f64,
    /// Notional of all sales, without costs.
    pub sold: f64,
    /// Commission, slippage and fixed fees.
    pub costs: f64,
    /// Orders filled.
    pub orders: usize,
    /// Target changes after the first purchase.
    pub switches: usize,
    /// Sum of absolute weights outside cash at each close, n + 1 entries.
    pub exposure: &'a [f64],
    pub holdings: &'a [Holding],
}
