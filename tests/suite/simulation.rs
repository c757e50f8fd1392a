//! The simulation on cases that are small enough for pencil and paper: each number is derived in the comment beside it.

mod benchmark;
mod endings;
mod fills;
mod missing;
mod published;
mod start;
mod trading;

use crate::made::near;
use rotascope::run::Run;
use rotascope::sim::Order;

/// A strategy that starts at once with 1000: lines of [data], the rules, and lines of [trade].
fn file(data: &str, rules: &str, trade: &str) -> String {
    format!("[data]\ndataset = \"made\"\nwarmup = false\n{data}\n{rules}\n[trade]\ncapital = 1000\n{trade}\n")
}

/// Lines of [data] that let assets be counted in this order: 0, 1, 2.
const ABC: &str = "[assets]\na = \"A\"\nb = \"B\"\nc = \"C\"\n";
const AB: &str = "[assets]\na = \"A\"\nb = \"B\"\n";

/// One rule a line: `condition -> weights`, or only weights.
fn rules(lines: &[&str]) -> String {
    let rule = |line: &&str| match line.split_once("->") {
        Some((when, hold)) => format!("[[rules]]\nwhen = \"{}\"\nhold = {{{hold}}}\n", when.trim()),
        None => format!("[[rules]]\nhold = {{{line}}}\n"),
    };
    lines.iter().map(rule).collect()
}

fn assert_near(found: &[f64], expected: &[f64]) {
    let same =
        found.len() == expected.len() && found.iter().zip(expected).all(|(found, expected)| near(*found, *expected));
    assert!(same, "found {found:?}, expected {expected:?}");
}

/// Session, asset, money traded and price of each order.
fn orders(run: &Run) -> Vec<(usize, usize, f64, f64)> {
    let shown = |order: &Order| (order.session, order.asset, (order.value * 1e9).round() / 1e9, order.price);
    run.path.orders.iter().map(shown).collect()
}

fn measure(run: &Run, key: &str) -> f64 {
    run.measures.get(key).unwrap_or_else(|| panic!("no {key}"))
}

/// Whether some notice has all of `parts` in it.
fn noticed(run: &Run, parts: &[&str]) -> bool {
    run.notices.iter().any(|notice| parts.iter().all(|part| notice.contains(part)))
}
