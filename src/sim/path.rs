//! What one run leaves behind.

use super::decide::Decision;
use super::holding::{Holding, Order};
use super::overlays::Stop;
use super::weights::Weights;

/// The path of one run. Columns have one value a session, the start session first.
#[derive(Clone, Debug, Default)]
pub struct Path {
    pub first: usize,
    /// Equity at the close. The first is the capital: under same-close fills too, whose first cost shows a session later.
    pub equity: Vec<f64>,
    pub weights: Weights,
    pub orders: Vec<Order>,
    pub holdings: Vec<Holding>,
    pub bought: f64,
    pub sold: f64,
    pub costs: f64,
    /// Target changes after the first purchase, in each tranche.
    pub switches: usize,
    /// Orders that had to wait for an asset's next bar.
    pub waited: usize,
    /// Assets that were sold because their data ended.
    pub ended: Vec<usize>,
    /// The decisions whose fill lies beyond the last session, the oldest first. What a stop keeps in cash has no weight in them.
    pub pending: Vec<Decision>,
    /// Every stop, the oldest first, as often as tranches have it.
    pub stops: Vec<Stop>,
    /// Those whose sale is still to come, each once.
    pub pending_stops: Vec<Stop>,
    /// Equity was gone at the last session of the path.
    pub ruined: bool,
}

impl Path {
    pub fn last(&self) -> usize {
        self.first + self.equity.len() - 1
    }

    /// Adds orders to the list and to the sums.
    pub(super) fn record_orders(&mut self, orders: Vec<Order>) {
        for order in &orders {
            self.bought += order.value.max(0.0);
            self.sold += (-order.value).max(0.0);
            self.costs += order.cost;
        }
        self.orders.extend(orders);
    }
}
