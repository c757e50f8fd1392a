//! Sleeves: what each of them holds from one of its decisions to the next.

mod covariance;
mod index;
mod min_variance;
mod pick;
mod risk_parity;
mod weigh;

pub use index::sleeve_index;
pub use min_variance::min_variance;
pub use risk_parity::risk_parity;

use super::decide::{Known, Undecided, WHOLE, first_true};
use super::schedule::Timetable;
use crate::plan::{Plan, PlannedChoice, PlannedPick};
use crate::strategy::Position;

/// Sleeves, each as of its latest decision.
pub(super) struct Sleeves<'a> {
    known: Known<'a>,
    /// Weights stay as they are while the picks do.
    fixed: bool,
    /// Those that are followed; the others hold nothing.
    followed: Vec<usize>,
    held: Vec<Held>,
}

/// What one sleeve holds.
#[derive(Clone, Debug, Default)]
struct Held {
    /// How many decisions of its schedule it has made.
    decided: usize,
    /// Members of a pick, by their place in its list, the best first.
    picks: Vec<usize>,
    /// Shares of the sleeve; what they leave over is cash.
    weights: Vec<(Position, f64)>,
}

impl<'a> Sleeves<'a> {
    pub fn new(known: Known<'a>, fixed: bool, followed: Vec<usize>) -> Self {
        Self { known, fixed, followed, held: vec![Held::default(); known.plan.sleeves.len()] }
    }

    /// At a decision of the file's schedule: the sleeves without one of their own decide. What could not be decided is counted
    /// from `from` on.
    pub fn go_on(&mut self, timetable: &Timetable, session: usize, from: usize, undecided: &mut Undecided) {
        for place in 0..self.followed.len() {
            let sleeve = self.followed[place];
            if timetable.sleeves[sleeve].is_none() {
                self.decide(sleeve, session, (session >= from).then_some(&mut *undecided));
            }
        }
    }

    /// Sleeves with a schedule of their own decide at each of its sessions up to this one.
    pub fn catch_up(&mut self, timetable: &Timetable, session: usize, from: usize, undecided: &mut Undecided) {
        for place in 0..self.followed.len() {
            let sleeve = self.followed[place];
            let Some(own) = &timetable.sleeves[sleeve] else { continue };
            while let Some(next) = own.get(self.held[sleeve].decided).filter(|next| **next <= session) {
                self.decide(sleeve, *next, (*next >= from).then_some(&mut *undecided));
            }
        }
    }

    fn decide(&mut self, sleeve: usize, session: usize, undecided: Option<&mut Undecided>) {
        let mut uncounted = Undecided::default();
        let undecided = undecided.unwrap_or(&mut uncounted);
        let Known { plan, columns, .. } = self.known;
        match &plan.sleeves[sleeve].choice {
            PlannedChoice::Rules(rules) => {
                let rule = first_true(rules, columns, session, |rule| undecided.count_undefined(Some(sleeve), rule));
                let hold = rule.map_or(&[][..], |rule| &rules[rule].hold);
                let mut weights = undecided.weights(hold, columns, session);
                let shares = weights.iter_mut().map(|(_, weight)| weight);
                undecided.scale_down(plan, Some(sleeve), shares.collect());
                self.held[sleeve].weights = weights;
            }
            PlannedChoice::Pick(pick) => self.pick(sleeve, pick, session, undecided),
        }
        self.held[sleeve].decided += 1;
    }

    fn pick(&mut self, sleeve: usize, pick: &PlannedPick, session: usize, undecided: &mut Undecided) {
        let eligible = self.eligible(pick, session);
        if eligible.without_risk > 0 {
            *undecided.without_risk.entry(sleeve).or_default() += 1;
        }
        let mut held = vec![false; pick.members.len()];
        self.held[sleeve].picks.iter().for_each(|member| held[*member] = true);
        let picks = pick::picks(pick, &eligible.ranked, &held);
        let same = picks.len() == self.held[sleeve].picks.len() && picks.iter().all(|(member, _)| held[*member]);
        if !(self.fixed && same && self.held[sleeve].decided > 0) {
            let shares = weigh::shares(pick, &picks, self.known.columns, session);
            let rest = 1.0 - shares.iter().sum::<f64>();
            let members = picks.iter().zip(shares).map(|((member, _), share)| (pick.members[*member].position, share));
            let otherwise = pick.otherwise.filter(|_| rest > WHOLE).map(|position| (position, rest));
            self.held[sleeve].weights = members.chain(otherwise).collect();
        }
        self.held[sleeve].picks = picks.into_iter().map(|(member, _)| member).collect();
    }

    /// The weights by asset that `weights` amount to.
    pub fn spread(&self, weights: &[(Position, f64)]) -> Vec<f64> {
        self.by_asset(weights, &mut vec![None; self.held.len()])
    }

    /// As [`Sleeves::spread`]; `spread` are the sleeves that have been met: each is spread once, in however many others it is.
    fn by_asset(&self, weights: &[(Position, f64)], spread: &mut Vec<Option<Vec<f64>>>) -> Vec<f64> {
        let mut target = vec![0.0; self.known.market.assets.len()];
        for (position, weight) in weights {
            match *position {
                Position::Asset(asset) => target[asset] += weight,
                Position::Sleeve(sleeve) => {
                    if spread[sleeve].is_none() {
                        spread[sleeve] = Some(self.by_asset(&self.held[sleeve].weights, spread));
                    }
                    let inner = spread[sleeve].iter().flatten();
                    target.iter_mut().zip(inner).for_each(|(sum, share)| *sum += weight * share);
                }
            }
        }
        target
    }
}

/// A sleeve and all that are inside it.
fn inside(plan: &Plan, sleeve: usize) -> Vec<usize> {
    let mut found = vec![sleeve];
    let mut next = 0;
    while let Some(sleeve) = found.get(next).copied() {
        next += 1;
        for position in plan.sleeves[sleeve].positions() {
            if let Position::Sleeve(inner) = position
                && !found.contains(&inner)
            {
                found.push(inner);
            }
        }
    }
    found
}
