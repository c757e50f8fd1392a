//! `rotascope data`: datasets.

mod check;
mod demo;
mod import;
mod list;

use super::Outcome;
use crate::error::{Error, Result};
use clap::Subcommand;
use std::path::{Path, PathBuf};

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

/// Where a dataset of this name is written: datasets live in one folder, and their name is no path.
fn dataset_folder(name: &str) -> Result<PathBuf> {
    let plain = |c: char| c.is_alphanumeric() || c == '-' || c == '_' || c == '.';
    if name.is_empty() || name.starts_with('.') || !name.chars().all(plain) {
        return Err(Error::input(format!("`{name}` cannot be the name of a dataset"))
            .help("letters, digits, - and _; the dataset goes to datasets/"));
    }
    Ok(Path::new(DATASETS).join(name))
}
