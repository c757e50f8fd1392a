//! The sums that every metric needs.

use super::core::{Core, are_faint, is_faint, spread};
use super::curve::NEAR;
use super::details::{Details, Reference, Sums};
use super::path::{Crossing, Fill, Holding, Leg, Summing, Terrain};
use super::spans::Spans;
use super::tail::{Holder, NOBODY, Worst, holder};
use super::trading::Trading;
use crate::stats::{Against, Months, Shape, Spread, Summary, log_growth};

/// What every combination's metrics beyond the core go over, beside [`Terrain`].
pub struct Scene {
    pub assets: Vec<Details>,
    pub cash: Details,
    pub worst: Worst,
    pub beside: Vec<Reference>,
    pub benchmark: Option<Benchmark>,
    /// The close before the first whole calendar month, and the last of each whole month.
    pub month_ends: Vec<usize>,
    /// By session, the number of its calendar day.
    pub days: Vec<i64>,
}

/// The sums of a benchmark by itself.
pub struct Benchmark {
    pub returns: Vec<f64>,
    /// Where it rises, and where it falls.
    pub rising: Vec<usize>,
    pub falling: Vec<usize>,
    /// Of its session returns less the risk-free ones.
    pub market: Spread,
    /// Its rises: how many, and their mean log growth.
    pub rises: (usize, f64),
    pub falls: (usize, f64),
    pub growth: f64,
}

impl Benchmark {
    /// Each has a return for each session after the first. None of none.
    pub fn new(returns: Vec<f64>, risk_free: &[f64]) -> Option<Benchmark> {
        let market = Spread::of(returns.iter().zip(risk_free).map(|(b, free)| b - free))?;
        let logs = |counts: fn(f64) -> bool| {
            let counted = returns.iter().copied().filter(|b| counts(*b)).map(log_growth);
            let (sum, count) = counted.fold((0.0, 0), |(sum, count), log| (sum + log, count + 1));
            (count, sum / count as f64)
        };
        let (rises, falls) = (logs(|b| b > 0.0), logs(|b| b < 0.0));
        let places = |counts: fn(f64) -> bool| (0..returns.len()).filter(|place| counts(returns[*place])).collect();
        let (rising, falling) = (places(|b| b > 0.0), places(|b| b < 0.0));
        let growth = returns.iter().map(|b| 1.0 + b).product();
        Some(Benchmark { market, rises, falls, growth, rising, falling, returns })
    }
}

pub struct Full<'a> {
    terrain: &'a Terrain,
    scene: &'a Scene,
    core: Core<'a>,
    sums: Sums,
    /// The largest sums that stretches were cut from, and with them rounding errors: r^2, (r - f)^2, min(r, 0)^2, (r - b)^2.
    reach: [f64; 4],
    falls: Falls,
    months: MonthCount,
    trading: Trading,
    holders: Vec<Holder>,
    /// Returns of the sessions between holdings.
    between: Vec<f64>,
}

/// The highest close so far, and what was below it.
#[derive(Default)]
struct Falls {
    peak: f64,
    at: usize,
    days: i64,
    squares: f64,
    /// How large the rounding errors of `squares` can be, in units of the last place.
    slack: f64,
    /// Something was traded since the peak.
    traded: bool,
    /// A close was as high as the peak but for rounding.
    tie: bool,
}

#[derive(Default)]
struct MonthCount {
    next: usize,
    base: f64,
    best: f64,
    worst: f64,
    positive: usize,
}

/// Why sums of stretches do not say what a path amounts to.
pub enum Doubt {
    /// They are cut from much larger ones.
    Faint,
    /// Rounding decides whether a close is as high as another, or a gain one.
    Rounding,
}

