//! Bars that are not there.

use super::*;
use crate::made::{Made, closes, made, run_text, weekdays};
use rotascope::data::Bars;

/// Bars at the sessions whose close is not 0.
fn holey(close: &[f64]) -> Bars {
    let dates = weekdays("2024-01-02", close.len());
    let there: Vec<usize> = (0..close.len()).filter(|session| close[*session] != 0.0).collect();
    let picked: Vec<_> = there.iter().map(|session| dates[*session]).collect();
    closes(&picked, &there.iter().map(|session| close[*session]).collect::<Vec<_>>())
}

fn two(a: &[f64], b: &[f64]) -> Made {
    made([("A", holey(a)), ("B", holey(b))])
}

/// C decides; it is never held but in its own name, so that rules can be told by its price: 1, 2, ...
fn three(a: &[f64], b: &[f64], c: &[f64]) -> Made {
    made([("A", holey(a)), ("B", holey(b)), ("C", holey(c))])
}

const NEXT_CLOSE: &str = "fill = \"next-close\"";

#[test]
fn an_order_waits_for_the_next_bar_in_cash() {
    let dataset = two(&[1.0; 5], &[10.0, 0.0, 0.0, 20.0, 25.0]);
    let run = run_text(&dataset, &file("", &rules(&["A.close > 1 -> A = 1", "B = 1"]), NEXT_CLOSE));
    // Decided at 10, and filled at 20 where B is back.
    assert_near(&run.path.equity, &[1000.0, 1000.0, 1000.0, 1000.0, 1250.0]);
    let order = run.path.orders[0];
    assert_eq!((run.path.orders.len(), order.session, order.decided, order.price), (1, 3, 0, 20.0));
    assert_eq!(run.path.weights.of(1)[..3], [0.0; 3]);
    assert!(noticed(&run, &["B has no bar in 2 sessions", "last close stood in"]));
    assert!(noticed(&run, &["1 fill", "wait"]));
}

#[test]
fn a_new_target_supersedes_what_waits() {
    // C: 1 means B, 2 means A.
    let dataset = three(&[1.0, 1.0, 1.0, 2.0, 2.0], &[10.0, 0.0, 0.0, 20.0, 40.0], &[1.0, 2.0, 2.0, 2.0, 2.0]);
    let run =
        run_text(&dataset, &file(ABC, &rules(&["C.close > 1 -> A = 1", "C.close < 0 -> C = 1", "B = 1"]), NEXT_CLOSE));
    // B is never bought: A is, in session 2, and doubles in session 3.
    assert_near(&run.path.equity, &[1000.0, 1000.0, 1000.0, 2000.0, 2000.0]);
    assert_eq!(run.path.orders.iter().map(|order| order.asset).collect::<Vec<_>>(), [0]);
}

/// At the close where B is back, the decision of that close is for A: B is not bought first.
#[test]
fn a_same_close_decision_supersedes_before_what_waits_is_filled() {
    let dataset = three(&[1.0, 1.0, 1.0, 1.0], &[10.0, 0.0, 20.0, 30.0], &[1.0, 1.0, 2.0, 2.0]);
    // B is decided in session 0 already, where it has a bar: so start in session 1.
    let data = format!("start = 2024-01-03\n{ABC}");
    let lines = rules(&["C.close > 1 -> A = 1", "C.close < 0 -> C = 1", "B = 1"]);
    let run = run_text(&dataset, &file(&data, &lines, "fill = \"same-close\"\ncommission = \"1 %\""));
    assert_near(&run.path.equity, &[1000.0, 1000.0 / 1.01, 1000.0 / 1.01]);
    // Where the target stays, what waits is filled at the close of the next bar.
    let dataset = three(&[1.0, 1.0, 1.0, 1.0], &[10.0, 0.0, 20.0, 30.0], &[1.0, 1.0, 1.0, 1.0]);
    let run = run_text(&dataset, &file(&data, &lines, "fill = \"same-close\""));
    assert_near(&run.path.equity, &[1000.0, 1000.0, 1500.0]);
}

