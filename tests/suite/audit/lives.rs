//! Assets that miss bars, end early or are marked as delisted: where a cut history sees less of a life than the full one.

use crate::made::{checked, closes, day, made, made_with, weekdays};
use rotascope::audit::{Cut, Replay, audit, examine};
use rotascope::data::{Bars, Calendar, Date, Manifest, Observations};
use rotascope::run::{History, run, run_over};

const TEXT: &str = r#"
[data]
dataset = "made"
warmup = false
[[rules]]
when = "A.close > sma(A.close, 5)"
hold = { B = 0.5, A = 0.5 }
[[rules]]
hold = { B = 1.0 }
[trade]
decide = "daily"
commission = "5 bp"
"#;

/// Closes that swing, on the days that `kept` keeps by their place.
fn swinging(days: &[Date], period: f64, kept: impl Fn(usize) -> bool) -> Bars {
    let kept: Vec<(Date, f64)> = days
        .iter()
        .enumerate()
        .filter(|(place, _)| kept(*place))
        .map(|(place, date)| (*date, 100.0 + 10.0 * (place as f64 / period).sin()))
        .collect();
    let (dates, values): (Vec<Date>, Vec<f64>) = kept.into_iter().unzip();
    closes(&dates, &values)
}

/// Audits every session of 200 of which B has those that `kept` keeps; returns the cuts that are compared in part.
fn partly(kept: impl Fn(usize) -> bool, delisted: bool) -> Vec<Cut> {
    let days = weekdays("2020-01-06", 200);
    let made = made([("A", swinging(&days, 3.0, |_| true)), ("B", swinging(&days, 7.0, kept))]);
    let mut dataset = (*made).clone();
    dataset.manifest.symbols.get_mut("B").expect("B is there").delisted = delisted;
    let strategy = checked(&dataset, TEXT, &[]);
    let found = audit(&strategy, &dataset, 1000).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(found.differences, []);
    let sessions = run(&strategy, &dataset).expect("it runs").dates;
    assert_eq!(found.cuts.len(), sessions.len() - 1, "every session but the last");
    found.cuts.into_iter().filter(|cut| cut.through < cut.date).collect()
}

#[test]
fn a_missing_bar_at_the_cut_is_compared_up_to_the_last_one() {
    assert_eq!(partly(|_| true, false), []);
    let days = weekdays("2020-01-06", 200);
    let dates = |cuts: Vec<Cut>| -> Vec<(Date, Date)> { cuts.iter().map(|cut| (cut.date, cut.through)).collect() };
    let holes = |place: usize| !(50..53).contains(&place) && place != 120;
    let expected = [50, 51, 52, 120].map(|place| (days[place], days[if place == 120 { 119 } else { 49 }]));
    assert_eq!(dates(partly(holes, false)), expected);
    // A mark that the data are complete is about their end, not about any bar that is missing before.
    assert_eq!(dates(partly(holes, true)), expected);
    // So long a gap would be the end of its life, if nothing came after it.
    let gap = |place: usize| !(50..80).contains(&place);
    let expected: Vec<_> = (50..80).map(|place| (days[place], days[49])).collect();
    assert_eq!(dates(partly(gap, false)), expected);
}

#[test]
fn the_end_of_a_life_is_no_look_ahead() {
    let days = weekdays("2020-01-06", 200);
    // For ten sessions nobody can tell an end from a late download; then all histories agree that it has ended.
    let early = partly(|place| place < 100, false);
    let expected: Vec<Date> = days[100..110].to_vec();
    assert_eq!(early.iter().map(|cut| cut.date).collect::<Vec<_>>(), expected);
    assert!(early.iter().all(|cut| cut.through == days[99]));
    assert_eq!(partly(|place| place < 100, true), [], "a mark says so at once");
    // A late download ends the run.
    assert_eq!(partly(|place| place < 195, false), []);
}

/// What a sleeve picks depends on whose life has ended, and a signal that reads its worth on that.
#[test]
fn the_end_of_a_life_in_a_sleeve_that_is_only_read() {
    let days = weekdays("2020-01-06", 200);
    let (a, c) = (swinging(&days, 3.0, |_| true), swinging(&days, 5.0, |_| true));
    let made = made([("A", a), ("B", swinging(&days, 7.0, |place| place < 100)), ("C", c)]);
    let text = "[data]\ndataset = \"made\"\nwarmup = false\n[sleeves.v]\nfrom = [\"B\", \"C\"]\ntop = 1\n\
                [signals]\nworth = \"v.close\"\n[[rules]]\nwhen = \"worth > prior(worth)\"\nhold = { A = 1.0 }\n";
    let found = audit(&checked(&made, text, &[]), &made, 1000).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(found.differences, []);
    let partly: Vec<Date> = found.cuts.iter().filter(|cut| cut.through < cut.date).map(|cut| cut.date).collect();
    assert_eq!(partly, days[100..110]);
}

#[test]
fn without_that_limit_a_missing_bar_would_look_like_look_ahead() {
    let days = weekdays("2020-01-06", 200);
    let made = made([("A", swinging(&days, 3.0, |_| true)), ("B", swinging(&days, 7.0, |place| place != 120))]);
    let strategy = checked(&made, TEXT, &[]);
    let history = History::load(&strategy, &made).expect("it can be read");
    let full = Replay::of(&run(&strategy, &made).expect("it runs"));
    let cuts = rotascope::audit::choose(made.manifest.calendar, &full, 1000);
    let replay = |cut: &Cut| run_over(&strategy, &made, history.until(cut.date)).map(|run| Replay::of(&run));
    let found = examine(&full, &cuts, replay);
    assert_eq!(found.iter().map(|one| one.date).collect::<Vec<_>>(), [days[120]]);
}

/// So long ago that the lag has passed before the data begin, whoever counts the sessions between.
#[test]
fn an_old_observation_is_known_under_any_calendar() {
    let days = weekdays("2020-01-06", 60);
    let rate = Observations { dates: vec![day("2019-10-01"), day("2020-02-03")], values: vec![1.0, 2.0], known: None };
    let made = made_with(Manifest::new("made"), [("A", swinging(&days, 3.0, |_| true))], [("RATE", rate)]);
    let text = "[data]\ndataset = \"made\"\nwarmup = false\n[series.rate]\nsymbol = \"RATE\"\nlag = \"3 sessions\"\n\
                [signals]\nread = \"rate\"\n[[rules]]\nhold = { A = 1 }\n";
    for calendar in [Calendar::Weekdays, Calendar::Data] {
        let mut dataset = (*made).clone();
        dataset.manifest.calendar = calendar;
        let found = audit(&checked(&made, text, &[]), &dataset, 100).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!((found.differences, found.unpublished), (vec![], vec![]), "{calendar:?}");
    }
}
