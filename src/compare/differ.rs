//! The differences of the runs to one of them.

use super::bootstrap::{PairedDifference, paired_difference};
use super::period::Periods;
use super::subject::Subject;
use crate::error::{Error, Result};
use crate::results::PastRun;
use crate::wording::listed;
use rayon::prelude::*;

/// What the differences are to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reference {
    /// The first row of the table that is a run.
    First,
    /// Each run's own benchmark.
    Benchmark,
    /// The run of this id (or its beginning), folder or name.
    Named(String),
}

/// A run against the reference.
#[derive(Clone, Debug)]
pub struct Difference {
    pub label: String,
    /// None: they share fewer than three closes.
    pub difference: Option<PairedDifference>,
    /// Returns that both have.
    pub sessions: usize,
}

/// The reference, found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum To {
    Benchmark,
    Run(usize),
}

impl Reference {
    pub(super) fn among(&self, runs: &[PastRun], labels: &[String], first: Option<usize>) -> Result<To> {
        match self {
            Reference::First => Ok(To::Run(first.unwrap_or(0))),
            Reference::Benchmark => Ok(To::Benchmark),
            Reference::Named(name) => {
                let wanted = std::path::Path::new(name).components().collect::<std::path::PathBuf>();
                let is_it = |place: &usize| {
                    let past = &runs[*place].past;
                    labels[*place] == *name
                        || past.folder == wanted
                        || past.name() == *name
                        || name.len() >= 4 && past.about.id.starts_with(name.as_str())
                };
                let found: Vec<usize> = (0..runs.len()).filter(is_it).collect();
                match found.as_slice() {
                    [only] => Ok(To::Run(*only)),
                    [] => Err(Error::input(format!("`{name}` is none of the runs")).help(format!(
                        "--to takes `benchmark`, or the name, id or folder of {}",
                        listed(labels.iter().map(String::as_str))
                    ))),
                    several => Err(Error::input(format!("`{name}` is the name of several runs")).help(format!(
                        "say which by its id: {}",
                        listed(several.iter().map(|place| runs[*place].past.about.id.as_str()))
                    ))),
                }
            }
        }
    }
}

/// What the reference is called, and with a seed the differences of all others to it, in the order of `subjects`.
pub(super) fn differences(
    subjects: &[Subject],
    periods: &Periods,
    to: &To,
    seed: Option<u64>,
) -> (String, Vec<Difference>) {
    let name = match to {
        To::Benchmark => "its own benchmark".to_owned(),
        To::Run(place) => subjects.get(*place).map_or_else(String::new, |subject| subject.label.clone()),
    };
    let Some(seed) = seed else {
        return (name, Vec::new());
    };
    let others = subjects.par_iter().enumerate().filter(|(place, _)| To::Run(*place) != *to);
    let differences = others.filter_map(|(_, subject)| {
        let reference = match to {
            To::Benchmark => Subject::benchmark_of(subject.run)?,
            To::Run(place) => subjects[*place].clone(),
        };
        let both = periods.both(subject.run, reference.run);
        let excess = |subject: &Subject| {
            let (returns, risk_free) = subject.returns_between(&both);
            returns.iter().zip(risk_free).map(|(value, risk_free)| value - risk_free).collect::<Vec<_>>()
        };
        let (own, other) = (excess(subject), excess(&reference));
        Some(Difference {
            label: subject.label.clone(),
            difference: paired_difference(&own, &other, subject.run.sessions_per_year, seed),
            sessions: own.len(),
        })
    });
    (name, differences.collect())
}
