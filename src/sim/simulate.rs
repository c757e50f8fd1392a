//! The plain simulation, session by session: the specification of what a run earns.
//!
//! In each session, in this order: cash earns (or owes) what the close before fixed; assets whose life has ended are sold at
//! their last close; orders due at the open are filled; orders due at the close are filled; equity is taken at the close.

use super::costs::self_financed;
use super::decide::Decision;
use super::holding::{Holding, Order};
use super::market::{Market, MarketAsset};
use super::rates::accrual;
use crate::data::Date;
use crate::strategy::{Fill, Rebalance};

/// Weights that differ by less are the same target.
const SAME_WEIGHT: f64 = 1e-9;
/// Orders below this share of equity are rounding, not trades.
const ROUNDING: f64 = 1e-12;

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

/// What one run leaves behind. Columns have one value a session, the start session first.
#[derive(Clone, Debug, Default)]
pub struct Path {
    pub first: usize,
    /// Equity at the close. The first is the capital: under same-close fills too, whose first cost shows a session later.
    pub equity: Vec<f64>,
    /// Weight at the close, by asset of the market.
    pub weights: Vec<Vec<f64>>,
    pub orders: Vec<Order>,
    pub holdings: Vec<Holding>,
    pub bought: f64,
    pub sold: f64,
    pub costs: f64,
    /// Target changes after the first purchase.
    pub switches: usize,
    /// Orders that had to wait for an asset's next bar.
    pub waited: usize,
    /// Assets that were sold because their data ended.
    pub ended: Vec<usize>,
    /// The target of a decision whose fill lies beyond the last session.
    pub pending: Option<Decision>,
    /// Equity was gone at the last session of the path.
    pub ruined: bool,
}

impl Path {
    /// Sum of absolute weights outside cash at each close.
    pub fn exposure(&self) -> Vec<f64> {
        let sessions = 0..self.equity.len();
        sessions.map(|session| self.weights.iter().map(|weights| weights[session].abs()).sum()).collect()
    }

    pub fn last(&self) -> usize {
        self.first + self.equity.len() - 1
    }
}

/// Runs `decisions`, the first of which is the start, to session `last`.
pub fn simulate(market: &Market, sessions: &[Date], decisions: &[Decision], terms: &Terms, last: usize) -> Path {
    let first = decisions.first().map_or(last, |decision| decision.session);
    let mut account = Account::new(market, sessions, terms, first);
    let mut decisions = decisions.iter().peekable();
    // One decision can wait at most: its fill is due at the session after it.
    let mut due: Option<&Decision> = None;
    let same_close = terms.fill == Fill::SameClose;
    for session in first..=last {
        if session > first {
            account.accrue(session);
            account.sell_ended(session);
        }
        if !same_close {
            account.fill_or_go_on(due.take(), session, terms.fill == Fill::NextOpen);
        }
        let before_fill = account.value(session);
        let decision = decisions.next_if(|decision| decision.session == session);
        let decision = decision.filter(|decision| account.acts_on(decision));
        if same_close {
            account.fill_or_go_on(decision, session, false);
        } else {
            due = decision;
        }
        account.close(session, if session == first { Some(before_fill) } else { None });
        if account.path.ruined {
            break;
        }
    }
    account.path.pending = due.filter(|_| !account.path.ruined).cloned();
    account.finish()
}

/// Money and holdings on their way through the sessions.
struct Account<'a> {
    market: &'a Market,
    sessions: &'a [Date],
    terms: &'a Terms,
    /// Units held, by asset, and cash.
    units: Vec<f64>,
    cash: f64,
    /// The target of the last decision that was acted on.
    decided: Option<Vec<f64>>,
    /// The target of the last fill.
    filled: Option<Vec<f64>>,
    /// Whether any fill has bought anything yet.
    purchased: bool,
    waiting: Option<Waiting>,
    /// By asset, what its current holding was bought and sold for.
    open_holdings: Vec<Option<OpenHolding>>,
    path: Path,
}

/// The rest of a fill: assets that had no bar, and those that got less than their weight because of them.
struct Waiting {
    decision: Decision,
    assets: Vec<bool>,
}

struct OpenHolding {
    opened: Date,
    flow: f64,
}

