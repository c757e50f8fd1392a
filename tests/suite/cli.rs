//! The command as a user runs it: output, files, exit codes.

use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

/// A folder to work in, with a small market in it.
struct Desk {
    folder: TempDir,
}

const BREAKOUT: &str = r#"
name = "Breakout"
[data]
dataset = "small"
benchmark = "large"
[params]
weeks = 2
lookback = 8
[signals]
resistance = "highest(prior(small.weekly.close), lookback)"
breakout = "streak(small.weekly.close > resistance) >= weeks"
broken = "small.weekly.close < sma(small.weekly.close, lookback)"
[[rules]]
when = "latch(breakout, broken)"
hold = { small = 1.0 }
[[rules]]
hold = { large = 1.0 }
[trade]
decide = "weekly"
commission = "5 bp"
"#;

impl Desk {
    fn new() -> Self {
        let desk = Self { folder: tempfile::tempdir().expect("a temporary folder") };
        for (symbol, growth) in [("BIG", 0.7), ("TINY", 1.3)] {
            desk.write(&format!("prices/{symbol}.csv"), &prices(growth));
        }
        let import = ["data", "import", "prices", "--into", "small", "--role", "large=BIG", "--role", "small=TINY"];
        let output = desk.run(&import);
        assert!(output.status.success(), "{}", stderr(&output));
        desk.write("breakout.toml", BREAKOUT);
        desk
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("a folder can be made");
        fs::write(path, text).expect("a file can be written");
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rotascope"));
        command.current_dir(self.path()).args(arguments).env_remove("CLICOLOR_FORCE");
        command.output().expect("the command starts")
    }

    fn json(&self, arguments: &[&str]) -> Value {
        let output = self.run(arguments);
        assert!(output.status.success(), "{}", stderr(&output));
        serde_json::from_slice(&output.stdout).expect("the output is JSON")
    }
}

/// Two years of weekdays, rising and falling in waves that differ by `growth`.
fn prices(growth: f64) -> String {
    let first = chrono::NaiveDate::from_ymd_opt(2021, 1, 4).expect("a valid day");
    let days = first.iter_days().filter(|day| {
        use chrono::Datelike;
        day.weekday().num_days_from_monday() < 5
    });
    let mut text = "date,open,high,low,close,volume\n".to_owned();
    for (index, day) in days.take(520).enumerate() {
        let close = 100.0 + 20.0 * (index as f64 / 40.0 * growth).sin() + index as f64 * 0.05 * growth;
        text += &format!("{day},{close},{},{},{close},1000\n", close + 1.0, close - 1.0);
    }
    text
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Everything below a folder, so that a test can say that nothing was written.
fn tree(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            found.push(entry.path().display().to_string());
            open.push(entry.path());
        }
    }
    found.sort();
    found
}

#[test]
fn a_run_prints_its_result_and_keeps_it() {
    let desk = Desk::new();
    let output = desk.run(&["run", "breakout.toml"]);
    assert!(output.status.success(), "{}", stderr(&output));
    let printed = stdout(&output);
    for expected in ["Breakout", "large (benchmark)", "Sharpe", "Worst drawdowns", "2022", "Holds at the close of"] {
        assert!(printed.contains(expected), "{expected} is missing:\n{printed}");
    }
    assert!(!printed.contains('\u{1b}'), "a pipe gets no colours");
    let folder = printed.lines().find_map(|line| line.strip_prefix("Files: ")).expect("the folder is printed");
    let folder = desk.path().join(folder);
    for file in ["run.toml", "metrics.json", "equity.parquet", "trades.csv", "decisions.csv"] {
        assert!(folder.join(file).is_file(), "{file}");
    }
    let decisions = fs::read_to_string(folder.join("decisions.csv")).expect("it is there");
    assert!(
        decisions.starts_with("date,rule,when,weight.small,weight.large,resistance,breakout,broken\n"),
        "{decisions}"
    );
    let metrics: Value = serde_json::from_str(&fs::read_to_string(folder.join("metrics.json")).expect("it is there"))
        .expect("it is JSON");
    let again = &desk.json(&["run", "breakout.toml", "--format", "json"])[0];
    assert_eq!(metrics["metrics"], again["metrics"], "the same run has the same figures");
    assert_eq!(metrics["id"], again["id"], "and the same id");
}

