//! What is kept of a sweep as its rows pass by: ranks, worst, what is around the best, marginals.

use super::with_prepared;
use crate::made::{Made, closes, made, weekdays};
use rotascope::stats::metric;
use rotascope::sweep::{Measuring, Overview, Own, Tally, Watch, Which};

fn two() -> Made {
    let dates = weekdays("2024-01-01", 200);
    let price = |phase: f64| -> Vec<f64> {
        (0..200).map(|day| 100.0 + 10.0 * (f64::from(day) / 9.0 + phase).sin() + f64::from(day) / 20.0).collect()
    };
    made([("a", closes(&dates, &price(0.0))), ("b", closes(&dates, &price(2.0)))])
}

const FILE: &str = "[data]\ndataset = \"made\"\nbenchmark = \"b\"\n[params]\nn = 5\nm = 2\nw = 1\n[[rules]]\n\
                    when = \"sma(a.close, n) > sma(a.close, m)\"\nhold = { a = 1.0 }\n[[rules]]\nhold = { b = 1.0 }\n";

/// Sets out to measure the sweep of the file that `text` is, and does something with it.
fn with<T>(dataset: &Made, text: &str, which: Which, work: impl FnOnce(&Measuring) -> T) -> T {
    with_prepared(dataset, text, which, |prepared| {
        work(&prepared.measuring().unwrap_or_else(|error| panic!("{error}")))
    })
}

fn measured(measuring: &Measuring, rows: std::ops::Range<u64>) -> Vec<Vec<f64>> {
    measuring.measure(rows, &Watch::nobody()).unwrap_or_else(|error| panic!("{error}"))
}

/// The tally of a sweep that passes by in pieces of `piece` rows.
fn summary(measuring: &Measuring, sort: &str, (min_trades, top): (usize, usize), piece: u64) -> Overview {
    let mut tally = Tally::new(measuring, metric(sort).expect("a metric"), min_trades, top);
    let rows = measuring.prepared().len();
    for first in (0..rows).step_by(piece as usize) {
        tally.add(first, &measured(measuring, first..(first + piece).min(rows)));
    }
    tally.finish()
}

const SLEEVE: &str = "[sleeves.best]\nfrom = [\"a\", \"b\"]\nscore = \"momentum(close, n)\"\nwhere = \"close > sma(close, m)\"\ntop = 1\n";

/// One result for any number of threads and any cut, bit for bit, the fast way and the plain one.
#[test]
fn the_same_for_any_number_of_threads() {
    let dataset = two();
    let stops = "\"overlays.trailing_stop\" = [\"1 %\", \"4 %\"]";
    let delays = "\"trade.delay\" = [0, 1]";
    let ways = [
        ("[trade]\nrebalance = \"on-change\"", delays, Which::Core),
        ("[trade]\nrebalance = \"on-change\"", delays, Which::All),
        ("[trade]\nrebalance = \"always\"", delays, Which::Core),
        ("[trade]\ntranches = 2", delays, Which::All),
        ("", stops, Which::Core),
        (SLEEVE, "\"sleeves.best.keep\" = [1, 2]", Which::Core),
        (SLEEVE, "\"sleeves.best.top\" = [1, 2]", Which::All),
    ];
    for (more, swept, which) in ways {
        let file = if more == SLEEVE { FILE.replace("{ b = 1.0 }", "{ best = 1.0 }") } else { FILE.to_owned() };
        let text = format!("{file}{more}\n[sweep]\nn = {{ from = 2, to = 31 }}\nm = {{ from = 1, to = 6 }}\n{swept}\n");
        let bits = |columns: Vec<Vec<f64>>| -> Vec<Vec<u64>> {
            columns.into_iter().map(|column| column.into_iter().map(f64::to_bits).collect()).collect()
        };
        let of_threads = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool of threads");
            pool.install(|| {
                with(&dataset, &text, which, |measuring| {
                    let whole = bits(measured(measuring, 0..measuring.prepared().len()));
                    let cut = measured(measuring, 77..201);
                    assert_eq!(bits(cut), whole.iter().map(|column| column[77..201].to_vec()).collect::<Vec<_>>());
                    whole
                })
            })
        };
        let one = of_threads(1);
        assert_eq!(one[0].len(), 360);
        for threads in [2, 7] {
            assert_eq!(of_threads(threads), one, "{threads} threads");
        }
    }
}

