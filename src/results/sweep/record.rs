//! A sweep, measured part by part into its folder.

use super::changed::unfinished;
use super::parts::Parts;
use super::rows::{Columns, encode, frame, slice};
use super::whole::Whole;
use crate::data::{Manifest, store::Staged};
use crate::error::{Error, Result};
use crate::results::folder::stem;
use crate::results::id::sweep_id;
use crate::results::run_files::description_of;
use crate::results::{Kind, Past, PastSweep};
use crate::sweep::{Measuring, Overview, Prepared, Tally, Watch};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// A sweep's folder, which this process alone writes to.
pub struct SweepFolder {
    pub id: String,
    pub folder: PathBuf,
    /// What `sweep.toml` says.
    description: toml::Table,
    parts: Parts,
    part_rows: u64,
    /// How many parts there will be.
    count: u64,
    /// `sweep.parquet` is whole already, and what is asked for is to go on.
    finished: bool,
}

/// A finished sweep, with what it was a sweep of and where it is kept.
pub struct SweepRecord<'p> {
    pub id: String,
    pub file: String,
    pub folder: PathBuf,
    pub prepared: &'p Prepared<'p>,
    pub overview: Overview,
    /// From loaded data to the last row.
    pub seconds: f64,
    /// Rows that were measured in that time; others were there from before.
    pub measured: u64,
}

impl SweepRecord<'_> {
    /// What tables call the strategy: its name, or its file's.
    pub fn name(&self) -> String {
        match self.prepared.strategy.name.as_str() {
            "" => stem(&self.file),
            name => name.to_owned(),
        }
    }

    /// Its rows, read back from its folder: these columns of them, since there may be millions.
    ///
    /// # Errors
    /// A folder that somebody has changed since.
    pub fn rows(&self, columns: &[&str]) -> Result<PastSweep> {
        let columns: BTreeSet<String> = columns.iter().map(|name| (*name).to_owned()).collect();
        PastSweep::read_columns(Past::open(&self.folder, Kind::Sweep)?, Some(columns.into_iter().collect()))
    }
}

impl SweepFolder {
    /// Opens the folder of a sweep below `root`. Parts that are there of the very same sweep stay.
    ///
    /// # Errors
    /// A folder that cannot be made or written to; the same sweep at work in another process.
    pub fn open(root: &Path, file: &str, manifest: &Manifest, measuring: &Measuring) -> Result<SweepFolder> {
        let prepared = measuring.prepared();
        let id = sweep_id(prepared, manifest);
        let folder = root.join(stem(file)).join(&id);
        let (over, told) = ((prepared.strategy, manifest), (&*prepared.notices, &*prepared.checksums));
        let mut description = description_of(&id, file, over, (prepared.start, prepared.end), told);
        // A table of values has no order; rows are numbered by it.
        let axes = prepared.axes().iter().map(|axis| toml::Value::String(axis.name.clone()));
        description.insert("axes".to_owned(), toml::Value::Array(axes.collect()));
        let part_rows = measuring.part_rows();
        let mut of_parts = description.clone();
        let mut table = toml::Table::new();
        table.insert("metrics".to_owned(), prepared.which.name().into());
        table.insert("rows".to_owned(), (prepared.len() as i64).into());
        table.insert("rows_of_a_part".to_owned(), (part_rows as i64).into());
        of_parts.insert("parts".to_owned(), toml::Value::Table(table));
        let parts = Parts::open(&folder, of_parts)?;
        let count = prepared.len().div_ceil(part_rows);
        Ok(SweepFolder { id, folder, description, parts, part_rows, count, finished: false })
    }

    /// Parts that are there, and of how many.
    pub fn parts(&self) -> (u64, u64) {
        (self.parts.len() as u64, self.count)
    }

    /// Makes sure that there is something to go on from, or nothing that was meant: a finished sweep is read, not measured again.
    ///
    /// # Errors
    /// Only parts of the same file from before something changed.
    pub fn resume(&mut self) -> Result<()> {
        let whole = ["sweep.parquet", "sweep.toml"].iter().all(|name| self.folder.join(name).is_file());
        self.finished = whole && self.parts.len() == 0;
        if whole || self.parts.len() > 0 {
            return Ok(());
        }
        match unfinished(&self.folder, self.parts.description()) {
            Some((other, differences)) => {
                Err(Error::input(format!("the unfinished sweep of this file is another one: {differences}"))
                    .at(other.display())
                    .help("undo the change to go on with it, or sweep without --resume"))
            }
            None => Ok(()),
        }
    }

