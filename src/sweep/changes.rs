//! Where the target of a combination changes that holds one asset at a time.

use super::bits::{Words, bit, set_bits, zeros};
use super::conditions::Condition;
use super::path::Holding;
use smallvec::{SmallVec, smallvec};

/// The decisions of one combination.
pub struct Changes<'a> {
    /// The sessions of all decisions, and the place of the first that counts.
    decisions: &'a [usize],
    begins: usize,
    /// Where each holding is the target.
    chosen: SmallVec<[(Holding, Words); 2]>,
    /// Where it is another than at the decision before.
    changed: Words,
}

impl<'a> Changes<'a> {
    /// By rule, what it holds, and its condition, for the combination with these values of the axes.
    pub fn new(
        (decisions, begins): (&'a [usize], usize),
        rules: impl Iterator<Item = (Holding, &'a Option<Condition>)>,
        values: &[usize],
    ) -> Changes<'a> {
        let words = decisions.len().div_ceil(64);
        // Where no rule before was the one.
        let mut left: Words = smallvec![u64::MAX; words];
        let mut chosen: SmallVec<[(Holding, Words); 2]> = SmallVec::new();
        for (holding, condition) in rules {
            let here = match condition {
                Some(condition) => {
                    let bits = condition.bits(values);
                    let here: Words = bits.truth.iter().zip(&left).map(|(truth, left)| truth & left).collect();
                    left.iter_mut().zip(&here).for_each(|(left, here)| *left &= !here);
                    here
                }
                None => std::mem::replace(&mut left, zeros(words)),
            };
            match chosen.iter_mut().find(|(other, _)| *other == holding) {
                Some((_, bits)) => bits.iter_mut().zip(here).for_each(|(bits, here)| *bits |= here),
                None => chosen.push((holding, here)),
            }
        }
        // Where no rule is the one, cash is the target, as of one that holds nothing.
        if let Some((_, bits)) = chosen.iter_mut().find(|(holding, _)| holding.is_none()) {
            bits.iter_mut().zip(&left).for_each(|(bits, left)| *bits |= left);
        }
        // A target changes where one of its bits does.
        let mut changed = zeros(words);
        for (_, bits) in &chosen {
            let mut before = 0;
            for (changed, bits) in changed.iter_mut().zip(bits) {
                *changed |= bits ^ (bits << 1 | before);
                before = bits >> 63;
            }
        }
        Changes { decisions, begins, chosen, changed }
    }

    /// The sessions of the decisions at which the target changes, the first of all among them, and the target.
    pub fn iter(&self) -> impl Iterator<Item = (usize, Holding)> + Clone + '_ {
        let Changes { decisions, begins, chosen, changed } = self;
        let holding_at =
            |decision: usize| chosen.iter().find(|(_, bits)| bit(bits, decision)).and_then(|(holding, _)| *holding);
        let later = set_bits(changed).filter(|decision| decision > begins && *decision < decisions.len());
        std::iter::once(*begins).chain(later).map(move |decision| (decisions[decision], holding_at(decision)))
    }
}
