//! Sweeps: every row is what a run with its values is, however it was computed.

mod command;
mod faults;
mod rows;

use rotascope::data::Dataset;
use rotascope::strategy::StrategyFile;
use rotascope::sweep::{Swept, sweep};

/// Sweeps the file that `text` is; every metric, unless `core`.
fn swept(dataset: &Dataset, text: &str, core: bool) -> Swept {
    let file = StrategyFile::read("test.toml", text);
    let (strategy, _) = file.clone().check(Ok(&dataset.universe())).unwrap_or_else(|error| panic!("{error}\n{text}"));
    sweep(&file, &strategy, dataset, core, |_| ()).unwrap_or_else(|error| panic!("{error}\n{text}"))
}
