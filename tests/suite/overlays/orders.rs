//! What a stop sells, when, and what the rules can do about it.

use super::*;

const STOP: &str = "stop_loss = \"10 %\"";

#[test]
fn what_was_sold_stays_cash_until_the_target_changes() {
    // A is stopped in session 2 and sold at 80. It comes back, and the rules want it all the while: nothing happens. In
    // session 4 they want B, in session 5 A again: bought at 110 in session 6, where 99 is the new level.
    let dataset = market(
        &[100.0, 100.0, 90.0, 80.0, 120.0, 110.0, 110.0, 99.5, 99.0, 99.0],
        &[10.0; 10],
        &[1.0, 1.0, 1.0, 1.0, 2.0, 1.0, 1.0, 1.0, 1.0, 1.0],
    );
    let run = run_text(&dataset, &file(&["A = 1", "B = 1"], STOP, NEXT_CLOSE));
    assert_eq!(
        orders(&run),
        [
            (1, 0, 0, Decision, 1000.0),
            (3, 2, 0, StopLoss, -800.0),
            (5, 4, 1, Decision, 800.0),
            (6, 5, 1, Decision, -800.0),
            (6, 5, 0, Decision, 800.0),
            (9, 8, 0, StopLoss, -720.0),
        ]
    );
    assert_eq!(run.path.switches, 2);
}

/// The same target is the same, whichever rule has it.
#[test]
fn another_rule_with_the_same_weights_changes_no_target() {
    let dataset = market(&[100.0, 100.0, 90.0, 90.0, 90.0, 90.0], &[10.0; 6], &[1.0, 1.0, 1.0, 2.0, 2.0, 2.0]);
    let run = run_text(
        &dataset,
        &file(&["A = 1", "A = 1.0000000001, B = 0"], STOP, &format!("{NEXT_CLOSE}\nborrow = \"0 %\"")),
    );
    assert_eq!(run.path.orders.len(), 2);
    let run = run_text(&dataset, &file(&["A = 1", "A = 0.99"], STOP, NEXT_CLOSE));
    assert_eq!(orders(&run)[2..], [(4, 3, 0, Decision, 891.0)]);
}

#[test]
fn rebalancing_restores_the_others_and_leaves_the_stopped_in_cash() {
    // Halves. A is stopped at 90, sold at 90 in session 3; B doubles in session 4.
    let dataset =
        market(&[100.0, 100.0, 90.0, 90.0, 90.0, 180.0, 180.0], &[10.0, 10.0, 10.0, 10.0, 20.0, 20.0, 20.0], &[1.0; 7]);
    // Restored at once, or at the first decision that sees more than the band.
    for (rebalance, restored) in [("\"always\"", 4), ("{ band = 0.1 }", 5)] {
        let trade = format!("{NEXT_CLOSE}\nrebalance = {rebalance}");
        let run = run_text(&dataset, &file(&["A = 0.5, B = 0.5"], STOP, &trade));
        // 500 and 500; 450 and 500, of which A goes: under always B is halved to 475 of 950. It doubles.
        let (kept, cash) = if rebalance == "\"always\"" { (475.0, 475.0) } else { (500.0, 450.0) };
        let after = 2.0 * kept + cash;
        assert_equity(&run, &[1000.0, 1000.0, 950.0, 950.0, after, after, after]);
        // B is brought back to half, once, and A is not bought.
        let last: Vec<(usize, usize)> =
            orders(&run).iter().filter(|order| order.0 > 3).map(|order| (order.0, order.2)).collect();
        assert_eq!(last, [(restored, 1)], "{rebalance}");
        assert!(near(run.path.weights.of(1)[6], 0.5) && run.path.weights.of(0)[6] == 0.0);
    }
    let run = run_text(&dataset, &file(&["A = 0.5, B = 0.5"], STOP, NEXT_CLOSE));
    assert_eq!(orders(&run)[2..], [(3, 2, 0, StopLoss, -450.0)], "on change, the others are left alone");
}

/// B has drifted by more than the band at the close that stops A: it is brought back; by less: it is left alone.
#[test]
fn a_sale_under_way_is_no_drift() {
    for (b, restored) in [(10.5, false), (15.0, true)] {
        let dataset = market(&[100.0, 100.0, 90.0, 90.0, 90.0], &[10.0, 10.0, b, b, b], &[1.0; 5]);
        let trade = format!("{NEXT_CLOSE}\nrebalance = {{ band = 0.1 }}");
        let run = run_text(&dataset, &file(&["A = 0.5, B = 0.5"], STOP, &trade));
        let traded: Vec<usize> = orders(&run).iter().filter(|order| order.0 == 3).map(|order| order.2).collect();
        assert_eq!(traded, if restored { vec![0, 1] } else { vec![0] }, "{b}");
    }
}

