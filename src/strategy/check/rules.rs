//! [[rules]]: what to hold when.

use super::super::checked::{Position, Rule, Weight};
use super::super::document::{Key, Node, Table, Value};
use super::super::keys;
use super::super::types::{Field, Type};
use super::Checker;
use crate::error::{Fault, Span};
use crate::wording::did_you_mean;

/// What [trade] demands of weights.
pub(super) struct Terms {
    pub may_borrow: bool,
    pub needs_opens: bool,
}

impl Terms {
    /// Read from the document, so that a fault elsewhere in [trade] does not hide one of the rules. Nothing is demanded
    /// where [trade] itself or the key is at fault.
    pub(super) fn of(document: &Table) -> Terms {
        let (borrow, fill) = match document.get("trade").map(|node| &node.value) {
            Some(Value::Table(trade)) => (trade.get("borrow").is_some(), trade.get("fill")),
            Some(_) => {
                return Terms { may_borrow: true, needs_opens: false };
            }
            None => (false, None),
        };
        let next_open = |node: &Node| matches!(&node.value, Value::String(text) if text.text == "next-open");
        Terms { may_borrow: borrow, needs_opens: fill.is_none_or(next_open) }
    }
}

impl<'a> Checker<'a> {
    /// The rules of a whole file, which `named` names.
    pub(super) fn rules_of(&mut self, document: &'a Table, named: Span) -> Vec<Rule> {
        let Some((key, node)) = document.entry("rules") else {
            // A slip in the key is the reason why it is missing.
            let unknown = |key: &Key| keys::FILE.iter().all(|doc| doc.name != key.name);
            if document.entries.iter().any(|(key, _)| unknown(key) && did_you_mean(&key.name, ["rules"]).is_some()) {
                return Vec::new();
            }
            let place = document.entries.first().map_or(named, |(key, _)| key.span);
            self.fault(
                Fault::new(place, "no rules", "a file says what to hold")
                    .help("add [[rules]] with hold = { large = 1.0 }"),
            );
            return Vec::new();
        };
        self.rules(key, node, "[[rules]]")
    }

    /// A list of rules; `form` is how it is written.
    pub(super) fn rules(&mut self, key: &Key, node: &'a Node, form: &str) -> Vec<Rule> {
        let Value::Array(nodes) = &node.value else {
            let label = format!("expected {form}");
            self.fault(Fault::new(key.span, "rules are written with double brackets", label));
            return Vec::new();
        };
        if nodes.is_empty() {
            self.fault(Fault::new(key.span, "no rules", "this list is empty"));
        }
        let mut unconditional = false;
        let mut rules = Vec::new();
        for node in nodes {
            let Value::Table(table) = &node.value else {
                self.wrong_type(node, "a rule: a table with `when` and `hold`");
                continue;
            };
            if unconditional {
                let label = "an earlier rule has no `when`";
                self.fault(
                    Fault::new(node.span, "this rule is never reached", label)
                        .help("the rule without `when` comes last"),
                );
            }
            unconditional |= table.get("when").is_none();
            rules.extend(self.rule(node.span, table));
        }
        rules
    }

    fn rule(&mut self, span: Span, table: &'a Table) -> Option<Rule> {
        self.known_keys(table, keys::RULE, "a rule");
        let when = match table.get("when") {
            Some(node) => {
                let text = self.string(node, "a condition, in quotes");
                let expr = text.and_then(|text| self.expression(text, Type::Condition));
                expr.zip(text.map(|text| text.text.clone())).map(Some)
            }
            None => Some(None),
        };
        let hold = match table.get("hold") {
            Some(node) => self.hold(node),
            None => {
                self.fault(
                    Fault::new(span, "this rule holds nothing", "expected `hold = { asset = weight }`")
                        .help("hold = {} is all cash"),
                );
                None
            }
        };
        Some(Rule { when: when?, hold: hold? })
    }

    fn hold(&mut self, node: &'a Node) -> Option<Vec<(Position, Weight)>> {
        let Value::Table(table) = &node.value else {
            let message = format!("expected weights by asset, found {}", node.kind());
            self.fault(
                Fault::new(node.span, message, "expected { asset = weight }")
                    .help("hold = { small = 1.0 }; hold = {} is all cash"),
            );
            return None;
        };
        let mut hold: Vec<(Position, Weight)> = Vec::new();
        for (key, node) in &table.entries {
            let position = self.position_at(&key.name, key.span);
            let weight = self.weight(node);
            if let (Some(position), Some(weight)) = (position, weight) {
                if hold.iter().any(|(held, _)| *held == position) {
                    self.twice(key, position);
                }
                hold.push((position, weight));
            }
        }
        // What expressions add is known at each decision only, and scaled down there.
        let fixed = hold.iter().filter_map(|(_, weight)| match weight {
            Weight::Fixed(weight) => Some(weight),
            Weight::Expression(..) => None,
        });
        let sum: f64 = fixed.sum();
        if sum > 1.0 + 1e-9 && !self.terms.may_borrow {
            let message = format!("these weights sum to {}", (sum * 1e9).round() / 1e9);
            self.fault(
                Fault::new(node.span, message, "more than the whole")
                    .help("to hold more than 1, say what borrowing costs: borrow = \"5 %\" in [trade]"),
            );
        }
        (hold.len() == table.entries.len()).then_some(hold)
    }

    /// What is bought at the next open needs opens.
    pub(super) fn has_opens(&mut self, span: Span, asset: usize) {
        let symbol = &self.assets[asset].symbol;
        let fields = self.universe.symbols.get(symbol);
        if fields.is_some_and(|fields| !fields.contains(&Field::Open)) {
            let message = format!("`{symbol}` has no opens in dataset `{}`", self.universe.dataset);
            self.fault(
                Fault::new(span, message, "cannot be bought at the next open")
                    .help("say fill = \"next-close\" in [trade]"),
            );
        }
    }

    fn twice(&mut self, key: &Key, position: Position) {
        let name = match position {
            Position::Asset(asset) => &self.assets[asset].symbol,
            Position::Sleeve(sleeve) => &self.sleeves[sleeve].name,
        };
        let message = format!("`{name}` is held twice");
        self.fault(Fault::new(key.span, message, "another name of the same symbol stands before"));
    }

    /// A number, or a string with an expression.
    fn weight(&mut self, node: &'a Node) -> Option<Weight> {
        let weight = match &node.value {
            Value::String(text) => {
                let expr = self.expression(text, Type::Number)?;
                if expr.frame.is_some() {
                    return Some(Weight::Expression(expr, text.text.clone()));
                }
                self.fix_params(&expr);
                self.constant_value(&expr)?.number()
            }
            _ => match node.as_number() {
                Some(weight) => weight,
                None => {
                    self.wrong_type(node, "a weight, such as 0.5");
                    return None;
                }
            },
        };
        if !weight.is_finite() {
            self.fault(Fault::new(node.span, "this weight is not a finite number", "expected a number"));
            return None;
        }
        if weight < 0.0 {
            self.fault(Fault::new(node.span, "negative weights are not available yet", "not available yet"));
            return None;
        }
        Some(Weight::Fixed(weight))
    }
}
