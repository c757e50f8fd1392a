//! Funds of bonds: a point of the curve, with or without expected inflation taken out and a credit spread put on.

use super::curve::{Curve, Moved, Tenor};
use super::draws::Source;
use super::index::Session;
use super::listing::Listing;
use super::moves::Move;
use super::regime::{Regime, YEAR};

/// What makes one fund.
pub(super) struct Bond {
    pub(super) listing: Listing,
    tenor: Tenor,
    /// Years of duration, and of maturity over which coupons are renewed.
    duration: f64,
    convexity: f64,
    renewal: f64,
    /// Share of expected inflation's changes that its price does not feel: 1 if payments follow prices.
    linked: f64,
    /// The usual credit spread, a fraction a year.
    spread: f64,
}

const TREASURY: Bond = Bond {
    listing: Listing::old("", 1.0, 1.0),
    tenor: Tenor::Middle,
    duration: 0.0,
    convexity: 0.0,
    renewal: 1.0,
    linked: 0.0,
    spread: 0.0,
};

#[rustfmt::skip]
pub(super) const BONDS: [Bond; 6] = [
    Bond { listing: Listing::old("BONDS",       100.0,  5e6), tenor: Tenor::Middle, duration:  5.5, convexity:  40.0, renewal:  6.0, ..TREASURY },
    Bond { listing: Listing::old("SHORT_BONDS",  82.0,  2e6), tenor: Tenor::Short,  duration:  1.9, convexity:   5.0, renewal:  2.0, ..TREASURY },
    Bond { listing: Listing::old("LONG_BONDS",   85.0, 12e6), tenor: Tenor::Long,   duration: 17.0, convexity: 370.0, renewal: 20.0, ..TREASURY },
    Bond { listing: Listing::old("INFLATION",   100.0,  2e6), tenor: Tenor::Ten,    duration:  6.7, convexity:  60.0, renewal:  8.0, linked: 1.0, ..TREASURY },
    Bond { listing: Listing::old("CORPORATE",   105.0, 10e6), tenor: Tenor::Ten,    duration:  8.0, convexity:  85.0, renewal:  9.0, spread: 0.012, ..TREASURY },
    Bond { listing: Listing::since(2004, 4, 12, "CREDIT", 90.0, 15e6), tenor: Tenor::Middle, duration: 3.8, convexity: 18.0, renewal: 4.0, spread: 0.050, ..TREASURY },
];

/// A fund's coupon and the state of its spread.
pub(super) struct Fund {
    bond: &'static Bond,
    /// What is paid out, a fraction of the price a year: the yield's average over the time of renewal.
    coupon: f64,
    spread: Spread,
}

impl Fund {
    pub(super) fn start(bond: &'static Bond, curve: &Curve, regime: Regime) -> Self {
        let spread = Spread { level: usual(regime) };
        Self { bond, coupon: curve.at(bond.tenor) + bond.spread * spread.level, spread }
    }

    /// One session after `days` of carry: (yield - what defaults cost) x time - duration x dy + convexity x dy^2 / 2.
    pub(super) fn step(
        &mut self,
        days: f64,
        curve: &Moved,
        inflation: Move,
        regime: Regime,
        market: Session,
        source: &mut Source,
    ) -> Move {
        let treasury = curve.at(self.bond.tenor);
        let spread = self.bond.spread * self.spread.level;
        let widening = self.spread.step(regime, market, source) * self.bond.spread;
        let change = treasury.change + inflation * -self.bond.linked + widening;
        let dy = change.whole();
        let yield_ = treasury.level + spread;
        let income = (yield_ - LOST * spread) * days / 365.0 + self.bond.convexity / 2.0 * dy * dy;
        self.coupon += (yield_ - self.coupon) / (self.bond.renewal * YEAR);
        Move::carry(income) + change * -self.bond.duration
    }

    /// A month's payment, as a share of the price.
    pub(super) fn monthly_coupon(&self) -> f64 {
        (self.coupon / 12.0).max(0.0)
    }
}

/// Share of the spread that defaults take.
const LOST: f64 = 0.6;
/// Return of the spread to its level, a year.
const REVERSION: f64 = 2.0;
/// Relative change of the spread for a market shock of -1, and the volatility a year of what the market does not
/// explain.
const RESPONSE: f64 = 1.9;
const OWN_VOLATILITY: f64 = 0.32;

/// The level of spreads, 1 being usual.
fn usual(regime: Regime) -> f64 {
    match regime {
        Regime::Expansion => 0.8,
        Regime::Bear => 1.7,
        Regime::Recovery => 1.2,
    }
}

/// A credit spread, 1 being usual. It moves in proportion to itself, so it stays above zero.
struct Spread {
    level: f64,
}

impl Spread {
    /// Passes one session; the change.
    fn step(&mut self, regime: Regime, market: Session, source: &mut Source) -> Move {
        let own = Move::shock(OWN_VOLATILITY * OWN_VOLATILITY / YEAR, source);
        let news = (own + market.shock * -RESPONSE) * self.level;
        let change = news + Move::carry(REVERSION / YEAR * (usual(regime) - self.level));
        self.level += change.whole();
        change
    }
}
