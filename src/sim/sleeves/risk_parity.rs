//! Equal contributions to risk.

/// Sweeps over all members, and how close they have to bring every contribution.
const SWEEPS: usize = 100_000;
const CLOSE: f64 = 1e-14;

/// Weights that sum to 1 and contribute equally to the portfolio's variance: w_i (C w)_i is the same for all i. `covariance` is
/// symmetric, its diagonal above 0.
///
/// Maillard, Roncalli and Teiletche (2010), The Properties of Equally Weighted Risk Contribution Portfolios; found by
/// coordinate descent as in Griveau-Billion, Richard and Roncalli (2013), A Fast Algorithm for Computing High-Dimensional
/// Risk Parity Portfolios, on the correlations, so that scale does not matter. Where members hedge one another out
/// completely no such weights exist; the last of [`SWEEPS`] stands.
pub fn risk_parity(covariance: &[Vec<f64>]) -> Vec<f64> {
    let members = covariance.len();
    let deviation: Vec<f64> = (0..members).map(|i| covariance[i][i].sqrt()).collect();
    let of_pair = |i: usize, j: usize| covariance[i][j] / (deviation[i] * deviation[j]);
    let correlation: Vec<Vec<f64>> = (0..members).map(|i| (0..members).map(|j| of_pair(i, j)).collect()).collect();
    let budget = 1.0 / members as f64;
    let mut risk = vec![1.0 / (members as f64).sqrt(); members];
    for _ in 0..SWEEPS {
        let mut furthest = 0.0_f64;
        for i in 0..members {
            let others: f64 = (0..members).filter(|j| *j != i).map(|j| correlation[i][j] * risk[j]).sum();
            furthest = furthest.max((risk[i] * (risk[i] + others) - budget).abs());
            // The positive root of x^2 + others x - budget = 0.
            risk[i] = (-others + (others * others + 4.0 * budget).sqrt()) / 2.0;
        }
        if furthest <= CLOSE {
            break;
        }
    }
    let weights: Vec<f64> = risk.iter().zip(&deviation).map(|(risk, deviation)| risk / deviation).collect();
    let sum: f64 = weights.iter().sum();
    weights.into_iter().map(|weight| weight / sum).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Two members: inverse volatility, whatever their correlation.
    #[test]
    fn two_members_weigh_by_their_deviations() {
        for correlation in [-0.9, 0.0, 0.7] {
            let weights = risk_parity(&[vec![0.04, correlation * 0.02], vec![correlation * 0.02, 0.01]]);
            assert!((weights[0] - 1.0 / 3.0).abs() < 1e-12, "{weights:?}");
        }
    }

    proptest! {
        #[test]
        fn contributions_are_equal(loads in prop::collection::vec(prop::array::uniform3(-1.0..1.0_f64), 2..8)) {
            let own = |i: usize, j: usize| if i == j { 0.05 } else { 0.0 };
            let dot = |a: &[f64; 3], b: &[f64; 3]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
            let n = loads.len();
            let covariance: Vec<Vec<f64>> =
                (0..n).map(|i| (0..n).map(|j| dot(&loads[i], &loads[j]) + own(i, j)).collect()).collect();
            let weights = risk_parity(&covariance);
            prop_assert!((weights.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            let part = |i: usize| weights[i] * (0..n).map(|j| covariance[i][j] * weights[j]).sum::<f64>();
            let total: f64 = (0..n).map(part).sum();
            prop_assert!(weights.iter().all(|weight| *weight > 0.0));
            for i in 0..n {
                prop_assert!((part(i) / total - 1.0 / n as f64).abs() < 1e-9, "{} of {}", part(i), total);
            }
        }
    }
}
