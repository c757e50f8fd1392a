//! [sweep]: values to try.

use super::super::axis::{Axis, Sampling, Sweep, Target};
use super::super::document::{Node, Table, Value};
use super::super::form::{self, Method};
use super::super::keys;
use super::super::types::Type;
use super::Checker;
use super::names::Meaning;
use crate::error::{Fault, Span};
use crate::wording::{did_you_mean, listed};
use std::collections::HashSet;

/// Tables of names that a file gives: what is swept in them has to be there.
const NAMED: [&str; 2] = ["signals", "sleeves"];

/// The names in one of a file's tables.
fn names_in<'a>(document: &'a Table, table: &str) -> impl Iterator<Item = &'a str> {
    let entries = match document.get(table).map(|node| &node.value) {
        Some(Value::Table(table)) => table.entries.as_slice(),
        _ => &[],
    };
    entries.iter().map(|(key, _)| key.name.as_str())
}

/// The keys of [sweep] that are no axes.
const WHERE: &str = "where";
const SAMPLE: &str = "sample";

/// Direction numbers of the Sobol sequence are known for so many dimensions.
const MOST_DIMENSIONS: usize = 100;

impl<'a> Checker<'a> {
    pub(super) fn sweep(&mut self, document: &'a Table) -> Option<Sweep> {
        let (key, table) = self.section(document, "sweep")?;
        let before = self.faults.len();
        let mut axes = Vec::new();
        for (key, node) in table.entries.iter().filter(|(key, _)| key.name != WHERE && key.name != SAMPLE) {
            axes.extend(self.axis(document, (&key.name, key.span), node));
        }
        for (key, _) in &table.entries {
            let twice = key.name.strip_prefix("params.").filter(|param| table.get(param).is_some());
            if let Some(param) = twice {
                let label = format!("`{param}` is there by itself");
                self.fault(Fault::new(key.span, "one parameter is swept twice", label).help("leave one of them out"));
            }
        }
        let condition = table.get(WHERE).and_then(|node| {
            let text = self.string(node, "a condition of parameters, in quotes")?;
            let expr = self.expression(text, Type::Condition)?;
            if expr.frame.is_some() {
                let label = "this changes from bar to bar";
                self.fault(
                    Fault::new(expr.span, "`where` chooses among parameters", label)
                        .help("such as `fast < slow`; what depends on prices belongs into [signals]"),
                );
            }
            Some(expr)
        });
        for axis in &axes {
            if let Target::Param(param) = axis.target
                && !self.used_params.contains(&param)
            {
                let place = table.entry(&axis.name).map_or(key.span, |(key, _)| key.span);
                let message = format!("nothing uses parameter `{}`", axis.name);
                self.fault(Fault::new(place, message, "every value of it gives the same"));
            }
        }
        let sample = table.get(SAMPLE).map_or(Some(Sampling::Grid), |node| self.sampling(node));
        if axes.is_empty() && self.faults.len() == before {
            self.fault(
                Fault::new(key.span, "[sweep] tries nothing", "expected values for a parameter or a key")
                    .help("weeks = [1, 2, 3], or lookback = { from = 4, to = 52, step = 2 }"),
            );
        }
        if matches!(sample, Some(Sampling::Sobol { .. })) && axes.len() > MOST_DIMENSIONS {
            let message = format!("a Sobol sequence spreads over {MOST_DIMENSIONS} keys at most, not {}", axes.len());
            self.fault(Fault::new(key.span, message, "expected fewer keys, or `method = \"random\"`"));
        }
        (self.faults.len() == before).then_some(Sweep { axes, condition, sample: sample? })
    }

