//! A result read back: what its `run.toml` or `sweep.toml` says.

use super::frame;
use crate::data::{Calendar, Date};
use crate::error::{Error, Result};
use polars::prelude::DataFrame;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Where a sweep keeps what is finished until all of it is.
const PARTS: &str = "parts";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Run,
    Sweep,
}

impl Kind {
    /// The file that is written last: a folder that has it is complete.
    pub fn description(self) -> &'static str {
        match self {
            Kind::Run => "run.toml",
            Kind::Sweep => "sweep.toml",
        }
    }

    /// The files that such a result leaves, the description first.
    pub fn files(self) -> &'static [&'static str] {
        match self {
            Kind::Run => &["run.toml", "metrics.json", "equity.parquet", "trades.csv", "decisions.csv", "report.html"],
            Kind::Sweep => &["sweep.toml", "sweep.parquet"],
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Kind::Run => "run",
            Kind::Sweep => "sweep",
        }
    }

    /// Whether a folder has files of such a result, or the parts of an unfinished one. A report alone is none.
    pub(super) fn is_in(self, folder: &Path) -> bool {
        let unfinished = self == Kind::Sweep && folder.join(PARTS).is_dir();
        unfinished || self.files().iter().any(|file| *file != "report.html" && folder.join(file).is_file())
    }

    fn bytes(self, folder: &Path) -> u64 {
        let sizes = self.files().iter().filter_map(|file| fs::metadata(folder.join(file)).ok());
        sizes.map(|data| data.len()).sum()
    }
}

/// A result's folder, and what it says of itself. Its figures are read when asked for.
#[derive(Clone, Debug)]
pub struct Past {
    pub folder: PathBuf,
    pub kind: Kind,
    pub about: Description,
    /// When its description was written.
    pub written: SystemTime,
    /// Of all its files.
    pub bytes: u64,
}

/// What was run or swept, on which data, with which engine. Keys that other versions add are passed over; those that this
/// version added are None where an older one wrote the file.
#[derive(Clone, Debug, Deserialize)]
pub struct Description {
    pub id: String,
    /// The strategy file, as the user gave it.
    pub file: String,
    /// "rotascope 0.1.0".
    pub engine: String,
    pub dataset: String,
    #[serde(default)]
    pub synthetic: bool,
    pub start: Date,
    pub end: Date,
    pub calendar: Option<Calendar>,
    pub sessions_per_year: Option<f64>,
    #[serde(default)]
    pub warnings: Vec<String>,
    /// Checksums of what was read, by symbol.
    #[serde(default)]
    pub sha256: BTreeMap<String, String>,
    /// Symbols by the names that the strategy gives them.
    #[serde(default)]
    pub symbols: BTreeMap<String, String>,
    /// The strategy as it was run.
    pub strategy: toml::Table,
    /// The files that its sleeves name.
    #[serde(default)]
    pub included: BTreeMap<String, toml::Table>,
}

impl Past {
    /// The results that a folder holds: a run, a sweep, or both, since a file's run and its sweep have the same id. Half a result
    /// is an error in its place; empty for a folder that holds none.
    pub fn all_in(folder: &Path) -> Vec<Result<Past>> {
        let kinds = [Kind::Run, Kind::Sweep].into_iter().filter(|kind| kind.is_in(folder));
        kinds.map(|kind| Past::open(folder, kind)).collect()
    }

    pub(super) fn open(folder: &Path, kind: Kind) -> Result<Past> {
        let path = folder.join(kind.description());
        if !path.is_file() {
            return Err(half(kind, folder, kind.description()));
        }
        let text = fs::read_to_string(&path).map_err(|error| Error::io("read", &path, error))?;
        let about: Description = toml::from_str(&text).map_err(|error| {
            let reason = error.message().lines().next().unwrap_or_default().to_owned();
            Error::failed(format!("not what a {} leaves behind: {reason}", kind.name())).at(path.display())
        })?;
        let written = fs::metadata(&path).and_then(|data| data.modified()).unwrap_or(SystemTime::UNIX_EPOCH);
        Ok(Past { folder: folder.to_owned(), kind, about, written, bytes: kind.bytes(folder) })
    }

    /// What tables call the strategy: its name, or its file's.
    pub fn name(&self) -> String {
        let name = self.about.strategy.get("name").and_then(toml::Value::as_str).unwrap_or("");
        if name.is_empty() { super::folder::stem(&self.about.file) } else { name.to_owned() }
    }

    /// A key of the strategy file, by its path: `&["trade", "fill"]`.
    pub fn key(&self, path: &[&str]) -> Option<&toml::Value> {
        let (last, tables) = path.split_last()?;
        let mut table = &self.about.strategy;
        for name in tables {
            table = table.get(*name)?.as_table()?;
        }
        table.get(*last)
    }

    /// The values of [params].
    pub fn params(&self) -> impl Iterator<Item = (&str, String)> {
        let params = self.about.strategy.get("params").and_then(toml::Value::as_table);
        params.into_iter().flatten().map(|(name, value)| (name.as_str(), value.to_string()))
    }

    pub(super) fn parquet(&self, file: &str, columns: Option<Vec<String>>) -> Result<DataFrame> {
        frame::read(self.bytes_of(file)?, columns, &self.folder.join(file))
    }

    pub(super) fn bytes_of(&self, file: &str) -> Result<Vec<u8>> {
        let path = self.folder.join(file);
        fs::read(&path).map_err(|error| match error.kind() {
            ErrorKind::NotFound => half(self.kind, &self.folder, file),
            _ => Error::io("read", &path, error),
        })
    }

    /// A file of this result that is not what it should be.
    pub(super) fn broken(&self, file: &str, what: impl std::fmt::Display) -> Error {
        Error::failed(what.to_string())
            .at(self.folder.join(file).display())
            .help(format!("{} it again", self.kind.name()))
    }
}

fn half(kind: Kind, folder: &Path, missing: &str) -> Error {
    let error = match kind {
        Kind::Sweep if folder.join(PARTS).is_dir() => {
            Error::failed("an unfinished sweep").help("`rotascope sweep` goes on with it, asked for the same")
        }
        kind => Error::failed(format!("half a {}: {missing} is missing", kind.name()))
            .help(format!("{} it again, or delete it", kind.name())),
    };
    error.at(folder.display())
}
