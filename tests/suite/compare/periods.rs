//! Metrics of a part of a run are those of a run that ends there; parts add up to the whole.

use crate::results::Desk;
use serde_json::Value;

fn row<'a>(compared: &'a Value, name: &str) -> &'a Value {
    let rows = compared["rows"].as_array().expect("a list");
    rows.iter().find(|row| row["name"] == name).unwrap_or_else(|| panic!("{name} is not in {compared:#}"))
}

/// Known only over a whole run.
const WHOLE: [&str; 2] = ["average_hold_days", "win_rate"];

fn near(a: &Value, b: &Value) -> bool {
    match (a.as_f64(), b.as_f64()) {
        (Some(a), Some(b)) => (a - b).abs() <= 1e-10 * b.abs().max(1.0),
        (a, b) => a == b,
    }
}

/// No decision reads what came after it: a run that ends earlier is the beginning of one that ends later.
#[test]
fn the_beginning_of_a_run_has_the_metrics_of_a_run_that_ends_there() {
    let desk = Desk::new();
    let variants: [&[&str]; 5] = [
        &[],
        &["--set", "trade.fill=next-close", "--set", "trade.delay=2", "--set", "trade.rebalance=always"],
        &["--set", "trade.fill=same-close", "--set", "trade.decide=daily"],
        &["--set", "trade.tranches=3", "--set", "trade.rebalance={ band = 0.05 }"],
        &["--set", "trade.tranches=2", "--set", "trade.decide=monthly", "--set", "data.risk_free=2 %"],
    ];
    for (variant, ends) in variants.iter().zip(["2004-04-30", "2004-05-14", "2006-12-29", "2003-01-07", "2005-03-31"]) {
        let whole = desk.ran(&[&["average.toml"], *variant].concat());
        let end = format!("data.end={ends}");
        let short = desk.json(&[&["run", "average.toml", "--set", &end], *variant].concat());
        let part = desk.json(&["compare", &whole, "--end", ends]);
        let benchmarks = part["rows"].as_array().and_then(|rows| rows.last()).expect("a benchmark");
        let pairs = [(row(&part, "Average"), &short[0]["metrics"]), (benchmarks, &short[0]["benchmark"]["metrics"])];
        for (found, expected) in pairs {
            assert_eq!(found["end"], short[0]["end"]);
            for (key, value) in expected.as_object().expect("metrics") {
                let found = &found["metrics"][key];
                if WHOLE.contains(&key.as_str()) {
                    assert!(found.is_null(), "{key} is not known of a part");
                } else {
                    assert!(near(found, value), "{variant:?} to {ends}: {key} is {found}, not {value}");
                }
            }
        }
    }
}

#[test]
fn parts_add_up_to_the_whole() {
    let desk = Desk::new();
    let run = desk.ran(&["average.toml"]);
    let whole = desk.json(&["compare", &run]);
    let first = desk.json(&["compare", &run, "--end", "2005-08-10"]);
    let second = desk.json(&["compare", &run, "--start", "2005-08-11"]);
    assert_eq!(row(&second, "Average")["start"], "2005-08-10", "the close before the first return");
    let metric = |compared: &Value, key: &str| row(compared, "Average")["metrics"][key].as_f64().expect("a number");
    for key in ["trades", "switches"] {
        assert_eq!(metric(&first, key) + metric(&second, key), metric(&whole, key), "{key}");
    }
    let growth = |compared: &Value| 1.0 + metric(compared, "total_return");
    assert!((growth(&first) * growth(&second) / growth(&whole) - 1.0).abs() < 1e-12);
    // Costs are shares of what each part began with.
    let costs = metric(&first, "costs") + metric(&second, "costs") * growth(&first);
    assert!((costs - metric(&whole, "costs")).abs() < 1e-12);
    assert!(row(&whole, "Average")["metrics"]["win_rate"].is_number());
}

#[test]
fn runs_are_compared_over_what_they_share_or_each_by_itself() {
    let desk = Desk::new();
    let (average, held) = (desk.ran(&["average.toml", "--set", "data.end=2009-12-31"]), desk.ran(&["held.toml"]));
    let common = desk.json(&["compare", &average, &held]);
    assert_eq!((&common["period"]["start"], &common["period"]["end"]), (&"2003-05-01".into(), &"2009-12-31".into()));
    let own = desk.json(&["compare", &average, &held, "--own-period"]);
    assert!(own["period"].is_null());
    for (file, name) in [("average.toml", "Average"), ("held.toml", "Held")] {
        let end = if name == "Average" { "data.end=2009-12-31" } else { "data.end=2010-06-17" };
        let run = &desk.json(&["run", file, "--set", end])[0];
        assert_eq!(row(&own, name)["metrics"], run["metrics"], "{name}");
        assert_eq!(row(&own, name)["start"], run["start"]);
        assert_eq!(row(&common, name)["start"], "2003-05-01");
    }
    let page = desk.printed(&["compare", &average, &held]);
    assert!(page.contains("; Held starts last; Average ends first)"), "{page}");
    // The benchmarks are two: 60/40 has a name of its own.
    assert!(page.contains("60 % large") && page.contains(" large (benchmark)"), "{page}");
}

