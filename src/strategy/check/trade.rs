//! [trade]: when to decide, when to fill, at what cost.

use super::super::checked::{Fill, Rate, Rebalance, Trade};
use super::super::document::{Node, Table, Value};
use super::super::keys;
use super::super::types::Frame;
use super::Checker;

/// Money at the start, where the file names none.
const CAPITAL: f64 = 100_000.0;

/// [trade] is optional: every key has a default.
static NO_KEYS: Table = Table { entries: Vec::new() };

impl<'a> Checker<'a> {
    pub(super) fn trade(&mut self, document: &'a Table) -> Option<Trade> {
        let table = self.section(document, "trade").map_or(&NO_KEYS, |(_, table)| table);
        self.known_keys(table, keys::TRADE, "[trade]");
        let decide = match table.get("decide") {
            Some(node) => self.decide(node),
            None => Some(Frame::Daily),
        };
        let fill = match table.get("fill") {
            Some(node) => {
                let choices =
                    [("next-open", Fill::NextOpen), ("next-close", Fill::NextClose), ("same-close", Fill::SameClose)];
                self.choice(node, &choices)
            }
            None => Some(Fill::NextOpen),
        };
        let rebalance = match table.get("rebalance") {
            Some(node) if matches!(node.value, Value::Table(_)) => {
                self.not_available(node.span, "rebalancing by a band");
                None
            }
            Some(node) => self.choice(node, &[("on-change", Rebalance::OnChange), ("always", Rebalance::Always)]),
            None => Some(Rebalance::OnChange),
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
            rebalance: rebalance?,
            commission: commission?,
            slippage: slippage?,
            cash_yield: cash_yield?,
            borrow: borrow?,
            capital: capital?,
        })
    }

    fn decide(&mut self, node: &Node) -> Option<Frame> {
        if matches!(node.value, Value::Table(_)) {
            self.not_available(node.span, "a schedule of your own");
            return None;
        }
        if matches!(&node.value, Value::String(text) if text.text == "quarterly") {
            self.not_available(node.span, "decide = \"quarterly\"");
            return None;
        }
        let frames = [Frame::Daily, Frame::Weekly, Frame::Monthly];
        self.choice(node, &frames.map(|frame| (frame.name(), frame)))
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
        if self.choice(node, &[("fractional", true), ("whole", false)]) == Some(false) {
            self.not_available(node.span, "lots = \"whole\"");
        }
    }

    fn capital(&mut self, node: &Node) -> Option<f64> {
        let capital = node.as_number().filter(|capital| capital.is_finite() && *capital > 0.0);
        if capital.is_none() {
            self.wrong_type(node, "an amount of money above 0");
        }
        capital
    }
}
