//! [data]: which prices, which period, against what.

use super::super::checked::{Data, Returns, RiskFree};
use super::super::document::{Node, Table, Value};
use super::super::universe::NoUniverse;
use super::super::{form, keys};
use super::Checker;
use super::names::Meaning;
use crate::error::{Fault, Span};
use crate::wording::did_you_mean;
use chrono::NaiveDate;
use std::ops::RangeBounds;

impl<'a> Checker<'a> {
    pub(super) fn data(&mut self, document: &'a Table, no_universe: Option<&NoUniverse>) -> Option<Data> {
        let Some((key, table)) = self.section(document, "data") else {
            if document.get("data").is_none() {
                let place = document.entries.first().map_or(Span::new(0, 0, 1), |(key, _)| key.span);
                self.fault(
                    Fault::new(place, "no [data] table", "a file says which data it runs on")
                        .help("add [data] with dataset = \"demo\""),
                );
            }
            return None;
        };
        self.known_keys(table, keys::DATA, "[data]");
        let dataset = match table.get("dataset") {
            Some(node) => {
                if let Some(missing) = no_universe {
                    self.fault(
                        Fault::new(node.span, &missing.message, "cannot be opened").maybe_help(missing.help.clone()),
                    );
                }
                self.string(node, "the name of a dataset, in quotes").map(|text| text.text.clone())
            }
            None => {
                self.fault(
                    Fault::new(key.span, "[data] names no dataset", "expected `dataset = \"...\"` below")
                        .help("dataset = \"demo\" is the one that comes with Rotascope"),
                );
                None
            }
        };
        let (start, end, history) = (self.date(table, "start"), self.date(table, "end"), self.date(table, "history"));
        self.ordered(table, ("start", start), ("end", end));
        self.ordered(table, ("history", history), ("end", end));
        let benchmark = table.get("benchmark").map(|node| self.benchmark(node)).unwrap_or_default();
        let returns = match table.get("returns") {
            Some(node) => self.returns(node),
            None => Some(Returns::Total),
        };
        let risk_free = match table.get("risk_free") {
            Some(node) => self.risk_free(node),
            None => Some(RiskFree::Rate(0.0)),
        };
        let warmup = match table.get("warmup") {
            Some(Node { value: Value::Boolean(warmup), .. }) => *warmup,
            Some(node) => {
                self.wrong_type(node, "true or false");
                true
            }
            None => true,
        };
        Some(Data {
            dataset: dataset?,
            start,
            end,
            history,
            benchmark,
            returns: returns?,
            risk_free: risk_free?,
            warmup,
        })
    }

    pub(super) fn date(&mut self, table: &Table, key: &str) -> Option<NaiveDate> {
        let node = table.get(key)?;
        match &node.value {
            Value::Date(date) => Some(*date),
            Value::String(text) if text.text.parse::<NaiveDate>().is_ok() => {
                let label = "expected a date without quotes";
                self.fault(
                    Fault::new(node.span, "a date stands without quotes", label).help(format!("{key} = {}", text.text)),
                );
                None
            }
            _ => {
                self.wrong_type(node, "a date such as 2001-01-31");
                None
            }
        }
    }

    fn ordered(&mut self, table: &Table, first: (&str, Option<NaiveDate>), second: (&str, Option<NaiveDate>)) {
        if let ((a, Some(from)), (b, Some(to))) = (first, second)
            && from > to
            && let Some(node) = table.get(a)
        {
            let message = format!("{a} {from} is after {b} {to}");
            self.fault(Fault::new(node.span, message, format!("expected a day before {b}")));
        }
    }

    fn returns(&mut self, node: &Node) -> Option<Returns> {
        if matches!(&node.value, Value::String(text) if text.text == "cash-dividends") {
            self.not_available(node.span, "returns = \"cash-dividends\"");
            return None;
        }
        self.choice(node, &form::RETURNS)
    }

    /// An asset's name, or a table of weights that sum to 1.
    fn benchmark(&mut self, node: &Node) -> Vec<(usize, f64)> {
        let asset_at = |checker: &mut Self, name: &str, span: Span| {
            let asset = checker.asset_at(name, span)?;
            if checker.terms.needs_opens {
                checker.has_opens(span, asset);
            }
            Some(asset)
        };
        match &node.value {
            Value::String(text) => {
                let asset = asset_at(self, &text.text, node.span);
                asset.map(|asset| vec![(asset, 1.0)]).unwrap_or_default()
            }
            Value::Table(table) => {
                let weights: Vec<(usize, f64)> = table
                    .entries
                    .iter()
                    .filter_map(|(key, node)| {
                        let asset = asset_at(self, &key.name, key.span);
                        let weight =
                            node.as_number().filter(|weight| form::POSITIVE.contains(weight) && weight.is_finite());
                        if weight.is_none() {
                            self.wrong_type(node, "a weight above 0");
                        }
                        Some((asset?, weight?))
                    })
                    .collect();
                let sum: f64 = weights.iter().map(|(_, weight)| weight).sum();
                if weights.len() == table.entries.len() && (sum - 1.0).abs() > 1e-9 {
                    let message = format!("the benchmark's weights sum to {sum}");
                    self.fault(Fault::new(node.span, message, "expected weights that sum to 1"));
                }
                weights
            }
            _ => {
                self.wrong_type(node, "an asset, in quotes, or a table of weights");
                Vec::new()
            }
        }
    }

    fn risk_free(&mut self, node: &Node) -> Option<RiskFree> {
        if let Some(percent) = self.percent(node)? {
            return Some(RiskFree::Rate(percent));
        }
        let name = &self.string(node, "an asset, a series or a rate")?.text;
        if let Some(Meaning::Series(series)) = self.names.get(name) {
            return Some(RiskFree::Series(series));
        }
        if self.names.get(name).is_none() && self.find_asset(name).is_none() && self.universe_known {
            let named = self.names.of(|meaning| matches!(meaning, Meaning::Asset(_) | Meaning::Series(_)));
            let help = did_you_mean(name, named.chain(self.universe.asset_names()));
            let message = format!("`{name}` is neither an asset, a series, nor a rate");
            self.fault(Fault::new(node.span, message, "expected one of those").help(
                help.unwrap_or_else(|| "a rate is written \"2 %\"; a series is declared in [series]".to_owned()),
            ));
            return None;
        }
        self.asset_at(name, node.span).map(RiskFree::Asset)
    }
}
