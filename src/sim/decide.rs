//! Conditions -> what to hold: the first rule that is true, at each decision session.

use super::market::Market;
use super::schedule::Timetable;
use super::sleeves::Sleeves;
use crate::eval::Columns;
use crate::plan::{Plan, PlannedNumber, PlannedRule};
use crate::strategy::{Position, Rebalance};
use std::collections::BTreeMap;

/// Weights may sum to so much more than 1 by rounding.
pub const WHOLE: f64 = 1e-9;

/// A decision at the close of a session.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    pub session: usize,
    /// The rule that was true; None: no rule was, and everything is cash.
    pub rule: Option<usize>,
    /// Weight by asset; what they leave over is cash.
    pub target: Vec<f64>,
}

/// What could not be decided as written, counted over the decision sessions of the run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Undecided {
    /// By sleeve (None: the file's own rules) and rule: how often its condition was reached while undefined, and so counted as
    /// false.
    pub undefined: BTreeMap<(Option<usize>, usize), usize>,
    /// By asset: how often it had a weight before its first bar or after its end, and that weight stayed cash.
    pub unavailable: BTreeMap<usize, usize>,
    /// How often a weight was undefined, and so counted as 0.
    pub undefined_weight: BTreeMap<Position, usize>,
    /// How often a weight was negative, and so counted as 0.
    pub negative_weight: BTreeMap<Position, usize>,
    /// By sleeve: at how many decisions it left out members whose risk could not be told.
    pub without_risk: BTreeMap<usize, usize>,
    /// By sleeve (None: all that is held): how often weights summed to more than 1 without a rate to borrow at, and were scaled
    /// down to 1.
    pub scaled: BTreeMap<Option<usize>, usize>,
}

/// The first of `rules` that is true at the close of `session`; `undefined` is told of each that was undefined.
pub(super) fn first_true(
    rules: &[PlannedRule],
    columns: &Columns,
    session: usize,
    mut undefined: impl FnMut(usize),
) -> Option<usize> {
    rules.iter().enumerate().position(|(index, rule)| {
        let Some(when) = rule.when else { return true };
        let holds = columns.get(when).condition(session);
        if holds.is_none() {
            undefined(index);
        }
        holds == Some(true)
    })
}

impl Undecided {
    pub(super) fn count_undefined(&mut self, sleeve: Option<usize>, rule: usize) {
        *self.undefined.entry((sleeve, rule)).or_default() += 1;
    }

    /// The weights that a rule holds at the close of `session`.
    pub(super) fn weights(
        &mut self,
        hold: &[(Position, PlannedNumber)],
        columns: &Columns,
        session: usize,
    ) -> Vec<(Position, f64)> {
        let weight = |(position, weight): &(Position, PlannedNumber)| {
            let value = match weight {
                PlannedNumber::Fixed(weight) => *weight,
                PlannedNumber::Daily(node) => columns.get(*node).number(session),
            };
            let counted = match value {
                value if !value.is_finite() => &mut self.undefined_weight,
                value if value < 0.0 => &mut self.negative_weight,
                _ => return (*position, value),
            };
            *counted.entry(*position).or_default() += 1;
            (*position, 0.0)
        };
        hold.iter().map(weight).collect()
    }

    /// Weights of a sleeve (None: of all that is held) brought down to 1 where they sum to more and nothing can be borrowed.
    pub(super) fn scale_down(&mut self, plan: &Plan, sleeve: Option<usize>, weights: Vec<&mut f64>) {
        let sum: f64 = weights.iter().map(|weight| **weight).sum();
        if plan.borrow.is_none() && sum > 1.0 + WHOLE {
            weights.into_iter().for_each(|weight| *weight /= sum);
            *self.scaled.entry(sleeve).or_default() += 1;
        }
    }
}

/// What is decided from: columns and prices.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    pub plan: &'a Plan,
    pub columns: &'a Columns,
    pub market: &'a Market,
}

/// Decides at each session of the file's schedule from `first` on, from values known at that close. Sleeves have decided since
/// history began. With tranches, every n-th decision is one tranche's, and its sleeves know of no other.
pub fn decide(
    known: Known,
    timetable: &Timetable,
    first: usize,
    rebalance: Rebalance,
    tranches: usize,
) -> (Vec<Decision>, Undecided) {
    let mut undecided = Undecided::default();
    let begins = timetable.file.partition_point(|session| *session < first);
    // Without sleeves a decision has no past.
    let turns = if known.plan.sleeves.is_empty() { 1 } else { tranches };
    let mut decisions = Vec::new();
    for turn in 0..turns {
        let all = 0..known.plan.sleeves.len();
        let mut sleeves = Sleeves::new(known, rebalance == Rebalance::OnChange, all.collect());
        let own = |index: &usize| index % turns == (begins + turn) % turns;
        let mut again = Undecided::default();
        for session in (0..timetable.file.len()).filter(own).map(|index| timetable.file[index]) {
            sleeves.go_on(timetable, session, first, &mut undecided);
            // Sleeves with a schedule of their own are the same in all tranches, and counted in one.
            sleeves.catch_up(timetable, session, first, if turn == 0 { &mut undecided } else { &mut again });
            if session >= first {
                decisions.push(decide_at(known, &sleeves, session, &mut undecided));
            }
        }
        if let Some(last) = timetable.file.last().filter(|_| turn == 0) {
            sleeves.catch_up(timetable, *last, first, &mut undecided);
        }
    }
    decisions.sort_by_key(|decision: &Decision| decision.session);
    (decisions, undecided)
}

fn decide_at(known: Known, sleeves: &Sleeves, session: usize, undecided: &mut Undecided) -> Decision {
    let Known { plan, columns, market } = known;
    let rule = first_true(&plan.rules, columns, session, |rule| undecided.count_undefined(None, rule));
    let hold = rule.map_or(&[][..], |rule| &plan.rules[rule].hold);
    let mut target = sleeves.spread(&undecided.weights(hold, columns, session));
    undecided.scale_down(plan, None, target.iter_mut().collect());
    for (asset, weight) in target.iter_mut().enumerate().filter(|(_, weight)| **weight != 0.0) {
        if !market.assets[asset].life.available(session) {
            *weight = 0.0;
            *undecided.unavailable.entry(asset).or_default() += 1;
        }
    }
    Decision { session, rule, target }
}
