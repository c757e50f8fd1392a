//! `eps.release`: one bar a release.

use super::*;
use crate::made::{checked, weekdays};
use rotascope::data::{Calendar, Clock};
use rotascope::run::run;
use rotascope::strategy::Frame;

type Numbers = Vec<Option<f64>>;

/// The session and the value of each release: at every session the dates published by then that are later than any before, each
/// in its newest vintage published by then.
fn releases(rows: &[Row], dates: &[Date]) -> Vec<(usize, f64)> {
    let mut released = Vec::new();
    let mut before: Option<Date> = None;
    for (session, today) in dates.iter().enumerate() {
        let mut vintages: BTreeMap<Date, (Date, f64)> = BTreeMap::new();
        for row in rows.iter().filter(|row| row.known <= *today && before.is_none_or(|before| row.date > before)) {
            let newest = vintages.entry(row.date).or_insert((row.known, row.value));
            if newest.0 <= row.known {
                *newest = (row.known, row.value);
            }
        }
        released.extend(vintages.values().map(|(_, value)| (session, *value)));
        before = vintages.keys().next_back().copied().or(before);
    }
    released
}

/// A value of each release, read at each session: that of the last one known.
fn carried<T: Copy>(released: &[(usize, f64)], values: &[Option<T>], sessions: usize) -> Vec<Option<T>> {
    let at = |session: usize| released.iter().rposition(|(known, _)| *known <= session);
    (0..sessions).map(|session| at(session).and_then(|bar| values[bar])).collect()
}

/// Whether `values` is true of the last of the releases that become known at each session.
fn pulses(released: &[(usize, f64)], values: &[Option<bool>], sessions: usize) -> Vec<bool> {
    let at = |session: usize| released.iter().rposition(|(known, _)| *known == session);
    (0..sessions).map(|session| at(session).is_some_and(|bar| values[bar] == Some(true))).collect()
}

/// What `of` says of the last `n` releases.
fn windows(released: &[(usize, f64)], n: usize, of: impl Fn(&[f64]) -> f64) -> Numbers {
    let values: Vec<f64> = released.iter().map(|(_, value)| *value).collect();
    let at = |bar: usize| (bar + 1 >= n).then(|| of(&values[bar + 1 - n..=bar]));
    (0..values.len()).map(at).collect()
}

fn weeks(dates: &[Date]) -> Clock {
    Clock::new(Calendar::Weekdays, Frame::Weekly, dates)
}

/// A daily value at the end of each week, read at each session.
fn weekly<T: Copy>(daily: &[Option<T>], weeks: &Clock) -> Vec<Option<T>> {
    let at = |session: usize| weeks.known.iter().rposition(|known| *known as usize <= session);
    (0..daily.len()).map(|session| at(session).and_then(|week| daily[weeks.last[week] as usize])).collect()
}

fn zip<A: Copy, B: Copy, C>(a: &[Option<A>], b: &[Option<B>], f: impl Fn(A, B) -> C) -> Vec<Option<C>> {
    a.iter().zip(b).map(|(a, b)| Some(f((*a)?, (*b)?))).collect()
}

fn latch(on: &[bool], off: &[bool]) -> Numbers {
    let mut held = false;
    let state = |(on, off): (&bool, &bool)| {
        held = !off && (*on || held);
        Some(f64::from(u8::from(held)))
    };
    on.iter().zip(off).map(state).collect()
}

#[test]
fn a_bar_is_a_newer_date_with_the_value_first_known() {
    let dates = weekdays("2020-01-06", 12);
    let eps = [
        row("2019-06-30", "2019-08-01", 7.0),
        row("2019-09-30", "2019-11-01", 8.0),
        // Revised before the first session: that is how it is known there.
        row("2019-09-30", "2019-12-01", 9.0),
        row("2019-12-31", "2020-01-08", 1.0),
        row("2019-12-31", "2020-01-10", 2.0),
        // First published after a newer one: no bar.
        row("2020-01-02", "2020-01-15", 6.0),
        // Two on one day, by date; the first in the vintage of that very day.
        row("2020-01-11", "2020-01-11", 3.0),
        row("2020-01-11", "2020-01-13", 4.0),
        row("2020-01-12", "2020-01-13", 5.0),
        row("2020-01-12", "2020-01-16", 5.5),
    ];
    let market = market(&dates, &eps, &eps[..1]);
    let read = |text: &str| numbers(&market, &format!("x = \"{text}\""), "x");
    let at = |bars: [f64; 12]| bars.map(|value| (!value.is_nan()).then_some(value)).to_vec();
    const NONE: f64 = f64::NAN;
    assert_eq!(read("eps"), at([9.0, 9.0, 1.0, 1.0, 2.0, 5.0, 5.0, 5.0, 5.5, 5.5, 5.5, 5.5]));
    assert_eq!(read("eps.release"), at([9.0, 9.0, 1.0, 1.0, 1.0, 5.0, 5.0, 5.0, 5.0, 5.0, 5.0, 5.0]));
    assert_eq!(read("prior(eps.release)"), at([7.0, 7.0, 9.0, 9.0, 9.0, 4.0, 4.0, 4.0, 4.0, 4.0, 4.0, 4.0]));
    assert_eq!(read("prior(eps.release, 2)"), at([NONE, NONE, 7.0, 7.0, 7.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0]));
    assert_eq!(
        read("sum(eps.release, 4)"),
        at([NONE, NONE, NONE, NONE, NONE, 19.0, 19.0, 19.0, 19.0, 19.0, 19.0, 19.0])
    );
    assert_eq!(
        read("streak(change(eps.release, 1) > 0)"),
        at([1.0, 1.0, 0.0, 0.0, 0.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0])
    );
    assert_eq!(read("eps.release / prior(eps.release, 3) - 1"), read("momentum(eps.release, 3)"));
    // 2020-01-10 is the week's Friday.
    assert_eq!(
        read("weekly(eps.release)")[3..6],
        at([NONE, NONE, NONE, NONE, 1.0, 1.0, 1.0, 1.0, 1.0, 5.0, 5.0, 5.0])[3..6]
    );
}

