//! One run, from a checked strategy to its metrics.
//!
//! 1. Load the prices and series that the strategy names, and align them to the sessions of what it holds.
//! 2. Plan: parameters put in, every distinct expression one node.
//! 3. Find the start: the first decision session at which everything has had its bars.
//! 4. Evaluate each node over the panel.
//! 5. Decide, at each decision session.
//! 6. Simulate the fills.
//! 7. Buy the benchmark beside it, and measure both.

mod curves;
mod ground;
mod load;
mod notices;
mod of_data;
mod plans;

use crate::data::{Dataset, Date};
use crate::error::Result;
use crate::eval::Column;
use crate::sim::{Decision, Path};
use crate::stats::{METRICS, Measures, measure};
use crate::strategy::Strategy;
use curves::benchmark_summary;
pub use curves::{Beside, summary};
pub use ground::Ground;
pub use load::History;
use notices::Notices;
pub use notices::{LATE_START_DAYS, OPTIMISTIC};
pub use of_data::OfData;
pub use plans::{Planned, Plans};

/// Sessions a year, where the dataset does not say.
pub const SESSIONS_PER_YEAR: f64 = 252.0;

/// A finished run. Curves have one value a date.
#[derive(Clone, Debug)]
pub struct Run {
    /// The sessions from the start to the end of the run.
    pub dates: Vec<Date>,
    pub path: Path,
    /// The risk-free return of each session after the first.
    pub risk_free: Vec<f64>,
    /// Every decision, with its date.
    pub decisions: Vec<(Date, Decision)>,
    /// The named expressions at each decision.
    pub signals: Vec<(String, Vec<Reading>)>,
    pub measures: Measures,
    pub benchmark: Option<Benchmark>,
    /// What a reader has to know to trust the figures.
    pub notices: Vec<String>,
    /// SHA-256 of every file that was read, by symbol.
    pub checksums: Vec<(String, String)>,
}

#[derive(Clone, Debug)]
pub struct Benchmark {
    pub curve: Vec<f64>,
    pub measures: Measures,
}

/// What a named expression said at a decision; None: undefined.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reading {
    Number(Option<f64>),
    Condition(Option<bool>),
}

/// Runs a strategy over a dataset.
///
/// # Errors
/// Data that cannot be read; a period without sessions; conditions that never have their bars; a benchmark that begins after
/// the run's first fill; weights or rates by which equity outgrows every number.
pub fn run(strategy: &Strategy, dataset: &Dataset) -> Result<Run> {
    run_over(strategy, dataset, History::load(strategy, dataset)?)
}

/// Runs a strategy over `history` instead of all that its dataset has. Errors as for [`run`].
pub fn run_over(strategy: &Strategy, dataset: &Dataset, history: History) -> Result<Run> {
    run_on(&Ground::new(strategy, dataset, history)?, strategy, dataset)
}

/// The first session of a strategy's run over `ground`.
///
/// # Errors
/// Conditions that never have their bars; no decision that is left.
pub fn start_on(ground: &Ground, strategy: &Strategy) -> Result<Date> {
    let timetable = ground.timetable(strategy);
    let mut plans = Plans::new(ground);
    plans.add(strategy, &strategy.param_values(), &timetable);
    let started = plans.planned()[0].start(&plans.ready(), strategy.data.start)?;
    Ok(ground.panel.sessions[started.session])
}

/// Runs a strategy over `ground`, which is that of a strategy with the same keys but for parameters. Errors as for [`run`].
pub fn run_on(ground: &Ground, strategy: &Strategy, dataset: &Dataset) -> Result<Run> {
    let panel = &ground.panel;
    let timetable = ground.timetable(strategy);
    let mut plans = Plans::new(ground);
    plans.add(strategy, &strategy.param_values(), &timetable);
    let planned = &plans.planned()[0];
    let ready = plans.ready();
    let started = planned.start(&ready, strategy.data.start)?;
    let columns = plans.columns(&ready);
    let (decisions, undecided) = planned.decide(&columns, started.session)?;
    let terms = planned.terms(&columns);
    let path = planned.simulate(&decisions, &terms)?;

    let Beside { risk_free, benchmark } = Beside::new(ground, strategy, &terms, (path.first, path.last()))?;
    let returns = benchmark.as_ref().map(|benchmark| benchmark.returns.as_slice());
    let measures = measure(METRICS, &summary(ground, &path, &risk_free, returns));
    let benchmark = benchmark.map(|curves::Benchmark { curve, .. }| {
        let measures = measure(METRICS, &benchmark_summary(ground, &path, &curve, &risk_free));
        Benchmark { measures, curve }
    });
    let notices =
        Notices { strategy, dataset, ground, start: &started, undecided: &undecided, path: &path, terms: &terms };
    let notices = notices.collect();
    let end = path.last();
    // A run that was ruined decided nothing afterwards.
    let decisions: Vec<Decision> = decisions.into_iter().filter(|decision| decision.session <= end).collect();
    let signals = planned
        .plan
        .signals
        .iter()
        .map(|(name, node)| {
            let readings = decisions.iter().map(|decision| read(columns.get(*node), decision.session));
            (name.clone(), readings.collect())
        })
        .collect();
    Ok(Run {
        decisions: decisions.into_iter().map(|decision| (panel.sessions[decision.session], decision)).collect(),
        dates: panel.sessions[path.first..=end].to_vec(),
        path,
        risk_free,
        signals,
        measures,
        benchmark,
        notices,
        checksums: ground.checksums.clone(),
    })
}

fn read(column: &Column, session: usize) -> Reading {
    match column {
        Column::Numbers(_) | Column::Number(_) => {
            Reading::Number(Some(column.number(session)).filter(|value| value.is_finite()))
        }
        Column::Conditions(_) | Column::Condition(_) => Reading::Condition(column.condition(session)),
    }
}
