//! Sessions that a dataset should have and has not, and the other way round.

use super::{Finding, LONG_GAP, Remark, finding, on_days};
use crate::data::{Calendar, Date};
use crate::error::Severity;
use crate::wording::counted;

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
    let of_all = of_all(calendar, &all).into_iter().map(|(date, message)| Finding {
        symbol: None,
        date,
        severity: Severity::Warning,
        message,
    });
    let mut findings: Vec<Finding> = of_all.collect();
    // Without those that are out of the ordinary: a symbol need not have them.
    all.retain(|day| calendar.schedules(*day) != Some(false));
    let last = all.last().copied();
    for life in lives {
        let (remarks, missing) = absences(&life.dates, |a, b| {
            let from = all.partition_point(|day| *day <= a);
            all[from..].iter().copied().take_while(move |day| *day < b)
        });
        let missing = on_days("no bar, and others have one,", &missing);
        let remarks = remarks.into_iter().chain(missing).chain(early_end(calendar, life, last));
        findings.extend(remarks.map(|remark| finding(life.symbol, Severity::Warning, remark)));
    }
    findings
}

/// How many sessions are scheduled after `a` and before `b`. Where the data themselves are the calendar, weekdays count.
pub fn scheduled_between(calendar: Calendar, a: Date, b: Date) -> usize {
    let by_weekdays = || Calendar::Weekdays.sessions_between(a, b).unwrap_or(0);
    calendar.sessions_between(a, b).unwrap_or_else(by_weekdays)
}

fn scheduled(calendar: Calendar, a: Date, b: Date) -> impl Iterator<Item = Date> {
    let calendar = match calendar {
        Calendar::Data => Calendar::Weekdays,
        other => other,
    };
    let between = a.iter_days().skip(1).take_while(move |day| *day < b);
    between.filter(move |day| calendar.schedules(*day) == Some(true))
}

fn of_all(calendar: Calendar, all: &[Date]) -> Vec<Remark> {
    let expected = |a, b| scheduled(calendar, a, b).filter(|day| calendar.closure(*day).is_none());
    let (mut remarks, missing) = absences(all, expected);
    // By the data's own calendar, what is missing was no session.
    if calendar != Calendar::Data {
        remarks.extend(on_days("no bar of any symbol, and a session by the calendar,", &missing));
    }
    let off = |day: &Date| calendar.schedules(*day) == Some(false);
    let extra: Vec<Date> = all.iter().copied().filter(off).collect();
    remarks.extend(on_days("bars, and no session by the calendar,", &extra));
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

/// `last` is the last session of the dataset.
fn early_end(calendar: Calendar, life: &Life, last: Option<Date>) -> Option<Remark> {
    let end = *life.dates.last()?;
    let last = last.filter(|last| *last > end && !life.delisted)?;
    let sessions = scheduled_between(calendar, end, last) + 1;
    let early = counted(sessions, "session");
    let help = "import newer prices, or mark it `delisted = true` in dataset.toml";
    Some((Some(end), format!("ends {early} before the dataset does: {help}")))
}
