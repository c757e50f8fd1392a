//! What a fund is on the exchange, before anything moves it.

use super::quotes::Quotes;
use crate::data::Date;
use chrono::NaiveDate;

/// A fund's name, its first day, and the size of its numbers.
pub(super) struct Listing {
    pub(super) symbol: &'static str,
    /// No bar before this day; what drives the fund is there from the market's beginning.
    pub(super) since: Date,
    /// The first price.
    pub(super) price: f64,
    /// Shares traded in a quiet session.
    pub(super) volume: f64,
}

impl Listing {
    /// A fund as old as the market.
    pub(super) const fn old(symbol: &'static str, price: f64, volume: f64) -> Self {
        Self { symbol, since: NaiveDate::MIN, price, volume }
    }

    /// A fund that comes to the market on a day of its own.
    pub(super) const fn since(year: i32, month: u32, day: u32, symbol: &'static str, price: f64, volume: f64) -> Self {
        let since = NaiveDate::from_ymd_opt(year, month, day).expect("a day of the calendar");
        Self { symbol, since, price, volume }
    }

    pub(super) fn quotes(&self) -> Quotes {
        Quotes::start(self.since, self.price, self.volume)
    }
}
