use super::{Better, Metric, Unit};

/// How often a holding ends with a gain.
pub static WIN_RATE: Metric = Metric {
    key: "win_rate",
    title: "Win rate",
    unit: Unit::Percent,
    better: Better::Higher,
    formula: "holdings closed with a gain after costs / holdings closed",
    source: "share of profitable trades; Pardo (2008), The Evaluation and Optimization of Trading Strategies",
    degenerate: "none before a holding is closed, or for a curve that nobody traded",
    value: |summary| summary.trades?.wins,
};
