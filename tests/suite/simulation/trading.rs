//! What trading leaves behind: orders, holdings, and the metrics of both.

use super::*;
use crate::made::{closes, made, run_text, weekdays};

/// A and B change places: A from session 0, B from 2, A again from 3, half of it from 5.
fn run() -> Run {
    let dates = weekdays("2024-01-02", 7);
    let dataset = made([
        ("A", closes(&dates, &[10.0, 11.0, 12.0, 20.0, 10.0, 20.0, 40.0])),
        ("B", closes(&dates, &[5.0, 5.0, 5.0, 4.0, 4.0, 4.0, 4.0])),
        ("C", closes(&dates, &[1.0, 1.0, 2.0, 1.0, 1.0, 3.0, 3.0])),
    ]);
    let lines = rules(&["C.close > 2 -> A = 0.5", "C.close > 1 -> B = 1", "C.close < 0 -> C = 1", "A = 1"]);
    run_text(&dataset, &file(ABC, &lines, "fill = \"same-close\""))
}

#[test]
fn orders_and_holdings() {
    let run = run();
    // 100 units of A to session 2: 1200. 240 units of B to session 3: 960. 48 units of A: 480, then 960, of which half is
    // sold, then 24 * 40 + 480.
    assert_near(&run.path.equity, &[1000.0, 1100.0, 1200.0, 960.0, 480.0, 960.0, 1440.0]);
    assert_eq!(
        orders(&run),
        [
            (0, 0, 1000.0, 10.0),
            (2, 0, -1200.0, 12.0),
            (2, 1, 1200.0, 5.0),
            (3, 1, -960.0, 4.0),
            (3, 0, 960.0, 20.0),
            (5, 0, -480.0, 20.0),
        ]
    );
    let holdings: Vec<_> = run.path.holdings.iter().map(|held| (held.opened, held.closed, held.gain)).collect();
    let day = |session: usize| run.dates[session];
    // The last one is still held: 480 taken out, 960 left in, 960 put in.
    assert_eq!(holdings, [(day(0), Some(day(2)), 200.0), (day(2), Some(day(3)), -240.0), (day(3), None, 480.0)]);
}

#[test]
fn metrics_of_trading() {
    let run = run();
    let years = (run.dates[6] - run.dates[0]).num_days() as f64 / 365.25;
    let mean_equity = (1000.0 + 1100.0 + 1200.0 + 960.0 + 480.0 + 960.0 + 1440.0) / 7.0;
    let (bought, sold) = (1000.0 + 1200.0 + 960.0, 1200.0 + 960.0 + 480.0);
    let expected = [
        ("trades", 6.0),
        // A to B, B to A, A to half of A.
        ("switches", 3.0),
        ("win_rate", 0.5),
        // 2024-01-02 (Tue) to 04, to 05 (Fri), and to 10 (Wed).
        ("average_hold_days", (2.0 + 1.0 + 5.0) / 3.0),
        ("turnover", (bought + sold) / 2.0 / years / mean_equity),
        // After the start session; half cash since session 5, and two thirds in A when it has doubled.
        ("exposure", (4.0 + 0.5 + 2.0 / 3.0) / 6.0),
        ("costs", 0.0),
    ];
    for (key, expected) in expected {
        assert!(near(measure(&run, key), expected), "{key} is {}, expected {expected}", measure(&run, key));
    }
}

#[test]
fn a_rebalance_is_part_of_its_holding() {
    let dates = weekdays("2024-01-02", 4);
    let dataset =
        made([("A", closes(&dates, &[10.0, 20.0, 20.0, 20.0])), ("B", closes(&dates, &[5.0, 5.0, 5.0, 10.0]))]);
    let lines = rules(&["B.close > 5 -> ", "A = 0.5, B = 0.5"]);
    let run = run_text(&dataset, &file(AB, &lines, "fill = \"same-close\"\nrebalance = \"always\""));
    // 500 each; A doubles: 1500, back to 750 each; B doubles: 2250, all sold.
    assert_near(&run.path.equity, &[1000.0, 1500.0, 1500.0, 2250.0]);
    let gains: Vec<f64> = run.path.holdings.iter().map(|held| held.gain).collect();
    // A: -500 + 250 + 750. B: -500 - 250 + 1500.
    assert_near(&gains, &[500.0, 750.0]);
    assert!(run.path.holdings.iter().all(|held| held.closed == Some(run.dates[3])));
    assert_eq!((run.path.switches, measure(&run, "win_rate")), (1, 1.0));
}

#[test]
fn waiting_in_cash_is_no_switch() {
    let dates = weekdays("2024-01-02", 5);
    let dataset = made([("A", closes(&dates, &[1.0, 1.0, 2.0, 2.0, 1.0]))]);
    let run = run_text(&dataset, &file("", &rules(&["A.close > 1 -> A = 1", ""]), "fill = \"same-close\""));
    // Cash, cash, A, A, cash: the first purchase is no switch, the sale is one.
    assert_eq!((run.path.switches, run.path.orders.len()), (1, 2));
}
