//! Cash: the policy rate less a fee.

use super::listing::Listing;
use super::moves::Move;

pub(super) const BILLS: Listing = Listing::old("BILLS", 91.5, 2e6);
/// What the fund keeps a year.
const FEE: f64 = 0.001;
/// A session's standard deviation of its quotes.
const FLICKER: f64 = 0.000_04;

/// Cash in a fund of bills.
pub(super) struct Bills {
    /// Income not yet paid out, as a share of the price; below zero while the fee exceeds the rate.
    accrued: f64,
}

impl Bills {
    pub(super) fn start() -> Self {
        Self { accrued: 0.0 }
    }

    /// One session after `days` at the rate known at the close before.
    pub(super) fn step(&mut self, days: f64, policy_rate: f64) -> Move {
        let income = (policy_rate / 100.0 - FEE) * days / 365.0;
        self.accrued += income;
        Move { variance: FLICKER * FLICKER, ..Move::carry(income) }
    }

    /// Pays out what has accrued, as a share of the price.
    pub(super) fn pay(&mut self) -> f64 {
        let paid = self.accrued.max(0.0);
        self.accrued -= paid;
        paid
    }
}
