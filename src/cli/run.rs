//! `rotascope run`: one file or many, in parallel.

use super::files::Files;
use super::output::Output;
use super::{Outcome, print};
use crate::error::{Fault, Result, Source};
use crate::report::{Format, runs_json, runs_page, runs_table};
use crate::results::Record;
use crate::run::run;
use clap::Args;
use indicatif::{ParallelProgressIterator, ProgressBar, ProgressDrawTarget, ProgressStyle};
use rayon::prelude::*;
use std::path::{Path, PathBuf};

#[derive(Args)]
#[command(after_help = "\
Examples:
  rotascope run strategies/small-cap-breakout.toml
  rotascope run strategies/small-cap-breakout.toml --set weeks=3 --dataset mine
  rotascope run strategies/ --format csv > results.csv
  rotascope run strategies/ --xlsx runs.xlsx
  rotascope run --pick 17 results/size-rotation-sweep/0123456789ab")]
pub(super) struct RunFiles {
    #[command(flatten)]
    files: Files,
    #[command(flatten)]
    output: Output,
    /// Run this row of a sweep, whose folder stands for FILE
    #[arg(long, value_name = "ROW", value_parser = row)]
    pick: Option<usize>,
    /// Where run folders are kept
    #[arg(long, value_name = "FOLDER", default_value = "results")]
    results: PathBuf,
}

fn row(text: &str) -> std::result::Result<usize, String> {
    text.parse().map_err(|_| "the number of a row is expected, as `rotascope sweep` shows it".to_owned())
}

/// A file that ran, with the warnings of its check.
struct Ran {
    record: Record,
    sources: Vec<Source>,
    warnings: Vec<Fault>,
}

impl RunFiles {
    pub(super) fn execute(&self) -> Outcome {
        let paths = match self.pick {
            Some(_) => self.files.sweeps(),
            None => self.files.paths()?,
        };
        let progress = progress(paths.len());
        let outcomes: Vec<Result<Ran>> =
            paths.par_iter().progress_with(progress.clone()).map(|path| self.run_file(path)).collect();
        progress.finish_and_clear();
        let mut code = 0;
        let mut records = Vec::new();
        for outcome in outcomes {
            match outcome {
                Ok(ran) => {
                    print::warnings(&ran.sources, &ran.warnings);
                    records.push(ran.record);
                }
                Err(error) => {
                    print::error(&error);
                    code = code.max(error.exit_code());
                }
            }
        }
        self.output.save(|| vec![("Runs".to_owned(), runs_table(&records))])?;
        self.output.print(&match self.output.format {
            Format::Json => runs_json(&records),
            Format::Csv => runs_table(&records).render(Format::Csv)?,
            Format::Table | Format::Markdown => runs_page(&records, self.output.layout())?,
        })?;
        Ok(code)
    }

    /// Checks, runs and keeps one file.
    fn run_file(&self, path: &Path) -> Result<Ran> {
        let checked = match self.pick {
            Some(row) => self.files.picked(path, row)?,
            None => self.files.check(path)?,
        };
        // What went wrong in one of many files says which.
        let run = run(&checked.strategy, &checked.dataset).map_err(|error| error.or_at(&checked.file))?;
        let warnings = checked.strategy.warnings.clone();
        let manifest = checked.dataset.manifest;
        let record = Record::new(&self.results, &checked.file, checked.strategy, manifest, run);
        record.write()?;
        Ok(Ran { record, sources: checked.sources, warnings })
    }
}

/// Count, rate and time left, on standard error; nothing for a single file or where nobody watches.
fn progress(files: usize) -> ProgressBar {
    if files < 2 {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} files, {per_sec}, {eta} left");
    let bar = ProgressBar::with_draw_target(Some(files as u64), ProgressDrawTarget::stderr());
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
