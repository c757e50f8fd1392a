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
pub(super) struct Waiting {
    pub instruction: Instruction,
    pub assets: Vec<bool>,
}

/// Where a fill takes the assets that it can trade.
struct Aim {
    /// Weight by asset, of the equity after costs.
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
    let held = account.worths(|asset| moment.price(asset));
    let value = account.cash + held.iter().sum::<f64>();
    if value <= 0.0 {
        return None;
    }
    let assets = &account.market.assets;
    let can_trade: Vec<bool> =
        chosen.iter().zip(assets).map(|(chosen, asset)| *chosen && asset.traded[moment.session]).collect();
    let aim = aim(instruction, &held, &can_trade, value, account.terms.cost_rate);
    exchange(account, instruction, &aim, &held, &can_trade, moment);

    let waits = |asset: usize| {
        let unfinished = !can_trade[asset] && (instruction.target[asset] != 0.0 || held[asset] != 0.0);
        chosen[asset] && assets[asset].life.available(moment.session) && (unfinished || aim.short_of_money)
    };
    let waiting: Vec<bool> = (0..held.len()).map(waits).collect();
    let stopped = waiting.iter().zip(&can_trade).any(|(waits, can_trade)| *waits && !can_trade);
    stopped.then(|| Waiting { instruction: instruction.clone(), assets: waiting })
}

/// The weights that can be reached, and the equity that is left then.
fn aim(instruction: &Instruction, held: &[f64], can_trade: &[bool], value: f64, cost_rate: f64) -> Aim {
    let mut target = instruction.target.clone();
    let trading = || (0..held.len()).filter(|asset| can_trade[*asset]);
    let after = |target: &[f64]| self_financed(value, cost_rate, trading().map(|asset| (target[asset], held[asset])));
    let mut equity = after(&target);
    // Money that is stuck in an asset without a bar cannot buy another one yet.
    let stuck: f64 = (0..held.len()).filter(|asset| !can_trade[*asset]).map(|asset| held[asset]).sum();
    let wanted: f64 = trading().map(|asset| target[asset]).sum();
    let whole = instruction.target.iter().sum::<f64>().max(1.0);
    let short_of_money = stuck > 0.0 && wanted > 0.0 && wanted > (whole - stuck / equity) * (1.0 + ROUNDING);
    if short_of_money {
        // The others share what the stuck money leaves of the whole. Selling for that costs too, so that their part of the equity
        // after costs is a root of its own.
        let beside = stuck / whole;
        let share = |asset: usize| instruction.target[asset] * whole / wanted;
        let part = self_financed(value - beside, cost_rate, trading().map(|asset| (share(asset), held[asset])));
        let part = if value > beside { part.max(0.0) } else { 0.0 };
        trading().for_each(|asset| target[asset] = share(asset) * part / (part + beside));
        equity = after(&target);
    }
    // Where costs exceed what is left of a leveraged account, no such weights exist: everything is sold, and the run is ruined.
    if !(equity > 0.0 && equity <= value * (1.0 + ROUNDING)) {
        trading().for_each(|asset| target[asset] = 0.0);
        equity = after(&target);
    }
    Aim { target, equity, short_of_money }
}

/// Buys and sells, and books each order.
fn exchange(
    account: &mut Account,
    instruction: &Instruction,
    aim: &Aim,
    held: &[f64],
    can_trade: &[bool],
    moment: Moment,
) {
    let value = account.cash + held.iter().sum::<f64>();
    let mut spent = 0.0;
    for asset in (0..held.len()).filter(|asset| can_trade[*asset]) {
        let weight = aim.target[asset];
        let traded = weight * aim.equity - held[asset];
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
    // Fully invested means no cash at all, not the rounding of a sum.
    if account.cash.abs() <= ROUNDING * value {
        account.cash = 0.0;
    }
}
