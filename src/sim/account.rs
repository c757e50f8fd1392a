//! Money and holdings on their way through the sessions, and the book of what was traded.

use super::holding::{Holding, Order};
use super::market::Market;
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
    /// The assets of which units are held, in order.
    pub held: Vec<usize>,
    /// By asset, for those.
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
            held: Vec::new(),
            open_holdings: (0..assets).map(|_| None).collect(),
            stopped: vec![None; assets],
            closed_holdings: Vec::new(),
            orders: Vec::new(),
            ended: Vec::new(),
        }
    }

    /// Takes in units that somebody else has bought.
    pub fn receive(&mut self, units: Vec<(usize, f64)>) {
        for (asset, units) in units {
            self.units[asset] = units;
            self.held.push(asset);
        }
    }

    /// The assets that are held, with their worth at the close.
    pub fn worths(&self, session: usize) -> impl Iterator<Item = (usize, f64)> {
        self.held.iter().map(move |asset| (*asset, self.units[*asset] * self.market.assets[*asset].close[session]))
    }

    /// Cash and holdings at the close.
    pub fn value(&self, session: usize) -> f64 {
        self.cash + self.worths(session).map(|(_, worth)| worth).sum::<f64>()
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
        let market = self.market;
        let over = |index: &usize| {
            let life = market.assets[*index].life;
            life.ended && life.last == Some(session - 1)
        };
        let over: Vec<usize> = self.held.iter().copied().filter(over).collect();
        for index in over {
            let asset = &market.assets[index];
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
        if self.terms.overlays.is_empty() {
            return raised;
        }
        for index in self.held.iter().copied() {
            let asset = &self.market.assets[index];
            let judged =
                self.open_holdings[index].as_mut().filter(|holding| holding.stop.is_none() && asset.traded[session]);
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
        self.held.iter().filter_map(|asset| self.open_holdings[*asset].as_ref()?.stop)
    }

    /// Forgets the stops up to those of the close of `session`: a fill takes their place.
    pub fn supersede_stops(&mut self, session: usize) {
        for asset in &self.held {
            if let Some(holding) = &mut self.open_holdings[*asset] {
                holding.stop.take_if(|stop| stop.session <= session);
            }
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
        let is_held = self.units[order.asset] != 0.0;
        match self.held.binary_search(&order.asset) {
            Err(place) if is_held => self.held.insert(place, order.asset),
            Ok(place) if !is_held => _ = self.held.remove(place),
            _ => {}
        }
        if !is_held && let Some(holding) = self.open_holdings[order.asset].take() {
            self.closed_holdings.push(Holding { opened: holding.opened, closed: Some(date), gain: holding.flow });
            // A stop that something else was faster than has sold nothing, and keeps nothing in cash.
            if holding.stop.is_some_and(|stop| stop.reason != order.reason) {
                self.stopped[order.asset] = None;
            }
        }
    }

    /// Every holding, those still open at their value at the close of session `last`.
    pub fn holdings(&self, last: usize) -> Vec<Holding> {
        let open = self.worths(last).filter_map(|(asset, value)| {
            let OpenHolding { opened, flow, .. } = self.open_holdings[asset].as_ref()?;
            Some(Holding { opened: *opened, closed: None, gain: flow + value })
        });
        self.closed_holdings.iter().copied().chain(open).collect()
    }
}
