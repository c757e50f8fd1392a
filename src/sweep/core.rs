//! The sums that the core metrics need.

use super::path::{Crossing, Fill, Leg, Summing, Terrain};
use super::spans::{add, parts};
use super::stops::Passage;
use crate::stats::{Spread, Summary, Trades};

pub struct Core<'a> {
    terrain: &'a Terrain,
    /// Of the session returns: sum, sum of squares; the same less the risk-free return.
    pub sums: [f64; 4],
    /// Lowest equity over the highest before it; 1 where it never falls.
    drop: f64,
    peak: f64,
    /// Fills of another target after the first purchase.
    pub switches: usize,
    purchased: bool,
}

/// A sum of squares below this share of those that it was made from may have lost too many digits.
const FAINT: f64 = 0.02;

/// Whether a sum of squares, made from larger ones, is too inexact to be divided by. Where all is rounding, nothing is.
pub fn is_faint(sum: f64, reach: f64) -> bool {
    reach > 1e-22 && sum < FAINT * reach
}

/// Whether deviations over `n` sessions are too small to be told from [`Core::sums`]; `reach`: sums of squares that these were made
/// from.
pub fn are_faint([sum, squares, excess, excess_squares]: [f64; 4], n: f64, reach: [f64; 2]) -> bool {
    is_faint(squares - sum * sum / n, reach[0]) || is_faint(excess_squares - excess * excess / n, reach[1])
}

impl<'a> Core<'a> {
    pub fn new(terrain: &'a Terrain) -> Self {
        Self { terrain, sums: [0.0; 4], drop: 1.0, peak: 0.0, switches: 0, purchased: false }
    }

    /// What the core metrics are computed from, and nothing else; None where sums of stretches are not exact enough.
    pub fn summary(terrain: &Terrain, fills: impl Iterator<Item = Fill>) -> Option<Summary> {
        let mut core = Core::new(terrain);
        let growth = terrain.walk(fills, &mut core);
        (!core.is_doubtful()).then(|| core.summed(growth))
    }

    /// A stretch that begins at this equity.
    pub fn pass(&mut self, passage: &Passage, equity: f64) {
        let Passage { closes, sums, .. } = passage;
        self.drop = self.drop.min(closes.drop).min(closes.lowest * equity / self.peak);
        self.peak = self.peak.max(closes.highest * equity);
        add(&mut self.sums, sums);
    }

    /// What a fill changes, but for its session's return.
    pub fn switch(&mut self, Fill { to, decided, .. }: Fill) {
        self.switches += usize::from(self.purchased && decided);
        self.purchased |= to.is_some();
    }

    /// Whether the deviations are too small beside the mean to be told from such sums.
    pub fn is_doubtful(&self) -> bool {
        are_faint(self.sums, self.terrain.steps as f64, [self.sums[1], self.sums[3]])
    }

    /// The summary of a path that has grown to `growth`.
    pub fn summed(&self, growth: f64) -> Summary {
        let Terrain { steps, years, sessions_per_year, .. } = *self.terrain;
        let totals = Totals { sums: self.sums, growth, drop: self.drop, switches: self.switches };
        totals.summary(steps, years, sessions_per_year)
    }
}

/// A path, summed up.
pub struct Totals {
    /// Of the session returns: sum, sum of squares; the same less the risk-free return.
    pub sums: [f64; 4],
    pub growth: f64,
    /// Lowest equity over the highest before it; 1 where it never falls.
    pub drop: f64,
    pub switches: usize,
}

impl Totals {
    /// What the core metrics are computed from, over `steps` sessions after the first.
    pub fn summary(&self, steps: usize, years: f64, sessions_per_year: f64) -> Summary {
        let [sum, squares, excess, excess_squares] = self.sums;
        Summary {
            sessions_per_year,
            years,
            growth: Some(self.growth),
            returns: spread(steps, sum, squares),
            excess: spread(steps, excess, excess_squares),
            deepest: Some(self.drop - 1.0),
            trades: Some(Trades { switches: self.switches, ..Trades::default() }),
            ..Summary::default()
        }
    }
}

/// From a sum and a sum of squares. What rounding leaves below zero is none.
pub fn spread(count: usize, sum: f64, squares: f64) -> Option<Spread> {
    let n = count as f64;
    let variance = (squares / n - (sum / n).powi(2)).max(0.0);
    (count > 0).then(|| Spread { count, mean: sum / n, variance })
}

impl Summing for Core<'_> {
    fn hold(&mut self, Leg { holding, from, to, unit }: Leg) {
        let spans = self.terrain.spans(holding);
        let stretch = spans.closes.get(from, to);
        self.drop = self.drop.min(stretch.drop).min(stretch.lowest * unit / self.peak);
        self.peak = self.peak.max(stretch.highest * unit);
        add(&mut self.sums, &spans.sums(from, to));
    }

    fn cross(&mut self, crossing: Crossing) {
        let Crossing { session, to, decided, value, .. } = crossing;
        add(&mut self.sums, &parts(value, self.terrain.risk_free[session - 1]));
        self.switch(Fill { session, to, decided });
    }
}
