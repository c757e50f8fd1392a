//! The orchestrator of sweeps: every combination of a file's values, measured.
//!
//! 1. Number the combinations, and leave out those that `where` does.
//! 2. Check the file with every value: each of a parameter, each combination of other keys.
//! 3. Prepare each combination of other keys: the fast path where it knows the strategy, else the plain one.
//! 4. Find the one start that all combinations share.
//! 5. Measure every combination, in parallel.

mod bits;
mod conditions;
mod core;
mod details;
mod fast;
mod full;
mod lockstep;
mod path;
mod picks;
mod ranges;
mod reads;
mod space;
mod spans;
mod started;
mod tail;
mod targets;

use crate::data::{Dataset, Date};
use crate::error::{Error, Result};
use crate::run::{Run, run};
use crate::stats::{CORE, METRICS, Metric, Summary};
use crate::strategy::{Axis, Sampling, Strategy, StrategyFile, Sweep, Target};
use fast::Fast;
use rayon::prelude::*;
use space::Space;
use started::Started;
use std::collections::BTreeMap;

/// Combinations that are measured at a time.
const PART: usize = 65_536;

/// A finished sweep: a row a combination, in the order of their numbers.
#[derive(Clone, Debug)]
pub struct Swept {
    /// The strategy with the file's own values.
    pub strategy: Strategy,
    pub axes: Vec<Axis>,
    space: Space,
    /// By row, the number of its combination.
    numbers: Vec<u64>,
    pub metrics: &'static [&'static Metric],
    /// By metric, a value a row; NaN where it has none.
    pub columns: Vec<Vec<f64>>,
    pub start: Date,
    pub end: Date,
    /// Combinations that were measured the fast way.
    pub fast: usize,
    /// What a reader has to know of all of them.
    pub notices: Vec<String>,
    pub checksums: Vec<(String, String)>,
}

impl Swept {
    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.numbers.len()
    }

    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    /// Which value of each axis a row has.
    pub fn values(&self, row: usize) -> Vec<usize> {
        self.space.values(self.numbers[row])
    }
}

/// One choice of values for the keys that are no parameters.
struct Variant {
    strategy: Strategy,
    fast: Option<Fast>,
    /// The rows that have it.
    rows: Vec<usize>,
}

/// Measures every combination. `core`: the six metrics of [`CORE`] only. `done` is told of each batch.
///
/// # Errors
/// A file whose sweep tries nothing, values that its check refuses, data that cannot be read, a run that fails.
pub fn sweep(
    file: &StrategyFile,
    strategy: &Strategy,
    dataset: &Dataset,
    core: bool,
    done: impl Fn(usize) + Sync,
) -> Result<Swept> {
    let (sweep, space) = space_of(strategy)?;
    check_values(file, sweep, dataset)?;
    let numbers = space.tried(strategy, sweep);
    if numbers.is_empty() {
        return Err(Error::input("no combination meets `where`").help("see [sweep]"));
    }
    let values = |row: usize| space.values(numbers[row]);
    let variants = variants(file, sweep, dataset, numbers.len(), values)?;
    let first = common_start(file, sweep, dataset, &variants, values)?;
    let whole = whole_run(file, sweep, dataset, &values(0), first)?;
    let (Some(start), Some(end)) = (whole.dates.first().copied(), whole.dates.last().copied()) else {
        return Err(Error::failed("the runs have no session"));
    };
    let metrics = if core { CORE } else { METRICS };
    let mut columns = vec![vec![f64::NAN; numbers.len()]; metrics.len()];
    let mut fast_rows = 0;
    for variant in &variants {
        let started = variant.fast.as_ref().and_then(|fast| {
            let from = fast.panel.sessions.partition_point(|session| *session < start);
            Started::new(fast, from).filter(|started| started.date() == start)
        });
        let scene = started.as_ref().filter(|_| !core).and_then(Started::scene);
        // Without a scene for all metrics, the plain run says why.
        let started = started.filter(|_| core || scene.is_some());
        fast_rows += if started.is_some() { variant.rows.len() } else { 0 };
        let of_summary =
            |summary: &Summary| metrics.iter().map(|metric| metric.compute(summary).unwrap_or(f64::NAN)).collect();
        let mut measured: Vec<Vec<f64>> = Vec::with_capacity(variant.rows.len());
        for rows in variant.rows.chunks(PART) {
            let values: Vec<Vec<usize>> = rows.iter().map(|row| values(*row)).collect();
            match (&started, &scene) {
                (Some(started), Some(scene)) => measured.extend(started.full(scene, &values).iter().map(of_summary)),
                (Some(started), None) => measured.extend(started.core(&values).iter().map(of_summary)),
                (None, _) => {
                    let rows = values.par_iter().map(|values| plain(file, sweep, dataset, values, start, metrics));
                    measured.append(&mut rows.collect::<Result<Vec<Vec<f64>>>>()?);
                }
            }
            done(rows.len());
        }
        for (row, measured) in variant.rows.iter().zip(measured) {
            columns.iter_mut().zip(measured).for_each(|(column, value)| column[*row] = value);
        }
    }
    Ok(Swept {
        strategy: strategy.clone(),
        axes: sweep.axes.clone(),
        space,
        numbers,
        metrics,
        columns,
        start,
        end,
        fast: fast_rows,
        notices: whole.notices,
        checksums: whole.checksums,
    })
}

/// The file with the values of one combination in place.
fn combination(file: &StrategyFile, sweep: &Sweep, values: &[usize]) -> StrategyFile {
    let chosen: Vec<(&Axis, usize)> = sweep.axes.iter().zip(values.iter().copied()).collect();
    file.with(&chosen)
}

