//! Conditions -> what to hold: the first rule that is true, at each decision session.

use super::market::Market;
use crate::eval::Columns;
use crate::plan::{Plan, PlannedNumber};

/// Weights may sum to so much more than 1 by rounding.
const WHOLE: f64 = 1e-9;

/// A decision at the close of a session.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    pub session: usize,
    /// The rule that was true; None: no rule was, and everything is cash.
    pub rule: Option<usize>,
    /// Weight by asset; what they leave over is cash.
    pub target: Vec<f64>,
}

/// What could not be decided as written, counted over the decision sessions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Undecided {
    /// By rule: how often its condition was reached while undefined, and so counted as false.
    pub undefined: Vec<usize>,
    /// By asset: how often it had a weight before its first bar or after its end, and that weight stayed cash.
    pub unavailable: Vec<usize>,
    /// By asset: how often its weight was undefined, and so counted as 0.
    pub undefined_weight: Vec<usize>,
    /// By asset: how often its weight was negative, and so counted as 0.
    pub negative_weight: Vec<usize>,
    /// How often weights summed to more than 1 without a rate to borrow at, and were scaled down to 1.
    pub scaled: usize,
}

impl Undecided {
    /// The weight that a value stands for.
    fn weight(&mut self, asset: usize, value: f64) -> f64 {
        let counted = match value {
            value if !value.is_finite() => &mut self.undefined_weight,
            value if value < 0.0 => &mut self.negative_weight,
            _ => return value,
        };
        counted[asset] += 1;
        0.0
    }
}

/// Decides at each of `sessions` from values known at that close.
pub fn decide(
    plan: &Plan,
    columns: &Columns,
    market: &Market,
    sessions: impl Iterator<Item = usize>,
) -> (Vec<Decision>, Undecided) {
    let assets = market.assets.len();
    let mut undecided = Undecided {
        undefined: vec![0; plan.rules.len()],
        unavailable: vec![0; assets],
        undefined_weight: vec![0; assets],
        negative_weight: vec![0; assets],
        scaled: 0,
    };
    let mut decide_at = |session: usize| {
        let rule = plan.rules.iter().enumerate().position(|(index, rule)| {
            let Some(when) = rule.when else { return true };
            let holds = columns.get(when).condition(session);
            undecided.undefined[index] += usize::from(holds.is_none());
            holds == Some(true)
        });
        let mut target = vec![0.0; assets];
        for (asset, weight) in rule.map_or(&[][..], |rule| &plan.rules[rule].hold) {
            target[*asset] = match weight {
                PlannedNumber::Fixed(weight) => *weight,
                PlannedNumber::Daily(node) => undecided.weight(*asset, columns.get(*node).number(session)),
            };
        }
        let sum: f64 = target.iter().sum();
        if plan.borrow.is_none() && sum > 1.0 + WHOLE {
            target.iter_mut().for_each(|weight| *weight /= sum);
            undecided.scaled += 1;
        }
        for (asset, weight) in target.iter_mut().enumerate().filter(|(_, weight)| **weight != 0.0) {
            if !market.assets[asset].life.available(session) {
                *weight = 0.0;
                undecided.unavailable[asset] += 1;
            }
        }
        Decision { session, rule, target }
    };
    let decisions = sessions.map(&mut decide_at).collect();
    (decisions, undecided)
}
