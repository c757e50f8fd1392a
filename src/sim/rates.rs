//! Yearly rates -> what a session brings.

use crate::data::{Date, Panel};
use crate::eval::Columns;
use crate::plan::PlannedNumber;
use crate::strategy::{Field, RiskFree};

/// Fraction earned from the close of `from` to the close of `to` at `percent` per year: y/100 x calendar days / 365. -1 at the
/// least: no rate takes more than there is.
pub fn accrual(percent: f64, from: Date, to: Date) -> f64 {
    let fraction = percent / 100.0 * (to - from).num_days() as f64 / 365.0;
    // Undefined stays undefined.
    if fraction < -1.0 { -1.0 } else { fraction }
}

/// A rate at each session's close, in percent per year; NaN where it is not known yet.
pub fn percent_per_year(rate: PlannedNumber, columns: &Columns, sessions: usize) -> Vec<f64> {
    match rate {
        PlannedNumber::Fixed(percent) => vec![percent; sessions],
        PlannedNumber::Daily(node) => (0..sessions).map(|session| columns.get(node).number(session)).collect(),
    }
}

/// The risk-free return of each session from `first + 1` to `last`: an asset's total return, or a yearly rate, known at the
/// close before and counted by calendar days. 0 where it is not known.
pub fn risk_free_returns(risk_free: RiskFree, panel: &Panel, first: usize, last: usize) -> Vec<f64> {
    let steps = first..last;
    let rate = |percent: f64, session: usize| accrual(percent, panel.sessions[session], panel.sessions[session + 1]);
    let returns: Vec<f64> = match risk_free {
        RiskFree::Rate(percent) => steps.map(|session| rate(percent, session)).collect(),
        RiskFree::Series(series) => steps.map(|session| rate(panel.series[series].daily[session], session)).collect(),
        RiskFree::Asset(asset) => {
            let close = panel.assets[asset].field(Field::AdjClose);
            steps.map(|session| close[session + 1] / close[session] - 1.0).collect()
        }
    };
    returns.into_iter().map(|value| if value.is_finite() { value } else { 0.0 }).collect()
}