#[test]
fn run_toml_holds_a_strategy_that_runs_the_same_again() {
    let desk = Desk::new();
    let first = &desk.json(&["run", "breakout.toml", "--set", "weeks=1", "--format", "json"])[0];
    let folder = first["folder"].as_str().expect("a folder");
    let text = fs::read_to_string(desk.path().join(folder).join("run.toml")).expect("it is there");
    let described: toml::Table = text.parse().expect("run.toml is TOML");
    desk.write("again.toml", &described["strategy"].to_string_pretty());
    let second = &desk.json(&["run", "again.toml", "--format", "json"])[0];
    assert_eq!(first["metrics"], second["metrics"]);
    assert_eq!(first["id"], second["id"]);
}

trait Pretty {
    fn to_string_pretty(&self) -> String;
}

impl Pretty for toml::Value {
    fn to_string_pretty(&self) -> String {
        toml::to_string(self).expect("a table can be written")
    }
}

#[test]
fn json_has_the_documented_keys() {
    let desk = Desk::new();
    let runs = desk.json(&["run", "breakout.toml", "breakout.toml", "--format", "json", "--set", "weeks=3"]);
    assert_eq!(runs.as_array().map(Vec::len), Some(2));
    let keys: Vec<&str> = runs[0].as_object().expect("an object a file").keys().map(String::as_str).collect();
    let expected =
        ["strategy", "file", "id", "folder", "start", "end", "params", "metrics", "benchmark", "pending", "warnings"];
    assert_eq!(keys, expected);
    assert_eq!(runs[0]["params"]["weeks"], 3.0);
}

#[test]
fn orders_on_their_way_are_all_pending() {
    let desk = Desk::new();
    desk.write("late.toml", &BREAKOUT.replace("decide = \"weekly\"", "delay = 1\nrebalance = \"always\""));
    let run = &desk.json(&["run", "late.toml", "--format", "json"])[0];
    let newest = &run["pending"];
    assert_eq!(newest["decided"], run["end"]);
    assert_eq!(newest["fill"], "open 2 sessions later");
    let earlier = newest["earlier"].as_array().expect("a list");
    assert_eq!(earlier.len(), 1);
    assert!(earlier[0]["decided"].as_str() < run["end"].as_str());
    let page = stdout(&desk.run(&["run", "late.toml"]));
    assert!(page.contains("with 1 session of delay, rebalanced always"), "{page}");
    let end = run["end"].as_str().expect("a day");
    assert!(page.contains(&format!("Pending order of {end}: ")), "{page}");
    assert_eq!(page.matches("Pending order of ").count(), 2, "{page}");
}

#[test]
fn csv_is_flat_and_exact() {
    let desk = Desk::new();
    let output = desk.run(&["run", "breakout.toml", "--format", "csv"]);
    let text = stdout(&output);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().expect("a heading").clone();
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    assert_eq!(rows.len(), 2, "the run and its benchmark");
    let column = |name: &str| header.iter().position(|key| key == name).unwrap_or_else(|| panic!("{name}: {header:?}"));
    assert_eq!(&rows[0][column("params.lookback")], "8");
    let json = desk.json(&["run", "breakout.toml", "--format", "json"]);
    assert_eq!(rows[0][column("sharpe")].parse::<f64>().ok(), json[0]["metrics"]["sharpe"].as_f64());
    assert_eq!(&rows[1][column("row")], "benchmark");
}

#[test]
fn markdown_draws_pipes() {
    let desk = Desk::new();
    let printed = stdout(&desk.run(&["run", "breakout.toml", "--format", "markdown"]));
    assert!(printed.lines().any(|line| line.starts_with("| Breakout")), "{printed}");
}

