//! Treasury yields at four points of the curve: each follows the policy rate part of the way, and one shock moves
//! them all.

use super::draws::{Draws, Purpose};
use super::index::Session;
use super::moves::Move;
use super::regime::{Regime, YEAR};
use crate::data::Date;

/// Where the policy rate is expected to go in the long run.
const NEUTRAL: f64 = 0.025;
/// Volatility a year of the common shock, that of the middle of the curve.
const VOLATILITY: f64 = 0.0082;

/// A point of the curve; its place in `POINTS`.
#[derive(Clone, Copy)]
pub(super) enum Tenor {
    Short,
    Middle,
    Ten,
    Long,
}

/// How one yield moves.
struct Point {
    /// It returns to `premium` + `weight` x the policy rate + (1 - `weight`) x NEUTRAL, `reversion` of the way a year.
    premium: f64,
    weight: f64,
    reversion: f64,
    /// Volatility a year, and its shock's correlation with the common one.
    volatility: f64,
    loading: f64,
}

#[rustfmt::skip]
const POINTS: [Point; 4] = [
    Point { premium: 0.003, weight: 0.85, reversion: 1.5, volatility: 0.0070,     loading: 0.75 },
    Point { premium: 0.012, weight: 0.50, reversion: 0.5, volatility: VOLATILITY, loading: 1.00 },
    Point { premium: 0.012, weight: 0.40, reversion: 0.5, volatility: 0.0085,     loading: 0.98 },
    Point { premium: 0.013, weight: 0.30, reversion: 0.5, volatility: 0.0080,     loading: 0.93 },
];

impl Point {
    fn anchor(&self, policy_rate: f64) -> f64 {
        self.premium + self.weight * policy_rate / 100.0 + (1.0 - self.weight) * NEUTRAL
    }
}

/// Correlation of bonds' returns with the market's shock: flight to quality in bear markets.
fn correlation(regime: Regime) -> f64 {
    match regime {
        Regime::Expansion => -0.05,
        Regime::Bear => -0.35,
        Regime::Recovery => -0.15,
    }
}

/// A yield before a session, a fraction a year, and how it changes in it.
#[derive(Clone, Copy)]
pub(super) struct Yield {
    pub(super) level: f64,
    pub(super) change: Move,
}

/// The yields after a session, fractions a year.
pub(super) struct Curve {
    levels: [f64; 4],
}

impl Curve {
    pub(super) fn start(policy_rate: f64) -> Self {
        Self { levels: POINTS.map(|point| point.anchor(policy_rate)) }
    }

    pub(super) fn at(&self, tenor: Tenor) -> f64 {
        self.levels[tenor as usize]
    }

    /// Passes one session.
    pub(super) fn step(
        &mut self,
        draws: &Draws,
        date: Date,
        policy_rate: f64,
        regime: Regime,
        market: Session,
    ) -> Moved {
        let variance = VOLATILITY * VOLATILITY / YEAR;
        let rho = correlation(regime);
        // A loss of the market lowers yields where the bonds' correlation with it is negative.
        let shared = market.shock * (-rho * (variance / market.shock.variance).sqrt());
        let common = shared + Move::shock(variance * (1.0 - rho * rho), &mut draws.on(date, Purpose::Yield));
        let mut moved = [Yield { level: 0.0, change: Move::carry(0.0) }; 4];
        for (place, (point, level)) in POINTS.iter().zip(&mut self.levels).enumerate() {
            let rest = point.volatility * point.volatility / YEAR * (1.0 - point.loading * point.loading);
            let own = Move::shock(rest, &mut draws.on(date, Purpose::OwnYield(place)));
            let reversion = point.reversion / YEAR * (point.anchor(policy_rate) - *level);
            let common = common * (point.loading * point.volatility / VOLATILITY);
            let change = common + own + Move::carry(reversion);
            moved[place] = Yield { level: *level, change };
            *level += change.whole();
        }
        Moved(moved)
    }
}

/// One session of the curve.
pub(super) struct Moved([Yield; 4]);

impl Moved {
    pub(super) fn at(&self, tenor: Tenor) -> Yield {
        self.0[tenor as usize]
    }
}
