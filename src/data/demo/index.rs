//! The large-cap market: a drift and a level of volatility by regime, clustered and asymmetric around it (GJR-GARCH).

use super::draws::Source;
use super::moves::Move;
use super::regime::{Regime, YEAR};

/// Response of the variance to a squared shock, the extra response to a negative one, and its persistence
/// (Glosten, Jagannathan and Runkle 1993).
const REACTION: f64 = 0.01;
const ASYMMETRY: f64 = 0.13;
const PERSISTENCE: f64 = 0.90;
/// The highest volatility a year: about the highest close of the VIX, 82.69 on 2020-03-16.
const CEILING: f64 = 0.8;

/// Expected total return a year.
fn drift(regime: Regime) -> f64 {
    match regime {
        Regime::Expansion => 0.16,
        Regime::Bear => -0.22,
        Regime::Recovery => 0.30,
    }
}

/// The volatility a year to which it returns.
fn volatility(regime: Regime) -> f64 {
    match regime {
        Regime::Expansion => 0.12,
        Regime::Bear => 0.27,
        Regime::Recovery => 0.19,
    }
}

/// The variance of a session to which it returns.
pub(super) fn level(regime: Regime) -> f64 {
    volatility(regime) * volatility(regime) / YEAR
}

/// The conditional variance of the coming session.
pub(super) struct Index {
    variance: f64,
}

/// One session of the market.
#[derive(Clone, Copy)]
pub(super) struct Session {
    /// The return, drift included.
    pub(super) total: Move,
    /// The surprise in it.
    pub(super) shock: Move,
}

impl Index {
    pub(super) fn start(regime: Regime) -> Self {
        Self { variance: level(regime) }
    }

    /// Passes one session: h' = V (1 - a - g/2 - b) + (a + g [x < 0]) x^2 + b h, with V by regime.
    pub(super) fn step(&mut self, regime: Regime, source: &mut Source) -> Session {
        let shock = Move::shock(self.variance, source);
        let surprise = shock.whole();
        let response = if surprise < 0.0 { REACTION + ASYMMETRY } else { REACTION };
        let pull = 1.0 - REACTION - ASYMMETRY / 2.0 - PERSISTENCE;
        let next = level(regime) * pull + response * surprise * surprise + PERSISTENCE * self.variance;
        self.variance = next.min(CEILING * CEILING / YEAR);
        Session { total: Move::drift(drift(regime)) + shock, shock }
    }
}
