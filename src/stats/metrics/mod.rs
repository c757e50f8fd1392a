//! The metrics of a run, in the order in which tables show them. Each is one item that says what it is; these texts are the
//! documentation of the metric and are printed to users.

mod alpha;
mod average_hold_days;
mod beta;
mod cagr;
mod calmar;
mod capture;
mod costs;
mod excess_cagr;
mod exposure;
mod information_ratio;
mod max_drawdown;
mod max_drawdown_days;
mod months;
mod sharpe;
mod skew_kurtosis;
mod sortino;
mod switches;
mod total_return;
mod tracking_error;
mod trades;
mod turnover;
mod ulcer_index;
mod value_at_risk;
mod volatility;
mod win_rate;

use super::Summary;

/// One metric: its key in every output, what it is, and how it is computed.
///
/// The formulas write r for the session returns of equity after the start session, b for the benchmark's, rf for the risk-free
/// ones, and ppy for the sessions of a year.
#[derive(Debug)]
pub struct Metric {
    pub key: &'static str,
    /// Column title of a terminal table.
    pub title: &'static str,
    pub unit: Unit,
    pub better: Better,
    /// One line.
    pub formula: &'static str,
    /// Who defined it.
    pub source: &'static str,
    /// When it has no value, or a value set by convention.
    pub degenerate: &'static str,
    value: fn(&Summary) -> Option<f64>,
}

/// What a metric counts in; tables round by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A fraction, 0.01 for 1 %.
    Percent,
    Ratio,
    /// Calendar days.
    Days,
    Count,
}

/// Which of two values of a metric, signs included, an investor would rather have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    Higher,
    Lower,
    /// A description, not a merit.
    Neither,
}

impl Better {
    /// What ranks values: the lower, the better. A description ranks as if more of it were better.
    pub fn key(self, value: f64) -> f64 {
        match self {
            Better::Lower => value,
            Better::Higher | Better::Neither => -value,
        }
    }
}

impl Metric {
    /// The metric's value for a curve: a finite number, or None as [`Metric::degenerate`] says.
    pub fn compute(&self, summary: &Summary) -> Option<f64> {
        (self.value)(summary).filter(|value| value.is_finite())
    }
}

/// Every metric, in the order of tables and files.
pub static METRICS: &[&Metric] = &[
    &total_return::TOTAL_RETURN,
    &cagr::CAGR,
    &volatility::VOLATILITY,
    &sharpe::SHARPE,
    &sortino::SORTINO,
    &max_drawdown::MAX_DRAWDOWN,
    &max_drawdown_days::MAX_DRAWDOWN_DAYS,
    &calmar::CALMAR,
    &ulcer_index::ULCER_INDEX,
    &value_at_risk::VAR_95,
    &value_at_risk::CVAR_95,
    &skew_kurtosis::SKEW,
    &skew_kurtosis::KURTOSIS,
    &months::BEST_MONTH,
    &months::WORST_MONTH,
    &months::POSITIVE_MONTHS,
    &turnover::TURNOVER,
    &trades::TRADES,
    &switches::SWITCHES,
    &average_hold_days::AVERAGE_HOLD_DAYS,
    &win_rate::WIN_RATE,
    &exposure::EXPOSURE,
    &costs::COSTS,
    &alpha::ALPHA,
    &beta::BETA,
    &tracking_error::TRACKING_ERROR,
    &information_ratio::INFORMATION_RATIO,
    &capture::UP_CAPTURE,
    &capture::DOWN_CAPTURE,
    &excess_cagr::EXCESS_CAGR,
];

/// The six that a sweep computes at the least price.
pub static CORE: &[&Metric] = &[
    &total_return::TOTAL_RETURN,
    &cagr::CAGR,
    &volatility::VOLATILITY,
    &sharpe::SHARPE,
    &max_drawdown::MAX_DRAWDOWN,
    &switches::SWITCHES,
];

/// The metric with this key.
pub fn metric(key: &str) -> Option<&'static Metric> {
    METRICS.iter().copied().find(|metric| metric.key == key)
}
