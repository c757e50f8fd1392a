//! Combinations that hold several assets, decision by decision and all at once: what some of them share is computed once. A
//! holding depends only on its target and the fill that it began with, a trade only on the holding and the next target; a
//! combination's own work at a decision is to look up what happens to it, and to add that up. Where an asset has no bar or its life
//! ends, the plain simulation takes the holding through.

use super::core::{Totals, is_faint};
use super::ledger::Filled;
use super::spans::{add, parts};
use super::targets::{TargetId, Targets, side_by_side};
use crate::data::Date;
use crate::sim::{Carried, Decision, Market, MarketAsset, ROUNDING, SAME_WEIGHT, Terms, self_financed};
use crate::stats::Summary;
use crate::strategy::Rebalance;
use rustc_hash::FxHashMap;

/// What all combinations go over; sessions are those of the panel.
pub struct Course<'a> {
    pub market: &'a Market,
    pub dates: &'a [Date],
    /// Filled later than decided, with no overlays, no tranches and nothing borrowed.
    pub terms: &'a Terms,
    /// What 1 in cash has become.
    pub cash: &'a [f64],
    /// The start and the last session.
    pub first: usize,
    pub last: usize,
    pub at_open: bool,
    /// Risk-free return of each session after the first.
    pub risk_free: &'a [f64],
    pub years: f64,
    pub sessions_per_year: f64,
}

/// What is held, in money of its own: so much that it was worth 1 when it was bought.
#[derive(Clone)]
struct Portfolio {
    target: TargetId,
    /// Its cash is that of its last close so far.
    held: Carried,
    /// Its worth at that close.
    worth: f64,
}

/// A holding over some closes, from the first of them on.
#[derive(Clone, Copy, Debug)]
struct Piece {
    /// Its worth at the first and at the last close.
    opens: f64,
    closes: f64,
    /// Lowest and highest close over the first, and the lowest ratio of a close to an earlier one.
    lowest: f64,
    highest: f64,
    drop: f64,
    /// As [`super::spans::Spans::sums`], of the sessions after the first close.
    sums: [f64; 4],
    /// Sum of the weights outside cash at its closes.
    exposed: f64,
    /// Where its worths begin among the turn's.
    worths: u32,
}

/// What happens to a combination from the session of a fill to the eve of the next.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// Growth over the session of the fill.
    pub first: f64,
    piece: Piece,
    /// Where its orders are among the turn's.
    orders: (u32, u32),
    /// What is held then was bought anew, in money of its own; else it goes on as it was.
    bought: bool,
    /// The place of what it holds then.
    to: u32,
    /// It has bought another target; and one that is not all cash.
    switched: bool,
    invested: bool,
}

/// Who keeps more of each combination than the core metrics need.
pub trait Follows {
    /// What it is worth at the closes before anything is filled.
    fn begin(&mut self, worths: &[f64]);
    /// A step, from this equity at the close before it.
    fn go(&mut self, equity: f64, step: &Step, turn: &Turn);
}

/// Nobody.
impl Follows for () {
    fn begin(&mut self, _: &[f64]) {}
    fn go(&mut self, _: f64, _: &Step, _: &Turn) {}
}

/// One combination so far.
pub struct Lane {
    holding: u32,
    purchased: bool,
    pub switches: u32,
    equity: f64,
    peak: f64,
    drop: f64,
    sums: [f64; 4],
}

/// Runs combinations, each with who follows it, over the decisions at these sessions. `target` gives each combination's target at
/// each decision, by their places.
pub fn run<F: Follows>(
    course: &Course,
    decisions: &[usize],
    mut following: Vec<F>,
    targets: &mut Targets,
    mut target: impl FnMut(&mut Targets, usize, usize) -> TargetId,
) -> Vec<(Lane, F)> {
    let mut room = Room::default();
    let fills: Vec<usize> = decisions.iter().map(|decision| decision + course.terms.lag()).collect();
    let begins = fills.first().map_or(course.last, |fill| (fill - 1).min(course.last));
    let mut cash = Carried::new(Vec::new(), 1.0);
    course.hold(&mut cash, course.first, (course.first, begins), &mut room.worths);
    let piece = course.piece(&room.worths, course.first);
    following.iter_mut().for_each(|follower| follower.begin(&room.worths));
    let lane = || Lane {
        holding: 0,
        purchased: false,
        switches: 0,
        equity: piece.closes,
        peak: piece.highest,
        drop: piece.drop,
        sums: piece.sums,
    };
    let mut lanes: Vec<Lane> = following.iter().map(|_| lane()).collect();
    let mut holdings = vec![Portfolio { target: Targets::CASH, held: cash, worth: piece.closes }];
    for (place, fill) in fills.iter().copied().enumerate().take_while(|(_, fill)| *fill <= course.last) {
        let end = fills.get(place + 1).map_or(course.last, |next| (next - 1).min(course.last));
        let mut turn = Turn {
            course,
            closes: (fill, end),
            awkward: course.awkward((fill, end)),
            before: &holdings,
            after: Vec::new(),
            kept: FxHashMap::default(),
            bought: FxHashMap::default(),
            known: FxHashMap::default(),
            room: room.cleared(),
        };
        let mut latest: Option<(u32, TargetId, Step)> = None;
        for (index, lane) in lanes.iter_mut().enumerate() {
            let target = target(targets, place, index);
            let step = match latest {
                Some((holding, same, step)) if (holding, same) == (lane.holding, target) => step,
                _ => turn.step(targets, lane.holding, target),
            };
            latest = Some((lane.holding, target, step));
            following[index].go(lane.equity, &step, &turn);
            lane.go(&step, course.risk_free[fill - 1 - course.first]);
        }
        (holdings, room) = (turn.after, turn.room);
    }
    lanes.into_iter().zip(following).collect()
}

