//! Stops: at which close a holding reaches one, what is sold then, and what becomes of it.

mod levels;
mod missing;
mod orders;
mod outputs;
mod second;

use crate::made::{Made, closes, made, near, run_text, weekdays};
use rotascope::data::Bars;
use rotascope::run::Run;
use rotascope::sim::Reason::{Decision, Ended, StopLoss, TrailingStop};
use rotascope::sim::{Order, Reason};

/// Assets A, B and C, in this order. A and B are traded; C is never held, and says what to hold: its closes are 1, 2, ...
fn market(a: &[f64], b: &[f64], c: &[f64]) -> Made {
    made([("A", bars(a)), ("B", bars(b)), ("C", bars(c))])
}

/// A alone, beside a B that never moves.
fn one(a: &[f64]) -> Made {
    market(a, &vec![10.0; a.len()], &vec![1.0; a.len()])
}

/// Bars that open at their closes, at the sessions whose close is not 0.
fn bars(close: &[f64]) -> Bars {
    let dates = weekdays("2024-01-02", close.len());
    let there = || close.iter().zip(&dates).filter(|(close, _)| **close != 0.0);
    closes(&there().map(|(_, date)| *date).collect::<Vec<_>>(), &there().map(|(close, _)| *close).collect::<Vec<_>>())
}

/// A file with 1000 of capital, decided daily, that holds `holds[n - 1]` while C closes at n.
fn file(holds: &[&str], overlays: &str, trade: &str) -> String {
    let rule = |(place, hold): (usize, &&str)| {
        format!("[[rules]]\nwhen = \"C.close == {}\"\nhold = {{ {hold} }}\n", place + 1)
    };
    let rules: String = holds.iter().enumerate().map(rule).collect();
    format!(
        "[data]\ndataset = \"made\"\nwarmup = false\n[assets]\na = \"A\"\nb = \"B\"\nc = \"C\"\n{rules}\
         [[rules]]\nhold = {{ A = 0, B = 0, C = 0 }}\n[overlays]\n{overlays}\n[trade]\ncapital = 1000\n{trade}\n"
    )
}

const NEXT_CLOSE: &str = "fill = \"next-close\"";
const SAME_CLOSE: &str = "fill = \"same-close\"";

/// Session of the fill, session of the decision, asset, why, and money traded.
fn orders(run: &Run) -> Vec<(usize, usize, usize, Reason, f64)> {
    let shown = |order: &Order| {
        let value = (order.value * 1e9).round() / 1e9;
        (order.session, order.decided, order.asset, order.reason, value)
    };
    run.path.orders.iter().map(shown).collect()
}

/// Session, asset and overlay of every stop.
fn stops(run: &Run) -> Vec<(usize, usize, Reason)> {
    run.path.stops.iter().map(|stop| (stop.session, stop.asset, stop.reason)).collect()
}

fn assert_equity(run: &Run, expected: &[f64]) {
    let found = &run.path.equity;
    let same = found.len() == expected.len() && found.iter().zip(expected).all(|(found, value)| near(*found, *value));
    assert!(same, "found {found:?}, expected {expected:?}");
}
