//! Rebalancing when a weight has gone too far.

use super::{file, fills, market, prices, two};
use crate::made::{near, run_text};
use proptest::prelude::*;

#[test]
fn beyond_the_band_everything_goes_to_its_target() {
    // 5.5 / 10.5 is within 0.05 of a half, 6.5 / 11.5 is not, and 14 / 27 is again.
    let dataset = two(&[10.0, 11.0, 13.0, 13.0, 14.0], &[10.0; 5]);
    let run = run_text(&dataset, &file("{ A = 0.5, B = 0.5 }", "fill = \"same-close\"\nrebalance = { band = 0.05 }"));
    assert_eq!(fills(&run), [(0, 1.0), (0, 1.0), (2, -1.0), (2, 1.0)]);
    assert!(near(run.path.weights.of(0)[1], 5.5 / 10.5));
    assert!(near(run.path.weights.of(0)[2], 0.5));
    assert!(near(run.path.equity[2], 1150.0));
    assert!(near(run.path.equity[4], 575.0 + 575.0 * 14.0 / 13.0));
    assert_eq!(run.path.switches, 0);
}

/// A fall counts as a rise does, and decisions are the only sessions at which anybody looks.
#[test]
fn tested_at_decisions_only() {
    let dataset = two(&[10.0, 5.0, 10.0, 10.0, 10.0, 5.0, 5.0], &[10.0; 7]);
    let trade = "decide = { weekday = \"fri\" }\nfill = \"same-close\"\nrebalance = { band = 0.05 }";
    let run = run_text(&dataset, &file("{ A = 0.5, B = 0.5 }", trade));
    // One Friday, the first.
    assert_eq!(run.path.first, 4);
    assert_eq!(run.path.orders.len(), 2);
    let run = run_text(&dataset, &file("{ A = 0.5, B = 0.5 }", "fill = \"same-close\"\nrebalance = { band = 0.05 }"));
    assert_eq!(fills(&run)[2..4], [(1, -1.0), (1, 1.0)]);
}

/// While a fill is on its way, the weights that it will restore are no reason for another one.
#[test]
fn a_fill_under_way_is_awaited() {
    let dataset = two(&[10.0; 8], &[10.0; 8]);
    let run = run_text(&dataset, &file("{ A = 0.5, B = 0.5 }", "delay = 3\nrebalance = { band = 0.05 }"));
    assert_eq!(fills(&run), [(4, 1.0), (4, 1.0)]);
}

/// Weights that are off by the rounding of a sum have not drifted: a fill for that would be under way when prices move.
#[test]
fn rounding_is_no_drift() {
    let days = 10;
    let prices = |first: f64| (0..days).map(|day| if day < 6 { first } else { first * 2.0 }).collect::<Vec<f64>>();
    let dataset = two(&prices(0.7), &[0.3; 10]);
    for weights in ["{ A = 0.3, B = 0.6 }", "{ A = 0.1, B = 0.7 }", "{ A = 0.35, B = 0.45 }", "{ A = 0.3, B = 0.1 }"] {
        let trade = "delay = 2\nrebalance = { band = 0 }\ncommission = \"7 bp\"\nfill = \"next-close\"";
        let run = run_text(&dataset, &file(weights, trade));
        let decided: Vec<usize> = run.path.orders.iter().map(|order| order.decided).collect();
        assert_eq!(decided, [0, 0, 6, 6], "{weights}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn no_band_is_always_and_a_wide_one_is_on_change(
        prices in prices(40),
        // A fill at the close of a decision leaves no drift to see: then "always" has orders that no band asks for.
        (decide, fill) in prop::sample::select(vec![
            ("daily", "next-open"),
            ("daily", "same-close"),
            ("weekly", "next-open"),
            ("weekly", "next-close"),
            ("weekly", "same-close"),
        ]),
    ) {
        let dataset = market(prices);
        let run = |rebalance: &str| {
            let trade = format!("decide = \"{decide}\"\nfill = \"{fill}\"\ncommission = \"5 bp\"\nrebalance = {rebalance}");
            run_text(&dataset, &file("{ A = 0.6, B = 0.3 }", &trade))
        };
        let (always, narrow) = (run("\"always\""), run("{ band = 0 }"));
        prop_assert!(always.path.orders.len() > 4);
        prop_assert_eq!(&always.path.orders, &narrow.path.orders);
        prop_assert_eq!(always.path.equity, narrow.path.equity);
        let (held, wide) = (run("\"on-change\""), run("{ band = 0.99 }"));
        prop_assert_eq!(held.path.equity, wide.path.equity);
    }

    /// Filled at the close that is looked at, no weight is left outside its band.
    #[test]
    fn no_weight_is_left_outside(prices in prices(40), band in 0.0..0.05_f64) {
        let dataset = market(prices);
        let trade = format!("fill = \"same-close\"\nrebalance = {{ band = {band} }}");
        let run = run_text(&dataset, &file("{ A = 0.6, B = 0.4 }", &trade));
        for (weights, target) in run.path.weights.columns().iter().zip([0.6, 0.4]) {
            prop_assert!(weights.iter().all(|weight| (weight - target).abs() <= band + 1e-12));
        }
    }
}
