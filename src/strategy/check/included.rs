//! A sleeve that is another strategy file: its names are its own, the dataset, the period, the fills and the costs are the outer file's.

use super::super::checked::{Choice, Sleeve};
use super::super::document::{Key, Node, Table, Value};
use super::super::schedule::Schedule;
use super::super::types::Type;
use super::Checker;
use super::names::Names;
use crate::error::Fault;
use crate::wording::{did_you_mean, listed};

impl<'a> Checker<'a> {
    /// `{ strategy = "file.toml", params = { weeks = 3 } }`.
    pub(super) fn strategy_sleeve(&mut self, name: &str, table: &'a Table) -> Option<Sleeve> {
        let node = table.get("strategy")?;
        let document = self.document_of(node)?;
        let replaced = table.get("params").map(|params| self.replaced(params, document)).unwrap_or_default();
        let scope = Names::with_prefix(format!("{name}."));
        let outer = std::mem::replace(&mut self.names, scope);
        let before = self.faults.len();
        self.declare(document, &replaced);
        let rules = self.rules_of(document, node.span);
        let decide = match document.get("trade").map(|node| &node.value) {
            Some(Value::Table(trade)) => trade.get("decide").map(|node| self.schedule(node)),
            _ => None,
        };
        self.names = outer;
        if self.faults.len() > before {
            // The file may be without fault by itself.
            for fault in self.faults[before..].iter_mut().filter(|fault| fault.help.is_none() && !replaced.is_empty()) {
                fault.help = Some(format!("the file is read with the params of sleeve `{name}`"));
            }
            return None;
        }
        let decide = Some(decide.unwrap_or(Some(Schedule::Daily))?);
        Some(Sleeve { name: name.to_owned(), decide, choice: Choice::Rules(rules) })
    }

    fn document_of(&mut self, node: &'a Node) -> Option<&'a Table> {
        let path = self.string(node, "the path of a strategy file, in quotes")?;
        match self.included.files.get(&(path.source(), path.text.clone())) {
            Some(Ok(document)) => Some(document),
            refused => {
                let reason = match refused {
                    Some(Err(reason)) => reason,
                    _ => "nobody has read this file",
                };
                let message = format!("`{}`: {reason}", path.text);
                self.fault(
                    Fault::new(node.span, message, "cannot be a sleeve")
                        .help("the path is relative to the file that names it"),
                );
                None
            }
        }
    }

    /// Values for the file's parameters: numbers, or constant expressions of the outer file's.
    fn replaced(&mut self, node: &'a Node, document: &Table) -> Vec<(Key, f64)> {
        let Value::Table(table) = &node.value else {
            self.wrong_type(node, "values by parameter, such as { weeks = 3 }");
            return Vec::new();
        };
        let params = match document.get("params").map(|node| &node.value) {
            Some(Value::Table(params)) => params.entries.as_slice(),
            _ => &[],
        };
        let names = || params.iter().map(|(key, _)| key.name.as_str());
        let mut replaced = Vec::new();
        for (key, node) in &table.entries {
            let value = self.fixed_number(node, "a number");
            if !names().any(|name| name == key.name) {
                let help = did_you_mean(&key.name, names())
                    .unwrap_or_else(|| format!("its parameters are {}", listed(names())));
                let message = format!("the file has no parameter `{}`", key.name);
                self.fault(Fault::new(key.span, message, "not in its [params]").help(help));
            }
            replaced.extend(value.map(|value| (key.clone(), value)));
        }
        replaced
    }

    /// A number, or an expression in quotes that does not change from bar to bar.
    pub(super) fn fixed_number(&mut self, node: &'a Node, expected: &str) -> Option<f64> {
        let value = match &node.value {
            Value::String(text) => {
                let expr = self.expression(text, Type::Number)?;
                let value = self.constant_value(&expr).map(|value| value.number());
                if value.is_none() {
                    self.fault(
                        Fault::new(expr.span, "this changes from bar to bar", format!("expected {expected}"))
                            .help("a number, a parameter, or arithmetic of those"),
                    );
                    return None;
                }
                value
            }
            _ => node.as_number(),
        };
        let value = value.filter(|value| value.is_finite());
        if value.is_none() {
            self.wrong_type(node, expected);
        }
        value
    }

    /// The document with the contents of the files that its sleeves name: what a run is identified by.
    pub(super) fn resolved(&self, document: &Table) -> toml::Table {
        let mut resolved = document.to_toml();
        let Some(toml::Value::Table(sleeves)) = resolved.get_mut("sleeves") else { return resolved };
        let Some(Value::Table(nodes)) = document.get("sleeves").map(|node| &node.value) else { return resolved };
        for (key, node) in &nodes.entries {
            let Value::Table(table) = &node.value else { continue };
            let Some(Value::String(path)) = table.get("strategy").map(|node| &node.value) else { continue };
            if let (Some(Ok(contents)), Some(toml::Value::Table(sleeve))) =
                (self.included.files.get(&(path.source(), path.text.clone())), sleeves.get_mut(&key.name))
            {
                sleeve.insert("contents".to_owned(), toml::Value::Table(self.resolved(contents)));
            }
        }
        resolved
    }
}
