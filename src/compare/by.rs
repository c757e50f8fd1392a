//! Metrics by year, month or decade.

use super::period::{Periods, Window};
use super::subject::Subject;
use crate::data::Date;
use crate::stats::Metric;
use chrono::Datelike;
use std::collections::BTreeMap;

/// What the sessions are divided by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum By {
    Year,
    Month,
    Decade,
    /// Which rule was in force.
    Regime,
}

/// A metric of each run, and of each benchmark, in each part.
#[derive(Clone, Debug)]
pub struct ByPeriod {
    pub metric: &'static Metric,
    /// What a part is: "Year".
    pub title: &'static str,
    pub labels: Vec<String>,
    pub parts: Vec<Part>,
}

#[derive(Clone, Debug)]
pub struct Part {
    /// "2022", "2022-03", "2020s", or a rule.
    pub name: String,
    /// Returns in it, of the run that has the most.
    pub sessions: usize,
    pub values: Vec<Option<f64>>,
}

/// Each metric over the sessions of each period, from the close before it to its last; the first and the last period may be
/// parts of one.
pub(super) fn by_period(subjects: &[Subject], periods: &Periods, by: By, metrics: &[&'static Metric]) -> Vec<ByPeriod> {
    let cells: Vec<BTreeMap<i32, Window>> =
        subjects.iter().map(|subject| windows(subject.dates(), periods.window(subject.run), by)).collect();
    let mut parts: Vec<i32> = cells.iter().flat_map(BTreeMap::keys).copied().collect();
    parts.sort_unstable();
    parts.dedup();
    let measured: Vec<BTreeMap<i32, Vec<Option<f64>>>> = subjects
        .iter()
        .zip(&cells)
        .map(|(subject, windows)| {
            windows.iter().map(|(part, window)| (*part, subject.measures(*window, metrics))).collect()
        })
        .collect();
    let table = |(place, metric): (usize, &&'static Metric)| ByPeriod {
        metric,
        title: match by {
            By::Year => "Year",
            By::Month => "Month",
            By::Decade => "Decade",
            By::Regime => "Rule in force",
        },
        labels: subjects.iter().map(|subject| subject.label.clone()).collect(),
        parts: parts
            .iter()
            .map(|part| Part {
                name: name(by, *part),
                sessions: cells.iter().filter_map(|cell| cell.get(part)).map(Window::returns).max().unwrap_or(0),
                values: measured.iter().map(|cells| cells.get(part).and_then(|values| values[place])).collect(),
            })
            .collect(),
    };
    metrics.iter().enumerate().map(table).collect()
}

fn part(by: By, date: Date) -> i32 {
    match by {
        By::Month => date.year() * 12 + date.month0() as i32,
        By::Decade => date.year().div_euclid(10),
        By::Year | By::Regime => date.year(),
    }
}

fn name(by: By, part: i32) -> String {
    match by {
        By::Month => format!("{}-{:02}", part.div_euclid(12), part.rem_euclid(12) + 1),
        By::Decade => format!("{}s", part * 10),
        By::Year | By::Regime => part.to_string(),
    }
}

/// The closes that bound each period within a window.
fn windows(dates: &[Date], window: Window, by: By) -> BTreeMap<i32, Window> {
    let mut found: BTreeMap<i32, Window> = BTreeMap::new();
    for (place, date) in dates.iter().enumerate().take(window.last + 1).skip(window.first + 1) {
        let whole = Window { first: place - 1, last: place };
        found.entry(part(by, *date)).or_insert(whole).last = place;
    }
    found
}
