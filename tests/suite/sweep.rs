//! Sweeps: every row is what a run with its values is, however it was computed.

mod around;
mod command;
mod draws;
mod faults;
mod included;
mod keys;
mod notices;
mod own;
mod resumed;
mod rows;

use rotascope::data::{Dataset, Date};
use rotascope::error::Result;
use rotascope::stats::Metric;
use rotascope::strategy::{Axis, Strategy, StrategyFile};
use rotascope::sweep::{Combinations, Loaded, Prepared, Watch, Which, prepare};

/// A finished sweep, all of it in memory.
pub struct Swept {
    pub axes: Vec<Axis>,
    values: Vec<Vec<usize>>,
    pub metrics: &'static [&'static Metric],
    /// By metric, a value a row; NaN where it has none.
    pub columns: Vec<Vec<f64>>,
    pub start: Date,
    pub end: Date,
    /// Rows that were measured the fast way.
    pub fast: usize,
    pub notices: Vec<String>,
}

impl Swept {
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Which value of each axis a row has.
    pub fn values(&self, row: usize) -> Vec<usize> {
        self.values[row].clone()
    }
}

/// Measures every row of a checked file's sweep.
pub fn sweep(file: &StrategyFile, strategy: &Strategy, dataset: &Dataset, which: Which) -> Result<Swept> {
    let combinations = Combinations::new(strategy)?;
    let loaded = Loaded::new(strategy, dataset);
    let prepared = prepare(file, strategy, &combinations, &loaded, which, &Watch::nobody())?;
    let measuring = prepared.measuring()?;
    let columns = measuring.measure(0..prepared.len(), &Watch::nobody())?;
    Ok(Swept {
        axes: prepared.axes().to_vec(),
        values: (0..prepared.len()).map(|row| combinations.values(row)).collect(),
        metrics: prepared.metrics(),
        columns,
        start: prepared.start,
        end: prepared.end,
        fast: (0..prepared.len()).filter(|row| measuring.is_fast_at(*row)).count(),
        notices: prepared.notices.clone(),
    })
}

/// Prepares the sweep of the file that `text` is, and does something with it.
fn with_prepared<T>(dataset: &Dataset, text: &str, which: Which, work: impl FnOnce(&Prepared) -> T) -> T {
    let file = StrategyFile::read("test.toml", text);
    let (strategy, _) = file.clone().check(Ok(&dataset.universe())).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let combinations = Combinations::new(&strategy).unwrap_or_else(|error| panic!("{error}"));
    let loaded = Loaded::new(&strategy, dataset);
    let prepared = prepare(&file, &strategy, &combinations, &loaded, which, &Watch::nobody());
    work(&prepared.unwrap_or_else(|error| panic!("{error}")))
}

/// Sweeps the file that `text` is; every metric, unless `core`.
fn swept(dataset: &Dataset, text: &str, core: bool) -> Swept {
    let file = StrategyFile::read("test.toml", text);
    let (strategy, _) = file.clone().check(Ok(&dataset.universe())).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let which = if core { Which::Core } else { Which::All };
    sweep(&file, &strategy, dataset, which).unwrap_or_else(|error| panic!("{error}\n{text}"))
}
