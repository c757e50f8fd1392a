//! A second computation: one asset, all in or all out, in a loop that knows prices and yes or no.

use super::*;
use crate::made::opens_closes;
use proptest::prelude::*;

/// How the loop trades.
#[derive(Clone, Copy, Debug)]
struct Way {
    at_open: bool,
    /// Sessions from a close to what it orders.
    lag: usize,
    cost: f64,
    stop_loss: Option<f64>,
    trailing_stop: Option<f64>,
}

/// What is held: bought at, its highest close or that, and the close that stopped it.
struct Held {
    entry: f64,
    high: f64,
    stopped: Option<usize>,
}

/// A change of mind of the rules.
#[derive(Clone, Copy)]
struct Ordered {
    decided: usize,
    buys: bool,
    /// The rules would buy, and the stop of the same close stands against it.
    stopped: bool,
}

/// Money, units, and what has been sold by stops.
struct Loop {
    cash: f64,
    units: f64,
    held: Option<Held>,
    /// The rules want it, and a stop has said no.
    out: bool,
    sold: usize,
}

impl Loop {
    fn buy(&mut self, price: f64, cost: f64) {
        self.units = self.cash / (1.0 + cost) / price;
        self.cash = 0.0;
        self.held = Some(Held { entry: price, high: price, stopped: None });
    }

    fn sell(&mut self, price: f64, cost: f64) {
        self.cash += self.units * price * (1.0 - cost);
        self.units = 0.0;
        self.held = None;
    }

    /// What is due at `price`: an order of the rules, or a stop.
    fn fill(&mut self, due: Option<Ordered>, session: usize, price: f64, way: Way) {
        let pending = self.held.as_ref().and_then(|held| held.stopped);
        match due {
            Some(order) if order.buys && self.held.is_none() => self.buy(price, way.cost),
            Some(order) if !order.buys && self.held.is_some() => {
                self.sold += usize::from(order.stopped);
                // Faster than a stop that is still on its way.
                self.out &= pending.is_none_or(|stopped| stopped <= order.decided);
                self.sell(price, way.cost);
            }
            None if pending.is_some_and(|stopped| stopped + way.lag == session) => {
                self.sold += 1;
                self.sell(price, way.cost);
            }
            _ => {}
        }
    }
}

/// Equity at each close, and how many sales were stops'.
fn by_hand(open: &[f64], close: &[f64], wants: &[bool], way: Way) -> (Vec<f64>, usize) {
    let mut account = Loop { cash: 1000.0, units: 0.0, held: None, out: false, sold: 0 };
    let (mut orders, mut equity) = (Vec::new(), Vec::new());
    for session in 0..close.len() {
        let due = |orders: &[Ordered]| orders.iter().copied().find(|order| order.decided + way.lag == session);
        if way.lag > 0 {
            account.fill(due(&orders), session, if way.at_open { open[session] } else { close[session] }, way);
        }
        let changed = session == 0 || wants[session] != wants[session - 1];
        account.out &= !changed;
        if let Some(held) = &mut account.held {
            held.high = held.high.max(close[session]);
            let below = |fall: Option<f64>, from: f64| fall.is_some_and(|fall| close[session] / from <= 1.0 - fall);
            let reached = below(way.stop_loss, held.entry) || below(way.trailing_stop, held.high);
            if reached && held.stopped.is_none() {
                held.stopped = Some(session);
                account.out = true;
            }
        }
        if changed {
            let wanted = wants[session];
            let stopped = wanted && account.out;
            orders.push(Ordered { decided: session, buys: wanted && !stopped, stopped });
        }
        let before = account.cash + account.units * close[session];
        if way.lag == 0 {
            account.fill(due(&orders), session, close[session], way);
        }
        // The first close shows the capital, before what is bought at it.
        equity.push(if session == 0 { before } else { account.cash + account.units * close[session] });
    }
    (equity, account.sold)
}

/// Opens, closes and what the rules want, over sessions in which prices move by up to 6 % twice.
fn paths() -> impl Strategy<Value = (Vec<f64>, Vec<f64>, Vec<bool>)> {
    let session = (-0.06..0.055_f64, -0.06..0.065_f64, prop::bool::weighted(0.15));
    prop::collection::vec(session, 20..90).prop_map(|sessions| {
        let (mut price, mut wants) = (100.0, true);
        let (mut open, mut close, mut wanted) = (vec![], vec![], vec![]);
        for (night, day, turns) in sessions {
            open.push(price * (1.0 + night));
            price = price * (1.0 + night) * (1.0 + day);
            close.push(price);
            wants ^= turns;
            wanted.push(wants);
        }
        (open, close, wanted)
    })
}

fn falls() -> impl Strategy<Value = [Option<u32>; 2]> {
    [prop::option::weighted(0.7, 1..30_u32), prop::option::weighted(0.7, 1..30_u32)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_engine_is_the_loop(
        (open, close, wants) in paths(), falls in falls(), fill in 0..3_usize, delay in 0..4_usize, bp in 0..100_u32,
    ) {
        let dates = weekdays("2024-01-02", close.len());
        let says: Vec<f64> = wants.iter().map(|wants| if *wants { 1.0 } else { 2.0 }).collect();
        let dataset = made([("A", opens_closes(&dates, &open, &close)), ("B", bars(&says)), ("C", bars(&says))]);
        let [stop_loss, trailing_stop] = falls;
        let line = |key: &str, fall: Option<u32>| fall.map_or(String::new(), |fall| format!("{key} = \"{fall} %\"\n"));
        let overlays = line("stop_loss", stop_loss) + &line("trailing_stop", trailing_stop);
        let words = ["next-open", "next-close", "same-close"][fill];
        let trade = format!("fill = \"{words}\"\ndelay = {delay}\ncommission = \"{bp} bp\"");
        let run = run_text(&dataset, &file(&["A = 1"], &overlays, &trade));
        let part = |fall: Option<u32>| fall.map(|fall| f64::from(fall) / 100.0);
        let way = Way {
            at_open: fill == 0,
            lag: delay + usize::from(fill != 2),
            cost: f64::from(bp) / 1e4,
            stop_loss: part(stop_loss),
            trailing_stop: part(trailing_stop),
        };
        let (equity, sold) = by_hand(&open, &close, &wants, way);
        for (session, (found, expected)) in run.path.equity.iter().zip(&equity).enumerate() {
            prop_assert!((found - expected).abs() <= 1e-10 * expected, "session {session}: {found}, not {expected}");
        }
        let by_stops = run.path.orders.iter().filter(|order| matches!(order.reason, StopLoss | TrailingStop)).count();
        // Where the rules sell at the same close as a stop, it is theirs.
        prop_assert_eq!(by_stops, sold);
    }
}