#[test]
fn a_lagged_series_has_releases_too() {
    let dates = weekdays("2020-01-06", 8);
    let rate = Observations {
        dates: [day("2020-01-03"), day("2020-01-07"), day("2020-01-08"), day("2020-01-09")].to_vec(),
        values: vec![1.0, 2.0, 2.0, 4.0],
        known: None,
    };
    let market = made_with(Manifest::new("made"), [("A", closes(&dates, &[1.0; 8]))], [("RATE", rate)]);
    let text = "[data]\ndataset = \"made\"\nwarmup = false\n[series.rate]\nsymbol = \"RATE\"\nlag = \"1 session\"\n[signals]\n\
                x = \"change(rate.release, 2)\"\n[[rules]]\nhold = { A = 1 }\n";
    let changes: Vec<Reading> = readings(&run_text(&market, text), "x").to_vec();
    let expected = [None, None, None, Some(1.0), Some(2.0), Some(2.0), Some(2.0), Some(2.0)];
    assert_eq!(changes, expected.map(Reading::Number));
}

#[test]
fn a_run_awaits_the_releases_of_its_windows() {
    let dates = weekdays("2020-01-06", 60);
    let eps: Vec<Row> = (0..6)
        .map(|quarter| Row {
            date: day("2019-12-01") + chrono::TimeDelta::days(10 * quarter),
            known: day("2019-12-20") + chrono::TimeDelta::days(10 * quarter),
            value: quarter as f64,
        })
        .collect();
    let market = market(&dates, &eps, &eps[3..]);
    // Two are known before the first session, the others on the 9th, 19th and 29th of January and the 8th of February.
    let starts = |when: &str| {
        let text = file("")
            .replace("warmup = false\n", "")
            .replace("[[rules]]\n", &format!("[[rules]]\nwhen = \"{when}\"\nhold = {{ a = 0.5 }}\n[[rules]]\n"));
        run(&checked(&market, &text, &[]), &market).map(|run| run.dates[0]).map_err(|error| error.to_string())
    };
    assert_eq!(starts("eps.release > 0"), Ok(dates[0]));
    assert_eq!(starts("sma(eps.release, 2) > 0"), Ok(dates[0]));
    assert_eq!(starts("sma(eps.release, 3) > 0"), Ok(day("2020-01-09")));
    assert_eq!(starts("change(eps.release, 3) > 0"), Ok(day("2020-01-20")));
    assert_eq!(starts("a.weekly.close > sma(eps.release, 4)"), Ok(day("2020-01-24")));
    assert_eq!(starts("latch(sma(eps.release, 6) > 0, a.close < 0)"), Ok(day("2020-02-10")));
    assert_eq!(starts("rate.release > -1"), Ok(day("2020-01-20")));
    assert_eq!(starts("change(rate.release, 1) > 0"), Ok(day("2020-01-29")));
    assert_eq!(starts("change(rate.release, 1) > 0 and eps.release > rate"), Ok(day("2020-01-29")));
    let short = starts("sma(eps.release, 7) > 0").expect_err("there are six");
    assert!(short.contains("never has all its bars"), "{short}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn windows_count_releases_and_frames_mix(world in world(120), eps in rows(), rate in rows(), n in 1..5_usize) {
        let dates = &world.dates;
        let sessions = dates.len();
        let (of_eps, of_rate) = (releases(&eps, dates), releases(&rate, dates));
        let weeks = weeks(dates);
        let close: Numbers = (0..sessions).map(|session| Some(100.0 + (session as f64).sin())).collect();
        let daily = |values: &Numbers| carried(&of_eps, values, sessions);
        let own = windows(&of_eps, 1, |window| window[0]);
        let released = daily(&own);
        let rates = carried(&of_rate, &windows(&of_rate, 1, |window| window[0]), sessions);
        let before = windows(&of_eps, n + 1, |window| window[0]);
        let changes = windows(&of_eps, n + 1, |window| window[n] - window[0]);
        let rising: Vec<Option<bool>> = changes.iter().map(|change| change.map(|change| change > 0.0)).collect();
        let positive: Vec<Option<bool>> = own.iter().map(|value| value.map(|value| value > 0.0)).collect();
        let mut run_of = 0.0;
        let streak: Numbers = rising
            .iter()
            .map(|rising| {
                run_of = if *rising == Some(true) { run_of + 1.0 } else { 0.0 };
                Some(run_of)
            })
            .collect();
        let falls: Vec<bool> = (0..sessions).map(|session| session > 0 && close[session] < close[session - 1]).collect();
        let week_close = weekly(&close, &weeks);
        let week_release = weekly(&released, &weeks);
        // In a weekly latch a release counts in the week in which it becomes known.
        let on_weeks: Vec<bool> = {
            let pulses = pulses(&of_eps, &positive, sessions);
            let starts = |week: usize| if week == 0 { 0 } else { weeks.last[week - 1] as usize + 1 };
            (0..weeks.last.len()).map(|week| pulses[starts(week)..=weeks.last[week] as usize].contains(&true)).collect()
        };
        let off_weeks: Vec<bool> = (0..weeks.last.len())
            .map(|week| week > 0 && close[weeks.last[week] as usize] < close[weeks.last[week - 1] as usize])
            .collect();
        let week_latch = latch(&on_weeks, &off_weeks);
        let week_latch: Numbers = (0..sessions)
            .map(|session| {
                let known = weeks.known.iter().rposition(|known| *known as usize <= session);
                known.and_then(|week| week_latch[week])
            })
            .collect();
        let as_number = |x: bool| f64::from(u8::from(x));
        let expectations: Vec<(String, Numbers)> = vec![
            ("eps.release".to_owned(), released.clone()),
            (format!("sma(eps.release, {n})"), daily(&windows(&of_eps, n, |w| w.iter().sum::<f64>() / n as f64))),
            (format!("sma(eps.release * {n}, {n})"), daily(&windows(&of_eps, n, |w| w.iter().map(|x| x * n as f64).sum::<f64>() / n as f64))),
            (format!("highest(eps.release, {n})"), daily(&windows(&of_eps, n, |w| w.iter().copied().fold(f64::MIN, f64::max)))),
            (format!("prior(eps.release, {n})"), daily(&before)),
            (format!("change(eps.release, {n})"), daily(&changes)),
            (format!("momentum(eps.release + 20, {n})"), daily(&windows(&of_eps, n + 1, |w| (w[n] + 20.0) / (w[0] + 20.0) - 1.0))),
            (format!("streak(change(eps.release, {n}) > 0)"), daily(&streak)),
            // The finer frame rules.
            ("a.close - eps.release".to_owned(), zip(&close, &released, |close, eps| close - eps)),
            (format!("prior(a.close - eps.release, {n})"), {
                let spread = zip(&close, &released, |close, eps| close - eps);
                (0..sessions).map(|session| session.checked_sub(n).and_then(|before| spread[before])).collect()
            }),
            ("a.weekly.close * eps.release".to_owned(), zip(&week_close, &week_release, |close, eps| close * eps)),
            ("weekly(eps.release)".to_owned(), week_release.clone()),
            (format!("weekly(prior(eps.release, {n}))"), weekly(&daily(&before), &weeks)),
            // Releases of two series meet daily.
            ("eps.release - rate.release".to_owned(), zip(&released, &rates, |eps, rate| eps - rate)),
            (format!("prior(max(eps.release, rate.release), {n})"), {
                let higher = zip(&released, &rates, f64::max);
                (0..sessions).map(|session| session.checked_sub(n).and_then(|before| higher[before])).collect()
            }),
            ("month() + eps.release".to_owned(), {
                let months: Numbers = dates.iter().map(|date| Some(f64::from(chrono::Datelike::month(date)))).collect();
                zip(&months, &released, |month, eps| month + eps)
            }),
            (format!("if(latch(change(eps.release, {n}) > 0, a.close < prior(a.close)), 1, 0)"), {
                latch(&pulses(&of_eps, &rising, sessions), &falls)
            }),
            (format!("if(latch(a.close < prior(a.close), change(eps.release, {n}) > 0), 1, 0)"), {
                latch(&falls, &pulses(&of_eps, &rising, sessions))
            }),
            ("if(latch(eps.release > 0, a.weekly.close < prior(a.weekly.close)), 1, 0)".to_owned(), week_latch),
            ("if(eps.release > rate.release, 1, 0)".to_owned(), zip(&released, &rates, |eps, rate| as_number(eps > rate))),
        ];
        let lines: String =
            expectations.iter().enumerate().map(|(index, (text, _))| format!("s{index} = \"{text}\"\n")).collect();
        let run = run_text(&market(dates, &eps, &rate), &file(&lines));
        for (index, (text, expected)) in expectations.iter().enumerate() {
            for (session, reading) in readings(&run, &format!("s{index}")).iter().enumerate() {
                let agrees = match (reading, expected[session]) {
                    (Reading::Number(Some(found)), Some(expected)) => (found - expected).abs() < 1e-9,
                    (Reading::Number(None), None) => true,
                    _ => false,
                };
                prop_assert!(agrees, "{text} at {session} is {reading:?}, expected {:?}; {of_eps:?}", expected[session]);
            }
        }
    }
}
