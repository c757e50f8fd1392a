//! `rotascope sweep`: every combination of a file's values, ranked.

use super::chosen::{one_metric, pair};
use super::files::{Checked, Files};
use super::output::Output;
use super::{Outcome, print};
use crate::compare::{Grid, grid};
use crate::error::{Error, Result};
use crate::report::{Format, Table, sweep_json, sweep_page, sweep_table, sweep_tables};
use crate::results::{SweepFolder, SweepRecord};
use crate::stats::{CORE, Metric, metric};
use crate::strategy::Strategy;
use crate::sweep::{Combinations, LIMIT, Loaded, Tally, Watch, Which, count, prepare};
use crate::wording::{did_you_mean, listed};
use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

#[derive(Args)]
#[command(after_help = "\
Examples:
  rotascope sweep strategies/size-rotation-sweep.toml
  rotascope sweep strategies/size-rotation-sweep.toml --sort calmar --top 5 --min-trades 10
  rotascope sweep strategies/size-rotation-sweep.toml --heatmap lookback,trend --xlsx sweep.xlsx
  rotascope sweep strategies/size-rotation-sweep.toml --metrics core --format csv --top all > rows.csv

Ctrl-C keeps the parts that are finished; the same command goes on from them, with or without --resume.
Exit codes: 0 done, 1 a sweep failed, 2 wrong usage or file, 130 stopped by Ctrl-C.")]
pub(super) struct SweepFiles {
    #[command(flatten)]
    files: Files,
    /// The metric that ranks
    #[arg(long, value_name = "METRIC", default_value = "sharpe", value_parser = one_metric)]
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
    /// Map the ranking metric by two of the swept keys: the first down, the second across; median over all others
    #[arg(long, value_name = "A,B", value_parser = pair)]
    heatmap: Option<(String, String)>,
    #[command(flatten)]
    output: Output,
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

/// A file's sweep: what is printed, and the sheets of the spreadsheet, if one is wanted.
struct Swept {
    /// Of the strategy.
    name: String,
    text: String,
    sheets: Vec<(String, Table)>,
}

/// The sheets of all files; those of several files have a number in front, since names may be the same or be cut.
fn sheets(swept: Vec<Swept>) -> Vec<(String, Table)> {
    let several = swept.len() > 1;
    let named = |(place, swept): (usize, Swept)| {
        let Swept { name, sheets, .. } = swept;
        let title = move |sheet: String| if several { format!("{} {sheet}, {name}", place + 1) } else { sheet };
        sheets.into_iter().map(move |(sheet, table)| (title(sheet), table))
    };
    swept.into_iter().enumerate().flat_map(named).collect()
}

impl SweepFiles {
    pub(super) fn execute(&self) -> Outcome {
        if self.metrics == Asked::Core && !CORE.iter().any(|core| core.key == self.sort.key) {
            let keys = CORE.iter().map(|core| core.key);
            return Err(Error::input(format!("`{}` is none of the core metrics", self.sort.key))
                .help(format!("--metrics all has it; core has {}", listed(keys))));
        }
        if self.heatmap.is_some() && self.output.format == Format::Csv {
            return Err(Error::input("a CSV file is one table: of rows or of a map")
                .help("`rotascope compare FOLDER --heatmap A,B --format csv` writes the map of a finished sweep"));
        }
        let paths = self.files.paths()?;
        stop_on_ctrl_c()?;
        let mut code = 0;
        let mut done: Vec<Swept> = Vec::new();
        let mut stopped = None;
        for path in &paths {
            match self.sweep_file(path) {
                Ok(swept) => done.push(swept),
                Err(error @ Error::Stopped(_)) => {
                    stopped = Some(error);
                    break;
                }
                Err(error) => {
                    print::error(&error);
                    code = code.max(error.exit_code());
                }
            }
        }
        // What is finished is shown, whatever became of the others.
        let texts: Vec<&str> = done.iter().map(|swept| swept.text.as_str()).collect();
        let text = match self.output.format {
            // One file is an object, several are a list of them.
            Format::Json if paths.len() > 1 => {
                let objects: Vec<&str> = texts.iter().map(|text| text.trim_end()).collect();
                format!("[\n{}\n]\n", objects.join(",\n"))
            }
            Format::Csv => texts.concat(),
            _ => texts.join("\n"),
        };
        self.output.print(&text)?;
        if !done.is_empty() {
            self.output.save(|| sheets(done))?;
        }
        stopped.map_or(Ok(code), Err)
    }

    fn sweep_file(&self, path: &Path) -> Result<Swept> {
        let checked = self.files.check(path)?;
        print::warnings(&checked.sources, &checked.strategy.warnings);
        self.measured(&checked).map_err(|error| error.or_at(&checked.file))
    }

    fn measured(&self, checked: &Checked) -> Result<Swept> {
        let file = &checked.file;
        let size = count(&checked.strategy)?;
        self.can_map(&checked.strategy)?;
        if size > self.limit {
            return Err(Error::input(format!("this sweep has {size} combinations, more than {}", self.limit))
                .help(format!("draw some: sample = {{ method = \"random\", n = 100_000 }}; or say --limit {size}")));
        }
        let loaded = Loaded::new(&checked.strategy, &checked.dataset);
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
        let prepared = prepare(unchecked, strategy, &combinations, &loaded, which, &watch)?;
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
        let overview = tally.finish();
        let file = file.clone();
        let record = SweepRecord { id, file, folder: place, prepared: &prepared, overview, seconds, measured };
        let map = self.map(&record)?;
        let map = map.as_ref();
        let text = match self.output.format {
            Format::Json => sweep_json(&record, map),
            Format::Csv => sweep_table(&record).render(Format::Csv)?,
            Format::Table | Format::Markdown => sweep_page(&record, map, self.output.layout())?,
        };
        let sheets = if self.output.has_spreadsheet() { sweep_tables(&record, map) } else { Vec::new() };
        Ok(Swept { name: record.name(), text, sheets })
    }

    /// The map of the rows that are ranked.
    fn map(&self, record: &SweepRecord) -> Result<Option<Grid>> {
        let Some((down, across)) = &self.heatmap else {
            return Ok(None);
        };
        let traded = match self.metrics {
            Asked::Core => "switches",
            Asked::All => "trades",
        };
        let mut rows = record.rows(&[down, across, self.sort.key, traded])?;
        if let Some(traded) = metric(traded).filter(|_| self.min_trades > 0) {
            rows.leave_out(traded, self.min_trades as f64);
        }
        grid(&rows, self.sort, down, across).map(Some)
    }

    /// What --heatmap names is swept: said before hours of work.
    fn can_map(&self, strategy: &Strategy) -> Result<()> {
        let axes = || strategy.sweep.iter().flat_map(|sweep| &sweep.axes).map(|axis| axis.name.as_str());
        for name in self.heatmap.iter().flat_map(|(down, across)| [down, across]) {
            if !axes().any(|axis| axis == name) {
                let help = did_you_mean(name, axes()).unwrap_or_else(|| format!("it varies {}", listed(axes())));
                return Err(Error::input(format!("--heatmap: the sweep does not vary `{name}`")).help(help));
            }
        }
        Ok(())
    }
}

/// Count, rate and time left, on standard error; nothing where nobody watches.
fn progress(size: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:30} {human_pos}/{human_len}, {per_sec}, {eta} left");
    let bar = ProgressBar::with_draw_target(Some(size), ProgressDrawTarget::stderr());
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
