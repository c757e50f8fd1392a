//! `rotascope compare`: results held against each other.

use super::chosen::{Chosen, day, metrics, one_metric, pair};
use super::output::Output;
use super::{Outcome, print};
use crate::compare::{Asked, By, Question, Reference, compare, grid};
use crate::data::Date;
use crate::error::{Error, Result};
use crate::report::{Format, Section, Shown, compare_json, compare_page, compare_tables, grid_table, heat_map};
use crate::results::{Kind, Past, PastRun, PastSweep, find};
use crate::stats::{Metric, metric};
use crate::wording::{counted, listed};
use clap::Args;
use std::path::PathBuf;

#[derive(Args)]
#[command(after_help = "\
A PATH is the folder of a run or of a sweep, or a folder above some: `results/my-idea` stands for every run of it,
`results` for all there are. Patterns with * are matched here too, if the shell does not.

Examples:
  rotascope compare results/my-idea                          every run of one strategy, and what differs in their files
  rotascope compare results --newest --sort sharpe           the newest run of each strategy, the best first
  rotascope compare results --start 2022-01-01 --end 2022-12-31 --sort max_drawdown
  rotascope compare results --to benchmark --show differences
  rotascope compare results --by year --columns total_return,max_drawdown
  rotascope compare results/my-idea/0123456789ab --by regime
  rotascope compare results/size-rotation-sweep --sort calmar --top 10
  rotascope compare results/size-rotation-sweep --heatmap lookback,trend
  rotascope compare results --xlsx comparison.xlsx")]
pub(super) struct Compare {
    /// Folders of results
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Only the newest run and the newest sweep of each strategy
    #[arg(long)]
    newest: bool,
    /// Measure each run over its own period, not over the one that all share
    #[arg(long)]
    own_period: bool,
    /// The first day whose return counts
    #[arg(long, value_name = "DAY", value_parser = day)]
    start: Option<Date>,
    /// The last one
    #[arg(long, value_name = "DAY", value_parser = day)]
    end: Option<Date>,
    /// The metric that ranks, best first; of sweeps sharpe, if nothing is said
    #[arg(long, value_name = "METRIC", value_parser = one_metric)]
    sort: Option<&'static Metric>,
    /// Metrics to show, by key, or `all`; with --by, those to divide (total_return)
    #[arg(long, value_name = "METRIC,...", value_parser = metrics)]
    columns: Option<Chosen>,
    /// Divide the metrics by year, month, decade, or by the rule in force
    #[arg(long, value_enum, value_name = "PERIOD")]
    by: Option<By>,
    /// What differences are to, and whose rules are the regimes: `benchmark`, or a run's name, id or folder [default: the first row]
    #[arg(long, value_name = "RUN")]
    to: Option<String>,
    /// Only these sections
    #[arg(long, value_enum, value_delimiter = ',', value_name = "SECTION,...")]
    show: Option<Vec<Section>>,
    /// Rows of each sweep
    #[arg(long, value_name = "N", default_value = "5")]
    top: usize,
    /// Map one sweep by two of its parameters: the first down, the second across
    #[arg(long, value_name = "A,B", value_parser = pair, conflicts_with_all = ["by", "to", "show", "own_period", "start", "end"])]
    heatmap: Option<(String, String)>,
    /// Of the intervals: the same seed draws the same resamples
    #[arg(long, value_name = "N", default_value = "1")]
    seed: u64,
    #[command(flatten)]
    output: Output,
}

impl Compare {
    pub(super) fn execute(&self) -> Outcome {
        let mut code = 0;
        let mut failed = |error: Error| {
            print::error(&error);
            code = code.max(error.exit_code());
        };
        let mut pasts: Vec<Past> = Vec::new();
        for past in find(&self.paths) {
            match past {
                Ok(past) => pasts.push(past),
                Err(error) => failed(error),
            }
        }
        if self.newest {
            pasts = newest(pasts);
        }
        let (mut runs, mut sweeps) = (Vec::new(), Vec::new());
        for past in pasts {
            let read = match past.kind {
                Kind::Run => PastRun::read(past).map(|run| runs.push(run)),
                Kind::Sweep => {
                    PastSweep::read(past).and_then(|sweep| self.ranked(sweep)).map(|sweep| sweeps.push(sweep))
                }
            };
            if let Err(error) = read {
                failed(error);
            }
        }
        if runs.is_empty() && sweeps.is_empty() {
            return if code == 0 { Err(Error::input("there is nothing to compare")) } else { Ok(code) };
        }
        match &self.heatmap {
            Some((down, across)) => self.map(&sweeps, down, across)?,
            None => self.comparison(&runs, &sweeps)?,
        }
        Ok(code)
    }

