//! A sweep's folder: `sweep.parquet`, a row a combination, and `sweep.toml`, what was swept.

use super::id::run_id;
use super::{description_of, folder::stem};
use crate::data::{Manifest, store::Staged};
use crate::error::{Error, Result};
use crate::strategy::Target;
use crate::sweep::Swept;
use polars::prelude::{Column, DataFrame, NamedFrom, ParquetCompression, ParquetWriter, PolarsResult, Series};
use std::path::{Path, PathBuf};

/// A finished sweep, with what it was a sweep of and where it is kept.
#[derive(Clone, Debug)]
pub struct SweepRecord {
    pub id: String,
    /// The strategy file, as the user gave it.
    pub file: String,
    pub folder: PathBuf,
    pub manifest: Manifest,
    pub swept: Swept,
    /// From loaded data to the last row.
    pub seconds: f64,
}

impl SweepRecord {
    /// Names a sweep and its folder below `root`. Nothing is written yet.
    pub fn new(root: &Path, file: &str, manifest: Manifest, swept: Swept, seconds: f64) -> SweepRecord {
        let id = run_id(&swept.strategy, &manifest, &swept.checksums);
        SweepRecord { folder: root.join(stem(file)).join(&id), file: file.to_owned(), id, manifest, swept, seconds }
    }

    /// What tables call the strategy: its name, or its file's.
    pub fn name(&self) -> String {
        match self.swept.strategy.name.as_str() {
            "" => stem(&self.file),
            name => name.to_owned(),
        }
    }

    /// Writes the sweep's files, both or none.
    ///
    /// # Errors
    /// A folder that cannot be made or written to.
    pub fn write(&self) -> Result<()> {
        let mut staged = Staged::default();
        let rows = encode(&self.swept).map_err(|error| Error::failed(format!("cannot encode the rows: {error}")))?;
        staged.add(&self.folder.join("sweep.parquet"), &rows)?;
        let Swept { strategy, start, end, notices, checksums, .. } = &self.swept;
        let text =
            description_of(&self.id, &self.file, (strategy, &self.manifest), (*start, *end), (notices, checksums));
        staged.add(&self.folder.join("sweep.toml"), text.as_bytes())?;
        staged.commit()
    }
}

/// A column an axis (numbers for a parameter, text for another key) and a metric (null where it has no value).
fn encode(swept: &Swept) -> PolarsResult<Vec<u8>> {
    let mut columns = Vec::new();
    for (place, axis) in swept.axes.iter().enumerate() {
        let values = (0..swept.len()).map(|row| swept.values(row)[place]);
        columns.push(match axis.target {
            Target::Param(_) => {
                let numbers: Vec<f64> = values.map(|value| axis.numbers[value]).collect();
                Column::new(axis.name.as_str().into(), numbers)
            }
            Target::Key => {
                let labels: Vec<&str> = values.map(|value| axis.labels[value].as_str()).collect();
                Column::new(axis.name.as_str().into(), labels)
            }
        });
    }
    for (metric, values) in swept.metrics.iter().zip(&swept.columns) {
        let values: Vec<Option<f64>> =
            values.iter().map(|value| Some(*value).filter(|value| !value.is_nan())).collect();
        columns.push(Series::new(metric.key.into(), values).into());
    }
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes)
        .with_compression(ParquetCompression::Zstd(None))
        .set_parallel(false)
        .finish(&mut DataFrame::new(swept.len(), columns)?)?;
    Ok(bytes)
}
