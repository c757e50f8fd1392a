//! Values of keys: numbers where they are numbers, and which of them stand beside one another.

use crate::made::{checked, closes, made, weekdays};
use rotascope::strategy::Axis;
use std::path::Path;
use std::process::Command;

fn axes(sweep_table: &str) -> Vec<Axis> {
    let dataset = made([("a", closes(&weekdays("2024-01-01", 9), &[1.0; 9]))]);
    let text = format!(
        "[data]\ndataset = \"made\"\n[params]\nw = 1\n[[rules]]\nhold = {{ a = \"w\" }}\n[sweep]\n{sweep_table}\n"
    );
    checked(&dataset, &text, &[]).sweep.expect("a sweep").axes
}

#[test]
fn the_next_smaller_and_the_next_larger_are_neighbours() {
    let cases: [(&str, &[&[usize]]); 9] = [
        ("w = [1, 2, 3]", &[&[1], &[0, 2], &[1]]),
        ("w = [3, 1, 2.5]", &[&[2], &[2], &[1, 0]]),
        ("\"trade.commission\" = [\"1 %\", \"100 bp\", \"2 bp\"]", &[&[2], &[2], &[0]]),
        ("\"data.end\" = [2024-01-09, 2024-01-03, 2024-01-04]", &[&[2], &[2], &[1, 0]]),
        ("\"overlays.stop_loss\" = [\"14.25 %\", \"9 %\", \"20 %\"]", &[&[1, 2], &[0], &[0]]),
        // Of one unit: both are shares.
        ("\"trade.commission\" = [\"5 bp\", \"1 %\", \"10 bp\"]", &[&[2], &[2], &[0, 1]]),
        ("\"series.x.lag\" = [\"2 days\", \"10 days\"]", &[&[1], &[0]]),
        ("\"series.x.lag\" = [\"2 days\", \"1 session\"]", &[&[], &[]]),
        ("\"trade.fill\" = [\"next-open\", \"next-close\"]", &[&[], &[]]),
    ];
    for (table, expected) in cases {
        let axis = &axes(table)[0];
        let found: Vec<Vec<usize>> = (0..axis.labels.len()).map(|value| axis.neighbours(value)).collect();
        assert_eq!(found, expected, "{table}");
    }
}

#[test]
fn an_axis_of_numbers_has_numbers() {
    assert_eq!(axes("\"trade.delay\" = [0, 2]")[0].numbers, [0.0, 2.0]);
    assert!(axes("\"trade.rebalance\" = [\"always\", { band = 0.05 }]")[0].numbers.is_empty());
    assert!(axes("\"trade.commission\" = [\"5 bp\"]")[0].numbers.is_empty());
}

const FILE: &str = "name = \"Late\"\n[data]\ndataset = \"demo\"\nbenchmark = \"large\"\n[params]\nn = 10\nshare = 0.5\n[[rules]]\n\
                    when = \"large.close > sma(large.close, n)\"\nhold = { large = \"share\" }\n\
                    [sweep]\nn = [10, 20]\nshare = [0.5, 1]\n\"trade.delay\" = [0, 2]\n";

/// What the command prints.
fn rotascope(desk: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rotascope"));
    let output = command.current_dir(desk).args(arguments).output().expect("the command starts");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn they_are_numbers_in_json_and_in_files_and_are_read_back() {
    let desk = tempfile::tempdir().expect("a folder to work in");
    std::fs::write(desk.path().join("late.toml"), FILE).expect("a file can be written");
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/demo").display().to_string();
    let sweep = ["sweep", "late.toml", "--dataset", &demo, "--metrics", "core"];
    let json = |arguments: &[&str]| -> serde_json::Value {
        let text = rotascope(desk.path(), &[arguments, &["--format", "json"]].concat());
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
    };
    let swept = json(&sweep);
    for row in swept["best"].as_array().expect("a list") {
        let number = row["row"].as_i64().expect("a row");
        let (n, share, delay) = (10 + 10 * (number / 4), [0.5, 1.0][(number / 2 % 2) as usize], 2 * (number % 2));
        let params = &row["params"];
        assert_eq!(params["n"], n, "whole, without a fraction");
        assert_eq!(params["trade.delay"], delay);
        assert_eq!(params["share"].as_f64(), Some(share));
    }
    let of_delay: Vec<&serde_json::Value> =
        swept["marginals"].as_array().expect("a list").iter().filter(|one| one["parameter"] == "trade.delay").collect();
    assert_eq!((&of_delay[0]["value"], &of_delay[1]["value"]), (&0.into(), &2.into()));

    let folder = swept["folder"].as_str().expect("a folder");
    let file = std::fs::File::open(desk.path().join(folder).join("sweep.parquet")).expect("it was written");
    use polars::prelude::{DataType, ParquetReader, SerReader};
    let frame = ParquetReader::new(file).finish().expect("it can be read");
    assert_eq!(frame.column("trade.delay").expect("a column").dtype(), &DataType::Float64);

    // As they are read back.
    let map = ["compare", folder, "--heatmap", "trade.delay,n", "--format", "csv"];
    assert!(rotascope(desk.path(), &map).starts_with("trade.delay,n=10,n=20\n0,"));
    let table = rotascope(desk.path(), &["compare", folder, "--top", "1", "--show", "metrics"]);
    assert!(table.contains("trade.delay = "), "{table}");
    assert_eq!(json(&[&sweep[..], &["--resume"]].concat())["best"], swept["best"]);
    let best = &swept["best"][0];
    let run = json(&["run", "--dataset", &demo, "--pick", &best["row"].to_string(), folder]);
    assert_eq!(run[0]["params"]["n"], best["params"]["n"]);
    let cagr = |of: &serde_json::Value| of["metrics"]["cagr"].as_f64().expect("a number");
    assert!((cagr(&run[0]) - cagr(best)).abs() < 1e-10);
}