    /// Measures what is not there yet, part by part, lets `tally` see every row, and puts the whole file in its place. How many
    /// rows were measured comes back.
    ///
    /// # Errors
    /// A stop; a disk that is full or refuses. The parts that are finished stay.
    pub fn fill(mut self, measuring: &Measuring, tally: &mut Tally, watch: &Watch) -> Result<u64> {
        let prepared = measuring.prepared();
        let mut whole = Whole::new(&self.parts.path("sweep.parquet.tmp"));
        let mut measured = 0;
        let done = self.each_part(measuring, watch, &mut |folder, part, columns, new| {
            tally.add(part * folder.part_rows, &columns);
            if folder.finished {
                return Ok(());
            }
            let rows = frame(prepared, part * folder.part_rows, &columns)?;
            if new {
                measured += rows.height() as u64;
            }
            // One that is the whole sweep has nothing to go on to.
            let kept = (new && folder.count > 1).then(|| rows.clone());
            let keep = || kept.map_or(Ok(()), |rows| folder.parts.write(part, &encode(rows)?));
            let (kept, appended) = rayon::join(keep, || whole.append(rows));
            kept.and(appended)
        });
        done.and_then(|()| self.settle(whole)).map_err(|error| self.kept(error))?;
        if !self.finished {
            self.parts.remove()?;
        }
        Ok(measured)
    }

    /// Gives each part in turn to `take`, and whether it was measured now: a part is taken while the next is measured.
    fn each_part(
        &mut self,
        measuring: &Measuring,
        watch: &Watch,
        take: &mut (dyn FnMut(&mut SweepFolder, u64, Columns, bool) -> Result<()> + Send),
    ) -> Result<()> {
        let rows =
            |part: u64, part_rows: u64| part * part_rows..((part + 1) * part_rows).min(measuring.prepared().len());
        let mut waiting: Option<(u64, Columns, bool)> = None;
        for part in 0..self.count {
            let rows = rows(part, self.part_rows);
            let before = waiting.take();
            let there = match self.there(part, rows.end - rows.start, measuring)? {
                Some(columns) => {
                    (watch.done)(rows.end - rows.start);
                    Some(columns)
                }
                None => None,
            };
            let (columns, taken) = match there {
                Some(columns) => (
                    Ok((part, columns, false)),
                    before.map_or(Ok(()), |(part, columns, new)| take(self, part, columns, new)),
                ),
                None => rayon::join(
                    || measuring.measure(rows, watch).map(|columns| (part, columns, true)),
                    || before.map_or(Ok(()), |(part, columns, new)| take(self, part, columns, new)),
                ),
            };
            taken?;
            waiting = Some(columns?);
        }
        waiting.map_or(Ok(()), |(part, columns, new)| take(self, part, columns, new))
    }

    /// A part from before.
    fn there(&self, part: u64, rows: u64, measuring: &Measuring) -> Result<Option<Columns>> {
        let metrics = measuring.prepared().metrics();
        if !self.finished {
            return Ok(self.parts.read(part, metrics, rows));
        }
        let path = self.folder.join("sweep.parquet");
        let file = std::fs::File::open(&path).map_err(|error| Error::io("read", &path, error))?;
        let columns = slice(file, (part * self.part_rows, rows), metrics);
        match columns {
            Ok(columns) if columns.iter().all(|column| column.len() as u64 == rows) => Ok(Some(columns)),
            outcome => {
                let reason = outcome.err().unwrap_or_else(|| "rows are missing".to_owned());
                Err(Error::failed(format!("the finished sweep cannot be read: {reason}"))
                    .at(path.display())
                    .help("sweep again without --resume"))
            }
        }
    }

    fn settle(&self, whole: Whole) -> Result<()> {
        if self.finished {
            return Ok(());
        }
        whole.finish(&self.folder.join("sweep.parquet"))?;
        let mut staged = Staged::default();
        staged.add(&self.folder.join("sweep.toml"), self.description.to_string().as_bytes())?;
        staged.commit()
    }

    /// Says what is left of a sweep that did not come to its end, and how to go on.
    fn kept(&self, error: Error) -> Error {
        let (parts, of) = self.parts();
        match error {
            Error::Stopped(_) if parts == 0 => Error::stopped("stopped before a part was finished: nothing is kept"),
            Error::Stopped(_) => Error::stopped(format!(
                "stopped: {parts} of {of} parts are kept in {}; the same command goes on",
                self.folder.display()
            )),
            Error::Failed(message) if message.help.is_none() && parts > 0 => Error::Failed(message)
                .help(format!("{parts} of {of} parts are kept; once it can be written, the same command goes on")),
            error => error,
        }
    }
}