impl Course<'_> {
    fn price(&self, asset: &MarketAsset, session: usize) -> f64 {
        if self.at_open { asset.open[session] } else { asset.close[session] }
    }

    /// By asset, whether it has no bar at the first of these sessions, or its life ends before the last; empty: none.
    fn awkward(&self, (fill, end): (usize, usize)) -> Vec<bool> {
        let awkward = |asset: &MarketAsset| {
            let over = asset.life.ended && asset.life.last.is_none_or(|last| last < end);
            over || !asset.traded[fill]
        };
        let all: Vec<bool> = self.market.assets.iter().map(awkward).collect();
        if all.contains(&true) { all } else { Vec::new() }
    }

    /// Adds what a holding is worth at the closes of `from` to `to`; its cash is that of session `since`, and of `to` afterwards.
    /// The sum of its weights outside cash comes back.
    fn hold(&self, held: &mut Carried, since: usize, (from, to): (usize, usize), worths: &mut Vec<f64>) -> f64 {
        let begin = worths.len();
        let cash = held.cash / self.cash[since];
        let cash_at = |session: usize| cash * self.cash[session];
        worths.extend((from..=to).map(cash_at));
        held.cash = cash_at(to);
        let own = &mut worths[begin..];
        for (asset, units) in &held.units {
            let closes = &self.market.assets[*asset].close[from..=to];
            own.iter_mut().zip(closes).for_each(|(worth, close)| *worth += units * close);
        }
        match cash {
            0.0 => own.len() as f64,
            _ => own.iter().zip(from..).map(|(worth, session)| 1.0 - cash_at(session) / worth).sum(),
        }
    }

    /// What worths at some closes amount to, the first of which is that of session `from`.
    fn piece(&self, worths: &[f64], from: usize) -> Piece {
        let (opens, closes) = (worths[0], worths[worths.len() - 1]);
        let (mut lowest, mut highest, mut drop, mut sums) = (opens, opens, 1.0_f64, [0.0; 4]);
        for (pair, session) in worths.windows(2).zip(from - self.first..) {
            let worth = pair[1];
            add(&mut sums, &parts(worth / pair[0] - 1.0, self.risk_free[session]));
            lowest = lowest.min(worth);
            highest = highest.max(worth);
            drop = drop.min(worth / highest);
        }
        let (lowest, highest) = (lowest / opens, highest / opens);
        Piece { opens, closes, lowest, highest, drop, sums, exposed: 0.0, worths: 0 }
    }
}

impl Lane {
    fn go(&mut self, step: &Step, risk_free: f64) {
        let Step { first, piece, .. } = step;
        add(&mut self.sums, &parts(first - 1.0, risk_free));
        add(&mut self.sums, &piece.sums);
        let equity = self.equity * first;
        self.drop = self.drop.min(piece.drop).min(piece.lowest * equity / self.peak);
        self.peak = self.peak.max(piece.highest * equity);
        self.equity = equity * (piece.closes / piece.opens);
        self.switches += u32::from(self.purchased && step.switched);
        self.purchased |= step.invested;
        self.holding = step.to;
    }

    /// What the core metrics are computed from; None where deviations cannot be told from sums.
    pub fn summary(&self, course: &Course) -> Option<Summary> {
        let steps = course.last - course.first;
        let [sum, squares, excess, excess_squares] = self.sums;
        let faint = |sum: f64, squares: f64| is_faint(squares - sum * sum / steps as f64, squares);
        let totals = Totals { sums: self.sums, growth: self.equity, drop: self.drop, switches: self.switches as usize };
        (!faint(sum, squares) && !faint(excess, excess_squares))
            .then(|| totals.summary(steps, course.years, course.sessions_per_year))
    }
}

/// All that can happen from one fill to the eve of the next.
pub struct Turn<'a> {
    course: &'a Course<'a>,
    /// The closes of the fill's session and of the eve of the next.
    closes: (usize, usize),
    /// As [`Course::awkward`].
    awkward: Vec<bool>,
    before: &'a [Portfolio],
    after: Vec<Portfolio>,
    /// The places after of those that were kept, and of those that were bought; and how they go.
    kept: FxHashMap<u32, (u32, Piece)>,
    bought: FxHashMap<TargetId, (u32, Piece)>,
    known: FxHashMap<(u32, TargetId), Step>,
    room: Room,
}

