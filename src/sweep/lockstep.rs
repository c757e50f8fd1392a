//! Combinations that hold several assets, decision by decision and all at once: what some of them share is computed once. A
//! holding depends only on its target and the fill that it began with, a trade only on the holding and the next target. What
//! happens at a decision is looked up (`turn`) for neighbours that hold the same and have the same target, and added up for all of
//! them together as long as they do (`strands`).

use super::choose::Chooser;
use super::spans::{add, parts};
use super::strands::{Lane, Strands};
use super::targets::Weights;
use super::turn::{Piece, Portfolio, Room, Step, Turn};
use crate::data::Date;
use crate::sim::{Carried, Market, MarketAsset, Terms};

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
    /// A step of a turn.
    fn go(&mut self, step: &Step, turn: &Turn);
}

/// Nobody.
impl Follows for () {
    fn begin(&mut self, _: &[f64]) {}
    fn go(&mut self, _: &Step, _: &Turn) {}
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
    let mut strands = Strands::new(following.len(), &piece);
    let mut holdings = vec![Portfolio { weights: Weights::new(), held: cash, worth: piece.closes }];
    let mut chosen = chooser.begin();
    for (place, fill) in fills.iter().copied().enumerate().take_while(|(_, fill)| *fill <= course.last) {
        let end = fills.get(place + 1).map_or(course.last, |next| (next - 1).min(course.last));
        chooser.choose(place, &mut chosen);
        let mut turn = Turn::new(course, (fill, end), &holdings, &chosen.targets, room);
        strands.go(&chosen.runs, |lanes, holding, target| {
            let step = turn.step(holding, target);
            following[lanes].iter_mut().for_each(|follower| follower.go(&step, &turn));
            step
        });
        (holdings, room) = turn.over();
    }
    strands.finish().into_iter().zip(following).collect()
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
        let risk_free = &self.risk_free[from - self.first..];
        for (pair, risk_free) in worths.windows(2).zip(risk_free) {
            let worth = pair[1];
            add(&mut sums, &parts(worth / pair[0] - 1.0, *risk_free));
            lowest = lowest.min(worth);
            highest = highest.max(worth);
            // A quotient only where it may be the lowest.
            if worth <= drop * highest {
                drop = drop.min(worth / highest);
            }
        }
        let (lowest, highest) = (lowest / opens, highest / opens);
        Piece { opens, closes, lowest, highest, drop, sums, exposed: 0.0, worths: 0 }
    }
}
