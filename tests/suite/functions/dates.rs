//! What the calendar says of a session.

use super::{bars, dataset, numbers, values};
use crate::made::{day, weekdays};
use chrono::Datelike;
use rotascope::data::{Calendar, Date};

fn at(calendar: Calendar, dates: &[Date], expressions: &[&str]) -> Vec<Vec<f64>> {
    let close = vec![1.0; dates.len()];
    let (dataset, _folder) = dataset(calendar, vec![("P", bars(dates, [&close; 4]))]);
    values(&dataset, "", expressions).iter().map(|readings| numbers(readings)).collect()
}

#[test]
fn parts_of_the_date() {
    let dates = weekdays("2019-12-20", 60);
    let found = at(Calendar::Weekdays, &dates, &["weekday()", "day_of_month()", "month()", "year()"]);
    for (index, date) in dates.iter().enumerate() {
        let expected = [date.weekday().num_days_from_monday() + 1, date.day(), date.month(), date.year() as u32];
        assert_eq!([0, 1, 2, 3].map(|part: usize| found[part][index]), expected.map(f64::from), "{date}");
    }
}

/// The sessions of the exchange between two days.
fn sessions(from: &str, to: &str) -> Vec<Date> {
    let open = |date: &Date| Calendar::Nyse.schedules(*date) == Some(true) && Calendar::Nyse.closure(*date).is_none();
    day(from).iter_days().take_while(|date| *date <= day(to)).filter(open).collect()
}

fn left(dates: &[Date], on: &str) -> f64 {
    let place = dates.iter().position(|date| *date == day(on)).unwrap_or_else(|| panic!("{on} is no session"));
    at(Calendar::Nyse, dates, &["sessions_left_in_month()"])[0][place]
}

#[test]
fn sessions_left_without_a_closure() {
    let dates = sessions("2023-11-01", "2024-03-28");
    let found = &at(Calendar::Nyse, &dates, &["sessions_left_in_month()"])[0];
    for (index, date) in dates.iter().enumerate() {
        let later =
            dates[index + 1..].iter().filter(|later| (later.year(), later.month()) == (date.year(), date.month()));
        assert_eq!(found[index], later.count() as f64, "{date}");
    }
    // The data end before Good Friday, the month's last weekday: nothing is left, and nobody has to see April.
    assert_eq!(found[dates.len() - 1], 0.0);
}

#[test]
fn an_announced_closure_counts_until_the_session_before_it() {
    // 2018-12-05, announced on the first of the month, a Saturday.
    let dates = sessions("2018-11-26", "2019-01-10");
    assert_eq!(left(&dates, "2018-11-30"), 0.0);
    assert_eq!(left(&dates, "2018-12-03"), 19.0, "18 sessions, and the 5th, whose closure may not be known yet");
    assert_eq!(left(&dates, "2018-12-04"), 17.0);
    assert_eq!(left(&dates, "2018-12-06"), 16.0);
}

#[test]
fn a_sudden_closure_counts_as_a_session() {
    let dates = sessions("2001-08-20", "2001-10-05");
    assert_eq!(left(&dates, "2001-09-10"), 14.0);
    assert_eq!(left(&dates, "2001-09-17"), 9.0);
}

/// What comes later changes nothing.
#[test]
fn the_future_is_not_read() {
    let dates = sessions("2004-05-20", "2004-07-10");
    let whole = &at(Calendar::Nyse, &dates, &["sessions_left_in_month()"])[0];
    for end in 3..=dates.len() {
        let cut = &at(Calendar::Nyse, &dates[..end], &["sessions_left_in_month()"])[0];
        assert_eq!(cut[..], whole[..end]);
    }
}

#[test]
fn a_calendar_without_a_schedule_cannot_say() {
    let dates = weekdays("2024-01-01", 30);
    let found = at(Calendar::Data, &dates, &["sessions_left_in_month()"]);
    assert!(found[0].iter().all(|value| value.is_nan()));
}
