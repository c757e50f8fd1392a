use super::{Better, Metric, Sample, Unit};
use crate::stats::moments::{central_moment, ratio};
use crate::stats::returns::session_returns;

/// Asymmetry of the returns: below zero, the long tail is of losses.
pub static SKEW: Metric = Metric {
    key: "skew",
    title: "Skew",
    unit: Unit::Ratio,
    better: Better::Neither,
    formula: "m3 / m2^(3/2), with m the central moments of r over n",
    source: "g1 in Joanes and Gill (1998), Comparing Measures of Sample Skewness and Kurtosis, The Statistician 47(1)",
    degenerate: "none without deviation",
    value: |sample| standardised_moment(sample, 3),
};

/// Weight of the tails of the returns, against the normal distribution's.
pub static KURTOSIS: Metric = Metric {
    key: "kurtosis",
    title: "Kurt",
    unit: Unit::Ratio,
    better: Better::Neither,
    formula: "m4 / m2^2 - 3, with m the central moments of r over n",
    source: "g2 in Joanes and Gill (1998), Comparing Measures of Sample Skewness and Kurtosis, The Statistician 47(1)",
    degenerate: "none without deviation",
    value: |sample| Some(standardised_moment(sample, 4)? - 3.0),
};

fn standardised_moment(sample: &Sample, k: i32) -> Option<f64> {
    let returns = session_returns(sample.equity);
    let deviation = central_moment(returns.clone(), 2)?.sqrt();
    // The deviation is tested, not its power: that of quiet returns would pass for rounding.
    ratio(1.0, deviation)?;
    Some(central_moment(returns, k)? / deviation.powi(k))
}
