use super::{Better, Metric, Sample, Unit};
use crate::stats::moments::{mean, ratio};
use crate::stats::returns::session_returns;

const SOURCE: &str = "Morningstar's upside and downside capture ratios, by sessions for months";

/// The share of the benchmark's rises that the strategy takes part in.
pub static UP_CAPTURE: Metric = Metric {
    key: "up_capture",
    title: "Up capt",
    unit: Unit::Percent,
    better: Better::Higher,
    formula: "geometric mean of r on the sessions with b > 0, annualised by ppy / the same of b",
    source: SOURCE,
    degenerate: "none without a benchmark or a session on which it rises",
    value: |sample| capture(sample, |b| b > 0.0),
};

/// The share of the benchmark's falls that the strategy takes part in.
pub static DOWN_CAPTURE: Metric = Metric {
    key: "down_capture",
    title: "Down capt",
    unit: Unit::Percent,
    better: Better::Lower,
    formula: "geometric mean of r on the sessions with b < 0, annualised by ppy / the same of b",
    source: SOURCE,
    degenerate: "none without a benchmark or a session on which it falls",
    value: |sample| capture(sample, |b| b < 0.0),
};

fn capture(sample: &Sample, counts: fn(f64) -> bool) -> Option<f64> {
    let pairs = session_returns(sample.equity).zip(sample.benchmark?.iter().copied());
    let counted = pairs.filter(|&(_, b)| counts(b));
    let own = mean(counted.clone().map(|(r, _)| log_growth(r)))?;
    let market = mean(counted.map(|(_, b)| log_growth(b)))?;
    let yearly = |log_growth: f64| (log_growth * sample.sessions_per_year).exp_m1();
    ratio(yearly(own), yearly(market))
}

/// Minus infinity for a loss of everything or more: a growth of -1 a year.
fn log_growth(value: f64) -> f64 {
    value.max(-1.0).ln_1p()
}
