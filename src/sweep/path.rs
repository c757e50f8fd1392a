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
        let (mut equity, mut held, mut since) = (1.0, None, 0);
        for Fill { session, to, decided } in fills {
            let (old, new) = (self.spans(held), self.spans(to));
            let unit = equity / old.close[since];
            summing.hold(Leg { holding: held, from: since, to: session - 1, unit });
            let before = unit * if self.at_open { old.open[session] } else { old.close[session] };
            let after = before * self.kept(held, to);
            equity = after * if self.at_open { new.close[session] / new.open[session] } else { 1.0 };
            let value = equity / (unit * old.close[session - 1]) - 1.0;
            summing.cross(Crossing { session, from: held, to, decided, before, after, value });
            (held, since) = (to, session);
        }
        let spans = self.spans(held);
        let unit = equity / spans.close[since];
        summing.hold(Leg { holding: held, from: since, to: self.steps, unit });
        unit * spans.close[self.steps]
    }
}
