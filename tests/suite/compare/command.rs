//! `rotascope compare` as a user runs it.

use crate::results::{Desk, stderr};
use serde_json::Value;

fn names(compared: &Value) -> Vec<String> {
    let rows = compared["rows"].as_array().expect("a list").iter();
    rows.filter(|row| row["row"] != "benchmark").map(|row| row["name"].as_str().expect("a name").to_owned()).collect()
}

#[test]
fn rows_are_ranked_and_named_by_what_tells_them_apart() {
    let desk = Desk::new();
    for days in ["20", "60", "150"] {
        desk.ran(&["average.toml", "--set", &format!("days={days}")]);
    }
    let twin = desk.ran(&["average.toml", "--set", "days=60", "--set", "trade.fill=next-close"]);
    desk.ran(&["held.toml"]);
    let compared = desk.json(&["compare", "results", "--sort", "sharpe"]);
    let rows = compared["rows"].as_array().expect("a list");
    let sharpes: Vec<f64> = rows[..5].iter().map(|row| row["metrics"]["sharpe"].as_f64().expect("a number")).collect();
    assert!(sharpes.is_sorted_by(|a, b| a >= b), "{sharpes:?}");
    let mut found = names(&compared);
    found.sort();
    let id = twin.rsplit('/').next().expect("an id");
    assert_eq!(found[0], "Average (days = 150)");
    assert_eq!(found[1], "Average (days = 20)");
    assert!(found[2..4].contains(&format!("Average (days = 60) [{id}]")), "{found:?}");
    assert_eq!(found[4], "Held");
    // Lower is better where lower is better, and the first row is the reference.
    let quiet = desk.json(&["compare", "results", "--sort", "volatility", "--columns", "cagr,volatility"]);
    let volatilities = quiet["rows"].as_array().expect("a list")[..5].iter();
    let volatilities: Vec<f64> =
        volatilities.map(|row| row["metrics"]["volatility"].as_f64().expect("a number")).collect();
    assert!(volatilities.is_sorted(), "{volatilities:?}");
    assert_eq!(quiet["rows"][0]["metrics"].as_object().map(serde_json::Map::len), Some(2));
    assert_eq!(quiet["reference"], quiet["rows"][0]["name"]);
    assert_eq!(quiet["differences"].as_array().map(Vec::len), Some(4));
    let newest = desk.json(&["compare", "results", "--newest"]);
    assert_eq!(newest["rows"].as_array().expect("a list").iter().filter(|row| row["row"] == "strategy").count(), 2);
}

#[test]
fn only_the_keys_that_differ_are_listed() {
    let desk = Desk::new();
    let first = desk.ran(&["average.toml"]);
    let second =
        desk.ran(&["average.toml", "--set", "days=50", "--set", "trade.fill=next-close", "--set", "trade.delay=1"]);
    let compared = desk.json(&["compare", &first, &second]);
    let keys: Vec<(&str, Vec<String>)> = compared["files"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|file| {
            let values = file["values"].as_object().expect("values").values().map(Value::to_string);
            (file["key"].as_str().expect("a key"), values.collect())
        })
        .collect();
    let quoted = |a: &str, b: &str| vec![a.to_owned(), b.to_owned()];
    assert_eq!(
        keys,
        [
            ("params.days", quoted("\"100\"", "\"50\"")),
            ("trade.delay", quoted("null", "\"1\"")),
            ("trade.fill", quoted("null", "\"next-close\"")),
        ]
    );
    let same = desk.json(&["compare", &first, &first]);
    assert_eq!(same["files"].as_array().map(Vec::len), Some(0), "a run named twice is one run");
    assert_eq!(names(&same).len(), 1);
}

