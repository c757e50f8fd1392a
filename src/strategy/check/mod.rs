//! The checker: from the document's tree to a [`Strategy`], every fault collected on the way.
//!
//! Order: which keys exist; names (assets, series, params, signals); expressions, signals in the order of their use;
//! rules; trade; overlays. A section with a fault yields a harmless value, so that the sections after it are checked too.

mod assets;
mod calls;
mod data;
mod expressions;
mod groups;
mod included;
mod names;
mod overlays;
mod quantities;
mod ranges;
mod rules;
mod picks;
mod schedule;
mod sleeves;
mod sweep;
mod trade;

use super::checked::{Expr, Param, Signal, Sleeve, Strategy};
use super::constant::Constant;
use super::document::{Key, Node, Table, Text, Value};
use super::file::Included;
use super::keys::{self, KeyDoc};
use super::types::Field;
use super::universe::{NoUniverse, Universe};
use crate::error::{Fault, Severity, Span};
use crate::wording::{did_you_mean, listed};
use names::Names;
use rules::Terms;
use std::collections::{BTreeMap, BTreeSet};

/// Checks a document; `included` are the files that its sleeves name. The faults include warnings; a strategy comes only where none of them is an error.
pub fn check(
    document: &Table,
    included: &Included,
    universe: Result<&Universe, &NoUniverse>,
    mut faults: Vec<Fault>,
) -> (Option<Strategy>, Vec<Fault>) {
    let empty = Universe::default();
    let mut checker = Checker {
        universe: universe.unwrap_or(&empty),
        universe_known: universe.is_ok(),
        faults: Vec::new(),
        included,
        terms: Terms::of(document),
        names: Names::default(),
        score: None,
        used_params: BTreeSet::new(),
        fixed_params: BTreeSet::new(),
        assets: Vec::new(),
        series: Vec::new(),
        groups: Vec::new(),
        groups_of_dataset: BTreeMap::new(),
        params: Vec::new(),
        signals: Vec::new(),
        sleeves: Vec::new(),
        level: 0,
        reached: 0,
    };
    let strategy = checker.strategy(document, universe.err());
    faults.append(&mut checker.faults);
    faults.sort_by_key(|fault| fault.span);
    let failed = faults.iter().any(|fault| fault.severity == Severity::Error);
    match strategy {
        Some(mut strategy) if !failed => {
            strategy.warnings.clone_from(&faults);
            (Some(strategy), faults)
        }
        _ => (None, faults),
    }
}

struct Checker<'a> {
    universe: &'a Universe,
    /// False where the dataset could not be opened: then symbols are taken on trust, the dataset is the fault.
    universe_known: bool,
    faults: Vec<Fault>,
    included: &'a Included,
    terms: Terms,
    /// Of the file that is being read: a sleeve's file has names of its own. The lists below are of all files.
    names: Names,
    /// What `score` stands for, inside a sleeve's `where`.
    score: Option<Expr>,
    /// Parameters that some expression reads.
    used_params: BTreeSet<usize>,
    /// Those whose values are in the checked strategy itself, not only in its expressions.
    fixed_params: BTreeSet<usize>,
    assets: Vec<super::checked::Asset>,
    series: Vec<super::checked::Series>,
    groups: Vec<super::checked::Group>,
    /// Those of `groups` that are the dataset's own, by name.
    groups_of_dataset: BTreeMap<String, usize>,
    params: Vec<Param>,
    signals: Vec<SignalState<'a>>,
    sleeves: Vec<SleeveState<'a>>,
    /// How deep the expression being read is nested here, from the first signal on that was not read when it was met.
    level: usize,
    /// The deepest that the signal being read has been so far.
    reached: usize,
}

/// A signal on its way from text to expression.
struct SignalState<'a> {
    /// As outputs call it: with the sleeve whose file it is of.
    name: String,
    text: Option<&'a Text>,
    progress: Progress<Named>,
}

/// A sleeve on its way from table to meaning.
struct SleeveState<'a> {
    name: String,
    key: &'a Key,
    node: &'a Node,
    progress: Progress<Sleeve>,
}

enum Progress<T> {
    Unvisited,
    /// It is being read: a reference to it now closes a cycle.
    Visiting,
    Faulty,
    Done(T),
}

impl<T> Progress<T> {
    fn done(&self) -> Option<&T> {
        match self {
            Progress::Done(value) => Some(value),
            _ => None,
        }
    }
}

/// A signal's expression, and what those that use it ask of it: found out once, as signals that use one another twice would
/// double the work at each step.
struct Named {
    expr: Expr,
    constant: Option<Constant>,
    /// See [`Checker::is_adjusted_level`].
    adjusted_level: bool,
    /// Fields that it reads of the member itself.
    own_fields: Vec<Field>,
    /// Levels of nesting, those of the signals in it included.
    height: usize,
}

