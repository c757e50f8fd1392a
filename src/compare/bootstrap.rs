//! Whether two runs differ by more than chance: a paired bootstrap of their returns.

use super::block::block_length;
use crate::stats::quantile;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Resamples that an interval is taken from.
pub const REPLICATES: usize = 1_000;

/// A value and the middle 95 % of its resamples.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    pub value: f64,
    pub low: f64,
    pub high: f64,
}

impl Interval {
    /// Whether chance alone does not explain the value: 0 is outside.
    pub fn excludes_zero(&self) -> bool {
        self.low > 0.0 || self.high < 0.0
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PairedDifference {
    /// Mean of a - b, a year.
    pub mean: Interval,
    /// Sharpe ratio of a less that of b. None where one of them does not vary.
    pub sharpe: Option<Interval>,
    /// The mean length of the blocks, in sessions.
    pub block: f64,
}

/// The differences of two runs by their returns over the risk-free rate, session by session, and how far they would scatter if
/// history were drawn again: the stationary bootstrap of Politis and Romano (1994), The Stationary Bootstrap, Journal of the
/// American Statistical Association 89(428), with both runs drawn together. A resample goes through the sessions in order,
/// round the end to the start, and after each of them jumps to a random one with probability 1 / block; the block length is
/// that of [`block_length`] for a - b. The interval is from the 2.5 % to the 97.5 % quantile of [`REPLICATES`] resamples.
/// The same returns and seed give the same interval. None of fewer than 2 returns.
pub fn paired_difference(a: &[f64], b: &[f64], sessions_per_year: f64, seed: u64) -> Option<PairedDifference> {
    let n = a.len().min(b.len());
    if n < 2 {
        return None;
    }
    let differences: Vec<f64> = a.iter().zip(b).map(|(a, b)| a - b).collect();
    let block = block_length(&differences);
    let mut chance = ChaCha8Rng::seed_from_u64(seed);
    // A block goes on with this probability: its length is geometric, and drawn at once.
    let stay = (block > 1.0).then(|| (1.0 - 1.0 / block).ln());
    let (mut means, mut sharpes) = (Vec::with_capacity(REPLICATES), Vec::with_capacity(REPLICATES));
    for _ in 0..REPLICATES {
        let mut sums = Sums::default();
        let mut left = n;
        while left > 0 {
            let first = chance.random_range(0..n);
            let length = stay.map_or(1, |stay| 1 + (chance.random::<f64>().ln() / stay) as usize).min(left);
            for place in first..first + length {
                // Lengths are at most n: once round the end is enough.
                let place = if place < n { place } else { place - n };
                sums.add(a[place], b[place]);
            }
            left -= length;
        }
        means.push(sums.mean_difference());
        sharpes.extend(sums.sharpe_difference());
    }
    let mut all = Sums::default();
    a.iter().zip(b).for_each(|(a, b)| all.add(*a, *b));
    let year = sessions_per_year.sqrt();
    let interval = |value: f64, drawn: &[f64], scale: f64| {
        let bound = |share: f64| quantile(drawn.iter().copied(), share).unwrap_or(value) * scale;
        Interval { value: value * scale, low: bound(0.025), high: bound(0.975) }
    };
    Some(PairedDifference {
        mean: interval(all.mean_difference(), &means, sessions_per_year),
        sharpe: all.sharpe_difference().map(|value| interval(value, &sharpes, year)),
        block,
    })
}

/// Sums over a resample, from which means and deviations follow.
#[derive(Default)]
struct Sums {
    n: f64,
    a: f64,
    b: f64,
    squares_a: f64,
    squares_b: f64,
}

impl Sums {
    fn add(&mut self, a: f64, b: f64) {
        self.n += 1.0;
        self.a += a;
        self.b += b;
        self.squares_a += a * a;
        self.squares_b += b * b;
    }

    fn mean_difference(&self) -> f64 {
        (self.a - self.b) / self.n
    }

    /// A session's, not a year's.
    fn sharpe_difference(&self) -> Option<f64> {
        let ratio = |sum: f64, squares: f64| {
            let mean = sum / self.n;
            let variance = (squares - self.n * mean * mean) / (self.n - 1.0);
            // What is left of equal returns is rounding.
            (variance > 1e-12 * squares / self.n).then(|| mean / variance.sqrt())
        };
        Some(ratio(self.a, self.squares_a)? - ratio(self.b, self.squares_b)?)
    }
}
