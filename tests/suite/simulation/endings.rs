//! Assets that end, runs that end, and money that ends.

use super::*;
use crate::made::{Made, closes, made, run_text, weekdays};
use rotascope::data::Dataset;
use rotascope::run;

/// A over `sessions` at 1; B at 10, then 20 in its last session, `early` before the end.
fn ending(sessions: usize, early: usize) -> Made {
    let dates = weekdays("2024-01-02", sessions);
    let mut b = vec![10.0; sessions - early];
    b[sessions - early - 1] = 20.0;
    made([("A", closes(&dates, &vec![1.0; sessions])), ("B", closes(&dates[..sessions - early], &b))])
}

/// All B; A is never held, and its sessions count.
fn hold_b(dataset: &Dataset, trade: &str) -> run::Run {
    run_text(dataset, &file("", &rules(&["A.close > 1 -> A = 1", "B = 1"]), &format!("fill = \"next-close\"\n{trade}")))
}

#[test]
fn more_than_ten_sessions_early_is_an_end() {
    let run = hold_b(&ending(16, 11), "commission = \"1 %\"\ncash_yield = \"36.5 %\"");
    // Bought in session 1 for 1000 / 1.01 at 10 (one day's interest first), doubled in session 4, sold at that close.
    // Sessions are 2024-01-02 (Tue), 3, 4, 5 (Fri), 8 (Mon), 9 ...: 36.5 % a year is 0.1 % a day.
    let bought = 1000.0 * 1.001 / 1.01;
    let sold = 2.0 * bought * 0.99;
    assert_near(&run.path.equity[..5], &[1000.0, bought, bought, bought, 2.0 * bought]);
    assert_eq!(run.dates.len(), 16);
    // The proceeds earn interest from that close on, like any cash.
    assert_near(&run.path.equity[5..7], &[sold * 1.001, sold * 1.001 * 1.001]);
    let order = run.path.orders[1];
    assert_eq!((order.session, order.price, order.weight), (4, 20.0, 0.0));
    assert!(noticed(&run, &["B was sold at its last close"]));
    // Decisions after its end cannot hold it: sessions 5 to 15.
    assert!(noticed(&run, &["B had a weight and no price at 11 decisions"]));
    assert_eq!(run.path.holdings[0].closed, Some(run.dates[4]));
}

#[test]
fn ten_sessions_early_is_a_late_download() {
    let run = hold_b(&ending(16, 10), "");
    assert_eq!(run.dates.len(), 6);
    assert_near(&run.path.equity, &[1000.0, 1000.0, 1000.0, 1000.0, 1000.0, 2000.0]);
    assert!(noticed(&run, &["ends on 2024-01-09", "B", "other data go on"]));
    assert_eq!(run.path.orders.len(), 1);
}

#[test]
fn a_delisted_asset_ends_whenever_it_does() {
    let files = ending(8, 1);
    let mut dataset = Dataset::clone(&files);
    assert_eq!(hold_b(&dataset, "").dates.len(), 7);
    dataset.manifest.symbols.get_mut("B").unwrap().delisted = true;
    let run = hold_b(&dataset, "");
    assert_eq!(run.dates.len(), 8);
    assert_near(&run.path.equity[6..], &[2000.0, 2000.0]);
    assert!(noticed(&run, &["B was sold at its last close"]));
}

#[test]
fn a_stale_asset_that_no_rule_holds_ends_nothing() {
    let run =
        run_text(&ending(16, 3), &file("", &rules(&["B.close > 100 -> A = 0.5", "A = 1"]), "fill = \"next-close\""));
    assert_eq!(run.dates.len(), 16);
}

#[test]
fn an_asset_that_has_not_begun_stays_cash() {
    let dates = weekdays("2024-01-02", 6);
    let dataset = made([("A", closes(&dates, &[1.0; 6])), ("B", closes(&dates[3..], &[10.0, 10.0, 20.0]))]);
    let run = run_text(&dataset, &file("", &rules(&["A = 0.5, B = 0.5"]), "fill = \"next-close\""));
    // Decided without B in sessions 0, 1 and 2; with it in session 3, filled in 4, doubled in 5.
    assert_near(&run.path.equity, &[1000.0, 1000.0, 1000.0, 1000.0, 1000.0, 1500.0]);
    assert_near(&run.path.weights.of(0), &[0.0, 0.5, 0.5, 0.5, 0.5, 1.0 / 3.0]);
    assert!(noticed(&run, &["B had a weight and no price at 3 decisions", "cash"]));
}

#[test]
fn pending_at_the_end() {
    let dates = weekdays("2024-01-02", 3);
    let dataset = made([("A", closes(&dates, &[1.0, 1.0, 2.0])), ("B", closes(&dates, &[1.0; 3]))]);
    let run = |when: &str| run_text(&dataset, &file("", &rules(&[&format!("{when} -> B = 1"), "A = 1"]), ""));
    let pending = run("A.close > 1").path.pending.pop().expect("the last session's decision");
    assert_eq!((pending.session, pending.rule), (2, Some(0)));
    // What is held already is not an order.
    assert_eq!(run("A.close > 2").path.pending, []);
    assert_eq!(run("A.close > 2").decisions.len(), 3);
}