#[test]
fn runs_without_a_common_period_say_which_they_have() {
    let desk = Desk::new();
    let early = desk.ran(&["average.toml", "--set", "data.end=2003-01-31"]);
    let late = desk.ran(&["held.toml"]);
    let output = desk.run(&["compare", &early, &late]);
    assert_eq!(output.status.code(), Some(1));
    let said = crate::results::stderr(&output);
    for expected in ["no period in common", "to 2003-01-31", "Held has 2003-05-01 to 2010-06-17", "--own-period"] {
        assert!(said.contains(expected), "{expected}: {said}");
    }
    assert!(desk.run(&["compare", &early, &late, "--own-period"]).status.success());
    let output = desk.run(&["compare", &late, "--start", "2011-01-01"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(crate::results::stderr(&output).contains("no session between 2011-01-01 and the end"));
}

/// Years, months, decades and regimes chain to the whole; each part is what the same window is by itself.
#[test]
fn the_parts_of_a_period_chain_to_it() {
    let desk = Desk::new();
    let (average, held) = (desk.ran(&["average.toml"]), desk.ran(&["held.toml"]));
    let whole = desk.json(&["compare", &average, &held]);
    for by in ["year", "month", "decade", "regime"] {
        let compared = desk.json(&["compare", &average, &held, "--by", by]);
        let parts = compared["by"][0]["parts"].as_array().expect("a list");
        let sessions: u64 = parts.iter().filter_map(|part| part["sessions"].as_u64()).sum();
        assert_eq!(Some(sessions), whole["period"]["sessions"].as_u64(), "{by}: every session is in one part");
        for name in ["Average", "Held"] {
            let growth: f64 = parts.iter().map(|part| 1.0 + part["values"][name].as_f64().expect("a number")).product();
            let expected = 1.0 + row(&whole, name)["metrics"]["total_return"].as_f64().expect("a number");
            assert!((growth / expected - 1.0).abs() < 1e-11, "{by}, {name}: {growth}, not {expected}");
        }
    }
    let by = desk.json(&["compare", &average, &held, "--by", "year", "--columns", "max_drawdown,sharpe"]);
    let year = desk.json(&["compare", &average, &held, "--start", "2008-01-01", "--end", "2008-12-31"]);
    for (table, key) in ["max_drawdown", "sharpe"].into_iter().enumerate() {
        let parts = by["by"][table]["parts"].as_array().expect("a list");
        let part = parts.iter().find(|part| part["part"] == "2008").expect("it is in the period");
        assert_eq!(part["values"]["Held"], row(&year, "Held")["metrics"][key], "{key}");
    }
}

/// The rule that was true at the last decision before a session is in force in it.
#[test]
fn a_regime_is_the_rule_in_force() {
    let desk = Desk::new();
    let run = desk.ran(&["average.toml", "--set", "trade.fill=same-close", "--set", "trade.commission=0 bp"]);
    let by = desk.json(&["compare", &run, "--by", "regime"]);
    let parts = by["by"][0]["parts"].as_array().expect("a list");
    let names: Vec<&str> = parts.iter().filter_map(|part| part["part"].as_str()).collect();
    assert_eq!(names, ["1: up", "2: otherwise"]);
    // Filled at the close of the decision, the second rule holds bills and nothing else.
    let bills = desk.path("bills.toml");
    std::fs::write(&bills, "[data]\ndataset = \"demo\"\nend = 2010-06-17\n[[rules]]\nhold = { bills = 1 }\n")
        .expect("a file can be written");
    let held = desk.ran(&["bills.toml"]);
    let both = desk.json(&["compare", &run, &held, "--by", "regime"]);
    let second = &both["by"][0]["parts"][1]["values"];
    let (own, bills) = (second["Average"].as_f64().expect("a number"), second["bills"].as_f64().expect("a number"));
    assert!((own - bills).abs() < 1e-12, "{own}, {bills}");
    for (columns, said) in [("cagr", "no meaning by regime"), ("max_drawdown", "no meaning by regime")] {
        let output = desk.run(&["compare", &run, "--by", "regime", "--columns", columns]);
        assert_eq!(output.status.code(), Some(2));
        assert!(crate::results::stderr(&output).contains(said));
    }
    let output = desk.run(&["compare", &run, "--by", "regime", "--to", "benchmark"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_run_of_one_session_has_its_figures() {
    let desk = Desk::new();
    let one = desk.ran(&["held.toml", "--set", "data.end=2003-05-01"]);
    for extra in [&[][..], &["--own-period"], &["--by", "year"], &["--to", "benchmark"]] {
        let compared = desk.json(&[&["compare", &one], extra].concat());
        assert_eq!(row(&compared, "Held")["metrics"]["total_return"], 0.0, "{extra:?}");
    }
    assert_eq!(desk.run(&["compare", &one, "--end", "2003-04-30"]).status.code(), Some(1));
}
