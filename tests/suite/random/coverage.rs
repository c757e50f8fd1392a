//! What random files use of the language, counted against its own tables.

use super::file::Files;
use rotascope::strategy::form::Form;
use rotascope::strategy::functions::FUNCTIONS;
use rotascope::strategy::keys::{FILE, KeyDoc, RANGE};
use rotascope::strategy::{Field, Frame, Strategy, Type};
use std::collections::{BTreeMap, BTreeSet};
use toml::{Table, Value};

/// By feature: in how many files it was used.
pub struct Coverage {
    pub files: usize,
    uses: BTreeMap<String, usize>,
}

impl Coverage {
    /// Every function of the table, every built key with each of its words and forms, every field, and signals of each type
    /// and frame: none of them used so far.
    pub fn new() -> Coverage {
        let mut features = BTreeSet::new();
        features.extend(FUNCTIONS.iter().map(|signature| format!("{}()", signature.name)));
        features.extend(Field::ALL.iter().map(|field| format!("field {}", field.name())));
        of_keys("", FILE, &mut features);
        for ty in [Type::Number, Type::Condition] {
            let frames = Frame::ALL.into_iter().chain([Frame::Release(0)]).map(|frame| frame.name());
            features.extend(frames.chain(["constant"]).map(|frame| format!("signal: {ty}, {frame}")));
            features.insert(format!("signal: {ty}, of members"));
        }
        Coverage { files: 0, uses: features.into_iter().map(|feature| (feature, 0)).collect() }
    }

    pub fn count(&mut self, files: &Files, strategy: &Strategy) {
        let mut used = BTreeSet::new();
        for text in std::iter::once(&files.text).chain(files.others.iter().map(|(_, text)| text)) {
            let table: Table = toml::from_str(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
            of_table("", FILE, &table, &mut used);
            let words: BTreeSet<&str> = text.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '(').collect();
            let calls = FUNCTIONS.iter().filter(|signature| {
                words
                    .iter()
                    .any(|word| word.split_inclusive('(').any(|part| part.strip_suffix('(') == Some(signature.name)))
            });
            used.extend(calls.map(|signature| format!("{}()", signature.name)));
            let fields = Field::ALL.iter().filter(|field| words.contains(field.name()));
            used.extend(fields.map(|field| format!("field {}", field.name())));
        }
        for signal in &strategy.signals {
            let frame = signal.expr.frame.map_or("constant", Frame::name);
            used.insert(format!(
                "signal: {}, {}",
                signal.expr.ty,
                if signal.expr.member { "of members" } else { frame }
            ));
        }
        self.files += 1;
        for feature in used {
            // What a word stands for may be no feature: `symbol` is any text.
            if let Some(count) = self.uses.get_mut(&feature) {
                *count += 1;
            }
        }
    }

    /// The least used features, and the share of files of each, the least first.
    pub fn least(&self, count: usize) -> Vec<(f64, String)> {
        let uses = self.uses.iter();
        let mut shares: Vec<(f64, String)> =
            uses.map(|(feature, uses)| (*uses as f64 / self.files as f64, feature.clone())).collect();
        shares.sort_by(|a, b| a.0.total_cmp(&b.0));
        shares.truncate(count);
        shares
    }

    pub fn features(&self) -> usize {
        self.uses.len()
    }
}

/// Every key and every form of its values.
fn of_keys(path: &str, docs: &[KeyDoc], found: &mut BTreeSet<String>) {
    for doc in docs {
        if let Some(form) = &doc.form {
            let path = if path.is_empty() { doc.name.to_owned() } else { format!("{path}.{}", doc.name) };
            found.insert(path.clone());
            of_form(&path, form, found);
        }
    }
}

