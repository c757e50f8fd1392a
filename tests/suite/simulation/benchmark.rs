//! What a run is compared with.

use super::*;
use crate::made::{checked, closes, made, opens_closes, run_text, weekdays};
use rotascope::run;

#[test]
fn it_is_bought_at_the_first_fill_without_costs() {
    let dates = weekdays("2024-01-02", 4);
    let dataset = made([("A", opens_closes(&dates, &[90.0, 110.0, 125.0, 125.0], &[100.0, 120.0, 130.0, 125.0]))]);
    let curve = |fill: &str| {
        let text = file("benchmark = \"A\"", &rules(&["A = 0.5"]), &format!("fill = \"{fill}\"\ncommission = \"1 %\""));
        run_text(&dataset, &text).benchmark.expect("a benchmark").curve
    };
    assert_near(&curve("next-open"), &[1000.0, 1000.0 / 110.0 * 120.0, 1000.0 / 110.0 * 130.0, 1000.0 / 110.0 * 125.0]);
    assert_near(&curve("next-close"), &[1000.0, 1000.0, 1000.0 / 120.0 * 130.0, 1000.0 / 120.0 * 125.0]);
    assert_near(&curve("same-close"), &[1000.0, 1200.0, 1300.0, 1250.0]);
}

#[test]
fn its_weights_are_restored_at_month_ends() {
    // 2024-01-30, 31, 02-01, 02: January ends in session 1.
    let dates = weekdays("2024-01-30", 4);
    let dataset = made([
        ("A", closes(&dates, &[100.0, 150.0, 150.0, 300.0])),
        ("B", closes(&dates, &[50.0, 50.0, 100.0, 100.0])),
    ]);
    let text = file("benchmark = { A = 0.6, B = 0.4 }", &rules(&["A = 1"]), "fill = \"same-close\"");
    // 600 and 400; A up by half: 900 and 400. Restored: 780 and 520. B doubles: 780 and 1040. A doubles: 1560 and 1040.
    let run = run_text(&dataset, &text);
    let benchmark = run.benchmark.expect("a benchmark");
    assert_near(&benchmark.curve, &[1000.0, 1300.0, 1820.0, 2600.0]);
    assert_near(&[benchmark.measures.get("total_return").unwrap()], &[1.6]);
    assert_eq!(benchmark.measures.get("trades"), None);
    // Bought on the last day of a month, it is at its weights already.
    let late = run_text(&dataset, &text.replace("warmup = false", "warmup = false\nstart = 2024-01-31"));
    assert_near(&late.benchmark.unwrap().curve, &[1000.0, 1400.0, 2000.0]);
}

#[test]
fn it_has_begun_by_then() {
    let dates = weekdays("2024-01-02", 4);
    let dataset = made([("A", closes(&dates, &[1.0; 4])), ("B", closes(&dates[2..], &[1.0; 2]))]);
    let text =
        |start: &str| file(&format!("benchmark = \"B\"\nstart = {start}"), &rules(&["A = 1"]), "fill = \"next-close\"");
    let error = run::run(&checked(&dataset, &text("2024-01-02"), &[]), &dataset).unwrap_err().to_string();
    assert!(error.contains("`B` has no price on 2024-01-03"), "{error}");
    // Filled in session 2, where B begins.
    assert_near(&run_text(&dataset, &text("2024-01-03")).benchmark.unwrap().curve, &[1000.0; 3]);
}

#[test]
fn one_without_opens_is_refused_where_it_would_be_bought_at_one() {
    let dates = weekdays("2024-01-02", 4);
    let mut b = closes(&dates, &[1.0; 4]);
    b.open = None;
    let dataset = made([("A", closes(&dates, &[1.0; 4])), ("B", b)]);
    let check = |fill: &str| {
        let text = file("benchmark = \"B\"", &rules(&["A = 1"]), &format!("fill = \"{fill}\""));
        rotascope::strategy::StrategyFile::read("test.toml", &text).check(Ok(&dataset.universe()))
    };
    assert!(check("next-close").is_ok());
    let error = check("next-open").unwrap_err().to_string();
    assert!(error.contains("`B` has no opens"), "{error}");
}