/// Everything that is kept, against all rows in memory.
#[test]
fn what_passes_by_is_what_all_rows_say() {
    let dataset = two();
    let text = format!("{FILE}[sweep]\nn = {{ from = 2, to = 21 }}\nm = {{ from = 1, to = 6 }}\nwhere = \"m < n\"\n");
    with(&dataset, &text, Which::All, |measuring| {
        let prepared = measuring.prepared();
        let columns = measured(measuring, 0..prepared.len());
        for (sort, lower_is_better) in [("sharpe", false), ("volatility", true), ("switches", false)] {
            let place = |key: &str| prepared.metrics().iter().position(|metric| metric.key == key).expect("a metric");
            let (sorted_by, trades) = (place(sort), place("trades"));
            for least in [0, 9] {
                let ranks = |row: &usize| columns[trades][*row] >= least as f64 && !columns[sorted_by][*row].is_nan();
                let mut rows: Vec<usize> = (0..columns[0].len()).filter(ranks).collect();
                rows.sort_by(|a, b| {
                    let ordered = columns[sorted_by][*a].total_cmp(&columns[sorted_by][*b]);
                    if lower_is_better { ordered } else { ordered.reverse() }
                });
                for piece in [1, 16, 1000] {
                    let summary = summary(measuring, sort, (least, 5), piece);
                    let shown =
                        |rows: &[rotascope::sweep::Ranked]| rows.iter().map(|row| row.row as usize).collect::<Vec<_>>();
                    assert_eq!(shown(&summary.best), rows[..5.min(rows.len())]);
                    assert_eq!(shown(&summary.worst), rows[rows.len() - 3..]);
                    assert_eq!((summary.rows, summary.ranked), (columns[0].len() as u64, rows.len() as u64));
                    let own = rows.iter().position(|row| prepared.combinations.values(*row as u64) == [3, 1]);
                    let rank = own.map(|place| place as u64 + 1);
                    let found = match &summary.own {
                        Own::Ranked { rank, .. } => Some(*rank),
                        Own::Unranked { .. } => None,
                    };
                    assert_eq!(found, rank, "n = 5, m = 2");
                    let best = &summary.best[0];
                    assert!(
                        best.metrics
                            .iter()
                            .zip(&columns)
                            .all(|(metric, column)| { metric.to_bits() == column[best.row as usize].to_bits() })
                    );
                }
                let all = summary(measuring, sort, (least, usize::MAX), 7);
                assert_eq!(all.best.len(), rows.len());
                assert!(all.worst.is_empty());
            }
        }
    });
}

/// The best's neighbours are the rows one step away, found by hand.
#[test]
fn around_the_best_are_its_neighbours() {
    let dataset = two();
    let text = format!(
        "{FILE}[sweep]\nn = {{ from = 2, to = 21 }}\nm = {{ from = 1, to = 6 }}\n\"trade.fill\" = [\"next-open\", \"next-close\"]\n"
    );
    with(&dataset, &text, Which::Core, |measuring| {
        let combinations = measuring.prepared().combinations;
        let columns = measured(measuring, 0..measuring.prepared().len());
        let summary = summary(measuring, "sharpe", (0, 1), 50);
        let best = combinations.values(summary.best[0].row);
        let mut around = Vec::new();
        for (row, sharpe) in columns[3].iter().enumerate() {
            let values = combinations.values(row as u64);
            let steps: usize = (0..2).map(|axis| values[axis].abs_diff(best[axis])).sum();
            // Words have no order: another fill is no neighbour.
            if steps == 1 && values[2] == best[2] {
                around.push(*sharpe);
            }
        }
        around.sort_by(f64::total_cmp);
        let plateau = summary.plateau.expect("the best has neighbours");
        assert_eq!((plateau.neighbours, plateau.undefined), (around.len(), 0));
        assert_eq!(plateau.worst, around.first().copied());
        let middle = (around[(around.len() - 1) / 2] + around[around.len() / 2]) / 2.0;
        assert!((plateau.median.expect("a median") - middle).abs() < 1e-15);
    });
}

