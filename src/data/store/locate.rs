//! Names of datasets -> their folders.

use super::{Dataset, MANIFEST};
use crate::data::suggest::{did_you_mean, listed};
use crate::data::{Calendar, Date};
use crate::error::{Error, Result};
use std::path::{Path, PathBuf};

/// The folder of datasets, in a project's root.
const DATASETS: &str = "datasets";

/// The folder of the dataset that a strategy file calls `name`. `near` is that file; without one, any path in the
/// folder to start from.
///
/// A plain name is looked for as `datasets/NAME` in the current folder and then in every folder above `near`, nearest
/// first; after that it is taken as a path. A path is relative to the current folder, then to that of `near`.
///
/// # Errors
/// Nothing there: the message lists the datasets that could have been meant.
pub fn locate(name: &str, near: &Path) -> Result<PathBuf> {
    let near = std::path::absolute(near).map_err(|error| Error::io("find", near, error))?;
    let beside: Vec<&Path> = near.ancestors().skip(1).collect();
    let here = Path::new("");
    let plain = !name.is_empty() && !name.contains(['/', '\\']) && name != "." && name != "..";
    let roots = std::iter::once(here).chain(beside.iter().copied());
    let roots: Vec<PathBuf> = roots.map(|root| root.join(DATASETS)).collect();
    let as_dataset = roots.iter().filter(|_| plain).map(|root| root.join(name));
    let as_path = [Some(here), beside.first().copied()];
    let as_path = as_path.into_iter().flatten().filter(|_| !name.is_empty()).map(|folder| folder.join(name));
    if let Some(folder) = as_dataset.chain(as_path).find(|folder| folder.join(MANIFEST).is_file()) {
        return Ok(folder);
    }
    if plain {
        Err(missing(&format!("there is no dataset `{name}`"), name, &roots))
    } else {
        Err(absent(Path::new(name)))
    }
}

/// What a dataset's manifest says of it, in a line.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// The folder's name: what strategy files call it.
    pub name: String,
    pub folder: PathBuf,
    pub synthetic: bool,
    pub symbols: usize,
    pub series: usize,
    /// First and last day of its prices, or of its series where it has no prices. None where it is empty.
    pub first: Option<Date>,
    pub last: Option<Date>,
    pub calendar: Calendar,
}

/// Every dataset in `root` (a `datasets` folder) by name; an error in place of one that cannot be opened. Folders without
/// `dataset.toml` are passed over; a root that does not exist has no datasets.
pub fn list(root: &Path) -> Vec<Result<Summary>> {
    let summary = |name: String| {
        let folder = root.join(&name);
        let manifest = Dataset::open(&folder)?.manifest;
        let range = manifest.range();
        Ok(Summary {
            name,
            folder,
            synthetic: manifest.synthetic,
            symbols: manifest.symbols.len(),
            series: manifest.series.len(),
            first: range.map(|(first, _)| first),
            last: range.map(|(_, last)| last),
            calendar: manifest.calendar,
        })
    };
    names_in(root).into_iter().map(summary).collect()
}

/// The error for a folder that is no dataset.
pub(super) fn absent(folder: &Path) -> Error {
    let what = match folder.exists() {
        true => format!("the folder is not a dataset: it has no {MANIFEST}"),
        false => "there is no such dataset".to_owned(),
    };
    let name = folder.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    let beside = folder.parent().map(Path::to_owned);
    missing(&what, &name, beside.as_slice()).at(folder.display())
}

fn missing(what: &str, name: &str, roots: &[PathBuf]) -> Error {
    let mut known: Vec<String> = roots.iter().flat_map(|root| names_in(root)).collect();
    known.sort();
    known.dedup();
    let known = known.iter().map(String::as_str);
    let there = match known.clone().count() {
        0 => "`rotascope data demo` or `rotascope data import` makes one".to_owned(),
        _ => {
            let guess = did_you_mean(name, known.clone()).map_or_else(String::new, |guess| guess + " ");
            format!("{guess}there are {}; `rotascope data list` describes them", listed(known))
        }
    };
    Error::input(what).help(there)
}

fn names_in(root: &Path) -> Vec<String> {
    let root = if root.as_os_str().is_empty() { Path::new(".") } else { root };
    let entries = std::fs::read_dir(root).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries
        .filter(|entry| entry.path().join(MANIFEST).is_file())
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    names.sort();
    names
}
