//! Schema and checker, probed with the same files.

use super::samples::{literal, samples, value_at, with, without};
use super::{Editor, all_keys, as_json, faults, schema};
use rotascope::strategy::form;
use serde_json::Value;
use std::collections::BTreeSet;
use toml::Table;

/// A value of a file, and what the schema says of it. In `kind`, names that the file makes up are `*`.
struct Place<'s> {
    path: String,
    kind: String,
    schema: &'s Value,
}

/// Every place of `file` below the root.
fn places<'s>(schema: &'s Value, file: &Table) -> Vec<Place<'s>> {
    let mut found = Vec::new();
    below(schema, &as_json(file), "", "", &mut found);
    found
}

fn below<'s>(schema: &'s Value, value: &Value, path: &str, kind: &str, found: &mut Vec<Place<'s>>) {
    for schema in alternatives(schema) {
        let mut enter = |name: &str, known: &str, inner: &'s Value, value: &Value| {
            let place = Place { path: dotted(path, name), kind: dotted(kind, known), schema: inner };
            below(inner, value, &place.path, &place.kind, found);
            found.push(place);
        };
        match value {
            Value::Object(entries) => {
                for (name, value) in entries {
                    match (schema["properties"].get(name), &schema["additionalProperties"]) {
                        (Some(inner), _) => enter(name, name, inner, value),
                        (None, inner @ Value::Object(_)) => enter(name, "*", inner, value),
                        _ => {}
                    }
                }
            }
            Value::Array(items) if schema["items"].is_object() => {
                for (index, value) in items.iter().enumerate() {
                    enter(&index.to_string(), "*", &schema["items"], value);
                }
            }
            _ => {}
        }
    }
}

/// Every kind of place that the schema knows.
fn kinds(schema: &Value, kind: &str, found: &mut BTreeSet<String>) {
    for schema in alternatives(schema) {
        let known = schema["properties"].as_object().into_iter().flatten();
        let free = [&schema["additionalProperties"], &schema["items"]].into_iter().filter(|inner| inner.is_object());
        for (name, inner) in known.map(|(name, inner)| (name.as_str(), inner)).chain(free.map(|inner| ("*", inner))) {
            found.insert(dotted(kind, name));
            kinds(inner, &dotted(kind, name), found);
        }
    }
}

fn alternatives(schema: &Value) -> Vec<&Value> {
    schema["anyOf"].as_array().map_or_else(|| vec![schema], |some| some.iter().collect())
}

