//! Months, and sessions counted from their ends.

use super::agree::{Derived, Settings, agree};
use super::raw::{Period, Raw, day};
use chrono::{Datelike, NaiveDate as Date};

pub const FILES: [&str; 4] = ["sell-in-may", "january-small-caps", "turn-of-the-month", "year-end-strength"];

const LARGE: [(&str, f64); 1] = [("SPY", 1.0)];
const SMALL: [(&str, f64); 1] = [("IWM", 1.0)];
const BILLS: [(&str, f64); 1] = [("BIL", 1.0)];

/// The month after that of a month's last session.
fn next_month(today: Date) -> u32 {
    today.month() % 12 + 1
}

fn winters<'a>(raw: &'a Raw, _: &Settings) -> Derived<'a> {
    Derived {
        ready: raw.bills.days[0],
        holds: vec![LARGE.to_vec(), BILLS.to_vec()],
        rule: Box::new(|today| usize::from((5..=10).contains(&next_month(today)))),
    }
}

fn januaries<'a>(raw: &'a Raw, _: &Settings) -> Derived<'a> {
    Derived {
        ready: raw.small.days[0],
        holds: vec![SMALL.to_vec(), LARGE.to_vec()],
        rule: Box::new(|today| usize::from(next_month(today) != 1)),
    }
}

/// Large caps on the `last` sessions of each period and the `first` of the next, as far as they were expected at the close
/// before. `left` sessions of the last period come after the data.
fn turns<'a>(raw: &'a Raw, settings: &Settings, periods: Vec<Period>, left: usize) -> Derived<'a> {
    let (last, first) = (settings.bars("last"), settings.bars("first"));
    let sessions = raw.sessions();
    let ended = periods.iter().filter_map(|period| sessions.binary_search(&period.last).ok());
    let ends: Vec<usize> = ended.chain([sessions.len() - 1 + left]).collect();
    let within = move |today: Date| {
        let next = sessions.partition_point(|session| *session <= today);
        let begun = ends.partition_point(|end| *end < next);
        let end = ends[begun];
        // The hurricane of October 2012 closed the last Monday and Tuesday: until then, two more sessions were expected. Of the
        // closures since bills began, only this one shortened the end of a month by surprise.
        let surprised = today < day("2012-10-29") && sessions.get(end) == Some(&day("2012-10-31"));
        let ending = end + if surprised { 2 } else { 0 } - next < last;
        let beginning = begun > 0 && next - ends[begun - 1] <= first;
        ending || beginning
    };
    Derived {
        ready: raw.bills.days[0],
        holds: vec![LARGE.to_vec(), BILLS.to_vec()],
        rule: Box::new(move |today| usize::from(!within(today))),
    }
}

fn turns_of_months<'a>(raw: &'a Raw, settings: &Settings) -> Derived<'a> {
    // The data end on Friday, 26 September 2025.
    turns(raw, settings, raw.months(), 2)
}

fn turns_of_years<'a>(raw: &'a Raw, settings: &Settings) -> Derived<'a> {
    let december = |month: &Period| month.last.month() == 12;
    turns(raw, settings, raw.months().into_iter().filter(december).collect(), 66)
}

#[test]
fn half_a_year_in_bills() {
    agree("sell-in-may", winters, &[(&[], "2007-05-31")]);
}

#[test]
fn one_month_of_small_caps() {
    agree("january-small-caps", januaries, &[(&[], "2002-01-31"), (&["data.start=1993-01-29"], "2000-05-31")]);
}

#[test]
fn months_turn() {
    let cases: &[(&[&str], &str)] =
        &[(&[], "2007-05-30"), (&["last=4", "first=1"], "2007-05-30"), (&["last=2", "first=6"], "2007-05-30")];
    agree("turn-of-the-month", turns_of_months, cases);
}

#[test]
fn years_turn() {
    let cases: &[(&[&str], &str)] = &[(&[], "2007-05-30"), (&["last=1", "first=5"], "2007-05-30")];
    agree("year-end-strength", turns_of_years, cases);
}