impl<'a> Full<'a> {
    /// What all metrics are computed from.
    pub fn summary(
        terrain: &'a Terrain,
        scene: &'a Scene,
        fills: impl Iterator<Item = Fill>,
    ) -> Result<Summary, Doubt> {
        let mut full = Full {
            terrain,
            scene,
            core: Core::new(terrain),
            sums: Sums::default(),
            reach: [0.0; 4],
            falls: Falls::default(),
            months: MonthCount { best: f64::NEG_INFINITY, worst: f64::INFINITY, ..MonthCount::default() },
            trading: Trading::default(),
            holders: vec![NOBODY; terrain.steps + 1],
            between: Vec::new(),
        };
        let growth = terrain.walk(fills, &mut full);
        full.summed(growth)
    }

    fn details(&self, holding: Holding) -> &'a Details {
        holding.map_or(&self.scene.cash, |asset| &self.scene.assets[asset])
    }

    fn doubt(&self) -> Option<Doubt> {
        if self.falls.tie || self.trading.even {
            return Some(Doubt::Rounding);
        }
        let n = self.terrain.steps as f64;
        let [downside, ..] = self.sums.returns;
        let [active, active_squares, ..] = self.sums.against;
        let depth = (self.falls.squares.max(0.0) / (n + 1.0)).sqrt();
        let error = self.falls.slack * f64::EPSILON / (n + 1.0);
        let faint = are_faint(self.core.sums, n, [self.reach[0], self.reach[1]])
            || downside != 0.0 && is_faint(downside, self.reach[2])
            || is_faint(active_squares - active * active / n, self.reach[3])
            // The error of a square root.
            || self.falls.slack > 0.0 && error > 1e-11 * depth;
        faint.then_some(Doubt::Faint)
    }

    fn summed(mut self, growth: f64) -> Result<Summary, Doubt> {
        if let Some(doubt) = self.doubt() {
            return Err(doubt);
        }
        let n = self.terrain.steps;
        let closes = n as f64 + 1.0;
        let core = self.core.summed(growth);
        let days = &self.scene.days;
        let still = if self.falls.at < n { days[n] - days[self.falls.at] } else { 0 };
        let mean = |sum: f64, count: usize| (count > 0).then(|| sum / count as f64);
        let [downside, cubes, fourths] = self.sums.returns;
        let whole_months = self.scene.month_ends.len().saturating_sub(1);
        let mean_equity = self.sums.closes[0] / closes;
        Ok(Summary {
            shape: core.returns.map(|returns| shape(returns, [cubes, fourths])),
            downside: mean(downside, n),
            squared_depth: Some(self.falls.squares.max(0.0) / closes),
            days_below: Some(self.falls.days.max(still) as f64),
            tail: self.scene.worst.tail(&self.holders, &mut self.between),
            months: mean(self.months.positive as f64, whole_months).map(|positive| Months {
                best: self.months.best,
                worst: self.months.worst,
                positive,
            }),
            trades: Some(self.trading.trades(self.core.switches, mean_equity, self.terrain.cost, days)),
            against: self.scene.benchmark.as_ref().and_then(|benchmark| against(benchmark, &core, &self.sums)),
            ..core
        })
    }
}

/// Central moments from sums of powers.
fn shape(returns: Spread, [cubes, fourths]: [f64; 2]) -> Shape {
    let (n, mean) = (returns.count as f64, returns.mean);
    let squares = returns.variance + mean * mean;
    let (cubes, fourths) = (cubes / n, fourths / n);
    Shape {
        third: cubes - 3.0 * mean * squares + 2.0 * mean.powi(3),
        fourth: fourths - 4.0 * mean * cubes + 6.0 * mean * mean * squares - 3.0 * mean.powi(4),
    }
}

fn against(benchmark: &Benchmark, core: &Summary, sums: &Sums) -> Option<Against> {
    let [active, active_squares, products, rises, falls] = sums.against;
    let (excess, market) = (core.excess?, benchmark.market);
    let both = |sum: f64, (count, market): (usize, f64)| (count > 0).then(|| (sum / count as f64, market));
    Some(Against {
        market,
        covariance: products / market.count as f64 - excess.mean * market.mean,
        active: spread(market.count, active, active_squares)?,
        rises: both(rises, benchmark.rises),
        falls: both(falls, benchmark.falls),
        growth: benchmark.growth,
    })
}

