//! Stops where bars are missing, and where they end.

use super::*;

const STOP: &str = "stop_loss = \"10 %\"";

fn noticed(run: &Run, part: &str) -> bool {
    run.notices.iter().any(|notice| notice.contains(part))
}

#[test]
fn the_sale_waits_for_the_next_bar() {
    // Stopped in session 2, due in session 3, where there is no bar. Sold at 70 in session 5.
    let dataset = one(&[100.0, 100.0, 90.0, 0.0, 0.0, 70.0, 60.0]);
    let run = run_text(&dataset, &file(&["A = 1"], STOP, NEXT_CLOSE));
    assert_equity(&run, &[1000.0, 1000.0, 900.0, 900.0, 900.0, 700.0, 700.0]);
    assert_eq!(orders(&run)[1..], [(5, 2, 0, StopLoss, -700.0)]);
    assert!(noticed(&run, "1 fill had to wait"), "{:?}", run.notices);
    assert!(noticed(&run, "stop_loss sold 1 holding"), "{:?}", run.notices);
}

#[test]
fn a_later_decision_takes_the_place_of_a_sale_that_waits() {
    // The sale of session 2's stop waits. The decision of session 3 wants less of A, and is due in session 4, where A has no bar
    // either: in session 5 A goes to its weight, and is a holding as old as before, stopped again at once.
    let dataset = market(&[100.0, 100.0, 90.0, 0.0, 0.0, 80.0, 70.0], &[10.0; 7], &[1.0, 1.0, 1.0, 2.0, 2.0, 2.0, 2.0]);
    let run = run_text(&dataset, &file(&["A = 1", "A = 0.5"], STOP, NEXT_CLOSE));
    assert_eq!(orders(&run)[1..], [(5, 3, 0, Decision, -400.0), (6, 5, 0, StopLoss, -350.0)]);
    assert_eq!(stops(&run), [(2, 0, StopLoss), (5, 0, StopLoss)]);
    // With the same target, restored always, it is still the stop that sells.
    let dataset = one(&[100.0, 100.0, 90.0, 0.0, 0.0, 80.0, 70.0]);
    let run = run_text(&dataset, &file(&["A = 1"], STOP, &format!("{NEXT_CLOSE}\nrebalance = \"always\"")));
    assert_eq!(orders(&run)[1..], [(5, 2, 0, StopLoss, -800.0)]);
}

/// B got less than its weight, because money was stuck in A. Stopped before A is back, it is sold, and not bought again
/// when A is.
#[test]
fn a_stop_ends_what_an_earlier_fill_left_to_do() {
    let c = [1.0, 2.0, 2.0, 2.0, 2.0, 2.0];
    let dataset = market(&[10.0, 10.0, 0.0, 0.0, 0.0, 20.0], &[100.0, 100.0, 100.0, 80.0, 80.0, 80.0], &c);
    let run = run_text(&dataset, &file(&["A = 0.5", "B = 1"], STOP, NEXT_CLOSE));
    assert_eq!(
        orders(&run),
        [
            (1, 0, 0, Decision, 500.0),
            (2, 1, 1, Decision, 500.0),
            (4, 3, 1, StopLoss, -400.0),
            (5, 1, 0, Decision, -1000.0),
        ]
    );
}

#[test]
fn the_end_of_a_life_is_faster() {
    // A's last bar, in session 2, reaches the level; its data end there. B keeps the sessions going.
    let days = 20;
    let mut a = vec![100.0, 100.0, 90.0];
    a.resize(days, 0.0);
    let run = run_text(&market(&a, &vec![10.0; days], &vec![1.0; days]), &file(&["A = 1"], STOP, NEXT_CLOSE));
    assert_eq!(orders(&run)[1..], [(2, 2, 0, Ended, -900.0)]);
    assert!(!noticed(&run, "stop_loss sold"), "{:?}", run.notices);
    assert_eq!(run.path.pending_stops, []);
}

/// A decision waits for A alone, and the stop sells it first: nothing is under way then, and B's drift is seen.
#[test]
fn nothing_waits_for_what_is_sold() {
    let b = [10.0, 10.0, 10.0, 10.0, 10.0, 10.0, 10.0, 30.0, 30.0, 30.0];
    let c = [1.0, 1.0, 1.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0];
    let dataset = market(&[100.0, 100.0, 100.0, 100.0, 90.0, 0.0, 80.0, 80.0, 80.0, 80.0], &b, &c);
    let trade = format!("{NEXT_CLOSE}\ndelay = 1\nrebalance = {{ band = 0.1 }}");
    let run = run_text(&dataset, &file(&["A = 0.5, B = 0.2", "A = 0.4, B = 0.3"], STOP, &trade));
    // 450, 200 and 300 of cash in session 5: B goes to 285. A's 400 come in session 6. B trebles to 855 of 1470; 0.3 of it is 441.
    assert_eq!(
        orders(&run)[2..],
        [(5, 3, 1, Decision, 85.0), (6, 4, 0, StopLoss, -400.0), (9, 7, 1, Decision, -414.0)]
    );
}
