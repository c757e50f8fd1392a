//! What a path that holds one asset at a time trades.

use super::path::{Crossing, Leg};
use crate::stats::Trades;

/// Money as a share of the first equity.
#[derive(Default)]
pub struct Trading {
    bought: f64,
    sold: f64,
    orders: usize,
    /// Closes with something held.
    exposed: usize,
    /// What the present holding was bought for, costs included, and when.
    open: Option<(f64, usize)>,
    /// Calendar days of all holdings, those closed, and how many they are.
    days: i64,
    holdings: usize,
    closed: usize,
    wins: usize,
    /// A gain that is nothing but rounding.
    pub even: bool,
}

impl Trading {
    pub fn hold(&mut self, Leg { holding, from, to, .. }: Leg) {
        if holding.is_some() {
            self.exposed += to - from + 1;
        }
    }

    /// `days` numbers the calendar days of the sessions.
    pub fn cross(&mut self, crossing: Crossing, cost: f64, days: &[i64]) {
        let Crossing { session, from, to, before, after, .. } = crossing;
        if from == to {
            return;
        }
        if from.is_some() {
            self.sold += before;
            self.orders += 1;
            if let Some((paid, since)) = self.open.take() {
                let gain = before * (1.0 - cost) - paid;
                self.even |= gain.abs() <= 1e-12 * paid;
                self.wins += usize::from(gain > 0.0);
                self.days += days[session] - days[since];
                self.holdings += 1;
                self.closed += 1;
            }
        }
        if to.is_some() {
            self.bought += after;
            self.orders += 1;
            self.open = Some((after * (1.0 + cost), session));
        }
    }

    /// All of it, at the last of the sessions after the first.
    pub fn trades(&self, switches: usize, mean_equity: f64, cost: f64, days: &[i64]) -> Trades {
        let mean = |sum: f64, count: usize| (count > 0).then(|| sum / count as f64);
        let last = days.len() - 1;
        let still = self.open.map(|(_, since)| days[last] - days[since]);
        Trades {
            bought: self.bought,
            sold: self.sold,
            costs: cost * (self.bought + self.sold),
            mean_equity,
            orders: self.orders,
            switches,
            exposure: mean(self.exposed as f64, last),
            hold_days: mean((self.days + still.unwrap_or(0)) as f64, self.holdings + usize::from(still.is_some())),
            wins: mean(self.wins as f64, self.closed),
        }
    }
}
