//! Combinations that hold several assets, decision by decision and all at once: what some of them share is computed once. A
//! holding depends only on its target and the fill that it began with, a trade only on the holding and the next target. What
//! happens at a decision is looked up (`turn`) for all neighbours that hold the same and have the same target; a combination's own
//! work is to add that up.

use super::choose::{Choices, Chooser};
use super::core::{Totals, is_faint};
use super::spans::{add, parts};
use super::turn::{Piece, Portfolio, Room, Step, Turn};
use crate::data::Date;
use crate::sim::{Carried, Market, MarketAsset, Terms};
use crate::stats::Summary;

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
    purchased: bool,
    pub switches: u32,
    equity: f64,
    peak: f64,
    drop: f64,
    sums: [f64; 4],
}

/// Runs combinations, each with who follows it, over the decisions at these sessions.
pub fn run<F: Follows>(
    course: &Course,
    decisions: &[usize],
    chooser: &Chooser,
    mut following: Vec<F>,
) -> Vec<(Lane, F)> {
    let mut room = Room::default();
    let fills: Vec<usize> = decisions.iter().map(|decision| decision + course.terms.lag()).collect();
    let begins = fills.first().map_or(course.last, |fill| (fill - 1).min(course.last));
    let mut cash = Carried::new(Vec::new(), 1.0);
    course.hold(&mut cash, course.first, (course.first, begins), &mut room.worths);
    let piece = course.piece(&room.worths, course.first);
    following.iter_mut().for_each(|follower| follower.begin(&room.worths));
    let lane = || Lane {
        purchased: false,
        switches: 0,
        equity: piece.closes,
        peak: piece.highest,
        drop: piece.drop,
        sums: piece.sums,
    };
    let mut lanes: Vec<Lane> = following.iter().map(|_| lane()).collect();
    let mut holdings = vec![Portfolio { weights: Vec::new(), held: cash, worth: piece.closes }];
    // Where each holding begins among the combinations: it is that of all up to the next.
    let (mut held, mut after) = (vec![(0, 0)], Vec::new());
    let mut choices = Choices::new();
    for (place, fill) in fills.iter().copied().enumerate().take_while(|(_, fill)| *fill <= course.last) {
        let end = fills.get(place + 1).map_or(course.last, |next| (next - 1).min(course.last));
        chooser.choose(place, &mut choices);
        let mut turn = Turn::new(course, (fill, end), &holdings, &choices.targets, room);
        for (from, to, holding, target) in together(&held, &choices.runs, lanes.len()) {
            let step = turn.step(holding, target);
            for (lane, follower) in lanes[from..to].iter_mut().zip(&mut following[from..to]) {
                follower.go(lane.equity, &step, &turn);
                lane.go(&step);
            }
            if after.last().is_none_or(|(_, last)| *last != step.to) {
                after.push((from, step.to));
            }
        }
        (holdings, room) = turn.over();
        std::mem::swap(&mut held, &mut after);
        after.clear();
    }
    lanes.into_iter().zip(following).collect()
}

/// Two divisions of as many in a row, put together: from which to before which both are the same, and what they are.
fn together<'a>(
    a: &'a [(usize, u32)],
    b: &'a [(usize, u32)],
    all: usize,
) -> impl Iterator<Item = (usize, usize, u32, u32)> + 'a {
    let end = move |of: &[(usize, u32)], place: usize| of.get(place + 1).map_or(all, |(next, _)| *next);
    let (mut from, mut left, mut right) = (0, 0, 0);
    std::iter::from_fn(move || {
        let (ends, other) = (end(a, left), end(b, right));
        let to = ends.min(other);
        let part = (from < all).then(|| (from, to, a[left].1, b[right].1));
        left += usize::from(ends == to);
        right += usize::from(other == to);
        from = to;
        part
    })
}

impl Course<'_> {
    pub fn price(&self, asset: &MarketAsset, session: usize) -> f64 {
        if self.at_open { asset.open[session] } else { asset.close[session] }
    }

    /// By asset, whether it has no bar at the first of these sessions, or its life ends before the last; empty: none.
    pub fn awkward(&self, (fill, end): (usize, usize)) -> Vec<bool> {
        let awkward = |asset: &MarketAsset| {
            let over = asset.life.ended && asset.life.last.is_none_or(|last| last < end);
            over || !asset.traded[fill]
        };
        let all: Vec<bool> = self.market.assets.iter().map(awkward).collect();
        if all.contains(&true) { all } else { Vec::new() }
    }

    /// Adds what a holding is worth at the closes of `from` to `to`; its cash is that of session `since`, and of `to` afterwards.
    /// The sum of its weights outside cash comes back.
    pub fn hold(&self, held: &mut Carried, since: usize, (from, to): (usize, usize), worths: &mut Vec<f64>) -> f64 {
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
    pub fn piece(&self, worths: &[f64], from: usize) -> Piece {
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
    fn go(&mut self, step: &Step) {
        let Step { first, sums, piece, .. } = step;
        add(&mut self.sums, sums);
        let equity = self.equity * first;
        self.drop = self.drop.min(piece.drop).min(piece.lowest * equity / self.peak);
        self.peak = self.peak.max(piece.highest * equity);
        self.equity = equity * step.growth;
        self.switches += u32::from(self.purchased && step.switched);
        self.purchased |= step.invested;
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
