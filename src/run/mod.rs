//! One run, from a checked strategy to its metrics.
//!
//! 1. Load the prices and series that the strategy names, and align them to the sessions of what it holds.
//! 2. Plan: parameters put in, every distinct expression one node.
//! 3. Evaluate each node over the panel.
//! 4. Find the start: the first decision session at which everything has had its bars.
//! 5. Decide, at each decision session.
//! 6. Simulate the fills.
//! 7. Buy the benchmark beside it, and measure both.

mod curves;
mod ground;
mod load;
mod notices;

use crate::data::{Dataset, Date};
use crate::error::{Error, Result};
use crate::eval::{Column, evaluate};
use crate::plan::PlannedNumber;
use crate::sim::{
    Decision, Known, Path, Terms, decide, percent_per_year, risk_free_returns, simulate, sleeve_index, sleeve_ready,
};
use crate::stats::Measures;
use crate::strategy::{Rebalance, Strategy};
use curves::Curves;
pub use curves::summarized;
use ground::Begun;
pub use ground::Ground;
pub use load::History;
use notices::Notices;

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
    let begun = Begun::new(ground, strategy)?;
    Ok(ground.panel.sessions[begun.started.session])
}

/// Runs a strategy over `ground`, which is that of a strategy with the same keys but for parameters. Errors as for [`run`].
pub fn run_on(ground: &Ground, strategy: &Strategy, dataset: &Dataset) -> Result<Run> {
    let Ground { panel, market, held, stale, last, sessions_per_year, .. } = ground;
    let (last, sessions_per_year) = (*last, *sessions_per_year);
    let Begun { plan, timetable, ready, started } = Begun::new(ground, strategy)?;
    let rebalance = strategy.trade.rebalance;
    let columns = evaluate(&plan.graph, panel, |sleeve, columns| {
        let known = Known { plan: &plan, columns, market };
        let fixed = rebalance == Rebalance::OnChange;
        let from = sleeve_ready(&plan, &ready, panel, &timetable, sleeve);
        sleeve_index(sleeve, known, &timetable, fixed, from, panel.sessions.len())
    });

    let first = started.session;
    let trade = &strategy.trade;
    let known = Known { plan: &plan, columns: &columns, market };
    let (decisions, undecided) = decide(known, &timetable, first, rebalance, trade.tranches);
    let beyond = |decision: &&Decision| decision.target.iter().any(|weight| !weight.is_finite());
    if let Some(decision) = decisions.iter().find(beyond) {
        let date = panel.sessions[decision.session];
        return Err(Error::failed(format!("a weight is too large for a number on {date}"))
            .help("see the weights of rules and sleeves: those of what a sleeve holds are multiplied"));
    }
    let terms = Terms {
        fill: trade.fill,
        delay: trade.delay,
        rebalance: trade.rebalance,
        overlays: strategy.overlays,
        tranches: trade.tranches,
        cost_rate: trade.cost_rate(),
        capital: trade.capital,
        cash_yield: percent_per_year(plan.cash_yield, &columns, panel.sessions.len()),
        borrow: percent_per_year(plan.borrow.unwrap_or(PlannedNumber::Fixed(0.0)), &columns, panel.sessions.len()),
    };
    let path = simulate(market, &panel.sessions, &decisions, &terms, last);
    if let Some(place) = path.equity.iter().position(|equity| !equity.is_finite()) {
        let date = panel.sessions[path.first + place];
        return Err(Error::failed(format!("equity is too large for a number on {date}"))
            .help("see the weights, and the rates of cash_yield and borrow: they are beyond all measure"));
    }

    let risk_free = risk_free_returns(strategy.data.risk_free, panel, path.first, path.last());
    let curves =
        Curves { strategy, panel, market, path: &path, terms: &terms, risk_free: &risk_free, sessions_per_year };
    let benchmark = curves.benchmark()?;
    let against =
        benchmark.as_ref().map(|curve| curve.windows(2).map(|pair| pair[1] / pair[0] - 1.0).collect::<Vec<_>>());
    let measures = curves.measures(against.as_deref());
    let benchmark = benchmark.map(|curve| Benchmark { measures: curves.benchmark_measures(&curve), curve });
    let notices = Notices {
        strategy,
        dataset,
        panel,
        market,
        held,
        stale: *stale,
        start: &started,
        undecided: &undecided,
        path: &path,
        terms: &terms,
    };
    let notices = notices.collect();
    let end = path.last();
    // A run that was ruined decided nothing afterwards.
    let decisions: Vec<Decision> = decisions.into_iter().filter(|decision| decision.session <= end).collect();
    let signals = plan
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
