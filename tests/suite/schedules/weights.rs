//! Weights that are expressions.

use super::{file, market, prices, two};
use crate::made::{checked, near, run_text};
use proptest::prelude::*;
use rotascope::run::run;

const CLOSE: &str = "fill = \"same-close\"\nrebalance = \"always\"";

#[test]
fn evaluated_at_the_decision() {
    let dataset = two(&[10.0, 20.0, 40.0, 5.0], &[1.0; 4]);
    let run = run_text(&dataset, &file("{ A = \"min(1, 10 / A.close)\", B = 0 }", CLOSE));
    assert_eq!(run.path.weights.of(0), [1.0, 0.5, 0.25, 1.0]);
    assert!(near(run.path.equity[2], 1000.0 * 2.0 * 1.5));
    assert!(near(run.path.equity[3], 3000.0 * (0.75 + 0.25 / 8.0)));
    assert!(!run.notices.iter().any(|notice| notice.contains("weight")), "{:?}", run.notices);
}

#[test]
fn undefined_and_negative_count_as_none_and_are_said() {
    let dataset = two(&[10.0, 20.0, 40.0, 10.0], &[1.0; 4]);
    let run = run_text(&dataset, &file("{ A = \"5 / (A.close - 10)\", B = \"(30 - A.close) / 40\" }", CLOSE));
    assert_eq!(run.path.weights.of(0), [0.0, 0.5, 5.0 / 30.0, 0.0]);
    assert_eq!(run.path.weights.of(1), [0.5, 0.25, 0.0, 0.5]);
    for notice in [
        "the weight of A was undefined at 2 decisions, and counted as 0",
        "the weight of B was negative at 1 decision, and counted as 0",
    ] {
        assert!(run.notices.iter().any(|said| said == notice), "{:?}", run.notices);
    }
}

#[test]
fn more_than_the_whole_is_scaled_down_and_said() {
    let dataset = two(&[10.0, 20.0, 5.0], &[1.0; 3]);
    let hold = "{ A = \"A.close / 10\", B = 0.5 }";
    let run = run_text(&dataset, &file(hold, CLOSE));
    for (asset, expected) in [(0, [1.0 / 1.5, 2.0 / 2.5, 0.5]), (1, [0.5 / 1.5, 0.5 / 2.5, 0.5])] {
        let found = &run.path.weights.of(asset);
        assert!(found.iter().zip(expected).all(|(found, expected)| near(*found, expected)), "{found:?}");
    }
    let said = "weights summed to more than 1 at 2 decisions, and were scaled down to 1";
    assert!(run.notices.iter().any(|notice| notice == said), "{:?}", run.notices);
    // Who may borrow holds what the file says.
    let run = run_text(&dataset, &file(hold, &format!("{CLOSE}\nborrow = \"0 %\"")));
    assert!(near(run.path.weights.of(0)[1], 2.0));
    assert!(!run.notices.iter().any(|notice| notice.contains("scaled")));
}

#[test]
fn a_run_starts_when_its_weights_have_had_their_bars() {
    let dataset = two(&[10.0, 20.0, 30.0, 40.0], &[1.0; 4]);
    let hold = "{ A = \"sma(A.close, 3) / 100\" }";
    let started = run_text(&dataset, &file(hold, CLOSE));
    assert_eq!(started.path.first, 2);
    assert!(near(started.path.weights.of(0)[0], 0.2));
    let at_once = run_text(&dataset, &file(hold, CLOSE).replace("[[rules]]", "warmup = false\n[[rules]]"));
    assert_eq!(at_once.path.first, 0);
    assert_eq!(at_once.path.weights.of(0)[..2], [0.0, 0.0]);
    let never = run(&checked(&dataset, &file("{ A = \"sma(A.close, 9)\" }", CLOSE), &[]), &dataset);
    let error = never.expect_err("four sessions are too few").to_string();
    assert!(error.contains("rule 1: \"sma(A.close, 9)\", the weight of A, never has all its bars"), "{error}");
}

/// A hundredfold position costs more than there is when it is to be cut: it is sold, and that is the end.
#[test]
fn leverage_that_costs_everything_is_ruin() {
    let dataset = two(&[10.0, 9.97, 9.7, 9.7, 12.0], &[1.0; 5]);
    for leverage in [50, 99, 100, 101, 500] {
        let hold = format!("{{ A = \"{leverage} * A.close / A.close\" }}");
        let trade = format!("{CLOSE}\nborrow = \"0 %\"\ncommission = \"1 %\"");
        let run = run_text(&dataset, &file(&hold, &trade));
        assert!(run.path.ruined, "{leverage}");
        assert!(run.path.equity.iter().all(|equity| equity.is_finite() && *equity <= 1000.0), "{:?}", run.path.equity);
        assert!(run.path.last() < 4 && run.path.orders.iter().all(|order| order.value.is_finite()));
    }
}

#[test]
fn on_change_follows_them() {
    let dataset = two(&[10.0, 10.0, 20.0, 20.0], &[1.0; 4]);
    let run = run_text(&dataset, &file("{ A = \"5 / A.close\" }", "fill = \"same-close\""));
    assert_eq!(super::fills(&run), [(0, 1.0), (2, -1.0)]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    /// Whatever a weight is worth, a run holds at most everything, and nothing short.
    #[test]
    fn weights_are_shares(prices in prices(30), slope in -40.0..40.0_f64) {
        let dataset = market(prices);
        let hold = format!("{{ A = \"{slope} * (A.close / 100 - 1)\", B = \"momentum(B.close, 2) * 20\" }}");
        let run = run_text(&dataset, &file(&hold, CLOSE));
        for session in 0..run.path.equity.len() {
            let weights = [0, 1].map(|asset: usize| run.path.weights.of(asset)[session]);
            prop_assert!(weights.iter().all(|weight| *weight >= 0.0));
            prop_assert!(weights.iter().sum::<f64>() <= 1.0 + 1e-9);
        }
    }

    /// A weight that is one number at every session is that number.
    #[test]
    fn a_constant_expression_is_a_number(prices in prices(30), share in 0.0..1.0_f64) {
        let dataset = market(prices);
        let plain = run_text(&dataset, &file(&format!("{{ A = {share} }}"), CLOSE));
        let written = run_text(&dataset, &file(&format!("{{ A = \"{share} + 0 * A.close\" }}"), CLOSE));
        prop_assert_eq!(plain.path.equity, written.path.equity);
    }
}
