//! One fill: assets go to their weights of what the costs leave.

use super::account::Account;
use super::costs::self_financed;
use super::holding::Order;
use super::market::MarketAsset;
use super::overlays::{Reason, Stop};

/// Orders below this share of equity are rounding, not trades.
pub const ROUNDING: f64 = 1e-12;

/// When in a session a fill happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Moment {
    pub session: usize,
    pub at_open: bool,
}

impl Moment {
    fn price(self, asset: &MarketAsset) -> f64 {
        if self.at_open { asset.open[self.session] } else { asset.close[self.session] }
    }

    fn quoted(self, asset: &MarketAsset) -> f64 {
        if self.at_open { asset.quoted_open[self.session] } else { asset.quoted_close[self.session] }
    }
}

/// What a fill is to do.
#[derive(Clone)]
pub(super) struct Instruction {
    /// The session of the decision.
    pub decided: usize,
    /// Weight by asset; 0 for those that are stopped.
    pub target: Vec<f64>,
    /// By asset, the stop that sells it.
    pub stopped: Vec<Option<Stop>>,
}

/// The rest of a fill: assets that had no bar, and those that got less than their weight because of them.
#[derive(Clone)]
pub(super) struct Waiting {
    pub instruction: Instruction,
    pub assets: Vec<bool>,
}

/// An asset that is held or wanted.
struct Lot {
    asset: usize,
    /// The instruction's weight.
    target: f64,
    /// Its worth in money.
    held: f64,
    can_trade: bool,
}

/// Where a fill takes the assets that it can trade.
struct Aim {
    /// Weight by lot, of the equity after costs.
    target: Vec<f64>,
    equity: f64,
    /// The weights are below the instruction's, because money is stuck in assets without a bar.
    short_of_money: bool,
}

/// Trades the `chosen` assets that have a bar to the instruction's weights; the others keep what they are. What is left of the
/// fill comes back.
pub(super) fn trade(
    account: &mut Account,
    instruction: &Instruction,
    chosen: &[bool],
    moment: Moment,
) -> Option<Waiting> {
    let assets = &account.market.assets;
    // What is neither held nor wanted has no part in it.
    let target = instruction.target.iter().enumerate();
    let wanted = target.filter(|(_, weight)| **weight != 0.0).map(|(asset, _)| asset);
    let mut concerned: Vec<usize> = account.held.iter().copied().chain(wanted).collect();
    concerned.sort_unstable();
    concerned.dedup();
    let lot = |asset: usize| {
        let held = if account.units[asset] == 0.0 { 0.0 } else { account.units[asset] * moment.price(&assets[asset]) };
        let can_trade = chosen[asset] && assets[asset].traded[moment.session];
        Lot { asset, target: instruction.target[asset], held, can_trade }
    };
    let lots: Vec<Lot> = concerned.into_iter().map(lot).collect();
    let value = account.cash + lots.iter().map(|lot| lot.held).sum::<f64>();
    if value <= 0.0 {
        return None;
    }
    let aim = aim(&lots, value, account.terms.cost_rate);
    exchange(account, instruction, &aim, &lots, value, moment);

    let waits = |lot: &&Lot| {
        let waits = chosen[lot.asset] && account.market.assets[lot.asset].life.available(moment.session);
        waits && (!lot.can_trade || aim.short_of_money)
    };
    let stopped = lots.iter().filter(waits).any(|lot| !lot.can_trade);
    stopped.then(|| {
        let mut waiting = vec![false; chosen.len()];
        lots.iter().filter(waits).for_each(|lot| waiting[lot.asset] = true);
        Waiting { instruction: instruction.clone(), assets: waiting }
    })
}

/// The weights that can be reached, and the equity that is left then.
fn aim(lots: &[Lot], value: f64, cost_rate: f64) -> Aim {
    let mut target: Vec<f64> = lots.iter().map(|lot| lot.target).collect();
    let trading = || lots.iter().enumerate().filter(|(_, lot)| lot.can_trade);
    let after =
        |target: &[f64]| self_financed(value, cost_rate, trading().map(|(place, lot)| (target[place], lot.held)));
    let mut equity = after(&target);
    // Money that is stuck in an asset without a bar cannot buy another one yet.
    let stuck: f64 = lots.iter().filter(|lot| !lot.can_trade).map(|lot| lot.held).sum();
    let wanted: f64 = trading().map(|(_, lot)| lot.target).sum();
    let whole = lots.iter().map(|lot| lot.target).sum::<f64>().max(1.0);
    let short_of_money = stuck > 0.0 && wanted > 0.0 && wanted > (whole - stuck / equity) * (1.0 + ROUNDING);
    if short_of_money {
        // The others share what the stuck money leaves of the whole. Selling for that costs too, so that their part of the equity
        // after costs is a root of its own.
        let beside = stuck / whole;
        let share = |lot: &Lot| lot.target * whole / wanted;
        let part = self_financed(value - beside, cost_rate, trading().map(|(_, lot)| (share(lot), lot.held)));
        let part = if value > beside { part.max(0.0) } else { 0.0 };
        trading().for_each(|(place, lot)| target[place] = share(lot) * part / (part + beside));
        equity = after(&target);
    }
    // Where costs exceed what is left of a leveraged account, no such weights exist: everything is sold, and the run is ruined.
    if !(equity > 0.0 && equity <= value * (1.0 + ROUNDING)) {
        trading().for_each(|(place, _)| target[place] = 0.0);
        equity = after(&target);
    }
    Aim { target, equity, short_of_money }
}

/// Buys and sells out of an account of this value, and books each order.
fn exchange(account: &mut Account, instruction: &Instruction, aim: &Aim, lots: &[Lot], value: f64, moment: Moment) {
    let mut spent = 0.0;
    for (lot, weight) in lots.iter().zip(&aim.target).filter(|(lot, _)| lot.can_trade) {
        let (asset, weight) = (lot.asset, *weight);
        let traded = weight * aim.equity - lot.held;
        if traded.abs() <= ROUNDING * value && weight != 0.0 || traded == 0.0 {
            continue;
        }
        let cost = account.terms.cost_rate * traded.abs();
        spent += traded + cost;
        let prices = &account.market.assets[asset];
        account.units[asset] = if weight == 0.0 { 0.0 } else { weight * aim.equity / moment.price(prices) };
        let stop = instruction.stopped[asset].filter(|_| weight == 0.0);
        account.book(Order {
            session: moment.session,
            decided: stop.map_or(instruction.decided, |stop| stop.session),
            reason: stop.map_or(Reason::Decision, |stop| stop.reason),
            asset,
            at_open: moment.at_open,
            value: traded,
            price: moment.quoted(prices),
            cost,
            weight,
        });
    }
    account.cash -= spent;
    // Fully invested means no cash at all, not the rounding of a sum; beside what is beyond numbers, everything would be that.
    if value.is_finite() && account.cash.abs() <= ROUNDING * value {
        account.cash = 0.0;
    }
}