    fn comparison(&self, runs: &[PastRun], sweeps: &[(PastSweep, Vec<usize>)]) -> Result<()> {
        if self.show.as_ref().is_some_and(|sections| sections.contains(&Section::By)) && self.by.is_none() {
            return Err(Error::input("--show by needs to know by what").help("add --by year, month, decade or regime"));
        }
        let columns = self.columns.as_ref().map(|Chosen(metrics)| metrics.clone());
        let divided = || columns.clone().unwrap_or_else(|| metric("total_return").into_iter().collect());
        let question = Question {
            period: Asked { own: self.own_period, start: self.start, end: self.end },
            sort: self.sort,
            to: match self.to.as_deref() {
                None => Reference::First,
                Some("benchmark") => Reference::Benchmark,
                Some(name) => Reference::Named(name.to_owned()),
            },
            by: self.by.map(|by| (by, divided())),
            differences: self.differences(),
        };
        let comparison = compare(runs, sweeps, &question)?;
        let shown = Shown { sections: self.show.clone(), metrics: columns, sort: self.sort };
        self.output.save(|| compare_tables(&comparison, &shown))?;
        self.output.print(&match self.output.format {
            Format::Json => compare_json(&comparison, &shown),
            // A CSV file is one table.
            Format::Csv => match compare_tables(&comparison, &shown).first() {
                Some((_, table)) => table.render(Format::Csv)?,
                None => return Err(Error::input("there is no table to write").help("--show another section")),
            },
            Format::Table | Format::Markdown => compare_page(&comparison, &shown, self.output.layout())?,
        })
    }

    /// The seed of the intervals, if they are shown anywhere: they take longer than all else.
    fn differences(&self) -> Option<u64> {
        let shown = match &self.show {
            Some(sections) => sections.contains(&Section::Differences),
            None => self.by.is_none() || self.output.format == Format::Json,
        };
        shown.then_some(self.seed)
    }

    /// A sweep with its best rows.
    fn ranked(&self, sweep: PastSweep) -> Result<(PastSweep, Vec<usize>)> {
        let by = self.sort.or(metric("sharpe"));
        let by = by.filter(|metric| sweep.column(metric).is_some()).ok_or_else(|| {
            let key = by.map_or("", |metric| metric.key);
            Error::failed(format!("this sweep did not compute `{key}`"))
                .at(sweep.past.folder.display())
                .help(format!("it has {}", listed(sweep.columns.iter().map(|(metric, _)| metric.key))))
        })?;
        let mut rows = sweep.ranked(by);
        rows.truncate(self.top);
        Ok((sweep, rows))
    }

    fn map(&self, sweeps: &[(PastSweep, Vec<usize>)], down: &str, across: &str) -> Result<()> {
        let [(sweep, _)] = sweeps else {
            return Err(Error::input(format!("a heat map is of one sweep, not of {}", counted(sweeps.len(), "sweep")))
                .help("name its folder; `rotascope results` lists them"));
        };
        let by = self.sort.or(metric("sharpe")).ok_or_else(|| Error::input("no metric to map"))?;
        let grid = grid(sweep, by, down, across)?;
        self.output.save(|| vec![(by.title.to_owned(), grid_table(&grid))])?;
        self.output.print(&match self.output.format {
            Format::Table => heat_map(&grid, print::width()),
            format => grid_table(&grid).render(format)?,
        })
    }
}

/// Of each strategy and kind the one that was written last.
fn newest(pasts: Vec<Past>) -> Vec<Past> {
    let mut kept: Vec<Past> = Vec::new();
    for past in pasts {
        let of_the_same = |other: &&mut Past| other.kind == past.kind && other.folder.parent() == past.folder.parent();
        match kept.iter_mut().find(of_the_same) {
            Some(other) if other.written < past.written => *other = past,
            Some(_) => {}
            None => kept.push(past),
        }
    }
    kept
}
