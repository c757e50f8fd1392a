//! Random numbers by day and purpose: a draw depends on the seed, the date and what it is for, and on no other draw.
//! So a session more or less in the calendar shifts no other day's luck, and one asset's rejections touch no other asset.

use crate::data::Date;
use chrono::Datelike;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Exp1, Gamma, StandardNormal, StudentT};

/// Degrees of freedom of every return's innovations.
const FREEDOM: f64 = 8.0;
/// Streams set aside for one day.
const STREAMS: u64 = 64;

/// What a draw is for. Equities and listed symbols go by their place in their tables.
#[derive(Clone, Copy)]
pub(super) enum Purpose {
    Start,
    Regime,
    Market,
    Yield,
    Meeting,
    BalanceSheet,
    Favour(usize),
    Own(usize),
    Quotes(usize),
}

impl Purpose {
    /// The stream within a day; tables hold fewer than 16 entries.
    fn stream(self) -> u64 {
        match self {
            Purpose::Start => 0,
            Purpose::Regime => 1,
            Purpose::Market => 2,
            Purpose::Yield => 3,
            Purpose::Meeting => 4,
            Purpose::BalanceSheet => 5,
            Purpose::Favour(place) => 16 + place as u64,
            Purpose::Own(place) => 32 + place as u64,
            Purpose::Quotes(place) => 48 + place as u64,
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
