//! Which sessions decide.

use crate::made::{day, run_text, weekdays};
use chrono::{Datelike, Weekday};
use rotascope::data::{Calendar, Date, period};
use rotascope::sim::decision_sessions;
use rotascope::strategy::{Frame, Schedule};
use std::num::NonZero;

/// The sessions of the exchange as they came about.
fn sessions(first: &str, last: &str) -> Vec<Date> {
    let open = |day: &Date| Calendar::Nyse.schedules(*day) == Some(true) && Calendar::Nyse.closure(*day).is_none();
    day(first).iter_days().take_while(|date| *date <= day(last)).filter(open).collect()
}

fn nth(every: Frame, session: i32) -> Schedule {
    Schedule::Session { every, session: NonZero::new(session).expect("sessions count from 1") }
}

fn decided(schedule: Schedule, calendar: Calendar, sessions: &[Date]) -> Vec<Date> {
    decision_sessions(schedule, calendar, sessions).into_iter().map(|decision| sessions[decision]).collect()
}

#[track_caller]
fn nyse(schedule: Schedule, (first, last): (&str, &str), expected: &[&str]) {
    let found = decided(schedule, Calendar::Nyse, &sessions(first, last));
    assert_eq!(found, expected.iter().map(|text| day(text)).collect::<Vec<_>>(), "{schedule}");
}

/// The words and a spread of counted sessions and weekdays.
fn schedules() -> Vec<Schedule> {
    use Frame::{Monthly, Quarterly, Weekly};
    let counted = |every: Frame, most: i32| (-most..=most).filter(|n| *n != 0).map(move |n| nth(every, n));
    let weekdays = (0..7).map(|day| Schedule::Weekday(Weekday::try_from(day).expect("a day of the week")));
    let mut all: Vec<Schedule> = std::iter::once(Schedule::Daily).chain(weekdays).collect();
    all.extend(counted(Weekly, 6).chain(counted(Monthly, 5)).chain(counted(Quarterly, 2)));
    all.extend([nth(Monthly, 20), nth(Monthly, -18), nth(Monthly, -30), nth(Quarterly, 62), nth(Quarterly, -60)]);
    all
}

#[test]
fn counted_in_weeks_months_and_quarters() {
    let spring = ("2024-03-18", "2024-04-12");
    // 2024-03-29 was Good Friday.
    nyse(Schedule::last_of(Frame::Weekly), spring, &["2024-03-22", "2024-03-28", "2024-04-05", "2024-04-12"]);
    nyse(nth(Frame::Weekly, -2), spring, &["2024-03-21", "2024-03-27", "2024-04-04", "2024-04-11"]);
    nyse(nth(Frame::Weekly, 5), spring, &["2024-03-22", "2024-03-28", "2024-04-05", "2024-04-12"]);
    nyse(nth(Frame::Weekly, -5), spring, &["2024-03-18", "2024-03-25", "2024-04-01", "2024-04-08"]);
    // Before the first session, and after the last one, nothing is decided.
    nyse(nth(Frame::Monthly, 1), ("2024-01-03", "2024-04-12"), &["2024-02-01", "2024-03-01", "2024-04-01"]);
    nyse(nth(Frame::Monthly, -2), ("2024-01-02", "2024-03-27"), &["2024-01-30", "2024-02-28", "2024-03-27"]);
    nyse(nth(Frame::Monthly, 99), ("2024-02-05", "2024-03-27"), &["2024-02-29"]);
    nyse(nth(Frame::Monthly, -99), ("2024-02-05", "2024-03-27"), &["2024-03-01"]);
    nyse(Schedule::last_of(Frame::Quarterly), ("2024-01-02", "2024-09-29"), &["2024-03-28", "2024-06-28"]);
    nyse(nth(Frame::Quarterly, 2), ("2024-01-02", "2024-09-29"), &["2024-01-03", "2024-04-02", "2024-07-02"]);
}

