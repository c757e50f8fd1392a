//! Moves -> bars: prices on a cent grid, dividends, volume, and the close adjusted for dividends.

use super::draws::Source;
use super::moves::Move;
use crate::data::{Bars, Date};
use chrono::{Datelike, NaiveDate, Weekday};

/// Neither the night nor the day loses more: a bound that keeps prices positive whatever is drawn.
const WORST: f64 = -0.5;
/// No dividend takes more of the price.
const LARGEST_DIVIDEND: f64 = 0.05;
/// The volume's level: its return to 1 a session, and its unrest.
const VOLUME_REVERSION: f64 = 0.02;
const VOLUME_UNREST: f64 = 0.1;
/// Shape of the volume's daily noise: a coefficient of variation of 1/sqrt(30).
const VOLUME_SHAPE: f64 = 30.0;

/// A growing history of bars.
pub(super) struct Quotes {
    /// The day of listing.
    since: Date,
    /// The last close before rounding.
    price: f64,
    usual_volume: f64,
    volume_level: f64,
    dates: Vec<Date>,
    open: Vec<f64>,
    high: Vec<f64>,
    low: Vec<f64>,
    close: Vec<f64>,
    volume: Vec<f64>,
    dividend: Vec<f64>,
}

impl Quotes {
    pub(super) fn start(since: Date, price: f64, usual_volume: f64) -> Self {
        Self {
            since,
            price,
            usual_volume,
            volume_level: 1.0,
            dates: Vec::new(),
            open: Vec::new(),
            high: Vec::new(),
            low: Vec::new(),
            close: Vec::new(),
            volume: Vec::new(),
            dividend: Vec::new(),
        }
    }

    /// The last close before rounding.
    pub(super) fn price(&self) -> f64 {
        self.price
    }

    /// Adds a session, if the fund is listed: the price loses the dividend, moves overnight to the open and by day to the
    /// close. High and low are the extremes of a Brownian bridge from open to close, each drawn from its own law,
    /// independently.
    pub(super) fn trade(&mut self, date: Date, dividend: f64, step: Move, source: &mut Source) {
        if date < self.since {
            return;
        }
        // Nobody held it before the first bar, so nobody is paid.
        let dividend = if self.dates.is_empty() { 0.0 } else { dividend };
        let dividend = ten_thousandths(dividend.min(self.price * LARGEST_DIVIDEND));
        let open = (self.price - dividend) * (1.0 + step.night.max(WORST));
        let close = open * (1.0 + step.day.max(WORST));
        let (middle, distance) = ((open + close) / 2.0, close - open);
        let spread = open * open * step.day_variance();
        let mut reach = || (distance * distance + 2.0 * spread * source.exponential()).sqrt() / 2.0;
        let (up, down) = (reach(), reach());

        let surprise = (step.day * step.day / step.day_variance()).sqrt();
        let unrest = VOLUME_UNREST * self.volume_level.sqrt() * source.normal();
        self.volume_level = (self.volume_level + VOLUME_REVERSION * (1.0 - self.volume_level) + unrest).max(0.2);
        let volume = self.usual_volume * self.volume_level * (0.75 + 0.25 * surprise) * source.gamma(VOLUME_SHAPE);

        self.price = close;
        self.dates.push(date);
        self.open.push(cents(open));
        self.high.push(cents((middle + up).max(open).max(close)));
        self.low.push(cents((middle - down).min(open).min(close)));
        self.close.push(cents(close));
        self.volume.push((volume / 100.0).round() * 100.0);
        self.dividend.push(dividend);
    }

    pub(super) fn finish(self) -> Bars {
        Bars {
            adj_close: Some(adjusted(&self.close, &self.dividend)),
            dates: self.dates,
            open: Some(self.open),
            high: Some(self.high),
            low: Some(self.low),
            close: self.close,
            volume: Some(self.volume),
            dividend: Some(self.dividend),
            split: None,
        }
    }
}

/// Closes adjusted for later dividends: a(t) = close(t) f(t), with f(last) = 1 and f(t-1) = f(t) (1 - d(t) / close(t-1)).
fn adjusted(close: &[f64], dividend: &[f64]) -> Vec<f64> {
    let mut adjusted = close.to_vec();
    let mut factor = 1.0;
    for t in (0..close.len()).rev() {
        adjusted[t] = close[t] * factor;
        if t > 0 {
            factor *= 1.0 - dividend[t] / close[t - 1];
        }
    }
    adjusted
}

fn cents(price: f64) -> f64 {
    ((price * 100.0).round() / 100.0).max(0.01)
}

fn ten_thousandths(amount: f64) -> f64 {
    (amount * 10_000.0).round() / 10_000.0
}

/// A company's dividends: paid quarterly, moved slowly towards a share of the price (Lintner 1956).
pub(super) struct Quarterly {
    amount: f64,
    target: f64,
}

impl Quarterly {
    /// How far a payment goes from the last one towards the target.
    const SPEED: f64 = 0.15;

    /// `target` is the share of the price that a year should pay.
    pub(super) fn start(target: f64, price: f64) -> Self {
        Self { amount: target * price / 4.0, target }
    }

    /// The payment that goes with an ex-date.
    pub(super) fn pay(&mut self, price: f64) -> f64 {
        self.amount += Self::SPEED * (self.target * price / 4.0 - self.amount);
        self.amount
    }
}

/// Whether a quarter's ex-date is the session `date`: the first at or after the third Friday of its last month.
pub(super) fn is_quarterly(before: Date, date: Date) -> bool {
    let third_friday = NaiveDate::from_weekday_of_month_opt(date.year(), date.month(), Weekday::Fri, 3);
    date.month().is_multiple_of(3) && third_friday.is_some_and(|friday| before < friday && friday <= date)
}

/// Whether a month's ex-date is the session `date`: the month's first.
pub(super) fn is_monthly(before: Date, date: Date) -> bool {
    (before.year(), before.month()) != (date.year(), date.month())
}
