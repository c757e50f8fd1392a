//! The checker: from the document's tree to a [`Strategy`], every fault collected on the way.
//!
//! Order: which keys exist; names (assets, series, params, signals); expressions, signals in the order of their use;
//! rules; trade. A section with a fault yields a harmless value, so that the sections after it are checked too.

mod assets;
mod calls;
mod data;
mod expressions;
mod groups;
mod names;
mod quantities;
mod rules;
mod schedule;
mod trade;

use super::checked::{Expr, Param, Signal, Strategy};
use super::constant::Constant;
use super::document::{Key, Node, Table, Text, Value};
use super::keys::{self, KeyDoc};
use super::types::Field;
use super::universe::{NoUniverse, Universe};
use crate::error::{Fault, Severity, Span};
use crate::wording::{did_you_mean, listed};
use names::Names;
use rules::Terms;

/// Checks a document. The faults include warnings; a strategy comes only where none of them is an error.
pub fn check(
    document: &Table,
    universe: Result<&Universe, &NoUniverse>,
    mut faults: Vec<Fault>,
) -> (Option<Strategy>, Vec<Fault>) {
    let empty = Universe::default();
    let mut checker = Checker {
        universe: universe.unwrap_or(&empty),
        universe_known: universe.is_ok(),
        faults: Vec::new(),
        names: Names::default(),
        assets: Vec::new(),
        series: Vec::new(),
        groups: Vec::new(),
        params: Vec::new(),
        signals: Vec::new(),
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
    names: Names,
    assets: Vec<super::checked::Asset>,
    series: Vec<super::checked::Series>,
    groups: Vec<super::checked::Group>,
    params: Vec<Param>,
    signals: Vec<SignalState<'a>>,
    /// How deep the expression being read is nested here, from the first signal on that was not read when it was met.
    level: usize,
    /// The deepest that the signal being read has been so far.
    reached: usize,
}

/// A signal on its way from text to expression.
struct SignalState<'a> {
    key: &'a Key,
    text: Option<&'a Text>,
    progress: Progress,
}

enum Progress {
    Unvisited,
    /// Its expression is being read: a reference to it now closes a cycle.
    Visiting,
    Faulty,
    Done(Named),
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
        self.known_keys(document, keys::FILE, "a strategy file");
        self.declare_assets(document);
        self.declare_groups(document);
        self.declare_series(document);
        self.declare_params(document);
        self.declare_signals(document);
        for index in 0..self.signals.len() {
            self.resolve_signal(index);
        }
        let data = self.data(document, no_universe);
        let trade = self.trade(document);
        let rules = self.rules(document, &Terms::of(document));
        let name = self.text_of(document, "name").unwrap_or_default();
        let about = self.text_of(document, "about").unwrap_or_default();
        let signals = self.signals.iter().filter_map(|signal| match &signal.progress {
            Progress::Done(named) => Some(Signal { name: signal.key.name.clone(), expr: named.expr.clone() }),
            _ => None,
        });
        Some(Strategy {
            name,
            about,
            data: data?,
            signals: signals.collect(),
            assets: self.assets.clone(),
            series: self.series.clone(),
            groups: self.groups.clone(),
            params: self.params.clone(),
            rules,
            trade: trade?,
            warnings: Vec::new(),
            resolved: document.to_toml(),
        })
    }

    fn fault(&mut self, fault: Fault) {
        self.faults.push(fault);
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
        let words = || choices.iter().map(|(word, _)| *word);
        let text = self.string(node, &format!("one of {}", listed(words())))?;
        let found = choices.iter().find(|(word, _)| *word == text.text);
        if found.is_none() {
            let help = did_you_mean(&text.text, words()).unwrap_or_else(|| format!("one of {}", listed(words())));
            let message = format!("`{}` is not a choice here", text.text);
            self.fault(Fault::new(node.span, message, format!("expected one of {}", listed(words()))).help(help));
        }
        found.map(|(_, value)| *value)
    }
}
