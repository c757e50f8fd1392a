//! The calendar against the sessions of real data.

use chrono::{Datelike, NaiveDate as Date, Weekday};
use rotascope::data::Calendar;
use rotascope::strategy::Frame;
use std::collections::BTreeMap;

mod clock;

const SPY: &str = "data/yahoo-etfs/SPY.csv";
const FRENCH: &str = "data/french/F-F_Research_Data_Factors_daily.csv";
const COARSE: [Frame; 4] = [Frame::Weekly, Frame::Monthly, Frame::Quarterly, Frame::Yearly];

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// The days that start a line of the file.
fn sessions(path: &str) -> Option<Vec<Date>> {
    let text = std::fs::read_to_string(crate::shared(path)?).unwrap();
    let days: Vec<Date> = text.lines().filter_map(|line| line.get(..10)?.parse().ok()).collect();
    assert!(days.is_sorted_by(|a, b| a < b), "{path} is not in order");
    Some(days)
}

fn days(first: Date, last: Date) -> impl Iterator<Item = Date> {
    first.iter_days().take_while(move |&day| day <= last)
}

fn days_of(year: i32) -> impl Iterator<Item = Date> {
    days(Date::from_ymd_opt(year, 1, 1).unwrap(), Date::from_ymd_opt(year, 12, 31).unwrap())
}

fn unscheduled_closures(calendar: Calendar, first: Date, last: Date) -> Vec<(String, &'static str)> {
    let closures = calendar.closures().iter().filter(|closure| !closure.announced);
    closures
        .filter(|closure| first <= closure.day && closure.day <= last)
        .map(|closure| (closure.day.to_string(), closure.name))
        .collect()
}

