//! Which combinations are tried: samples, ranges, dates.

use super::swept;
use crate::made::{Made, checked, closes, day, made, run_with, weekdays};
use rotascope::sweep::Combinations;
use std::collections::HashSet;

fn two() -> Made {
    let dates = weekdays("2024-01-01", 160);
    let price = |phase: f64| -> Vec<f64> {
        (0..160).map(|day| 100.0 + 10.0 * (f64::from(day) / 9.0 + phase).sin() + f64::from(day) / 20.0).collect()
    };
    made([("a", closes(&dates, &price(0.0))), ("b", closes(&dates, &price(2.0)))])
}

const FILE: &str = "[data]\ndataset = \"made\"\n[params]\nn = 5\nm = 2\n[[rules]]\nwhen = \"sma(a.close, n) > sma(a.close, m)\"\n\
                    hold = { a = 1.0 }\n[[rules]]\nhold = { b = 1.0 }\n[sweep]\n";

/// The values of each row of a sweep.
fn rows(dataset: &Made, table: &str) -> Vec<Vec<usize>> {
    let strategy = checked(dataset, &format!("{FILE}{table}\n"), &[]);
    let combinations = Combinations::new(&strategy).unwrap_or_else(|error| panic!("{error}"));
    let rows: Vec<_> = (0..combinations.len()).map(|row| combinations.values(row)).collect();
    assert!(rows.iter().enumerate().all(|(row, values)| combinations.row(values) == Some(row as u64)));
    rows
}

/// 64 x 64 cells, 256 points: whatever the seed, each 16 x 16 block of cells has 16, each value of an axis 4.
#[test]
fn sobol_points_are_evenly_spread() {
    let dataset = two();
    let table = |seed: u64| {
        format!(
            "n = {{ from = 1, to = 64 }}\nm = {{ from = 1, to = 64 }}\nsample = {{ method = \"sobol\", n = 256, seed = {seed} }}"
        )
    };
    for seed in [0, 1, 7] {
        let drawn = rows(&dataset, &table(seed));
        assert_eq!(drawn.len(), 256);
        assert_eq!(drawn.iter().collect::<HashSet<_>>().len(), 256, "none twice");
        assert!(drawn.is_sorted(), "in the order of the grid");
        let mut blocks = [0; 16];
        let mut values = [[0; 64]; 2];
        for row in &drawn {
            blocks[row[0] / 16 * 4 + row[1] / 16] += 1;
            (0..2).for_each(|axis| values[axis][row[axis]] += 1);
        }
        assert_eq!(blocks, [16; 16], "seed {seed}");
        assert_eq!(values, [[4; 64]; 2], "seed {seed}");
    }
    assert_eq!(rows(&dataset, &table(7)), rows(&dataset, &table(7)));
    assert_ne!(rows(&dataset, &table(7)), rows(&dataset, &table(8)));
}

#[test]
fn a_sobol_sample_of_all_is_the_grid_and_of_nearly_all_has_none_twice() {
    let dataset = two();
    let axes = "n = { from = 2, to = 8 }\nm = [1, 2, 3]\n";
    let sample = |n: usize| rows(&dataset, &format!("{axes}sample = {{ method = \"sobol\", n = {n} }}"));
    let grid = rows(&dataset, axes);
    assert_eq!(grid.len(), 21);
    assert_eq!(sample(21), grid);
    assert_eq!(sample(500), grid);
    let most = sample(20);
    assert_eq!(most.len(), 20);
    assert_eq!(most.iter().collect::<HashSet<_>>().len(), 20);
    // `where` chooses among those that were drawn.
    let some = rows(&dataset, &format!("{axes}sample = {{ method = \"sobol\", n = 20 }}\nwhere = \"m < 3\""));
    assert_eq!(some, most.into_iter().filter(|row| row[1] < 2).collect::<Vec<_>>());
}

#[test]
fn ranges_of_dates_and_numbers_for_keys() {
    let dataset = two();
    let labels = |table: &str| {
        checked(&dataset, &format!("{FILE}{table}\n"), &[]).sweep.expect("a sweep").axes[0].labels.clone()
    };
    let range = |from: &str, to: &str, step: &str| {
        labels(&format!("\"data.end\" = {{ from = {from}, to = {to}, step = \"{step}\" }}"))
    };
    assert_eq!(range("2000-01-31", "2000-05-01", "1 month"), ["2000-01-31", "2000-02-29", "2000-03-31", "2000-04-30"]);
    assert_eq!(
        range("2000-02-29", "2004-02-29", "1 year"),
        ["2000-02-29", "2001-02-28", "2002-02-28", "2003-02-28", "2004-02-29"]
    );
    assert_eq!(range("2000-01-03", "2000-01-31", "2 weeks"), ["2000-01-03", "2000-01-17", "2000-01-31"]);
    assert_eq!(range("2000-01-03", "2000-01-03", "1 quarter"), ["2000-01-03"]);
    assert_eq!(labels("\"data.end\" = [2024-05-01, 2024-06-03]"), ["2024-05-01", "2024-06-03"]);
    assert_eq!(labels("\"trade.delay\" = { from = 0, to = 4, step = 2 }"), ["0", "2", "4"]);
    let swept = swept(
        &dataset,
        &format!("{FILE}\"data.end\" = [2024-05-01, 2024-06-03]\n\"trade.delay\" = {{ from = 0, to = 1 }}\n"),
        true,
    );
    assert_eq!(swept.len(), 4);
    let returns = |row: usize| swept.columns[0][row];
    for (row, (end, delay)) in
        [("2024-05-01", 0), ("2024-05-01", 1), ("2024-06-03", 0), ("2024-06-03", 1)].iter().enumerate()
    {
        let sets = [format!("data.end={end}"), format!("trade.delay={delay}")];
        let run = run_with(&dataset, FILE.trim_end_matches("[sweep]\n"), &sets.each_ref().map(String::as_str));
        let expected = run.measures.get("total_return").expect("a value");
        assert!((returns(row) - expected).abs() <= 1e-10, "row {row}: {} and {expected}", returns(row));
    }
}

/// With "data.start" among the keys a row starts on its own day, though not before all could.
#[test]
fn rows_may_start_on_days_of_their_own() {
    let dataset = two();
    for (fast, trade) in [(6, "rebalance = \"always\""), (6, ""), (0, "tranches = 2")] {
        let text =
            format!("{FILE}n = [5, 30]\n\"data.start\" = [2024-01-01, 2024-03-01, 2024-05-01]\n[trade]\n{trade}\n");
        let swept = swept(&dataset, &text, true);
        assert_eq!((swept.len(), swept.fast), (6, fast));
        // Thirty bars are there on the thirtieth session.
        assert_eq!(swept.start, weekdays("2024-01-01", 30)[29]);
        assert!(swept.notices.iter().any(|notice| notice.contains("days of their own")), "{:?}", swept.notices);
        for row in 0..6 {
            let values = swept.values(row);
            let start = [swept.start, day("2024-03-01"), day("2024-05-01")][values[1]];
            let sets = [format!("n={}", [5, 30][values[0]]), format!("data.start={start}")];
            let run = run_with(&dataset, &text, &sets.each_ref().map(String::as_str));
            assert_eq!(run.dates[0], start);
            let (found, expected) = (swept.columns[0][row], run.measures.get("total_return").expect("a value"));
            assert!((found - expected).abs() <= 1e-10, "row {row}: {found} and {expected}");
        }
    }
}
