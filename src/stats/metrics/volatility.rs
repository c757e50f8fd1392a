use super::{Better, Metric, Unit};

/// Annualised standard deviation of returns.
pub static VOLATILITY: Metric = Metric {
    key: "volatility",
    title: "Vol",
    unit: Unit::Percent,
    better: Better::Lower,
    formula: "sample standard deviation of r x sqrt(ppy)",
    source: "Markowitz (1952), Portfolio Selection, Journal of Finance 7(1)",
    degenerate: "none with fewer than 2 returns",
    value: |summary| Some(summary.returns?.deviation()? * summary.sessions_per_year.sqrt()),
};
