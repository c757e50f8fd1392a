//! The plain simulation, session by session: the specification of what a run earns.
//!
//! In each session, in this order: cash earns (or owes) what the close before fixed; assets whose life has ended are sold at
//! their last close; orders due at the open are filled; orders due at the close are filled; equity is taken at the close.

use super::decide::Decision;
use super::market::Market;
use super::path::Path;
use super::tranche::Tranche;
use crate::data::Date;
use crate::strategy::{Fill, Rebalance};

/// How decisions become fills, and what they cost.
#[derive(Clone, Debug)]
pub struct Terms {
    pub fill: Fill,
    pub rebalance: Rebalance,
    /// Fraction of traded money.
    pub cost_rate: f64,
    pub capital: f64,
    /// Percent per year at each session of the panel; NaN counts as 0.
    pub cash_yield: Vec<f64>,
    pub borrow: Vec<f64>,
}

/// Runs `decisions`, the first of which is the start, to session `last`.
pub fn simulate(market: &Market, sessions: &[Date], decisions: &[Decision], terms: &Terms, last: usize) -> Path {
    let first = decisions.first().map_or(last, |decision| decision.session);
    let mut tranche = Tranche::new(market, sessions, terms, terms.capital);
    let mut path = Path { first, weights: vec![Vec::new(); market.assets.len()], ..Path::default() };
    let mut decisions = decisions.iter().peekable();
    for session in first..=last {
        tranche.go_on(session, session == first);
        let before_decision = tranche.account.value(session);
        if let Some(decision) = decisions.next_if(|decision| decision.session == session) {
            tranche.decide(decision);
        }
        let value = tranche.account.value(session);
        let worths = tranche.account.worths(|asset| asset.close[session]);
        let weights = worths.into_iter().map(|worth| if value > 0.0 { worth / value } else { 0.0 });
        path.record_close(if session == first { before_decision } else { value }, weights);
        path.ruined = value <= 0.0;
        if path.ruined {
            break;
        }
    }
    path.pending = tranche.due.cloned();
    path.switches = tranche.switches;
    path.waited = tranche.waited;
    path.holdings = tranche.account.holdings(path.last());
    path.holdings.sort_by_key(|holding| holding.opened);
    path.record_orders(tranche.account.orders);
    path.ended = tranche.account.ended;
    path
}
