//! One holding, taken through some sessions by the plain simulation: for those who add paths up faster, where they meet what they
//! do not know, which is assets without a bar and lives that end.

use super::decide::Decision;
use super::fill::Waiting;
use super::holding::Order;
use super::market::Market;
use super::simulate::Terms;
use super::tranche::Tranche;
use crate::data::Date;
use std::ops::RangeInclusive;

/// How a holding went through some sessions.
pub struct Passage {
    /// By session, its worth at the close, and the cash in it.
    pub closes: Vec<(f64, f64)>,
    pub orders: Vec<Order>,
}

/// Units by asset, in the order of the assets, and money, at some close; with what an earlier fill has left to do.
#[derive(Clone, Default)]
pub struct Carried {
    pub units: Vec<(usize, f64)>,
    pub cash: f64,
    pub(super) waiting: Option<Waiting>,
}

impl Carried {
    pub fn new(units: Vec<(usize, f64)>, cash: f64) -> Self {
        Self { units, cash, waiting: None }
    }

    pub fn is_waiting(&self) -> bool {
        self.waiting.is_some()
    }

    /// Goes on through these sessions, in the first of which the fill of `due` is due, if that is one that leads to a fill. Without
    /// overlays and borrowing.
    pub fn go_on(
        &mut self,
        market: &Market,
        dates: &[Date],
        terms: &Terms,
        due: Option<&Decision>,
        sessions: RangeInclusive<usize>,
    ) -> Passage {
        let mut tranche = Tranche::holding(market, dates, terms, std::mem::take(self));
        due.into_iter().for_each(|decision| tranche.await_fill(decision));
        let close = |session: usize| {
            tranche.go_on(session, false);
            (tranche.account.value(session), tranche.account.cash)
        };
        let closes = sessions.map(close).collect();
        let (left, orders) = tranche.left();
        *self = left;
        Passage { closes, orders }
    }
}
