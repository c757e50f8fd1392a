//! The close at which a level is reached.

use super::*;
use crate::made::opens_closes;

#[test]
fn a_stop_loss_is_measured_from_the_fill_that_opened() {
    // Decided at 80, bought at 100. The close of 90 is a tenth below, that of 90.01 is not.
    let dataset = one(&[80.0, 100.0, 150.0, 90.01, 90.0, 60.0, 30.0]);
    let run = run_text(&dataset, &file(&["A = 1"], "stop_loss = \"10 %\"", NEXT_CLOSE));
    assert_eq!(stops(&run), [(4, 0, StopLoss)]);
    // Sold at the next close, 60, and cash from there on.
    assert_equity(&run, &[1000.0, 1000.0, 1500.0, 900.1, 900.0, 600.0, 600.0]);
    assert_eq!(orders(&run), [(1, 0, 0, Decision, 1000.0), (5, 4, 0, StopLoss, -600.0)]);
    assert_eq!(run.path.holdings.len(), 1);
    assert_eq!((run.path.holdings[0].gain, run.path.holdings[0].closed), (-400.0, Some(run.dates[5])));
    assert_eq!(run.path.switches, 0, "the target is the same all the time");
}

/// A fall of 7 % from 100 is at 93, which (1 - 0.07) * 100 misses by rounding.
#[test]
fn a_close_at_the_level_has_reached_it() {
    for percent in 1..=99 {
        let level = f64::from(100 - percent);
        let fall = |key: &str| format!("{key} = \"{percent} %\"");
        for (key, reason) in [("stop_loss", StopLoss), ("trailing_stop", TrailingStop)] {
            let text = file(&["A = 1"], &fall(key), NEXT_CLOSE);
            let run = run_text(&one(&[100.0, 100.0, level, level]), &text);
            assert_eq!(stops(&run), [(2, 0, reason)], "{percent}");
            let run = run_text(&one(&[100.0, 100.0, level + 1e-9, level + 1e-9]), &text);
            assert_eq!(stops(&run), [], "{percent}");
        }
    }
}

#[test]
fn a_trailing_stop_is_measured_from_the_highest_close() {
    // 108 is a tenth below 120; 109 and the high within a session are not.
    let dates = weekdays("2024-01-02", 7);
    let close = [100.0, 100.0, 120.0, 109.0, 110.0, 108.0, 100.0];
    let mut a = opens_closes(&dates, &close, &close);
    a.high = Some(close.iter().map(|close| close * 1.5).collect());
    a.low = Some(close.iter().map(|close| close * 0.5).collect());
    let dataset = made([("A", a), ("B", bars(&[1.0; 7])), ("C", bars(&[1.0; 7]))]);
    let run = run_text(&dataset, &file(&["A = 1"], "trailing_stop = \"10 %\"", NEXT_CLOSE));
    assert_eq!(stops(&run), [(5, 0, TrailingStop)]);
    assert_equity(&run, &[1000.0, 1000.0, 1200.0, 1090.0, 1100.0, 1080.0, 1000.0]);
    assert_eq!(orders(&run)[1..], [(6, 5, 0, TrailingStop, -1000.0)]);
}

/// What came before the purchase is no high of the holding.
#[test]
fn the_first_high_is_the_price_at_entry() {
    let run = |closes: &[f64]| {
        run_text(&one(closes), &file(&["A = 1"], "trailing_stop = \"10 %\"", NEXT_CLOSE)).path.stops.len()
    };
    assert_eq!(run(&[200.0, 100.0, 91.0, 91.0]), 0);
    assert_eq!(run(&[200.0, 100.0, 90.0, 90.0]), 1);
}

