//! Where a run starts.

use super::*;
use crate::made::{Made, checked, closes, made, run_text, weekdays};
use rotascope::run;

/// A rises a cent a session through 60 sessions from Tuesday 2024-01-02 on; B begins in session 20.
fn dataset() -> Made {
    let dates = weekdays("2024-01-02", 60);
    let a: Vec<f64> = (0..60).map(|session| 100.0 + f64::from(session) / 100.0).collect();
    made([("A", closes(&dates, &a)), ("B", closes(&dates[20..], &[10.0; 40]))])
}

/// The session in which a run starts that waits for its conditions.
fn start_of(when: &str, hold: &str, data: &str, trade: &str) -> usize {
    let dataset = dataset();
    let text = file(data, &rules(&[&format!("{when} -> {hold}"), "A = 1"]), trade).replace("warmup = false\n", "");
    let run = run_text(&dataset, &text);
    let dates = weekdays("2024-01-02", 60);
    assert_eq!(run.path.equity[0], 1000.0);
    assert_eq!(run.decisions[0].0, run.dates[0], "the start session is a decision session");
    dates.iter().position(|date| *date == run.dates[0]).unwrap()
}

#[test]
fn every_node_has_had_its_bars() {
    let cases = [
        ("A.close > 0", 0),
        ("A.close > sma(A.close, 5)", 4),
        ("A.close > prior(A.close, 3)", 3),
        ("A.close > highest(prior(A.close), 10)", 10),
        ("momentum(A.close, 5, skip = 2) > 0", 7),
        ("volatility(A.close, 5) > 0", 5),
        ("A.close > ema(A.close, 5)", 4),
        ("drawdown(A.close, 8) < 0", 7),
        ("drawdown(A.close) < 0", 0),
        ("crosses_above(A.close, sma(A.close, 5))", 5),
        // Inside latch, streak, count and since too; a streak needs no more bars than what it counts.
        ("streak(A.close > highest(prior(A.close), 10)) >= 3", 10),
        ("latch(A.close > sma(A.close, 5), A.close < sma(A.close, 12))", 11),
        ("latch(A.close > 0, streak(A.close > prior(A.close, 9)) > 2)", 9),
        ("count(A.close > prior(A.close, 3), 4) > 0", 6),
        ("since(A.close > sma(A.close, 7)) > 3", 6),
        ("A.close > 0 or A.close > sma(A.close, 30)", 29),
        ("if(A.close > 0, A.close, sma(A.close, 15)) > 0", 14),
        // A branch that constants rule out asks for nothing.
        ("if(1 > 2, sma(A.close, 15), A.close) > 0", 0),
        // Weeks end in sessions 3, 8, 13; the months of January and February in 21 and 42.
        ("A.weekly.close > 0", 3),
        ("A.close > sma(A.weekly.close, 3)", 13),
        ("sma(A.monthly.close, 2) > 0", 42),
        ("weekly(sma(A.close, 6)) > 0", 8),
        ("latch(A.weekly.close > prior(A.weekly.close), A.close < 0)", 8),
        ("monthly(A.weekly.close) > 0", 21),
        ("B.close > 0", 20),
        ("B.close > sma(B.close, 5)", 24),
        // B begins on Tuesday of the week that ends in session 23.
        ("B.weekly.close > 0", 23),
    ];
    for (when, expected) in cases {
        assert_eq!(start_of(when, "A = 0.5", "", ""), expected, "{when}");
    }
}

#[test]
fn it_is_the_first_decision_session_from_there_on() {
    let when = "A.close > sma(A.close, 5)";
    // Session 4 is a Monday; its week ends in session 8, its month in 21.
    assert_eq!(start_of(when, "A = 0.5", "", "decide = \"weekly\""), 8);
    assert_eq!(start_of(when, "A = 0.5", "", "decide = \"monthly\""), 21);
    // 2024-01-12 is session 8, a Friday; the Saturday after it waits for the next one.
    assert_eq!(start_of(when, "A = 0.5", "start = 2024-01-12", "decide = \"weekly\""), 8);
    assert_eq!(start_of(when, "A = 0.5", "start = 2024-01-13", "decide = \"weekly\""), 13);
    assert_eq!(start_of(when, "A = 0.5", "start = 2024-01-13", ""), 9);
}

#[test]
fn assets_with_a_weight_have_begun() {
    assert_eq!(start_of("A.close > 0", "B = 0.5", "", ""), 20);
    assert_eq!(start_of("A.close > 0", "B = 0.5", "", "decide = \"weekly\""), 23);
}

#[test]
fn history_before_the_start_counts() {
    let dataset = dataset();
    let rules = rules(&["latch(A.close == 100.02, A.close > 100.3) -> A = 0.5", "A = 1"]);
    let text = file("start = 2024-01-09", &rules, "fill = \"same-close\"").replace("warmup = false\n", "");
    // Switched on in session 2, long before the start in session 5.
    let run = run_text(&dataset, &text);
    assert_eq!((run.path.first, run.decisions[0].1.rule), (5, Some(0)));
}

#[test]
fn a_late_start_says_what_it_waited_for() {
    let dataset = dataset();
    let run = |rule: &str| {
        let text = file("start = 2024-01-02", &rules(&[rule, "A = 1"]), "").replace("warmup = false\n", "");
        run_text(&dataset, &text)
    };
    assert!(noticed(
        &run("A.close > sma(A.close, 20) -> A = 0.5"),
        &["starts on 2024-01-29, not 2024-01-02", "rule 1"]
    ));
    assert!(noticed(&run("A.close > 0 -> B = 0.5"), &["starts on 2024-01-30, not 2024-01-02", "B had begun"]));
    assert!(!noticed(&run("A.close > sma(A.close, 5) -> A = 0.5"), &["starts on"]));
}

#[test]
fn without_warm_up_undefined_conditions_are_false_and_counted() {
    let dataset = dataset();
    let lines = rules(&["A.close > sma(A.close, 5) -> A = 0.5", "B.close > 0 -> A = 0.2", "A = 1"]);
    let run = run_text(&dataset, &file("", &lines, ""));
    assert_eq!(run.path.first, 0);
    let decided: Vec<_> = run.decisions.iter().map(|(_, decision)| decision.rule).collect();
    assert_eq!(decided[..6], [Some(2), Some(2), Some(2), Some(2), Some(0), Some(0)]);
    assert!(noticed(&run, &["rule 1 was undefined at 4 decisions"]));
    // Where the first rule holds, the second is not asked.
    assert!(noticed(&run, &["rule 2 was undefined at 4 decisions"]));
}

#[test]
fn what_never_comes_is_refused_by_name() {
    let dataset = dataset();
    let refused = |rule: &str, data: &str| {
        let text = file(data, &rules(&[rule, "A = 1"]), "").replace("warmup = false\n", "");
        run::run(&checked(&dataset, &text, &[]), &dataset).unwrap_err().to_string()
    };
    let error = refused("A.close > sma(A.close, 61) -> A = 0.5", "");
    assert!(error.contains("too short for rule 1") && error.contains("sma(A.close, 61)"), "{error}");
    let error = refused("A.close > 0 -> B = 0.5", "end = 2024-01-19");
    assert!(error.contains("`B`, which a rule holds, never has a price"), "{error}");
    let error = refused("A.yearly.close > 0 -> A = 0.5", "");
    assert!(error.contains("too short for rule 1"), "{error}");
}
