//! Random numbers by day and purpose: a draw depends on the seed, the date and what it is for, and on no other draw.
//! So a session more or less in the calendar shifts no other day's luck, and one asset's rejections touch no other asset.

use crate::data::Date;
use chrono::Datelike;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Exp1, Gamma, StandardNormal, StudentT};

/// Degrees of freedom of every return's innovations.
const FREEDOM: f64 = 8.0;
/// Streams of one day on one page, and of one page: more than all days need. Tables fill a page by sixteen entries.
const STREAMS: u64 = 64;
const PAGE: u64 = 1 << 32;

/// What a draw is for. Risky assets, points of the curve, bonds and listed funds go by their place in their tables.
#[derive(Clone, Copy)]
pub(super) enum Purpose {
    Start,
    Regime,
    Market,
    Yield,
    Meeting,
    BalanceSheet,
    Inflation,
    Dollar,
    Earnings,
    OwnYield(usize),
    Spread(usize),
    Favour(usize),
    Own(usize),
    Quotes(usize),
}

impl Purpose {
    /// The stream within a day: no two purposes share one, while tables hold fewer than 32 entries.
    fn stream(self) -> u64 {
        let entry = |first: u64, place: usize| first + place as u64 % 16 + place as u64 / 16 * PAGE;
        match self {
            Purpose::Start => 0,
            Purpose::Regime => 1,
            Purpose::Market => 2,
            Purpose::Yield => 3,
            Purpose::Meeting => 4,
            Purpose::BalanceSheet => 5,
            Purpose::Inflation => 6,
            Purpose::Dollar => 7,
            Purpose::Earnings => 8,
            Purpose::Favour(place) => entry(16, place),
            Purpose::Own(place) => entry(32, place),
            Purpose::Quotes(place) => entry(48, place),
            Purpose::OwnYield(place) => 2 * PAGE + entry(0, place),
            Purpose::Spread(place) => 2 * PAGE + entry(16, place),
        }
    }
}

/// Every random number of one seed.
pub(super) struct Draws {
    seeded: ChaCha8Rng,
}

impl Draws {
    pub(super) fn new(seed: u64) -> Self {
        Self { seeded: ChaCha8Rng::seed_from_u64(seed) }
    }

    /// The draws of one day for one purpose, from their beginning.
    pub(super) fn on(&self, date: Date, purpose: Purpose) -> Source {
        let day = u64::from(date.num_days_from_ce().unsigned_abs());
        let mut generator = self.seeded.clone();
        generator.set_stream(day * STREAMS + purpose.stream());
        Source { generator }
    }
}

/// A sequence of draws.
pub(super) struct Source {
    generator: ChaCha8Rng,
}

impl Source {
    /// Uniform on [0, 1).
    pub(super) fn uniform(&mut self) -> f64 {
        self.generator.random()
    }

    /// Uniform on the whole numbers `low..=high`.
    pub(super) fn whole(&mut self, low: u32, high: u32) -> u32 {
        self.generator.random_range(low..=high)
    }

    /// Standard normal.
    pub(super) fn normal(&mut self) -> f64 {
        StandardNormal.sample(&mut self.generator)
    }

    /// Exponential with mean 1.
    pub(super) fn exponential(&mut self) -> f64 {
        Exp1.sample(&mut self.generator)
    }

    /// Student's t, scaled to variance 1.
    pub(super) fn fat_tailed(&mut self) -> f64 {
        let t = StudentT::new(FREEDOM).expect("degrees of freedom are positive");
        t.sample(&mut self.generator) * ((FREEDOM - 2.0) / FREEDOM).sqrt()
    }

    /// Gamma with mean 1 and the given shape, at least 1; its variance is 1 / shape.
    pub(super) fn gamma(&mut self, shape: f64) -> f64 {
        let gamma = Gamma::new(shape, 1.0 / shape).expect("shape and scale are positive");
        gamma.sample(&mut self.generator)
    }
}