#[test]
fn a_faulty_file_does_not_stop_the_others() {
    let desk = Desk::new();
    desk.write("typo.toml", &BREAKOUT.replace("highest(", "higest("));
    let output = desk.run(&["run", "typo.toml", "breakout.toml", "missing.toml", "--format", "json"]);
    assert_eq!(output.status.code(), Some(2));
    let runs: Value = serde_json::from_slice(&output.stdout).expect("the output is JSON");
    assert_eq!(runs.as_array().map(Vec::len), Some(1));
    let said = stderr(&output);
    for expected in ["unknown function `higest`", "did you mean `highest`?", "typo.toml:10:15", "missing.toml"] {
        assert!(said.contains(expected), "{expected} is missing:\n{said}");
    }
}

#[test]
fn overrides_have_their_own_place() {
    let desk = Desk::new();
    let cases = [
        ("weks=3", "did you mean `weeks`?"),
        ("weeks=many", "expected a finite number"),
        ("trade.fil=next-close", "did you mean `fill`?"),
        ("trade.fill=next-clse", "did you mean `next-close`?"),
        ("signals.broken=small.close <", "expected a value"),
        ("weeks", "expected name=value"),
        ("name.first=1", "is not a table"),
    ];
    for (assignment, expected) in cases {
        let output = desk.run(&["check", "breakout.toml", "--set", assignment]);
        assert_eq!(output.status.code(), Some(2), "{assignment}");
        let said = stderr(&output);
        assert!(said.contains("--set:1:") && said.contains(expected), "{assignment}:\n{said}");
    }
}

#[test]
fn results_that_cannot_be_written_leave_nothing() {
    let desk = Desk::new();
    desk.write("taken", "a file where a folder is wanted");
    let before = tree(desk.path());
    let output = desk.run(&["run", "breakout.toml", "--results", "taken"]);
    assert_eq!(output.status.code(), Some(1));
    let said = stderr(&output);
    assert!(said.contains("cannot") && said.contains("taken"), "{said}");
    assert_eq!(tree(desk.path()), before);
}

#[test]
fn a_run_that_cannot_be_measured_fails_with_a_reason() {
    let desk = Desk::new();
    let cases = [
        (&["--set", "lookback=500"][..], "never has all its bars"),
        (&["--set", "data.start=2030-01-01"], "no decision is left"),
        (&["--set", "data.end=1990-01-01"], "no session"),
    ];
    for (arguments, expected) in cases {
        let output = desk.run(&[&["run", "breakout.toml"], arguments].concat());
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        let said = stderr(&output);
        assert!(said.contains(expected) && said.contains("breakout.toml"), "{arguments:?}:\n{said}");
    }
}

