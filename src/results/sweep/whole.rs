//! `sweep.parquet`, written row group by row group as parts pass by.

use super::rows::unwritable;
use crate::error::{Error, Result};
use polars::prelude::{BatchedWriter, DataFrame, ParquetCompression, ParquetWriter, PolarsError};
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Rows of a row group, whatever the parts are: the file is the same for all of them.
const GROUP: usize = 65_536;

/// What the operating system said when it refused to write: the Parquet writer wraps it in words of its own.
type Refused = Arc<Mutex<Option<std::io::Error>>>;

/// A file that remembers such a refusal.
struct Watched {
    file: File,
    refused: Refused,
}

impl Write for Watched {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.file.write(bytes).inspect_err(|error| {
            let again = error.raw_os_error().map_or_else(|| error.kind().into(), std::io::Error::from_raw_os_error);
            *self.refused.lock().unwrap_or_else(PoisonError::into_inner) = Some(again);
        })
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.file.flush()
    }
}

/// The file under its temporary name. Dropped before it is finished, it is gone: it is quickly made again from the parts.
pub(super) struct Whole {
    path: PathBuf,
    writer: Option<BatchedWriter<Watched>>,
    refused: Refused,
    /// Rows that do not fill a group yet.
    pending: DataFrame,
}

impl Whole {
    pub fn new(path: &Path) -> Whole {
        Whole { path: path.to_owned(), writer: None, refused: Refused::default(), pending: DataFrame::default() }
    }

    /// Puts rows behind those that it has.
    pub fn append(&mut self, rows: DataFrame) -> Result<()> {
        if self.pending.height() == 0 {
            self.pending = rows;
        } else {
            self.pending.vstack_mut_owned(rows).map_err(unwritable)?;
        }
        while self.pending.height() >= GROUP {
            let rest = self.pending.slice(GROUP as i64, self.pending.height() - GROUP);
            let group = self.pending.slice(0, GROUP);
            self.pending = rest;
            self.write(group)?;
        }
        Ok(())
    }

    /// Ends the file and gives it its place.
    pub fn finish(mut self, place: &Path) -> Result<()> {
        let left = std::mem::take(&mut self.pending);
        if left.height() > 0 {
            self.write(left)?;
        }
        if let Some(writer) = self.writer.take() {
            writer.finish().map_err(|error| self.unwritten(error))?;
        }
        std::fs::rename(&self.path, place).map_err(|error| Error::io("write", place, error))
    }

    /// A group of rows; in one piece, it is the same however they came.
    fn write(&mut self, mut group: DataFrame) -> Result<()> {
        group.rechunk_mut();
        let writer = match &mut self.writer {
            Some(writer) => writer,
            none => {
                let file = File::create(&self.path).map_err(|error| Error::io("write", &self.path, error))?;
                let writer = ParquetWriter::new(Watched { file, refused: self.refused.clone() })
                    .with_compression(ParquetCompression::Zstd(None))
                    .set_parallel(false)
                    .batched(group.schema());
                none.insert(writer.map_err(|error| unwritable(error).at(self.path.display()))?)
            }
        };
        let written = writer.write_batch(&group);
        written.map_err(|error| self.unwritten(error))
    }

    fn unwritten(&self, error: PolarsError) -> Error {
        let refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner).take();
        let error = match refused {
            Some(refused) => Error::failed(format!("cannot write the rows: {refused}")),
            None => unwritable(error),
        };
        error.at(self.path.display())
    }
}

impl Drop for Whole {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}
