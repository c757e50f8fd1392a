//! Conditions -> what to hold: the first rule that is true, at each decision session.

use super::market::Market;
use crate::eval::Columns;
use crate::plan::Plan;

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
}

/// Decides at each of `sessions` from values known at that close.
pub fn decide(
    plan: &Plan,
    columns: &Columns,
    market: &Market,
    sessions: impl Iterator<Item = usize>,
) -> (Vec<Decision>, Undecided) {
    let mut undecided = Undecided { undefined: vec![0; plan.rules.len()], unavailable: vec![0; market.assets.len()] };
    let mut decide_at = |session: usize| {
        let rule = plan.rules.iter().enumerate().position(|(index, rule)| {
            let Some(when) = rule.when else { return true };
            let holds = columns.get(when).condition(session);
            undecided.undefined[index] += usize::from(holds.is_none());
            holds == Some(true)
        });
        let mut target = vec![0.0; market.assets.len()];
        for (asset, weight) in rule.map_or(&[][..], |rule| &plan.rules[rule].hold) {
            if market.assets[*asset].life.available(session) {
                target[*asset] = *weight;
            } else if *weight != 0.0 {
                undecided.unavailable[*asset] += 1;
            }
        }
        Decision { session, rule, target }
    };
    let decisions = sessions.map(&mut decide_at).collect();
    (decisions, undecided)
}
