//! What a sleeve would be worth by itself.

use super::{Ran, file, market, ran, traded};
use crate::made::{Made, near, readings};
use rotascope::run::Reading;

fn numbers(found: &Ran, signal: &str) -> Vec<Option<f64>> {
    let number = |reading: &Reading| match reading {
        Reading::Number(value) => *value,
        Reading::Condition(_) => panic!("{signal} is a condition"),
    };
    readings(&found.run, signal).iter().map(number).collect()
}

fn index_of(dataset: &Made, body: &str) -> Vec<Option<f64>> {
    numbers(&ran(dataset, &file(&format!("{body}\n[signals]\nworth = 's.close'"), "s = 0.5")), "worth")
}

#[track_caller]
fn assert_near(found: &[Option<f64>], expected: &[Option<f64>]) {
    let same = |(a, b): (&Option<f64>, &Option<f64>)| match (a, b) {
        (Some(a), Some(b)) => near(*a, *b),
        (a, b) => a == b,
    };
    assert!(found.len() == expected.len() && found.iter().zip(expected).all(same), "{found:?}, expected {expected:?}");
}

#[test]
fn targets_are_filled_at_the_next_close() {
    // B from session 1 on is decided at 0, and bought at 1; A is decided at 2, and bought at 3.
    let dataset = market([("A", &[10.0, 8.0, 12.0, 12.0, 18.0]), ("B", &[11.0, 10.0, 11.0, 5.5, 1.0])]);
    let body = "[sleeves.s]\nfrom = ['A', 'B']\nscore = 'close'\ntop = 1";
    assert_near(&index_of(&dataset, body), &[None, Some(1.0), Some(1.1), Some(0.55), Some(0.55 * 1.5)]);
}

#[test]
fn weights_are_restored_at_each_decision_and_drift_between() {
    let dataset = market([("A", &[10.0, 10.0, 20.0, 10.0, 10.0, 10.0, 10.0, 20.0]), ("B", &[10.0; 8])]);
    // Halves: up by a half, restored, down by a quarter.
    let daily = "[sleeves.s]\nfrom = ['A', 'B']";
    let expected = [1.0, 1.5, 1.125, 1.125, 1.125, 1.125, 1.125 * 1.5];
    assert_near(&index_of(&dataset, daily)[1..], &expected.map(Some));
    // Bought on the first Monday, they drift until the Tuesday after the next decision.
    let weekly = format!("{daily}\ndecide = {{ weekday = 'mon' }}");
    let expected = [1.0, 1.5, 1.0, 1.0, 1.0, 1.0, 1.5];
    assert_near(&index_of(&dataset, &weekly)[1..], &expected.map(Some));
}

#[test]
fn cash_earns_nothing_and_nothing_costs() {
    let dataset = market([("A", &[10.0, 10.0, 20.0, 20.0])]);
    let body = "[[sleeves.s.rules]]\nhold = { A = 0.25 }\n[signals]\nworth = 's.close'\nalike = 's.adj_close'";
    let trade = "cash_yield = '50 %'\ncommission = '1 %'\nslippage = '1 %'";
    let found = ran(&dataset, &traded(body, "s = 1", trade));
    assert_near(&numbers(&found, "worth"), &[None, Some(1.0), Some(1.25), Some(1.25)]);
    assert_eq!(numbers(&found, "worth"), numbers(&found, "alike"));
}

/// Weights above 1 are scaled down in it as they are where it is held.
#[test]
fn nothing_is_borrowed_on_paper() {
    let dataset = market([("A", &[10.0, 10.0, 20.0, 40.0])]);
    let body = "[[sleeves.s.rules]]\nhold = { A = 'A.close / 5' }";
    assert_near(&index_of(&dataset, body), &[None, Some(1.0), Some(2.0), Some(4.0)]);
    let text = traded(&format!("{body}\n[signals]\nworth = 's.close'"), "s = 1", "borrow = '5 %'");
    // Twice of all: 2 * 2 - 1, and then four times.
    assert_near(&numbers(&ran(&dataset, &text), "worth")[..3], &[None, Some(1.0), Some(3.0)]);
}

#[test]
fn it_begins_when_the_sleeve_is_ready() {
    let dataset = market([("A", &[10.0, 10.0, 10.0, 10.0, 20.0])]);
    let body = "[sleeves.s]\nfrom = ['A']\nscore = 'momentum(close, 2)'";
    assert_near(&index_of(&dataset, body), &[None, None, None, Some(1.0), Some(2.0)]);
    // Of a sleeve whose conditions are undefined at first, its cash is worth what it is.
    let dataset = market([("A", &[10.0, 10.0, 10.0, 10.0, 20.0])]);
    let nothing = "[sleeves.s]\nfrom = ['A']\nwhere = 'close > 100'";
    assert_near(&index_of(&dataset, nothing), &[None, Some(1.0), Some(1.0), Some(1.0), Some(1.0)]);
}

