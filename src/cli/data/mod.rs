//! `rotascope data`: datasets.

mod check;
mod demo;
mod import;
mod list;

use super::Outcome;
use clap::Subcommand;

/// The folder of datasets.
const DATASETS: &str = "datasets";

#[derive(Subcommand)]
pub(super) enum Data {
    /// Import vendors' CSV files into a dataset
    Import(import::Import),
    /// List datasets, or what one holds
    List(list::List),
    /// Look for faults and oddities in a dataset's prices
    Check(check::Check),
    /// Make the synthetic demo market
    Demo(demo::Demo),
}

impl Data {
    pub(super) fn execute(&self) -> Outcome {
        match self {
            Data::Import(command) => command.execute(),
            Data::List(command) => command.execute(),
            Data::Check(command) => command.execute(),
            Data::Demo(command) => command.execute(),
        }
    }
}
