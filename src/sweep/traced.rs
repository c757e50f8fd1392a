//! A path that is followed from close to close, for what sums of stretches are too inexact for.

use super::core::Core;
use super::full::Scene;
use super::path::{Crossing, Fill, Leg, Summing, Terrain};
use super::trading::Trading;
use crate::stats::{Sample, Summary};

/// The curve of a path that holds one asset at a time, as a share of its first equity.
pub struct Traced<'a> {
    terrain: &'a Terrain,
    scene: &'a Scene,
    core: Core<'a>,
    trading: Trading,
    curve: Curve,
}

impl<'a> Traced<'a> {
    /// What all metrics are computed from; None where rounding decides.
    pub fn summary(terrain: &'a Terrain, scene: &'a Scene, fills: impl Iterator<Item = Fill>) -> Option<Summary> {
        let mut traced = Traced {
            terrain,
            scene,
            core: Core::new(terrain),
            trading: Trading::default(),
            curve: Curve::new(terrain.steps + 1),
        };
        terrain.walk(fills, &mut traced);
        let Traced { core, trading, curve, .. } = traced;
        if trading.even || curve.is_tied() {
            return None;
        }
        let mean = curve.mean();
        let trades = trading.trades(core.switches, mean, terrain.cost, &scene.days);
        Some(Summary { trades: Some(trades), ..Summary::of(&scene.sample(terrain, &curve.closes)) })
    }
}

impl Summing for Traced<'_> {
    fn hold(&mut self, leg: Leg) {
        let spans = self.terrain.spans(leg.holding);
        self.trading.hold(leg);
        self.curve.extend(&spans.close[leg.from..=leg.to], leg.unit);
    }

    fn cross(&mut self, crossing: Crossing) {
        self.curve.trade(crossing.from != crossing.to);
        self.core.cross(crossing);
        self.trading.cross(crossing, self.terrain.cost, &self.scene.days);
    }
}

/// Equity at every close, as a share of the first.
pub struct Curve {
    pub closes: Vec<f64>,
    peak: f64,
    /// Something was traded since the peak.
    traded: bool,
    tied: bool,
}

/// Closes that differ by less may do so by rounding.
pub const NEAR: f64 = 1e-13;

impl Curve {
    pub fn new(closes: usize) -> Curve {
        Curve { closes: Vec::with_capacity(closes), peak: 0.0, traded: false, tied: false }
    }

    /// Before the next close, something is traded, or nothing.
    pub fn trade(&mut self, traded: bool) {
        self.traded |= traded;
    }

    /// The closes of a stretch, which are `unit` times these.
    pub fn extend(&mut self, worths: &[f64], unit: f64) {
        for worth in worths {
            let close = worth * unit;
            let above = close - self.peak;
            // What was held throughout has the same worth at the same prices, to the bit.
            self.tied |= above.abs() < NEAR * self.peak && (self.traded || above != 0.0);
            if above >= 0.0 {
                (self.peak, self.traded) = (close, false);
            }
            self.closes.push(close);
        }
    }

    /// Whether it is for rounding to say when a peak is reached again.
    pub fn is_tied(&self) -> bool {
        self.tied
    }

    pub fn mean(&self) -> f64 {
        self.closes.iter().sum::<f64>() / self.closes.len() as f64
    }
}

impl Scene {
    /// A curve of equity over all sessions.
    pub fn sample<'a>(&'a self, terrain: &'a Terrain, equity: &'a [f64]) -> Sample<'a> {
        Sample {
            dates: &self.dates,
            equity,
            risk_free: &terrain.risk_free,
            benchmark: self.benchmark.as_ref().map(|benchmark| benchmark.returns.as_slice()),
            sessions_per_year: terrain.sessions_per_year,
            ends_at_month_end: self.closes_month,
            trading: None,
        }
    }
}
