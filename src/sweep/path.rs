//! One combination's path, from one holding to the next.

use super::spans::Spans;

/// What is held: the place of an asset, or None for cash.
pub type Holding = Option<usize>;

/// A change of what is held, filled at a session counted from the first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fill {
    pub session: usize,
    pub to: Holding,
    /// By the rules; else by a stop.
    pub decided: bool,
}

/// What every combination of a sweep goes over.
pub struct Terrain {
    pub assets: Vec<Spans>,
    pub cash: Spans,
    /// Sessions after the first.
    pub steps: usize,
    /// Fraction of traded money.
    pub cost: f64,
    pub at_open: bool,
    pub years: f64,
    pub sessions_per_year: f64,
    /// Risk-free return of each session after the first.
    pub risk_free: Vec<f64>,
}

/// One holding, from the close of `from` to that of `to`. `unit` times its close is equity.
#[derive(Clone, Copy, Debug)]
pub struct Leg {
    pub holding: Holding,
    pub from: usize,
    pub to: usize,
    pub unit: f64,
}

/// The session of a fill: the old holding up to the fill, the new one after it.
#[derive(Clone, Copy, Debug)]
pub struct Crossing {
    pub session: usize,
    pub from: Holding,
    pub to: Holding,
    pub decided: bool,
    /// Equity when it is filled, before costs and after them.
    pub before: f64,
    pub after: f64,
    /// The session's return.
    pub value: f64,
}

/// Who sums up a path. Every close is in one leg, every session after the first in one leg or crossing.
pub trait Summing {
    fn hold(&mut self, leg: Leg);
    fn cross(&mut self, crossing: Crossing);
}

/// Nobody.
impl Summing for () {
    fn hold(&mut self, _: Leg) {}
    fn cross(&mut self, _: Crossing) {}
}

impl Terrain {
    pub fn spans(&self, holding: Holding) -> &Spans {
        holding.map_or(&self.cash, |asset| &self.assets[asset])
    }

    /// What costs leave of a change from one holding to another.
    fn kept(&self, from: Holding, to: Holding) -> f64 {
        match (from, to) {
            (None, Some(_)) => 1.0 / (1.0 + self.cost),
            (Some(_), None) => 1.0 - self.cost,
            (Some(from), Some(to)) if from != to => (1.0 - self.cost) / (1.0 + self.cost),
            _ => 1.0,
        }
    }

    /// Goes a path that begins in cash at session 0, and returns its last equity over the first. `fills` are in order, none at
    /// session 0.
    pub fn walk(&self, fills: impl Iterator<Item = Fill>, summing: &mut impl Summing) -> f64 {
        let mut walk = Walk::new(self);
        fills.for_each(|fill| _ = walk.fill(fill, summing));
        walk.end(summing)
    }
}

/// A path on its way.
#[derive(Clone, Copy)]
pub struct Walk<'a> {
    pub terrain: &'a Terrain,
    /// At the close of session `since`, that of the last fill.
    pub equity: f64,
    pub held: Holding,
    pub since: usize,
}

impl<'a> Walk<'a> {
    /// In cash at session 0.
    pub fn new(terrain: &'a Terrain) -> Walk<'a> {
        Walk { terrain, equity: 1.0, held: None, since: 0 }
    }

    /// Goes on to a fill, and through its session.
    pub fn fill(&mut self, Fill { session, to, decided }: Fill, summing: &mut impl Summing) -> Crossing {
        let Walk { terrain, held, since, .. } = *self;
        let (old, new) = (terrain.spans(held), terrain.spans(to));
        let unit = self.equity / old.close[since];
        summing.hold(Leg { holding: held, from: since, to: session - 1, unit });
        let before = unit * if terrain.at_open { old.open[session] } else { old.close[session] };
        let after = before * terrain.kept(held, to);
        self.equity = after * if terrain.at_open { new.close[session] / new.open[session] } else { 1.0 };
        let value = self.equity / (unit * old.close[session - 1]) - 1.0;
        let crossing = Crossing { session, from: held, to, decided, before, after, value };
        summing.cross(crossing);
        (self.held, self.since) = (to, session);
        crossing
    }

    /// Goes on to the last session: the equity there.
    pub fn end(self, summing: &mut impl Summing) -> f64 {
        let Walk { terrain, equity, held, since } = self;
        let spans = terrain.spans(held);
        let unit = equity / spans.close[since];
        summing.hold(Leg { holding: held, from: since, to: terrain.steps, unit });
        unit * spans.close[terrain.steps]
    }
}