impl<'a> Account<'a> {
    fn new(market: &'a Market, sessions: &'a [Date], terms: &'a Terms, first: usize) -> Self {
        let assets = market.assets.len();
        Self {
            market,
            sessions,
            terms,
            units: vec![0.0; assets],
            cash: terms.capital,
            decided: None,
            filled: None,
            purchased: false,
            waiting: None,
            open_holdings: (0..assets).map(|_| None).collect(),
            path: Path { first, weights: vec![Vec::new(); assets], ..Path::default() },
        }
    }

    fn value(&self, session: usize) -> f64 {
        let held = self.units.iter().zip(&self.market.assets);
        self.cash + held.map(|(units, asset)| worth(*units, asset.close[session])).sum::<f64>()
    }

    /// Interest on the cash, or the debt, of the close before.
    fn accrue(&mut self, session: usize) {
        let rates = if self.cash >= 0.0 { &self.terms.cash_yield } else { &self.terms.borrow };
        let percent = rates[session - 1];
        if !percent.is_nan() {
            self.cash += self.cash * accrual(percent, self.sessions[session - 1], self.sessions[session]);
        }
    }

    /// Whether a decision leads to a fill.
    fn acts_on(&mut self, decision: &Decision) -> bool {
        let same = self.decided.as_ref().is_some_and(|decided| same_target(decided, &decision.target));
        self.decided = Some(decision.target.clone());
        !same || self.terms.rebalance == Rebalance::Always
    }

    /// Fills the decision that is due; without one, what an earlier fill has left waiting.
    fn fill_or_go_on(&mut self, due: Option<&Decision>, session: usize, at_open: bool) {
        match due {
            Some(decision) => self.fill(decision, session, at_open),
            None => self.fill_waiting(session, at_open),
        }
    }

    /// All assets go to their target.
    fn fill(&mut self, decision: &Decision, session: usize, at_open: bool) {
        self.waiting = None;
        let everything = vec![true; self.units.len()];
        self.trade(decision, &everything, session, at_open);
        let changed = self.filled.as_ref().is_some_and(|filled| !same_target(filled, &decision.target));
        self.path.switches += usize::from(changed && self.purchased);
        self.purchased |= decision.target.iter().any(|weight| *weight != 0.0);
        self.filled = Some(decision.target.clone());
    }

    /// What an earlier fill could not trade, where it can be traded now.
    fn fill_waiting(&mut self, session: usize, at_open: bool) {
        let assets = &self.market.assets;
        let can_go_on =
            |waiting: &Waiting| waiting.assets.iter().zip(assets).any(|(waits, asset)| *waits && asset.traded[session]);
        if let Some(waiting) = self.waiting.take_if(|waiting| can_go_on(waiting)) {
            self.trade(&waiting.decision, &waiting.assets, session, at_open);
        }
    }

    /// Trades `chosen` assets to the decision's weights; the others keep what they are.
    fn trade(&mut self, decision: &Decision, chosen: &[bool], session: usize, at_open: bool) {
        let market = self.market;
        let price = |asset: &MarketAsset| {
            if at_open { asset.open[session] } else { asset.close[session] }
        };
        let held: Vec<f64> =
            self.units.iter().zip(&market.assets).map(|(units, asset)| worth(*units, price(asset))).collect();
        let value = self.cash + held.iter().sum::<f64>();
        if value <= 0.0 {
            return;
        }
        let can_trade: Vec<bool> =
            chosen.iter().zip(&market.assets).map(|(chosen, asset)| *chosen && asset.traded[session]).collect();
        let trading: Vec<usize> = (0..held.len()).filter(|asset| can_trade[*asset]).collect();
        let mut target = decision.target.clone();
        let after = |target: &[f64]| {
            let legs = trading.iter().map(|asset| (target[*asset], held[*asset]));
            self_financed(value, self.terms.cost_rate, legs)
        };
        let mut equity = after(&target);
        // Money that is stuck in an asset without a bar cannot buy another one yet.
        let stuck: f64 = (0..held.len()).filter(|asset| !can_trade[*asset]).map(|asset| held[asset]).sum();
        let wanted: f64 = trading.iter().map(|asset| target[*asset]).sum();
        let most = decision.target.iter().sum::<f64>().max(1.0) - stuck / equity;
        let short_of_money = stuck > 0.0 && wanted > most * (1.0 + ROUNDING);
        if short_of_money {
            let scale = (most / wanted).max(0.0);
            trading.iter().for_each(|asset| target[*asset] *= scale);
            equity = after(&target);
        }
        let mut spent = 0.0;
        for &asset in &trading {
            let traded = target[asset] * equity - held[asset];
            if traded.abs() <= ROUNDING * value && target[asset] != 0.0 || traded == 0.0 {
                continue;
            }
            let cost = self.terms.cost_rate * traded.abs();
            spent += traded + cost;
            self.units[asset] =
                if target[asset] == 0.0 { 0.0 } else { target[asset] * equity / price(&market.assets[asset]) };
            let quoted = &market.assets[asset];
            self.book(Order {
                session,
                decided: decision.session,
                asset,
                at_open,
                value: traded,
                price: if at_open { quoted.quoted_open[session] } else { quoted.quoted_close[session] },
                cost,
                weight: target[asset],
            });
        }
        // Fully invested means no cash at all, not the rounding of a sum.
        self.cash -= spent;
        if self.cash.abs() <= ROUNDING * value {
            self.cash = 0.0;
        }
        let waits = |asset: usize| {
            let unfinished = !can_trade[asset] && (decision.target[asset] != 0.0 || held[asset] != 0.0);
            chosen[asset] && market.assets[asset].life.available(session) && (unfinished || short_of_money)
        };
        let assets: Vec<bool> = (0..held.len()).map(waits).collect();
        if (0..held.len()).any(|asset| assets[asset] && !can_trade[asset]) {
            self.path.waited += 1;
            self.waiting = Some(Waiting { decision: decision.clone(), assets });
        }
    }

