//! Returns by calendar month and calendar year.

use crate::data::Date;
use chrono::Datelike;

/// A calendar month of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    pub year: i32,
    /// 1 to 12.
    pub month: u32,
}

impl From<Date> for Month {
    fn from(date: Date) -> Self {
        Self { year: date.year(), month: date.month() }
    }
}

/// Return of each calendar month, in order: its last close / the last close before it - 1. The start session is a close and
/// no return: its month counts from there, and has no entry if nothing follows in it. First and last may be parts of months. A
/// month without a session has no entry; what happened in it counts to the next session's.
pub fn monthly_returns(dates: &[Date], equity: &[f64]) -> Vec<(Month, f64)> {
    returns_by(dates, equity, Month::from)
}

/// Return of each calendar year, in order, by the same rules as [`monthly_returns`]; first and last may be parts of years.
pub fn yearly_returns(dates: &[Date], equity: &[f64]) -> Vec<(i32, f64)> {
    returns_by(dates, equity, |date| date.year())
}

fn returns_by<P: PartialEq + Copy>(dates: &[Date], equity: &[f64], period: impl Fn(Date) -> P) -> Vec<(P, f64)> {
    let mut closes = dates.iter().copied().zip(equity.iter().copied());
    let Some((_, start)) = closes.next() else {
        return Vec::new();
    };
    let mut last_closes: Vec<(P, f64)> = Vec::new();
    for (date, close) in closes {
        match last_closes.last_mut() {
            Some((current, last)) if *current == period(date) => *last = close,
            _ => last_closes.push((period(date), close)),
        }
    }
    let bases = std::iter::once(start).chain(last_closes.iter().map(|&(_, close)| close));
    last_closes.iter().zip(bases).map(|(&(period, close), base)| (period, close / base - 1.0)).collect()
}
