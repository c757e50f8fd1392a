//! A strategy file in the reader's hands: its text, the overrides of a command line, and the way to a checked strategy.

use super::axis::{Axis, Target};
use super::check::check;
use super::checked::Strategy;
use super::document::{self, Key, Node, Table, Value};
use super::universe::{NoUniverse, Universe};
use crate::error::{Error, Fault, Faults, Result, Source, Span};
use crate::wording::{did_you_mean, listed};
use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

/// A file that has been read and not yet checked.
#[derive(Clone, Debug)]
pub struct StrategyFile {
    sources: Vec<Source>,
    document: Table,
    faults: Vec<Fault>,
    included: Included,
    /// The text is not valid TOML: what could be read of it is not what its writer meant.
    broken: bool,
}

impl StrategyFile {
    /// Reads `text`; broken TOML is kept as faults for [`StrategyFile::check`].
    pub fn read(name: &str, text: &str) -> Self {
        let (document, faults) = document::parse(text, 0);
        Self {
            sources: vec![Source { name: name.to_owned(), text: text.to_owned() }],
            document,
            broken: !faults.is_empty(),
            faults,
            included: Included::default(),
        }
    }

    /// Puts what is swept in this order, by name: rows are numbered by it.
    pub fn order_sweep(&mut self, names: &[String]) {
        let sweep = self.document.entries.iter_mut().find(|(key, _)| key.name == "sweep");
        if let Some((_, Node { value: Value::Table(table), .. })) = sweep {
            table.entries.sort_by_key(|(key, _)| names.iter().position(|name| *name == key.name));
        }
    }

    /// Puts the value of a command line's `name=value` into the document: a parameter's, or any key's by its path.
    /// `option` is how messages call the argument, such as `--set`.
    pub fn set(&mut self, option: &str, assignment: &str) {
        let source = self.sources.len() as u32;
        // Of many files, the one that it does not fit is named.
        let name = format!("{} {option}", self.sources[0].name);
        self.sources.push(Source { name, text: assignment.to_owned() });
        let whole = Span::new(source, 0, assignment.len().max(1));
        let Some((name, _)) = assignment.split_once('=') else {
            self.faults.push(
                Fault::new(whole, format!("`{assignment}` sets nothing"), "expected name=value")
                    .help(format!("{option} weeks=3, or {option} trade.fill=next-close")),
            );
            return;
        };
        let value = document::parse_value(assignment, name.len() + 1, source);
        let place = Span::new(source, 0, name.len().max(1));
        let name = name.trim();
        let path: Vec<&str> = if name.contains('.') { name.split('.').collect() } else { vec!["params", name] };
        if path[0] == "params" && path.len() == 2 && !self.is_param(path[1]) {
            self.unknown_param(path[1], place);
            return;
        }
        if let Err(fault) = put(&mut self.document, &path, place, value) {
            self.faults.push(fault);
        }
    }

    /// The file with one value of each of some axes of its sweep in place, and the sweep taken out.
    pub fn with(&self, chosen: &[(&Axis, usize)]) -> StrategyFile {
        let mut file = self.clone();
        file.document.entries.retain(|(key, _)| key.name != "sweep");
        for (axis, value) in chosen {
            let path: Vec<&str> = match axis.target {
                Target::Param(_) => vec!["params", &axis.name],
                Target::Key => axis.name.split('.').collect(),
            };
            let value = axis.values[*value].clone();
            if let Err(fault) = put(&mut file.document, &path, value.span, value) {
                file.faults.push(fault);
            }
        }
        file
    }

    /// The strategy files that sleeves name and nobody has brought yet: the number of the source that names each, and its path as
    /// it stands there.
    pub fn wanted(&self) -> Vec<(u32, String)> {
        let own = named_files(&self.document);
        let of_others = self.included.files.values().filter_map(|file| file.as_ref().ok()).flat_map(named_files);
        own.chain(of_others).filter(|named| !self.included.files.contains_key(named)).collect()
    }

    /// Brings a file that is wanted: its name in messages and its text, or why it cannot be read. Its source number comes back.
    pub fn include(&mut self, wanted: (u32, String), file: std::result::Result<(&str, &str), String>) -> u32 {
        let source = self.sources.len() as u32;
        let document = file.map(|(name, text)| {
            self.sources.push(Source { name: name.to_owned(), text: text.to_owned() });
            let (document, faults) = document::parse(text, source);
            self.broken |= !faults.is_empty();
            self.faults.extend(faults);
            document
        });
        if document.is_ok() {
            self.included.places.insert(source, self.included.place(&wanted));
        }
        self.included.files.insert(wanted, document);
        source
    }

    /// The path of a wanted file, seen from the outermost file: two that are different have different ones.
    pub fn place(&self, wanted: &(u32, String)) -> String {
        self.included.place(wanted)
    }

