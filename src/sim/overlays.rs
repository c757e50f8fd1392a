//! Exits by how a holding has gone, judged at each close.
//!
//! A holding is one asset of one tranche, from the fill that opens it to the one that leaves nothing of it. Its price at entry is the
//! price of the first: a rebalance that adds to it, or takes from it, moves nothing. All prices are in the terms that holdings
//! grow by.

use crate::strategy::Overlays;
use std::fmt;

/// A close that is above a level by no more than rounding has reached it.
const TOUCHED: f64 = 1.0 + 1e-12;

/// The highest close that is `fall` below `from`.
pub fn stop_level(fall: f64, from: f64) -> f64 {
    (1.0 - fall) * from * TOUCHED
}

/// Why an order was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// The target of the rules.
    Decision,
    StopLoss,
    TrailingStop,
    /// The life of the asset is over.
    Ended,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Reason::Decision => "decision",
            Reason::StopLoss => "stop_loss",
            Reason::TrailingStop => "trailing_stop",
            Reason::Ended => "ended",
        })
    }
}

/// An overlay's order to sell a holding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stop {
    /// The session at whose close the level was reached.
    pub session: usize,
    pub asset: usize,
    pub reason: Reason,
}

/// The prices that a holding is judged by.
#[derive(Clone, Copy, Debug)]
pub(super) struct Marks {
    entry: f64,
    /// Of the entry and the closes since.
    high: f64,
}

impl Marks {
    pub fn at(entry: f64) -> Self {
        Self { entry, high: entry }
    }

    /// Takes in a close, and says which overlay sells at it. Where both do, the fall since entry is the reason.
    pub fn judge(&mut self, close: f64, overlays: &Overlays) -> Option<Reason> {
        self.high = self.high.max(close);
        let fell = |from: f64, fall: Option<f64>| fall.is_some_and(|fall| close <= stop_level(fall, from));
        if fell(self.entry, overlays.stop_loss) {
            Some(Reason::StopLoss)
        } else {
            fell(self.high, overlays.trailing_stop).then_some(Reason::TrailingStop)
        }
    }
}
