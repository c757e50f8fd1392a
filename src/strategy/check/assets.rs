//! [assets], [series], [params] and [signals]: the tables that declare names.

use super::super::checked::{Lag, Param, Series};
use super::super::document::{Key, Node, Table, Value};
use super::super::keys;
use super::super::quantity::Quantity;
use super::names::Meaning;
use super::{Checker, Progress, SignalState};
use crate::error::Fault;
use crate::wording::did_you_mean;

const LAG: &str = "say how long after its date a value is published: lag = \"1 session\", \"2 sessions\", \"45 days\"";
const KNOWN: &str = "say that its observations carry the day on which they were published: known = \"known\"";

impl<'a> Checker<'a> {
    pub(super) fn declare_assets(&mut self, document: &'a Table) {
        let Some((_, table)) = self.section(document, "assets") else {
            return;
        };
        for (key, node) in &table.entries {
            let meaning = self.asset_symbol(key, node).map_or(Meaning::Faulty, Meaning::Asset);
            self.name(key, meaning);
        }
    }

    fn asset_symbol(&mut self, key: &Key, node: &Node) -> Option<usize> {
        let text = &self.string(node, "a symbol of the dataset, in quotes")?.text;
        let Some(symbol) = self.universe.asset(text).map(str::to_owned) else {
            if self.universe_known {
                let message = format!("dataset `{}` has no asset `{text}`", self.universe.dataset);
                let help = did_you_mean(text, self.universe.asset_names())
                    .unwrap_or_else(|| format!("`rotascope data list {}` shows what it holds", self.universe.dataset));
                self.fault(Fault::new(node.span, message, "no such symbol or role").help(help));
                return None;
            }
            return Some(self.add_asset(&key.name, text));
        };
        Some(self.add_asset(&key.name, &symbol))
    }

    pub(super) fn declare_series(&mut self, document: &'a Table) {
        let Some((_, table)) = self.section(document, "series") else {
            return;
        };
        for (key, node) in &table.entries {
            let meaning = self.one_series(key, node).map_or(Meaning::Faulty, Meaning::Series);
            self.name(key, meaning);
        }
    }

    fn one_series(&mut self, key: &Key, node: &Node) -> Option<usize> {
        let Value::Table(table) = &node.value else {
            self.wrong_type(node, "a table with `symbol` and `lag` or `known`");
            return None;
        };
        self.known_keys(table, keys::SERIES, "a series");
        let symbol = match table.get("symbol") {
            Some(symbol) => self.series_symbol(symbol),
            None => {
                let message = format!("series `{}` has no symbol", key.name);
                self.fault(Fault::new(key.span, message, "expected `symbol = \"...\"` below"));
                None
            }
        };
        let lag = self.publication(key, table, symbol.as_deref());
        self.series.push(Series { name: key.name.clone(), symbol: symbol?, lag: lag? });
        Some(self.series.len() - 1)
    }

    /// When the values of a series are known: `lag`, or the column that `known` names.
    fn publication(&mut self, key: &Key, table: &Table, symbol: Option<&str>) -> Option<Lag> {
        // A series that is not there had a fault of its own.
        let known = symbol.filter(|_| self.universe_known);
        let vintages = known.map(|symbol| self.universe.vintages.iter().any(|series| series == symbol));
        match (table.entry("lag"), table.entry("known")) {
            (Some((lag, _)), Some(_)) => {
                let help = "`known` says of each value when it was published: a lag would delay it once more";
                let fault = Fault::new(lag.span, "`lag` and `known` exclude each other", "expected one of them");
                self.fault(fault.help(help));
                None
            }
            (Some((_, node)), None) if vintages == Some(true) => {
                let message = format!("series `{}` has vintages: its own dates say when each was known", key.name);
                self.fault(Fault::new(node.span, message, "a lag is for observations without them").help(KNOWN));
                None
            }
            (Some((_, node)), None) => self.lag(node),
            (None, Some((_, node))) => self.known_column(node, symbol, vintages),
            (None, None) => {
                let message = format!("series `{}` does not say when its values are known", key.name);
                let (label, help) = match vintages {
                    Some(true) => ("expected `known = \"known\"` below", KNOWN),
                    _ => ("expected `lag = \"...\"` below", LAG),
                };
                self.fault(Fault::new(key.span, message, label).help(help));
                None
            }
        }
    }