#[test]
fn in_weeks() {
    let a: Vec<f64> = (0..12).map(|session| 10.0 + session as f64).collect();
    let dataset = market([("A", &a)]);
    let body = "[sleeves.s]\nfrom = ['A']\n[signals]\nweek = 's.weekly.close'\nbefore = 'prior(s.weekly.close)'\nday = 's.close'";
    let found = ran(&dataset, &file(body, "s = 1"));
    let day = numbers(&found, "day");
    let week = [vec![None; 4], vec![day[4]; 5], vec![day[9]; 3]].concat();
    assert_eq!(numbers(&found, "week"), week);
    assert_eq!(numbers(&found, "before"), [vec![None; 9], vec![day[4]; 3]].concat());
}

/// It can be ranked, weighed by its risk, and be a condition.
#[test]
fn as_a_member_and_in_conditions() {
    let dataset = market([("A", &[10.0, 10.0, 20.0, 10.0, 5.0, 5.0]), ("B", &[10.0, 10.0, 10.0, 11.0, 12.0, 13.0])]);
    let two = "[sleeves.x]\nfrom = ['A']\n[sleeves.y]\nfrom = ['B']\n";
    let ranked = format!("{two}[sleeves.s]\nfrom = ['x', 'y', 'B']\nscore = 'momentum(close, 1)'\ntop = 1");
    // B is last in the list, and y the same from session 1 on.
    assert_eq!(ran(&dataset, &file(&ranked, "s = 1")).said(), ["", "B 1", "A 1", "B 1", "B 1", "B 1"]);
    let condition = format!("{two}[sleeves.s]\nfrom = ['B']\nwhere = 'drawdown(x.close) < -0.4'");
    assert_eq!(ran(&dataset, &file(&condition, "s = 1")).said(), ["", "", "", "B 1", "B 1", "B 1"]);
    let weighed = format!(
        "{two}[sleeves.s]\nfrom = ['x', 'y']\nweight = 'inverse_volatility'\nlookback = 2\n\
                           [sleeves.t]\nfrom = ['A', 'B']\nweight = 'inverse_volatility'\nlookback = 2"
    );
    // From session 3 on, two returns of the indices are those of the assets.
    let said = |hold: &str| ran(&dataset, &traded(&weighed, hold, "rebalance = 'always'")).said()[3..].to_vec();
    assert_eq!(said("s = 1"), said("t = 1"));
}

/// A run of the sleeve alone, filled at the next close and restored at every decision, is worth the same.
#[test]
fn it_is_what_a_run_of_the_sleeve_earns() {
    let wave =
        |speed: f64, size: f64| (0..90).map(|day| 50.0 + size * (speed * day as f64).sin()).collect::<Vec<f64>>();
    let (a, b, c) = (wave(0.3, 9.0), wave(0.17, 14.0), wave(0.61, 4.0));
    let dataset = market([("A", &a), ("B", &b), ("C", &c)]);
    for keys in [
        "weight = 'risk_parity'\nlookback = 9",
        "weight = 'rank'\nkeep = 3",
        "weight = 'min_variance'\nlookback = 6\nmax_weight = 0.6",
    ] {
        for decide in ["daily", "weekly", "monthly"] {
            let body = format!(
                "[sleeves.s]\nfrom = ['A', 'B', 'C']\nscore = 'momentum(close, 4)'\ntop = 2\n{keys}\n[signals]\nworth = 's.close'"
            );
            let trade = format!("rebalance = 'always'\ndecide = '{decide}'");
            let found = ran(&dataset, &traded(&body, "s = 1", &trade).replace("warmup = false", ""));
            let run = &found.run;
            // The first fill is a session after the first decision: there both begin.
            let worth = numbers(&found, "worth");
            let equity = |session: usize| run.path.equity[session - run.path.first];
            let decided = run.decisions.iter().map(|(_, decision)| decision.session);
            let mut compared = 0;
            for (session, worth) in decided.zip(&worth).skip(1) {
                let expected = equity(session) / equity(run.path.first + 1);
                assert!(near(worth.expect("an index") / expected, 1.0), "{decide}, {keys}, {session}");
                compared += 1;
            }
            assert!(compared >= 2, "{decide}: {compared}");
        }
    }
}
