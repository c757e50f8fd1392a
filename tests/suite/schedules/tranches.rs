//! Capital in parts that take turns.

use super::{file, market, prices, two};
use crate::made::{near, run_text};
use proptest::prelude::*;

#[test]
fn each_starts_at_its_first_turn() {
    let dataset = two(&[10.0, 20.0, 40.0, 40.0], &[1.0; 4]);
    let run = run_text(&dataset, &file("{ A = 1.0 }", "fill = \"same-close\"\ntranches = 2"));
    // 500 bought at 10, 500 at 20.
    assert_eq!(run.path.equity, [1000.0, 1500.0, 3000.0, 3000.0]);
    assert_eq!(run.path.weights.of(0), [0.5, 1.0, 1.0, 1.0]);
    assert_eq!((run.path.orders.len(), run.path.bought, run.path.switches), (2, 1000.0, 0));
    assert_eq!(run.path.holdings.len(), 2);
}

/// A switch reaches the second part a turn later.
#[test]
fn each_decides_at_its_turns_only() {
    let dataset = two(&[10.0, 10.0, 5.0, 5.0, 5.0, 5.0], &[1.0; 6]);
    let text = file("{ A = 1.0 }", "fill = \"next-close\"\ntranches = 2\ncommission = \"1 %\"")
        .replace("hold =", "when = \"A.close > 7\"\nhold =");
    let run = run_text(&dataset, &text);
    let orders: Vec<(usize, usize, f64)> =
        run.path.orders.iter().map(|order| (order.decided, order.session, order.value.signum())).collect();
    assert_eq!(orders, [(0, 1, 1.0), (1, 2, 1.0), (2, 3, -1.0), (3, 4, -1.0)]);
    let invested = 500.0 / 1.01;
    assert!(near(run.path.equity[5], invested * 0.5 * 0.99 + invested * 0.99));
    assert!(near(run.path.costs, 2.0 * (500.0 - invested) + invested * 0.5 * 0.01 + invested * 0.01));
}

#[test]
fn what_is_pending_is_so_in_each() {
    let dataset = two(&[10.0; 3], &[1.0; 3]);
    let run = run_text(&dataset, &file("{ A = 1.0 }", "delay = 1\ntranches = 3"));
    let pending: Vec<usize> = run.path.pending.iter().map(|decision| decision.session).collect();
    assert_eq!((run.path.orders.len(), pending), (1, vec![1, 2]));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn one_tranche_is_the_plain_run(prices in prices(30)) {
        let dataset = market(prices);
        let trade = "rebalance = \"always\"\ncommission = \"5 bp\"\ndecide = \"weekly\"";
        let hold = "{ A = 0.6, B = 0.4 }";
        let plain = run_text(&dataset, &file(hold, trade));
        let one = run_text(&dataset, &file(hold, &format!("{trade}\ntranches = 1")));
        prop_assert_eq!(plain.path.equity, one.path.equity);
        prop_assert_eq!(plain.path.orders, one.path.orders);
    }

    /// Beside a loop that keeps the books of each part by itself.
    #[test]
    fn the_parts_add_up(prices in prices(40), tranches in 1..7_usize) {
        let dataset = market(prices);
        let trade = format!("fill = \"same-close\"\nrebalance = \"always\"\ntranches = {tranches}");
        let run = run_text(&dataset, &file("{ A = 0.6, B = 0.4 }", &trade));
        let close = ["A", "B"].map(|symbol| dataset.bars(symbol).expect("prices").data.close);
        let mut parts = vec![([0.0, 0.0], 1000.0 / tranches as f64); tranches];
        for session in 0..40 {
            let price = [close[0][session], close[1][session]];
            let (units, cash) = &mut parts[session % tranches];
            let value = units[0] * price[0] + units[1] * price[1] + *cash;
            (*units, *cash) = ([0.6 * value / price[0], 0.4 * value / price[1]], 0.0);
            let equity: f64 = parts.iter().map(|(units, cash)| units[0] * price[0] + units[1] * price[1] + cash).sum();
            prop_assert!(near(run.path.equity[session], equity), "{session}");
            let held: f64 = parts.iter().map(|(units, _)| units[0] * price[0]).sum();
            prop_assert!(near(run.path.weights.of(0)[session], held / equity));
        }
        let turnover: f64 = run.path.orders.iter().map(|order| order.value.abs()).sum();
        prop_assert!(near(turnover, run.path.bought + run.path.sold));
        prop_assert!(run.path.orders.is_sorted_by_key(|order| order.session));
    }
}
