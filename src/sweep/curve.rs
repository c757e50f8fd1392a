//! A curve that is followed from close to close, and what every metric needs of it: what [`Summary::of`] says, in few passes over the
//! sessions, since what does not depend on the curve is looked up.

use super::full::{Benchmark, Scene};
use super::path::Terrain;
use crate::stats::{Against, Months, Shape, Spread, Summary, Tail, is_beyond, mean_log_growth};

/// Equity at every close, as a share of the first.
pub struct Curve {
    pub closes: Vec<f64>,
    peak: f64,
    /// The last close at the peak.
    at: usize,
    /// From a peak to the close that reached it again, with lower ones between.
    falls: Vec<(usize, usize)>,
    /// Of the depths below the peak: the lowest, and the sum of their squares.
    deepest: f64,
    squares: f64,
    /// Something was traded since the peak.
    traded: bool,
    tied: bool,
}

/// Closes that differ by less may do so by rounding.
pub const NEAR: f64 = 1e-13;

impl Curve {
    pub fn new(closes: usize) -> Curve {
        Curve {
            closes: Vec::with_capacity(closes),
            peak: 0.0,
            at: 0,
            falls: Vec::new(),
            deepest: 0.0,
            squares: 0.0,
            traded: false,
            tied: false,
        }
    }

    /// Before the next close, something is traded, or nothing.
    pub fn trade(&mut self, traded: bool) {
        self.traded |= traded;
    }

