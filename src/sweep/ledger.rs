//! What one combination that holds several assets leaves behind, close by close and order by order.

use super::curve::Curve;
use super::full::Scene;
use super::lockstep::Follows;
use super::path::Terrain;
use super::turn::{Step, Turn};
use crate::stats::{Summary, Trades};

/// An order that is filled.
#[derive(Clone, Copy, Debug)]
pub struct Filled {
    pub session: usize,
    pub asset: usize,
    /// As [`crate::sim::Order`] has them; money as a share of equity at the close before the step.
    pub value: f64,
    pub cost: f64,
    /// Nothing is left of the holding.
    pub closes: bool,
}

/// Money as a share of the first equity.
pub struct Ledger {
    curve: Curve,
    /// Equity in the money of what is held.
    unit: f64,
    bought: f64,
    sold: f64,
    costs: f64,
    orders: usize,
    /// Sum of the weights outside cash over the closes after the start.
    exposed: f64,
    open: Vec<Option<Open>>,
    /// The holdings that are closed: from which session of the panel to which.
    held: Vec<(usize, usize)>,
    wins: usize,
    /// A gain that is nothing but rounding.
    even: bool,
}

#[derive(Clone, Copy)]
struct Open {
    session: usize,
    /// What it was sold for less what it was bought for; and all that was paid.
    flow: f64,
    paid: f64,
}

impl Ledger {
    pub fn new(closes: usize, assets: usize) -> Ledger {
        Ledger {
            curve: Curve::new(closes),
            unit: 1.0,
            bought: 0.0,
            sold: 0.0,
            costs: 0.0,
            orders: 0,
            exposed: 0.0,
            open: vec![None; assets],
            held: Vec::new(),
            wins: 0,
            even: false,
        }
    }

    fn fill(&mut self, order: &Filled, equity: f64) {
        let (value, cost) = (order.value * equity, order.cost * equity);
        self.bought += value.max(0.0);
        self.sold += (-value).max(0.0);
        self.costs += cost;
        self.orders += 1;
        let open = self.open[order.asset].get_or_insert(Open { session: order.session, flow: 0.0, paid: 0.0 });
        open.flow -= value + cost;
        open.paid += value.max(0.0);
        if order.closes {
            let Open { session, flow, paid } = *open;
            self.even |= flow.abs() <= 1e-12 * paid;
            self.wins += usize::from(flow > 0.0);
            self.held.push((session, order.session));
            self.open[order.asset] = None;
        }
    }

    /// What all metrics are computed from, over sessions from `first` of the panel on; None where rounding decides.
    pub fn summary(&self, terrain: &Terrain, scene: &Scene, first: usize, switches: usize) -> Option<Summary> {
        if self.even || self.curve.is_tied() {
            return None;
        }
        let last = scene.days.len() - 1;
        let days = |from: usize, to: usize| scene.days[to - first] - scene.days[from - first];
        let closed: i64 = self.held.iter().map(|(from, to)| days(*from, *to)).sum();
        let still = || self.open.iter().flatten();
        let all = closed + still().map(|open| days(open.session, first + last)).sum::<i64>();
        let mean = |sum: f64, count: usize| (count > 0).then(|| sum / count as f64);
        let trades = Trades {
            bought: self.bought,
            sold: self.sold,
            costs: self.costs,
            mean_equity: self.curve.mean(),
            orders: self.orders,
            switches,
            exposure: mean(self.exposed, last),
            hold_days: mean(all as f64, self.held.len() + still().count()),
            wins: mean(self.wins as f64, self.held.len()),
        };
        Some(Summary { trades: Some(trades), ..self.curve.summary(terrain, scene) })
    }
}

impl Follows for Ledger {
    fn begin(&mut self, worths: &[f64]) {
        self.curve.extend(worths, self.unit);
    }

    fn go(&mut self, step: &Step, turn: &Turn) {
        let equity = self.curve.closes.last().copied().unwrap_or(self.unit);
        let orders = turn.orders(step);
        orders.iter().for_each(|order| self.fill(order, equity));
        let worths = turn.worths(step);
        if step.bought {
            self.unit = equity * step.first / worths[0];
        }
        self.exposed += step.piece.exposed;
        self.curve.trade(!orders.is_empty());
        self.curve.extend(worths, self.unit);
    }
}
