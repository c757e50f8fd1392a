use super::{Better, Metric, Unit};

/// The return that one session in twenty falls short of, by history.
pub static VAR_95: Metric = Metric {
    key: "var_95",
    title: "VaR 95",
    unit: Unit::Percent,
    better: Better::Higher,
    formula: "5 % quantile of r, interpolated linearly; a loss is negative",
    source: "historical value at risk; Jorion (2006), Value at Risk; quantile of type 7 in Hyndman and Fan (1996)",
    degenerate: "none without a return",
    value: |summary| Some(summary.tail?.limit),
};

/// What the worst sessions lose on average.
pub static CVAR_95: Metric = Metric {
    key: "cvar_95",
    title: "CVaR 95",
    unit: Unit::Percent,
    better: Better::Higher,
    formula: "mean of the r at or below var_95",
    source: "Rockafellar and Uryasev (2000), Optimization of Conditional Value-at-Risk, Journal of Risk 2(3)",
    degenerate: "none without a return",
    value: |summary| Some(summary.tail?.beyond),
};
