//! Fills that come later, and in a queue.

use super::{file, market, prices, two};
use crate::made::{near, run_text};
use proptest::prelude::*;

#[test]
fn one_session_more() {
    let dataset = two(&[10.0, 10.0, 20.0, 20.0, 40.0], &[1.0; 5]);
    let run = run_text(&dataset, &file("{ A = 1.0 }", "fill = \"next-close\"\ndelay = 1"));
    assert_eq!(run.path.equity, [1000.0, 1000.0, 1000.0, 1000.0, 2000.0]);
    let [order] = run.path.orders.as_slice() else { panic!("one order: {:?}", run.path.orders) };
    assert_eq!((order.decided, order.session, order.price), (0, 2, 20.0));
}

/// The rule changes its mind at every session; each of its decisions is filled, in its turn.
#[test]
fn a_later_decision_cancels_none() {
    let a = [10.0, 12.0, 9.0, 12.0, 9.0, 12.0, 9.0];
    let dataset = two(&a, &[1.0; 7]);
    let text =
        file("{ A = 1.0 }", "fill = \"next-close\"\ndelay = 2").replace("hold =", "when = \"A.close > 10\"\nhold =");
    let run = run_text(&dataset, &text);
    let fills: Vec<(usize, usize, f64)> =
        run.path.orders.iter().map(|order| (order.decided, order.session, order.value.signum())).collect();
    assert_eq!(fills, [(1, 4, 1.0), (2, 5, -1.0), (3, 6, 1.0)]);
    assert!(near(run.path.equity[6], 1000.0 * 12.0 / 9.0));
    let pending: Vec<(usize, f64)> =
        run.path.pending.iter().map(|decision| (decision.session, decision.target[0])).collect();
    assert_eq!(pending, [(4, 0.0), (5, 1.0), (6, 0.0)]);
}

#[test]
fn an_order_is_pending_until_its_session() {
    let dataset = two(&[10.0; 4], &[1.0; 4]);
    for (delay, orders, pending) in [(0, 1, 0), (2, 1, 0), (3, 0, 1), (99_999, 0, 1)] {
        let run = run_text(&dataset, &file("{ A = 1.0 }", &format!("delay = {delay}")));
        assert_eq!((run.path.orders.len(), run.path.pending.len()), (orders, pending), "{delay}");
    }
}

#[test]
fn only_a_fill_at_the_close_it_saw_is_optimistic() {
    let dataset = two(&[10.0; 4], &[1.0; 4]);
    for (delay, optimistic) in [(0, true), (1, false)] {
        let run = run_text(&dataset, &file("{ A = 1.0 }", &format!("fill = \"same-close\"\ndelay = {delay}")));
        assert_eq!(run.notices.iter().any(|notice| notice.contains("optimistic")), optimistic);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Every order comes `delay` sessions later than it did, and nothing else about the decisions changes.
    #[test]
    fn a_delay_shifts_fills(prices in prices(40), delay in 0..6_usize, fill in prop::sample::select(vec!["next-open", "next-close"])) {
        let dataset = market(prices);
        let text = |delay: usize| {
            file("{ A = 1.0 }", &format!("fill = \"{fill}\"\ndelay = {delay}"))
                .replace("hold =", "when = \"A.close > sma(A.close, 3)\"\nhold =")
                .replace("[trade]", "[[rules]]\nhold = { B = 1.0 }\n[trade]")
        };
        let (plain, delayed) = (run_text(&dataset, &text(0)), run_text(&dataset, &text(delay)));
        prop_assert_eq!(&plain.decisions, &delayed.decisions);
        let orders = |run: &rotascope::run::Run, shift: usize| -> Vec<(usize, usize, usize)> {
            let shifted = run.path.orders.iter().map(|order| (order.decided, order.session + shift, order.asset));
            shifted.filter(|(_, session, _)| *session < 40).collect()
        };
        prop_assert!(!plain.path.orders.is_empty());
        prop_assert_eq!(orders(&plain, delay), orders(&delayed, 0));
    }

    #[test]
    fn the_same_close_one_session_later_is_the_next_close(prices in prices(30), delay in 0..4_usize) {
        let dataset = market(prices);
        let hold = "{ A = 0.6, B = 0.4 }";
        let terms = |fill: &str, delay: usize| {
            let trade = format!("decide = \"weekly\"\nrebalance = \"always\"\ncommission = \"5 bp\"\nfill = \"{fill}\"\ndelay = {delay}");
            run_text(&dataset, &file(hold, &trade))
        };
        prop_assert_eq!(terms("same-close", delay + 1).path.equity, terms("next-close", delay).path.equity);
    }
}
