//! A path that is followed from close to close, for what sums of stretches are too inexact for.

use super::core::Core;
use super::curve::Curve;
use super::full::Scene;
use super::path::{Crossing, Fill, Leg, Summing, Terrain};
use super::trading::Trading;
use crate::stats::Summary;

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
        let trades = trading.trades(core.switches, curve.mean(), terrain.cost, &scene.days);
        Some(Summary { trades: Some(trades), ..curve.summary(terrain, scene) })
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
