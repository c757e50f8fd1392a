//! When a strategy decides, when its decisions are filled, and in which parts.

mod bands;
mod dates;
mod delay;
mod tranches;
mod weights;

use crate::made::{Made, closes, made, opens_closes, weekdays};
use proptest::prelude::*;
use rotascope::data::Bars;
use rotascope::run::Run;

/// Two assets over weekdays from 2024-01-01 on, a Monday, that open at their closes.
fn two(a: &[f64], b: &[f64]) -> Made {
    let dates = weekdays("2024-01-01", a.len());
    made([("A", closes(&dates, a)), ("B", closes(&dates, b))])
}

/// A file that holds `hold`, traded by the lines of `trade`; 1000 of capital.
fn file(hold: &str, trade: &str) -> String {
    format!("[data]\ndataset = \"made\"\n[[rules]]\nhold = {hold}\n[trade]\ncapital = 1000\n{trade}\n")
}

/// Session and side of each order: +1 bought, -1 sold.
fn fills(run: &Run) -> Vec<(usize, f64)> {
    run.path.orders.iter().map(|order| (order.session, order.value.signum())).collect()
}

/// Opens and closes of two assets over `sessions` weekdays, each price a step of at most 4 % from the one before.
fn prices(sessions: usize) -> impl Strategy<Value = [Bars; 2]> {
    let steps = || prop::collection::vec(-0.04..0.04_f64, 2 * sessions);
    (steps(), steps()).prop_map(move |(a, b)| {
        let dates = weekdays("2024-01-01", sessions);
        let bars = |steps: Vec<f64>| {
            let mut price = 100.0;
            let mut walk = steps.into_iter().map(|step| {
                price *= 1.0 + step;
                price
            });
            let (mut open, mut close) = (Vec::new(), Vec::new());
            while let (Some(at_open), Some(at_close)) = (walk.next(), walk.next()) {
                open.push(at_open);
                close.push(at_close);
            }
            opens_closes(&dates, &open, &close)
        };
        [bars(a), bars(b)]
    })
}

fn market([a, b]: [Bars; 2]) -> Made {
    made([("A", a), ("B", b)])
}