#[test]
fn a_holiday_moves_a_weekday_to_the_next_session_or_the_weeks_last() {
    let on = Schedule::Weekday;
    // Juneteenth of 2024 was a Wednesday, Independence Day a Thursday, Good Friday a Friday.
    nyse(on(Weekday::Wed), ("2024-06-10", "2024-06-28"), &["2024-06-12", "2024-06-20", "2024-06-26"]);
    nyse(on(Weekday::Thu), ("2024-07-01", "2024-07-12"), &["2024-07-05", "2024-07-11"]);
    nyse(on(Weekday::Fri), ("2024-03-25", "2024-04-05"), &["2024-03-28", "2024-04-05"]);
    nyse(on(Weekday::Mon), ("2024-05-20", "2024-06-04"), &["2024-05-20", "2024-05-28", "2024-06-03"]);
    nyse(on(Weekday::Sun), ("2024-03-25", "2024-04-05"), &["2024-03-28", "2024-04-05"]);
}

#[test]
fn an_unscheduled_closure_moves_a_decision_to_the_next_session() {
    let attacks = ("2001-09-04", "2001-09-21");
    nyse(Schedule::Weekday(Weekday::Wed), attacks, &["2001-09-05", "2001-09-17", "2001-09-19"]);
    nyse(nth(Frame::Weekly, 2), attacks, &["2001-09-05", "2001-09-17", "2001-09-18"]);
    nyse(nth(Frame::Weekly, -2), attacks, &["2001-09-06", "2001-09-17", "2001-09-20"]);
    nyse(nth(Frame::Weekly, -5), attacks, &["2001-09-04", "2001-09-10", "2001-09-17"]);
    nyse(nth(Frame::Weekly, 6), ("2001-09-10", "2001-09-17"), &["2001-09-17"]);
    // Sandy closed the 29th and the 30th.
    for session in [-1, -2, -3] {
        nyse(nth(Frame::Monthly, session), ("2012-10-02", "2012-11-05"), &["2012-10-31"]);
    }
    nyse(nth(Frame::Monthly, -4), ("2012-10-02", "2012-11-05"), &["2012-10-26"]);
    // February is missing: its day and that of March fall on one session, which decides once.
    let gap = [sessions("2024-01-02", "2024-01-31"), sessions("2024-03-01", "2024-04-01")].concat();
    let found = decided(nth(Frame::Monthly, 1), Calendar::Nyse, &gap);
    assert_eq!(found, ["2024-01-02", "2024-03-01", "2024-04-01"].map(day));
}

/// 2004-06-11, a Friday, was closed by an announcement of that week. At the close of June 4 nobody could know that 17 sessions
/// were left of the month, not 18.
#[test]
fn a_closure_is_counted_from_when_it_was_known() {
    let june = ("2004-06-01", "2004-06-30");
    nyse(nth(Frame::Monthly, -18), june, &["2004-06-07"]);
    nyse(nth(Frame::Monthly, -13), june, &["2004-06-14"]);
    nyse(Schedule::last_of(Frame::Weekly), ("2004-06-07", "2004-06-18"), &["2004-06-10", "2004-06-18"]);
}

#[test]
fn no_later_session_changes_a_decision() {
    let Some(sessions) = spy() else { return };
    let near_closure = |cut: &usize| {
        let closures = Calendar::Nyse.closures().iter();
        closures.map(|closure| (sessions[*cut] - closure.day).num_days().abs()).min().is_some_and(|days| days < 12)
    };
    let cuts = (250..sessions.len() - 70).filter(|cut| cut % 17 == 0 || near_closure(cut));
    let mut compared = 0;
    for cut in cuts {
        let window = &sessions[cut - 250..cut + 70];
        for schedule in schedules() {
            let whole = decision_sessions(schedule, Calendar::Nyse, window);
            let before: Vec<usize> = whole.into_iter().filter(|decision| *decision <= 250).collect();
            let found = decision_sessions(schedule, Calendar::Nyse, &window[..=250]);
            assert_eq!(found, before, "{schedule}, cut after {}", sessions[cut]);
            assert!(!found.is_empty());
            compared += 1;
        }
    }
    assert!(compared > 10_000, "{compared}");
}

fn spy() -> Option<Vec<Date>> {
    let text = std::fs::read_to_string(crate::shared("data/yahoo-etfs/SPY.csv")?).expect("a readable file");
    Some(text.lines().filter_map(|line| line.get(..10)?.parse().ok()).collect())
}

/// The day of a whole period that decides.
type Pick = Box<dyn Fn(&[Date]) -> Date>;

