//! Money and holdings on their way through the sessions, and the book of what was traded.

use super::holding::{Holding, Order};
use super::market::{Market, MarketAsset};
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
    /// By asset, what its current holding was bought and sold for.
    open_holdings: Vec<Option<OpenHolding>>,
    closed_holdings: Vec<Holding>,
    pub orders: Vec<Order>,
    /// Assets that were sold because their data ended.
    pub ended: Vec<usize>,
}

struct OpenHolding {
    opened: Date,
    flow: f64,
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
                asset: index,
                at_open: false,
                value: -value,
                price: asset.quoted_close[session - 1],
                cost,
                weight: 0.0,
            });
        }
    }

    /// Writes down an order whose units have changed hands.
    pub fn book(&mut self, order: Order) {
        self.orders.push(order);
        let date = self.sessions[order.session];
        let holding = self.open_holdings[order.asset].get_or_insert(OpenHolding { opened: date, flow: 0.0 });
        holding.flow -= order.value + order.cost;
        if self.units[order.asset] == 0.0
            && let Some(holding) = self.open_holdings[order.asset].take()
        {
            self.closed_holdings.push(Holding { opened: holding.opened, closed: Some(date), gain: holding.flow });
        }
    }

    /// Every holding, those still open at their value at the close of session `last`.
    pub fn holdings(&self, last: usize) -> Vec<Holding> {
        let values = self.worths(|asset| asset.close[last]);
        let open = self.open_holdings.iter().zip(values).filter_map(|(holding, value)| {
            let OpenHolding { opened, flow } = holding.as_ref()?;
            Some(Holding { opened: *opened, closed: None, gain: flow + value })
        });
        self.closed_holdings.iter().copied().chain(open).collect()
    }
}

/// Nothing is worth nothing, even where there is no price yet.
fn worth(units: f64, price: f64) -> f64 {
    if units == 0.0 { 0.0 } else { units * price }
}
