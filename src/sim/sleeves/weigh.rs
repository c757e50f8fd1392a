//! What each pick gets.

use super::covariance::{covariances, deviation, window};
use super::min_variance::min_variance;
use super::pick::Scored;
use super::risk_parity::risk_parity;
use crate::eval::Columns;
use crate::plan::PlannedPick;
use crate::strategy::{Spread, Weighting};
use std::borrow::Cow;

/// Shares of the sleeve, by pick; 0 for all where nothing can be weighted. They sum to k/n for k picks on n slots, or to 1,
/// less what caps leave over.
pub(super) fn shares(pick: &PlannedPick, picks: &[Scored], columns: &Columns, session: usize) -> Vec<f64> {
    if picks.is_empty() {
        return Vec::new();
    }
    let total = match pick.spread {
        Spread::Slots => picks.len() as f64 / pick.slots as f64,
        Spread::Picks => 1.0,
    };
    let returns = |n: usize| -> Vec<Cow<[f64]>> {
        let of = |member: usize| pick.members[member].returns.and_then(|node| window(columns.get(node), session, n));
        picks.iter().filter_map(|(member, _)| of(*member)).collect()
    };
    let parts: Vec<f64> = match &pick.weighting {
        Weighting::Fixed(weights) => {
            let own = picks.iter().map(|(member, _)| weights[*member]).collect();
            match pick.spread {
                // They are shares of the sleeve already.
                Spread::Slots => return own,
                Spread::Picks => own,
            }
        }
        Weighting::Equal => vec![1.0; picks.len()],
        Weighting::Score => picks.iter().map(|(_, score)| score.max(0.0)).collect(),
        Weighting::Rank => (1..=picks.len()).rev().map(|points| points as f64).collect(),
        Weighting::InverseVolatility(n) => returns(*n).iter().map(|returns| 1.0 / deviation(returns)).collect(),
        Weighting::RiskParity(n) => risk_parity(&covariances(&returns(*n))),
        // The cap is part of what is minimised.
        Weighting::MinVariance(n) => {
            let cap = (pick.max_weight / total).max(1.0 / picks.len() as f64);
            min_variance(&covariances(&returns(*n)), cap.min(1.0))
        }
    };
    capped(&parts, total, pick.max_weight)
}

/// `total`, shared in proportion to `parts`, none above `cap`: what a cap takes goes to the others in proportion, while they
/// have room. 0 for all where all parts are.
fn capped(parts: &[f64], total: f64, cap: f64) -> Vec<f64> {
    // The sum of the largest numbers is not one.
    let largest = parts.iter().copied().fold(0.0, f64::max);
    let parts: Vec<f64> = parts.iter().map(|part| if largest > 0.0 { part / largest } else { 0.0 }).collect();
    let mut full = vec![false; parts.len()];
    loop {
        let of_full = full.iter().filter(|full| **full).count() as f64 * cap;
        let sum: f64 = parts.iter().zip(&full).filter(|(_, full)| !**full).map(|(part, _)| part).sum();
        let unit = if sum > 0.0 { (total - of_full).max(0.0) / sum } else { 0.0 };
        let over: Vec<usize> = (0..parts.len()).filter(|i| !full[*i] && parts[*i] * unit > cap).collect();
        if over.is_empty() {
            let share = |(part, full): (&f64, &bool)| if *full { cap } else { part * unit };
            return parts.iter().zip(&full).map(share).collect();
        }
        over.into_iter().for_each(|i| full[i] = true);
    }
}

#[cfg(test)]
mod tests {
    use super::capped;

    #[test]
    fn what_a_cap_takes_goes_to_the_others() {
        assert_eq!(capped(&[2.0, 1.0, 1.0], 1.0, 1.0), [0.5, 0.25, 0.25]);
        assert_eq!(capped(&[8.0, 1.0, 1.0], 1.0, 0.5), [0.5, 0.25, 0.25]);
        // The second is full only once the first has spilled over.
        assert_eq!(capped(&[8.0, 3.0, 1.0], 1.0, 0.4), [0.4, 0.4, 0.19999999999999996]);
        assert_eq!(capped(&[1.0, 1.0], 1.0, 0.4), [0.4, 0.4]);
        assert_eq!(capped(&[0.0, 0.0], 1.0, 0.4), [0.0, 0.0]);
    }
}
