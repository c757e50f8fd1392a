//! When orders are filled, at what price, and what they cost.

use super::*;
use crate::made::{closes, made, opens_closes, run_text, weekdays};

/// A rises until its close passes 105 in the second session, then B takes over.
const SWITCH: [&str; 2] = ["A.close > 105 -> B = 1", "A = 1"];

#[test]
fn a_next_open_fill_splits_its_session() {
    let dates = weekdays("2024-01-02", 4);
    let dataset = made([
        ("A", opens_closes(&dates, &[100.0, 104.0, 121.0, 99.0], &[100.0, 110.0, 99.0, 100.0])),
        ("B", opens_closes(&dates, &[50.0, 50.0, 51.0, 66.0], &[50.0, 52.0, 60.0, 63.0])),
    ]);
    let run = run_text(&dataset, &file("", &rules(&SWITCH), "fill = \"next-open\""));
    // Session 1: bought at the open of 104, closes at 110.     1000 / 104 * 110
    // Session 2: A overnight to 121; B from 51 to 60.          1000 / 104 * 121 / 51 * 60
    // Session 3: B overnight to 66; A from 99 to 100.          ... / 51 * 66 / 99 * 100
    let second = 1000.0 / 104.0 * 121.0;
    let third = second / 51.0 * 66.0;
    assert_near(&run.path.equity, &[1000.0, 1000.0 / 104.0 * 110.0, second / 51.0 * 60.0, third / 99.0 * 100.0]);
    let round = |value: f64| (value * 1e9).round() / 1e9;
    assert_eq!(
        orders(&run),
        [
            (1, 0, 1000.0, 104.0),
            (2, 0, -round(second), 121.0),
            (2, 1, round(second), 51.0),
            (3, 1, -round(third), 66.0),
            (3, 0, round(third), 99.0),
        ]
    );
    assert!(run.path.orders.iter().all(|order| order.at_open && order.decided + 1 == order.session));
}

#[test]
fn next_close_and_same_close() {
    let dates = weekdays("2024-01-02", 4);
    let dataset =
        made([("A", closes(&dates, &[100.0, 110.0, 88.0, 110.0])), ("B", closes(&dates, &[50.0, 40.0, 60.0, 75.0]))]);
    // Decided at the closes: A, B, A, B.
    let run = |fill: &str| run_text(&dataset, &file("", &rules(&SWITCH), &format!("fill = \"{fill}\"")));
    // Bought at 110 in session 1; A falls to 88, then the switch to B at 60; B rises to 75.
    assert_near(&run("next-close").path.equity, &[1000.0, 1000.0, 800.0, 1000.0]);
    // Bought at 100, sold at 110 for B at 40; B rises to 60 and goes back to A at 88, which rises to 110.
    assert_near(&run("same-close").path.equity, &[1000.0, 1100.0, 1650.0, 2062.5]);
    assert!(noticed(&run("same-close"), &["optimistic"]));
    assert!(!noticed(&run("next-close"), &["optimistic"]));
    // The fourth decision has no session left to be filled in.
    let pending = run("next-close").path.pending.pop().expect("a pending order");
    assert_eq!((pending.session, pending.rule, pending.target), (3, Some(0), vec![0.0, 1.0]));
    assert_eq!(run("same-close").path.pending, []);
}

#[test]
fn costs_are_paid_out_of_what_is_traded() {
    let dates = weekdays("2024-01-02", 4);
    let dataset =
        made([("A", closes(&dates, &[100.0, 101.0, 111.1, 111.1])), ("B", closes(&dates, &[50.0, 50.0, 50.0, 55.0]))]);
    // 1010 buy 1000 of A: 1010 / 1.01. A rises by a tenth to 1100 in session 2, where B takes over:
    // V' = 1100 - 0.01 (1100 + V') = 1100 * 0.99 / 1.01. B rises by a tenth.
    let text = file(
        "",
        &rules(&["A.close > 100.5 -> B = 1", "A = 1"]),
        "fill = \"next-close\"\ncommission = \"60 bp\"\nslippage = \"0.4 %\"",
    );
    let run = run_text(&dataset, &text.replace("capital = 1000", "capital = 1010"));
    let switched = 1100.0 * 0.99 / 1.01;
    assert_near(&run.path.equity, &[1010.0, 1000.0, switched, switched * 1.1]);
    let costs: Vec<f64> = run.path.orders.iter().map(|order| order.cost).collect();
    assert_near(&costs, &[10.0, 11.0, switched * 0.01]);
    assert_near(
        &[run.path.costs, run.path.bought, run.path.sold],
        &[21.0 + switched * 0.01, 1000.0 + switched, 1100.0],
    );
    assert_near(&[measure(&run, "costs")], &[(21.0 + switched * 0.01) / 1010.0]);
}

