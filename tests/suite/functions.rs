//! The functions of the language: what each computes, when it has had its bars, and what is said about it.

mod agree;
mod command;
mod dates;
mod degenerate;
mod documented;
mod faults;
mod naive;
mod published;
mod readiness;

use crate::made::{readings, run_text};
use rotascope::data::{Bars, Calendar, Dataset, Date, Manifest, store};
use rotascope::run::Reading;
use rotascope::strategy::{Field, Universe};
use tempfile::TempDir;

/// Bars of an open, a high, a low and a close each.
fn bars(dates: &[Date], [open, high, low, close]: [&[f64]; 4]) -> Bars {
    Bars {
        dates: dates.to_vec(),
        open: Some(open.to_vec()),
        high: Some(high.to_vec()),
        low: Some(low.to_vec()),
        close: close.to_vec(),
        ..Bars::default()
    }
}

/// A dataset with sessions by `calendar`; it goes with its folder.
fn dataset(calendar: Calendar, symbols: Vec<(&str, Bars)>) -> (Dataset, TempDir) {
    let folder = tempfile::tempdir().expect("a folder to write to");
    let manifest = Manifest { calendar, ..Manifest::new("made") };
    let symbols = symbols.into_iter().map(|(name, bars)| (name.to_owned(), bars)).collect();
    store::write(folder.path(), manifest, symbols, Default::default()).unwrap_or_else(|error| panic!("{error}"));
    (Dataset::open(folder.path()).unwrap_or_else(|error| panic!("{error}")), folder)
}

/// The value of each expression at each session: `P` is held, `setting` is more of the file's text.
fn values(dataset: &Dataset, setting: &str, expressions: &[&str]) -> Vec<Vec<Reading>> {
    let mut text = format!("[data]\ndataset = \"made\"\nwarmup = false\n{setting}\n");
    if !setting.contains("[signals]") {
        text += "[signals]\n";
    }
    for (index, expression) in expressions.iter().enumerate() {
        text += &format!("value{index} = \"{expression}\"\n");
    }
    text += "[[rules]]\nhold = { P = 1.0 }\n";
    let run = run_text(dataset, &text);
    (0..expressions.len()).map(|index| readings(&run, &format!("value{index}")).to_vec()).collect()
}

/// The numbers of an expression; NaN where it is undefined.
fn numbers(readings: &[Reading]) -> Vec<f64> {
    let number = |reading: &Reading| match reading {
        Reading::Number(value) => value.unwrap_or(f64::NAN),
        Reading::Condition(_) => panic!("expected numbers"),
    };
    readings.iter().map(number).collect()
}

fn conditions(readings: &[Reading]) -> Vec<Option<bool>> {
    let condition = |reading: &Reading| match reading {
        Reading::Condition(value) => *value,
        Reading::Number(_) => panic!("expected conditions"),
    };
    readings.iter().map(condition).collect()
}

/// A dataset's names: `SPY` and `IWM` with every price, `CLOSES` with closes only, and a group.
fn universe() -> Universe {
    let all = Field::ALL.to_vec();
    let symbols = [("SPY", all.clone()), ("IWM", all), ("CLOSES", vec![Field::Close, Field::AdjClose])];
    let sectors = ["SPY", "IWM"].map(|symbol| (symbol.to_owned(), Vec::new())).to_vec();
    let roles = [("large", "SPY"), ("small", "IWM")].map(|(role, symbol)| (role.to_owned(), symbol.to_owned()));
    Universe {
        dataset: "made".to_owned(),
        symbols: symbols.map(|(symbol, fields)| (symbol.to_owned(), fields)).into(),
        series: Vec::new(),
        vintages: Vec::new(),
        groups: [("sectors".to_owned(), sectors)].into(),
        roles: roles.into(),
    }
}
