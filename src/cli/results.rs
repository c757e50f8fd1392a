//! `rotascope results`: what there is, and what can go.

use super::chosen::{Chosen, metrics};
use super::output::Output;
use super::{Outcome, print};
use crate::error::{Error, Result};
use crate::report::{Format, Layout, results_page, results_table};
use crate::results::{Kind, Metrics, Past, find};
use crate::wording::counted;
use clap::Args;
use std::io::{IsTerminal, stdin};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

#[derive(Args)]
#[command(after_help = "\
Examples:
  rotascope results                                          everything under results/, newest first
  rotascope results results/my-idea --columns cagr,calmar
  rotascope results --clean --older-than 30d                 asks before it deletes
  rotascope results results/my-idea --clean --older-than 12h --yes")]
pub(super) struct Results {
    /// Folders of results, or folders above some
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Metrics to show, by key, or `all`
    #[arg(long, value_name = "METRIC,...", value_parser = metrics)]
    columns: Option<Chosen>,
    /// Delete results that are older than --older-than
    #[arg(long, requires = "older_than")]
    clean: bool,
    /// An age: 30d, 4w, 12h
    #[arg(long, value_name = "AGE", value_parser = age)]
    older_than: Option<Duration>,
    /// Delete without asking
    #[arg(long, requires = "clean")]
    yes: bool,
    #[command(flatten)]
    output: Output,
}

fn age(text: &str) -> std::result::Result<Duration, String> {
    let (number, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()));
    let hours = match unit {
        "h" => 1,
        "d" => 24,
        "w" => 24 * 7,
        _ => return Err("a number of hours, days or weeks is expected, such as 12h, 30d or 4w".to_owned()),
    };
    let number: u64 = number.parse().map_err(|_| "a number is expected before the unit".to_owned())?;
    let seconds = number.checked_mul(hours * 3600).ok_or_else(|| "nothing is that old".to_owned())?;
    Ok(Duration::from_secs(seconds))
}

/// Where results are, unless the user says otherwise.
const RESULTS: &str = "results";
const NONE_THAT_OLD: &str = "nothing is that old";

impl Results {
    pub(super) fn execute(&self) -> Outcome {
        let mut code = 0;
        let mut pasts: Vec<Past> = Vec::new();
        for past in self.found() {
            match past {
                Ok(past) => pasts.push(past),
                Err(error) => {
                    print::error(&error);
                    code = code.max(error.exit_code());
                }
            }
        }
        pasts.sort_by_key(|past| std::cmp::Reverse(past.written));
        let now = SystemTime::now();
        if let Some(limit) = self.older_than {
            pasts.retain(|past| now.duration_since(past.written).is_ok_and(|age| age > limit));
        }
        if self.clean {
            return Ok(self.clean(&pasts)?.max(code));
        }
        let mut listed: Vec<(Past, Option<Metrics>)> = Vec::new();
        for past in pasts {
            let metrics = match past.kind {
                Kind::Run => past.metrics().map(|(metrics, _)| Some(metrics)),
                Kind::Sweep => Ok(None),
            };
            match metrics {
                Ok(metrics) => listed.push((past, metrics)),
                Err(error) => {
                    print::error(&error);
                    code = code.max(error.exit_code());
                }
            }
        }
        let nothing = listed.is_empty() && code == 0;
        match self.older_than {
            Some(_) if nothing => print::note(NONE_THAT_OLD),
            None if nothing => print::note("no results here; `rotascope run` and `rotascope sweep` make some"),
            _ => {}
        }
        let columns = self.columns.as_ref().map(|Chosen(metrics)| metrics.as_slice());
        let table = results_table(&listed, columns, now);
        self.output.save(|| vec![("Results".to_owned(), table.clone())])?;
        // A heading alone says nothing to people.
        if !(table.rows.is_empty() && matches!(self.output.format, Format::Table | Format::Markdown)) {
            self.output.print(&results_page(&table, self.output.layout())?)?;
        }
        Ok(code)
    }

    fn found(&self) -> Vec<Result<Past>> {
        if !self.paths.is_empty() {
            return find(&self.paths);
        }
        // That there are none yet is no fault where nobody named a folder.
        if !Path::new(RESULTS).is_dir() {
            return Vec::new();
        }
        let no_results = |past: &Result<Past>| matches!(past, Err(Error::Input(_)));
        find(&[PathBuf::from(RESULTS)]).into_iter().filter(|past| !no_results(past)).collect()
    }

    /// Deletes results, when it may: only what they are known to have left.
    fn clean(&self, pasts: &[Past]) -> Result<u8> {
        if pasts.is_empty() {
            print::note(NONE_THAT_OLD);
            return Ok(0);
        }
        let rows: Vec<(Past, Option<Metrics>)> = pasts.iter().map(|past| (past.clone(), None)).collect();
        let kilobytes = pasts.iter().map(|past| past.bytes).sum::<u64>().div_ceil(1000);
        let what = format!("{} ({kilobytes} kB)", counted(pasts.len(), "result"));
        if !self.yes {
            if !stdin().is_terminal() {
                return Err(Error::input(format!("{what} would be deleted, and nobody can be asked"))
                    .help("--yes deletes without asking; without --clean they are listed"));
            }
            let list = results_table(&rows, Some(&[]), SystemTime::now());
            print::note(&results_page(&list, Layout { format: Format::Table, width: print::width() })?);
            print::note(&format!("Delete {what}? [y/N]"));
            let mut answer = String::new();
            let _ = stdin().read_line(&mut answer);
            if !matches!(answer.trim(), "y" | "Y" | "yes") {
                print::note("nothing was deleted");
                return Ok(0);
            }
        }
        let mut code = 0;
        for past in pasts {
            match past.delete() {
                Ok(true) => {}
                Ok(false) => print::note(&format!("{} holds other files, and stays", past.folder.display())),
                Err(error) => {
                    print::error(&error);
                    code = code.max(error.exit_code());
                }
            }
        }
        if code == 0 {
            print::note(&format!("deleted {what}"));
        }
        Ok(code)
    }
}