#[test]
fn a_held_asset_without_a_bar_cannot_be_sold() {
    // C: 1 means A, 2 means B. The switch is due in session 2, where A has no bar.
    let dataset = three(&[10.0, 10.0, 0.0, 12.0, 12.0], &[5.0, 5.0, 5.0, 6.0, 9.0], &[1.0, 2.0, 2.0, 2.0, 2.0]);
    let run =
        run_text(&dataset, &file(ABC, &rules(&["C.close < 2 -> A = 1", "C.close < 0 -> C = 1", "B = 1"]), NEXT_CLOSE));
    // A stands at its last close in session 2, is sold at 12 in session 3 (1200), and B goes from 6 to 9.
    assert_near(&run.path.equity, &[1000.0, 1000.0, 1000.0, 1200.0, 1800.0]);
    assert_eq!(orders(&run), [(1, 0, 1000.0, 10.0), (3, 0, -1200.0, 12.0), (3, 1, 1200.0, 6.0)]);
}

#[test]
fn what_is_stuck_buys_nothing_and_what_is_free_does() {
    // Half A, half cash; then all B. A has no bar in session 2: B gets the free half, and the rest a session later.
    let dataset = three(&[10.0, 10.0, 0.0, 12.0, 12.0], &[5.0, 5.0, 5.0, 10.0, 20.0], &[1.0, 2.0, 2.0, 2.0, 2.0]);
    let run = run_text(
        &dataset,
        &file(ABC, &rules(&["C.close < 2 -> A = 0.5", "C.close < 0 -> C = 1", "B = 1"]), NEXT_CLOSE),
    );
    // Session 2: 500 in A, 500 in B at 5. Session 3: A at 12 is 600, B at 10 is 1000: 1600, all in B. Session 4: doubled.
    assert_near(&run.path.equity, &[1000.0, 1000.0, 1000.0, 1600.0, 3200.0]);
    assert_eq!(orders(&run), [(1, 0, 500.0, 10.0), (2, 1, 500.0, 5.0), (3, 0, -600.0, 12.0), (3, 1, 600.0, 10.0)]);
}

#[test]
fn the_second_half_waits() {
    // A is bought in session 1, B where it is back, in session 2; A has moved by then.
    let dataset = |a: f64| two(&[10.0, 10.0, a, a], &[5.0, 0.0, 5.0, 10.0]);
    let run = |a: f64| run_text(&dataset(a), &file("", &rules(&["A = 0.5, B = 0.5"]), NEXT_CLOSE));
    // A up to 11: 550 and 500 in cash. Half of 1050 would be 525, and there are 500 for it. B doubles.
    let run_up = run(11.0);
    assert_near(&run_up.path.equity, &[1000.0, 1000.0, 1050.0, 1550.0]);
    assert_eq!(orders(&run_up), [(1, 0, 500.0, 10.0), (2, 1, 500.0, 5.0)]);
    // A down to 9: 450 and 500. Half of 950 is 475; 25 stay cash, and A is left alone. B doubles.
    let run_down = run(9.0);
    assert_near(&run_down.path.equity, &[1000.0, 1000.0, 950.0, 1425.0]);
    assert_eq!(orders(&run_down), [(1, 0, 500.0, 10.0), (2, 1, 475.0, 5.0)]);
}

#[test]
fn a_waiting_order_pays_its_cost_when_it_is_filled() {
    let dataset = two(&[1.0; 4], &[10.0, 0.0, 20.0, 20.0]);
    let trade = format!("{NEXT_CLOSE}\ncommission = \"1 %\"");
    let run = run_text(&dataset, &file("", &rules(&["A.close > 1 -> A = 1", "B = 1"]), &trade));
    assert_near(&run.path.equity, &[1000.0, 1000.0, 1000.0 / 1.01, 1000.0 / 1.01]);
}

