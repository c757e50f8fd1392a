//! [groups], and the functions that look across one.

use super::super::ast::{Argument, AstKind};
use super::super::checked::{Expr, ExprKind, Group};
use super::super::document::{Key, Node, Table, Text, Value};
use super::super::functions::{Across, Signature};
use super::super::types::{Field, Frame, Type};
use super::Checker;
use super::names::Meaning;
use crate::error::{Fault, Span};

impl<'a> Checker<'a> {
    pub(super) fn declare_groups(&mut self, document: &'a Table) {
        let Some((_, table)) = self.section(document, "groups") else {
            return;
        };
        for (key, node) in &table.entries {
            let meaning = self.one_group(key, node).map_or(Meaning::Faulty, Meaning::Group);
            self.declare(key, meaning);
        }
    }

    fn one_group(&mut self, key: &Key, node: &Node) -> Option<usize> {
        let Value::Array(nodes) = &node.value else {
            if matches!(node.value, Value::Table(_)) {
                self.not_available(node.span, "a group with dated members");
            } else {
                self.wrong_type(node, "a list of assets");
            }
            return None;
        };
        if nodes.is_empty() {
            self.fault(Fault::new(node.span, format!("group `{}` has no members", key.name), "expected assets"));
            return None;
        }
        let mut members = Vec::new();
        for node in nodes {
            let Some(text) = self.string(node, "an asset, in quotes") else { continue };
            let Some(asset) = self.asset_at(&text.text, node.span) else { continue };
            if members.contains(&asset) {
                self.fault(Fault::new(node.span, format!("`{}` is a member twice", text.text), "listed before"));
            }
            members.push(asset);
        }
        if members.len() < nodes.len() {
            return None;
        }
        self.groups.push(Group { name: key.name.clone(), members });
        Some(self.groups.len() - 1)
    }

    /// The group of a name: the file's own, or the dataset's.
    fn find_group(&mut self, name: &str) -> Option<usize> {
        match self.names.get(name) {
            Some(Meaning::Group(group)) => return Some(group),
            Some(_) => return None,
            None => {}
        }
        if let Some(known) = self.groups.iter().position(|group| group.name == name) {
            return Some(known);
        }
        let universe = self.universe;
        let symbols = universe.groups.get(name)?;
        let members = symbols.iter().map(|symbol| self.add_asset(symbol, symbol)).collect();
        self.groups.push(Group { name: name.to_owned(), members });
        Some(self.groups.len() - 1)
    }

    fn group_at(&mut self, argument: &Argument, text: &'a Text) -> Option<usize> {
        let span = text.span(argument.value.range.start, argument.value.range.end);
        let name = match &argument.value.kind {
            AstKind::Path(path) if path.len() == 1 => path[0].text.as_str(),
            _ => {
                self.fault(
                    Fault::new(span, "expected the name of a group", "not a name")
                        .help("groups are declared in [groups]"),
                );
                return None;
            }
        };
        let found = self.find_group(name);
        if found.is_none() && self.names.get(name) != Some(Meaning::Faulty) && self.universe_known {
            let declared = self.names.of(|meaning| matches!(meaning, Meaning::Group(_)));
            let help = self.guess(name, declared.chain(self.universe.groups.keys().map(String::as_str)));
            let label = format!("neither in [groups] nor in dataset `{}`", self.universe.dataset);
            self.fault(
                Fault::new(span, format!("unknown group `{name}`"), label)
                    .help(help.unwrap_or_else(|| "declare it: [groups] with sectors = [\"XLE\", \"XLF\"]".to_owned())),
            );
        }
        found
    }

