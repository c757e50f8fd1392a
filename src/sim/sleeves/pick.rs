//! Which members a sleeve picks.

use super::Sleeves;
use super::covariance::{deviation, window};
use crate::plan::{PlannedMember, PlannedPick};
use crate::strategy::{Position, Weighting};

/// A member, by its place in the list, and its score.
pub(super) type Scored = (usize, f64);

pub(super) struct Eligible {
    /// The best first, ties in list order; none that is too far behind to be picked or kept.
    pub ranked: Vec<Scored>,
    /// Members that only lack a risk to be weighted by.
    pub without_risk: usize,
}

impl Sleeves<'_> {
    /// The members that can be picked: with a price, within their membership, with a score, meeting the condition, and, where
    /// weights read risk, with returns that vary.
    pub(super) fn eligible(&self, pick: &PlannedPick, session: usize) -> Eligible {
        let mut eligible = Eligible { ranked: Vec::new(), without_risk: 0 };
        for (index, member) in pick.members.iter().enumerate() {
            // Zero has a sign, which is no difference.
            let score = member.score.map_or(0.0, |score| self.known.columns.get(score).number(session) + 0.0);
            let meets =
                member.eligible.is_none_or(|node| self.known.columns.get(node).condition(session) == Some(true));
            if !self.has_price(member.position, session) || !meets || score.is_nan() {
                continue;
            }
            if self.has_risk(&pick.weighting, member, session) {
                eligible.ranked.push((index, score));
            } else {
                eligible.without_risk += 1;
            }
        }
        rank(&mut eligible.ranked, pick.slots.max(pick.keep));
        eligible
    }

    fn has_price(&self, position: Position, session: usize) -> bool {
        match position {
            Position::Asset(asset) => self.known.market.assets[asset].life.available(session),
            // A sleeve that holds nothing is cash.
            Position::Sleeve(_) => true,
        }
    }

    /// Whether the weighting can tell how much the member varies.
    fn has_risk(&self, weighting: &Weighting, member: &PlannedMember, session: usize) -> bool {
        let (Weighting::InverseVolatility(n) | Weighting::RiskParity(n) | Weighting::MinVariance(n)) = weighting else {
            return true;
        };
        let returns = member.returns.and_then(|node| window(self.known.columns.get(node), session, *n));
        returns.is_some_and(|returns| deviation(&returns) > 0.0)
    }
}

/// Leaves the best `most`, the best first, ties in list order.
fn rank(scored: &mut Vec<Scored>, most: usize) {
    let better = |(one, a): &Scored, (other, b): &Scored| b.total_cmp(a).then(one.cmp(other));
    if scored.len() > most {
        scored.select_nth_unstable_by(most, better);
        scored.truncate(most);
    }
    scored.sort_unstable_by(better);
}

/// Fills the slots: held members first, where they rank high enough to be kept, then the best of the others. The picks come in
/// order of rank. `held` says it of each member.
pub(super) fn picks(pick: &PlannedPick, ranked: &[Scored], held: &[bool]) -> Vec<Scored> {
    let mut picked = vec![false; ranked.len()];
    let kept = (0..ranked.len().min(pick.keep)).filter(|rank| held[ranked[*rank].0]);
    let kept: Vec<usize> = kept.take(pick.slots).collect();
    kept.iter().for_each(|rank| picked[*rank] = true);
    let others = (0..ranked.len()).filter(|rank| !picked[*rank]).take(pick.slots - kept.len());
    let others: Vec<usize> = others.collect();
    others.iter().for_each(|rank| picked[*rank] = true);
    ranked.iter().zip(picked).filter(|(_, picked)| *picked).map(|(scored, _)| *scored).collect()
}
