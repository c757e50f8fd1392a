//! The orchestrator of sweeps: every combination of a file's values, measured.
//!
//! 1. Number the combinations, and leave out those that `where` does ([`Combinations`]).
//! 2. Check the file with every value: each of a parameter, each combination of other keys.
//! 3. Prepare each combination of other keys: the fast path where it knows the strategy, else the plain one.
//! 4. Find the one start that all combinations share; collect what a reader has to know of all.
//! 5. Measure the rows, in parallel, as many at a time as the caller asks for ([`Measuring`]).
//! 6. Keep of them, as they pass by, what a reader wants to see ([`Tally`]).

mod bits;
mod changes;
mod check;
mod choices;
mod choose;
mod conditions;
mod core;
mod curve;
mod details;
mod draw;
mod fast;
mod full;
mod ledger;
mod loaded;
mod lockstep;
mod marginals;
mod measure;
mod notices;
mod one;
mod own;
mod path;
mod picks;
mod ranges;
mod reads;
mod several;
mod shared;
mod space;
mod spans;
mod start;
mod started;
mod stops;
mod strands;
mod tail;
mod tally;
mod targets;
mod traced;
mod trading;
mod turn;
mod variants;

pub use loaded::Loaded;
pub use marginals::{EXACT, Marginal};
pub use measure::Measuring;
pub use own::Own;
pub use space::{Combinations, count};
pub use tally::{Overview, Plateau, Ranked, Tally};

use crate::data::{Dataset, Date};
use crate::error::{Error, Result};
use crate::run::{Run, run_on, start_on};
use crate::stats::{CORE, METRICS, Metric};
use crate::strategy::{Axis, Strategy, StrategyFile, Sweep, Universe};
use notices::notices;
use std::sync::atomic::{AtomicBool, Ordering};
use variants::Variants;

/// Which metrics a sweep computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// The six of [`CORE`].
    Core,
    All,
}

impl Which {
    pub fn metrics(self) -> &'static [&'static Metric] {
        match self {
            Which::Core => CORE,
            Which::All => METRICS,
        }
    }

    /// As the command line has it.
    pub fn name(self) -> &'static str {
        match self {
            Which::Core => "core",
            Which::All => "all",
        }
    }
}

/// Who looks on while a sweep works: told of rows that are done, and asked whether to stop.
pub struct Watch<'a> {
    pub stop: &'a AtomicBool,
    pub done: &'a (dyn Fn(u64) + Sync),
}

impl Watch<'_> {
    /// Nobody.
    pub fn nobody() -> Watch<'static> {
        static GOES_ON: AtomicBool = AtomicBool::new(false);
        Watch { stop: &GOES_ON, done: &|_| () }
    }

    fn go_on(&self) -> Result<()> {
        if self.stop.load(Ordering::Relaxed) {
            Err(Error::stopped("stopped before anything was measured"))
        } else {
            Ok(())
        }
    }
}

/// Values that come with their places among `count`, in the order of these.
fn in_place<T>(placed: impl Iterator<Item = (usize, T)>, count: usize) -> Vec<T> {
    let mut all: Vec<Option<T>> = (0..count).map(|_| None).collect();
    placed.for_each(|(place, value)| all[place] = Some(value));
    all.into_iter().flatten().collect()
}

/// A sweep that is ready to be measured.
pub struct Prepared<'a> {
    file: &'a StrategyFile,
    loaded: &'a Loaded<'a>,
    universe: Universe,
    /// The strategy with the file's own values.
    pub strategy: &'a Strategy,
    sweep: &'a Sweep,
    pub combinations: &'a Combinations,
    pub which: Which,
    variants: Variants,
    /// The first session of the earliest row: of all, unless keys move it.
    pub start: Date,
    pub end: Date,
    /// What a reader has to know of all of them.
    pub notices: Vec<String>,
    pub checksums: Vec<(String, String)>,
}

/// More combinations than this are begun only where somebody asks for so many.
pub const LIMIT: u64 = 10_000_000;

/// Checks a file with every value that its sweep tries, as [`prepare`] does, without a look at prices.
///
/// # Errors
/// Values that the file's check refuses; no combination that is tried, or more than can be counted.
pub fn check(file: &StrategyFile, strategy: &Strategy, dataset: &Dataset) -> Result<()> {
    let Some(sweep) = &strategy.sweep else { return Ok(()) };
    let universe = dataset.universe();
    let asked = Asked { file, strategy, sweep, dataset, universe: &universe };
    if count(strategy)? > LIMIT {
        return check::values(asked);
    }
    match Combinations::new(strategy) {
        Ok(combinations) => check::all(asked, &combinations),
        Err(error) => check::values(asked).and(Err(error)),
    }
}

