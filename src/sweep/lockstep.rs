//! Combinations that hold several assets, decision by decision and all at once: what some of them share is computed once. A
//! holding depends only on its target and the fill that it began with, a trade only on the holding and the next target; a
//! combination's own work at a decision is to look up what happens to it, and to add that up.

use super::core::{Totals, is_faint};
use super::spans::{add, parts};
use super::targets::{TargetId, Targets};
use crate::sim::{Market, MarketAsset, ROUNDING, self_financed};
use crate::stats::Summary;
use rustc_hash::FxHashMap;

/// What all combinations go over; sessions are those of the panel.
pub struct Course<'a> {
    pub market: &'a Market,
    /// What 1 in cash has become.
    pub cash: &'a [f64],
    /// The start and the last session.
    pub first: usize,
    pub last: usize,
    /// Sessions from a decision to its fill, at least 1.
    pub lag: usize,
    pub at_open: bool,
    pub cost: f64,
    /// Every decision is filled, not only those of another target.
    pub always: bool,
    /// Risk-free return of each session after the first.
    pub risk_free: &'a [f64],
    pub years: f64,
    pub sessions_per_year: f64,
}

/// Something that was worth 1 when it was bought.
#[derive(Clone, Debug)]
struct Portfolio {
    target: TargetId,
    units: Vec<(usize, f64)>,
    /// Units of what 1 in cash becomes.
    cash: f64,
    /// Its worth at the last close so far.
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
}

/// What happens to a combination from the session of a fill to the eve of the next.
#[derive(Clone, Copy, Debug)]
struct Step {
    /// Growth over the session of the fill.
    first: f64,
    piece: Piece,
    /// The place of what it holds then.
    to: u32,
    /// It has bought another target; and one that is not all cash.
    switched: bool,
    invested: bool,
}

/// One combination so far.
struct Lane {
    holding: u32,
    purchased: bool,
    switches: u32,
    equity: f64,
    peak: f64,
    drop: f64,
    sums: [f64; 4],
}

/// Runs `count` combinations over the decisions at these sessions. `target` gives each combination's target at each decision, by
/// their places. A combination whose deviations cannot be told from sums has None.
pub fn run(
    course: &Course,
    decisions: &[usize],
    count: usize,
    targets: &mut Targets,
    mut target: impl FnMut(&mut Targets, usize, usize) -> TargetId,
) -> Vec<Option<Summary>> {
    let mut worths = Vec::new();
    let fills: Vec<usize> = decisions.iter().map(|decision| decision + course.lag).collect();
    let begins = fills.first().map_or(course.last, |fill| (fill - 1).min(course.last));
    let cash =
        Portfolio { target: Targets::CASH, units: Vec::new(), cash: 1.0 / course.cash[course.first], worth: 1.0 };
    let piece = course.piece(&cash, (course.first, begins), &mut worths);
    let lane = || Lane {
        holding: 0,
        purchased: false,
        switches: 0,
        equity: piece.closes,
        peak: piece.highest,
        drop: piece.drop,
        sums: piece.sums,
    };
    let mut lanes: Vec<Lane> = (0..count).map(|_| lane()).collect();
    let mut holdings = vec![Portfolio { worth: piece.closes, ..cash }];
    for (place, fill) in fills.iter().copied().enumerate().take_while(|(_, fill)| *fill <= course.last) {
        let end = fills.get(place + 1).map_or(course.last, |next| (next - 1).min(course.last));
        let mut turn = Turn {
            course,
            closes: (fill, end),
            before: &holdings,
            after: Vec::new(),
            kept: FxHashMap::default(),
            bought: FxHashMap::default(),
            known: FxHashMap::default(),
            worths,
        };
        let mut latest: Option<(u32, TargetId, Step)> = None;
        for (index, lane) in lanes.iter_mut().enumerate() {
            let target = target(targets, place, index);
            let step = match latest {
                Some((holding, same, step)) if (holding, same) == (lane.holding, target) => step,
                _ => turn.step(targets, lane.holding, target),
            };
            latest = Some((lane.holding, target, step));
            lane.go(&step, course.risk_free[fill - 1 - course.first]);
        }
        Turn { after: holdings, worths, .. } = turn;
    }
    lanes.iter().map(|lane| lane.summary(course)).collect()
}

