//! Datasets made for one test, and strategies run over them.

use rotascope::data::{Bars, Calendar, Dataset, Date, Manifest, Observations, store};
use rotascope::run::{Reading, Run, run};
use rotascope::strategy::{Strategy, StrategyFile};
use std::ops::Deref;
use tempfile::TempDir;

/// A dataset and the folder it is in.
pub struct Made {
    dataset: Dataset,
    _folder: TempDir,
}

impl Deref for Made {
    type Target = Dataset;

    fn deref(&self) -> &Dataset {
        &self.dataset
    }
}

/// A dataset of these prices, its sessions Monday to Friday.
pub fn made<'a>(symbols: impl IntoIterator<Item = (&'a str, Bars)>) -> Made {
    made_with(Manifest::new("made"), symbols, [])
}

/// A dataset of these prices and series. `manifest` describes it; its calendar is made Monday to Friday.
pub fn made_with<'a>(
    manifest: Manifest,
    symbols: impl IntoIterator<Item = (&'a str, Bars)>,
    series: impl IntoIterator<Item = (&'a str, Observations)>,
) -> Made {
    let manifest = Manifest { calendar: Calendar::Weekdays, ..manifest };
    let symbols = symbols.into_iter().map(|(name, bars)| (name.to_owned(), bars));
    let series = series.into_iter().map(|(name, values)| (name.to_owned(), values));
    let folder = tempfile::tempdir().expect("a folder to write to");
    store::write(folder.path(), manifest, symbols.collect(), series.collect())
        .unwrap_or_else(|error| panic!("{error}"));
    Made { dataset: Dataset::open(folder.path()).unwrap_or_else(|error| panic!("{error}")), _folder: folder }
}

pub fn day(text: &str) -> Date {
    text.parse().unwrap_or_else(|_| panic!("{text} is not a day"))
}

/// `count` days in a row from `first` on, without Saturdays and Sundays.
pub fn weekdays(first: &str, count: usize) -> Vec<Date> {
    use chrono::{Datelike, Weekday};
    let working = |day: &Date| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
    day(first).iter_days().filter(working).take(count).collect()
}

/// Bars that open and close at `close`: nothing happens between two closes but the night.
pub fn closes(dates: &[Date], close: &[f64]) -> Bars {
    opens_closes(dates, close, close)
}

/// Bars of opens and closes.
pub fn opens_closes(dates: &[Date], open: &[f64], close: &[f64]) -> Bars {
    assert!(dates.len() == close.len() && open.len() == close.len());
    Bars { dates: dates.to_vec(), open: Some(open.to_vec()), close: close.to_vec(), ..Bars::default() }
}

/// The strategy that `text` is, with each of `sets` put into it as by `--set`.
pub fn checked(dataset: &Dataset, text: &str, sets: &[&str]) -> Strategy {
    let mut file = StrategyFile::read("test.toml", text);
    sets.iter().for_each(|assignment| file.set("--set", assignment));
    let (strategy, _) = file.check(Ok(&dataset.universe())).unwrap_or_else(|error| panic!("{error}\n{text}"));
    strategy
}

/// Checks and runs.
pub fn run_with(dataset: &Dataset, text: &str, sets: &[&str]) -> Run {
    run(&checked(dataset, text, sets), dataset).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

pub fn run_text(dataset: &Dataset, text: &str) -> Run {
    run_with(dataset, text, &[])
}

/// What signal `name` said at each decision.
pub fn readings<'r>(run: &'r Run, name: &str) -> &'r [Reading] {
    let found = run.signals.iter().find(|(signal, _)| signal == name);
    &found.unwrap_or_else(|| panic!("no signal `{name}`")).1
}

/// Whether two numbers are equal but for rounding.
pub fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-12 * b.abs().max(1.0)
}
