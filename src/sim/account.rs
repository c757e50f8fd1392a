//! Money and holdings on their way through the sessions, and the book of what was traded.

use super::holding::{Holding, Order};
use super::market::{Market, MarketAsset};
use super::overlays::{Marks, Reason, Stop};
use super::rates::accrual;
use super::simulate::Terms;
use crate::data::Date;

pub(super) struct Account<'a> {
    pub market: &'a Market,
    sessions: &'a [Date],
    pub terms: &'a Terms,
    /// Units held, by asset, and cash.
    pub units: Vec<f64>,
    pub cash: f64,
    open_holdings: Vec<Option<OpenHolding>>,
    /// By asset, the stop by which the target of the rules is cash.
    pub stopped: Vec<Option<Stop>>,
    closed_holdings: Vec<Holding>,
    pub orders: Vec<Order>,
    /// Assets that were sold because their data ended.
    pub ended: Vec<usize>,
}

struct OpenHolding {
    opened: Date,
    /// What it was sold for less what it was bought for.
    flow: f64,
    marks: Marks,
    /// The order to sell it, on its way. It goes with the holding, whatever ends that.
    stop: Option<Stop>,
}

impl<'a> Account<'a> {
    pub fn new(market: &'a Market, sessions: &'a [Date], terms: &'a Terms, capital: f64) -> Self {
        let assets = market.assets.len();
        Self {
            market,
            sessions,
            terms,
            units: vec![0.0; assets],
            cash: capital,
            open_holdings: (0..assets).map(|_| None).collect(),
            stopped: vec![None; assets],
            closed_holdings: Vec::new(),
            orders: Vec::new(),
            ended: Vec::new(),
        }
    }

    /// What each asset is worth at `price`.
    pub fn worths(&self, price: impl Fn(&MarketAsset) -> f64) -> Vec<f64> {
        self.units.iter().zip(&self.market.assets).map(|(units, asset)| worth(*units, price(asset))).collect()
    }

    /// Cash and holdings at the close.
    pub fn value(&self, session: usize) -> f64 {
        self.cash + self.worths(|asset| asset.close[session]).iter().sum::<f64>()
    }

    /// Interest on the cash, or the debt, of the close before.
    pub fn accrue(&mut self, session: usize) {
        let rates = if self.cash >= 0.0 { &self.terms.cash_yield } else { &self.terms.borrow };
        let percent = rates[session - 1];
        if !percent.is_nan() {
            self.cash += self.cash * accrual(percent, self.sessions[session - 1], self.sessions[session]);
        }
    }

    /// Assets whose life ended at the session before go to cash at their last close.
    pub fn sell_ended(&mut self, session: usize) {
        for (index, asset) in self.market.assets.iter().enumerate() {
            let over = asset.life.ended && asset.life.last == Some(session - 1);
            if !over || self.units[index] == 0.0 {
                continue;
            }
            let value = self.units[index] * asset.close[session - 1];
            let cost = self.terms.cost_rate * value;
            self.units[index] = 0.0;
            self.cash += value - cost;
            self.ended.push(index);
            self.book(Order {
                session: session - 1,
                decided: session - 1,
                reason: Reason::Ended,
                asset: index,
                at_open: false,
                value: -value,
                price: asset.quoted_close[session - 1],
                cost,
                weight: 0.0,
            });
        }
    }

    /// Judges every holding that has a bar and no stop yet by the close of `session`; the stops that this brings.
    pub fn judge(&mut self, session: usize) -> Vec<Stop> {
        let mut raised = Vec::new();
        for (index, holding) in self.open_holdings.iter_mut().enumerate() {
            let asset = &self.market.assets[index];
            let judged = holding.as_mut().filter(|holding| holding.stop.is_none() && asset.traded[session]);
            let Some(holding) = judged else { continue };
            if let Some(reason) = holding.marks.judge(asset.close[session], &self.terms.overlays) {
                let stop = Stop { session, asset: index, reason };
                (holding.stop, self.stopped[index]) = (Some(stop), Some(stop));
                raised.push(stop);
            }
        }
        raised
    }

    /// The stops whose sale is still to come.
    pub fn stops(&self) -> impl Iterator<Item = Stop> {
        self.open_holdings.iter().flatten().filter_map(|holding| holding.stop)
    }

    /// Forgets the stops up to those of the close of `session`: a fill takes their place.
    pub fn supersede_stops(&mut self, session: usize) {
        for holding in self.open_holdings.iter_mut().flatten() {
            holding.stop.take_if(|stop| stop.session <= session);
        }
    }

    /// Writes down an order whose units have changed hands.
    pub fn book(&mut self, order: Order) {
        self.orders.push(order);
        let date = self.sessions[order.session];
        let asset = &self.market.assets[order.asset];
        let prices = if order.at_open { &asset.open } else { &asset.close };
        let opened = || OpenHolding { opened: date, flow: 0.0, marks: Marks::at(prices[order.session]), stop: None };
        let holding = self.open_holdings[order.asset].get_or_insert_with(opened);
        holding.flow -= order.value + order.cost;
        if self.units[order.asset] == 0.0
            && let Some(holding) = self.open_holdings[order.asset].take()
        {
            self.closed_holdings.push(Holding { opened: holding.opened, closed: Some(date), gain: holding.flow });
            // A stop that something else was faster than has sold nothing, and keeps nothing in cash.
            if holding.stop.is_some_and(|stop| stop.reason != order.reason) {
                self.stopped[order.asset] = None;
            }
        }
    }

    /// Every holding, those still open at their value at the close of session `last`.
    pub fn holdings(&self, last: usize) -> Vec<Holding> {
        let values = self.worths(|asset| asset.close[last]);
        let open = self.open_holdings.iter().zip(values).filter_map(|(holding, value)| {
            let OpenHolding { opened, flow, .. } = holding.as_ref()?;
            Some(Holding { opened: *opened, closed: None, gain: flow + value })
        });
        self.closed_holdings.iter().copied().chain(open).collect()
    }
}

/// Nothing is worth nothing, even where there is no price yet.
fn worth(units: f64, price: f64) -> f64 {
    if units == 0.0 { 0.0 } else { units * price }
}