#[test]
fn differences_have_the_reference_that_was_named() {
    let desk = Desk::new();
    let (average, held) = (desk.ran(&["average.toml"]), desk.ran(&["held.toml"]));
    for to in ["Held", &held, held.rsplit('/').next().expect("an id")] {
        let compared = desk.json(&["compare", &average, &held, "--to", to]);
        assert_eq!(compared["reference"], "Held", "{to}");
        assert_eq!(compared["differences"][0]["name"], "Average");
    }
    // The difference of the means is that of the metrics: alpha with a beta of 1, of returns that both have.
    let benchmark = desk.json(&["compare", &average, "--to", "benchmark"]);
    let difference = &benchmark["differences"][0];
    let sharpe = |row: usize| benchmark["rows"][row]["metrics"]["sharpe"].as_f64().expect("a number");
    assert!((difference["sharpe"]["value"].as_f64().expect("a number") - (sharpe(0) - sharpe(1))).abs() < 1e-9);
    let tracked = &benchmark["rows"][0]["metrics"];
    let mean = tracked["tracking_error"].as_f64().expect("a number")
        * tracked["information_ratio"].as_f64().expect("a number");
    assert!((difference["mean"]["value"].as_f64().expect("a number") - mean).abs() < 1e-12);
    for (low, high) in [("mean", "mean"), ("sharpe", "sharpe")] {
        let bound = |key: &str, side: &str| difference[key][side].as_f64().expect("a number");
        assert!(bound(low, "low") < bound(low, "value") && bound(high, "value") < bound(high, "high"));
    }
    let again = desk.json(&["compare", &average, "--to", "benchmark"]);
    assert_eq!(again["differences"], benchmark["differences"], "the same seed");
    let other = desk.json(&["compare", &average, "--to", "benchmark", "--seed", "2"]);
    assert_ne!(other["differences"], benchmark["differences"]);
    let output = desk.run(&["compare", &average, &held, "--to", "Nobody"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("`Average` and `Held`"), "{}", stderr(&output));
}

#[test]
fn correlations_are_square_and_of_the_returns() {
    let desk = Desk::new();
    desk.ran(&["average.toml"]);
    desk.ran(&["held.toml"]);
    let compared = desk.json(&["compare", "results"]);
    let matrix = compared["correlations"].as_object().expect("a square");
    assert_eq!(matrix.len(), 4, "two runs and two benchmarks");
    for (a, row) in matrix {
        for (b, value) in row.as_object().expect("a row") {
            let value = value.as_f64().expect("a number");
            assert_eq!(Some(value), matrix[b][a].as_f64());
            assert!(value.abs() <= 1.0 && (a != b || value > 1.0 - 1e-12), "{a}, {b}: {value}");
        }
    }
}

#[test]
fn the_rows_of_a_sweep_stand_beside_runs() {
    let desk = Desk::new();
    desk.ran(&["held.toml"]);
    let sweep = desk.json(&["sweep", "average.toml", "--sort", "cagr"]);
    let folder = sweep["folder"].as_str().expect("a folder");
    let alone = desk.json(&["compare", folder, "--sort", "cagr", "--top", "3"]);
    let rows = alone["rows"].as_array().expect("a list");
    assert_eq!(rows.len(), 3);
    for (row, best) in rows.iter().zip(sweep["best"].as_array().expect("a list")) {
        assert!(
            row["name"].as_str().expect("a name").starts_with(&format!("Average #{} (days = ", best["row"])),
            "{row}"
        );
        assert_eq!(row["metrics"], best["metrics"]);
    }
    let beside = desk.printed(&["compare", "results", "--sort", "cagr", "--top", "2", "--own-period"]);
    assert!(beside.contains(" Held ") && beside.contains("Average #") && beside.contains("Start"), "{beside}");
    for apart in [&["--top", "2"][..], &["--own-period", "--end", "2008-12-31"]] {
        let page = desk.printed(&[&["compare", "results"], apart].concat());
        assert!(page.contains("sweep Average are left out") && !page.contains("Average #"), "{page}");
    }

    let map = desk.printed(&["compare", folder, "--heatmap", "days,trade.decide"]);
    assert!(map.contains("Sharpe by days (down) and trade.decide (across)"), "{map}");
    assert!(map.lines().any(|line| line.trim_start().starts_with("200 ")), "{map}");
    let grid = desk.json(&["compare", folder, "--heatmap", "days,trade.decide", "--sort", "cagr"]);
    for best in sweep["best"].as_array().expect("a list") {
        let days = best["params"]["days"].as_f64().expect("a number").to_string();
        let cell = grid.as_array().expect("a list").iter().find(|row| row["days"] == days.as_str()).expect("a row");
        let decide = best["params"]["trade.decide"].as_str().expect("a word");
        assert_eq!(cell[format!("trade.decide={decide}")], best["metrics"]["cagr"]);
    }
    let output = desk.run(&["compare", folder, "--heatmap", "day,trade.decide"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("did you mean `days`?"), "{}", stderr(&output));
    assert_eq!(desk.run(&["compare", "results/held", "--heatmap", "a,b"]).status.code(), Some(2));
}

#[test]
fn every_format_has_the_same_figures() {
    let desk = Desk::new();
    desk.ran(&["average.toml"]);
    desk.ran(&["held.toml"]);
    let json = desk.json(&["compare", "results"]);
    let text = desk.printed(&["compare", "results", "--format", "csv"]);
    let mut csv = csv::Reader::from_reader(text.as_bytes());
    let heading = csv.headers().expect("a heading").clone();
    for (record, row) in csv.records().zip(json["rows"].as_array().expect("a list")) {
        let record = record.expect("a row");
        for (key, cell) in heading.iter().zip(&record).skip(6) {
            assert_eq!(cell.parse::<f64>().ok(), row["metrics"][key].as_f64(), "{key}");
        }
    }
    for (section, first) in [("differences", "name"), ("files", "key"), ("correlation", "name"), ("metrics", "row")] {
        let text = desk.printed(&["compare", "results", "--format", "csv", "--show", section]);
        assert!(text.starts_with(&format!("{first},")), "{section}: {text}");
    }
    let page = desk.printed(&["compare", "results", "--format", "markdown"]);
    assert!(page.starts_with("## 2 results over their common period") && page.contains("| Held "), "{page}");
}

#[test]
fn a_spreadsheet_is_written_whole_or_not_at_all() {
    let desk = Desk::new();
    let run = desk.ran(&["average.toml"]);
    desk.ran(&["held.toml"]);
    let commands: [&[&str]; 5] = [
        &["compare", "results"],
        &["compare", "results", "--by", "year", "--columns", "total_return,sharpe"],
        &["results"],
        &["run", "average.toml"],
        &["data", "list", "demo"],
    ];
    for arguments in commands {
        desk.printed(&[arguments, &["--xlsx", "out/book.xlsx"]].concat());
        let book = std::fs::read(desk.path("out/book.xlsx")).expect("it was written");
        assert!(book.starts_with(b"PK"), "{arguments:?}");
        std::fs::remove_dir_all(desk.path("out")).expect("it is there");
    }
    for (file, code) in [("book.csv", 2), ("results", 2), ("average.toml/book.xlsx", 1)] {
        let output = desk.run(&["compare", &run, "--xlsx", file]);
        assert_eq!(output.status.code(), Some(code), "{file}: {}", stderr(&output));
    }
}

/// A file inside a spreadsheet.
fn inside(book: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(book)).expect("a spreadsheet is an archive");
    let mut text = String::new();
    let mut file = archive.by_name(name).unwrap_or_else(|error| panic!("{name}: {error}"));
    std::io::Read::read_to_string(&mut file, &mut text).expect("it is text");
    text
}

#[test]
fn a_spreadsheet_has_the_numbers_unrounded() {
    let desk = Desk::new();
    let runs = desk.json(&["run", "average.toml", "--xlsx", "book.xlsx"]);
    let book = std::fs::read(desk.path("book.xlsx")).expect("it was written");
    let sheet = inside(&book, "xl/worksheets/sheet1.xml");
    let values = sheet.split("<v>").skip(1).filter_map(|rest| rest.split("</v>").next()?.parse::<f64>().ok());
    let values: Vec<f64> = values.collect();
    for (place, metrics) in [("metrics", &runs[0]["metrics"]), ("benchmark", &runs[0]["benchmark"]["metrics"])] {
        for key in ["total_return", "cagr", "volatility", "sharpe", "max_drawdown"] {
            let expected = metrics[key].as_f64().unwrap_or_else(|| panic!("{place} has no {key}"));
            assert!(values.contains(&expected), "{key} of {place}, {expected}, in {values:?}");
        }
    }
    let words = inside(&book, "xl/sharedStrings.xml");
    for word in ["Average", "large", "benchmark", "CAGR", "Max DD"] {
        assert!(words.contains(&format!(">{word}<")), "{word} in {words}");
    }
    assert!(inside(&book, "xl/styles.xml").contains("0.00%"), "percents are shown as percents");
    assert!(inside(&book, "xl/workbook.xml").contains("name=\"Runs\""));
}

#[test]
fn wrong_usage_says_what_is_right() {
    let desk = Desk::new();
    desk.ran(&["average.toml"]);
    let cases: [(&[&str], &str); 9] = [
        (&[], "<PATH>"),
        (&["results", "--sort", "sharp"], "did you mean `sharpe`?"),
        (&["results", "--columns", "cagr,drawdown"], "`drawdown`"),
        (&["results", "--start", "2022"], "a day is expected"),
        (&["results", "--by", "week"], "decade"),
        (&["results", "--show", "by"], "--by year"),
        (&["results", "--heatmap", "days"], "two parameters"),
        (&["nowhere"], "no such folder"),
        (&["datasets"], "no results"),
    ];
    for (arguments, said) in cases {
        let output = desk.run(&[&["compare"], arguments].concat());
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(stderr(&output).contains(said), "{arguments:?}: {}", stderr(&output));
    }
}

#[test]
fn every_shell_has_completions() {
    let desk = Desk::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = desk.printed(&["completions", shell]);
        for word in ["compare", "own-period", "rotascope"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
    assert_eq!(desk.run(&["completions", "tcsh"]).status.code(), Some(2));
}