/// Where nothing but yearly holidays closed the exchange, the schedule is what the data show.
#[test]
fn as_the_data_show_it() {
    let Some(sessions) = spy() else { return };
    let mut compared = 0;
    for schedule in schedules() {
        let (frame, pick): (Frame, Pick) = match schedule {
            Schedule::Daily => continue,
            Schedule::Session { every, session } => (
                every,
                Box::new(move |days| {
                    let n = session.unsigned_abs().get() as usize;
                    if session.get() > 0 { days[n.min(days.len()) - 1] } else { days[days.len() - n.min(days.len())] }
                }),
            ),
            Schedule::Weekday(weekday) => (
                Frame::Weekly,
                Box::new(move |days| {
                    let on = |day: &&Date| day.weekday().num_days_from_monday() >= weekday.num_days_from_monday();
                    *days.iter().find(on).unwrap_or(&days[days.len() - 1])
                }),
            ),
        };
        let same = |a: &Date, b: &Date| period(frame, *a) == period(frame, *b);
        let decided = decided(schedule, Calendar::Nyse, &sessions);
        let periods: Vec<&[Date]> = sessions.chunk_by(same).collect();
        let closed = |days: &[Date]| Calendar::Nyse.closures().iter().any(|closure| same(&closure.day, &days[0]));
        for days in periods[1..periods.len() - 1].iter().filter(|days| !closed(days)) {
            let found: Vec<&Date> = decided.iter().filter(|day| same(day, &days[0])).collect();
            let carried = closed(&[days[0].pred_opt().expect("a day before")]);
            assert!(found.contains(&&pick(days)), "{schedule}: {found:?}");
            assert!(carried || found.len() == 1, "{schedule}: {found:?}");
            compared += 1;
        }
    }
    assert!(compared > 20_000, "{compared}");
}

#[test]
fn the_last_session_is_the_one_at_which_the_bar_is_known() {
    let Some(sessions) = spy() else { return };
    for frame in [Frame::Weekly, Frame::Monthly, Frame::Quarterly] {
        let known = Calendar::Nyse.clock(frame, &sessions).known;
        let known: Vec<usize> = known.into_iter().map(|session| session as usize).collect();
        assert_eq!(decision_sessions(Schedule::last_of(frame), Calendar::Nyse, &sessions), known);
    }
}

#[test]
fn without_a_schedule_the_data_are_counted() {
    let days = ["2024-01-02", "2024-01-10", "2024-01-31", "2024-02-05", "2024-02-06", "2024-03-04"].map(day);
    let by_data = |schedule| {
        let found = decided(schedule, Calendar::Data, &days);
        found.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(by_data(nth(Frame::Monthly, 1)), ["2024-01-02", "2024-02-05", "2024-03-04"]);
    // March is still going: its third session may come.
    assert_eq!(by_data(nth(Frame::Monthly, 3)), ["2024-01-31", "2024-02-06"]);
    assert_eq!(by_data(nth(Frame::Monthly, -2)), ["2024-01-10", "2024-02-05"]);
    assert_eq!(by_data(Schedule::last_of(Frame::Quarterly)), Vec::<String>::new());
    assert_eq!(by_data(Schedule::Weekday(Weekday::Tue)), ["2024-01-02", "2024-01-10", "2024-01-31", "2024-02-06"]);
}

#[test]
fn a_file_decides_by_its_schedule() {
    let dates = weekdays("2024-01-01", 70);
    let dataset = super::two(&[10.0; 70], &[20.0; 70]);
    for (decide, expected) in [
        ("\"quarterly\"", vec!["2024-03-29"]),
        ("{ every = \"month\", session = 1 }", vec!["2024-01-01", "2024-02-01", "2024-03-01", "2024-04-01"]),
        ("{ every = \"month\", session = -2 }", vec!["2024-01-30", "2024-02-28", "2024-03-28"]),
        ("{ every = \"quarter\", session = 3 }", vec!["2024-01-03", "2024-04-03"]),
    ] {
        let run = run_text(&dataset, &super::file("{ A = 1.0 }", &format!("decide = {decide}")));
        let found: Vec<String> = run.decisions.iter().map(|(date, _)| date.to_string()).collect();
        assert_eq!(found, expected, "{decide}");
    }
    let run = run_text(&dataset, &super::file("{ A = 1.0 }", "decide = { weekday = \"wed\" }"));
    assert_eq!(run.decisions.len(), dates.iter().filter(|date| date.weekday() == Weekday::Wed).count());
    assert!(run.decisions.iter().all(|(date, _)| date.weekday() == Weekday::Wed));
}
