//! `rotascope sweep`: every combination of a file's values, ranked.

use super::files::Files;
use super::{Outcome, print};
use crate::error::{Error, Result};
use crate::report::{Format, Ranking, sweep_json, sweep_page, sweep_table};
use crate::results::SweepRecord;
use crate::stats::{METRICS, Metric, metric};
use crate::sweep::{count, sweep};
use crate::wording::{did_you_mean, listed};
use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// More combinations than this are asked for by --limit.
const LIMIT: u64 = 10_000_000;

#[derive(Args)]
#[command(after_help = "\
Examples:
  rotascope sweep strategies/size-rotation-sweep.toml
  rotascope sweep strategies/size-rotation-sweep.toml --sort calmar --top 5 --min-trades 10
  rotascope sweep strategies/size-rotation-sweep.toml --metrics core --format csv --top all > rows.csv")]
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
    metrics: Which,
    /// Most combinations that are begun without asking
    #[arg(long, value_name = "N", default_value_t = LIMIT)]
    limit: u64,
    /// How to print the result
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    /// Where results are kept
    #[arg(long, value_name = "FOLDER", default_value = "results")]
    results: PathBuf,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Which {
    /// total_return cagr volatility sharpe max_drawdown switches
    Core,
    /// Every metric
    All,
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

impl SweepFiles {
    pub(super) fn execute(&self) -> Outcome {
        if self.metrics == Which::Core && !crate::stats::CORE.iter().any(|core| core.key == self.sort.key) {
            let keys = crate::stats::CORE.iter().map(|core| core.key);
            return Err(Error::input(format!("`{}` is none of the core metrics", self.sort.key))
                .help(format!("--metrics all has it; core has {}", listed(keys))));
        }
        let mut code = 0;
        for path in self.files.paths()? {
            match self.sweep_file(&path).and_then(|record| self.printed(&record)) {
                Ok(text) => print::out(&text)?,
                Err(error) => {
                    print::error(&error);
                    code = code.max(error.exit_code());
                }
            }
        }
        Ok(code)
    }

    fn sweep_file(&self, path: &Path) -> Result<SweepRecord> {
        let checked = self.files.check(path)?;
        print::warnings(&checked.sources, &checked.strategy.warnings);
        let size = count(&checked.strategy).map_err(|error| error.or_at(&checked.file))?;
        if size > self.limit {
            return Err(Error::input(format!("this sweep has {size} combinations, more than {}", self.limit))
                .at(&checked.file)
                .help(format!("draw some: sample = {{ method = \"random\", n = 100_000 }}; or say --limit {size}")));
        }
        print::note(&format!("{}: {size} combinations", checked.file));
        let progress = progress(size);
        let began = Instant::now();
        let core = self.metrics == Which::Core;
        let swept =
            sweep(&checked.unchecked, &checked.strategy, &checked.dataset, core, |rows| progress.inc(rows as u64));
        let seconds = began.elapsed().as_secs_f64();
        progress.finish_and_clear();
        let swept = swept.map_err(|error| error.or_at(&checked.file))?;
        let record = SweepRecord::new(&self.results, &checked.file, checked.dataset.manifest, swept, seconds);
        record.write()?;
        Ok(record)
    }

    fn printed(&self, record: &SweepRecord) -> Result<String> {
        let ranking = Ranking::new(&record.swept, self.sort, self.min_trades);
        match self.format {
            Format::Json => Ok(sweep_json(record, &ranking, self.top)),
            Format::Csv => sweep_table(record, &ranking, self.top).render(Format::Csv),
            Format::Table | Format::Markdown => sweep_page(record, &ranking, self.top, self.format),
        }
    }
}

/// Count, rate and time left, on standard error; nothing where nobody watches.
fn progress(size: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:30} {human_pos}/{human_len}, {per_sec}, {eta} left");
    let bar = ProgressBar::with_draw_target(Some(size), ProgressDrawTarget::stderr());
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