/// Checks each value of each parameter by itself, so that one that no window can have is refused where it stands.
fn check_values(file: &StrategyFile, sweep: &Sweep, dataset: &Dataset) -> Result<()> {
    let universe = dataset.universe();
    for axis in sweep.axes.iter().filter(|axis| axis.target != Target::Key) {
        let check = |value| file.with(&[(axis, value)]).check(Ok(&universe)).map(|_| ());
        (0..axis.labels.len()).into_par_iter().map(check).collect::<Result<()>>()?;
    }
    Ok(())
}

fn variants(
    file: &StrategyFile,
    sweep: &Sweep,
    dataset: &Dataset,
    count: usize,
    values: impl Fn(usize) -> Vec<usize>,
) -> Result<Vec<Variant>> {
    let keys: Vec<usize> = (0..sweep.axes.len()).filter(|axis| sweep.axes[*axis].target == Target::Key).collect();
    let mut rows: BTreeMap<Vec<usize>, Vec<usize>> = BTreeMap::new();
    for row in 0..count {
        let values = values(row);
        rows.entry(keys.iter().map(|axis| values[*axis]).collect()).or_default().push(row);
    }
    let universe = dataset.universe();
    let prepare = |(chosen, rows): (Vec<usize>, Vec<usize>)| {
        let chosen: Vec<(&Axis, usize)> = keys.iter().map(|axis| &sweep.axes[*axis]).zip(chosen).collect();
        let (strategy, _) = file.with(&chosen).check(Ok(&universe))?;
        let fast = Fast::prepare(&strategy, sweep, dataset)?;
        Ok(Variant { strategy, fast, rows })
    };
    rows.into_iter().map(prepare).collect()
}

/// The first session of all: the latest that any combination needs.
fn common_start(
    file: &StrategyFile,
    sweep: &Sweep,
    dataset: &Dataset,
    variants: &[Variant],
    values: impl Fn(usize) -> Vec<usize> + Sync,
) -> Result<Date> {
    let mut latest: Option<Date> = None;
    for variant in variants {
        let starts: Vec<Date> = match &variant.fast {
            Some(fast) => {
                let asked = variant.strategy.data.start;
                let asked = asked.map_or(0, |day| fast.panel.sessions.partition_point(|session| *session < day));
                let ready = variant.rows.par_iter().map(|row| fast.ready(&values(*row)));
                match ready.reduce(|| Some(asked), |a, b| Some(a?.max(b?))).and_then(|from| fast.first_decision(from)) {
                    Some(session) => vec![fast.panel.sessions[session]],
                    // The plain run says why.
                    None => vec![whole_start(file, sweep, dataset, &values(variant.rows[0]))?],
                }
            }
            None => {
                let starts = variant.rows.par_iter().map(|row| whole_start(file, sweep, dataset, &values(*row)));
                starts.collect::<Result<_>>()?
            }
        };
        latest = starts.into_iter().max().max(latest);
    }
    latest.ok_or_else(|| Error::failed("no combination can start"))
}

fn whole_start(file: &StrategyFile, sweep: &Sweep, dataset: &Dataset, values: &[usize]) -> Result<Date> {
    let (strategy, _) = combination(file, sweep, values).check(Ok(&dataset.universe()))?;
    let run = run(&strategy, dataset)?;
    run.dates.first().copied().ok_or_else(|| Error::failed("the run has no session"))
}

/// A combination by itself, from `start` on.
fn whole_run(file: &StrategyFile, sweep: &Sweep, dataset: &Dataset, values: &[usize], start: Date) -> Result<Run> {
    let (mut strategy, _) = combination(file, sweep, values).check(Ok(&dataset.universe()))?;
    strategy.data.start = Some(start);
    run(&strategy, dataset)
}

fn plain(
    file: &StrategyFile,
    sweep: &Sweep,
    dataset: &Dataset,
    values: &[usize],
    start: Date,
    metrics: &[&'static Metric],
) -> Result<Vec<f64>> {
    let run = whole_run(file, sweep, dataset, values, start)?;
    Ok(metrics.iter().map(|metric| run.measures.get(metric.key).unwrap_or(f64::NAN)).collect())
}

/// How many combinations a file's sweep tries at most, `where` aside.
///
/// # Errors
/// A file without a sweep; more combinations than can be counted.
pub fn count(strategy: &Strategy) -> Result<u64> {
    let (sweep, space) = space_of(strategy)?;
    Ok(match sweep.sample {
        Sampling::Grid => space.size,
        Sampling::Random { n, .. } => space.size.min(n as u64),
    })
}

fn space_of(strategy: &Strategy) -> Result<(&Sweep, Space)> {
    let Some(sweep) = &strategy.sweep else {
        return Err(Error::input("the file has no [sweep]: there is nothing to try").help("add one: weeks = [1, 2, 3]"));
    };
    let space = Space::new(sweep).ok_or_else(|| Error::input("more combinations than can be counted"))?;
    Ok((sweep, space))
}

/// The file of one row of a sweep, its values in place.
///
/// # Errors
/// A file without a sweep, or without such a row.
pub fn picked(file: &StrategyFile, strategy: &Strategy, row: usize) -> Result<StrategyFile> {
    let (sweep, space) = space_of(strategy)?;
    let numbers = space.tried(strategy, sweep);
    let Some(number) = numbers.get(row) else {
        return Err(Error::input(format!("the sweep has no row {row}"))
            .help(format!("its rows are 0 to {}", numbers.len().saturating_sub(1))));
    };
    Ok(combination(file, sweep, &space.values(*number)))
}
