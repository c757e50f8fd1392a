//! The schema that editors check files with, held to the checker: the same keys, the same types, the same names.

mod agree;
mod page;
mod samples;

use boon::{Compiler, SchemaIndex, Schemas};
use rotascope::error::{Error, Fault};
use rotascope::report;
use rotascope::strategy::form::Form;
use rotascope::strategy::keys::{self, KeyDoc};
use rotascope::strategy::{Field, StrategyFile, Universe};
use serde_json::Value;
use std::iter;
use std::path::Path;
use std::process::Command;

fn schema() -> Value {
    serde_json::from_str(&report::schema()).expect("the schema is JSON")
}

/// What an editor does with the schema.
struct Editor {
    schemas: Schemas,
    strategy: SchemaIndex,
}

impl Editor {
    fn new() -> Editor {
        let mut compiler = Compiler::new();
        compiler.enable_format_assertions();
        compiler.add_resource("strategy.json", schema()).expect("the schema is JSON");
        let mut schemas = Schemas::new();
        let strategy = compiler.compile("strategy.json", &mut schemas).expect("the schema is a schema");
        Editor { schemas, strategy }
    }

    /// Every error of a file, in words; none where it is valid.
    fn errors(&self, file: &toml::Table) -> String {
        let file = as_json(file);
        let outcome = self.schemas.validate(&file, self.strategy);
        outcome.map_or_else(|errors| errors.to_string(), |()| String::new())
    }

    fn accepts(&self, file: &toml::Table) -> bool {
        self.errors(file).is_empty()
    }
}

/// A file as an editor sees it: JSON, where dates are text.
fn as_json(file: &toml::Table) -> Value {
    fn json(value: &toml::Value) -> Value {
        match value {
            toml::Value::Datetime(date) => Value::String(date.to_string()),
            toml::Value::Array(items) => items.iter().map(json).collect(),
            toml::Value::Table(table) => table.iter().map(|(key, value)| (key.clone(), json(value))).collect(),
            plain => serde_json::to_value(plain).expect("numbers, text and booleans"),
        }
    }
    json(&toml::Value::Table(file.clone()))
}

/// The keys of every table of a strategy file, each as often as tables have them.
fn all_keys() -> Vec<&'static KeyDoc> {
    fn inside(form: &'static Form) -> Vec<&'static KeyDoc> {
        match form {
            Form::Table(keys) => {
                keys.iter().flat_map(|key| iter::once(key).chain(key.form.iter().flat_map(inside))).collect()
            }
            Form::Named(form) | Form::ByAsset(form) | Form::List(form) => inside(form),
            Form::Either(forms) => forms.iter().flat_map(inside).collect(),
            _ => Vec::new(),
        }
    }
    inside(&Form::Table(keys::FILE))
}

/// Every error of a file; the dataset has the roles large and small, and the series DFF and, with vintages, EPS.
fn faults(file: &str) -> Vec<Fault> {
    let universe = Universe {
        dataset: "made".to_owned(),
        symbols: ["SPY", "IWM"].map(|symbol| (symbol.to_owned(), Field::ALL.to_vec())).into(),
        series: ["DFF", "EPS"].map(str::to_owned).into(),
        vintages: vec!["EPS".to_owned()],
        groups: [].into(),
        roles: [("large", "SPY"), ("small", "IWM")].map(|(role, symbol)| (role.to_owned(), symbol.to_owned())).into(),
    };
    let mut file = StrategyFile::read("file.toml", file);
    for wanted in file.wanted() {
        let text = "[data]\ndataset = 'made'\n[params]\nweeks = 2\n[[rules]]\nhold = { small = 1 }";
        file.include(wanted, Ok(("other.toml", text)));
    }
    match file.check(Ok(&universe)) {
        Ok(_) => Vec::new(),
        Err(Error::Faults(faults)) => faults.faults,
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn what_ships_is_valid() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let shipped = crate::strategies::names().into_iter().map(|name| format!("strategies/{name}.toml"));
    let editor = Editor::new();
    for path in shipped.chain(["src/cli/new.toml".to_owned()]) {
        let text = std::fs::read_to_string(root.join(&path)).expect("a strategy file");
        assert_eq!(editor.errors(&text.parse().expect("TOML")), "", "{path}");
    }
}

#[test]
fn the_command_prints_it() {
    let output = Command::new(env!("CARGO_BIN_EXE_rotascope")).arg("schema").output().expect("the command starts");
    assert!(output.status.success());
    assert_eq!(String::from_utf8_lossy(&output.stdout), report::schema());
}
