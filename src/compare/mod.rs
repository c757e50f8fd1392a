//! Results side by side: figures of one period, what their files differ in, and whether chance explains the rest.
//!
//! 1. The period: the sessions that all runs share, or each one's own.
//! 2. The metrics of each run and benchmark over it, again from the stored curves.
//! 3. What differs in the files; the differences to one of the runs; the correlation of returns; figures by year, month,
//!    decade or regime.

mod block;
mod bootstrap;
mod by;
mod correlation;
mod differ;
mod files;
mod grid;
mod label;
mod period;
mod regime;
mod subject;
mod warn;

pub use block::block_length;
pub use bootstrap::{Interval, PairedDifference, REPLICATES, paired_difference};
pub use by::{By, ByPeriod};
pub use correlation::{Correlations, correlation};
pub use differ::{Difference, Reference};
pub use files::FileDifference;
pub use grid::{Grid, grid};
pub use period::Asked;

use crate::data::Date;
use crate::error::Result;
use crate::results::{Kind, PastRun, PastSweep};
use crate::stats::{METRICS, Metric};
use period::Periods;
use std::cmp::Ordering;
use subject::Subject;

/// What to compare, and how.
#[derive(Clone, Debug)]
pub struct Question {
    pub period: Asked,
    /// Ranks the rows, best first; None: in the order of the runs.
    pub sort: Option<&'static Metric>,
    pub to: Reference,
    /// Metrics by year, month, decade or regime.
    pub by: Option<(By, Vec<&'static Metric>)>,
    /// The seed of the intervals of the differences; None: no differences.
    pub differences: Option<u64>,
}

#[derive(Clone, Debug)]
pub struct Comparison {
    /// What the runs have in common: first and last close, and the sessions between. None: each has its own.
    pub period: Option<(Date, Date, usize)>,
    /// Which runs keep it from being longer, in words.
    pub bounds: Vec<String>,
    pub rows: Vec<Row>,
    pub benchmarks: Vec<Row>,
    /// What the runs of the rows are called, in the order of the files' differences.
    pub files: Vec<FileDifference>,
    /// The names of the runs, in the order in which they were given.
    pub runs: Vec<String>,
    /// What the differences are to.
    pub reference: String,
    pub differences: Vec<Difference>,
    pub correlations: Option<Correlations>,
    pub by: Vec<ByPeriod>,
    /// What a reader has to know to trust the figures.
    pub warnings: Vec<String>,
}

/// A run, a row of a sweep, or a benchmark, measured.
#[derive(Clone, Debug)]
pub struct Row {
    pub label: String,
    pub kind: Kind,
    /// Empty for a benchmark.
    pub id: String,
    pub folder: String,
    pub start: Date,
    pub end: Date,
    /// In the order of [`METRICS`].
    values: Vec<Option<f64>>,
}

impl Row {
    /// None: it has no value, or cannot be known from what is on disk.
    pub fn value(&self, metric: &Metric) -> Option<f64> {
        let place = METRICS.iter().position(|other| other.key == metric.key)?;
        self.values[place]
    }
}

/// Compares runs and rows of sweeps, each sweep with the numbers of its rows.
///
/// # Errors
/// Runs without a common period; a reference that is none of them; a metric by regime that has no meaning there.
pub fn compare(runs: &[PastRun], sweeps: &[(PastSweep, Vec<usize>)], question: &Question) -> Result<Comparison> {
    let labels = label::runs(runs);
    let periods = Periods::new(runs, &labels, &question.period)?;
    let subjects = subject::of_runs(runs, &labels);
    let mut rows: Vec<Row> = subjects.iter().map(|subject| subject.row(periods.window(subject.run))).collect();
    let benchmarks = subject::benchmarks(runs, &labels, &periods);
    for (sweep, wanted) in sweeps.iter().filter(|(sweep, _)| periods.has(&sweep.past.about)) {
        rows.extend(wanted.iter().map(|number| sweep_row(sweep, *number)));
    }
    if let Some(metric) = question.sort {
        rows.sort_by(|a, b| ranking(metric, a.value(metric), b.value(metric)));
    }
    // Without a word of the user, the first row is what the others are held against.
    let place = |row: &Row| labels.iter().position(|label| *label == row.label && row.kind == Kind::Run);
    let first = rows.iter().find_map(place);
    let to = question.to.among(runs, &labels, first)?;
    let (reference, differences) = differ::differences(&subjects, &periods, &to, question.differences);
    let all: Vec<Subject> = subjects.iter().chain(benchmarks.iter().map(|(subject, _)| subject)).cloned().collect();
    let by = match &question.by {
        Some((By::Regime, metrics)) => regime::by_regime(&all, &periods, &to, metrics)?,
        Some((by, metrics)) => by::by_period(&all, &periods, *by, metrics),
        None => Vec::new(),
    };
    Ok(Comparison {
        period: periods.common(),
        bounds: periods.bounds.clone(),
        warnings: warn::warnings(runs, &labels, sweeps, &periods),
        files: files::differences(runs),
        correlations: correlation::correlations(&all, &periods),
        rows,
        benchmarks: benchmarks.into_iter().map(|(_, row)| row).collect(),
        runs: labels,
        reference,
        differences,
        by,
    })
}

fn sweep_row(sweep: &PastSweep, number: usize) -> Row {
    let about = &sweep.past.about;
    let value = |metric: &Metric| sweep.column(metric).map(|values| values[number]).filter(|value| !value.is_nan());
    Row {
        label: format!("{} #{number} ({})", sweep.past.name(), sweep.values(number)),
        kind: Kind::Sweep,
        id: about.id.clone(),
        folder: sweep.past.folder.display().to_string(),
        start: about.start,
        end: about.end,
        values: METRICS.iter().map(|metric| value(metric)).collect(),
    }
}

/// Better first, nothing last.
fn ranking(metric: &Metric, a: Option<f64>, b: Option<f64>) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => metric.better.key(a).total_cmp(&metric.better.key(b)),
        (a, b) => b.is_some().cmp(&a.is_some()),
    }
}
