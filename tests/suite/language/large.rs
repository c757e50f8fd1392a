//! Files beyond all measure are answered in time, and none exhausts the stack.

use super::universe;
use rotascope::error::{Error, Fault};
use rotascope::plan::{Graph, Plan, PlannedNumber};
use rotascope::report;
use rotascope::strategy::StrategyFile;
use std::time::{Duration, Instant};

const MANY: usize = 20_000;

/// Far beyond what a check takes on any machine, and far below what work that is squared or doubled takes.
const PATIENCE: Duration = Duration::from_secs(20);

fn file(signals: &[String], rule: &str) -> String {
    format!(
        "[data]\ndataset = \"made\"\n[signals]\n{}\n[[rules]]\n{rule}\nhold = {{ small = 1.0 }}\n",
        signals.join("\n")
    )
}

/// The first signal, and `MANY` or fewer that each use the one before in the way of `step`, where it is `P`.
fn chain(first: &str, step: &str, length: usize) -> Vec<String> {
    let later = (1..length).map(|index| format!("s{index} = \"{}\"", step.replace('P', &format!("s{}", index - 1))));
    std::iter::once(format!("s0 = \"{first}\"")).chain(later).collect()
}

/// The plan of a file that passes, or its faults.
fn plan(text: &str) -> Result<Plan, Error> {
    let started = Instant::now();
    let checked = StrategyFile::read("large.toml", text).check(Ok(&universe()));
    let planned =
        checked.map(|(strategy, _)| Plan::new(&mut Graph::default(), &strategy, &strategy.param_values(), 252.0));
    assert!(started.elapsed() < PATIENCE, "it took {:?}", started.elapsed());
    planned
}

fn faults(text: &str) -> Vec<Fault> {
    match plan(text) {
        Err(Error::Faults(faults)) => faults.faults,
        Err(error) => panic!("{error}"),
        Ok(_) => panic!("the file passes"),
    }
}

#[test]
fn signals_too_deep_are_refused_in_any_order() {
    let too_deep = |signals: &[String]| {
        let faults = faults(&file(signals, ""));
        assert!(faults.iter().all(|fault| fault.message == "signals use one another too deeply"), "{:#?}", faults[0]);
        faults.len()
    };
    for (first, step) in [("small.close", "P + 1"), ("1", "P + 1"), ("close", "min(P, 1)")] {
        let mut signals = chain(first, step, MANY);
        assert_eq!(too_deep(&signals), 1, "the one that goes too far, and not those that use it");
        signals.reverse();
        assert!(too_deep(&signals) <= MANY / 100);
    }
}

/// As deep as is allowed, by the calls that take most of the stack, in the order that nests them within one another.
#[test]
fn the_deepest_that_is_allowed_can_be_planned() {
    let nested = format!("{}P{}", "abs(".repeat(150), ")".repeat(150));
    // Each step, and the levels that it adds.
    for (first, step, levels) in [("small.close", nested.as_str(), 151), ("1", "-(-P)", 3), ("small.close", "1 + P", 2)]
    {
        let mut signals = chain(first, step, 590 / levels);
        signals.reverse();
        let last = format!("when = \"s{} > 0\"", signals.len() - 1);
        assert!(plan(&file(&signals, &last)).is_ok(), "{step}");
    }
}

#[test]
fn signals_that_use_the_one_before_twice_double_nothing() {
    let doubled = |first: &str, step: &str, rule: &str| plan(&file(&chain(first, step, 100), rule));
    let plan = doubled("1", "0.5 * (P + P)", "when = \"small.close > s99\"").expect("it passes");
    assert_eq!(plan.signals.len(), 0, "all of them are constant");
    assert_eq!(plan.cash_yield, PlannedNumber::Fixed(0.0));
    for step in ["max(P, P)", "if(P > 1, P, P)"] {
        assert!(doubled("small.close", step, "when = \"s99 > 5\"").is_ok(), "{step}");
        assert!(doubled("small.adj_close", step, "when = \"s99 > 5\"").is_ok(), "{step}");
        assert!(doubled("close", step, "when = \"best(everyone, s99) > 5\"").is_ok(), "{step}");
    }
}

#[test]
fn many_signals_side_by_side_are_no_matter() {
    let signals: Vec<String> =
        (0..MANY).map(|index| format!("s{index} = \"sma(small.close, {})\"", index + 1)).collect();
    assert_eq!(plan(&file(&signals, "")).expect("it passes").signals.len(), MANY);
}

#[test]
fn of_many_faults_the_first_are_shown_and_the_rest_counted() {
    const FAULTS: usize = 5_000;
    for wrong in ["smaa(small.close, 5)", "s9999N + 1", "smoll.close"] {
        let lines = (0..FAULTS).map(|index| format!("s{index} = \"{}\"", wrong.replace('N', &index.to_string())));
        let text = file(&lines.collect::<Vec<_>>(), "");
        let started = Instant::now();
        let error = StrategyFile::read("large.toml", &text).check(Ok(&universe())).expect_err("nothing in it is right");
        let shown = report::error(&error);
        assert!(started.elapsed() < PATIENCE, "{wrong}: it took {:?}", started.elapsed());
        let Error::Faults(faults) = error else { panic!("{error}") };
        assert!(faults.faults.len() > FAULTS - 5, "{wrong}: every fault is known");
        assert_eq!(shown.matches("large.toml:").count(), 100, "{wrong}");
        assert!(shown.contains(&format!("and {} more", faults.faults.len() - 100)), "{wrong}");
    }
}