#[test]
fn ruin_stops_the_run() {
    let dates = weekdays("2024-01-02", 6);
    let dataset = made([("A", closes(&dates, &[100.0, 100.0, 75.0, 60.0, 200.0, 200.0]))]);
    let text = file("", &rules(&["A = 3"]), "fill = \"same-close\"\nrebalance = \"on-change\"\nborrow = \"0 %\"");
    let run = run_text(&dataset, &(text.clone() + "\n[signals]\nlevel = \"A.close\"\n"));
    // 30 units on 2000 borrowed: 30 * 100, 30 * 75 and 30 * 60, less 2000.
    assert_near(&run.path.equity, &[1000.0, 1000.0, 250.0, -200.0]);
    assert!(run.path.ruined && noticed(&run, &["ruined on 2024-01-05"]));
    assert_eq!(run.dates.len(), 4);
    assert_eq!(run.path.pending, []);
    assert_eq!(run.decisions.len(), 4);
    assert_eq!(run.signals[0].1.len(), 4);
    assert_near(&[measure(&run, "total_return"), measure(&run, "max_drawdown")], &[-1.2, -1.2]);
    assert_eq!(run.measures.get("cagr"), Some(-1.0));
}

#[test]
fn a_ruined_run_has_no_orders_pending() {
    let dates = weekdays("2024-01-02", 4);
    let dataset = made([("A", closes(&dates, &[100.0, 100.0, 60.0, 60.0])), ("B", closes(&dates, &[1.0; 4]))]);
    let rules = rules(&["A.close < 100 -> B = 1", "A = 3"]);
    let run = run_text(&dataset, &file("", &rules, "fill = \"next-close\"\nborrow = \"0 %\""));
    assert_near(&run.path.equity, &[1000.0, 1000.0, -200.0]);
    assert_eq!(run.path.pending, []);
}

#[test]
fn a_period_without_sessions_and_a_start_without_decisions() {
    let dates = weekdays("2024-01-02", 6);
    let dataset = made([("A", closes(&dates, &[1.0; 6]))]);
    let refused = |data: &str, trade: &str| {
        let strategy = crate::made::checked(&dataset, &file(data, &rules(&["A = 1"]), trade), &[]);
        run::run(&strategy, &dataset).unwrap_err().to_string()
    };
    assert!(refused("end = 2023-12-31", "").contains("no session with prices"));
    assert!(refused("start = 2024-02-01", "").contains("no decision is left"));
    // Tuesday to the next Tuesday: only Friday is the end of a week, and it is before the start.
    assert!(refused("start = 2024-01-08", "decide = \"weekly\"").contains("no decision is left"));
    assert!(refused("start = 2024-01-08", "decide = \"weekly\"").contains("see start and end"));
}

/// Debt beyond all measure, and a rate: equity is a number, or the run fails.
#[test]
fn equity_that_is_no_number_is_an_error() {
    let dates = weekdays("2024-01-02", 30);
    let dataset = made([("A", closes(&dates, &[1.0, 1.1, 1.2].repeat(10)))]);
    let run = |hold: &str, trade: &str| {
        run::run(&crate::made::checked(&dataset, &file("", &rules(&[hold]), trade), &[]), &dataset)
    };
    for (hold, trade) in [
        ("A = 1e308", "borrow = \"5 %\""),
        ("A = \"1e308 * A.close\"", "borrow = \"5 %\"\nrebalance = \"always\""),
        ("A = 0.5", "cash_yield = \"1e308\""),
        ("A = 0.0", "cash_yield = \"1e308\"\nrebalance = \"always\""),
    ] {
        let error = run(hold, trade).expect_err(hold);
        let said = error.to_string();
        assert!(said.starts_with("equity is too large for a number on 2024-01-"), "{hold}: {said}");
        assert_eq!(error.exit_code(), 1);
    }
    // Each weight is a number, and their product is none.
    let text = "[data]\ndataset = \"made\"\n[[sleeves.deep.rules]]\nhold = { A = 10.0 }\n[[rules]]\nhold = { deep = 1e308 }\n\
                [trade]\nborrow = \"5 %\"\n";
    let error = run::run(&crate::made::checked(&dataset, text, &[]), &dataset).expect_err("no number");
    assert!(error.to_string().starts_with("a weight is too large for a number on 2024-01-02"), "{error}");
}

/// Cash that is charged more than 100 % a session is gone, and not owed.
#[test]
fn no_rate_takes_more_than_there_is() {
    let dates = weekdays("2024-01-02", 4);
    let dataset = made([("A", closes(&dates, &[1.0, 1.0, 1.0, 2.0]))]);
    let run = |fill: &str| {
        let trade = format!("fill = \"{fill}\"\ncash_yield = \"-1e6\"\nrebalance = \"on-change\"");
        run_text(&dataset, &file("", &rules(&["A = 0.25"]), &trade))
    };
    // Filled at once: the quarter is left, and doubles.
    assert_near(&run("same-close").path.equity, &[1000.0, 250.0, 250.0, 500.0]);
    // Before the fill there is nothing but cash.
    let late = run("next-close");
    assert_near(&late.path.equity, &[1000.0, 0.0]);
    assert!(late.path.ruined);
}
