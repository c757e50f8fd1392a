use super::{Better, Metric, Unit};
use crate::stats::moments::ratio;

/// How often a year the portfolio is exchanged.
pub static TURNOVER: Metric = Metric {
    key: "turnover",
    title: "Turnover",
    unit: Unit::Percent,
    better: Better::Lower,
    formula: "(bought + sold) / 2 / (calendar days / 365.25) / mean equity over all closes",
    source: "portfolio turnover rate of the SEC's Form N-1A, with the mean of purchases and sales for the lesser of them",
    degenerate: "none on the start session itself, or for a curve that nobody traded",
    value: |summary| {
        let trades = summary.trades?;
        Some(ratio((trades.bought + trades.sold) / 2.0, summary.years)? / trades.mean_equity)
    },
};
