//! Prices, their ratio and a series against averages.

use super::agree::{Derived, Settings, agree, nth_known};
use super::raw::{Raw, last_of, mean, switched};
use chrono::NaiveDate as Date;

pub const FILES: [&str; 4] = ["200-day-average", "relative-strength", "golden-cross", "yield-curve-filter"];

fn average_crossed<'a>(raw: &'a Raw, settings: &Settings) -> Derived<'a> {
    let (days, band) = (settings.bars("days"), settings.number("band"));
    let holds = move |today: Date| {
        let closes = raw.small.closes(today);
        let average = |session: usize| last_of(&closes[..=session], days).map(mean);
        // A crossing takes two sessions that have an average.
        let crossed = |session: usize, side: f64| {
            let (Some(now), Some(before)) = (average(session), session.checked_sub(1).and_then(average)) else {
                return false;
            };
            let beyond = |close: f64, average: f64| side * (close - average * (1.0 + side * band)) > 0.0;
            beyond(closes[session], now) && !beyond(closes[session - 1], before)
        };
        let Some(now) = closes.len().checked_sub(1) else {
            return false;
        };
        switched(now, |session| crossed(session, 1.0), |session| crossed(session, -1.0))
    };
    Derived {
        ready: raw.small.days[days],
        holds: vec![vec![("IWM", 1.0)], vec![("SPY", 1.0)]],
        rule: Box::new(move |today| usize::from(!holds(today))),
    }
}

fn relative_strength<'a>(raw: &'a Raw, settings: &Settings) -> Derived<'a> {
    let (n, band) = (settings.bars("weeks"), settings.number("band"));
    let weeks = raw.weeks();
    let ready = nth_known(&weeks, raw.small.days[0], n);
    let holds = move |today: Date| {
        let over = weeks.iter().filter(|week| week.known <= today);
        let ratios: Vec<f64> = over
            .filter_map(|week| Some(raw.small.adjusted_on(week.last)? / raw.large.adjusted_on(week.last)?))
            .collect();
        let lead = |week: usize| {
            let average = last_of(&ratios[..=week], n).map(mean);
            average.map_or(f64::NAN, |average| ratios[week] / average - 1.0)
        };
        let Some(now) = ratios.len().checked_sub(1) else {
            return false;
        };
        switched(now, |week| lead(week) > band, |week| lead(week) < -band)
    };
    Derived {
        ready,
        holds: vec![vec![("IWM", 1.0)], vec![("SPY", 1.0)]],
        rule: Box::new(move |today| usize::from(!holds(today))),
    }
}

fn averages_crossed<'a>(raw: &'a Raw, settings: &Settings) -> Derived<'a> {
    let (short, long) = (settings.bars("short"), settings.bars("long"));
    let above = move |today: Date| {
        let closes = raw.large.closes(today);
        last_of(closes, short).map(mean) > last_of(closes, long).map(mean)
    };
    Derived {
        ready: raw.bills.days[0],
        holds: vec![vec![("SPY", 1.0)], vec![("BIL", 1.0)]],
        rule: Box::new(move |today| usize::from(!above(today))),
    }
}

fn curve_inverted<'a>(raw: &'a Raw, settings: &Settings) -> Derived<'a> {
    let days = settings.bars("days");
    let spread: Vec<f64> = raw.sessions().iter().filter_map(|&day| raw.known(&raw.yield_curve, 1, day)).collect();
    let inverted = move |today: Date| {
        // The series is older than the prices: it has a value at every session.
        let now = raw.large.closes(today).len();
        last_of(&spread[..now], days).map(mean).is_some_and(|average| average < 0.0)
    };
    Derived {
        ready: raw.bills.days[0],
        holds: vec![vec![("BIL", 1.0)], vec![("SPY", 1.0)]],
        rule: Box::new(move |today| usize::from(!inverted(today))),
    }
}

const EARLY: &str = "data.start=1993-01-29";

#[test]
fn the_average_crossed() {
    let cases: &[(&[&str], &str)] = &[
        (&[], "2002-01-02"),
        // The fund's 201st session.
        (&[EARLY], "2001-03-14"),
        (&[EARLY, "days=50", "band=0"], "2000-08-08"),
        (&[EARLY, "trade.decide='weekly'"], "2001-03-16"),
        (&["days=100", "trade.decide='monthly'"], "2002-01-31"),
    ];
    agree("200-day-average", average_crossed, cases);
}

#[test]
fn the_ratio_of_small_to_large() {
    let cases: &[(&[&str], &str)] = &[
        (&[], "2002-01-04"),
        // The fund's 40th week.
        (&[EARLY], "2001-02-23"),
        // On 2001-09-17 the ratio of the 10th, which decides, is below its average; that of the 17th is not.
        (&[EARLY, "weeks=20", "band=0"], "2000-10-06"),
        (&["weeks=104", "trade.decide='daily'"], "2002-05-17"),
    ];
    agree("relative-strength", relative_strength, cases);
}

#[test]
fn the_shorter_average_over_the_longer() {
    // Bills begin on a Wednesday, the last but one session of its month.
    let cases: &[(&[&str], &str)] = &[
        (&[], "2007-05-30"),
        (&["short=1", "long=150"], "2007-05-30"),
        (&["short=5", "trade.decide='monthly'"], "2007-05-31"),
    ];
    agree("golden-cross", averages_crossed, cases);
}

#[test]
fn the_yield_curve_below_zero() {
    let cases: &[(&[&str], &str)] = &[
        (&[], "2007-05-31"),
        (&["days=1", "trade.decide='daily'"], "2007-05-30"),
        (&["days=63", "trade.decide='weekly'"], "2007-06-01"),
    ];
    agree("yield-curve-filter", curve_inverted, cases);
}
