//! Where the file itself stands among its rows, with values that are none of theirs.

use super::with_prepared;
use crate::made::{Made, closes, made, run_with, weekdays};
use rotascope::stats::metric;
use rotascope::sweep::{Own, Tally, Watch, Which};

fn one() -> Made {
    let dates = weekdays("2024-01-01", 200);
    let price = |day| 100.0 + 10.0 * (f64::from(day) / 9.0).sin() + f64::from(day) / 20.0;
    made([("a", closes(&dates, &(0..200).map(price).collect::<Vec<_>>()))])
}

fn file(own: u32, more: &str) -> String {
    format!(
        "[data]\ndataset = \"made\"\n[params]\nn = {own}\n[[rules]]\n\
         when = \"a.close > sma(a.close, n)\"\nhold = {{ a = 1.0 }}\n{more}\n"
    )
}

/// The file's place by Sharpe ratio, that of each row, and where they start.
fn ranked(text: &str) -> (Own, Vec<f64>, String) {
    with_prepared(&one(), text, Which::Core, |prepared| {
        let measuring = prepared.measuring().unwrap_or_else(|error| panic!("{error}"));
        let mut tally = Tally::new(&measuring, metric("sharpe").expect("a metric"), 0, 1);
        let columns = measuring.measure(0..prepared.len(), &Watch::nobody()).unwrap_or_else(|error| panic!("{error}"));
        tally.add(0, &columns);
        (tally.finish().own, columns[3].clone(), format!("data.start={}", prepared.start))
    })
}

#[test]
fn a_file_that_is_no_row_is_run_beside_them() {
    let texts = [
        file(30, "[sweep]\nn = [10, 20, 40, 50, 60]"),
        // Without [overlays] the file has no stop, nor a value for one.
        file(30, "[sweep]\n\"overlays.trailing_stop\" = [\"2 %\", \"3 %\", \"4 %\", \"6 %\"]"),
        // `where` leaves its values out of the rows.
        file(30, "[sweep]\nn = { from = 20, to = 40 }\nwhere = \"n > 30 or n < 30\""),
    ];
    let mut better_ones = 0;
    for text in texts {
        let (own, rows, start) = ranked(&text);
        let run = run_with(&one(), &text, &[&start]);
        let sharpe = run.measures.get("sharpe").expect("a Sharpe ratio");
        let better = rows.iter().filter(|row| **row > sharpe + 1e-9).count() as u64;
        better_ones += better;
        assert_eq!(own, Own::Ranked { row: None, rank: better + 1 }, "{text}");
    }
    assert!(better_ones > 0, "each of them is the best");
}

/// Rows that decide as the file does are equal to it, whichever way they were measured.
#[test]
fn its_equals_stand_behind_it() {
    let (own, rows, _) = ranked(&file(30, "[sweep]\n\"trade.delay\" = [0, 5]\nn = [30]"));
    assert!(rows[0] > rows[1]);
    assert_eq!(own, Own::Ranked { row: None, rank: 1 });
}

#[test]
fn one_that_cannot_start_with_them_says_so() {
    let (own, ..) = ranked(&file(100, "[sweep]\nn = [5, 10]"));
    assert_eq!(own, Own::Unranked { row: None, why: "it cannot start before 2024-05-17".to_owned() });
    let (own, ..) = ranked(&file(500, "[sweep]\nn = [5, 10]"));
    let Own::Unranked { why, .. } = own else { panic!("{own:?}") };
    assert!(why.starts_with("the data are too short for rule 1"), "{why}");
}
