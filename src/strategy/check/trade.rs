//! [trade]: when to decide, when to fill, at what cost.

use super::super::checked::{Fill, Rate, Rebalance, Trade};
use super::super::document::{Node, Table, Value};
use super::super::schedule::Schedule;
use super::super::{form, keys};
use super::Checker;
use crate::error::Fault;
use std::ops::{RangeBounds, RangeInclusive};

/// Money at the start, where the file names none.
const CAPITAL: f64 = 100_000.0;

/// [trade] is optional: every key has a default.
static NO_KEYS: Table = Table { entries: Vec::new() };

impl<'a> Checker<'a> {
    pub(super) fn trade(&mut self, document: &'a Table) -> Option<Trade> {
        let table = self.section(document, "trade").map_or(&NO_KEYS, |(_, table)| table);
        self.known_keys(table, keys::TRADE, "[trade]");
        let decide = match table.get("decide") {
            Some(node) => self.schedule(node),
            None => Some(Schedule::Daily),
        };
        let fill = match table.get("fill") {
            Some(node) => self.choice(node, &form::FILLS),
            None => Some(Fill::NextOpen),
        };
        let rebalance = match table.get("rebalance") {
            Some(node) => self.rebalance(node),
            None => Some(Rebalance::OnChange),
        };
        let delay = match table.get("delay") {
            Some(node) => self.whole_number(node, form::DELAY, "a whole number of sessions, from 0 on"),
            None => Some(0),
        };
        let tranches = match table.get("tranches") {
            Some(node) => self.whole_number(node, form::TRANCHES, "a whole number of tranches, from 1 to 1000"),
            None => Some(1),
        };
        if let Some(node) = table.get("lots") {
            self.lots(node);
        }
        let commission = self.cost_of(table, "commission");
        let slippage = self.cost_of(table, "slippage");
        let cash_yield = match table.get("cash_yield") {
            Some(node) => self.rate(node),
            None => Some(Rate::Fixed(0.0)),
        };
        let borrow = match table.get("borrow") {
            Some(node) => self.rate(node).map(Some),
            None => Some(None),
        };
        let capital = match table.get("capital") {
            Some(node) => self.capital(node),
            None => Some(CAPITAL),
        };
        Some(Trade {
            decide: decide?,
            fill: fill?,
            delay: delay?,
            rebalance: rebalance?,
            tranches: tranches?,
            commission: commission?,
            slippage: slippage?,
            cash_yield: cash_yield?,
            borrow: borrow?,
            capital: capital?,
        })
    }

    fn rebalance(&mut self, node: &Node) -> Option<Rebalance> {
        let Value::Table(table) = &node.value else {
            let table = ", at the decisions of `decide`; or a table: { band = 0.05 }";
            return self.choice_or(node, &form::REBALANCES, table);
        };
        self.known_keys(table, keys::REBALANCE, "rebalance");
        let Some(node) = table.get("band") else {
            self.fault(
                Fault::new(node.span, "this rebalancing has no band", "expected { band = 0.05 }")
                    .help("or one of `on-change` and `always`, in quotes"),
            );
            return None;
        };
        let band = node.as_number().filter(|band| form::BAND.contains(band));
        if band.is_none() {
            self.wrong_type(node, "a share of equity such as 0.05, at least 0 and below 1");
        }
        band.map(Rebalance::Band)
    }

    pub(super) fn whole_number(&mut self, node: &Node, allowed: RangeInclusive<i64>, expected: &str) -> Option<usize> {
        let whole = match node.value {
            Value::Integer(integer) if allowed.contains(&integer) => usize::try_from(integer).ok(),
            _ => None,
        };
        if whole.is_none() {
            self.wrong_type(node, expected);
        }
        whole
    }

    fn cost_of(&mut self, table: &Table, key: &str) -> Option<f64> {
        match table.get(key) {
            Some(node) if matches!(node.value, Value::Table(_)) => {
                self.not_available(node.span, &format!("{key} by order, share or symbol"));
                None
            }
            Some(node) => self.cost(node),
            None => Some(0.0),
        }
    }

    fn lots(&mut self, node: &Node) {
        if matches!(&node.value, Value::String(text) if text.text == "whole") {
            return self.not_available(node.span, "lots = \"whole\"");
        }
        self.choice(node, &form::LOTS);
    }

    fn capital(&mut self, node: &Node) -> Option<f64> {
        let capital = node.as_number().filter(|capital| form::CAPITAL.contains(capital));
        if capital.is_none() {
            self.wrong_type(node, "an amount of money from 0.000001 to 1e15");
        }
        capital
    }
}