fn dotted(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

fn text(file: &Table) -> String {
    toml::to_string(file).expect("a table can be written")
}

/// Every key of the schema is in some sample, and every sample passes both.
#[test]
fn the_checker_accepts_every_key_of_the_schema() {
    let (schema, editor) = (schema(), Editor::new());
    let mut seen = BTreeSet::new();
    for file in samples() {
        assert_eq!(editor.errors(&file), "", "{}", text(&file));
        assert!(faults(&text(&file)).is_empty(), "{:#?}", faults(&text(&file)));
        seen.extend(places(&schema, &file).into_iter().map(|place| place.kind));
    }
    let mut all = BTreeSet::new();
    kinds(&schema, "", &mut all);
    assert_eq!(seen, all);
}

/// In every table, a key from anywhere in the language, or from nowhere, is known to both or to neither.
#[test]
fn the_schema_has_every_key_that_the_checker_accepts() {
    let (schema, editor) = (schema(), Editor::new());
    let names: BTreeSet<&str> = all_keys().into_iter().map(|key| key.name).chain(["nonsense", "Name"]).collect();
    let mut tables = BTreeSet::new();
    for file in samples() {
        let root = Place { path: String::new(), kind: String::new(), schema: &schema };
        for table in places(&schema, &file).into_iter().chain([root]) {
            let closed = |schema: &&Value| schema["additionalProperties"] == false;
            let Some(keys) = alternatives(table.schema).into_iter().find(closed) else { continue };
            if !table.path.is_empty() && !value_at(&file, &table.path).is_some_and(toml::Value::is_table) {
                continue; // a word, where a table could be
            }
            for name in &names {
                let path = dotted(&table.path, name);
                let probed = with(&file, &path, &literal("[true]")); // fits no key at all
                let unknown = faults(&text(&probed)).iter().any(|fault| {
                    fault.message == format!("unknown key `{name}`")
                        || fault.message.starts_with(&format!("`{name}` (")) && fault.label == "not available yet"
                });
                assert_eq!(unknown, keys["properties"].get(name).is_none(), "{path}");
                assert!(!editor.accepts(&probed), "{path}");
            }
            tables.insert(table.kind);
        }
    }
    let expected = [
        "",
        "data",
        "groups.*.*",
        "groups.*.*.*",
        "overlays",
        "rules.*",
        "series.*",
        "sleeves.*",
        "sleeves.*.decide",
        "sleeves.*.rules.*",
        "sweep.*",
        "sweep.sample",
        "trade",
        "trade.decide",
        "trade.rebalance",
    ];
    assert_eq!(tables, expected.map(str::to_owned).into());
}

/// What the checker calls a wrong type the schema refuses, and what the schema refuses the checker does.
#[test]
fn wrong_types_are_refused_by_both() {
    let (schema, editor) = (schema(), Editor::new());
    let probes = [
        "true",
        "7",
        "1.5",
        "-3",
        "1e20",
        "'nonsense'",
        "'5 %'",
        "[]",
        "[true]",
        "['large']",
        "{}",
        "{ large = true }",
    ];
    let mut probed_kinds = BTreeSet::new();
    for file in samples() {
        for place in places(&schema, &file) {
            // A value to try may be any key's.
            if place.kind == "sweep.*.*" || !probed_kinds.insert(place.kind) {
                continue;
            }
            for probe in probes {
                let probed = with(&file, &place.path, &literal(probe));
                let faults = faults(&text(&probed));
                let valid = editor.accepts(&probed);
                let told = || format!("{} = {probe}: {faults:#?}", place.path);
                let wrong_type = |message: &str| message.starts_with("expected ") && message.contains(", found ");
                if faults.iter().any(|fault| wrong_type(&fault.message)) {
                    assert!(!valid, "the schema takes {}", told());
                }
                assert!(valid || !faults.is_empty(), "the schema alone refuses {}", told());
                // No key of any table takes this one.
                if probe == "{ large = true }" {
                    assert!(!valid && !faults.is_empty(), "one of them takes {}", told());
                }
            }
        }
    }
}

#[test]
fn both_miss_the_same_keys() {
    let (schema, editor) = (schema(), Editor::new());
    let mut missed = BTreeSet::new();
    for file in samples() {
        let root = Place { path: String::new(), kind: String::new(), schema: &schema };
        for table in places(&schema, &file).into_iter().chain([root]) {
            let required = alternatives(table.schema).into_iter().find_map(|schema| schema["required"].as_array());
            for name in required.into_iter().flatten().filter_map(Value::as_str) {
                let path = dotted(&table.path, name);
                if value_at(&file, &path).is_some() {
                    let probed = without(&file, &path);
                    assert!(!editor.accepts(&probed) && !faults(&text(&probed)).is_empty(), "{path}");
                    missed.insert(dotted(&table.kind, name));
                }
            }
        }
    }
    let expected = [
        "data",
        "data.dataset",
        "rules",
        "rules.*.hold",
        "series.*.symbol",
        "sleeves.*.rules.*.hold",
        "sweep.*.from",
        "sweep.*.to",
        "sweep.sample.method",
        "trade.rebalance.band",
    ];
    assert_eq!(missed, expected.map(str::to_owned).into());
    // And these are enough.
    let least = "[data]\ndataset = 'made'\n[series.s]\nsymbol = 'DFF'\nlag = '0 days'\n[[rules]]\nhold = {}\n";
    assert!(editor.accepts(&least.parse().expect("TOML")) && faults(least).is_empty());
}

#[test]
fn both_take_the_same_names() {
    let editor = Editor::new();
    let file = &samples()[0];
    let names = ["a", "_", "x9", "größe", "Ⅳ", "a²", "", "9x", "a-b", "a b", "a.b", "a\n", "🙂", "and", "And", "cash"];
    let mut taken = 0;
    for name in names.into_iter().chain(form::taken()) {
        let mut file = file.clone();
        let params = file.get_mut("params").and_then(toml::Value::as_table_mut).expect("it has parameters");
        params.insert(name.to_owned(), toml::Value::Integer(1));
        let accepted = faults(&text(&file)).is_empty();
        assert_eq!(editor.accepts(&file), accepted, "{name:?}");
        taken += usize::from(accepted);
    }
    assert_eq!(taken, 7);
}
