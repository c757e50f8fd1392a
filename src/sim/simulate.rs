//! The plain simulation, session by session: the specification of what a run earns.
//!
//! In each session, in this order: cash earns (or owes) what the close before fixed; assets whose life has ended are sold at
//! their last close; orders due at the open are filled; orders due at the close are filled; the close is decided on, by the rules
//! first and then by the overlays, holding by holding; equity is taken at the close.

use super::decide::Decision;
use super::market::Market;
use super::path::Path;
use super::tranche::Tranche;
use super::weights::Weights;
use crate::data::Date;
use crate::strategy::{Fill, Overlays, Rebalance};

/// How decisions become fills, and what they cost.
#[derive(Clone, Debug)]
pub struct Terms {
    pub fill: Fill,
    /// Further sessions between a decision and its fill.
    pub delay: usize,
    pub rebalance: Rebalance,
    pub overlays: Overlays,
    /// Parts of the capital, at least 1: part k of n has the decisions k, k + n, k + 2n ... and is an account of its own.
    pub tranches: usize,
    /// Fraction of traded money.
    pub cost_rate: f64,
    pub capital: f64,
    /// Percent per year at each session of the panel; NaN counts as 0.
    pub cash_yield: Vec<f64>,
    pub borrow: Vec<f64>,
}

impl Terms {
    /// Sessions from a decision to its fill.
    pub fn lag(&self) -> usize {
        self.fill.lag(self.delay)
    }
}

/// Runs `decisions`, the first of which is the start, to session `last`. A tranche is in cash until its first decision; one
/// whose equity is gone trades no more, and the run ends when that of all together is.
pub fn simulate(market: &Market, sessions: &[Date], decisions: &[Decision], terms: &Terms, last: usize) -> Path {
    let first = decisions.first().map_or(last, |decision| decision.session);
    let capital = terms.capital / terms.tranches as f64;
    let mut tranches: Vec<Tranche> =
        (0..terms.tranches).map(|_| Tranche::new(market, sessions, terms, capital)).collect();
    let mut turns = (0..terms.tranches).cycle();
    let mut decisions = decisions.iter().peekable();
    let mut path = Path { first, weights: Weights::new(market.assets.len()), ..Path::default() };
    for session in first..=last {
        tranches.iter_mut().for_each(|tranche| tranche.go_on(session, session == first));
        let before_decision = value(&tranches, session);
        let decision = decisions.next_if(|decision| decision.session == session);
        let turn = decision.and_then(|_| turns.next());
        for (index, tranche) in tranches.iter_mut().enumerate() {
            tranche.close(decision.filter(|_| turn == Some(index)), session);
        }
        let equity = value(&tranches, session);
        path.equity.push(if session == first { before_decision } else { equity });
        path.weights.push(weights(&tranches, session, equity));
        path.ruined = equity <= 0.0;
        if path.ruined {
            break;
        }
    }
    for tranche in tranches {
        tranche.finish(&mut path);
    }
    // Sales first: they pay for the purchases.
    path.orders.sort_by_key(|order| (order.session, order.value > 0.0));
    path.holdings.sort_by_key(|holding| holding.opened);
    path.pending.sort_by_key(|decision| decision.session);
    path.stops.sort();
    path.pending_stops.sort();
    path.pending_stops.dedup();
    path
}

/// Equity of all tranches at the close.
fn value(tranches: &[Tranche], session: usize) -> f64 {
    tranches.iter().map(|tranche| tranche.account.value(session)).sum()
}

/// The share of `equity` of each asset that is held at the close.
fn weights(tranches: &[Tranche], session: usize, equity: f64) -> impl Iterator<Item = (usize, f64)> {
    let mut worths: Vec<(usize, f64)> = Vec::new();
    for (asset, own) in tranches.iter().flat_map(|tranche| tranche.account.worths(session)) {
        match worths.binary_search_by_key(&asset, |(asset, _)| *asset) {
            Ok(place) => worths[place].1 += own,
            Err(place) => worths.insert(place, (asset, own)),
        }
    }
    worths.into_iter().map(move |(asset, worth)| (asset, if equity > 0.0 { worth / equity } else { 0.0 }))
}
