//! Bonds and bills: a yield that follows the policy rate halfway, and cash at the policy rate less a fee.

use super::draws::Source;
use super::index::Session;
use super::moves::Move;
use super::regime::{Regime, YEAR};

/// Of the bonds: years of duration, and of maturity over which coupons are renewed.
const DURATION: f64 = 5.5;
const CONVEXITY: f64 = 40.0;
const RENEWAL: f64 = 6.0;
/// The yield's long-run anchor is PREMIUM + the mean of the policy rate and NEUTRAL; it returns there at
/// REVERSION a year and moves by VOLATILITY a year.
const PREMIUM: f64 = 0.018;
const NEUTRAL: f64 = 0.025;
const REVERSION: f64 = 0.5;
const VOLATILITY: f64 = 0.0082;
/// What the bills' fund keeps a year.
const FEE: f64 = 0.001;
/// A session's standard deviation of the bills' quotes.
const FLICKER: f64 = 0.000_04;

/// Correlation of the bonds' return with the market's shock: flight to quality in bear markets.
fn correlation(regime: Regime) -> f64 {
    match regime {
        Regime::Expansion => -0.05,
        Regime::Bear => -0.35,
        Regime::Recovery => -0.15,
    }
}

/// The state of the bond market.
pub(super) struct Bonds {
    /// Yield to maturity, a fraction a year.
    yield_: f64,
    /// What is paid out, a fraction of the price a year: the yield's average over the time of renewal.
    coupon: f64,
}

impl Bonds {
    pub(super) fn start(policy_rate: f64) -> Self {
        let anchor = anchor(policy_rate);
        Self { yield_: anchor, coupon: anchor }
    }

    /// One session after `days` of carry: yield x time - duration x dy + convexity x dy^2 / 2.
    pub(super) fn step(
        &mut self,
        days: f64,
        policy_rate: f64,
        regime: Regime,
        market: Session,
        source: &mut Source,
    ) -> Move {
        let variance = VOLATILITY * VOLATILITY / YEAR;
        let rho = correlation(regime);
        // A loss of the market lowers the yield where the bonds' correlation with it is negative.
        let shared = market.shock * (-rho * (variance / market.shock.variance).sqrt());
        let own = Move::shock(variance * (1.0 - rho * rho), source);
        let reversion = REVERSION / YEAR * (anchor(policy_rate) - self.yield_);
        let change = shared + own + Move::carry(reversion);
        let dy = change.whole();
        let income = self.yield_ * days / 365.0 + CONVEXITY / 2.0 * dy * dy;
        self.yield_ += dy;
        self.coupon += (self.yield_ - self.coupon) / (RENEWAL * YEAR);
        Move::carry(income) + change * -DURATION
    }

    /// A month's payment, as a share of the price.
    pub(super) fn monthly_coupon(&self) -> f64 {
        (self.coupon / 12.0).max(0.0)
    }
}

fn anchor(policy_rate: f64) -> f64 {
    PREMIUM + 0.5 * (policy_rate / 100.0 + NEUTRAL)
}

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
