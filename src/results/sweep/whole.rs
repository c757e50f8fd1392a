//! `sweep.parquet`, written row group by row group as parts pass by.

use super::rows::{Columns, frame, unwritable};
use crate::error::{Error, Result};
use crate::sweep::Prepared;
use polars::prelude::{BatchedWriter, ParquetCompression, ParquetWriter, PolarsError};
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
    /// The rows that are in it.
    written: u64,
    /// Rows that do not fill a group yet.
    pending: Columns,
}

impl Whole {
    pub fn new(path: &Path) -> Whole {
        Whole { path: path.to_owned(), writer: None, refused: Refused::default(), written: 0, pending: Vec::new() }
    }

    /// Puts rows behind those that it has.
    pub fn append(&mut self, prepared: &Prepared, columns: Columns) -> Result<()> {
        if self.pending.is_empty() {
            self.pending = columns;
        } else {
            self.pending.iter_mut().zip(columns).for_each(|(pending, column)| pending.extend(column));
        }
        while self.pending[0].len() >= GROUP {
            self.flush(prepared, GROUP)?;
        }
        Ok(())
    }

    /// Ends the file and gives it its place.
    pub fn finish(mut self, prepared: &Prepared, place: &Path) -> Result<()> {
        let left = self.pending.first().map_or(0, Vec::len);
        if left > 0 {
            self.flush(prepared, left)?;
        }
        if let Some(writer) = self.writer.take() {
            writer.finish().map_err(|error| self.unwritten(error))?;
        }
        std::fs::rename(&self.path, place).map_err(|error| Error::io("write", place, error))
    }

    fn flush(&mut self, prepared: &Prepared, rows: usize) -> Result<()> {
        let group: Columns = self.pending.iter_mut().map(|column| column.drain(..rows).collect()).collect();
        let frame = frame(prepared, self.written, &group)?;
        let writer = match &mut self.writer {
            Some(writer) => writer,
            none => {
                let file = File::create(&self.path).map_err(|error| Error::io("write", &self.path, error))?;
                let writer = ParquetWriter::new(Watched { file, refused: self.refused.clone() })
                    .with_compression(ParquetCompression::Zstd(None))
                    .set_parallel(false)
                    .batched(frame.schema());
                none.insert(writer.map_err(|error| unwritable(error).at(self.path.display()))?)
            }
        };
        let written = writer.write_batch(&frame);
        written.map_err(|error| self.unwritten(error))?;
        self.written += rows as u64;
        Ok(())
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
