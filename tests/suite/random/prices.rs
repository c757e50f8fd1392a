//! Random prices.

use crate::made::weekdays;
use proptest::prelude::*;
use rotascope::data::{Bars, Date};

/// Two assets: `A`, held, and `B`, which begins later. Some weekdays are no sessions.
#[derive(Clone, Debug)]
pub struct World {
    pub dates: Vec<Date>,
    pub a: Bars,
    pub b: Bars,
}

impl World {
    pub fn sessions(&self) -> usize {
        self.dates.len()
    }

    /// A column of A, defined throughout.
    pub fn of_a<'w>(&'w self, column: impl Fn(&'w Bars) -> &'w [f64]) -> Vec<Option<f64>> {
        column(&self.a).iter().copied().map(Some).collect()
    }

    /// A column of B, undefined until it begins.
    pub fn of_b<'w>(&'w self, column: impl Fn(&'w Bars) -> &'w [f64]) -> Vec<Option<f64>> {
        let values = column(&self.b);
        let missing = vec![None; self.sessions() - values.len()];
        missing.into_iter().chain(values.iter().copied().map(Some)).collect()
    }

    pub fn a_close(&self) -> Vec<Option<f64>> {
        self.of_a(|bars| &bars.close)
    }

    pub fn b_close(&self) -> Vec<Option<f64>> {
        self.of_b(|bars| &bars.close)
    }
}

/// One session of one asset: where it opens, how far it goes up and down from there, where it closes; the volume; and what
/// share of its price it pays out.
pub type Move = ((f64, f64, f64, f64), f64, f64);

fn moves(sessions: usize) -> impl Strategy<Value = Vec<Move>> {
    let share = || 0.0..0.03_f64;
    let prices = (-0.03..0.03_f64, share(), share(), 0.0..1.0_f64);
    let payout = prop_oneof![9 => Just(0.0), 1 => 0.001..0.02_f64];
    prop::collection::vec((prices, 0.0..1e6_f64, payout), sessions)
}

/// Closes are whole cents, so that equal prices occur and comparisons meet ties.
pub fn asset(dates: &[Date], moves: &[Move]) -> Bars {
    let mut bars = Bars { dates: dates.to_vec(), ..Bars::default() };
    let (mut open, mut high, mut low, mut volume, mut dividend) = (vec![], vec![], vec![], vec![], vec![]);
    let mut price = 100.0;
    for ((gap, up, down, place), traded, payout) in moves {
        let from: f64 = price * (1.0 + gap);
        let (top, bottom) = (from * (1.0 + up), from * (1.0 - down));
        price = ((bottom + (top - bottom) * place) * 2.0).round().max(1.0) / 2.0;
        open.push(from);
        high.push(top.max(price));
        low.push(bottom.min(price));
        volume.push(traded.round());
        dividend.push(price * payout);
        bars.close.push(price);
    }
    let mut factor = 1.0;
    let mut adjusted: Vec<f64> = Vec::new();
    for (close, paid) in bars.close.iter().zip(&dividend).rev() {
        adjusted.push(close * factor);
        factor *= 1.0 - paid / (close + paid);
    }
    adjusted.reverse();
    bars.split = Some(moves.iter().map(|(_, traded, _)| if *traded < 3e4 { 2.0 } else { 1.0 }).collect());
    bars.adj_close = Some(adjusted);
    bars.open = Some(open);
    bars.high = Some(high);
    bars.low = Some(low);
    bars.volume = Some(volume);
    bars.dividend = Some(dividend);
    bars
}

/// The same prices in another unit of money.
pub fn scaled(bars: &Bars, by: f64) -> Bars {
    let times =
        |column: &Option<Vec<f64>>| column.as_ref().map(|column| column.iter().map(|price| price * by).collect());
    Bars {
        open: times(&bars.open),
        high: times(&bars.high),
        low: times(&bars.low),
        close: bars.close.iter().map(|price| price * by).collect(),
        adj_close: times(&bars.adj_close),
        dividend: times(&bars.dividend),
        ..bars.clone()
    }
}

/// Up to `longest` weekdays from the last days of a year on, about every tenth of them no session.
pub fn world(longest: usize) -> impl Strategy<Value = World> {
    let sessions = prop::collection::vec(prop::bool::weighted(0.9), 30..longest);
    (sessions, moves(longest), moves(longest), 0.0..0.5_f64).prop_map(|(open, a, b, late)| {
        let days = weekdays("2018-12-18", open.len());
        let mut dates: Vec<Date> = days.iter().zip(&open).filter(|(_, open)| **open).map(|(day, _)| *day).collect();
        if dates.is_empty() {
            dates = days;
        }
        let begins = (late * dates.len() as f64) as usize;
        World { a: asset(&dates, &a[..dates.len()]), b: asset(&dates[begins..], &b[..dates.len() - begins]), dates }
    })
}
