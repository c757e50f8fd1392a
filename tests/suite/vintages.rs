//! Series whose observations say when they were published.

mod audited;
mod releases;

use crate::made::{Made, closes, day, made_with, readings, run_text};
use crate::random::world;
use proptest::prelude::*;
use rotascope::data::{Date, Manifest, Observations};
use rotascope::run::Reading;
use std::collections::BTreeMap;

/// One row of a series: its date, the day on which it was published, its value.
#[derive(Clone, Copy, Debug)]
struct Row {
    date: Date,
    known: Date,
    value: f64,
}

fn observations(rows: &[Row]) -> Observations {
    Observations {
        dates: rows.iter().map(|row| row.date).collect(),
        values: rows.iter().map(|row| row.value).collect(),
        known: Some(rows.iter().map(|row| row.known).collect()),
    }
}

/// Rows by date and day of publication, from before the sessions of a [`world`] until after them. Values are halves, so that equal
/// ones occur.
fn rows() -> impl Strategy<Value = Vec<Row>> {
    prop::collection::btree_map((-40..200_i64, 0..50_i64), -6..6_i32, 1..60).prop_map(|rows: BTreeMap<_, i32>| {
        let day = |days: i64| day("2018-12-18") + chrono::TimeDelta::days(days);
        let row = |((dated, later), value): ((i64, i64), i32)| Row {
            date: day(dated),
            known: day(dated + later),
            value: f64::from(value) / 2.0,
        };
        rows.into_iter().map(row).collect()
    })
}

/// What is known at the close of `session`: of the rows published by then the newest date, of that the newest vintage.
fn known_at(rows: &[Row], session: Date) -> Option<Row> {
    let known = rows.iter().filter(|row| row.known <= session);
    known.max_by_key(|row| (row.date, row.known)).copied()
}

/// `A`, held all the time, and the series `EPS` and `RATE`.
fn market(dates: &[Date], eps: &[Row], rate: &[Row]) -> Made {
    let prices: Vec<f64> = (0..dates.len()).map(|session| 100.0 + (session as f64).sin()).collect();
    let series = [("EPS", observations(eps)), ("RATE", observations(rate))];
    made_with(Manifest::new("made"), [("A", closes(dates, &prices))], series)
}

fn file(signals: &str) -> String {
    format!(
        "[data]\ndataset = \"made\"\nwarmup = false\n[assets]\na = \"A\"\n[series.eps]\nsymbol = \"EPS\"\nknown = \"known\"\n\
         [series.rate]\nsymbol = \"RATE\"\nknown = \"known\"\n[signals]\n{signals}\n[[rules]]\nhold = {{ a = 1 }}\n\
         [trade]\ndecide = \"daily\"\nfill = \"next-close\"\n"
    )
}

fn numbers(market: &Made, signals: &str, name: &str) -> Vec<Option<f64>> {
    let reading = |reading: &Reading| match reading {
        Reading::Number(value) => *value,
        Reading::Condition(_) => panic!("{name} is a condition"),
    };
    readings(&run_text(market, &file(signals)), name).iter().map(reading).collect()
}

fn row(date: &str, known: &str, value: f64) -> Row {
    Row { date: day(date), known: day(known), value }
}

#[test]
fn a_vintage_is_known_from_the_first_session_on_or_after_its_day() {
    let dates = crate::made::weekdays("2020-01-06", 15);
    let eps = [
        // Revised on a Saturday: known on Monday the 20th.
        row("2019-12-31", "2020-01-08", 1.0),
        row("2019-12-31", "2020-01-18", 2.0),
        // Older, first published after a newer one: never read. Nor are later vintages of what was replaced.
        row("2020-01-05", "2020-01-21", 9.0),
        row("2020-01-10", "2020-01-14", 3.0),
        row("2020-01-10", "2020-01-22", 4.0),
        row("2020-01-10", "2020-01-23", 5.0),
        row("2020-01-31", "2020-02-14", 8.0),
    ];
    let found = numbers(&market(&dates, &eps, &eps[..1]), "x = 'eps'", "x");
    let [none, one, three, four, five] = [None, Some(1.0), Some(3.0), Some(4.0), Some(5.0)];
    let expected = [none, none, one, one, one, one, three, three, three, three, three, three, four, five, five];
    assert_eq!(found, expected);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_newest_observation_in_its_newest_vintage(world in world(120), eps in rows()) {
        let market = market(&world.dates, &eps, &eps[..1]);
        let found = numbers(&market, "x = 'eps'", "x");
        let expected: Vec<Option<f64>> =
            world.dates.iter().map(|session| known_at(&eps, *session).map(|row| row.value)).collect();
        prop_assert_eq!(found, expected);
    }
}
