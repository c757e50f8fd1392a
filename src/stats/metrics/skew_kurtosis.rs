use super::{Better, Metric, Unit};
use crate::stats::Summary;
use crate::stats::moments::ratio;

/// Asymmetry of the returns: below zero, the long tail is of losses.
pub static SKEW: Metric = Metric {
    key: "skew",
    title: "Skew",
    unit: Unit::Ratio,
    better: Better::Neither,
    formula: "m3 / m2^(3/2), with m the central moments of r over n",
    source: "g1 in Joanes and Gill (1998), Comparing Measures of Sample Skewness and Kurtosis, The Statistician 47(1)",
    degenerate: "none without deviation",
    value: |summary| Some(summary.shape?.third / deviation(summary)?.powi(3)),
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
    value: |summary| Some(summary.shape?.fourth / deviation(summary)?.powi(4) - 3.0),
};

/// The deviation, where something can be divided by it: it is tested, not its power, as that of quiet returns would pass for
/// rounding.
fn deviation(summary: &Summary) -> Option<f64> {
    let deviation = summary.returns?.variance.sqrt();
    ratio(1.0, deviation)?;
    Some(deviation)
}
