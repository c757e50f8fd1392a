//! Prices and series as the vendors' files have them, read without the engine, and when each of them was known.

use chrono::{Datelike, Days, NaiveDate as Date, Weekday};
use std::path::Path;

/// A fund's history, a row a session.
pub struct Fund {
    pub days: Vec<Date>,
    pub open: Vec<f64>,
    pub close: Vec<f64>,
    pub adjusted: Vec<f64>,
}

pub struct Raw {
    pub large: Fund,
    pub small: Fund,
    pub bonds: Fund,
    pub long_bonds: Fund,
    pub gold: Fund,
    pub bills: Fund,
    pub policy_rate: Vec<(Date, f64)>,
    pub balance_sheet: Vec<(Date, f64)>,
    pub yield_curve: Vec<(Date, f64)>,
}

/// A week or a month: its last session, and the session at whose close it was known to be over.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Period {
    pub last: Date,
    pub known: Date,
}

impl Raw {
    /// `data` is the folder of real prices.
    pub fn read(data: &Path) -> Raw {
        Raw {
            large: fund(&data.join("yahoo-etfs/SPY.csv")),
            small: fund(&data.join("yahoo-etfs/IWM.csv")),
            bonds: fund(&data.join("yahoo-etfs/AGG.csv")),
            long_bonds: fund(&data.join("yahoo-etfs/TLT.csv")),
            gold: fund(&data.join("yahoo-etfs/GLD.csv")),
            bills: fund(&data.join("yahoo-etfs/BIL.csv")),
            policy_rate: observations(&data.join("fred/DFF.csv")),
            balance_sheet: observations(&data.join("fred/WALCL.csv")),
            yield_curve: observations(&data.join("fred/T10Y3M.csv")),
        }
    }

    /// The large fund is the oldest, so its sessions are those of any mix with it.
    pub fn sessions(&self) -> &[Date] {
        &self.large.days
    }

    pub fn weeks(&self) -> Vec<Period> {
        periods(self.sessions(), |day| (day.iso_week().year(), day.iso_week().week()))
    }

    pub fn months(&self) -> Vec<Period> {
        periods(self.sessions(), |day| (day.year(), day.month()))
    }

    /// The latest number that was known at the close of `day`: what is dated before the session `lag - 1` sessions earlier,
    /// which leaves `lag` sessions to have passed since.
    pub fn known(&self, series: &[(Date, f64)], lag: usize, day: Date) -> Option<f64> {
        let place = self.sessions().iter().position(|&session| session == day)?;
        let before = self.sessions()[(place + 1).checked_sub(lag)?];
        let dated = series.partition_point(|(date, _)| *date < before);
        Some(series[dated.checked_sub(1)?].1)
    }
}

impl Fund {
    /// Closes up to and including `day`.
    pub fn closes(&self, day: Date) -> &[f64] {
        &self.close[..self.days.partition_point(|&session| session <= day)]
    }

    pub fn adjusted_on(&self, day: Date) -> Option<f64> {
        Some(self.adjusted[self.days.binary_search(&day).ok()?])
    }

    /// The close of each period that was over at the close of `day`, from the fund's first one on.
    pub fn closes_of(&self, periods: &[Period], day: Date) -> Vec<f64> {
        let over = periods.iter().filter(|period| period.known <= day);
        over.filter_map(|period| self.closes(period.last).last().copied()).collect()
    }
}

/// yfinance's layout: after four header rows, date, adjusted close (headed `Price`), close, high, low, open, volume.
pub fn fund(path: &Path) -> Fund {
    let mut rows = csv::ReaderBuilder::new().has_headers(false).from_path(path).expect("a readable file");
    let mut fund = Fund { days: vec![], open: vec![], close: vec![], adjusted: vec![] };
    for row in rows.records().skip(4) {
        let row = row.expect("a row of text");
        let price = |column: usize| row[column].parse::<f64>().expect("a price");
        fund.days.push(row[0].split(' ').next().unwrap_or_default().parse().expect("a date"));
        fund.adjusted.push(price(1));
        fund.close.push(price(2));
        fund.open.push(price(5));
    }
    fund
}

/// Days without a number are holidays.
fn observations(path: &Path) -> Vec<(Date, f64)> {
    let mut rows = csv::Reader::from_path(path).expect("a readable file");
    let rows = rows.deserialize().map(|row| row.expect("a date and a number, or none"));
    rows.filter_map(|(date, value): (Date, Option<f64>)| Some((date, value?))).collect()
}

/// Groups of consecutive sessions that `name` calls the same. Since 1993 only one period was cut short by surprise: the week
/// of Monday, 10 September 2001. Every other early end was announced (Good Friday, the funeral of President Reagan),
/// so the last session knew that it was the last. The data's final period is over if no weekday is left in it.
pub fn periods<Name: PartialEq>(sessions: &[Date], name: impl Fn(Date) -> Name) -> Vec<Period> {
    let attacks = day("2001-09-10");
    let mut found = Vec::new();
    for (place, &last) in sessions.iter().enumerate() {
        let next = sessions.get(place + 1).copied();
        let over = match next {
            Some(next) => name(next) != name(last),
            None => {
                let later = (1..31).map(|n| last + Days::new(n));
                later
                    .take_while(|&day| name(day) == name(last))
                    .all(|day| matches!(day.weekday(), Weekday::Sat | Weekday::Sun))
            }
        };
        if over {
            let surprised = last == attacks;
            let known = next.filter(|_| surprised).unwrap_or(last);
            found.push(Period { last, known });
        }
    }
    found
}

pub fn day(text: &str) -> Date {
    text.parse().expect("the tests write valid dates")
}

pub fn mean(values: &[f64]) -> f64 {
    values.iter().rev().sum::<f64>() / values.len() as f64
}

/// The last `n` of `values`, where there are as many.
pub fn last_of(values: &[f64], n: usize) -> Option<&[f64]> {
    Some(&values[values.len().checked_sub(n)?..])
}

/// What a switch shows now: the latest word, read backwards from `now`. A bar that says both says off; silence is off.
pub fn switched(now: usize, on: impl Fn(usize) -> bool, off: impl Fn(usize) -> bool) -> bool {
    let latest = (0..=now).rev().find(|&bar| off(bar) || on(bar));
    latest.is_some_and(|bar| !off(bar))
}
