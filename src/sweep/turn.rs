//! One decision of all combinations that go in lockstep: what becomes of each holding with each target, from the session of its
//! fill to the eve of the next. Where an asset has no bar or its life ends, the plain simulation takes the holding through.

use super::ledger::Filled;
use super::lockstep::Course;
use super::spans::{add, parts};
use super::targets::{TargetId, Targets, Weights, are_same, side_by_side};
use crate::sim::{Carried, Decision, ROUNDING, SAME_WEIGHT, self_financed};
use crate::strategy::Rebalance;
use rustc_hash::FxHashMap;

/// What is held, in money of its own: so much that it was worth 1 when it was bought.
#[derive(Clone)]
pub struct Portfolio {
    /// What it was decided to be.
    pub weights: Weights,
    /// Its cash is that of its last close so far.
    pub held: Carried,
    /// Its worth at that close.
    pub worth: f64,
}

/// A holding over some closes, from the first of them on.
#[derive(Clone, Copy, Debug)]
pub struct Piece {
    /// Its worth at the first and at the last close.
    pub opens: f64,
    pub closes: f64,
    /// Lowest and highest close over the first, and the lowest ratio of a close to an earlier one.
    pub lowest: f64,
    pub highest: f64,
    pub drop: f64,
    /// As [`super::spans::Spans::sums`], of the sessions after the first close.
    pub sums: [f64; 4],
    /// Sum of the weights outside cash at its closes.
    pub exposed: f64,
    /// Where its worths begin among the turn's.
    pub worths: u32,
}

/// What happens to a combination from the session of a fill to the eve of the next.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// Growth over the session of the fill.
    pub first: f64,
    /// As [`super::spans::Spans::sums`], of that session and those after it.
    pub sums: [f64; 4],
    /// Growth over those after it.
    pub growth: f64,
    pub piece: Piece,
    /// Where its orders are among the turn's.
    pub orders: (u32, u32),
    /// What is held then was bought anew, in money of its own; else it goes on as it was.
    pub bought: bool,
    /// The place of what it holds then.
    pub to: u32,
    /// It has bought another target; and one that is not all cash.
    pub switched: bool,
    pub invested: bool,
}

/// All that can happen from one fill to the eve of the next.
pub struct Turn<'a> {
    course: &'a Course<'a>,
    /// The closes of the fill's session and of the eve of the next.
    closes: (usize, usize),
    /// As [`Course::awkward`].
    awkward: Vec<bool>,
    before: &'a [Portfolio],
    targets: &'a Targets,
    after: Vec<Portfolio>,
    room: Room,
}

/// Room that is used again from turn to turn.
#[derive(Default)]
pub struct Room {
    /// Of all pieces, close by close; of all steps, order by order.
    pub worths: Vec<f64>,
    filled: Vec<Filled>,
    /// By holding before, and by target: the place after of what was kept, and of what was bought; and how it goes.
    kept: Vec<Option<(u32, Piece)>>,
    bought: Vec<Option<(u32, Piece)>>,
    /// All steps, and by holding and target their places.
    steps: Vec<Step>,
    known: FxHashMap<(u32, TargetId), u32>,
    /// Of one trade: what is held, in money, and what each asset goes to.
    held: Vec<(usize, f64)>,
    legs: Vec<(usize, f64, f64)>,
}

impl Room {
    fn cleared(mut self, holdings: usize, targets: usize) -> Room {
        self.worths.clear();
        self.filled.clear();
        self.kept.clear();
        self.kept.resize(holdings, None);
        self.bought.clear();
        self.bought.resize(targets, None);
        self.steps.clear();
        self.known.clear();
        self
    }
}