#[test]
fn prices_that_changed_since_the_import_are_refused() {
    let desk = Desk::new();
    let file = desk.path().join("datasets/small/prices/TINY.parquet");
    let mut bytes = fs::read(&file).expect("it is there");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&file, bytes).expect("it can be written");
    let output = desk.run(&["run", "breakout.toml"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(stderr(&output).contains("TINY.parquet"), "{}", stderr(&output));
}

#[test]
fn new_writes_a_file_once() {
    let desk = Desk::new();
    let output = desk.run(&["new", "my-idea"]);
    assert!(output.status.success(), "{}", stderr(&output));
    let output = desk.run(&["check", "strategies/my-idea.toml", "--dataset", "small"]);
    assert!(output.status.success(), "{}", stderr(&output));
    let output = desk.run(&["new", "my-idea"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("there already"), "{}", stderr(&output));
    assert_eq!(desk.run(&["new", "../escape"]).status.code(), Some(2));
}

#[test]
fn a_faulty_import_names_the_line_and_writes_nothing() {
    let desk = Desk::new();
    let before = tree(&desk.path().join("datasets"));
    desk.write("bad/ODD.csv", "date,close\n2024-01-02,1\n2024-01-03,0\n2024-13-01,2\n2024-01-02,3\n");
    let output = desk.run(&["data", "import", "bad", "prices", "--into", "small"]);
    assert_eq!(output.status.code(), Some(2));
    let said = stderr(&output);
    for expected in ["ODD.csv", "line 3", "line 4", "line 5"] {
        assert!(said.contains(expected), "{expected} is missing:\n{said}");
    }
    assert_eq!(tree(&desk.path().join("datasets")), before);
}

#[test]
fn datasets_are_listed_and_checked() {
    let desk = Desk::new();
    let listed = desk.json(&["data", "list", "--format", "json"]);
    assert_eq!(listed[0]["name"], "small");
    assert_eq!(listed[0]["symbols"], 2.0);
    let output = desk.run(&["data", "check", "small"]);
    assert!(output.status.success(), "{}{}", stdout(&output), stderr(&output));
    let output = desk.run(&["data", "list", "smal"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("did you mean `small`?"), "{}", stderr(&output));
}

#[test]
fn a_reader_that_leaves_early_is_no_error() {
    let desk = Desk::new();
    let mut child = Command::new(env!("CARGO_BIN_EXE_rotascope"))
        .current_dir(desk.path())
        .args(["run", "breakout.toml"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("the command starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success(), "{}", stderr(&output));
}

#[test]
fn an_import_that_would_lose_history_is_refused_unless_asked_for() {
    let desk = Desk::new();
    let all = prices(1.3);
    let recent: Vec<&str> = all.lines().take(1).chain(all.lines().skip(500)).collect();
    desk.write("recent/TINY.csv", &recent.join("\n"));
    let before = tree(&desk.path().join("datasets"));
    let output = desk.run(&["data", "import", "recent", "--into", "small"]);
    assert_eq!(output.status.code(), Some(2));
    let said = stderr(&output);
    assert!(said.contains("`TINY` has 520 rows") && said.contains("--replace"), "{said}");
    assert_eq!(tree(&desk.path().join("datasets")), before);
    let output = desk.run(&["data", "import", "recent", "--into", "small", "--replace"]);
    assert!(output.status.success(), "{}", stderr(&output));
    let listed = desk.json(&["data", "list", "small", "--format", "json"]);
    assert_eq!(listed[1]["rows"], 21.0);
    // The whole history again needs no leave.
    let output = desk.run(&["data", "import", "prices", "--into", "small"]);
    assert!(output.status.success(), "{}", stderr(&output));
}

#[test]
fn an_import_that_would_lose_vintages_is_refused_unless_asked_for() {
    let desk = Desk::new();
    desk.write("eps/EPS.csv", "date,value,known\n2001-03-31,1,2001-05-01\n2001-03-31,2,2001-08-01\n");
    desk.write("plain/EPS.csv", "date,value\n2001-03-31,2\n");
    let import =
        |folder: &str, more: &[&str]| desk.run(&[&["data", "import", folder, "--into", "small"], more].concat());
    assert!(import("eps", &[]).status.success());
    let output = import("plain", &[]);
    assert_eq!(output.status.code(), Some(2));
    let said = stderr(&output);
    assert!(said.contains("`EPS` has vintages here") && said.contains("--replace"), "{said}");
    assert!(import("plain", &["--replace"]).status.success());
    assert!(import("eps", &[]).status.success(), "vintages are gained without leave");
}

#[test]
fn another_seed_is_another_dataset() {
    let desk = Desk::new();
    let output = desk.run(&["data", "demo", "--seed", "9"]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(desk.path().join("datasets/demo-9/dataset.toml").is_file());
    assert!(!desk.path().join("datasets/demo").exists());
    let output = desk.run(&["data", "demo", "--into", "small"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("holds real prices"), "{}", stderr(&output));
}

#[test]
fn names_do_not_break_tables() {
    let desk = Desk::new();
    desk.write("odd.toml", &BREAKOUT.replace("\"Breakout\"", "\"two\\nlines | \\u001b[31mred\""));
    let printed = stdout(&desk.run(&["run", "odd.toml", "breakout.toml", "--format", "markdown"]));
    let row = printed.lines().find(|line| line.contains("two lines")).unwrap_or_else(|| panic!("{printed}"));
    assert!(row.contains("\\|") && !row.contains('\u{1b}'), "{row}");
}