/// Room that is used again from turn to turn.
#[derive(Default)]
struct Room {
    /// Of all pieces, close by close; of all steps, order by order.
    worths: Vec<f64>,
    filled: Vec<Filled>,
    /// Of one trade: what is held, in money, and what each asset goes to.
    held: Vec<(usize, f64)>,
    legs: Vec<(usize, f64, f64)>,
}

impl Room {
    fn cleared(mut self) -> Room {
        self.worths.clear();
        self.filled.clear();
        self
    }
}

impl Turn<'_> {
    fn step(&mut self, targets: &Targets, holding: u32, target: TargetId) -> Step {
        if let Some(known) = self.known.get(&(holding, target)) {
            return *known;
        }
        let before = self.before;
        let of = &before[holding as usize];
        let (same, weights) = (targets.are_same(of.target, target), targets.weights(target));
        let trades = !same || self.restores(of, weights);
        let worth = of.worth;
        let filled = self.room.filled.len() as u32;
        let awkward = self.is_awkward(of, weights);
        let (first, (to, piece)) = if awkward {
            let carried = match trades {
                true => self.carry(of, target, Some(weights)),
                false => self.carry(of, of.target, None),
            };
            (carried.1.opens / worth, carried)
        } else if trades {
            let after = self.trade(of, weights);
            let bought = self.buy(target, weights);
            (after * bought.1.opens / worth, bought)
        } else {
            let kept = self.keep(holding);
            (kept.1.opens / worth, kept)
        };
        let orders = (filled, self.room.filled.len() as u32);
        let bought = trades && !awkward;
        let step = Step { first, piece, orders, bought, to, switched: !same, invested: !same && !weights.is_empty() };
        self.known.insert((holding, target), step);
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

    /// Takes a holding through to these weights, if any, by the plain simulation.
    fn carry(&mut self, holding: &Portfolio, target: TargetId, weights: Option<&[(usize, f64)]>) -> (u32, Piece) {
        let Course { market, dates, terms, .. } = *self.course;
        let (fill, end) = self.closes;
        let decision = weights.map(|weights| {
            let mut target = vec![0.0; market.assets.len()];
            weights.iter().for_each(|(asset, weight)| target[*asset] = *weight);
            Decision { session: fill - terms.lag(), rule: None, target }
        });
        let mut held = holding.held.clone();
        let course = held.go_on(market, dates, terms, decision.as_ref(), fill..=end);
        let exposed = course.closes.iter().map(|(worth, cash)| 1.0 - cash / worth).sum();
        let begin = self.room.worths.len();
        self.room.worths.extend(course.closes.iter().map(|(worth, _)| worth));
        let filled = course.orders.iter().map(|order| Filled {
            session: order.session,
            asset: order.asset,
            value: order.value / holding.worth,
            cost: order.cost / holding.worth,
            closes: order.weight == 0.0,
        });
        self.room.filled.extend(filled);
        self.add(target, held, begin, exposed)
    }

    fn keep(&mut self, number: u32) -> (u32, Piece) {
        if let Some(known) = self.kept.get(&number) {
            return *known;
        }
        let Portfolio { target, held, .. } = self.before[number as usize].clone();
        let kept = self.hold(target, held, self.closes.0 - 1);
        self.kept.insert(number, kept);
        kept
    }

    fn buy(&mut self, target: TargetId, weights: &[(usize, f64)]) -> (u32, Piece) {
        if let Some(known) = self.bought.get(&target) {
            return *known;
        }
        let (course, fill) = (self.course, self.closes.0);
        let units =
            |(asset, weight): &(usize, f64)| (*asset, weight / course.price(&course.market.assets[*asset], fill));
        let rest = 1.0 - weights.iter().map(|(_, weight)| weight).sum::<f64>();
        // Fully invested means no cash at all, not the rounding of a sum.
        let rest = if rest.abs() <= ROUNDING { 0.0 } else { rest };
        // Cash has earned before anything is filled.
        let bought = self.hold(target, Carried::new(weights.iter().map(units).collect(), rest), fill);
        self.bought.insert(target, bought);
        bought
    }

    /// Something that is held from now on, with the cash of session `since`.
    fn hold(&mut self, target: TargetId, mut held: Carried, since: usize) -> (u32, Piece) {
        let begin = self.room.worths.len();
        let exposed = self.course.hold(&mut held, since, self.closes, &mut self.room.worths);
        self.add(target, held, begin, exposed)
    }

    /// A holding whose worths at this turn's closes begin there.
    fn add(&mut self, target: TargetId, held: Carried, begin: usize, exposed: f64) -> (u32, Piece) {
        let piece = self.course.piece(&self.room.worths[begin..], self.closes.0);
        let piece = Piece { exposed, worths: begin as u32, ..piece };
        self.after.push(Portfolio { target, held, worth: piece.closes });
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

impl Step {
    pub fn is_bought(&self) -> bool {
        self.bought
    }

    /// Sum of the weights outside cash at its closes.
    pub fn exposed(&self) -> f64 {
        self.piece.exposed
    }
}
