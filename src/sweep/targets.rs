//! Targets of strategies that hold several assets, each distinct one once.

use super::picks::Picker;
use crate::sim::{SAME_WEIGHT, WHOLE};
use crate::strategy::{Position, Rule, Weight};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

/// A target, by its place in [`Targets`].
pub type TargetId = u32;

/// Weights by asset, in the order of the assets, none 0; what they leave over is cash.
pub type Weights = SmallVec<[(usize, f64); 6]>;

/// What a rule holds: assets with their weights, and a share of the sleeve.
#[derive(Clone, Debug)]
pub struct Hold {
    pub assets: Weights,
    pub sleeve: f64,
}

impl Hold {
    /// None: weights that are no fixed ones.
    pub fn of(rule: &Rule) -> Option<Hold> {
        let mut hold = Hold { assets: Weights::new(), sleeve: 0.0 };
        for (position, weight) in &rule.hold {
            let Weight::Fixed(weight) = weight else { return None };
            match position {
                Position::Asset(asset) => hold.assets.push((*asset, *weight)),
                Position::Sleeve(_) => hold.sleeve += weight,
            }
        }
        Some(hold)
    }
}

/// The targets of one decision, each distinct one once; the first is all cash.
pub struct Targets {
    list: Vec<Weights>,
    known: FxHashMap<SmallVec<[u16; 12]>, TargetId>,
}

impl Targets {
    pub const CASH: TargetId = 0;

    pub fn new() -> Targets {
        Targets { list: vec![Weights::new()], known: FxHashMap::default() }
    }

    pub fn clear(&mut self) {
        self.list.truncate(1);
        self.known.clear();
    }

    pub fn len(&self) -> usize {
        self.list.len()
    }

    pub fn weights(&self, target: TargetId) -> &[(usize, f64)] {
        &self.list[target as usize]
    }

    /// The target of this key, whose weights are asked for where it is met for the first time.
    pub fn of(&mut self, key: &[u16], weights: impl FnOnce() -> Weights) -> TargetId {
        if let Some(known) = self.known.get(key) {
            return *known;
        }
        let id = self.list.len() as TargetId;
        self.list.push(weights());
        self.known.insert(key.into(), id);
        id
    }
}

/// Whether two targets are one to those who trade.
pub fn are_same(a: &[(usize, f64)], b: &[(usize, f64)]) -> bool {
    a == b || side_by_side(a, b).all(|(_, a, b)| (a - b).abs() <= SAME_WEIGHT)
}

/// Every asset of two lists that are in the order of assets, with what each has of it: 0 where that is nothing.
pub fn side_by_side<'a>(
    a: &'a [(usize, f64)],
    b: &'a [(usize, f64)],
) -> impl Iterator<Item = (usize, f64, f64)> + Clone + 'a {
    let (mut left, mut right) = (a, b);
    std::iter::from_fn(move || {
        let asset = left.first().into_iter().chain(right.first()).map(|(asset, _)| *asset).min()?;
        let take = |of: &mut &'a [(usize, f64)]| match *of {
            [(first, value), rest @ ..] if *first == asset => {
                *of = rest;
                *value
            }
            _ => 0.0,
        };
        Some((asset, take(&mut left), take(&mut right)))
    })
}

/// What a rule holds whose sleeve, of so many slots, has these picks.
pub fn weights(hold: &Hold, sleeve: Option<(&Picker, usize)>, picks: &[u16]) -> Weights {
    let mut weights = hold.assets.clone();
    if let Some((picker, slots)) = sleeve.filter(|_| hold.sleeve != 0.0) {
        let (share, rest) = picker.shares(slots, picks.len());
        weights.extend(picks.iter().map(|member| (picker.members[usize::from(*member)], hold.sleeve * share)));
        let otherwise = picker.otherwise.filter(|_| rest > WHOLE);
        weights.extend(otherwise.map(|asset| (asset, hold.sleeve * rest)));
    }
    merged(weights)
}

/// One entry an asset, scaled down to 1 where they sum to more.
fn merged(mut weights: Weights) -> Weights {
    weights.sort_by_key(|(asset, _)| *asset);
    let mut merged = Weights::with_capacity(weights.len());
    for (asset, weight) in weights {
        match merged.last_mut() {
            Some((last, sum)) if *last == asset => *sum += weight,
            _ => merged.push((asset, weight)),
        }
    }
    merged.retain(|(_, weight)| *weight != 0.0);
    let sum: f64 = merged.iter().map(|(_, weight)| weight).sum();
    if sum > 1.0 + WHOLE {
        merged.iter_mut().for_each(|(_, weight)| *weight /= sum);
    }
    merged
}
