//! One session's return in its two parts, night and day.

use super::draws::Source;
use super::regime::YEAR;
use std::ops::{Add, Mul};

/// Share of a session's variance that falls between the close and the next open.
const NIGHT_VARIANCE: f64 = 0.3;
/// Share of a session's drift that is earned there.
const NIGHT_DRIFT: f64 = 0.75;
/// No shock is larger: trading halts for the day at 20 %.
const LIMIT: f64 = 0.2;

/// A simple return from one close to the next: `night` to the open, `day` from there to the close, and the
/// variance of the whole. Moves of independent sources add up; a scaled move has the scaled variance.
#[derive(Clone, Copy, Debug)]
pub(super) struct Move {
    pub(super) night: f64,
    pub(super) day: f64,
    pub(super) variance: f64,
}

impl Move {
    /// A fat-tailed shock. Its night part, given the whole, is a Brownian bridge's value at the open.
    pub(super) fn shock(variance: f64, source: &mut Source) -> Self {
        let whole = (variance.sqrt() * source.fat_tailed()).clamp(-LIMIT, LIMIT);
        let spread = (NIGHT_VARIANCE * (1.0 - NIGHT_VARIANCE) * variance).sqrt();
        let night = NIGHT_VARIANCE * whole + spread * source.normal();
        Self { night, day: whole - night, variance }
    }

    /// One session's part of an expected return a year.
    pub(super) fn drift(a_year: f64) -> Self {
        let whole = a_year / YEAR;
        let night = NIGHT_DRIFT * whole;
        Self { night, day: whole - night, variance: 0.0 }
    }

    /// Income: it accrues while the market is closed.
    pub(super) fn carry(whole: f64) -> Self {
        Self { night: whole, day: 0.0, variance: 0.0 }
    }

    /// Night and day together.
    pub(super) fn whole(self) -> f64 {
        self.night + self.day
    }

    /// The variance of the day part.
    pub(super) fn day_variance(self) -> f64 {
        self.variance * (1.0 - NIGHT_VARIANCE)
    }
}

impl Add for Move {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self { night: self.night + other.night, day: self.day + other.day, variance: self.variance + other.variance }
    }
}

impl Mul<f64> for Move {
    type Output = Self;
    fn mul(self, factor: f64) -> Self {
        Self { night: self.night * factor, day: self.day * factor, variance: self.variance * factor * factor }
    }
}