fn of_form(path: &str, form: &Form, found: &mut BTreeSet<String>) {
    match form {
        Form::Words(words) => found.extend(words.iter().map(|word| format!("{path} = {word}"))),
        Form::Table(docs) => of_keys(path, docs, found),
        Form::Named(inner) | Form::ByAsset(inner) | Form::List(inner) => of_form(path, inner, found),
        Form::Either(forms) => forms.iter().for_each(|form| {
            found.insert(format!("{path}: {}", kind(form)));
            of_form(path, form, found);
        }),
        Form::Constant(_) | Form::Weight => {
            found.extend(["number", "text"].map(|kind| format!("{path}: {kind}")));
        }
        Form::Rate => found.extend(["a rate", "an expression"].map(|kind| format!("{path}: {kind}"))),
        Form::Boolean => found.extend(["true", "false"].map(|value| format!("{path} = {value}"))),
        Form::Lag => found.extend(["session", "day"].map(|unit| format!("{path}: {unit}"))),
        Form::Sweep(docs) => {
            of_keys(path, docs, found);
            found.extend(["list", "table"].map(|kind| format!("{path}.*: {kind}")));
            of_keys(&format!("{path}.*"), RANGE, found);
        }
        Form::Any
        | Form::Text
        | Form::Date
        | Form::Step
        | Form::Number(_)
        | Form::Whole(_)
        | Form::Cost
        | Form::Fall
        | Form::Expression => {}
    }
}

fn kind(form: &Form) -> &'static str {
    match form {
        Form::Table(_) | Form::Named(_) | Form::ByAsset(_) => "table",
        Form::List(_) => "list",
        Form::Boolean => "boolean",
        Form::Number(_) | Form::Whole(_) | Form::Constant(_) => "number",
        _ => "text",
    }
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Table(_) => "table",
        Value::Array(_) => "list",
        Value::Boolean(_) => "boolean",
        Value::Integer(_) | Value::Float(_) => "number",
        Value::String(_) | Value::Datetime(_) => "text",
    }
}

/// The same of what a file has.
fn of_table(path: &str, docs: &[KeyDoc], table: &Table, used: &mut BTreeSet<String>) {
    for (key, value) in table {
        let Some(form) = docs.iter().find(|doc| doc.name == key).and_then(|doc| doc.form.as_ref()) else { continue };
        let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        used.insert(path.clone());
        of_value(&path, form, value, used);
    }
}

fn of_value(path: &str, form: &Form, value: &Value, used: &mut BTreeSet<String>) {
    used.insert(format!("{path}: {}", kind_of(value)));
    match (form, value) {
        (Form::Either(forms), _) => {
            let fits = forms.iter().filter(|form| kind(form) == kind_of(value));
            fits.for_each(|form| of_value(path, form, value, used));
        }
        (Form::Table(docs), Value::Table(table)) => of_table(path, docs, table, used),
        (Form::Named(inner) | Form::ByAsset(inner), Value::Table(table)) => {
            table.values().for_each(|value| of_value(path, inner, value, used));
        }
        (Form::Sweep(docs), Value::Table(table)) => {
            of_table(path, docs, table, used);
            for value in table.iter().filter(|(key, _)| docs.iter().all(|doc| doc.name != *key)).map(|(_, value)| value)
            {
                of_value(&format!("{path}.*"), &Form::Table(RANGE), value, used);
            }
        }
        (Form::List(inner), Value::Array(values)) => values.iter().for_each(|value| of_value(path, inner, value, used)),
        (Form::Lag, Value::String(text)) => {
            let unit = if text.contains("session") { "session" } else { "day" };
            used.insert(format!("{path}: {unit}"));
        }
        (Form::Rate, Value::String(text)) => {
            let rate = text.ends_with('%') || text.ends_with("bp");
            used.insert(format!("{path}: {}", if rate { "a rate" } else { "an expression" }));
        }
        (_, Value::String(word)) => {
            used.insert(format!("{path} = {word}"));
        }
        (_, Value::Boolean(value)) => {
            used.insert(format!("{path} = {value}"));
        }
        _ => {}
    }
}
