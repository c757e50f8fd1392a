//! [sleeves]: what is decided by itself and held like an asset. A sleeve is a pick, a list of rules, or another strategy file.

use super::super::ast::Name;
use super::super::checked::{Choice, Expr, ExprKind, Sleeve};
use super::super::document::{Key, Node, Table, Text, Value};
use super::super::keys;
use super::super::types::{Field, Frame};
use super::names::Meaning;
use super::{Checker, Progress, SleeveState};
use crate::error::{Fault, Span};
use crate::wording::listed;

/// Sleeves in sleeves in sleeves: nobody writes so many, and they would exhaust the stack.
const DEEPEST: usize = 40;

/// The keys that go with each kind of sleeve, the one that makes it that kind first.
const PICK: &[&str] =
    &["from", "score", "where", "top", "keep", "weight", "lookback", "max_weight", "spread", "otherwise", "decide"];
const RULES: &[&str] = &["rules", "decide"];
const STRATEGY: &[&str] = &["strategy", "params"];

impl<'a> Checker<'a> {
    pub(super) fn declare_sleeves(&mut self, document: &'a Table) {
        let Some((_, table)) = self.section(document, "sleeves") else {
            return;
        };
        for (key, node) in &table.entries {
            let name = format!("{}{}", self.names.prefix, key.name);
            self.sleeves.push(SleeveState { name, key, node, progress: Progress::Unvisited });
            self.name(key, Meaning::Sleeve(self.sleeves.len() - 1));
        }
    }

    /// Reads sleeve `index` if no one has yet. A sleeve that is being read holds itself.
    pub(super) fn resolve_sleeve(&mut self, index: usize) {
        if !matches!(self.sleeves[index].progress, Progress::Unvisited) {
            return;
        }
        let open = self.sleeves.iter().filter(|sleeve| matches!(sleeve.progress, Progress::Visiting)).count();
        if open >= DEEPEST {
            let label = format!("more than {DEEPEST} levels");
            self.fault(Fault::new(self.sleeves[index].key.span, "sleeves are inside one another too deeply", label));
            self.sleeves[index].progress = Progress::Faulty;
            return;
        }
        self.sleeves[index].progress = Progress::Visiting;
        let (name, key, node) = (self.sleeves[index].name.clone(), self.sleeves[index].key, self.sleeves[index].node);
        let score = self.score.take();
        let sleeve = self.sleeve(&name, key, node);
        self.score = score;
        self.sleeves[index].progress = sleeve.map_or(Progress::Faulty, Progress::Done);
    }

    /// Whether the sleeve that `span` names can be used there; if it holds itself, that is a fault.
    pub(super) fn resolved_sleeve(&mut self, index: usize, span: Span) -> bool {
        self.resolve_sleeve(index);
        match self.sleeves[index].progress {
            Progress::Done(_) => true,
            Progress::Faulty | Progress::Unvisited => false,
            Progress::Visiting => {
                let name = &self.sleeves[index].name;
                let fault = Fault::new(span, format!("sleeve `{name}` depends on itself"), "this closes the circle");
                let help = if self.universe.asset_names().any(|asset| asset == name) {
                    format!("to reach the dataset's `{name}`, give the sleeve another name")
                } else {
                    "what a sleeve holds, and what decides it, cannot be the sleeve itself".to_owned()
                };
                self.fault(fault.help(help));
                false
            }
        }
    }

    fn sleeve(&mut self, name: &str, key: &'a Key, node: &'a Node) -> Option<Sleeve> {
        let Value::Table(table) = &node.value else {
            self.wrong_type(node, "a sleeve: a table with `from`, `rules` or `strategy`");
            return None;
        };
        self.known_keys(table, keys::SLEEVE, "a sleeve");
        let kinds = [PICK, RULES, STRATEGY];
        let Some(kind) = kinds.into_iter().find(|kind| table.get(kind[0]).is_some()) else {
            self.fault(
                Fault::new(key.span, format!("sleeve `{}` holds nothing", key.name), "expected `from` below").help(
                    "`from` picks from a group or a list, `rules` chooses by conditions, `strategy` names another file",
                ),
            );
            return None;
        };
        for (other, _) in &table.entries {
            let known = keys::SLEEVE.iter().any(|doc| doc.name == other.name);
            if known && !kind.contains(&other.name.as_str()) {
                let message = format!("`{}` has no meaning beside `{}`", other.name, kind[0]);
                let help = format!("with `{}` go {}", kind[0], listed(kind[1..].iter().copied()));
                self.fault(Fault::new(other.span, message, "not part of this kind of sleeve").help(help));
            }
        }
        if kind[0] == "strategy" {
            return self.strategy_sleeve(name, table);
        }
        let decide = table.get("decide").map(|node| self.schedule(node));
        let choice = match table.entry("rules").filter(|_| kind == RULES) {
            Some((key, node)) => {
                let before = self.errors();
                let rules = self.rules(key, node, &format!("[[sleeves.{}.rules]]", self.short_name(name)));
                (self.errors() == before).then_some(Choice::Rules(rules))
            }
            None => self.pick(table).map(|pick| Choice::Pick(Box::new(pick))),
        };
        let decide = match decide {
            Some(decide) => Some(decide?),
            None => None,
        };
        Some(Sleeve { name: name.to_owned(), decide, choice: choice? })
    }

    fn short_name<'n>(&self, name: &'n str) -> &'n str {
        name.strip_prefix(&self.names.prefix).unwrap_or(name)
    }

    /// `leaders.close`, `leaders.weekly.close`: the paper index of a sleeve.
    pub(super) fn index(&mut self, sleeve: usize, path: &[Name], span: Span, text: &'a Text) -> Option<Expr> {
        let name = &path[0].text;
        let (frame, field) = match &path[1..] {
            [] => {
                self.fault(
                    Fault::new(span, format!("`{name}` is a sleeve, not a value"), "expected a field")
                        .help(format!("`{name}.close` is what it would be worth by itself")),
                );
                return None;
            }
            [field] => (Some(Frame::Daily), field),
            [frame, field] => (Frame::named(&frame.text), field),
            [_, _, field, ..] => (None, field),
        };
        let index = matches!(Field::named(&field.text), Some(Field::Close | Field::AdjClose));
        let Some(frame) = frame.filter(|_| index) else {
            let place = text.span(path[1].range.start, field.range.end);
            self.fault(
                Fault::new(
                    place,
                    format!("a sleeve has no `{}`", &text.text[path[1].range.start..field.range.end]),
                    "not a sleeve's",
                )
                .help(format!("a sleeve has `{name}.close`, and `{name}.weekly.close`, `{name}.monthly.close` ...")),
            );
            return None;
        };
        self.resolved_sleeve(sleeve, span).then(|| Expr::leaf(ExprKind::Index { sleeve, frame }, Some(frame), span))
    }
}
