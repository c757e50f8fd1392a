//! `sweep.parquet`, written row group by row group as parts pass by.

use super::rows::{Columns, frame, unwritable};
use crate::error::{Error, Result};
use crate::sweep::Prepared;
use polars::prelude::{BatchedWriter, ParquetCompression, ParquetWriter};
use std::fs::File;
use std::path::{Path, PathBuf};

/// Rows of a row group, whatever the parts are: the file is the same for all of them.
const GROUP: usize = 65_536;

/// The file under its temporary name. Dropped before it is finished, it is gone: it is quickly made again from the parts.
pub(super) struct Whole {
    path: PathBuf,
    writer: Option<BatchedWriter<File>>,
    /// The rows that are in it.
    written: u64,
    /// Rows that do not fill a group yet.
    pending: Columns,
}

impl Whole {
    pub fn new(path: &Path) -> Whole {
        Whole { path: path.to_owned(), writer: None, written: 0, pending: Vec::new() }
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
            writer.finish().map_err(|error| unwritable(error).at(self.path.display()))?;
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
                let writer = ParquetWriter::new(file)
                    .with_compression(ParquetCompression::Zstd(None))
                    .set_parallel(false)
                    .batched(frame.schema());
                none.insert(writer.map_err(|error| unwritable(error).at(self.path.display()))?)
            }
        };
        writer.write_batch(&frame).map_err(|error| unwritable(error).at(self.path.display()))?;
        self.written += rows as u64;
        Ok(())
    }
}

impl Drop for Whole {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}