impl<'a> Turn<'a> {
    pub fn new(
        course: &'a Course,
        closes: (usize, usize),
        before: &'a [Portfolio],
        targets: &'a Targets,
        room: Room,
    ) -> Turn<'a> {
        Turn {
            course,
            closes,
            awkward: course.awkward(closes),
            before,
            targets,
            after: Vec::new(),
            room: room.cleared(before.len(), targets.len()),
        }
    }

    /// What is held after it.
    pub fn over(self) -> (Vec<Portfolio>, Room) {
        (self.after, self.room)
    }

    /// What a combination does that has this holding, by its place, and this target.
    pub fn step(&mut self, holding: u32, target: TargetId) -> Step {
        if let Some(known) = self.room.known.get(&(holding, target)) {
            return self.room.steps[*known as usize];
        }
        let (before, targets) = (self.before, self.targets);
        let of = &before[holding as usize];
        let weights = targets.weights(target);
        let same = are_same(&of.weights, weights);
        let trades = !same || self.restores(of, weights);
        let worth = of.worth;
        let filled = self.room.filled.len() as u32;
        let awkward = self.is_awkward(of, weights);
        let (first, (to, piece)) = if awkward {
            let carried = self.carry(of, trades.then_some(weights));
            (carried.1.opens / worth, carried)
        } else if trades {
            let after = self.trade(of, weights);
            let bought = self.buy(target);
            (after * bought.1.opens / worth, bought)
        } else {
            let kept = self.keep(holding);
            (kept.1.opens / worth, kept)
        };
        let course = self.course;
        let mut sums = parts(first - 1.0, course.risk_free[self.closes.0 - 1 - course.first]);
        add(&mut sums, &piece.sums);
        let step = Step {
            first,
            sums,
            growth: piece.closes / piece.opens,
            piece,
            orders: (filled, self.room.filled.len() as u32),
            bought: trades && !awkward,
            to,
            switched: !same,
            invested: !same && !weights.is_empty(),
        };
        self.room.known.insert((holding, target), self.room.steps.len() as u32);
        self.room.steps.push(step);
        step
    }

    /// Whether a decision that changes no target leads to a fill.
    fn restores(&self, holding: &Portfolio, weights: &[(usize, f64)]) -> bool {
        let course = self.course;
        let band = match course.terms.rebalance {
            Rebalance::OnChange => return false,
            Rebalance::Always => return true,
            Rebalance::Band(band) => band.max(SAME_WEIGHT),
        };
        // At the decision's close, at which the last fill lies behind.
        let decided = self.closes.0 - course.terms.lag();
        let worth = |(asset, units): &(usize, f64)| (*asset, units * course.market.assets[*asset].close[decided]);
        let worths: Vec<(usize, f64)> = holding.held.units.iter().map(worth).collect();
        let cash = holding.held.cash * (course.cash[decided] / course.cash[self.closes.0 - 1]);
        let value = cash + worths.iter().map(|(_, worth)| worth).sum::<f64>();
        let mut drifts = side_by_side(&worths, weights).map(|(_, worth, weight)| (worth / value - weight).abs());
        !holding.held.is_waiting() && drifts.any(|drift| drift > band)
    }

    /// Whether only the plain simulation knows how this goes.
    fn is_awkward(&self, holding: &Portfolio, weights: &[(usize, f64)]) -> bool {
        let mut all = holding.held.units.iter().chain(weights);
        holding.held.is_waiting() || !self.awkward.is_empty() && all.any(|(asset, _)| self.awkward[*asset])
    }

    /// Takes a holding through, to these weights if there are any, by the plain simulation.
    fn carry(&mut self, holding: &Portfolio, weights: Option<&[(usize, f64)]>) -> (u32, Piece) {
        let Course { market, dates, terms, .. } = *self.course;
        let (fill, end) = self.closes;
        let decision = weights.map(|weights| {
            let mut target = vec![0.0; market.assets.len()];
            weights.iter().for_each(|(asset, weight)| target[*asset] = *weight);
            Decision { session: fill - terms.lag(), rule: None, target }
        });
        let mut held = holding.held.clone();
        let passage = held.go_on(market, dates, terms, decision.as_ref(), fill..=end);
        let exposed = passage.closes.iter().map(|(worth, cash)| 1.0 - cash / worth).sum();
        let begin = self.room.worths.len();
        self.room.worths.extend(passage.closes.iter().map(|(worth, _)| worth));
        let filled = passage.orders.iter().map(|order| Filled {
            session: order.session,
            asset: order.asset,
            value: order.value / holding.worth,
            cost: order.cost / holding.worth,
            closes: order.weight == 0.0,
        });
        self.room.filled.extend(filled);
        self.add(Weights::from_slice(weights.unwrap_or(&holding.weights)), held, begin, exposed)
    }

    fn keep(&mut self, number: u32) -> (u32, Piece) {
        if let Some(known) = self.room.kept[number as usize] {
            return known;
        }
        let Portfolio { weights, held, .. } = self.before[number as usize].clone();
        let kept = self.hold(weights, held, self.closes.0 - 1);
        self.room.kept[number as usize] = Some(kept);
        kept
    }

    fn buy(&mut self, target: TargetId) -> (u32, Piece) {
        if let Some(known) = self.room.bought[target as usize] {
            return known;
        }
        let weights = self.targets.weights(target);
        let (course, fill) = (self.course, self.closes.0);
        let units =
            |(asset, weight): &(usize, f64)| (*asset, weight / course.price(&course.market.assets[*asset], fill));
        let rest = 1.0 - weights.iter().map(|(_, weight)| weight).sum::<f64>();
        // Fully invested means no cash at all, not the rounding of a sum.
        let rest = if rest.abs() <= ROUNDING { 0.0 } else { rest };
        // Cash has earned before anything is filled.
        let bought =
            self.hold(Weights::from_slice(weights), Carried::new(weights.iter().map(units).collect(), rest), fill);
        self.room.bought[target as usize] = Some(bought);
        bought
    }

    /// Something that is held from now on, with the cash of session `since`.
    fn hold(&mut self, weights: Weights, mut held: Carried, since: usize) -> (u32, Piece) {
        let begin = self.room.worths.len();
        let exposed = self.course.hold(&mut held, since, self.closes, &mut self.room.worths);
        self.add(weights, held, begin, exposed)
    }

    /// A holding whose worths at this turn's closes begin there.
    fn add(&mut self, weights: Weights, held: Carried, begin: usize, exposed: f64) -> (u32, Piece) {
        let piece = self.course.piece(&self.room.worths[begin..], self.closes.0);
        let piece = Piece { exposed, worths: begin as u32, ..piece };
        self.after.push(Portfolio { weights, held, worth: piece.closes });
        (self.after.len() as u32 - 1, piece)
    }

    /// What is left of a holding after it was traded for a target, in the units of its worth.
    fn trade(&mut self, holding: &Portfolio, weights: &[(usize, f64)]) -> f64 {
        let (course, fill) = (self.course, self.closes.0);
        let worth = |(asset, units): &(usize, f64)| (*asset, units * course.price(&course.market.assets[*asset], fill));
        let Room { held, legs, filled, .. } = &mut self.room;
        held.clear();
        held.extend(holding.held.units.iter().map(worth));
        let cash = holding.held.cash * (course.cash[fill] / course.cash[fill - 1]);
        let value = cash + held.iter().map(|(_, worth)| worth).sum::<f64>();
        legs.clear();
        legs.extend(side_by_side(weights, held));
        let rate = course.terms.cost_rate;
        let after = self_financed(value, rate, legs.iter().map(|(_, weight, worth)| (*weight, *worth)));
        for (asset, weight, worth) in legs.iter().copied() {
            let traded = weight * after - worth;
            if traded.abs() <= ROUNDING * value && weight != 0.0 || traded == 0.0 {
                continue;
            }
            let (value, cost) = (traded / holding.worth, rate * traded.abs() / holding.worth);
            filled.push(Filled { session: fill, asset, value, cost, closes: weight == 0.0 });
        }
        after
    }

    /// The orders of a step.
    pub fn orders(&self, step: &Step) -> &[Filled] {
        let (from, to) = step.orders;
        &self.room.filled[from as usize..to as usize]
    }

    /// What is held after a step is worth at each close, in money of its own.
    pub fn worths(&self, step: &Step) -> &[f64] {
        let begin = step.piece.worths as usize;
        &self.room.worths[begin..=begin + (self.closes.1 - self.closes.0)]
    }
}