impl Falls {
    /// The closes of a leg, in units of its asset's.
    fn hold(&mut self, leg: Leg, details: &Details, spans: &Spans, days: &[i64]) {
        let Leg { from, to, unit, .. } = leg;
        let highest = details.records.get(from, to).highest * unit;
        // What was held throughout has the same worth at the same prices, to the bit.
        let near = (highest / self.peak - 1.0).abs() < NEAR;
        self.tie |= from > 0 && near && (self.traded || highest != self.peak);
        if highest < self.peak {
            self.below(details, (from, to), unit);
            return;
        }
        let passed = details.records.first(from, to, |record| record.highest * unit >= self.peak);
        if passed > from {
            self.below(details, (from, passed - 1), unit);
        }
        if passed > self.at + 1 {
            self.days = self.days.max(days[passed] - days[self.at]);
        }
        let top = details.records.get(passed, to).session;
        if top > passed {
            self.days = self.days.max(details.records.get(passed, top - 1).days);
            self.squares += details.squared_depths(passed, top);
            self.slack += details.squared_depths(passed, details.last());
        }
        (self.peak, self.at, self.traded) = (spans.close[top] * unit, top, false);
        if top < to {
            self.below(details, (top + 1, to), unit);
        }
    }

    /// Closes that are all below the peak.
    fn below(&mut self, details: &Details, (from, to): (usize, usize), unit: f64) {
        let scale = unit / self.peak;
        let [closes, squares] = details.closes(from, to);
        self.squares += scale * scale * squares - 2.0 * scale * closes + (to - from + 1) as f64;
        let [reached, reached_squares] = details.reach(to).closes;
        self.slack += scale * scale * reached_squares + 2.0 * scale * reached;
    }
}

impl MonthCount {
    fn hold(&mut self, ends: &[usize], leg: Leg, spans: &Spans) {
        while let Some(end) = ends.get(self.next).filter(|end| **end <= leg.to) {
            // A month may end in the session of a fill, which is the first of the next leg.
            let equity = spans.close[*end] * leg.unit;
            if self.next > 0 {
                let value = equity / self.base - 1.0;
                self.best = self.best.max(value);
                self.worst = self.worst.min(value);
                self.positive += usize::from(value > 0.0);
            }
            self.base = equity;
            self.next += 1;
        }
    }
}

impl Summing for Full<'_> {
    fn hold(&mut self, leg: Leg) {
        let Leg { holding, from, to, unit } = leg;
        let (spans, details) = (self.terrain.spans(holding), self.details(holding));
        self.core.hold(leg);
        self.falls.hold(leg, details, spans, &self.scene.days);
        self.months.hold(&self.scene.month_ends, leg, spans);
        self.sums.closes[0] += unit * details.closes(from, to)[0];
        self.trading.hold(leg);
        if from < to {
            let sums = details.sums(from, to);
            self.sums.add_of_returns(&sums);
            let of_all = details.reach(self.terrain.steps);
            let [squares, excess_squares] = spans.squares();
            let of_all = [squares, excess_squares, of_all.returns[0], of_all.against[1]];
            self.reach.iter_mut().zip(of_all).for_each(|(reach, of_all)| *reach = reach.max(of_all));
            self.holders[from + 1..=to].fill(holder(holding));
        }
    }

    fn cross(&mut self, crossing: Crossing) {
        self.core.cross(crossing);
        self.falls.traded |= crossing.from != crossing.to;
        self.sums.add_return(crossing.value, self.scene.beside[crossing.session - 1]);
        self.between.push(crossing.value);
        self.trading.cross(crossing, self.terrain.cost, &self.scene.days);
    }
}