    /// The dataset that the file names, if it names one.
    pub fn dataset(&self) -> Option<&str> {
        let Value::Table(data) = &self.document.get("data")?.value else {
            return None;
        };
        match &data.get("dataset")?.value {
            Value::String(text) => Some(&text.text),
            _ => None,
        }
    }

    /// The file's meaning against a dataset's names, or every fault at once.
    pub fn check(self, universe: std::result::Result<&Universe, &NoUniverse>) -> Result<(Strategy, Vec<Source>)> {
        // After broken TOML, half a document would bring faults that are not the writer's.
        let (strategy, faults) = if self.broken {
            (None, self.faults)
        } else {
            check(&self.document, &self.included, universe, self.faults)
        };
        match strategy {
            Some(strategy) => Ok((strategy, self.sources)),
            None => Err(Error::Faults(Faults { sources: self.sources, faults })),
        }
    }

    fn params(&self) -> impl Iterator<Item = &str> {
        let table = match self.document.get("params").map(|node| &node.value) {
            Some(Value::Table(table)) => Some(table),
            _ => None,
        };
        table.into_iter().flat_map(|table| table.entries.iter().map(|(key, _)| key.name.as_str()))
    }

    fn is_param(&self, name: &str) -> bool {
        self.params().any(|param| param == name)
    }

    fn unknown_param(&mut self, name: &str, place: Span) {
        let help = did_you_mean(name, self.params()).unwrap_or_else(|| {
            format!(
                "its parameters are {}; any other key is set by its path, such as trade.fill=next-close",
                listed(self.params())
            )
        });
        let message = format!("the file has no parameter `{name}`");
        self.faults.push(Fault::new(place, message, "not in [params]").help(help));
    }
}

/// The files that sleeves name, by the number of the source that names each and its path there; or why one cannot be read.
#[derive(Clone, Debug, Default)]
pub(super) struct Included {
    pub(super) files: BTreeMap<(u32, String), std::result::Result<Table, String>>,
    /// By source number, where the file of that source stands, seen from the outermost.
    places: BTreeMap<u32, String>,
}

impl Included {
    /// The files that could be read, by their paths as the outermost file would name them.
    pub(super) fn resolved(&self) -> Vec<(String, toml::Table)> {
        let read =
            self.files.iter().filter_map(|(named, file)| Some((self.place(named), file.as_ref().ok()?.to_toml())));
        // One file may be named by many.
        read.collect::<BTreeMap<_, _>>().into_iter().collect()
    }

    fn place(&self, (by, path): &(u32, String)) -> String {
        let folder = self.places.get(by).and_then(|place| Path::new(place).parent()).unwrap_or(Path::new(""));
        let whole = folder.join(path);
        let mut parts: Vec<Component> = Vec::new();
        for part in whole.components() {
            match (part, parts.last()) {
                (Component::CurDir, _) => {}
                (Component::ParentDir, Some(Component::Normal(_))) => {
                    parts.pop();
                }
                (part, _) => parts.push(part),
            }
        }
        parts.iter().collect::<PathBuf>().to_string_lossy().replace('\\', "/")
    }
}

/// Where a document's sleeves name strategy files, and where its sweep does.
fn named_files(document: &Table) -> impl Iterator<Item = (u32, String)> {
    let entries = |name: &str| match document.get(name).map(|node| &node.value) {
        Some(Value::Table(table)) => table.entries.as_slice(),
        _ => &[],
    };
    let of_sleeves = entries("sleeves").iter().filter_map(|(_, node)| match &node.value {
        Value::Table(sleeve) => sleeve.get("strategy"),
        _ => None,
    });
    let swept = entries("sweep").iter().filter(|(key, _)| {
        let path: Vec<&str> = key.name.split('.').collect();
        matches!(path.as_slice(), ["sleeves", _, "strategy"])
    });
    let tried = swept.flat_map(|(_, node)| match &node.value {
        Value::Array(nodes) => nodes.as_slice(),
        _ => &[],
    });
    of_sleeves.chain(tried).filter_map(|node| match &node.value {
        Value::String(path) => Some((path.source(), path.text.clone())),
        _ => None,
    })
}

/// Sets the value at `path`, adding tables on the way where there are none.
fn put(table: &mut Table, path: &[&str], place: Span, value: Node) -> std::result::Result<(), Fault> {
    let key = Key { name: path[0].to_owned(), span: place };
    let [_, rest @ ..] = path else {
        return Ok(());
    };
    if rest.is_empty() {
        table.set(key, value);
        return Ok(());
    }
    if table.get(path[0]).is_none() {
        let node = Node { span: place, value: Value::Table(Table::default()) };
        table.set(key, node);
    }
    match table.entries.iter_mut().find(|(key, _)| key.name == path[0]) {
        Some((_, Node { value: Value::Table(inner), .. })) => put(inner, rest, place, value),
        _ => Err(Fault::new(place, format!("`{}` is not a table", path[0]), "this path leads nowhere")),
    }
}
