//! A sleeve that is another strategy file: its names are its own, the dataset, the period, the fills and the costs are the outer file's.

use super::super::checked::{Choice, Expr, ExprKind, Sleeve};
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
        let (before, errors) = (self.faults.len(), self.errors());
        self.declare(document, &replaced);
        let rules = self.rules_of(document, node.span);
        let decide = match document.get("trade").map(|node| &node.value) {
            Some(Value::Table(trade)) => trade.get("decide").map(|node| self.schedule(node)),
            _ => None,
        };
        self.names = outer;
        if self.errors() > errors {
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

    /// The value of `expr` becomes part of the strategy: so do the parameters that it reads.
    pub(super) fn fix_params(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Param(param) => {
                self.fixed_params.insert(*param);
            }
            ExprKind::Signal(signal) => {
                if let Some(expr) = self.done(*signal).map(|named| named.expr.clone()) {
                    self.fix_params(&expr);
                }
            }
            ExprKind::Negate(a) | ExprKind::Not(a) | ExprKind::Across(_, _, a) => self.fix_params(a),
            ExprKind::Arithmetic(_, a, b)
            | ExprKind::Comparison(_, a, b)
            | ExprKind::And(a, b)
            | ExprKind::Or(a, b) => {
                self.fix_params(a);
                self.fix_params(b);
            }
            ExprKind::Call(_, arguments) => arguments.iter().for_each(|argument| self.fix_params(argument)),
            _ => {}
        }
    }

    /// A number, or an expression in quotes that does not change from bar to bar.
    pub(super) fn fixed_number(&mut self, node: &'a Node, expected: &str) -> Option<f64> {
        let value = match &node.value {
            Value::String(text) => {
                let expr = self.expression(text, Type::Number)?;
                let value = self.constant_value(&expr).map(|value| value.number());
                self.fix_params(&expr);
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
}
