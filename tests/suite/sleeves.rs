//! Sleeves: what is decided by itself and held like an asset.

mod audited;
mod command;
mod files;
mod index;
mod naive;
mod nested;
mod when;
mod which;
mod weights;

use crate::made::{Made, closes, made_with, weekdays};
use rotascope::data::{Bars, Dataset, Date, Manifest};
use rotascope::error::{Error, Result};
use rotascope::run::{Run, run};
use rotascope::strategy::{Strategy, StrategyFile};

/// The weekdays of the tests, from 2024-01-01 on, a Monday.
fn days(count: usize) -> Vec<Date> {
    weekdays("2024-01-01", count)
}

/// Closes from session `from` on.
fn since(from: usize, values: &[f64]) -> Bars {
    closes(&days(from + values.len())[from..], values)
}

/// A market of these closes, each from the first session on.
fn market<const N: usize>(prices: [(&str, &[f64]); N]) -> Made {
    market_of(prices.map(|(symbol, values)| (symbol, since(0, values))))
}

fn market_of<'a>(symbols: impl IntoIterator<Item = (&'a str, Bars)>) -> Made {
    made_with(Manifest::new("made"), symbols, [])
}

/// A file that holds the sleeves of `body` (each a "[sleeves.x]" and so on), decides daily, starts at once and fills at the next
/// close.
fn file(body: &str, hold: &str) -> String {
    traded(body, hold, "")
}

fn traded(body: &str, hold: &str, trade: &str) -> String {
    format!(
        "name = \"sleeves\"\n[data]\ndataset = \"made\"\nwarmup = false\n{body}\n[[rules]]\nhold = {{ {hold} }}\n\
         [trade]\nfill = \"next-close\"\n{trade}\n"
    )
}

/// A run beside the strategy that names its assets.
struct Ran {
    strategy: Strategy,
    run: Run,
}

impl Ran {
    fn asset(&self, symbol: &str) -> usize {
        let found = self.strategy.assets.iter().position(|asset| asset.symbol == symbol);
        found.unwrap_or_else(|| panic!("no asset {symbol}"))
    }

    /// What each decision aims at in `symbol`.
    fn targets(&self, symbol: &str) -> Vec<f64> {
        let asset = self.asset(symbol);
        self.run.decisions.iter().map(|(_, decision)| decision.target[asset]).collect()
    }

    /// What each decision aims at, in words: "A 0.5, B 0.25".
    fn said(&self) -> Vec<String> {
        let mut symbols: Vec<(&str, usize)> =
            self.strategy.assets.iter().enumerate().map(|(index, asset)| (asset.symbol.as_str(), index)).collect();
        symbols.sort_unstable();
        let decisions = self.run.decisions.iter().map(|(_, decision)| {
            let held = symbols.iter().map(|(symbol, index)| (symbol, decision.target[*index]));
            let held = held.filter(|(_, weight)| *weight != 0.0);
            held.map(|(symbol, weight)| format!("{symbol} {}", (weight * 1e6).round() / 1e6))
                .collect::<Vec<_>>()
                .join(", ")
        });
        decisions.collect()
    }

    fn notes(&self, part: &str) -> bool {
        self.run.notices.iter().any(|notice| notice.contains(part))
    }
}

/// Checks `text`, its sleeves' files among `files` by the path that names them.
fn checked_with(dataset: &Dataset, text: &str, files: &[(&str, &str)]) -> Result<Strategy> {
    let mut file = StrategyFile::read("test.toml", text);
    loop {
        let wanted = file.wanted();
        if wanted.is_empty() {
            return file.check(Ok(&dataset.universe())).map(|(strategy, _)| strategy);
        }
        for named in wanted {
            let found = files.iter().find(|(name, _)| *name == named.1);
            file.include(named, found.copied().ok_or_else(|| "there is no such file".to_owned()));
        }
    }
}

fn ran_with(dataset: &Dataset, text: &str, files: &[(&str, &str)]) -> Ran {
    let strategy = checked_with(dataset, text, files).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let run = run(&strategy, dataset).unwrap_or_else(|error| panic!("{error}\n{text}"));
    Ran { strategy, run }
}

fn ran(dataset: &Dataset, text: &str) -> Ran {
    ran_with(dataset, text, &[])
}

/// What is said of a file that does not pass the check.
fn refused(dataset: &Dataset, text: &str, files: &[(&str, &str)]) -> Vec<String> {
    match checked_with(dataset, text, files) {
        Err(Error::Faults(faults)) => faults.faults.into_iter().map(|fault| fault.message).collect(),
        other => panic!("expected faults, found {other:?}"),
    }
}