/// Scheduled days without a bar (with the name that the calendar has for each), and bars on unscheduled days.
fn differences(sessions: &[Date]) -> (Vec<(String, &'static str)>, Vec<Date>) {
    let nyse = Calendar::Nyse;
    let mut missing = Vec::new();
    let mut surplus = Vec::new();
    for day in days(sessions[0], sessions[sessions.len() - 1]) {
        match (nyse.schedules(day).unwrap(), sessions.binary_search(&day).is_ok()) {
            (true, false) => {
                missing.push((day.to_string(), nyse.closure(day).map_or("without a name", |closure| closure.name)))
            }
            (false, true) => surplus.push(day),
            _ => {}
        }
    }
    (missing, surplus)
}

#[test]
fn spy_differs_by_named_closures_only() {
    let Some(sessions) = sessions(SPY) else { return };
    assert_eq!((sessions[0], sessions.len()), (day("1993-01-29"), 8222));
    let (missing, surplus) = differences(&sessions);
    let expected = [
        ("2001-09-11", "attacks of 11 September"),
        ("2001-09-12", "attacks of 11 September"),
        ("2001-09-13", "attacks of 11 September"),
        ("2001-09-14", "attacks of 11 September"),
        ("2012-10-29", "hurricane Sandy"),
        ("2012-10-30", "hurricane Sandy"),
    ];
    assert_eq!(missing, expected.map(|(day, name)| (day.to_string(), name)));
    assert_eq!(surplus, []);
}

#[test]
fn french_differs_by_named_closures_only() {
    let Some(sessions) = sessions(FRENCH) else { return };
    let since = sessions.partition_point(|&session| session < day("1950-01-01"));
    let (before, sessions) = sessions.split_at(since);
    assert_eq!((sessions[0], sessions[sessions.len() - 1]), (day("1950-01-03"), day("2026-04-30")));

    let (missing, surplus) = differences(sessions);
    let table = unscheduled_closures(Calendar::Nyse, sessions[0], sessions[sessions.len() - 1]);
    assert_eq!(missing, table);
    let names: Vec<&str> = missing.iter().map(|(_, name)| *name).collect();
    assert_eq!(
        names,
        [
            "funeral of President Kennedy",
            "day of mourning for Martin Luther King",
            "snowstorm",
            "funeral of President Eisenhower",
            "day of participation in the moon landing",
            "funeral of President Truman",
            "funeral of President Johnson",
            "New York blackout",
            "hurricane Gloria",
            "attacks of 11 September",
            "attacks of 11 September",
            "attacks of 11 September",
            "attacks of 11 September",
            "hurricane Sandy",
            "hurricane Sandy",
        ]
    );
    assert_eq!(surplus, []);

    // Before 1950 no holiday is claimed, so nothing can have traded off the schedule.
    assert_eq!((before[0], differences(before).1), (day("1926-07-01"), vec![]));
}

/// Weekdays without trading since 1950, and whole Saturdays while they traded: how often each name explains one. The
/// counts come from the years in which each was kept, less the weekends it was lost to.
#[test]
fn every_day_off_has_a_name() {
    let Some(sessions) = sessions(FRENCH) else { return };
    let nyse = Calendar::Nyse;
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for day in days(day("1950-01-01"), day("2026-04-30")) {
        let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        if weekend || sessions.binary_search(&day).is_ok() {
            continue;
        }
        let closure = nyse.closure(day).map(|closure| closure.name);
        let name = nyse.holiday(day).or(closure);
        *counts.entry(name.unwrap_or_else(|| panic!("{day} has no name"))).or_default() += 1;
    }
    let count = |name| counts.get(name).copied().unwrap_or(0);
    // 77 years, less the Saturdays of 1955, 1966, 1972, 1977, 1983, 1994, 2000, 2005, 2011 and 2022.
    assert_eq!(count("New Year's Day"), 67);
    assert_eq!(count("Good Friday"), 77);
    // 76 years; lost Saturdays: 1953.
    assert_eq!(count("Independence Day"), 75);
    assert_eq!(count("Christmas Day"), 76);
    assert_eq!(count("Labor Day"), 76);
    assert_eq!(count("Thanksgiving Day"), 76);
    // Lost Saturdays: 1953, 1959 and, at the month's end, 1970.
    assert_eq!(count("Memorial Day"), 73);
    // 77 years; a lost Saturday: 1958.
    assert_eq!(count("Washington's Birthday"), 76);
    assert_eq!(count("Martin Luther King Day"), 29);
    assert_eq!(count("Juneteenth"), 4);
    assert_eq!(count("Election Day"), 19 + 3);
    assert_eq!(count("Lincoln's Birthday"), 4);
    assert_eq!(count("Columbus Day"), 4);
    // 1950's was a Saturday.
    assert_eq!(count("Veterans Day"), 3);
    assert_eq!(count("paperwork crisis"), 23);
}

#[test]
fn rules_changed_with_the_years() {
    let nyse = Calendar::Nyse;
    let holidays = [
        // A Sunday's holiday is Monday's.
        ("1950-01-02", Some("New Year's Day")),
        ("2022-06-20", Some("Juneteenth")),
        ("2021-07-05", Some("Independence Day")),
        // A Saturday's holiday: on Saturday while it traded, then lost, then Friday's.
        ("1950-11-11", Some("Veterans Day")),
        ("1950-11-10", None),
        ("1953-07-03", None),
        ("1954-12-24", Some("Christmas Day")),
        ("1958-02-21", None),
        ("1964-02-21", Some("Washington's Birthday")),
        ("1964-05-29", Some("Memorial Day")),
        ("1970-05-29", None),
        ("1999-12-24", Some("Christmas Day")),
        // New Year's Day never moves to the year before.
        ("1954-12-31", None),
        ("2010-12-31", None),
        ("2021-12-31", None),
        // Moved, retired and new.
        ("1970-02-23", Some("Washington's Birthday")),
        ("1971-02-15", Some("Washington's Birthday")),
        ("1971-02-22", None),
        ("1971-05-31", Some("Memorial Day")),
        ("1953-10-12", Some("Columbus Day")),
        ("1954-10-12", None),
        ("1968-11-05", Some("Election Day")),
        ("1969-11-04", None),
        ("1980-11-04", Some("Election Day")),
        ("1984-11-06", None),
        ("1997-01-20", None),
        ("1998-01-19", Some("Martin Luther King Day")),
        ("2021-06-18", None),
    ];
    for (text, name) in holidays {
        assert_eq!(nyse.holiday(day(text)), name, "{text}");
        assert_eq!(nyse.schedules(day(text)), Some(name.is_none()), "{text}");
    }
    let saturdays = [
        ("1950-05-27", true),
        ("1950-06-03", false),
        ("1950-09-30", false),
        ("1950-10-07", true),
        ("1950-12-23", false),
        ("1951-12-22", true),
        ("1952-05-24", true),
        ("1952-05-31", false),
        ("1952-10-04", false),
        ("2024-03-30", false),
    ];
    for (text, scheduled) in saturdays {
        assert_eq!(nyse.schedules(day(text)), Some(scheduled), "{text}");
    }
}

#[test]
fn good_friday_is_two_days_before_easter() {
    // Both ends of its range, and the years that simpler formulas get wrong (1954, 1981, 2049, 2076).
    for text in [
        "1954-04-16",
        "1981-04-17",
        "2000-04-21",
        "2008-03-21",
        "2011-04-22",
        "2038-04-23",
        "2049-04-16",
        "2076-04-17",
        "2285-03-20",
    ] {
        let year = day(text).year();
        let fridays: Vec<Date> =
            days_of(year).filter(|&day| Calendar::Nyse.holiday(day) == Some("Good Friday")).collect();
        assert_eq!(fridays, [day(text)]);
    }
}

/// The exchange has published 2026 to 2028; 2029 and 2030 follow from the same rules.
#[test]
fn the_coming_years() {
    let years = [
        (2026, "01-01 01-19 02-16 04-03 05-25 06-19 07-03 09-07 11-26 12-25"),
        (2027, "01-01 01-18 02-15 03-26 05-31 06-18 07-05 09-06 11-25 12-24"),
        (2028, "01-17 02-21 04-14 05-29 06-19 07-04 09-04 11-23 12-25"),
        (2029, "01-01 01-15 02-19 03-30 05-28 06-19 07-04 09-03 11-22 12-25"),
        (2030, "01-01 01-21 02-18 04-19 05-27 06-19 07-04 09-02 11-28 12-25"),
    ];
    for (year, expected) in years {
        let off: Vec<String> = days_of(year)
            .filter(|&day| Calendar::Weekdays.schedules(day) != Calendar::Nyse.schedules(day))
            .map(|day| day.format("%m-%d").to_string())
            .collect();
        assert_eq!(off.join(" "), expected, "{year}");
    }
    for frame in COARSE {
        assert_eq!(Calendar::Nyse.is_last_of(day("2027-12-31"), frame), Some(true));
        assert_eq!(Calendar::Nyse.is_last_of(day("2027-12-30"), frame), Some(false));
    }
    assert_eq!(Calendar::Nyse.next_session(day("2027-12-31")), Some(day("2028-01-03")));
}

#[test]
fn closures_are_in_order_and_on_days_that_would_have_traded() {
    let nyse = Calendar::Nyse;
    assert!(nyse.closures().is_sorted_by(|a, b| a.day < b.day));
    for closure in nyse.closures() {
        assert_eq!(nyse.closure(closure.day), Some(closure));
        assert_eq!(nyse.schedules(closure.day), Some(!closure.announced), "{}", closure.name);
        assert_eq!(nyse.holiday(closure.day), None, "{}", closure.name);
    }
}

#[test]
fn periods_end_before_announced_days_off_only() {
    let ends = |text: &str| {
        let ends = COARSE.map(|frame| Calendar::Nyse.is_last_of(day(text), frame).unwrap());
        ends.map(|end| if end { "+" } else { "-" }).concat()
    };
    // Week, month, quarter, year.
    assert_eq!(ends("2024-03-28"), "+++-", "before Good Friday");
    assert_eq!(ends("2024-03-27"), "----");
    assert_eq!(ends("2004-06-10"), "+---", "before Reagan's funeral, announced that Monday");
    assert_eq!(ends("1958-12-24"), "+---", "before Christmas and the day after it");
    assert_eq!(ends("1968-07-30"), "-+--", "before a Wednesday of the paperwork crisis");
    assert_eq!(ends("1968-07-03"), "+---", "before Independence Day and the day after it");
    assert_eq!(ends("1969-03-28"), "+---", "Eisenhower's funeral on Monday was not known to be a day off");
    assert_eq!(ends("1985-09-26"), "----", "before hurricane Gloria");
    assert_eq!(ends("1985-09-27"), "+---", "the day of hurricane Gloria");
    assert_eq!(ends("2001-09-10"), "----");
    assert_eq!(ends("2021-12-31"), "++++");
    assert_eq!(ends("2024-03-29"), "----", "a holiday ends nothing");
    assert_eq!(ends("1951-03-24"), "+---", "a Saturday after Good Friday");
    // Before 1950 holidays are not claimed: Good Friday 1949 might have traded.
    assert_eq!(ends("1949-04-14"), "----");
}

#[test]
fn other_calendars() {
    let friday = day("2024-03-29");
    let sunday = day("2024-03-31");
    assert_eq!(Calendar::Weekdays.is_last_of(friday, Frame::Weekly), Some(true));
    assert_eq!(Calendar::Weekdays.is_last_of(friday, Frame::Quarterly), Some(true));
    assert_eq!(Calendar::All.is_last_of(friday, Frame::Weekly), Some(false));
    assert_eq!(Calendar::All.is_last_of(sunday, Frame::Weekly), Some(true));
    assert_eq!(Calendar::All.next_session(friday), Some(day("2024-03-30")));
    assert_eq!(Calendar::Weekdays.next_session(friday), Some(day("2024-04-01")));

    let data = Calendar::Data;
    assert_eq!(data.schedules(friday), None);
    assert_eq!(data.next_session(friday), None);
    assert_eq!(data.is_last_of(friday, Frame::Weekly), None);
    assert_eq!(data.sessions_between(friday, sunday), None);
    assert_eq!((data.holiday(friday), data.closure(friday)), (None, None));
    assert_eq!(Calendar::Weekdays.holiday(friday), None);
    // No session after the last day that can be written.
    assert_eq!(Calendar::All.next_session(Date::MAX), None);
    assert_eq!(Calendar::All.is_last_of(Date::MAX, Frame::Weekly), Some(true));

    let names: Vec<String> = [Calendar::Nyse, Calendar::Weekdays, Calendar::All, Calendar::Data]
        .map(|calendar| serde_json::to_string(&calendar).unwrap())
        .into();
    assert_eq!(names, [r#""NYSE""#, r#""weekdays""#, r#""all""#, r#""data""#]);
}

#[test]
fn sessions_between_count_the_schedule() {
    let between = |calendar: Calendar, a: &str, b: &str| calendar.sessions_between(day(a), day(b)).unwrap();
    assert_eq!(between(Calendar::Nyse, "2024-03-28", "2024-04-01"), 0);
    assert_eq!(between(Calendar::Nyse, "2024-03-27", "2024-04-01"), 1);
    assert_eq!(between(Calendar::Nyse, "2001-09-10", "2001-09-17"), 4);
    assert_eq!(between(Calendar::Weekdays, "2024-03-28", "2024-04-01"), 1);
    assert_eq!(between(Calendar::All, "2024-03-28", "2024-04-01"), 3);
    assert_eq!(between(Calendar::All, "2024-03-28", "2024-03-28"), 0);
    assert_eq!(between(Calendar::All, "2024-03-28", "2024-03-01"), 0);
    // The exchange's own counts of trading days.
    for (year, sessions) in [(1997, 253), (2019, 252), (2020, 253), (2022, 251), (2023, 250), (2024, 252), (2025, 250)]
    {
        let (eve, after) = (format!("{}-12-31", year - 1), format!("{}-01-01", year + 1));
        assert_eq!(between(Calendar::Nyse, &eve, &after), sessions, "{year}");
    }
}
