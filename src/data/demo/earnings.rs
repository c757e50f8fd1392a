//! What small companies earn: a figure a quarter, published later and revised once.

use super::draws::{Draws, Purpose};
use super::regime::{Regime, YEAR};
use crate::data::{Date, Observations};
use chrono::{Datelike, Days};

/// Of the price, what a year's earnings tend towards, and how far they go there in a year.
const USUAL: f64 = 1.0 / 15.0;
const REVERSION: f64 = 0.4;
/// Standard deviation of a quarter's own luck, and of a first figure's error.
const LUCK: f64 = 0.03;
const ERROR: f64 = 0.015;
/// Days from a quarter's end to its first figure.
const LAG: Days = Days::new(45);

/// Growth a year beyond what the price calls for.
fn growth(regime: Regime) -> f64 {
    match regime {
        Regime::Expansion => 0.08,
        Regime::Bear => -0.40,
        Regime::Recovery => 0.12,
    }
}

/// A quarter's earnings, and the error of its first figure.
struct Quarter {
    end: Date,
    earned: f64,
    error: f64,
}

/// The earnings of the last four quarters, dollars a share of the fund, and what of them is published.
pub(super) struct Earnings {
    level: f64,
    closed: Option<Quarter>,
    published: Option<Quarter>,
    dates: Vec<Date>,
    values: Vec<f64>,
    known: Vec<Date>,
}

impl Earnings {
    pub(super) fn start(price: f64) -> Self {
        let (dates, values, known) = Default::default();
        Self { level: USUAL * price, closed: None, published: None, dates, values, known }
    }

    /// Passes one session, at whose close the fund costs `price`.
    pub(super) fn step(&mut self, regime: Regime, price: f64) {
        let pull = REVERSION * (USUAL * price - self.level);
        self.level += (growth(regime) * self.level + pull) / YEAR;
    }

    /// A calendar day's end: closes a quarter, or publishes it, and with it the final figure of the quarter before.
    pub(super) fn publish(&mut self, date: Date, draws: &Draws) {
        if is_quarter_end(date) {
            let mut source = draws.on(date, Purpose::Earnings);
            self.level *= 1.0 + LUCK * source.normal().clamp(-4.0, 4.0);
            let error = 1.0 + ERROR * source.normal().clamp(-4.0, 4.0);
            self.closed = Some(Quarter { end: date, earned: self.level, error });
        }
        if let Some(quarter) = self.closed.take_if(|quarter| quarter.end + LAG == date) {
            if let Some(before) = self.published.take() {
                self.note(before.end, before.earned, date);
            }
            self.note(quarter.end, quarter.earned * quarter.error, date);
            self.published = Some(quarter);
        }
    }

    /// One vintage, in cents.
    fn note(&mut self, end: Date, earned: f64, known: Date) {
        self.dates.push(end);
        self.values.push((earned * 100.0).round() / 100.0);
        self.known.push(known);
    }

    pub(super) fn finish(self) -> Observations {
        Observations { dates: self.dates, values: self.values, known: Some(self.known) }
    }
}

fn is_quarter_end(date: Date) -> bool {
    date.month().is_multiple_of(3) && date.succ_opt().is_some_and(|next| next.month() != date.month())
}