impl Course<'_> {
    fn price(&self, asset: &MarketAsset, session: usize) -> f64 {
        if self.at_open { asset.open[session] } else { asset.close[session] }
    }

    /// A holding over the closes of `from` to `to`. `worths` is room to work in.
    fn piece(&self, holding: &Portfolio, (from, to): (usize, usize), worths: &mut Vec<f64>) -> Piece {
        worths.clear();
        worths.extend(self.cash[from..=to].iter().map(|cash| holding.cash * cash));
        for (asset, units) in &holding.units {
            let closes = &self.market.assets[*asset].close[from..=to];
            worths.iter_mut().zip(closes).for_each(|(worth, close)| *worth += units * close);
        }
        let (opens, closes) = (worths[0], worths[to - from]);
        let (mut lowest, mut highest, mut drop, mut sums) = (opens, opens, 1.0_f64, [0.0; 4]);
        for (pair, session) in worths.windows(2).zip(from - self.first..) {
            let worth = pair[1];
            add(&mut sums, &parts(worth / pair[0] - 1.0, self.risk_free[session]));
            lowest = lowest.min(worth);
            highest = highest.max(worth);
            drop = drop.min(worth / highest);
        }
        Piece { opens, closes, lowest: lowest / opens, highest: highest / opens, drop, sums }
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

    fn summary(&self, course: &Course) -> Option<Summary> {
        let steps = course.last - course.first;
        let [sum, squares, excess, excess_squares] = self.sums;
        let faint = |sum: f64, squares: f64| is_faint(squares - sum * sum / steps as f64, squares);
        let totals = Totals { sums: self.sums, growth: self.equity, drop: self.drop, switches: self.switches as usize };
        (!faint(sum, squares) && !faint(excess, excess_squares))
            .then(|| totals.summary(steps, course.years, course.sessions_per_year))
    }
}

/// All that can happen from one fill to the eve of the next.
struct Turn<'a> {
    course: &'a Course<'a>,
    /// The closes of the fill's session and of the eve of the next.
    closes: (usize, usize),
    before: &'a [Portfolio],
    after: Vec<Portfolio>,
    /// The places after of those that were kept, and of those that were bought; and how they go.
    kept: FxHashMap<u32, (u32, Piece)>,
    bought: FxHashMap<TargetId, (u32, Piece)>,
    known: FxHashMap<(u32, TargetId), Step>,
    worths: Vec<f64>,
}

impl Turn<'_> {
    fn step(&mut self, targets: &Targets, holding: u32, target: TargetId) -> Step {
        if let Some(known) = self.known.get(&(holding, target)) {
            return *known;
        }
        let of = &self.before[holding as usize];
        let same = targets.are_same(of.target, target);
        let step = if same && !self.course.always {
            let (to, piece) = self.keep(holding);
            Step { first: piece.opens / of.worth, piece, to, switched: false, invested: false }
        } else {
            let weights = targets.weights(target);
            let after = self.traded(of, weights);
            let (to, piece) = self.buy(target, weights);
            Step { first: after * piece.opens / of.worth, piece, to, switched: !same, invested: !weights.is_empty() }
        };
        self.known.insert((holding, target), step);
        step
    }

    fn keep(&mut self, number: u32) -> (u32, Piece) {
        if let Some(known) = self.kept.get(&number) {
            return *known;
        }
        let holding = self.before[number as usize].clone();
        let kept = self.add(holding);
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
        let holding = Portfolio {
            target,
            units: weights.iter().map(units).collect(),
            cash: rest / course.cash[fill],
            worth: 1.0,
        };
        let bought = self.add(holding);
        self.bought.insert(target, bought);
        bought
    }

    fn add(&mut self, mut holding: Portfolio) -> (u32, Piece) {
        let piece = self.course.piece(&holding, self.closes, &mut self.worths);
        holding.worth = piece.closes;
        self.after.push(holding);
        (self.after.len() as u32 - 1, piece)
    }

    /// What is left of a holding after it was traded for a target, in the units of its worth.
    fn traded(&self, holding: &Portfolio, weights: &[(usize, f64)]) -> f64 {
        let (course, fill) = (self.course, self.closes.0);
        let price = |asset: usize| course.price(&course.market.assets[asset], fill);
        let held = |(asset, units): &(usize, f64)| (*asset, units * price(*asset));
        let held: Vec<(usize, f64)> = holding.units.iter().map(held).collect();
        let value = holding.cash * course.cash[fill] + held.iter().map(|(_, worth)| worth).sum::<f64>();
        let of = |list: &[(usize, f64)], asset: usize| {
            list.iter().find(|(other, _)| *other == asset).map_or(0.0, |(_, value)| *value)
        };
        let sold = held.iter().map(|(asset, worth)| (of(weights, *asset), *worth));
        let bought = weights.iter().filter(|(asset, _)| of(&held, *asset) == 0.0).map(|(_, weight)| (*weight, 0.0));
        self_financed(value, course.cost, sold.chain(bought))
    }
}
