//! Over which sessions each run is measured.

use crate::data::Date;
use crate::error::{Error, Result};
use crate::results::{Description, PastRun};

/// What the user asked for. `start` is the first day whose return counts, `end` the last.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asked {
    /// Each run over its own sessions, not over those that all share.
    pub own: bool,
    pub start: Option<Date>,
    pub end: Option<Date>,
}

/// The closes from which and to which a run is measured: places in its curve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Window {
    pub first: usize,
    pub last: usize,
}

impl Window {
    pub fn returns(&self) -> usize {
        self.last - self.first
    }
}

pub(super) struct Periods {
    /// The dates at which every run has a close, in the period that was asked for, the close before its first return included.
    pub shared: Vec<Date>,
    asked: Asked,
    /// Which run keeps the shared dates from being longer, in words; empty where the user asked for less.
    pub bounds: Vec<String>,
}

impl Periods {
    /// # Errors
    /// Runs that share no period, where they have to.
    pub fn new(runs: &[PastRun], labels: &[String], asked: &Asked) -> Result<Periods> {
        let curves = || runs.iter().map(|run| run.curve.dates.as_slice());
        let all = curves()
            .map(<[Date]>::to_vec)
            .reduce(|shared, dates| shared.into_iter().filter(|date| dates.binary_search(date).is_ok()).collect());
        let all = all.unwrap_or_default();
        let shared = clipped(&all, asked).to_vec();
        let narrowed = asked.start.is_some() || asked.end.is_some();
        if !asked.own && (runs.len() > 1 || narrowed && !runs.is_empty()) && shared.len() < 2 {
            return Err(nothing_shared(runs, labels, asked, all.len() > 1));
        }
        let empty = curves().position(|dates| narrowed && asked.own && clipped(dates, asked).len() < 2);
        if let Some(place) = empty {
            return Err(nothing_shared(&runs[place..=place], &labels[place..=place], asked, true));
        }
        let bounds = if narrowed { Vec::new() } else { bounds(runs, labels) };
        Ok(Periods { shared, asked: *asked, bounds })
    }

    /// First and last close, and the returns between; None where each run has its own.
    pub fn common(&self) -> Option<(Date, Date, usize)> {
        let (first, last) = (*self.shared.first()?, *self.shared.last()?);
        (!self.asked.own).then_some((first, last, self.shared.len() - 1))
    }

    /// Whether figures of a result's whole period may stand among the others: those of a sweep, which keeps no curves to take a
    /// part of.
    pub fn has(&self, about: &Description) -> bool {
        let whole = self.asked.start.is_none() && self.asked.end.is_none();
        whole && self.common().is_none_or(|(start, end, _)| (start, end) == (about.start, about.end))
    }

    /// The closes that two runs share, in the period in which they are compared.
    pub fn both(&self, a: &PastRun, b: &PastRun) -> Vec<Date> {
        if !self.asked.own {
            return self.shared.clone();
        }
        let (own, other) = (self.window(a), self.window(b));
        let other = &b.curve.dates[other.first..=other.last];
        let own = &a.curve.dates[own.first..=own.last];
        own.iter().copied().filter(|date| other.binary_search(date).is_ok()).collect()
    }

    pub fn window(&self, run: &PastRun) -> Window {
        let dates = run.curve.dates.as_slice();
        let kept = if self.asked.own { clipped(dates, &self.asked) } else { &self.shared };
        let place = |date: Option<&Date>| date.and_then(|date| dates.binary_search(date).ok());
        Window { first: place(kept.first()).unwrap_or(0), last: place(kept.last()).unwrap_or(dates.len() - 1) }
    }
}

fn bounds(runs: &[PastRun], labels: &[String]) -> Vec<String> {
    let first = |run: &usize| runs[*run].curve.dates.first();
    let last = |run: &usize| runs[*run].curve.dates.last();
    let all = || 0..runs.len();
    let differ = |date: &dyn Fn(&usize) -> Option<Date>| all().any(|run| date(&run) != date(&0));
    let mut bounds = Vec::new();
    if let Some(latest) = all().max_by_key(first).filter(|_| differ(&|run| first(run).copied())) {
        bounds.push(format!("{} starts last", labels[latest]));
    }
    if let Some(earliest) = all().min_by_key(last).filter(|_| differ(&|run| last(run).copied())) {
        bounds.push(format!("{} ends first", labels[earliest]));
    }
    bounds
}

/// The closes of a period, from the one before its first day on.
fn clipped<'a>(dates: &'a [Date], asked: &Asked) -> &'a [Date] {
    let first = asked.start.map_or(0, |start| dates.partition_point(|date| *date < start).saturating_sub(1));
    let last = asked.end.map_or(dates.len(), |end| dates.partition_point(|date| *date <= end));
    &dates[first.min(last)..last]
}

fn nothing_shared(runs: &[PastRun], labels: &[String], asked: &Asked, would_without: bool) -> Error {
    let periods = runs.iter().zip(labels).map(|(run, label)| {
        let dates = &run.curve.dates;
        format!("{label} has {} to {}", dates[0], dates[dates.len() - 1])
    });
    let periods = periods.collect::<Vec<_>>().join("; ");
    match (would_without, asked.start, asked.end) {
        (true, start, end) => {
            let day = |day: Option<Date>, other: &str| day.map_or(other.to_owned(), |day| day.to_string());
            let what = format!("no session between {} and {}", day(start, "the start"), day(end, "the end"));
            Error::failed(what).help(periods)
        }
        (false, ..) => Error::failed("these runs have no period in common")
            .help(format!("{periods}; --own-period measures each over its own")),
    }
}