/// A sample leaves out most neighbours: they are measured for the plateau all the same, where they can start as early.
#[test]
fn neighbours_need_not_be_rows() {
    let dataset = two();
    let text = format!(
        "{FILE}[sweep]\nn = {{ from = 2, to = 21 }}\nm = {{ from = 1, to = 6 }}\nsample = {{ method = \"random\", n = 8, seed = 3 }}\nwhere = \"m < n\"\n"
    );
    with(&dataset, &text, Which::Core, |measuring| {
        let summary = summary(measuring, "sharpe", (0, 1), 50);
        let plateau = summary.plateau.expect("the best has neighbours");
        assert!(plateau.neighbours >= 2, "{plateau:?}");
        let Own::Ranked { row, rank } = summary.own else { panic!("{:?}", summary.own) };
        assert_eq!(row, measuring.prepared().combinations.row(&[3, 1]));
        assert!((1..=9).contains(&rank));
    });
}

/// A run that fails is a row without figures; one that is ruined or never trades has those that are defined.
#[test]
fn rows_that_fail_are_kept() {
    let dataset = two();
    let file = |sweep: &str| {
        format!(
            "[data]\ndataset = \"made\"\n[params]\nw = 1\ny = 0\n[[rules]]\nhold = {{ a = \"w\" }}\n\
             [trade]\nborrow = \"0 %\"\ncash_yield = \"y\"\nrebalance = \"always\"\n[sweep]\n{sweep}\n"
        )
    };
    let text = file("w = [1, 0, 200]\ny = [0, 1e30]\nwhere = \"y < 1 or w < 0.5\"");
    with(&dataset, &text, Which::All, |measuring| {
        let columns = measured(measuring, 0..4);
        let place =
            |key: &str| measuring.prepared().metrics().iter().position(|metric| metric.key == key).expect("a metric");
        let total = &columns[place("total_return")];
        assert!(total[0].is_finite());
        assert_eq!(total[1], 0.0);
        assert!(columns[place("sharpe")][1].is_nan(), "nothing varies");
        assert!(columns.iter().all(|column| column[2].is_nan()), "beyond all numbers");
        assert!(total[3] <= -1.0, "ruined: {}", total[3]);
        let summary = summary(measuring, "sharpe", (0, 10), 3);
        assert_eq!(summary.failed, (1, Some(2)));
        assert_eq!((summary.rows, summary.ranked), (4, 2));
    });
    // The first row is no exception.
    let text = file("w = [0]\ny = [1e30, 0]");
    with(&dataset, &text, Which::Core, |measuring| {
        let columns = measured(measuring, 0..2);
        assert!(columns[0][0].is_nan() && columns[0][1].is_finite());
    });
}

#[test]
fn where_every_run_fails_the_sweep_does() {
    let dataset = two();
    let text = "[data]\ndataset = \"made\"\n[params]\ny = 1\n[[rules]]\nhold = { a = 0.5 }\n[trade]\ncash_yield = \"y\"\n\
                [sweep]\ny = [1e30, 1.5e30]\n";
    with_prepared(&dataset, text, Which::Core, |prepared| {
        assert!(prepared.measuring().err().expect("an error").to_string().contains("equity is too large"));
    });
}
