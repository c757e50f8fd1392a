//! Metrics by regime: by which rule of one of the runs was in force.

use super::by::{ByPeriod, Part};
use super::differ::To;
use super::period::Periods;
use super::subject::Subject;
use crate::data::Date;
use crate::error::{Error, Result};
use crate::results::PastRun;
use crate::stats::{Metric, Sample, Summary};
use crate::wording::listed;
use std::collections::BTreeMap;

/// Metrics of single returns: the sessions of a regime do not follow one another, so that depth and length of a fall, and growth
/// a year, mean nothing there.
const OF_RETURNS: [&str; 12] = [
    "total_return",
    "volatility",
    "sharpe",
    "sortino",
    "var_95",
    "cvar_95",
    "skew",
    "kurtosis",
    "alpha",
    "beta",
    "tracking_error",
    "information_ratio",
];

/// Of each session after the first.
struct Returns {
    own: Vec<f64>,
    risk_free: Vec<f64>,
    benchmark: Option<Vec<f64>>,
}

/// Each metric over the sessions on which each rule of the reference was in force: a session counts to the rule that was true at
/// the last decision before it. Returns of a regime are chained. All runs are measured over the same sessions.
///
/// # Errors
/// A metric that has no meaning over sessions that do not follow one another; a reference that is no run.
pub(super) fn by_regime(
    subjects: &[Subject],
    periods: &Periods,
    to: &To,
    metrics: &[&'static Metric],
) -> Result<Vec<ByPeriod>> {
    if let Some(metric) = metrics.iter().find(|metric| !OF_RETURNS.contains(&metric.key)) {
        return Err(Error::input(format!("`{}` has no meaning by regime", metric.key))
            .help(format!("its sessions do not follow one another; --columns may have {}", listed(OF_RETURNS))));
    }
    let To::Run(place) = to else {
        return Err(Error::input("regimes are the rules of a run, not of a benchmark")
            .help("name the run: --to ID, or leave --to out for the first"));
    };
    let Some(reference) = subjects.get(*place) else {
        return Ok(Vec::new());
    };
    let shared = &periods.shared;
    // The places of the returns of each regime.
    let mut regimes: BTreeMap<Option<usize>, (String, Vec<usize>)> = BTreeMap::new();
    for (place, date) in shared.iter().enumerate().skip(1) {
        let (rule, name) = in_force(reference.run, *date);
        regimes.entry(rule).or_insert_with(|| (name, Vec::new())).1.push(place - 1);
    }
    let returns: Vec<Returns> = subjects
        .iter()
        .map(|subject| {
            let (own, risk_free) = subject.returns_between(shared);
            let benchmark = subject.against().map(|benchmark| benchmark.returns_between(shared).0);
            Returns { own, risk_free, benchmark }
        })
        .collect();
    let table = |metric: &&'static Metric| ByPeriod {
        metric,
        title: "Rule in force",
        labels: subjects.iter().map(|subject| subject.label.clone()).collect(),
        parts: regimes
            .values()
            .map(|(name, places)| Part {
                name: name.clone(),
                sessions: places.len(),
                values: subjects
                    .iter()
                    .zip(&returns)
                    .map(|(subject, returns)| {
                        let chosen = |values: &Vec<f64>| places.iter().map(|place| values[*place]).collect::<Vec<_>>();
                        let benchmark = returns.benchmark.as_ref().map(chosen);
                        let dates: Vec<Date> =
                            std::iter::once(shared[0]).chain(places.iter().map(|place| shared[place + 1])).collect();
                        metric.compute(&Summary::of(&Sample {
                            dates: &dates,
                            equity: &chained(&chosen(&returns.own)),
                            risk_free: &chosen(&returns.risk_free),
                            benchmark: benchmark.as_deref(),
                            sessions_per_year: subject.run.sessions_per_year,
                            ends_at_month_end: false,
                            trading: None,
                        }))
                    })
                    .collect(),
            })
            .collect(),
    };
    Ok(metrics.iter().map(table).collect())
}

/// A curve from 1 with these returns.
fn chained(returns: &[f64]) -> Vec<f64> {
    let growth = returns.iter().scan(1.0, |value, step| {
        *value *= 1.0 + step;
        Some(*value)
    });
    std::iter::once(1.0).chain(growth).collect()
}

/// The rule of the last decision before a session, and what it is called.
fn in_force(run: &PastRun, date: Date) -> (Option<usize>, String) {
    let before = run.decisions.partition_point(|decision| decision.date < date);
    let decision = before.checked_sub(1).map(|place| &run.decisions[place]);
    match decision.and_then(|decision| Some((decision.rule?, decision))) {
        None => (None, "none".to_owned()),
        Some((rule, decision)) if decision.when.is_empty() => (Some(rule), format!("{rule}: otherwise")),
        Some((rule, decision)) => (Some(rule), format!("{rule}: {}", decision.when)),
    }
}
