//! `rotascope data import`.

use super::super::{Outcome, print};
use super::dataset_folder;
use crate::data::import::{ImportOptions, Imported, import};
use crate::data::{Calendar, Dataset, Manifest, store};
use crate::error::{Error, Result};
use crate::report::{self, Format};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

#[derive(Args)]
#[command(after_help = "\
Layouts are recognised by their headings: Yahoo (yfinance) files, FRED series, and plain CSV with date, close and
optionally open, high, low, adj_close, volume, dividend, split. A plain file's name is its symbol. A series with vintages has
the columns date, value and known: the day on which the row was published.

Examples:
  rotascope data import prices/ --into etfs --role large=SPY --role small=IWM
  rotascope data import DFF.csv WALCL.csv --into etfs")]
pub(in super::super) struct Import {
    /// CSV files, or folders of them
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// The dataset to make or to add to
    #[arg(long, value_name = "NAME")]
    into: String,
    /// How sessions are scheduled [default: NYSE, or what the dataset says]
    #[arg(long, value_enum)]
    calendar: Option<CalendarName>,
    /// What strategies call a symbol: large=SPY
    #[arg(long, value_name = "ROLE=SYMBOL")]
    role: Vec<String>,
    /// Accept ten and more scheduled sessions without a bar
    #[arg(long)]
    allow_gaps: bool,
    /// Let a file with a shorter history replace what the dataset has
    #[arg(long)]
    replace: bool,
    /// Leave out faulty rows instead of refusing their file
    #[arg(long)]
    drop_faulty_rows: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum CalendarName {
    #[value(name = "NYSE", alias = "nyse")]
    Nyse,
    Weekdays,
    All,
    Data,
}

impl Import {
    pub(in super::super) fn execute(&self) -> Outcome {
        let folder = dataset_folder(&self.into)?;
        let into = match folder.join(store::MANIFEST).exists() {
            true => Dataset::open(&folder)?.manifest,
            false => Manifest::new(&self.into),
        };
        let options = ImportOptions {
            into,
            calendar: self.calendar.map(|name| match name {
                CalendarName::Nyse => Calendar::Nyse,
                CalendarName::Weekdays => Calendar::Weekdays,
                CalendarName::All => Calendar::All,
                CalendarName::Data => Calendar::Data,
            }),
            roles: self.roles()?,
            allow_gaps: self.allow_gaps,
            drop_faulty_rows: self.drop_faulty_rows,
        };
        let imported = import(&self.paths, &options)?;
        if !self.replace {
            keeps_history(&imported)?;
        }
        imported.notes.iter().for_each(|note| print::note(&format!("note: {note}")));
        let manifest = store::write(&folder, imported.manifest, imported.symbols, imported.series)?;
        print::out(&report::contents(&manifest).render(Format::Table)?)?;
        Ok(0)
    }

    fn roles(&self) -> Result<Vec<(String, String)>> {
        let pair = |role: &String| match role.split_once('=') {
            Some((role, symbol)) if !role.is_empty() && !symbol.is_empty() => Ok((role.to_owned(), symbol.to_owned())),
            _ => Err(Error::input(format!("`{role}` is not a role")).help("--role large=SPY")),
        };
        self.role.iter().map(pair).collect()
    }
}

/// Importing a symbol again replaces it: a file that covers less than the dataset has would lose the rest.
fn keeps_history(imported: &Imported) -> Result<()> {
    let old = &imported.manifest;
    let forgetful = imported.series.iter().find(|(name, observations)| {
        observations.known.is_none() && old.series.get(name).is_some_and(|entry| entry.vintages)
    });
    if let Some((name, _)) = forgetful {
        let message = format!("`{name}` has vintages here; the new file has no column `known`");
        return Err(Error::input(message).help("import a file that has it, or lose the vintages with --replace"));
    }
    let symbols = imported.symbols.iter().filter_map(|(name, bars)| {
        let entry = old.symbols.get(name)?;
        Some((name, &bars.dates, entry.first, entry.last, entry.rows))
    });
    let series = imported.series.iter().filter_map(|(name, observations)| {
        let entry = old.series.get(name)?;
        Some((name, &observations.dates, entry.first, entry.last, entry.rows))
    });
    for (name, dates, old_first, old_last, rows) in symbols.chain(series) {
        let (Some(first), Some(last)) = (dates.first(), dates.last()) else { continue };
        if *first > old_first || *last < old_last {
            let message = format!(
                "`{name}` has {rows} rows from {old_first} to {old_last} here; the new file has {} from {first} to {last}",
                dates.len()
            );
            return Err(
                Error::input(message).help("import a file with the whole history, or lose the rest with --replace")
            );
        }
    }
    Ok(())
}
