//! One account that follows decisions: which of them lead to a fill, and when.

use super::account::Account;
use super::decide::Decision;
use super::fill::{Moment, Waiting, trade};
use super::market::Market;
use super::path::Path;
use super::simulate::Terms;
use crate::data::Date;
use crate::strategy::{Fill, Rebalance};
use std::collections::VecDeque;

/// Weights that differ by less are the same target.
const SAME_WEIGHT: f64 = 1e-9;

pub(super) struct Tranche<'a> {
    pub account: Account<'a>,
    /// The decisions whose fill is to come. A later one does not cancel an earlier one.
    pending: VecDeque<&'a Decision>,
    /// The target of the last decision.
    decided: Option<&'a [f64]>,
    /// The target of the last fill.
    filled: Option<&'a [f64]>,
    /// Whether any fill has bought anything yet.
    purchased: bool,
    waiting: Option<Waiting>,
    /// Fills that had to wait for an asset's next bar.
    waited: usize,
    /// Target changes after the first purchase.
    switches: usize,
}

impl<'a> Tranche<'a> {
    pub fn new(market: &'a Market, sessions: &'a [Date], terms: &'a Terms, capital: f64) -> Self {
        Self {
            account: Account::new(market, sessions, terms, capital),
            pending: VecDeque::new(),
            decided: None,
            filled: None,
            purchased: false,
            waiting: None,
            waited: 0,
            switches: 0,
        }
    }

    /// What happens before the close: money earns, and what is due is filled.
    pub fn go_on(&mut self, session: usize, is_first: bool) {
        if !is_first {
            // Sold at the close before: the proceeds earn from there.
            self.account.sell_ended(session);
            self.account.accrue(session);
        }
        let (lag, at_open) = (self.account.terms.lag(), self.account.terms.fill == Fill::NextOpen);
        if lag > 0 {
            let due = self.pending.front().copied().filter(|decision| decision.session + lag == session);
            if due.is_some() {
                self.pending.pop_front();
            }
            self.fill_or_go_on(due, Moment { session, at_open });
        }
    }

    /// The tranche's decision of this close, if it has one: it is filled now, later or not at all.
    pub fn decide(&mut self, decision: Option<&'a Decision>, session: usize) {
        let decision = decision.filter(|decision| self.acts_on(decision));
        match self.account.terms.lag() {
            0 => self.fill_or_go_on(decision, Moment { session, at_open: false }),
            _ => self.pending.extend(decision),
        }
    }

    /// Fills the decision that is due; without one, what an earlier fill has left waiting.
    fn fill_or_go_on(&mut self, due: Option<&'a Decision>, moment: Moment) {
        match due {
            Some(decision) => self.fill(decision, moment),
            None => self.fill_waiting(moment),
        }
    }

    /// Whether a decision leads to a fill.
    fn acts_on(&mut self, decision: &'a Decision) -> bool {
        let same = self.decided.is_some_and(|decided| same_target(decided, &decision.target));
        self.decided = Some(&decision.target);
        !same
            || match self.account.terms.rebalance {
                Rebalance::OnChange => false,
                Rebalance::Always => true,
                Rebalance::Band(band) => self.has_drifted(decision, band),
            }
    }

    /// Whether a held weight is more than `band` from its target at the decision's close. A fill that is still to come will
    /// bring the weights to the target anyway.
    fn has_drifted(&self, decision: &Decision, band: f64) -> bool {
        let account = &self.account;
        let value = account.value(decision.session);
        let worths = account.worths(|asset| asset.close[decision.session]);
        let mut weights = worths.iter().map(|worth| worth / value).zip(&decision.target);
        let under_way = !self.pending.is_empty() || self.waiting.is_some();
        // What rounding alone has moved has not drifted, whatever the band.
        !under_way && weights.any(|(weight, target)| (weight - target).abs() > band.max(SAME_WEIGHT))
    }

    /// All assets go to their target.
    fn fill(&mut self, decision: &'a Decision, moment: Moment) {
        let everything = vec![true; decision.target.len()];
        self.waiting = trade(&mut self.account, decision, &everything, moment);
        self.waited += usize::from(self.waiting.is_some());
        let changed = self.filled.is_some_and(|filled| !same_target(filled, &decision.target));
        self.switches += usize::from(changed && self.purchased);
        self.purchased |= decision.target.iter().any(|weight| *weight != 0.0);
        self.filled = Some(&decision.target);
    }

    /// What an earlier fill could not trade, where it can be traded now.
    fn fill_waiting(&mut self, moment: Moment) {
        let assets = &self.account.market.assets;
        let can_go_on = |waiting: &Waiting| {
            waiting.assets.iter().zip(assets).any(|(waits, asset)| *waits && asset.traded[moment.session])
        };
        if let Some(waiting) = self.waiting.take_if(|waiting| can_go_on(waiting)) {
            self.waiting = trade(&mut self.account, &waiting.decision, &waiting.assets, moment);
            self.waited += usize::from(self.waiting.is_some());
        }
    }
}

impl Tranche<'_> {
    /// Adds what the tranche did to the path of all, up to the path's last session.
    pub fn finish(self, path: &mut Path) {
        path.holdings.extend(self.account.holdings(path.last()));
        path.record_orders(self.account.orders);
        path.switches += self.switches;
        path.waited += self.waited;
        // What is ruined fills nothing any more.
        if !path.ruined {
            path.pending.extend(self.pending.into_iter().cloned());
        }
        for asset in self.account.ended {
            if !path.ended.contains(&asset) {
                path.ended.push(asset);
            }
        }
    }
}

fn same_target(a: &[f64], b: &[f64]) -> bool {
    a.iter().zip(b).all(|(a, b)| (a - b).abs() <= SAME_WEIGHT)
}
