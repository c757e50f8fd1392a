//! All-time highs: lost and reclaimed, counted, and the falls from them.

use super::agree::{Derived, Settings, agree, nth_known};
use super::raw::{Raw, switched};
use chrono::NaiveDate as Date;

pub const FILES: [&str; 3] = ["prior-all-time-high", "new-records", "large-correction-handover"];

/// Whether bar `at` is above every one before it; the first has none to beat.
fn is_record(values: &[f64], at: usize) -> bool {
    at > 0 && values[..at].iter().all(|earlier| *earlier < values[at])
}

/// How far bar `at` is below the highest so far, 0 or negative.
fn fall(values: &[f64], at: usize) -> f64 {
    let highest = values[..=at].iter().copied().fold(f64::MIN, f64::max);
    values[at] / highest - 1.0
}

fn reclaimed<'a>(raw: &'a Raw, settings: &Settings) -> Derived<'a> {
    let (depth, give_back) = (settings.number("depth"), settings.number("give_back"));
    let weeks = raw.weeks();
    // A record needs a week before it, and whether the high was lost is read from the week before: three weeks.
    let ready = nth_known(&weeks, raw.small.days[0], 3);
    let holds = move |today: Date| {
        let closes = raw.small.closes_of(&weeks, today);
        let lost = |week| switched(week, |week| fall(&closes, week) <= -depth, |week| is_record(&closes, week));
        let reclaims = |week| is_record(&closes, week) && lost(week - 1);
        let Some(now) = closes.len().checked_sub(1) else {
            return false;
        };
        switched(now, reclaims, |week| fall(&closes, week) <= -give_back)
    };
    Derived {
        ready,
        holds: vec![vec![("IWM", 1.0)], vec![("SPY", 1.0)]],
        rule: Box::new(move |today| usize::from(!holds(today))),
    }
}

fn records_counted<'a>(raw: &'a Raw, settings: &Settings) -> Derived<'a> {
    let (year, many, few) = (settings.bars("year"), settings.bars("many"), settings.bars("few"));
    let closes = &raw.small.close;
    let record: Vec<bool> = (0..closes.len()).map(|session| is_record(closes, session)).collect();
    let holds = move |today: Date| {
        let count = |session: usize| {
            let window = &record[(session + 1).saturating_sub(year)..=session];
            window.iter().filter(|record| **record).count()
        };
        let Some(now) = raw.small.closes(today).len().checked_sub(1) else {
            return false;
        };
        switched(now, |session| count(session) >= many, |session| count(session) <= few)
    };
    Derived {
        // The first session cannot be a record, and a year of sessions that could is counted.
        ready: raw.small.days[year],
        holds: vec![vec![("IWM", 1.0)], vec![("SPY", 1.0)]],
        rule: Box::new(move |today| usize::from(!holds(today))),
    }
}

fn handover<'a>(raw: &'a Raw, settings: &Settings) -> Derived<'a> {
    let (correction, recovered) = (settings.number("correction"), settings.number("recovered"));
    let closes = &raw.large.close;
    let falls: Vec<f64> = (0..closes.len()).map(|session| fall(closes, session)).collect();
    let holds = move |today: Date| {
        let now = raw.large.closes(today).len() - 1;
        switched(now, |session| falls[session] <= -correction, |session| falls[session] >= -recovered)
    };
    Derived {
        // Falls are known from the large fund's first close on; what they hand over to begins later.
        ready: raw.small.days[0],
        holds: vec![vec![("IWM", 1.0)], vec![("SPY", 1.0)]],
        rule: Box::new(move |today| usize::from(!holds(today))),
    }
}

const EARLY: &str = "data.start=1993-01-29";

#[test]
fn a_high_lost_and_reclaimed() {
    let cases: &[(&[&str], &str)] = &[
        (&[], "2002-01-04"),
        (&[EARLY], "2000-06-09"),
        (&[EARLY, "depth=0.05", "give_back=0.03"], "2000-06-09"),
        (&["depth=0.1", "give_back=0.25", "trade.decide='daily'"], "2002-01-02"),
    ];
    agree("prior-all-time-high", reclaimed, cases);
}

#[test]
fn records_within_a_year() {
    let cases: &[(&[&str], &str)] = &[
        (&[], "2002-01-31"),
        // The fund's 253rd session is 2001-05-29; the month ends two sessions later.
        (&[EARLY], "2001-05-31"),
        (&[EARLY, "year=60", "many=4", "few=0"], "2000-08-31"),
        (&["many=8", "few=7", "trade.decide='daily'"], "2002-01-02"),
    ];
    agree("new-records", records_counted, cases);
}

#[test]
fn large_caps_in_correction() {
    let cases: &[(&[&str], &str)] = &[
        (&[], "2002-01-04"),
        // The small fund's first session is a Friday, and the last of its week.
        (&[EARLY], "2000-05-26"),
        (&[EARLY, "correction=0.05", "recovered=0"], "2000-05-26"),
        (&["correction=0.2", "trade.decide='monthly'"], "2002-01-31"),
    ];
    agree("large-correction-handover", handover, cases);
}
