//! Kleene's three values, and what the functions of time make of the third.

use super::world::Expected;
use crate::made::{closes, weekdays};
use crate::random::World;

type Truth = Option<bool>;

const TRUTHS: [Truth; 3] = [Some(true), Some(false), None];

/// A is worth 1 throughout; B begins in the third of four sessions.
fn world() -> World {
    let dates = weekdays("2024-01-02", 4);
    World { a: closes(&dates, &[1.0; 4]), b: closes(&dates[2..], &[1.0; 2]), dates }
}

/// An expression that has this value in the first session: from prices, or from constants alone.
fn written(truth: Truth, constant: bool) -> &'static str {
    match (truth, constant) {
        (Some(true), false) => "(a.close == 1)",
        (Some(false), false) => "(a.close == 2)",
        (None, false) => "(b.close == 1)",
        (Some(true), true) => "(1 == 1)",
        (Some(false), true) => "(1 == 2)",
        (None, true) => "(0 / 0 == 1)",
    }
}

/// What `expressions` say in the first session. A true price beside them keeps those of constants alone from being dropped.
fn first_session(expressions: &[String]) -> Vec<rotascope::run::Reading> {
    let named = expressions.iter().enumerate();
    let signals: Vec<_> =
        named.map(|(index, text)| (format!("s{index}"), format!("({text}) and a.close == 1"))).collect();
    world().read(&signals, "").into_iter().map(|readings| readings[0]).collect()
}

/// Kleene's tables: what holds whichever way the undefined ones turn out.
fn whichever(a: Truth, b: Truth, f: impl Fn(bool, bool) -> bool) -> Truth {
    let ways = |truth: Truth| truth.map_or(vec![true, false], |truth| vec![truth]);
    let outcomes: Vec<bool> =
        ways(a).into_iter().flat_map(|a| ways(b).into_iter().map(move |b| (a, b))).map(|(a, b)| f(a, b)).collect();
    outcomes.iter().all(|outcome| *outcome == outcomes[0]).then(|| outcomes[0])
}

#[test]
fn and_or_not() {
    let mut expressions = Vec::new();
    let mut expected = Vec::new();
    for a in TRUTHS {
        for b in TRUTHS {
            for constants in [(false, false), (false, true), (true, false), (true, true)] {
                let (left, right) = (written(a, constants.0), written(b, constants.1));
                expressions.extend([
                    format!("{left} and {right}"),
                    format!("{left} or {right}"),
                    format!("not {left} or {right}"),
                ]);
                expected.extend([
                    whichever(a, b, |a, b| a && b),
                    whichever(a, b, |a, b| a || b),
                    whichever(a, b, |a, b| !a || b),
                ]);
            }
        }
    }
    for ((expression, found), expected) in expressions.iter().zip(first_session(&expressions)).zip(expected) {
        assert_eq!(found, rotascope::run::Reading::Condition(expected), "{expression}");
    }
}

#[test]
fn undefined_is_passed_on_by_comparison_and_choice_and_false_to_time() {
    let world = world();
    let undefined_first = |then: [f64; 2]| -> Expected { vec![None, None, Some(then[0]), Some(then[1])].into() };
    let conditions = |values: [Truth; 4]| -> Expected { values.to_vec().into() };
    let numbers = |values: [f64; 4]| -> Expected { values.map(Some).to_vec().into() };
    let cases = vec![
        ("b.close == b.close", conditions([None, None, Some(true), Some(true)])),
        ("b.close != b.close", conditions([None, None, Some(false), Some(false)])),
        ("not b.close > 0", conditions([None, None, Some(false), Some(false)])),
        ("if(b.close > 0, a.close, 2)", undefined_first([1.0, 1.0])),
        ("if(a.close > 0, b.close, 2)", undefined_first([1.0, 1.0])),
        ("if(a.close > 0, 2, b.close)", numbers([2.0; 4])),
        ("min(a.close, b.close)", undefined_first([1.0, 1.0])),
        ("b.close * 0", undefined_first([0.0, 0.0])),
        ("streak(b.close > 0)", numbers([0.0, 0.0, 1.0, 2.0])),
        ("streak(not b.close > 0)", numbers([0.0; 4])),
        ("count(b.close > 0, 2)", vec![None, Some(0.0), Some(1.0), Some(2.0)].into()),
        ("since(b.close > 0)", undefined_first([0.0, 0.0])),
        ("latch(b.close > 0, a.close > 1)", conditions([false, false, true, true].map(Some))),
        ("latch(a.close > 0, b.close > 0)", conditions([true, true, false, false].map(Some))),
        // Off wins.
        ("latch(a.close > 0, a.close > 0)", conditions([Some(false); 4])),
        ("prior(b.close > 0)", conditions([None, None, None, Some(true)])),
    ];
    let cases = cases.into_iter().map(|(text, expected)| (text.to_owned(), expected));
    world.agrees("", cases.collect()).unwrap();
}