    /// `share_of(group, condition)` and its kin.
    pub(super) fn across(
        &mut self,
        signature: &Signature,
        across: Across,
        group: &Argument,
        of: &Argument,
        span: Span,
        text: &'a Text,
    ) -> Option<Expr> {
        let group = self.group_at(group, text);
        let of = self.expr(&of.value, text)?;
        let of = self.of_type(
            of,
            match across {
                Across::Count | Across::Share => Type::Condition,
                Across::Best | Across::Average | Across::Rank => Type::Number,
            },
        )?;
        let group = group?;
        if !of.member {
            let message = format!("`{}` reads nothing of the group's members", signature.name);
            self.fault(
                Fault::new(of.span, message, "the same for each member")
                    .help("fields without an asset are the member's own: `close > sma(close, 200)`"),
            );
            return None;
        }
        self.members_have_fields(group, &of);
        // A rank is the member's own; the others are the group's.
        let member = across == Across::Rank;
        Some(Expr {
            ty: Type::Number,
            frame: of.frame,
            kind: ExprKind::Across(across, group, Box::new(of)),
            member,
            span,
        })
    }

    /// A member's own value where no member is meant: the first place that asks for one.
    pub(super) fn whose(&mut self, expr: &Expr) {
        let parts: Vec<&Expr> = match &expr.kind {
            ExprKind::Negate(a) | ExprKind::Not(a) => vec![a],
            ExprKind::Arithmetic(_, a, b)
            | ExprKind::Comparison(_, a, b)
            | ExprKind::And(a, b)
            | ExprKind::Or(a, b) => {
                vec![a, b]
            }
            ExprKind::Call(_, arguments) => arguments.iter().collect(),
            _ => Vec::new(),
        };
        if let Some(part) = parts.into_iter().find(|part| part.member) {
            return self.whose(part);
        }
        let what = match &expr.kind {
            ExprKind::OwnField { frame: Frame::Daily, field } => format!("`{}` names no asset", field.name()),
            ExprKind::OwnField { frame, field } => format!("`{}.{}` names no asset", frame.name(), field.name()),
            ExprKind::Signal(index) => format!("signal `{}` is each member's own", self.signals[*index].key.name),
            _ => "a rank is each member's own".to_owned(),
        };
        self.fault(Fault::new(expr.span, what, "whose?").help(
            "a field stands behind an asset, as in `small.close`; without one, it is for functions across a group, as in `share_of(sectors, close > sma(close, 200))`",
        ));
    }

    /// Every member has every field that is read of it.
    fn members_have_fields(&mut self, group: usize, of: &Expr) {
        let mut fields = Vec::new();
        self.own_fields(of, &mut fields);
        for field in fields {
            let without = self.groups[group].members.iter().find_map(|member| {
                let symbol = &self.assets[*member].symbol;
                let available = self.universe.symbols.get(symbol)?;
                (!available.contains(&field)).then(|| symbol.clone())
            });
            if let Some(symbol) = without {
                let group = &self.groups[group].name;
                let message = format!("`{symbol}`, a member of `{group}`, has no {} in the data", field.name());
                self.fault(Fault::new(of.span, message, "every member needs it"));
            }
        }
    }

    pub(super) fn own_fields(&self, expr: &Expr, fields: &mut Vec<Field>) {
        if !expr.member {
            return;
        }
        match &expr.kind {
            ExprKind::OwnField { field, .. } if !fields.contains(field) => fields.push(*field),
            ExprKind::Signal(index) => {
                let found = self.done(*index).map(|named| named.own_fields.as_slice()).unwrap_or_default();
                for field in found {
                    if !fields.contains(field) {
                        fields.push(*field);
                    }
                }
            }
            ExprKind::Negate(a) | ExprKind::Not(a) | ExprKind::Across(_, _, a) => self.own_fields(a, fields),
            ExprKind::Arithmetic(_, a, b)
            | ExprKind::Comparison(_, a, b)
            | ExprKind::And(a, b)
            | ExprKind::Or(a, b) => {
                self.own_fields(a, fields);
                self.own_fields(b, fields);
            }
            ExprKind::Call(_, arguments) => arguments.iter().for_each(|argument| self.own_fields(argument, fields)),
            ExprKind::OwnField { .. }
            | ExprKind::Number(_)
            | ExprKind::Param(_)
            | ExprKind::Series(_)
            | ExprKind::Field { .. } => {}
        }
    }
}
