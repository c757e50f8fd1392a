//! W1, the sweep that engines are compared by: a strategy file against figures that a loop of its own computed.

use crate::made::run_with;
use crate::real::real_dataset;
use serde::Deserialize;

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

#[test]
fn every_figure_of_the_expected_rows() {
    let (Some(dataset), Some(expected)) = (real_dataset(), crate::shared("bench/peers/w1_expected.csv")) else {
        return;
    };
    let mut rows = csv::Reader::from_path(expected).expect("a readable file");
    let rows = rows.deserialize().map(|row| row.expect("a row of figures"));
    let mut compared = 0;
    for (_, row) in rows.enumerate().filter(|(index, row)| chosen(*index, row)) {
        let sets =
            [format!("lookback={}", row.lookback), format!("weeks={}", row.weeks), format!("trend={}", row.trend)];
        let run = run_with(&dataset, W1, &sets.each_ref().map(String::as_str));
        assert_eq!(run.dates[0].to_string(), "2000-05-26");
        let figures = [
            ("total_return", row.total),
            ("cagr", row.cagr),
            ("volatility", row.vol),
            ("sharpe", row.sharpe),
            ("max_drawdown", row.mdd),
            ("switches", row.switches),
        ];
        for (key, expected) in figures {
            let found = run.measures.get(key).expect("a value");
            let error = (found - expected).abs();
            assert!(error <= 1e-9 * expected.abs(), "{key} is {found}: {row:?}");
        }
        compared += 1;
    }
    assert_eq!(compared, 8 + 62);
}
