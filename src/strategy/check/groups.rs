//! [groups], and the functions that look across one.

use super::super::ast::{Argument, AstKind};
use super::super::checked::{Expr, ExprKind, Group, Member};
use super::super::document::{Key, Node, Table, Text, Value};
use super::super::functions::{Across, Signature};
use super::super::keys;
use super::super::spell::{Spell, spell_flaw};
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
            self.name(key, meaning);
        }
    }

    fn one_group(&mut self, key: &Key, node: &Node) -> Option<usize> {
        let found: Vec<Option<(Member, Span)>> = match &node.value {
            Value::Array(nodes) => nodes.iter().map(|node| self.listed_member(node)).collect(),
            Value::Table(table) => {
                // A table has no order: names give it one, so that ties are settled alike wherever the file is copied to.
                let mut entries: Vec<&(Key, Node)> = table.entries.iter().collect();
                entries.sort_by(|(a, _), (b, _)| a.name.cmp(&b.name));
                entries.into_iter().map(|(key, node)| self.dated_member(key, node)).collect()
            }
            _ => {
                self.wrong_type(node, "a list of assets, or a table of members and their days");
                return None;
            }
        };
        if found.is_empty() {
            self.fault(Fault::new(node.span, format!("group `{}` has no members", key.name), "expected assets"));
            return None;
        }
        let complete = found.iter().all(Option::is_some);
        let mut members: Vec<Member> = Vec::new();
        for (member, span) in found.into_iter().flatten() {
            if members.iter().any(|other| other.asset == member.asset) {
                let message = format!("`{}` is a member twice", self.assets[member.asset].symbol);
                self.fault(Fault::new(span, message, "listed before"));
            }
            members.push(member);
        }
        complete.then(|| {
            self.groups.push(Group { name: key.name.clone(), members });
            self.groups.len() - 1
        })
    }

    fn listed_member(&mut self, node: &Node) -> Option<(Member, Span)> {
        let text = self.string(node, "an asset, in quotes")?;
        let asset = self.asset_at(&text.text, node.span)?;
        Some((Member { asset, spells: Vec::new() }, node.span))
    }

    fn dated_member(&mut self, key: &Key, node: &Node) -> Option<(Member, Span)> {
        let (asset, spells) = (self.asset_at(&key.name, key.span), self.spells(key, node));
        Some((Member { asset: asset?, spells: spells? }, key.span))
    }

    /// `{}`, `{ from = 2018-06-18 }`, or a list of those; empty: always.
    fn spells(&mut self, key: &Key, node: &Node) -> Option<Vec<Spell>> {
        let nodes = match &node.value {
            Value::Array(nodes) if nodes.is_empty() => {
                let message = format!("`{}` is never a member", key.name);
                self.fault(Fault::new(node.span, message, "expected spells").help("`{}` is always; or leave it out"));
                return None;
            }
            Value::Array(nodes) => nodes.as_slice(),
            _ => std::slice::from_ref(node),
        };
        let found: Vec<Option<Spell>> = nodes.iter().map(|node| self.spell(node)).collect();
        let spells = found.into_iter().collect::<Option<Vec<Spell>>>()?;
        if let Some((place, message)) = spell_flaw(&spells) {
            self.fault(
                Fault::new(nodes[place].span, message, "expected one spell after the other")
                    .help("`from` and `to` are the first and the last day of a spell"),
            );
            return None;
        }
        Some(spells.into_iter().filter(|spell| *spell != Spell { from: None, to: None }).collect())
    }

    fn spell(&mut self, node: &Node) -> Option<Spell> {
        let Value::Table(table) = &node.value else {
            self.wrong_type(node, "`{}`, `{ from = 2001-01-31, to = 2001-12-31 }`, or a list of those");
            return None;
        };
        self.known_keys(table, keys::SPELL, "a spell");
        let before = self.faults.len();
        let spell = Spell { from: self.date(table, "from"), to: self.date(table, "to") };
        (self.faults.len() == before).then_some(spell)
    }

    /// The group of a name: the file's own, or the dataset's.
    fn find_group(&mut self, name: &str) -> Option<usize> {
        match self.names.get(name) {
            Some(Meaning::Group(group)) => return Some(group),
            Some(_) => return None,
            None => {}
        }
        if let Some(known) = self.groups_of_dataset.get(name) {
            return Some(*known);
        }
        let universe = self.universe;
        let members = universe.groups.get(name)?.iter();
        let members = members
            .map(|(symbol, spells)| Member { asset: self.add_asset(symbol, symbol), spells: spells.clone() })
            .collect();
        self.groups.push(Group { name: name.to_owned(), members });
        self.groups_of_dataset.insert(name.to_owned(), self.groups.len() - 1);
        Some(self.groups.len() - 1)
    }

    fn group_at(&mut self, argument: &Argument, text: &'a Text) -> Option<usize> {
        let span = text.span(argument.value.range.start, argument.value.range.end);
        let name = match &argument.value.kind {
            AstKind::Path(path) if path.len() == 1 => path[0].text.as_str(),
            _ => {
                self.fault(Fault::new(span, "expected the name of a group", "not a name").help(
                    "groups are declared in [groups]; over the bars of one value look `sma`, `highest`, `count` and \
                         `percentile`",
                ));
                return None;
            }
        };
        self.group_named(name, span)
    }

    /// The group at `span`, or a fault that names the nearest one.
    pub(super) fn group_named(&mut self, name: &str, span: Span) -> Option<usize> {
        let found = self.find_group(name);
        if let (None, Some(meaning)) = (found, self.names.get(name).filter(|meaning| *meaning != Meaning::Faulty)) {
            self.fault(Fault::new(span, format!("`{name}` is {}", meaning.describe()), "expected a group"));
        } else if found.is_none() && self.names.get(name).is_none() && self.universe_known {
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
            ExprKind::Signal(index) => format!("signal `{}` is each member's own", self.signals[*index].name),
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
                let symbol = &self.assets[member.asset].symbol;
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
            | ExprKind::Index { .. }
            | ExprKind::Field { .. } => {}
        }
    }
}
