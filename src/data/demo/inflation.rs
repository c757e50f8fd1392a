//! Expected inflation: what the ten-year yield pays above a real one.

use super::draws::Source;
use super::index::Session;
use super::moves::Move;
use super::regime::{Regime, YEAR};

const REVERSION: f64 = 1.0;
/// Of its changes, a year; and their correlation with the market's shock.
const VOLATILITY: f64 = 0.005;
const CORRELATION: f64 = 0.35;

/// Where it returns to: demand raises prices in expansions, and falls short in bear markets.
fn target(regime: Regime) -> f64 {
    match regime {
        Regime::Expansion => 0.024,
        Regime::Bear => 0.015,
        Regime::Recovery => 0.020,
    }
}

/// The state of expectations, a fraction a year.
pub(super) struct Inflation {
    expected: f64,
}

impl Inflation {
    pub(super) fn start(regime: Regime) -> Self {
        Self { expected: target(regime) }
    }

    /// Passes one session; the change.
    pub(super) fn step(&mut self, regime: Regime, market: Session, source: &mut Source) -> Move {
        let variance = VOLATILITY * VOLATILITY / YEAR;
        let shared = market.shock * (CORRELATION * (variance / market.shock.variance).sqrt());
        let own = Move::shock(variance * (1.0 - CORRELATION * CORRELATION), source);
        let change = shared + own + Move::carry(REVERSION / YEAR * (target(regime) - self.expected));
        self.expected += change.whole();
        change
    }
}
