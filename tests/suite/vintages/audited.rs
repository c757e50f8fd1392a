//! Vintages and the look-ahead audit.

use super::*;
use crate::made::{checked, weekdays};
use rotascope::audit::{Kind, Replay, audit, choose, examine};
use rotascope::data::Calendar;
use rotascope::run::{History, run_over};
use rotascope::strategy::Lag;

/// Quarterly figures, published five weeks after the quarter, revised twice, the second time often with another sign.
fn earnings() -> Vec<Row> {
    let ends =
        (2018..2022).flat_map(|year| ["03-31", "06-30", "09-30", "12-31"].map(|end| day(&format!("{year}-{end}"))));
    let vintages = |(quarter, date): (usize, Date)| {
        let value = ((quarter * 7) % 5) as f64 - 2.0;
        let later = |days: i64| date + chrono::TimeDelta::days(days);
        let revised = if quarter % 3 == 0 { -value - 0.5 } else { value + 0.5 };
        [(36, value), (70, value + 0.1), (99, revised)].map(|(days, value)| Row { date, known: later(days), value })
    };
    ends.enumerate().flat_map(vintages).collect()
}

fn strategy_text(signals: &str, when: &str) -> String {
    format!(
        "[data]\ndataset = \"made\"\n[assets]\na = \"A\"\n[series.eps]\nsymbol = \"EPS\"\nknown = \"known\"\n\
         [signals]\n{signals}\n[[rules]]\nwhen = \"{when}\"\nhold = {{ a = 1 }}\n[[rules]]\nhold = {{}}\n\
         [trade]\ndecide = \"daily\"\n"
    )
}

pub(super) fn passes(signals: &str, when: &str) {
    let dates = weekdays("2019-01-02", 700);
    let market = market(&dates, &earnings(), &earnings()[..1]);
    let strategy = checked(&market, &strategy_text(signals, when), &[]);
    let found = audit(&strategy, &market, 60).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!((found.differences, found.unpublished), (vec![], vec![]), "{when}");
    assert!(found.cuts.iter().any(|cut| cut.kind == Kind::Change), "{when} never changes its mind");
}

#[test]
fn vintages_pass() {
    passes("", "eps > 0");
    passes("level = \"sma(eps, 20)\"", "level > prior(level, 10)");
}

#[test]
fn releases_pass() {
    passes("", "change(eps.release, 1) > 0");
    passes(
        "year = \"sma(eps.release, 4)\"",
        "year > prior(year, 1) or latch(eps.release > 1, a.close < sma(a.close, 50))",
    );
    passes("weeks = \"weekly(eps.release) - eps\"", "weeks > 0 or streak(eps.release > 0) >= 2");
}

/// The last vintage, read as if it had been known on its own date: while data are cut, the last vintage is another.
#[test]
fn the_last_vintage_on_its_own_date_fails() {
    let dates = weekdays("2019-01-02", 700);
    let market = market(&dates, &earnings(), &earnings()[..1]);
    let honest = checked(&market, &strategy_text("", "eps > 0"), &[]);
    let mut peeking = honest.clone();
    peeking.series[0].lag = Lag::Days(0);
    let history = History::load(&honest, &market).unwrap();
    for (strategy, peeks) in [(&honest, false), (&peeking, true)] {
        let replay = |history: History| run_over(strategy, &market, history).map(|run| Replay::of(&run));
        let full = replay(history.clone()).unwrap();
        let cuts = choose(Calendar::Weekdays, &full, 60);
        let found = examine(&full, &cuts, |cut| replay(history.until(cut.date)));
        assert_eq!(!found.is_empty(), peeks, "{found:?}");
    }
}

#[test]
fn a_history_that_is_cut_holds_nothing_published_later() {
    let dates = weekdays("2019-01-02", 300);
    let market = market(&dates, &earnings(), &earnings()[..1]);
    let history = History::load(&checked(&market, &strategy_text("", "eps > 0"), &[]), &market).unwrap();
    for cut in [dates[0], dates[100], dates[101], dates[299]] {
        let series = &history.until(cut).series[0];
        let expected: Vec<Row> = earnings().into_iter().filter(|row| row.known <= cut).collect();
        assert_eq!(*series, observations(&expected), "{cut}");
    }
}
