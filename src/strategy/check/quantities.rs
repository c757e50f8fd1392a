//! Strings with a unit: "2 bp", "0.05 %".

use super::super::checked::Rate;
use super::super::document::Node;
use super::super::quantity::Quantity;
use super::super::types::Type;
use super::Checker;
use crate::error::Fault;

/// "2 bp" or "0.05 %", as a fraction.
fn fraction(text: &str) -> Option<f64> {
    match Quantity::read(text)? {
        Quantity::Share(share) => Some(share),
        _ => None,
    }
}

impl<'a> Checker<'a> {
    /// A share of traded notional, at least 0 and below 1.
    pub(super) fn cost(&mut self, node: &Node) -> Option<f64> {
        const EXPECTED: &str = "a share of traded notional such as \"2 bp\" or \"0.05 %\"";
        let text = &self.string(node, EXPECTED)?.text;
        let cost = fraction(text);
        match cost {
            Some(cost) if (0.0..0.1).contains(&cost) => return Some(cost),
            Some(_) => {
                let message = format!("a cost of {text} makes no sense");
                self.fault(Fault::new(node.span, message, "expected at least 0 and below 10 %"));
            }
            None => {
                let message = format!("`{text}` is not a cost");
                self.fault(Fault::new(node.span, message, format!("expected {EXPECTED}")));
            }
        }
        None
    }

    /// A fall of a price, above 0 and below 1.
    pub(super) fn fall(&mut self, node: &Node) -> Option<f64> {
        const EXPECTED: &str = "a fall of the price such as \"10 %\"";
        let text = &self.string(node, &format!("{EXPECTED}, in quotes"))?.text;
        let fall = fraction(text);
        match fall {
            Some(fall) if fall > 0.0 && fall < 1.0 => return Some(fall),
            Some(_) => {
                let message = format!("no price falls by {text}");
                self.fault(Fault::new(node.span, message, "expected above 0 and below 100 %"));
            }
            None => {
                let message = format!("`{text}` is not a fall of a price");
                self.fault(Fault::new(node.span, message, format!("expected {EXPECTED}")));
            }
        }
        None
    }

    /// A yearly rate in percent: "4 %", or None where the string has no unit.
    pub(super) fn percent(&mut self, node: &Node) -> Option<Option<f64>> {
        let text = &self.string(node, "a rate such as \"4 %\", in quotes")?.text;
        if !(text.trim_end().ends_with('%') || text.trim_end().ends_with("bp")) {
            return Some(None);
        }
        match fraction(text) {
            Some(value) if value.abs() < 10.0 => Some(Some(value * 100.0)),
            _ => {
                let message = format!("`{text}` is not a yearly rate");
                self.fault(Fault::new(node.span, message, "expected a rate such as \"4 %\""));
                None
            }
        }
    }

    /// "4 %", or an expression in percent per year.
    pub(super) fn rate(&mut self, node: &'a Node) -> Option<Rate> {
        match self.percent(node)? {
            Some(percent) => Some(Rate::Fixed(percent)),
            None => {
                let text = self.string(node, "a rate")?;
                self.expression(text, Type::Number).map(Rate::Expression)
            }
        }
    }
}