/// Makes a sweep ready: what is wrong with any value is found before work begins.
///
/// # Errors
/// Values that the file's check refuses; data that cannot be read; a combination that can never start; a stop.
pub fn prepare<'a>(
    file: &'a StrategyFile,
    strategy: &'a Strategy,
    combinations: &'a Combinations,
    loaded: &'a Loaded<'a>,
    which: Which,
    watch: &Watch,
) -> Result<Prepared<'a>> {
    let Some(sweep) = &strategy.sweep else {
        return Err(Error::input("the file has no [sweep]"));
    };
    let dataset = loaded.dataset;
    let universe = dataset.universe();
    let asked = Asked { file, strategy, sweep, dataset, universe: &universe };
    check::values(asked)?;
    let mut variants = Variants::new(asked, combinations, loaded)?;
    start::find(asked, combinations, &mut variants, watch)?;
    let Some(start) = variants.list.iter().map(|variant| variant.from).min() else {
        return Err(Error::failed("no combination can start"));
    };
    let notices = notices(asked, combinations, &variants, start);
    let ground = &variants.of(&combinations.values(0)).ground;
    let end = ground.end();
    // Of all that any row reads.
    let mut checksums: Vec<_> = variants.grounds().flat_map(|ground| ground.checksums.clone()).collect();
    checksums.sort();
    checksums.dedup();
    Ok(Prepared {
        file,
        loaded,
        universe,
        strategy,
        sweep,
        combinations,
        which,
        variants,
        start,
        end,
        notices,
        checksums,
    })
}

impl Prepared<'_> {
    pub fn axes(&self) -> &[Axis] {
        &self.sweep.axes
    }

    pub fn metrics(&self) -> &'static [&'static Metric] {
        self.which.metrics()
    }

    /// How many rows there are.
    pub fn len(&self) -> u64 {
        self.combinations.len()
    }

    pub fn is_empty(&self) -> bool {
        self.combinations.is_empty()
    }

    fn asked(&self) -> Asked<'_> {
        Asked {
            file: self.file,
            strategy: self.strategy,
            sweep: self.sweep,
            dataset: self.loaded.dataset,
            universe: &self.universe,
        }
    }
}

/// A file, its [sweep], its dataset, and what that has.
#[derive(Clone, Copy)]
struct Asked<'a> {
    file: &'a StrategyFile,
    /// With the file's own values.
    strategy: &'a Strategy,
    sweep: &'a Sweep,
    dataset: &'a Dataset,
    universe: &'a Universe,
}

impl Asked<'_> {
    fn strategy(self, values: &[usize]) -> Result<Strategy> {
        let chosen: Vec<(&Axis, usize)> = self.sweep.axes.iter().zip(values.iter().copied()).collect();
        check::with(self, &chosen)
    }

    /// A combination by itself, from its variant's start on.
    fn run(self, variants: &Variants, values: &[usize]) -> Result<Run> {
        let variant = variants.of(values);
        let mut strategy = self.strategy(values)?;
        strategy.data.start = Some(variant.from);
        run_on(&variant.ground, &strategy, self.dataset)
    }

    /// What a combination by itself waits for: an error, where it never starts.
    fn first_session(self, variants: &Variants, values: &[usize]) -> Result<Date> {
        let variant = variants.of(values);
        let mut strategy = self.strategy(values)?;
        if variants.own_starts {
            strategy.data.start = None;
        }
        start_on(&variant.ground, &strategy)
    }

    /// "n = 5, m = 2".
    fn said(&self, values: &[usize]) -> String {
        let each = self.sweep.axes.iter().zip(values);
        each.map(|(axis, value)| axis.said(*value)).collect::<Vec<_>>().join(", ")
    }
}

/// The file of one row of a sweep, its values in place.
///
/// # Errors
/// A file without a sweep, or without such a row.
pub fn picked(file: &StrategyFile, strategy: &Strategy, row: u64) -> Result<StrategyFile> {
    let combinations = Combinations::new(strategy)?;
    if row >= combinations.len() {
        let last = combinations.len() - 1;
        return Err(Error::input(format!("the sweep has no row {row}")).help(format!("its rows are 0 to {last}")));
    }
    let axes = strategy.sweep.iter().flat_map(|sweep| &sweep.axes);
    let chosen: Vec<(&Axis, usize)> = axes.zip(combinations.values(row)).collect();
    Ok(file.with(&chosen))
}