#[test]
fn a_partial_trade_pays_for_what_changes_hands() {
    let dates = weekdays("2024-01-02", 4);
    let dataset =
        made([("A", closes(&dates, &[100.0, 100.0, 120.0, 120.0])), ("B", closes(&dates, &[50.0, 50.0, 45.0, 45.0]))]);
    // 1000 * 1.01 in halves: 500 each after costs. They become 600 and 450. All into A:
    // V' = 1050 - 0.01 ((V' - 600) + 450)  =>  1.01 V' = 1051.5.
    let text = file(
        "",
        &rules(&["A.close > 110 -> A = 1", "A = 0.5, B = 0.5"]),
        "fill = \"same-close\"\ncommission = \"1 %\"",
    );
    let run = run_text(&dataset, &text.replace("capital = 1000", "capital = 1010"));
    // The start session shows the capital; its cost is in the next one.
    assert_near(&run.path.equity, &[1010.0, 1000.0, 1051.5 / 1.01, 1051.5 / 1.01]);
    assert_near(&[run.path.weights.of(0)[0], run.path.weights.of(1)[0], run.path.weights.of(0)[2]], &[0.5, 0.5, 1.0]);
}

#[test]
fn on_change_drifts_and_always_restores() {
    let dates = weekdays("2024-01-02", 4);
    let dataset =
        made([("A", closes(&dates, &[100.0, 100.0, 200.0, 200.0])), ("B", closes(&dates, &[50.0, 50.0, 50.0, 100.0]))]);
    let run = |rebalance: &str| {
        let trade = format!("fill = \"same-close\"\nrebalance = \"{rebalance}\"");
        run_text(&dataset, &file("", &rules(&["A = 0.5, B = 0.5"]), &trade))
    };
    // 500 and 500; A doubles: 1000 and 500. Left alone, B doubles to 1000. Restored to 750 each, B doubles to 1500.
    assert_near(&run("on-change").path.equity, &[1000.0, 1000.0, 1500.0, 2000.0]);
    assert_near(&run("always").path.equity, &[1000.0, 1000.0, 1500.0, 2250.0]);
    // Two purchases; then one pair in session 2 and one in session 3. Nothing to do in session 1.
    assert_eq!(run("on-change").path.orders.len(), 2);
    assert_eq!(run("always").path.orders.len(), 6);
    assert_eq!(run("always").path.switches, 0);
}

#[test]
fn a_decision_does_not_cancel_the_one_before() {
    let dates = weekdays("2024-01-02", 5);
    let dataset = made([
        ("A", closes(&dates, &[100.0, 110.0, 100.0, 110.0, 110.0])),
        ("B", closes(&dates, &[50.0, 50.0, 55.0, 55.0, 66.0])),
    ]);
    // Decided A, B, A, B, B; filled one session later each: the decision of session 1 finds that of session 0 pending.
    let run = run_text(&dataset, &file("", &rules(&SWITCH), "fill = \"next-close\""));
    let filled: Vec<(usize, usize)> =
        run.path.orders.iter().filter(|order| order.value > 0.0).map(|order| (order.session, order.asset)).collect();
    assert_eq!(filled, [(1, 0), (2, 1), (3, 0), (4, 1)]);
    assert_eq!(run.path.switches, 3);
}

#[test]
fn total_and_price_returns() {
    let dates = weekdays("2024-01-02", 3);
    let mut bars = closes(&dates, &[100.0, 99.0, 99.0]);
    // A dividend of 2 in session 1: adjusted, the first close is 98.
    bars.adj_close = Some(vec![98.0, 99.0, 99.0]);
    let dataset = made([("A", bars)]);
    let run = |returns: &str| {
        run_text(&dataset, &file(&format!("returns = \"{returns}\""), &rules(&["A = 1"]), "fill = \"same-close\""))
    };
    assert_near(&run("total").path.equity, &[1000.0, 1000.0 * 99.0 / 98.0, 1000.0 * 99.0 / 98.0]);
    assert_near(&run("price").path.equity, &[1000.0, 990.0, 990.0]);
    // What a share cost is what it was quoted at, whatever the returns mode.
    assert_eq!(run("total").path.orders[0].price, 100.0);
}

#[test]
fn adjusted_opens_carry_the_dividend_too() {
    let dates = weekdays("2024-01-02", 3);
    let mut bars = opens_closes(&dates, &[100.0, 102.0, 99.0], &[100.0, 101.0, 99.0]);
    bars.adj_close = Some(vec![98.0, 98.98, 99.0]);
    let dataset = made([("A", bars)]);
    // The dividend of 2 % comes overnight to session 2. Bought at 102, adjusted 102 * 0.98 = 99.96, held to 99.
    let run = run_text(&dataset, &file("", &rules(&["A = 1"]), "fill = \"next-open\""));
    assert_near(&run.path.equity, &[1000.0, 1000.0 * 98.98 / 99.96, 1000.0 * 99.0 / 99.96]);
}
