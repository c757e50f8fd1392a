//! `rotascope functions`, as a user runs it.

use rotascope::strategy::functions::FUNCTIONS;
use serde_json::Value;
use std::process::{Command, Output};

fn run(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rotascope"));
    command.arg("functions").args(arguments).output().expect("the command starts")
}

fn printed(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn all_are_listed_in_every_format() {
    let rows: Value = serde_json::from_str(&printed(&["--format", "json"])).expect("JSON");
    let rows = rows.as_array().expect("a list");
    assert_eq!(rows.len(), FUNCTIONS.len());
    for (row, signature) in rows.iter().zip(FUNCTIONS.iter()) {
        assert_eq!(row["function"], signature.usage());
        assert_eq!(row["formula"], signature.formula);
    }
    for format in ["table", "csv", "markdown"] {
        let text = printed(&["--format", format]);
        assert!(text.contains("momentum(x, n, skip = 0)") && text.contains("sessions_left_in_month()"), "{text}");
    }
}

#[test]
fn one_is_shown_in_full() {
    let text = printed(&["rsi"]);
    for expected in
        ["rsi(x, n)", "Wilder", "a whole number, 1 or more", "undefined where nothing changed", "rsi(small.close, 14)"]
    {
        assert!(text.contains(expected), "{expected} is missing:\n{text}");
    }
}

#[test]
fn a_slip_is_told_the_nearest() {
    let output = run(&["momntum"]);
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(told.contains("unknown function `momntum`") && told.contains("did you mean `momentum`?"), "{told}");
    assert!(output.stdout.is_empty());
}