    /// The closes of a stretch, which are `unit` times these.
    pub fn extend(&mut self, worths: &[f64], unit: f64) {
        for worth in worths {
            let (close, place) = (worth * unit, self.closes.len());
            let above = close - self.peak;
            // What was held throughout has the same worth at the same prices, to the bit.
            self.tied |= above.abs() < NEAR * self.peak && (self.traded || above != 0.0);
            if above >= 0.0 {
                if place > self.at + 1 {
                    self.falls.push((self.at, place));
                }
                (self.peak, self.at, self.traded) = (close, place, false);
            } else {
                let depth = close / self.peak - 1.0;
                self.deepest = self.deepest.min(depth);
                self.squares += depth * depth;
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

    /// What all metrics but those of trading are computed from, of a curve over all sessions.
    pub fn summary(&self, terrain: &Terrain, scene: &Scene) -> Summary {
        let n = terrain.steps;
        let returns: Vec<f64> = self.closes.windows(2).map(|pair| pair[1] / pair[0] - 1.0).collect();
        let of = Returns::new(&returns, &terrain.risk_free);
        let still = (self.at < n).then_some((self.at, n));
        let days = |(from, to): &(usize, usize)| scene.days[*to] - scene.days[*from];
        let days_below = self.falls.iter().chain(&still).map(days).max().unwrap_or(0);
        let deviation = of.returns.map_or(0.0, |returns| returns.variance.sqrt());
        Summary {
            sessions_per_year: terrain.sessions_per_year,
            years: terrain.years,
            growth: Some(self.closes[n] / self.closes[0]),
            returns: of.returns,
            excess: of.excess,
            shape: of.shape,
            downside: of.downside,
            deepest: Some(self.deepest),
            squared_depth: Some(self.squares / (n as f64 + 1.0)),
            days_below: Some(days_below as f64),
            tail: tail(&returns, of.returns.map_or(0.0, |returns| returns.mean) - deviation),
            months: self.months(&scene.month_ends),
            trades: None,
            against: scene.benchmark.as_ref().and_then(|beside| against(&of, &returns, beside, &terrain.risk_free)),
        }
    }

    /// `ends`: the close before the first whole month, and the last of each.
    fn months(&self, ends: &[usize]) -> Option<Months> {
        let value = |pair: &[usize]| self.closes[pair[1]] / self.closes[pair[0]] - 1.0;
        let months: Vec<f64> = ends.windows(2).map(value).collect();
        let positive = months.iter().filter(|month| **month > 0.0).count();
        Some(Months {
            best: months.iter().copied().max_by(f64::total_cmp)?,
            worst: months.iter().copied().min_by(f64::total_cmp)?,
            positive: positive as f64 / months.len() as f64,
        })
    }
}

/// What session returns amount to, by themselves and less the risk-free ones; None of none.
struct Returns {
    returns: Option<Spread>,
    excess: Option<Spread>,
    shape: Option<Shape>,
    downside: Option<f64>,
}

impl Returns {
    fn new(returns: &[f64], risk_free: &[f64]) -> Returns {
        let (count, n) = (returns.len(), returns.len() as f64);
        let (mut sum, mut excess) = (0.0, 0.0);
        for (r, free) in returns.iter().zip(risk_free) {
            sum += r;
            excess += r - free;
        }
        let (mean, mean_excess) = (sum / n, excess / n);
        let [mut squares, mut thirds, mut fourths, mut excess_squares, mut downside] = [0.0; 5];
        for (r, free) in returns.iter().zip(risk_free) {
            let (away, excess_away, down) = (r - mean, r - free - mean_excess, r.min(0.0));
            let square = away * away;
            squares += square;
            thirds += square * away;
            fourths += square * square;
            excess_squares += excess_away * excess_away;
            downside += down * down;
        }
        let spread = |mean: f64, squares: f64| (count > 0).then(|| Spread { count, mean, variance: squares / n });
        Returns {
            returns: spread(mean, squares),
            excess: spread(mean_excess, excess_squares),
            shape: (count > 0).then(|| Shape { third: thirds / n, fourth: fourths / n }),
            downside: (count > 0).then(|| downside / n),
        }
    }
}

fn against(of: &Returns, returns: &[f64], beside: &Benchmark, risk_free: &[f64]) -> Option<Against> {
    let (excess, market) = (of.excess?, beside.market);
    let n = returns.len() as f64;
    let active = returns.iter().zip(&beside.returns).map(|(r, b)| r - b).sum::<f64>() / n;
    let (mut products, mut squares) = (0.0, 0.0);
    for ((r, b), free) in returns.iter().zip(&beside.returns).zip(risk_free) {
        products += (r - free - excess.mean) * (b - free - market.mean);
        squares += (r - b - active) * (r - b - active);
    }
    let both = |places: &[usize], (_, of_market): (usize, f64)| {
        mean_log_growth(places.iter().map(|place| returns[*place])).map(|own| (own, of_market))
    };
    Some(Against {
        market,
        covariance: products / n,
        active: Spread { count: returns.len(), mean: active, variance: squares / n },
        rises: both(&beside.rising, beside.rises),
        falls: both(&beside.falling, beside.falls),
        growth: beside.growth,
    })
}

/// Looked for among the returns below a bound first, which most often are enough.
fn tail(returns: &[f64], bound: f64) -> Option<Tail> {
    let position = returns.len().checked_sub(1)? as f64 * 0.05;
    let below: Vec<f64> = returns.iter().copied().filter(|r| *r < bound).collect();
    let found = if below.len() > position as usize + 1 { worst(below, position) } else { None };
    found.filter(|tail| !is_beyond(bound, tail.limit)).or_else(|| worst(returns.to_vec(), position))
}

/// The quantile at this position among the lowest, linear between the values on both sides, and the mean of those up to it.
fn worst(mut values: Vec<f64>, position: f64) -> Option<Tail> {
    let (_, &mut low, above) = values.select_nth_unstable_by(position as usize, f64::total_cmp);
    let high = above.iter().copied().min_by(f64::total_cmp).unwrap_or(low);
    let limit = low + (high - low) * position.fract();
    let beyond: Vec<f64> = values.into_iter().filter(|value| is_beyond(*value, limit)).collect();
    Some(Tail { limit, beyond: beyond.iter().sum::<f64>() / beyond.len() as f64 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Whatever bound they are looked for below, and with equals among them.
        #[test]
        fn the_worst_are_those_of_all_in_order(
            returns in prop::collection::vec(prop_oneof![-0.1..0.1_f64, Just(-0.02), Just(0.0)], 1..120),
            bound in -0.2..0.2_f64,
        ) {
            let found = tail(&returns, bound).expect("returns");
            let mut sorted = returns.clone();
            sorted.sort_by(f64::total_cmp);
            let limit = crate::stats::sorted_quantile(&sorted, 0.05).expect("returns");
            let beyond: Vec<f64> = returns.iter().copied().filter(|r| *r <= limit + 1e-14).collect();
            prop_assert!((found.limit - limit).abs() < 1e-15, "{} {limit}", found.limit);
            prop_assert!((found.beyond - beyond.iter().sum::<f64>() / beyond.len() as f64).abs() < 1e-15);
        }
    }
}
