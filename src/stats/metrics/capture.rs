use super::{Better, Metric, Unit};
use crate::stats::moments::ratio;

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
    value: |summary| capture(summary.sessions_per_year, summary.against?.rises),
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
    value: |summary| capture(summary.sessions_per_year, summary.against?.falls),
};

fn capture(sessions_per_year: f64, log_growth: Option<(f64, f64)>) -> Option<f64> {
    let (own, market) = log_growth?;
    let yearly = |log_growth: f64| (log_growth * sessions_per_year).exp_m1();
    ratio(yearly(own), yearly(market))
}
