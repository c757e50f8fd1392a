//! Results that are damaged, cut short, foreign or odd: one message each, and the others go on.

use super::{Desk, stderr};
use std::fs;

/// Compares two good runs and a bad one: what is said of it, with the exit code that it has to have.
fn said(desk: &Desk, bad: &str, code: i32) -> String {
    let output = desk.run(&["compare", "results", "--format", "json"]);
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(code), "{said}");
    assert!(!said.contains("panicked"), "{said}");
    assert_eq!(said.lines().filter(|line| line.starts_with("error: ")).count(), 1, "one message: {said}");
    assert!(said.contains(bad), "the path is in it: {said}");
    let others: serde_json::Value = serde_json::from_slice(&output.stdout).expect("the others go on");
    assert_eq!(
        others["rows"].as_array().map(|rows| rows.iter().filter(|row| row["row"] == "strategy").count()),
        Some(2)
    );
    said
}

#[test]
fn each_file_that_is_missing_is_named() {
    let desk = Desk::new();
    desk.ran(&["average.toml"]);
    desk.ran(&["average.toml", "--set", "days=50"]);
    for file in ["run.toml", "metrics.json", "equity.parquet", "trades.csv", "decisions.csv"] {
        let bad = desk.ran(&["held.toml"]);
        fs::remove_file(desk.path(&bad).join(file)).expect("it is there");
        let said = said(&desk, &bad, 1);
        assert!(said.contains(file), "{said}");
        assert!(said.contains("half a run"), "{said}");
    }
}

#[test]
fn each_file_that_is_damaged_is_named() {
    let desk = Desk::new();
    desk.ran(&["average.toml"]);
    desk.ran(&["average.toml", "--set", "days=50"]);
    let replaced = |file: &str, from: &str, to: &str| {
        let bad = desk.ran(&["held.toml"]);
        let path = desk.path(&bad).join(file);
        let text = fs::read_to_string(&path).expect("it is text");
        assert!(text.contains(from), "{file} has {from}");
        fs::write(&path, text.replacen(from, to, 1)).expect("it can be written");
        let said = said(&desk, &bad, 1);
        assert!(said.contains(file), "{said}");
        said
    };
    replaced("run.toml", "[strategy]", "[strategy");
    replaced("run.toml", "start = \"2003", "start = \"X003");
    assert!(replaced("run.toml", "calendar = ", "calender = ").contains("kept too little"));
    replaced("metrics.json", "{", "");
    replaced("trades.csv", "value", "worth");
    replaced("trades.csv", "2003-05-0", "2003-15-0");
    replaced("decisions.csv", "date,rule", "day,rule");
    replaced("decisions.csv", "2003-05-01,1", "2003-05-01,one");
    replaced("decisions.csv", "2003-05-01,1", "2003-05-01,1,1");
    // Of another run.
    let (bad, other) = (desk.ran(&["held.toml"]), desk.ran(&["average.toml"]));
    fs::copy(desk.path(&other).join("equity.parquet"), desk.path(&bad).join("equity.parquet")).expect("it is there");
    assert!(said(&desk, &bad, 1).contains("its dates are not those of run.toml"));
}

#[test]
fn no_damage_of_a_parquet_file_is_a_panic() {
    let desk = Desk::new();
    desk.ran(&["average.toml"]);
    desk.ran(&["average.toml", "--set", "days=50"]);
    let bad = desk.ran(&["held.toml"]);
    let path = desk.path(&bad).join("equity.parquet");
    let whole = fs::read(&path).expect("it is there");
    for cut in [0, 1, 4, 100, whole.len() / 2, whole.len() - 9, whole.len() - 1] {
        fs::write(&path, &whole[..cut]).expect("it can be written");
        said(&desk, &bad, 1);
    }
    fs::write(&path, "no Parquet at all, but long enough to look like some").expect("it can be written");
    assert!(said(&desk, &bad, 1).contains("cannot be read as Parquet"));
    // A flipped byte is noticed, or it changes a number: that no reader can know.
    for step in 1..40 {
        let mut bytes = whole.clone();
        let place = whole.len() * step / 40;
        bytes[place] ^= 0x55;
        fs::write(&path, bytes).expect("it can be written");
        let output = desk.run(&["compare", "results", "--show", "metrics"]);
        let code = output.status.code();
        assert!(code == Some(0) || code == Some(1), "byte {place}: {code:?}\n{}", stderr(&output));
        assert!(!stderr(&output).contains("panicked"), "byte {place}: {}", stderr(&output));
    }
}