impl<'a> Checker<'a> {
    fn strategy(&mut self, document: &'a Table, no_universe: Option<&NoUniverse>) -> Option<Strategy> {
        self.declare(document, &[]);
        let data = self.data(document, no_universe);
        let trade = self.trade(document);
        let overlays = self.overlays(document);
        let rules = self.rules_of(document, Span::new(0, 0, 1));
        let sweep = self.sweep(document);
        let name = self.text_of(document, "name").unwrap_or_default();
        let about = self.text_of(document, "about").unwrap_or_default();
        let signals = self.signals.iter().filter_map(|signal| {
            let expr = signal.progress.done()?.expr.clone();
            Some(Signal { name: signal.name.clone(), expr })
        });
        let sleeves = self.sleeves.iter().filter_map(|sleeve| sleeve.progress.done().cloned());
        Some(Strategy {
            name,
            about,
            data: data?,
            signals: signals.collect(),
            sleeves: sleeves.collect(),
            assets: self.assets.clone(),
            series: self.series.clone(),
            groups: self.groups.clone(),
            params: self.params.clone(),
            rules,
            trade: trade?,
            overlays: overlays?,
            sweep,
            fixed_params: self.fixed_params.iter().copied().collect(),
            warnings: Vec::new(),
            resolved: document.to_toml(),
            included: self.included.resolved(),
        })
    }

    /// Gives every name of a file its meaning and reads what stands under it. `replaced` are values for some of its [params].
    fn declare(&mut self, document: &'a Table, replaced: &[(Key, f64)]) {
        self.known_keys(document, keys::FILE, "a strategy file");
        self.declare_assets(document);
        self.declare_groups(document);
        self.declare_series(document);
        self.declare_params(document, replaced);
        let (signals, sleeves) = (self.signals.len(), self.sleeves.len());
        self.declare_signals(document);
        self.declare_sleeves(document);
        let (signals, sleeves) = (signals..self.signals.len(), sleeves..self.sleeves.len());
        signals.for_each(|index| self.resolve_signal(index));
        sleeves.for_each(|index| self.resolve_sleeve(index));
    }

    fn fault(&mut self, fault: Fault) {
        self.faults.push(fault);
    }

    /// Faults so far that are no warnings: what has none of its own is sound.
    fn errors(&self) -> usize {
        self.faults.iter().filter(|fault| fault.severity == Severity::Error).count()
    }

    /// "expected a date, found a string".
    fn wrong_type(&mut self, node: &Node, expected: &str) {
        let message = format!("expected {expected}, found {}", node.kind());
        self.fault(Fault::new(node.span, message, format!("expected {expected}")));
    }

    /// Refuses keys that `docs` does not list, and those that are not built yet.
    fn known_keys(&mut self, table: &Table, docs: &[KeyDoc], place: &str) {
        for (key, _) in &table.entries {
            match docs.iter().find(|doc| doc.name == key.name) {
                Some(doc) if doc.form.is_some() => {}
                Some(doc) => self.not_available(key.span, &format!("`{}` ({})", doc.name, doc.about)),
                None => {
                    let names = docs.iter().filter(|doc| doc.form.is_some()).map(|doc| doc.name);
                    let help = did_you_mean(&key.name, names.clone())
                        .unwrap_or_else(|| format!("{place} has the keys {}", listed(names)));
                    let message = format!("unknown key `{}`", key.name);
                    self.fault(Fault::new(key.span, message, format!("{place} has no such key")).help(help));
                }
            }
        }
    }

    fn not_available(&mut self, span: Span, what: &str) {
        self.fault(Fault::new(span, format!("{what} is not available yet"), "not available yet"));
    }

    /// A sub-table; anything else there is a fault.
    fn section(&mut self, document: &'a Table, name: &str) -> Option<(&'a Key, &'a Table)> {
        let (key, node) = document.entry(name)?;
        match &node.value {
            Value::Table(table) => Some((key, table)),
            _ => {
                self.wrong_type(node, &format!("a table, [{name}]"));
                None
            }
        }
    }

    fn string<'n>(&mut self, node: &'n Node, expected: &str) -> Option<&'n Text> {
        match &node.value {
            Value::String(text) => Some(text),
            _ => {
                self.wrong_type(node, expected);
                None
            }
        }
    }

    fn text_of(&mut self, table: &Table, key: &str) -> Option<String> {
        let node = table.get(key)?;
        self.string(node, "a string").map(|text| text.text.clone())
    }

    /// One of a few words.
    fn choice<T: Copy>(&mut self, node: &Node, choices: &[(&str, T)]) -> Option<T> {
        self.choice_or(node, choices, "")
    }

    /// One of a few words, where a table may stand as well: `table` is what help says of it.
    fn choice_or<T: Copy>(&mut self, node: &Node, choices: &[(&str, T)], table: &str) -> Option<T> {
        let words = || choices.iter().map(|(word, _)| *word);
        let text = self.string(node, &format!("one of {}", listed(words())))?;
        let found = choices.iter().find(|(word, _)| *word == text.text);
        if found.is_none() {
            let help =
                did_you_mean(&text.text, words()).unwrap_or_else(|| format!("one of {}{table}", listed(words())));
            let message = format!("`{}` is not a choice here", text.text);
            self.fault(Fault::new(node.span, message, format!("expected one of {}", listed(words()))).help(help));
        }
        found.map(|(_, value)| *value)
    }
}