/// Bought at the open of 100, it closes at 90: the session of the entry is the first that counts.
#[test]
fn the_session_of_the_entry_counts() {
    let dates = weekdays("2024-01-02", 4);
    let a = opens_closes(&dates, &[50.0, 100.0, 80.0, 40.0], &[50.0, 90.0, 60.0, 40.0]);
    let dataset = made([("A", a), ("B", bars(&[1.0; 4])), ("C", bars(&[1.0; 4]))]);
    for (overlay, reason) in [("stop_loss", StopLoss), ("trailing_stop", TrailingStop)] {
        let overlays = format!("{overlay} = \"10 %\"");
        let run = run_text(&dataset, &file(&["A = 1"], &overlays, "fill = \"next-open\"\ncommission = \"1 %\""));
        assert_eq!(stops(&run), [(1, 0, reason)]);
        // Sold at the open of 80.
        let units = 1000.0 / 1.01 / 100.0;
        assert_equity(&run, &[1000.0, units * 90.0, units * 80.0 * 0.99, units * 80.0 * 0.99]);
        assert!(run.path.orders.iter().all(|order| order.at_open));
    }
}

/// Bought at 100 and again at 90: by the average, 96.2, the level of 15 % would be at 81.8; by the first fill it is at 85.
#[test]
fn adding_to_a_holding_moves_nothing() {
    let dataset = market(&[100.0, 100.0, 90.0, 90.0, 85.0, 85.0], &[10.0, 10.0, 20.0, 20.0, 20.0, 20.0], &[1.0; 6]);
    let trade = "fill = \"next-close\"\nrebalance = \"always\"";
    let run = run_text(&dataset, &file(&["A = 0.5, B = 0.5"], "stop_loss = \"15 %\"", trade));
    let added = orders(&run).into_iter().any(|order| order.0 == 2 && order.2 == 0 && order.4 > 0.0);
    assert!(added, "{:?}", orders(&run));
    assert_eq!(stops(&run), [(4, 0, StopLoss)]);
    // Taking from it moves nothing either: A doubles, half of the gain goes to B, and 85 is still the level.
    let dataset = market(&[100.0, 100.0, 200.0, 200.0, 86.0, 85.0, 85.0], &[10.0; 7], &[1.0; 7]);
    let run = run_text(&dataset, &file(&["A = 0.5, B = 0.5"], "stop_loss = \"15 %\"", trade));
    assert_eq!(stops(&run), [(5, 0, StopLoss)]);
}

#[test]
fn closes_between_decisions_count() {
    // Weekdays from a Tuesday on: decided on Friday (session 3), bought at the next close; the next decision is in session 8.
    let dataset = one(&[100.0, 100.0, 100.0, 100.0, 100.0, 80.0, 79.0, 70.0, 60.0, 50.0]);
    let trade = "fill = \"next-close\"\ndecide = \"weekly\"";
    let run = run_text(&dataset, &file(&["A = 1"], "stop_loss = \"20 %\"", trade));
    assert_eq!(orders(&run), [(4, 3, 0, Decision, 1000.0), (6, 5, 0, StopLoss, -790.0)]);
}

#[test]
fn where_both_are_reached_the_stop_loss_is_the_reason() {
    let both = "stop_loss = \"10 %\"\ntrailing_stop = \"5 %\"";
    let stopped = |closes: &[f64]| stops(&run_text(&one(closes), &file(&["A = 1"], both, NEXT_CLOSE)));
    assert_eq!(stopped(&[100.0, 100.0, 90.0, 90.0]), [(2, 0, StopLoss)]);
    assert_eq!(stopped(&[100.0, 100.0, 95.0, 95.0]), [(2, 0, TrailingStop)]);
}

/// A dividend of a fifth: the quoted close falls, what the holder has does not.
#[test]
fn prices_are_those_that_holdings_grow_by() {
    let mut a = bars(&[100.0, 100.0, 80.0, 80.0]);
    a.adj_close = Some(vec![80.0; 4]);
    let dataset = made([("A", a), ("B", bars(&[1.0; 4])), ("C", bars(&[1.0; 4]))]);
    let text = file(&["A = 1"], "stop_loss = \"10 %\"\ntrailing_stop = \"10 %\"", NEXT_CLOSE);
    assert_eq!(stops(&run_text(&dataset, &text)), []);
    let priced = text.replace("warmup", "returns = \"price\"\nwarmup");
    assert_eq!(stops(&run_text(&dataset, &priced)), [(2, 0, StopLoss)]);
}