    fn axis(&mut self, document: &Table, (name, place): (&str, Span), node: &Node) -> Option<Axis> {
        let target = if name.contains('.') {
            let first = name.split('.').next().unwrap_or_default();
            let known = keys::FILE.iter().filter(|doc| doc.form.is_some() && doc.name != "sweep").map(|doc| doc.name);
            if !known.clone().any(|known| known == first) {
                let help =
                    did_you_mean(first, known.clone()).unwrap_or_else(|| format!("tables are {}", listed(known)));
                self.fault(Fault::new(place, format!("`{name}` is no key's path"), "no such table").help(help));
                return None;
            }
            let inside = name.split('.').nth(1).unwrap_or_default();
            if NAMED.contains(&first) && !names_in(document, first).any(|known| known == inside) {
                let help = did_you_mean(inside, names_in(document, first))
                    .unwrap_or_else(|| format!("it has {}", listed(names_in(document, first))));
                let message = format!("the file has no `{inside}` in [{first}]");
                self.fault(Fault::new(place, message, "a path leads to what is there").help(help));
                return None;
            }
            if name == "data.dataset" {
                let label = "a sweep has one dataset";
                self.fault(
                    Fault::new(place, "datasets cannot be swept", label).help("run it once for each: --dataset NAME"),
                );
                return None;
            }
            Target::Key
        } else if let Some(Meaning::Param(param)) = self.names.get(name) {
            Target::Param(param)
        } else {
            if keys::FILE.iter().any(|doc| doc.name == name) {
                let label = "expected one path in quotes";
                let help = format!("write \"{name}.key\" = [...]");
                self.fault(Fault::new(place, "a key is named by its whole path", label).help(help));
                return None;
            }
            let params = || self.names.of(|meaning| matches!(meaning, Meaning::Param(_)));
            let help = did_you_mean(name, params()).unwrap_or_else(|| {
                format!(
                    "its parameters are {}; any other key is named by its path in quotes: \"trade.fill\"",
                    listed(params())
                )
            });
            self.fault(Fault::new(place, format!("the file has no parameter `{name}`"), "not in [params]").help(help));
            return None;
        };
        let values = self.values(node)?;
        if let Target::Param(_) = target {
            self.all_numbers(name, &values)?;
        }
        Some(Axis::new(name, target, values))
    }

    /// A parameter's values are numbers.
    fn all_numbers(&mut self, name: &str, values: &[Node]) -> Option<()> {
        let mut faulty: Option<Span> = None;
        for value in values {
            // All values of a range stand in one place.
            if value.as_number().is_some_and(f64::is_finite) || faulty == Some(value.span) {
                continue;
            }
            let message = format!("parameter `{name}` is a number, not {}", value.kind());
            self.fault(Fault::new(value.span, message, "expected a finite number"));
            faulty = Some(value.span);
        }
        faulty.is_none().then_some(())
    }

    /// The values that a list or a range stands for.
    fn values(&mut self, node: &Node) -> Option<Vec<Node>> {
        match &node.value {
            Value::Array(nodes) if nodes.is_empty() => {
                self.fault(Fault::new(node.span, "this list is empty", "expected values to try"));
                None
            }
            Value::Array(nodes) => {
                let mut seen = HashSet::new();
                for node in nodes {
                    let value =
                        node.as_number().map_or_else(|| node.to_toml().to_string(), |number| number.to_string());
                    if !seen.insert(value) {
                        let label = "each of its rows would be there twice";
                        self.fault(Fault::new(node.span, "this value is listed twice", label).help("leave one out"));
                    }
                }
                Some(nodes.clone())
            }
            Value::Table(table) => self.range(node, table),
            _ => {
                self.wrong_type(node, "a list of values, or { from = 4, to = 52, step = 2 }");
                None
            }
        }
    }

    /// { method = "random", n = 1000, seed = 7 }.
    fn sampling(&mut self, node: &Node) -> Option<Sampling> {
        let Value::Table(table) = &node.value else {
            self.wrong_type(node, "a table such as { method = \"random\", n = 1000, seed = 7 }");
            return None;
        };
        self.known_keys(table, keys::SAMPLE, "a sample");
        let method = match table.get("method") {
            Some(node) => self.choice(node, &form::SAMPLINGS)?,
            None => {
                self.fault(Fault::new(node.span, "this sample has no method", "expected `method = \"random\"`"));
                return None;
            }
        };
        let n = table
            .get("n")
            .map(|node| self.whole_number(node, form::SAMPLE_SIZE, "how many to draw, a whole number from 1"));
        let seed = table.get("seed").map(|node| self.whole_number(node, form::SEED, "a seed, a whole number from 0"));
        match (method, n, seed) {
            (Method::Grid, None, None) => Some(Sampling::Grid),
            (Method::Grid, ..) => {
                self.fault(Fault::new(node.span, "a grid is every combination", "expected no `n` and no `seed`"));
                None
            }
            (_, None, _) => {
                self.fault(Fault::new(node.span, "this sample has no size", "expected `n = 1000` in it"));
                None
            }
            (method, Some(n), seed) => {
                let (n, seed) = (n?, seed.unwrap_or(Some(0))? as u64);
                Some(if method == Method::Sobol { Sampling::Sobol { n, seed } } else { Sampling::Random { n, seed } })
            }
        }
    }
}