    /// Assets whose life ended at the session before go to cash at their last close.
    fn sell_ended(&mut self, session: usize) {
        for (index, asset) in self.market.assets.iter().enumerate() {
            let over = asset.life.ended && asset.life.last == Some(session - 1);
            if !over || self.units[index] == 0.0 {
                continue;
            }
            let value = self.units[index] * asset.close[session - 1];
            let cost = self.terms.cost_rate * value;
            self.units[index] = 0.0;
            self.cash += value - cost;
            self.path.ended.push(index);
            self.book(Order {
                session: session - 1,
                decided: session - 1,
                asset: index,
                at_open: false,
                value: -value,
                price: asset.quoted_close[session - 1],
                cost,
                weight: 0.0,
            });
        }
    }

    fn book(&mut self, order: Order) {
        let path = &mut self.path;
        path.bought += order.value.max(0.0);
        path.sold += (-order.value).max(0.0);
        path.costs += order.cost;
        path.orders.push(order);
        let date = self.sessions[order.session];
        let holding = self.open_holdings[order.asset].get_or_insert(OpenHolding { opened: date, flow: 0.0 });
        holding.flow -= order.value + order.cost;
        if self.units[order.asset] == 0.0
            && let Some(holding) = self.open_holdings[order.asset].take()
        {
            path.holdings.push(Holding { opened: holding.opened, closed: Some(date), gain: holding.flow });
        }
    }

    /// Records the close. `equity` stands in for the value where the session starts the run.
    fn close(&mut self, session: usize, equity: Option<f64>) {
        let value = self.value(session);
        self.path.equity.push(equity.unwrap_or(value));
        self.path.ruined = value <= 0.0;
        for (asset, weights) in self.path.weights.iter_mut().enumerate() {
            let worth = worth(self.units[asset], self.market.assets[asset].close[session]);
            weights.push(if value > 0.0 { worth / value } else { 0.0 });
        }
    }

    fn finish(mut self) -> Path {
        let last = self.path.last();
        for (asset, holding) in self.open_holdings.into_iter().enumerate() {
            if let Some(holding) = holding {
                self.path.holdings.push(Holding {
                    opened: holding.opened,
                    closed: None,
                    gain: holding.flow + worth(self.units[asset], self.market.assets[asset].close[last]),
                });
            }
        }
        self.path.holdings.sort_by_key(|holding| holding.opened);
        self.path
    }
}

/// Nothing is worth nothing, even where there is no price yet.
fn worth(units: f64, price: f64) -> f64 {
    if units == 0.0 { 0.0 } else { units * price }
}

fn same_target(a: &[f64], b: &[f64]) -> bool {
    a.iter().zip(b).all(|(a, b)| (a - b).abs() <= SAME_WEIGHT)
}
