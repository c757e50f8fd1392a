//! Sessions that a dataset should have and has not, and the other way round.

use super::{Finding, LONG_GAP, Remark, days, finding};
use crate::data::{Calendar, Date};
use crate::error::Severity;
use chrono::{Datelike, Weekday};

/// When a symbol has bars.
pub struct Life<'a> {
    pub symbol: &'a str,
    pub delisted: bool,
    pub dates: Vec<Date>,
}

/// A scheduled session on which no symbol has a bar concerns the dataset; one on which the others have one, the symbol.
/// Closures that the calendar knows of are nobody's fault.
pub fn findings(calendar: Calendar, lives: &[Life]) -> Vec<Finding> {
    let mut all: Vec<Date> = lives.iter().flat_map(|life| life.dates.iter().copied()).collect();
    all.sort();
    all.dedup();
    let Some(&last) = all.last() else {
        return Vec::new();
    };
    let of_all = of_all(calendar, &all).into_iter().map(|(date, message)| Finding {
        symbol: None,
        date,
        severity: Severity::Warning,
        message,
    });
    let mut findings: Vec<Finding> = of_all.collect();
    // Without those that are out of the ordinary: a symbol need not have them.
    all.retain(|day| schedules(calendar, *day) != Some(false));
    for life in lives {
        let (remarks, missing) = absences(&life.dates, |a, b| {
            let from = all.partition_point(|day| *day <= a);
            all[from..].iter().copied().take_while(move |day| *day < b)
        });
        let missing = missing.first().map(|first| {
            let text = format!("no bar on {} days when others have one: {}", missing.len(), days(&missing));
            (Some(*first), text)
        });
        let remarks = remarks.into_iter().chain(missing).chain(early_end(calendar, life, last));
        findings.extend(remarks.map(|remark| finding(life.symbol, Severity::Warning, remark)));
    }
    findings
}

/// How many sessions are scheduled after `a` and before `b`. Where the data themselves are the calendar, weekdays count.
pub fn scheduled_between(calendar: Calendar, a: Date, b: Date) -> usize {
    scheduled(calendar, a, b).count()
}

fn scheduled(calendar: Calendar, a: Date, b: Date) -> impl Iterator<Item = Date> {
    let calendar = match calendar {
        Calendar::Data => Calendar::Weekdays,
        other => other,
    };
    let between = a.iter_days().skip(1).take_while(move |day| *day < b);
    between.filter(move |day| schedules(calendar, *day) == Some(true))
}

fn of_all(calendar: Calendar, all: &[Date]) -> Vec<Remark> {
    let expected = |a, b| scheduled(calendar, a, b).filter(|day| !closed(calendar, *day));
    let (mut remarks, missing) = absences(all, expected);
    // By the data's own calendar, what is missing was no session.
    if let Some(first) = missing.first().filter(|_| calendar != Calendar::Data) {
        let text = format!("{} scheduled sessions without any bar: {}", missing.len(), days(&missing));
        remarks.push((Some(*first), text));
    }
    let extra: Vec<Date> = all.iter().copied().filter(|day| schedules(calendar, *day) == Some(false)).collect();
    if let Some(first) = extra.first() {
        let text = format!("bars on {} days that the calendar does not schedule: {}", extra.len(), days(&extra));
        remarks.push((Some(*first), text));
    }
    remarks
}

/// Long gaps, one remark each, and the single days that are missing besides.
fn absences<I: Iterator<Item = Date>>(dates: &[Date], expected: impl Fn(Date, Date) -> I) -> (Vec<Remark>, Vec<Date>) {
    let mut gaps = Vec::new();
    let mut missing = Vec::new();
    for pair in dates.windows(2) {
        let absent: Vec<Date> = expected(pair[0], pair[1]).collect();
        if absent.len() >= LONG_GAP {
            let text = format!("a gap of {} sessions, until {}", absent.len(), pair[1]);
            gaps.push((Some(absent[0]), text));
        } else {
            missing.extend(absent);
        }
    }
    (gaps, missing)
}

fn early_end(calendar: Calendar, life: &Life, last: Date) -> Option<Remark> {
    let end = *life.dates.last()?;
    if end == last || life.delisted {
        return None;
    }
    let sessions = scheduled_between(calendar, end, last) + 1;
    let text = format!(
        "ends {sessions} sessions before the dataset does: import newer prices, or mark it `delisted = true` in dataset.toml"
    );
    Some((Some(end), text))
}

/// Whether `day` is a scheduled session; none where there is no schedule.
fn schedules(calendar: Calendar, day: Date) -> Option<bool> {
    match calendar {
        Calendar::Nyse | Calendar::Weekdays => Some(!matches!(day.weekday(), Weekday::Sat | Weekday::Sun)),
        Calendar::All => Some(true),
        Calendar::Data => None,
    }
}

/// Whether the calendar knows why a scheduled session did not take place.
fn closed(_calendar: Calendar, _day: Date) -> bool {
    false
}
