//! `rotascope sweep`: every combination of a file's values, ranked.

use super::files::Files;
use super::{Outcome, print};
use crate::error::{Error, Result};
use crate::report::{Format, sweep_json, sweep_page, sweep_table};
use crate::results::{SweepFolder, SweepRecord};
use crate::stats::{CORE, METRICS, Metric, metric};
use crate::sweep::{Combinations, Tally, Watch, Which, count, prepare};
use crate::wording::{did_you_mean, listed};
use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

/// More combinations than this are asked for by --limit.
const LIMIT: u64 = 10_000_000;

#[derive(Args)]
#[command(after_help = "\
Examples:
  rotascope sweep strategies/size-rotation-sweep.toml
  rotascope sweep strategies/size-rotation-sweep.toml --sort calmar --top 5 --min-trades 10
  rotascope sweep strategies/size-rotation-sweep.toml --metrics core --format csv --top all > rows.csv

Ctrl-C keeps the parts that are finished; the same command goes on from them, with or without --resume.
Exit codes: 0 done, 1 a sweep failed, 2 wrong usage or file, 130 stopped by Ctrl-C.")]
pub(super) struct SweepFiles {
    #[command(flatten)]
    files: Files,
    /// The metric that ranks
    #[arg(long, value_name = "METRIC", default_value = "sharpe", value_parser = ranked_by)]
    sort: &'static Metric,
    /// How many of the best to show, or `all`
    #[arg(long, value_name = "N", default_value = "20", value_parser = top)]
    top: usize,
    /// Leave combinations with fewer orders (of `core`, with fewer switches) out of the ranking
    #[arg(long, value_name = "N", default_value = "0")]
    min_trades: usize,
    /// Which metrics to compute
    #[arg(long, value_enum, default_value = "all")]
    metrics: Asked,
    /// Most combinations that are begun without asking
    #[arg(long, value_name = "N", default_value_t = LIMIT)]
    limit: u64,
    /// Go on from the parts of a sweep that was stopped, or refuse if its strategy, data or engine have changed
    #[arg(long)]
    resume: bool,
    /// No statistics of overfitting. There are none yet, with or without it: `statistics` is null
    #[arg(long)]
    no_statistics: bool,
    /// How to print the result
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    /// Where results are kept
    #[arg(long, value_name = "FOLDER", default_value = "results")]
    results: PathBuf,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Asked {
    /// total_return cagr volatility sharpe max_drawdown switches
    Core,
    /// Every metric
    All,
}

impl Asked {
    fn which(self) -> Which {
        match self {
            Asked::Core => Which::Core,
            Asked::All => Which::All,
        }
    }
}

fn ranked_by(key: &str) -> std::result::Result<&'static Metric, String> {
    let keys = || METRICS.iter().map(|metric| metric.key);
    metric(key).ok_or_else(|| did_you_mean(key, keys()).unwrap_or_else(|| format!("metrics are {}", listed(keys()))))
}

fn top(text: &str) -> std::result::Result<usize, String> {
    if text == "all" {
        return Ok(usize::MAX);
    }
    text.parse().map_err(|_| "a number of rows, or `all`".to_owned())
}

/// Set by Ctrl-C: batches under way are finished, and no other is begun.
static STOP: AtomicBool = AtomicBool::new(false);

/// The first Ctrl-C ends the sweep in good order, a second one at once.
fn stop_on_ctrl_c() -> Result<()> {
    let stop = || {
        if STOP.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    };
    ctrlc::set_handler(stop).map_err(|error| Error::failed(format!("cannot listen for Ctrl-C: {error}")))
}

impl SweepFiles {
    pub(super) fn execute(&self) -> Outcome {
        if self.metrics == Asked::Core && !CORE.iter().any(|core| core.key == self.sort.key) {
            let keys = CORE.iter().map(|core| core.key);
            return Err(Error::input(format!("`{}` is none of the core metrics", self.sort.key))
                .help(format!("--metrics all has it; core has {}", listed(keys))));
        }
        stop_on_ctrl_c()?;
        let mut code = 0;
        for path in self.files.paths()? {
            match self.sweep_file(&path) {
                Ok(text) => print::out(&text)?,
                Err(error @ Error::Stopped(_)) => return Err(error),
                Err(error) => {
                    print::error(&error);
                    code = code.max(error.exit_code());
                }
            }
        }
        Ok(code)
    }

    fn sweep_file(&self, path: &Path) -> Result<String> {
        let checked = self.files.check(path)?;
        print::warnings(&checked.sources, &checked.strategy.warnings);
        self.measured(&checked).map_err(|error| error.or_at(&checked.file))
    }

    fn measured(&self, checked: &super::files::Checked) -> Result<String> {
        let file = &checked.file;
        let size = count(&checked.strategy)?;
        if size > self.limit {
            return Err(Error::input(format!("this sweep has {size} combinations, more than {}", self.limit))
                .help(format!("draw some: sample = {{ method = \"random\", n = 100_000 }}; or say --limit {size}")));
        }
        let began = Instant::now();
        let combinations = Combinations::new(&checked.strategy)?;
        print::note(&match (combinations.len(), combinations.drawn) {
            (len, drawn) if len == drawn => format!("{file}: {len} combinations"),
            (len, drawn) => format!("{file}: {len} of {drawn} combinations after where"),
        });
        let progress = progress(combinations.len());
        let watch = Watch { stop: &STOP, done: &|rows| progress.inc(rows) };
        let which = self.metrics.which();
        let (unchecked, strategy, dataset) = (&checked.unchecked, &checked.strategy, &checked.dataset);
        let prepared = prepare(unchecked, strategy, &combinations, dataset, which, &watch)?;
        let measuring = prepared.measuring()?;
        let mut folder = SweepFolder::open(&self.results, file, &dataset.manifest, &measuring)?;
        if self.resume {
            folder.resume()?;
        }
        if let (parts @ 1.., of) = folder.parts() {
            print::note(&format!("{file}: {parts} of {of} parts are there from before, and are kept"));
        }
        let mut tally = Tally::new(&measuring, self.sort, self.min_trades, self.top);
        let (id, place) = (folder.id.clone(), folder.folder.clone());
        let measured = folder.fill(&measuring, &mut tally, &watch);
        progress.finish_and_clear();
        let (measured, seconds) = (measured?, began.elapsed().as_secs_f64());
        let summary = tally.finish();
        let file = file.clone();
        let record = SweepRecord { id, file, folder: place, prepared: &prepared, summary, seconds, measured };
        match self.format {
            Format::Json => Ok(sweep_json(&record)),
            Format::Csv => sweep_table(&record).render(Format::Csv),
            Format::Table | Format::Markdown => sweep_page(&record, self.format),
        }
    }
}

/// Count, rate and time left, on standard error; nothing where nobody watches.
fn progress(size: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:30} {human_pos}/{human_len}, {per_sec}, {eta} left");
    let bar = ProgressBar::with_draw_target(Some(size), ProgressDrawTarget::stderr());
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
