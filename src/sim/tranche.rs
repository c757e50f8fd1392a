//! One account that follows decisions: which of them lead to a fill, and when.

use super::account::Account;
use super::carried::Carried;
use super::decide::Decision;
use super::fill::{Instruction, Moment, Waiting, trade};
use super::holding::Order;
use super::market::Market;
use super::overlays::Stop;
use super::path::Path;
use super::simulate::Terms;
use crate::data::Date;
use crate::strategy::{Fill, Rebalance};
use std::collections::VecDeque;

/// Weights that differ by less are the same target.
pub const SAME_WEIGHT: f64 = 1e-9;

pub(super) struct Tranche<'a> {
    pub account: Account<'a>,
    /// The decisions whose fill is to come, and what each is to do. A later one does not cancel an earlier one.
    pending: VecDeque<(&'a Decision, Instruction)>,
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
    /// Every stop so far.
    stops: Vec<Stop>,
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
            stops: Vec::new(),
        }
    }

    /// One that holds something already.
    pub fn holding(market: &'a Market, sessions: &'a [Date], terms: &'a Terms, carried: Carried) -> Self {
        let Carried { units, cash, waiting } = carried;
        let mut tranche = Self { waiting, ..Self::new(market, sessions, terms, cash) };
        tranche.account.receive(units);
        tranche
    }

    /// What it holds and has still to do, and the orders that it had.
    pub fn left(self) -> (Carried, Vec<Order>) {
        let Account { held, units, cash, orders, .. } = self.account;
        let units = held.into_iter().map(|asset| (asset, units[asset])).collect();
        (Carried { units, cash, waiting: self.waiting }, orders)
    }

    /// A decision that leads to a fill, whatever its target was before.
    pub fn await_fill(&mut self, decision: &'a Decision) {
        let instruction = self.instruction(decision);
        self.pending.push_back((decision, instruction));
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
            let due = self.pending.pop_front_if(|(decision, _)| decision.session + lag == session);
            self.fill_or_go_on(due, Moment { session, at_open });
        }
    }

    /// What the close brings: the tranche's decision, if it has one, then the stops of its holdings. They are filled now, later
    /// or not at all.
    pub fn close(&mut self, decision: Option<&'a Decision>, session: usize) {
        let changed = decision.is_some_and(|decision| self.changes_target(decision));
        if changed {
            self.account.stopped.fill(None);
        }
        // After the decision: it saw the same close, and changes nothing about what that stops.
        self.stops.extend(self.account.judge(session));
        let acts = decision.filter(|decision| changed || self.restores(decision));
        let order = acts.map(|decision| (decision, self.instruction(decision)));
        match self.account.terms.lag() {
            0 => self.fill_or_go_on(order, Moment { session, at_open: false }),
            _ => self.pending.extend(order),
        }
    }

    /// Fills the decision that is due; without one, the stops that are, and what an earlier fill has left waiting.
    fn fill_or_go_on(&mut self, due: Option<(&'a Decision, Instruction)>, moment: Moment) {
        match due {
            Some((decision, instruction)) => self.fill(decision, &instruction, moment),
            None => {
                self.sell_stopped(moment);
                self.fill_waiting(moment);
            }
        }
    }

    /// Whether a decision's target is another than that of the last one.
    fn changes_target(&mut self, decision: &'a Decision) -> bool {
        let same = self.decided.is_some_and(|decided| same_target(decided, &decision.target));
        self.decided = Some(&decision.target);
        !same
    }

    /// Whether a decision that changes no target leads to a fill.
    fn restores(&self, decision: &Decision) -> bool {
        match self.account.terms.rebalance {
            Rebalance::OnChange => false,
            Rebalance::Always => true,
            Rebalance::Band(band) => self.has_drifted(decision, band),
        }
    }

    /// The decision's target, as far as no stop stands against it.
    fn instruction(&self, decision: &Decision) -> Instruction {
        let mut target = decision.target.clone();
        // What the rules do not want anyway, they sell themselves.
        let stopped = self.account.stopped.iter().zip(&target);
        let stopped: Vec<_> = stopped.map(|(stop, weight)| stop.filter(|_| *weight != 0.0)).collect();
        target.iter_mut().zip(&stopped).filter(|(_, stop)| stop.is_some()).for_each(|(weight, _)| *weight = 0.0);
        Instruction { decided: decision.session, target, stopped }
    }

    /// Whether a held weight is more than `band` from its target at the decision's close. A fill that is still to come will
    /// bring the weights to the target anyway, and a stop's sale that of its asset.
    fn has_drifted(&self, decision: &Decision, band: f64) -> bool {
        let account = &self.account;
        let value = account.value(decision.session);
        let target = self.instruction(decision).target;
        let mut weights = vec![0.0; target.len()];
        account.worths(decision.session).for_each(|(asset, worth)| weights[asset] = worth / value);
        let mut weights = weights.into_iter().zip(&target).enumerate();
        let under_way = !self.pending.is_empty() || self.waiting.is_some();
        let being_sold = |asset: usize| account.stops().any(|stop| stop.asset == asset);
        // What rounding alone has moved has not drifted, whatever the band.
        let drifted = |asset: usize, weight: f64, target: f64| {
            (weight - target).abs() > band.max(SAME_WEIGHT) && !being_sold(asset)
        };
        !under_way && weights.any(|(asset, (weight, target))| drifted(asset, weight, *target))
    }

    /// All assets go to their target. Stops of the same close or before are in it, or are lifted by it.
    fn fill(&mut self, decision: &'a Decision, instruction: &Instruction, moment: Moment) {
        self.account.supersede_stops(decision.session);
        let everything = vec![true; decision.target.len()];
        self.waiting = trade(&mut self.account, instruction, &everything, moment);
        self.waited += usize::from(self.waiting.is_some());
        let changed = self.filled.is_some_and(|filled| !same_target(filled, &decision.target));
        self.switches += usize::from(changed && self.purchased);
        self.purchased |= decision.target.iter().any(|weight| *weight != 0.0);
        self.filled = Some(&decision.target);
    }

    /// Sells what is due by a stop and has a bar; the other holdings keep what they are.
    fn sell_stopped(&mut self, moment: Moment) {
        let lag = self.account.terms.lag();
        let due: Vec<Stop> = self.account.stops().filter(|stop| stop.session + lag <= moment.session).collect();
        let assets = self.account.units.len();
        for stop in due {
            if !self.account.market.assets[stop.asset].traded[moment.session] {
                self.waited += usize::from(stop.session + lag == moment.session);
                continue;
            }
            let mut stopped = vec![None; assets];
            stopped[stop.asset] = Some(stop);
            let sale = Instruction { decided: stop.session, target: vec![0.0; assets], stopped };
            let chosen: Vec<bool> = sale.stopped.iter().map(Option::is_some).collect();
            trade(&mut self.account, &sale, &chosen, moment);
            // What an earlier fill still had to do with it is over.
            self.waiting.iter_mut().for_each(|waiting| waiting.assets[stop.asset] = false);
        }
        self.waiting.take_if(|waiting| !waiting.assets.contains(&true));
    }

    /// What an earlier fill could not trade, where it can be traded now.
    fn fill_waiting(&mut self, moment: Moment) {
        let assets = &self.account.market.assets;
        let can_go_on = |waiting: &Waiting| {
            waiting.assets.iter().zip(assets).any(|(waits, asset)| *waits && asset.traded[moment.session])
        };
        if let Some(waiting) = self.waiting.take_if(|waiting| can_go_on(waiting)) {
            self.waiting = trade(&mut self.account, &waiting.instruction, &waiting.assets, moment);
            self.waited += usize::from(self.waiting.is_some());
        }
    }
}

impl Tranche<'_> {
    /// Adds what the tranche did to the path of all, up to the path's last session.
    pub fn finish(self, path: &mut Path) {
        path.holdings.extend(self.account.holdings(path.last()));
        path.stops.extend(self.stops);
        path.switches += self.switches;
        path.waited += self.waited;
        // What is ruined fills nothing any more.
        if !path.ruined {
            path.pending_stops.extend(self.account.stops());
            let decided = |(decision, instruction): (&Decision, Instruction)| Decision {
                target: instruction.target,
                ..decision.clone()
            };
            path.pending.extend(self.pending.into_iter().map(decided));
        }
        path.record_orders(self.account.orders);
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