    fn known_column(&mut self, node: &Node, symbol: Option<&str>, vintages: Option<bool>) -> Option<Lag> {
        let column = &self.string(node, "the name of a column, in quotes")?.text;
        if column != "known" {
            let message = format!("publication dates stand in the column `known`, not `{column}`");
            self.fault(Fault::new(node.span, message, "expected \"known\"").help(KNOWN));
            return None;
        }
        if vintages == Some(false) {
            let (dataset, symbol) = (&self.universe.dataset, symbol.unwrap_or_default());
            let message = format!("series `{symbol}` of dataset `{dataset}` has no column `known`");
            self.fault(
                Fault::new(node.span, message, "its observations do not say when they were published").help(LAG),
            );
            return None;
        }
        Some(Lag::Stated)
    }

    fn series_symbol(&mut self, node: &Node) -> Option<String> {
        let text = &self.string(node, "a series of the dataset, in quotes")?.text;
        let found = self.universe.series(text).map(str::to_owned);
        if found.is_none() && self.universe_known {
            let message = format!("dataset `{}` has no series `{text}`", self.universe.dataset);
            let help = did_you_mean(text, self.universe.series_names())
                .unwrap_or_else(|| format!("`rotascope data list {}` shows what it holds", self.universe.dataset));
            self.fault(Fault::new(node.span, message, "no such series or role").help(help));
            return None;
        }
        Some(found.unwrap_or_else(|| text.clone()))
    }

    fn lag(&mut self, node: &Node) -> Option<Lag> {
        const EXPECTED: &str = "a lag such as \"1 session\", \"2 sessions\" or \"45 days\"";
        let text = &self.string(node, EXPECTED)?.text;
        let lag = match Quantity::read(text) {
            Some(Quantity::Sessions(n)) => Some(Lag::Sessions(n)),
            Some(Quantity::Days(n)) => Some(Lag::Days(n)),
            _ => None,
        };
        // Longer than any publication takes, and short enough to add to any date.
        let sane = lag.filter(|lag| matches!(lag, Lag::Sessions(0..=10_000) | Lag::Days(0..=10_000)));
        if sane.is_none() {
            self.fault(Fault::new(node.span, format!("`{text}` is not a lag"), format!("expected {EXPECTED}")));
        }
        sane
    }

    /// `replaced` are values in place of the table's own.
    pub(super) fn declare_params(&mut self, document: &'a Table, replaced: &[(Key, f64)]) {
        let Some((_, table)) = self.section(document, "params") else {
            return;
        };
        for (key, node) in &table.entries {
            let own = node.as_number().filter(|value| value.is_finite());
            let given = replaced.iter().find(|(name, _)| name.name == key.name).map(|(_, value)| *value);
            let meaning = match given.or(own) {
                Some(value) => {
                    let name = format!("{}{}", self.names.prefix, key.name);
                    self.params.push(Param { name, value });
                    Meaning::Param(self.params.len() - 1)
                }
                None => {
                    self.wrong_type(node, "a finite number");
                    Meaning::Faulty
                }
            };
            self.name(key, meaning);
        }
    }

    pub(super) fn declare_signals(&mut self, document: &'a Table) {
        let Some((_, table)) = self.section(document, "signals") else {
            return;
        };
        for (key, node) in &table.entries {
            let text = self.string(node, "an expression, in quotes");
            let progress = if text.is_some() { Progress::Unvisited } else { Progress::Faulty };
            let name = format!("{}{}", self.names.prefix, key.name);
            self.signals.push(SignalState { name, text, progress });
            self.name(key, Meaning::Signal(self.signals.len() - 1));
        }
    }
}
