//! What differs in the files of the runs: only the keys that do.

use crate::results::PastRun;
use std::collections::BTreeMap;

/// A key, by its path in the strategy file, and its value in each run; None where the run does not have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileDifference {
    pub key: String,
    pub values: Vec<Option<String>>,
}

/// Names and sentences say nothing of what a run does; a run has one combination of its file's [sweep].
const PASSED_OVER: [&str; 3] = ["name", "about", "sweep"];

/// Parameters first, then the rest of the strategy, then engine, dataset and data.
pub(super) fn differences(runs: &[PastRun]) -> Vec<FileDifference> {
    let keys: Vec<BTreeMap<String, String>> = runs.iter().map(keys).collect();
    let mut names: Vec<&String> = keys.iter().flat_map(BTreeMap::keys).collect();
    let order = |name: &str| match name.split(['.', '[']).next().unwrap_or("") {
        "params" => 0,
        "data" => 2,
        "engine" | "dataset" | "sha256" => 3,
        _ => 1,
    };
    names.sort_by_key(|name| (order(name), name.as_str()));
    names.dedup();
    let difference = |name: &String| {
        let values: Vec<Option<String>> = keys.iter().map(|keys| keys.get(name).cloned()).collect();
        // A checksum that one run lacks is of a symbol that it does not read: that shows elsewhere.
        let told = name.starts_with("sha256.");
        let seen: Vec<&Option<String>> = values.iter().filter(|value| value.is_some() || !told).collect();
        let differs = seen.windows(2).any(|pair| pair[0] != pair[1]);
        differs.then(|| FileDifference { key: name.clone(), values })
    };
    names.into_iter().filter_map(difference).collect()
}

fn keys(run: &PastRun) -> BTreeMap<String, String> {
    let about = &run.past.about;
    let mut keys = BTreeMap::new();
    for (name, value) in about.strategy.iter().filter(|(name, _)| !PASSED_OVER.contains(&name.as_str())) {
        flatten(name, value, &mut keys);
    }
    for (path, file) in &about.included {
        file.iter().for_each(|(name, value)| flatten(&format!("{path}: {name}"), value, &mut keys));
    }
    keys.insert("engine".to_owned(), about.engine.clone());
    keys.insert("dataset".to_owned(), about.dataset.clone());
    for (symbol, checksum) in &about.sha256 {
        keys.insert(format!("sha256.{symbol}"), checksum.chars().take(8).collect());
    }
    keys
}

/// Every value of a table, by its path: `trade.fill`, `rules[2].hold.small`.
fn flatten(path: &str, value: &toml::Value, keys: &mut BTreeMap<String, String>) {
    match value {
        toml::Value::Table(table) if !table.is_empty() => {
            table.iter().for_each(|(name, value)| flatten(&format!("{path}.{name}"), value, keys));
        }
        toml::Value::Array(values) if values.iter().any(toml::Value::is_table) => {
            let numbered = values.iter().enumerate();
            numbered.for_each(|(place, value)| flatten(&format!("{path}[{}]", place + 1), value, keys));
        }
        toml::Value::String(text) => drop(keys.insert(path.to_owned(), text.clone())),
        other => drop(keys.insert(path.to_owned(), other.to_string())),
    }
}