#[test]
fn a_damaged_sweep_is_named() {
    let desk = Desk::new();
    desk.ran(&["held.toml"]);
    desk.ran(&["average.toml", "--set", "days=50"]);
    desk.printed(&["sweep", "average.toml"]);
    let folder = fs::read_dir(desk.path("results/average")).expect("it is there").flatten().map(|entry| entry.path());
    let folder = folder.filter(|folder| folder.join("sweep.toml").is_file()).last().expect("the sweep has a folder");
    let rows = folder.join("sweep.parquet");
    let name = folder.file_name().expect("a name").to_string_lossy().into_owned();
    let whole = fs::read(&rows).expect("it is there");
    fs::write(&rows, &whole[..whole.len() / 2]).expect("it can be written");
    said(&desk, &name, 1);
    fs::remove_file(&rows).expect("it is there");
    said(&desk, &name, 1);
    fs::write(&rows, &whole).expect("it can be written");
    fs::remove_file(folder.join("sweep.toml")).expect("it is there");
    assert!(said(&desk, &name, 1).contains("half a sweep"));
}

#[test]
fn other_versions_and_other_data_are_compared_and_said() {
    let desk = Desk::new();
    let (old, new) = (desk.ran(&["average.toml"]), desk.ran(&["held.toml"]));
    let warnings = |said: &str| {
        let compared = desk.json(&["compare", &old, &new]);
        let found = compared["warnings"].as_array().expect("a list").iter().filter_map(|text| text.as_str());
        found.filter(|text| text.contains(said)).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(warnings("0.0.9").len() + warnings("other data").len(), 0);
    let path = desk.path(&old).join("run.toml");
    let text = fs::read_to_string(&path).expect("it is there");
    let engine = format!("rotascope {}", env!("CARGO_PKG_VERSION"));
    // A key that a later version added is passed over.
    fs::write(&path, format!("novelty = 1\n{}", text.replace(&engine, "rotascope 0.0.9"))).expect("it can be written");
    assert_eq!(warnings("Average was made by rotascope 0.0.9").len(), 1);
    let at = text.find("SMALL = \"").expect("its checksum is there") + 9;
    let sum = &text[at..at + 64];
    fs::write(&path, text.replace(sum, &"0".repeat(64))).expect("it can be written");
    let warned = warnings("other data");
    assert_eq!(warned.len(), 1);
    assert!(warned[0].starts_with("SMALL had other data in each of: Average / Held"), "{warned:?}");
    let page = desk.printed(&["compare", &old, &new]);
    assert!(page.contains("Note: SMALL had other data"), "{page}");
    let row = page.lines().find(|line| line.starts_with(" sha256.SMALL")).expect("the key differs");
    assert!(row.contains("00000000") && row.contains(&sum[..8]), "{row}");
}

#[test]
fn odd_names_stay_in_their_cells() {
    let desk = Desk::new();
    let odd = "two\\nlines | \\u001b[31mred <b>*bold*</b> [x](y) \\u202eleft";
    desk.write("odd.toml", &super::HELD.replace("Held", odd));
    let run = desk.ran(&["odd.toml"]);
    let other = desk.ran(&["average.toml"]);
    for format in ["table", "markdown", "csv"] {
        let page = desk.printed(&["compare", &run, &other, "--format", format]);
        assert!(!page.contains(['\u{1b}', '\u{202e}']), "{format}: {page}");
        assert!(page.contains("two lines"), "{format}: {page}");
        let list = desk.printed(&["results", "--format", format]);
        assert!(!list.contains(['\u{1b}', '\u{202e}']) && list.contains("two lines"), "{format}: {list}");
    }
    let page = desk.printed(&["compare", &run, &other, "--format", "markdown"]);
    assert!(page.contains(r"\|  \[31mred \<b\>\*bold\*\</b\> \[x\](y)"), "{page}");
    let json = desk.json(&["compare", &run, &other]);
    assert_eq!(json["rows"][0]["name"], "two\nlines | \u{1b}[31mred <b>*bold*</b> [x](y) \u{202e}left", "exact there");
}
