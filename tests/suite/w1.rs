//! W1, the sweep that engines are compared by: a strategy file against figures that a loop of its own computed.

use crate::made::run_with;
use crate::real::real_dataset;
use crate::sweep::sweep;
use rotascope::strategy::StrategyFile;
use rotascope::sweep::Which;
use serde::Deserialize;
use std::process::Command;

const W1: &str = r#"
name = "W1"

[data]
dataset = "real"
start   = 2000-05-26
warmup  = false

[assets]
large = "SPY"
small = "IWM"

[params]
lookback = 52
weeks    = 2
trend    = 40

[signals]
resistance = "highest(prior(small.weekly.adj_close), lookback)"
breakout   = "streak(small.weekly.adj_close > resistance) >= weeks"
broken     = "small.weekly.adj_close < sma(small.weekly.adj_close, trend)"
rotate     = "latch(breakout, broken)"

[[rules]]
when = "rotate"
hold = { small = 1.0 }

[[rules]]
hold = { large = 1.0 }

[trade]
decide     = "weekly"
fill       = "next-close"
commission = "5 bp"
"#;

/// A row of the expected figures.
#[derive(Debug, Deserialize)]
struct Expected {
    #[serde(rename = "L")]
    lookback: usize,
    #[serde(rename = "k")]
    weeks: usize,
    #[serde(rename = "M")]
    trend: usize,
    total: f64,
    cagr: f64,
    vol: f64,
    sharpe: f64,
    mdd: f64,
    switches: f64,
}

/// The eight corners of the grid, and rows spread over it: 163 is prime, so that the three axes do not move in step.
fn chosen(index: usize, row: &Expected) -> bool {
    let corner = [4, 52].contains(&row.lookback) && [1, 4].contains(&row.weeks) && [5, 104].contains(&row.trend);
    corner || index % 163 == 40
}

impl Expected {
    fn sets(&self) -> [String; 3] {
        [format!("lookback={}", self.lookback), format!("weeks={}", self.weeks), format!("trend={}", self.trend)]
    }

    /// Every figure to nine digits.
    fn compare(&self, found: impl Fn(&str) -> Option<f64>) {
        let figures = [
            ("total_return", self.total),
            ("cagr", self.cagr),
            ("volatility", self.vol),
            ("sharpe", self.sharpe),
            ("max_drawdown", self.mdd),
            ("switches", self.switches),
        ];
        for (key, expected) in figures {
            let found = found(key).expect("a value");
            assert!((found - expected).abs() <= 1e-9 * expected.abs(), "{key} is {found}: {self:?}");
        }
    }
}

/// The rows that `chosen` picks.
fn expected(chosen: impl Fn(usize, &Expected) -> bool) -> Option<Vec<Expected>> {
    let mut rows = csv::Reader::from_path(crate::shared("bench/peers/w1_expected.csv")?).expect("a readable file");
    let rows = rows.deserialize().map(|row| row.expect("a row of figures"));
    Some(rows.enumerate().filter(|(index, row)| chosen(*index, row)).map(|(_, row)| row).collect())
}

#[test]
fn every_figure_of_the_expected_rows() {
    let (Some(dataset), Some(rows)) = (real_dataset(), expected(chosen)) else {
        return;
    };
    assert_eq!(rows.len(), 8 + 62);
    for row in &rows {
        let run = run_with(&dataset, W1, &row.sets().each_ref().map(String::as_str));
        assert_eq!(run.dates[0].to_string(), "2000-05-26");
        row.compare(|key| run.measures.get(key));
    }
}

/// All rows at once, as one sweep.
#[test]
fn a_sweep_gives_all_of_them() {
    let (Some(dataset), Some(rows)) = (real_dataset(), expected(|_, _| true)) else {
        return;
    };
    assert_eq!(rows.len(), 10_000);
    let text = format!(
        "{W1}[sweep]\nlookback = {{ from = 4, to = 52, step = 2 }}\nweeks = [1, 2, 3, 4]\ntrend = {{ from = 5, to = 104 }}\n"
    );
    let file = StrategyFile::read("w1.toml", &text);
    let (strategy, _) = file.clone().check(Ok(&dataset.universe())).unwrap_or_else(|error| panic!("{error}"));
    let swept = sweep(&file, &strategy, &dataset, Which::Core).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!((swept.len(), swept.fast), (10_000, 10_000));
    for (row, expected) in rows.iter().enumerate() {
        let values = swept.values(row);
        let number = |axis: usize| swept.axes[axis].numbers[values[axis]] as usize;
        // Both are in the order of the grid.
        assert_eq!([number(0), number(1), number(2)], [expected.lookback, expected.weeks, expected.trend]);
        expected.compare(|key| {
            let column = swept.metrics.iter().position(|metric| metric.key == key)?;
            Some(swept.columns[column][row])
        });
    }
}

/// The same as a user does it: a file, the command, its JSON.
#[test]
fn the_command_prints_them() {
    let (Some(dataset), Some(rows)) = (real_dataset(), expected(|index, _| index % 769 == 11)) else {
        return;
    };
    assert!(rows.len() >= 12, "{}", rows.len());
    let desk = tempfile::tempdir().expect("a folder to work in");
    std::fs::write(desk.path().join("w1.toml"), W1).expect("a file can be written");
    for row in &rows {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rotascope"));
        command.current_dir(desk.path()).args(["run", "w1.toml", "--format", "json", "--dataset"]).arg(&dataset.folder);
        row.sets().iter().for_each(|assignment| {
            command.args(["--set", assignment]);
        });
        let output = command.output().expect("the command starts");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let runs: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        row.compare(|key| runs[0]["metrics"][key].as_f64());
    }
}
