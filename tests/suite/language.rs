//! The expression language and the checker of strategy files.

mod faults;
mod frames;
mod functions;
mod large;
mod logic;
mod naive;
mod published;
mod world;

use rotascope::strategy::{Field, Universe};

/// A dataset's names: `SPY` and `IWM` with every price, `CLOSES` with closes only, the series `DFF`, and roles.
fn universe() -> Universe {
    let all = Field::ALL.to_vec();
    let symbols = [("SPY", all.clone()), ("IWM", all), ("CLOSES", vec![Field::Close, Field::AdjClose])];
    let roles = [("large", "SPY"), ("small", "IWM"), ("policy_rate", "DFF")];
    let everyone = ["SPY", "IWM"].map(|symbol| (symbol.to_owned(), Vec::new())).to_vec();
    let owned = |(name, symbol): (&str, &str)| (name.to_owned(), symbol.to_owned());
    Universe {
        dataset: "made".to_owned(),
        symbols: symbols.map(|(symbol, fields)| (symbol.to_owned(), fields)).into(),
        series: vec!["DFF".to_owned(), "EPS".to_owned()],
        vintages: vec!["EPS".to_owned()],
        groups: [("everyone".to_owned(), everyone)].into(),
        roles: roles.map(owned).into(),
    }
}