#[test]
fn a_stop_stands_against_the_decision_of_its_own_close() {
    // At the close that stops A, the rules go from all in A to a half of each. A stays out until they change again.
    let c = [1.0, 1.0, 2.0, 2.0, 2.0, 3.0, 3.0];
    let dataset = market(&[100.0, 100.0, 90.0, 80.0, 80.0, 80.0, 80.0], &[10.0; 7], &c);
    let holds = ["A = 1", "A = 0.5, B = 0.5", "A = 0.25, B = 0.5"];
    let run = run_text(&dataset, &file(&holds, STOP, NEXT_CLOSE));
    assert_eq!(
        orders(&run),
        [
            (1, 0, 0, Decision, 1000.0),
            (3, 2, 0, StopLoss, -800.0),
            (3, 2, 1, Decision, 400.0),
            (6, 5, 0, Decision, 200.0),
        ]
    );
    // Decisions are the rules' own.
    assert_eq!(run.decisions[2].1.target, [0.5, 0.5, 0.0]);
}

#[test]
fn what_the_new_target_leaves_out_is_sold_by_the_decision() {
    let dataset = market(&[100.0, 100.0, 90.0, 80.0, 80.0], &[10.0; 5], &[1.0, 1.0, 2.0, 2.0, 2.0]);
    let run = run_text(&dataset, &file(&["A = 1", "B = 1"], STOP, NEXT_CLOSE));
    assert_eq!(stops(&run), [(2, 0, StopLoss)]);
    assert_eq!(orders(&run)[1..], [(3, 2, 0, Decision, -800.0), (3, 2, 1, Decision, 800.0)]);
}

#[test]
fn at_the_same_close() {
    // Bought at 100; sold at the very close of 90.
    let dataset = market(&[100.0, 95.0, 90.0, 180.0, 200.0, 200.0], &[10.0; 6], &[1.0, 1.0, 1.0, 1.0, 2.0, 2.0]);
    let run = run_text(&dataset, &file(&["A = 1", "A = 0.5"], STOP, SAME_CLOSE));
    assert_equity(&run, &[1000.0, 950.0, 900.0, 900.0, 900.0, 900.0]);
    assert_eq!(orders(&run), [(0, 0, 0, Decision, 1000.0), (2, 2, 0, StopLoss, -900.0), (4, 4, 0, Decision, 450.0)]);
    assert!(run.notices.iter().any(|notice| notice.contains("optimistic")));
    // With the decision of that close, too, and its costs.
    let dataset = market(&[100.0, 90.0, 90.0], &[10.0; 3], &[1.0, 2.0, 2.0]);
    let run =
        run_text(&dataset, &file(&["A = 1", "A = 0.5, B = 0.5"], STOP, &format!("{SAME_CLOSE}\ncommission = \"1 %\"")));
    // V' = V - 0.01 (V + V' / 2), where V = 900 / 1.01.
    let value = 900.0 / 1.01;
    assert_equity(&run, &[1000.0, value * 0.99 / 1.005, value * 0.99 / 1.005]);
}

/// With a delay of one session more, the decision of session 4 finds the sale of the stop of session 3 pending, and buys back
/// after it.
#[test]
fn a_later_decision_buys_back_after_the_sale() {
    let dataset = market(
        &[100.0, 100.0, 100.0, 90.0, 80.0, 80.0, 80.0, 80.0],
        &[10.0; 8],
        &[1.0, 1.0, 1.0, 1.0, 2.0, 2.0, 2.0, 2.0],
    );
    let trade = format!("{NEXT_CLOSE}\ndelay = 1");
    let run = run_text(&dataset, &file(&["A = 1", "A = 0.5"], STOP, &trade));
    assert_eq!(orders(&run), [(2, 0, 0, Decision, 1000.0), (5, 3, 0, StopLoss, -800.0), (6, 4, 0, Decision, 400.0)]);
    assert_eq!(run.path.holdings.len(), 2);
    assert_eq!(stops(&run), [(3, 0, StopLoss)], "80 is the entry of the new one");
}

