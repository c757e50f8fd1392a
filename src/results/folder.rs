//! `results/<strategy>/<id>/`: written whole, or not at all.

use super::id::run_id;
use super::{equity_file, run_files};
use crate::data::{Manifest, store::Staged};
use crate::error::Result;
use crate::run::Run;
use crate::strategy::Strategy;
use std::path::{Path, PathBuf};

/// A finished run, with what it was a run of and where it is kept.
#[derive(Clone, Debug)]
pub struct Record {
    pub id: String,
    /// The strategy file, as the user gave it.
    pub file: String,
    pub folder: PathBuf,
    pub strategy: Strategy,
    pub manifest: Manifest,
    pub run: Run,
}

impl Record {
    /// Names a run and its folder below `root`. Nothing is written yet.
    pub fn new(root: &Path, file: &str, strategy: Strategy, manifest: Manifest, run: Run) -> Record {
        let id = run_id(&strategy, &manifest, &run.checksums);
        Record { folder: root.join(stem(file)).join(&id), file: file.to_owned(), id, strategy, manifest, run }
    }

    /// What tables call the strategy: its name, or its file's.
    pub fn name(&self) -> String {
        match self.strategy.name.as_str() {
            "" => stem(&self.file),
            name => name.to_owned(),
        }
    }

    /// Writes the run's files. A folder of the same id holds the same run: its files are replaced.
    ///
    /// # Errors
    /// A folder that cannot be made or written to. Then nothing of the run is left behind.
    pub fn write(&self) -> Result<()> {
        let mut staged = Staged::default();
        staged.add(&self.folder.join("metrics.json"), &run_files::metrics(self))?;
        staged.add(&self.folder.join("equity.parquet"), &equity_file::equity(self)?)?;
        staged.add(&self.folder.join("trades.csv"), &run_files::trades(self)?)?;
        staged.add(&self.folder.join("decisions.csv"), &run_files::decisions(self)?)?;
        // Last: a folder with run.toml is complete.
        staged.add(&self.folder.join("run.toml"), run_files::description(self).as_bytes())?;
        staged.commit()
    }
}

/// The file's name without its ending, as the folder of its runs.
pub(super) fn stem(file: &str) -> String {
    let stem = Path::new(file).file_stem().map(|stem| stem.to_string_lossy());
    stem.map_or_else(|| "strategy".to_owned(), |stem| stem.into_owned())
}
