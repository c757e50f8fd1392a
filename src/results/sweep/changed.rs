//! What has changed since an unfinished sweep of the same file.

use super::MANIFEST;
use super::parts::read_manifest;
use crate::wording::counted;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// More differences than these are counted.
const SHOWN: usize = 8;

/// The latest unfinished sweep of the same file beside `folder`, and what is different in it.
pub(super) fn unfinished(folder: &Path, now: &toml::Table) -> Option<(PathBuf, String)> {
    let beside = std::fs::read_dir(folder.parent()?).ok()?;
    let others = beside.filter_map(|entry| entry.ok().map(|entry| entry.path())).filter(|other| other != folder);
    let of_file = others.filter_map(|other| {
        let path = other.join(MANIFEST);
        let modified = path.metadata().and_then(|metadata| metadata.modified()).ok()?;
        let then = read_manifest(&path).ok()?;
        (then.get("file") == now.get("file")).then_some((modified, other, then))
    });
    let (_, other, then) = of_file.max_by_key(|(modified, ..)| *modified)?;
    Some((other, differences(&then, now)))
}

/// "`trade.fill` was "next-open" and is "next-close"; the data of `SPY` are others".
fn differences(then: &toml::Table, now: &toml::Table) -> String {
    let (then, now) = (flat(then), flat(now));
    let names: BTreeSet<&String> = then.iter().chain(&now).map(|(name, _)| name).collect();
    let value = |of: &[(String, String)], name: &str| {
        of.iter().find(|(other, _)| other == name).map_or_else(|| "nothing".to_owned(), |(_, value)| value.clone())
    };
    let mut found = Vec::new();
    for name in names {
        let (was, is) = (value(&then, name), value(&now, name));
        if was == is {
            continue;
        }
        match name.split_once('.') {
            Some(("sha256", symbol)) => found.push(format!("the data of `{symbol}` are others")),
            Some(("strategy", key)) => found.push(format!("`{key}` was {was} and is {is}")),
            Some(("included", file)) => found.push(format!("`{file}` was {was} and is {is}")),
            Some(("parts", "metrics")) => found.push(format!("--metrics was {was} and is {is}")),
            None if name == "engine" => found.push(format!("the engine was {was} and is {is}")),
            None if name == "dataset" => found.push(format!("the dataset was {was} and is {is}")),
            // These follow from the others.
            _ => {}
        }
    }
    if found.len() > SHOWN {
        let more = counted(found.len() - SHOWN, "further difference");
        found.truncate(SHOWN);
        found.push(more);
    }
    if found.is_empty() { "something that its manifest does not show".to_owned() } else { found.join("; ") }
}

/// Every value by its path, as text.
fn flat(table: &toml::Table) -> Vec<(String, String)> {
    fn below(path: &str, value: &toml::Value, found: &mut Vec<(String, String)>) {
        match value {
            toml::Value::Table(table) => {
                for (key, value) in table {
                    below(&if path.is_empty() { key.clone() } else { format!("{path}.{key}") }, value, found);
                }
            }
            value => found.push((path.to_owned(), value.to_string())),
        }
    }
    let mut found = Vec::new();
    below("", &toml::Value::Table(table.clone()), &mut found);
    found
}