/// The decision of session 2 is filled a session before the sale of the stop of session 3.
#[test]
fn an_earlier_decision_is_filled_before_the_sale() {
    let market =
        |c: f64| market(&[100.0, 100.0, 100.0, 90.0, 80.0, 80.0, 80.0], &[10.0; 7], &[1.0, 1.0, c, c, c, c, c]);
    let trade = |rebalance: &str| format!("{NEXT_CLOSE}\ndelay = 1\nrebalance = \"{rebalance}\"");
    let holds = ["A = 0.5", "A = 1", "B = 1"];
    // It adds to the holding: all of it is sold.
    let run = run_text(&market(2.0), &file(&holds, STOP, &trade("on-change")));
    // 500 of 1000 become 400 of 900 at 80: 500 more; then 900 are sold.
    assert_eq!(orders(&run)[1..], [(4, 2, 0, Decision, 500.0), (5, 3, 0, StopLoss, -900.0)]);
    // It ends the holding: nothing is left for the stop to sell.
    let run = run_text(&market(3.0), &file(&holds, STOP, &trade("on-change")));
    assert_eq!(stops(&run), [(3, 0, StopLoss)]);
    assert_eq!(orders(&run)[1..], [(4, 2, 0, Decision, -400.0), (4, 2, 1, Decision, 900.0)]);
}

/// Out in session 2, in again in session 3, stopped in session 4 before either is filled: what is bought in session 6 is a
/// new holding, which the old one's stop has nothing to do with, and no rebalancing sells.
#[test]
fn a_stop_goes_with_its_holding() {
    let dataset = market(
        &[100.0, 100.0, 100.0, 100.0, 90.0, 90.0, 90.0, 90.0, 90.0, 90.0],
        &[10.0; 10],
        &[1.0, 1.0, 2.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0],
    );
    for (rebalance, sold_again) in [("on-change", false), ("always", true)] {
        let trade = format!("{NEXT_CLOSE}\ndelay = 2\nrebalance = \"{rebalance}\"");
        // The first holding is filled in session 3, of session 0; it ends in session 5, of session 2.
        let run = run_text(&dataset, &file(&["A = 1", "B = 0"], STOP, &trade));
        assert_eq!(stops(&run), [(4, 0, StopLoss)], "{rebalance}");
        let expected = [(3, 0, 0, Decision, 1000.0), (5, 2, 0, Decision, -900.0), (6, 3, 0, Decision, 900.0)];
        assert_eq!(orders(&run)[..3], expected, "{rebalance}");
        // Under always, the decision of session 4 was made while the stop stood: A is cash in it, and in that of session 5 no more.
        let rest: Vec<_> = orders(&run)[3..].iter().map(|order| (order.0, order.3, order.4)).collect();
        let again = [(7, StopLoss, -900.0), (8, Decision, 900.0)];
        assert_eq!(rest, if sold_again { again.to_vec() } else { vec![] }, "{rebalance}");
    }
}

#[test]
fn tranches_have_holdings_of_their_own() {
    // The first half is bought at 100, the second at 120: 105 is an eighth below the second's entry, and not the first's.
    let dataset = one(&[100.0, 120.0, 105.0, 105.0, 88.0, 80.0]);
    let run = run_text(&dataset, &file(&["A = 1"], "stop_loss = \"12.5 %\"", &format!("{SAME_CLOSE}\ntranches = 2")));
    assert_eq!(
        orders(&run),
        [
            (0, 0, 0, Decision, 500.0),
            (1, 1, 0, Decision, 500.0),
            (2, 2, 0, StopLoss, -437.5),
            (5, 5, 0, StopLoss, -400.0),
        ]
    );
}

#[test]
fn borrowed_money_is_paid_back() {
    let dataset = market(&[100.0, 90.0, 90.0], &[10.0, 10.0, 20.0], &[1.0; 3]);
    let run = run_text(&dataset, &file(&["A = 1, B = 1"], STOP, &format!("{SAME_CLOSE}\nborrow = \"0 %\"")));
    // 1000 of each on 1000 of debt; A's 900 leave 100 of it. B doubles.
    assert_equity(&run, &[1000.0, 900.0, 1900.0]);
    assert!(near(run.path.weights.exposure()[1], 1000.0 / 900.0));
}

/// What sleeves decide, and what they would be worth, is theirs.
#[test]
fn sleeves_do_not_know() {
    let dataset = market(&[100.0, 100.0, 80.0, 80.0, 80.0, 160.0], &[10.0; 6], &[1.0; 6]);
    let text = |overlays: &str| {
        let sleeve = "[sleeves.s]\nfrom = [\"A\", \"B\"]\nscore = \"close\"\ntop = 1\n[signals]\nworth = \"s.close\"\n";
        file(&["s = 1"], overlays, NEXT_CLOSE) + sleeve
    };
    let (with, without) = (run_text(&dataset, &text(STOP)), run_text(&dataset, &text("")));
    assert_eq!(stops(&with), [(2, 0, StopLoss)]);
    let told = |run: &Run| (run.decisions.clone(), run.signals.clone());
    assert_eq!(format!("{:?}", told(&with)), format!("{:?}", told(&without)));
    assert_equity(&with, &[1000.0, 1000.0, 800.0, 800.0, 800.0, 800.0]);
}