/// What is sold beside a stuck asset costs too: the rest buys what is left then, and no more.
#[test]
fn what_is_free_pays_its_costs_out_of_itself() {
    // C: 1 means A and B, 2 means C. The switch is due in session 2, where A has no bar.
    let dataset = three(&[10.0, 10.0, 0.0, 10.0], &[5.0; 4], &[1.0, 2.0, 2.0, 2.0]);
    let lines = rules(&["C.close < 2 -> A = 0.5, B = 0.5", "C = 1"]);
    let run = run_text(&dataset, &file(ABC, &lines, &format!("{NEXT_CLOSE}\ncommission = \"1 %\"")));
    let half = 500.0 / 1.01;
    // Session 2: half stays in A, half goes from B to C. Session 3: the other half.
    let switched = half * 0.99 / 1.01;
    assert_near(&run.path.equity, &[1000.0, 2.0 * half, half + switched, 2.0 * switched]);
    let held: f64 = run.path.weights.columns().iter().map(|weights| weights[2]).sum();
    assert_near(&[held], &[1.0]);
}

/// More is stuck than the whole, and nothing is wanted beside it.
#[test]
fn what_can_be_sold_beside_stuck_debt_is_sold() {
    // C: 1 means A and B on credit, 2 means cash. The sale is due in session 2, where A has no bar.
    let dataset = three(&[10.0, 10.0, 0.0, 11.0], &[5.0; 4], &[1.0, 2.0, 2.0, 2.0]);
    let lines = rules(&["C.close < 2 -> A = 1.5, B = 0.5", "C.close < 0 -> C = 1", ""]);
    let run = run_text(&dataset, &file(ABC, &lines, &format!("{NEXT_CLOSE}\nborrow = \"0 %\"\ncommission = \"0 bp\"")));
    assert_near(&run.path.equity, &[1000.0, 1000.0, 1000.0, 1150.0]);
    assert_eq!(orders(&run)[2..], [(2, 1, -500.0, 5.0), (3, 0, -1650.0, 11.0)]);
}

#[test]
fn a_signal_reads_the_last_close_and_a_volume_of_none() {
    let mut b = holey(&[10.0, 0.0, 20.0]);
    b.volume = Some(vec![5.0, 7.0]);
    let dataset = made([("A", holey(&[1.0, 1.0, 1.0])), ("B", b)]);
    let signals = "[signals]\nlast = \"B.close\"\ntraded = \"B.volume\"\n";
    let run = run_text(&dataset, &(file("", &rules(&["A = 1"]), "") + signals));
    use rotascope::run::Reading::Number;
    assert_eq!(crate::made::readings(&run, "last"), [10.0, 10.0, 20.0].map(|close| Number(Some(close))));
    assert_eq!(crate::made::readings(&run, "traded"), [5.0, 0.0, 7.0].map(|volume| Number(Some(volume))));
}

#[test]
fn what_is_true_of_many_assets_is_said_once() {
    // B to E lack one session or two; A lacks none, and has no price of its own dividends either.
    let closes = [[1.0; 5], [1.0, 1.0, 0.0, 1.0, 1.0], [1.0, 0.0, 0.0, 1.0, 1.0], [1.0, 1.0, 1.0, 0.0, 1.0]];
    let named = ["A", "B", "C", "D"].into_iter().zip(closes.iter().map(|close| holey(close)));
    let dataset = made(named.chain([("E", holey(&closes[1]))]));
    let run = run_text(&dataset, &file("", &rules(&["A = 0.2, B = 0.2, C = 0.2, D = 0.2, E = 0.2"]), NEXT_CLOSE));
    assert_eq!(
        run.notices[..2],
        [
            "A, B, C and 2 more have no adjusted prices: their dividends are not counted",
            "B, C, D and 1 more have no bar in 1 to 2 sessions: their last closes stood in",
        ]
    );
}
