//! A sleeve that picks: from what, by which score, how many, at what weight.

use super::super::checked::{Candidate, Expr, Pick, Position, Spread, Weighting};
use super::super::document::{Key, Node, Table, Value};
use super::super::form::{self, RISK_WEIGHTINGS};
use super::super::types::{Field, Type};
use super::Checker;
use super::names::Meaning;
use crate::error::{Fault, Span};
use crate::wording::{counted, did_you_mean, listed};

impl<'a> Checker<'a> {
    pub(super) fn pick(&mut self, table: &'a Table) -> Option<Pick> {
        let members = table.get("from").and_then(|node| self.candidates(node));
        let score = match table.get("score") {
            Some(node) => self.score_of(node).map(Some),
            None => Some(None),
        };
        let condition = match table.get("where") {
            Some(node) => self.condition_of(node, score.clone().flatten()).map(Some),
            None => Some(None),
        };
        if let Some(members) = &members {
            for expr in score.iter().flatten().chain(condition.iter().flatten().map(|(expr, _)| expr)) {
                self.candidates_have_fields(members, expr);
            }
        }
        let slots = self.slots(table, members.as_deref());
        let keep = self.keep(table, slots);
        let weighting = self.weighting(table, members.as_deref(), slots);
        let max_weight = self.max_weight(table, slots);
        let spread = match table.get("spread") {
            Some(node) => self.choice(node, &form::SPREADS),
            None => Some(Spread::Slots),
        };
        let otherwise = match table.get("otherwise") {
            Some(node) => self.named_position(node).map(Some),
            None => Some(None),
        };
        Some(Pick {
            members: members?,
            score: score?,
            condition: condition?,
            slots: slots?,
            keep: keep?,
            weighting: weighting?,
            max_weight: max_weight?,
            spread: spread?,
            otherwise: otherwise?,
        })
    }

    /// A group by its name, or a list of assets and sleeves.
    fn candidates(&mut self, node: &'a Node) -> Option<Vec<Candidate>> {
        match &node.value {
            Value::String(text) => {
                let single = match self.names.get(&text.text) {
                    Some(meaning) => matches!(meaning, Meaning::Asset(_) | Meaning::Sleeve(_)),
                    None => !self.is_group(&text.text) && self.universe.asset(&text.text).is_some(),
                };
                if single {
                    let message = format!("`{}` is one member, not a group", text.text);
                    self.fault(
                        Fault::new(node.span, message, "expected a group, or a list")
                            .help(format!("from = [\"{}\"] is a list of one", text.text)),
                    );
                    return None;
                }
                let group = self.group_named(&text.text, node.span)?;
                let members: Vec<Candidate> = self.groups[group]
                    .members
                    .iter()
                    .map(|member| Candidate { position: Position::Asset(member.asset), spells: member.spells.clone() })
                    .collect();
                if self.terms.needs_opens {
                    members.iter().for_each(|member| self.opens_of(node.span, member.position));
                }
                Some(members)
            }
            Value::Array(nodes) if nodes.is_empty() => {
                self.fault(Fault::new(node.span, "this sleeve has no members", "expected assets or sleeves"));
                None
            }
            Value::Array(nodes) => {
                let mut members: Vec<Candidate> = Vec::new();
                for node in nodes {
                    let Some(position) = self.named_position(node) else { continue };
                    if members.iter().any(|member| member.position == position) {
                        self.fault(Fault::new(node.span, "this member is listed twice", "listed before"));
                    }
                    members.push(Candidate { position, spells: Vec::new() });
                }
                (members.len() == nodes.len()).then_some(members)
            }
            _ => {
                self.wrong_type(node, "a group, or a list of assets and sleeves");
                None
            }
        }
    }

    fn opens_of(&mut self, span: Span, position: Position) {
        if let Position::Asset(asset) = position {
            self.has_opens(span, asset);
        }
    }

    /// An asset or a sleeve, in quotes.
    fn named_position(&mut self, node: &'a Node) -> Option<Position> {
        let text = self.string(node, "an asset or a sleeve, in quotes")?;
        if self.is_group(&text.text) {
            let message = format!("`{}` is a group", text.text);
            self.fault(
                Fault::new(node.span, message, "expected an asset or a sleeve")
                    .help(format!("a group stands alone: from = \"{}\"", text.text)),
            );
            return None;
        }
        self.position_at(&text.text, node.span)
    }

    /// Whether a group is meant, the file's or the dataset's.
    fn is_group(&self, name: &str) -> bool {
        match self.names.get(name) {
            Some(meaning) => matches!(meaning, Meaning::Group(_)),
            None => self.universe.groups.contains_key(name) && self.universe.asset(name).is_none(),
        }
    }

    /// A number of the member's own.
    fn score_of(&mut self, node: &'a Node) -> Option<Expr> {
        let text = self.string(node, "an expression of the member's fields, in quotes")?;
        let expr = self.any_expression(text)?;
        let expr = self.of_type(expr, Type::Number)?;
        if !expr.member {
            self.fault(
                Fault::new(expr.span, "this score reads nothing of the members", "the same for each member")
                    .help("fields without an asset are the member's own: `momentum(close, 126)`"),
            );
            return None;
        }
        Some(expr)
    }

    /// A condition, of the member's own or of the market; `score` is the member's score.
    fn condition_of(&mut self, node: &'a Node, score: Option<Expr>) -> Option<(Expr, String)> {
        let text = self.string(node, "a condition, in quotes")?;
        self.score = score;
        let expr = self.any_expression(text);
        self.score = None;
        let expr = self.of_type(expr?, Type::Condition)?;
        Some((expr, text.text.clone()))
    }

    /// Every member has every field that is read of it.
    fn candidates_have_fields(&mut self, members: &[Candidate], of: &Expr) {
        let mut fields = Vec::new();
        self.own_fields(of, &mut fields);
        for field in fields {
            let has = |member: &&Candidate| match member.position {
                Position::Asset(asset) => {
                    let available = self.universe.symbols.get(&self.assets[asset].symbol);
                    available.is_none_or(|available| available.contains(&field))
                }
                Position::Sleeve(_) => matches!(field, Field::Close | Field::AdjClose),
            };
            let Some(without) = members.iter().find(|member| !has(member)) else { continue };
            let (name, field) = (self.position_name(without.position), field.name());
            let help = match without.position {
                Position::Asset(_) => "every member needs it",
                Position::Sleeve(_) => "a sleeve has `close` and `adj_close` only",
            };
            let message = format!("member `{name}` has no {field}");
            self.fault(Fault::new(of.span, message, "not every member has what is read here").help(help));
        }
    }

    fn position_name(&self, position: Position) -> String {
        match position {
            Position::Asset(asset) => self.assets[asset].name.clone(),
            Position::Sleeve(sleeve) => self.sleeves[sleeve].key.name.clone(),
        }
    }

    fn slots(&mut self, table: &'a Table, members: Option<&[Candidate]>) -> Option<usize> {
        let Some(node) = table.get("top") else {
            return members.map(<[Candidate]>::len);
        };
        let slots = self.count(node, 1, "a number of slots, a whole number from 1")?;
        if let Some(members) = members.filter(|members| members.len() < slots) {
            let message = format!("{slots} slots for {}", counted(members.len(), "member"));
            self.fault(Fault::new(node.span, message, format!("expected at most {}", members.len())));
            return None;
        }
        Some(slots)
    }

    fn keep(&mut self, table: &'a Table, slots: Option<usize>) -> Option<usize> {
        let Some((key, node)) = table.entry("keep") else {
            return slots;
        };
        let keep = self.count(node, 1, "a rank, a whole number from `top`");
        if table.get("top").is_none() {
            let message = "`keep` has no meaning without `top`";
            self.fault(
                Fault::new(key.span, message, "all members have a slot").help("say how many are picked: top = 3"),
            );
            return None;
        }
        let (keep, slots) = (keep?, slots?);
        if keep < slots {
            let message = format!("keep = {keep} is below top = {slots}");
            self.fault(Fault::new(node.span, message, format!("expected {slots} or more")));
            return None;
        }
        Some(keep)
    }

    fn weighting(
        &mut self,
        table: &'a Table,
        members: Option<&[Candidate]>,
        slots: Option<usize>,
    ) -> Option<Weighting> {
        let Some(node) = table.get("weight") else {
            self.without_lookback(table);
            return Some(Weighting::Equal);
        };
        match &node.value {
            Value::Table(weights) => {
                self.without_lookback(table);
                self.fixed_weights(node, weights, members?)
            }
            Value::String(text) if RISK_WEIGHTINGS.iter().any(|(word, _)| *word == text.text) => {
                let (word, by_risk) = RISK_WEIGHTINGS.into_iter().find(|(word, _)| *word == text.text)?;
                let Some(lookback) = table.get("lookback") else {
                    let message = format!("weight = \"{word}\" needs a lookback");
                    self.fault(
                        Fault::new(node.span, message, "expected `lookback = ...` beside it")
                            .help("lookback = 60 reads the last 60 daily returns"),
                    );
                    return None;
                };
                let returns = self.count(lookback, 2, "how many daily returns to read, a whole number from 2")?;
                // Fewer returns than members leave some mix of them without any variance.
                if let Some(slots) = slots.filter(|slots| word != "inverse_volatility" && returns <= *slots) {
                    let message = format!("a covariance of {slots} members from {returns} returns");
                    self.fault(
                        Fault::new(lookback.span, message, format!("expected more than {slots}"))
                            .help("with so few returns some mix of the members seems to have no risk at all"),
                    );
                    return None;
                }
                Some(by_risk(returns))
            }
            _ => {
                self.without_lookback(table);
                let words = form::WEIGHTINGS.map(|word| (word, word));
                let word = self.choice(node, &words)?;
                let weighting = form::PLAIN_WEIGHTINGS.into_iter().find(|(plain, _)| *plain == word)?.1;
                if weighting != Weighting::Equal && table.get("score").is_none() {
                    let message = format!("weight = \"{word}\" needs a score");
                    self.fault(Fault::new(node.span, message, "expected `score = \"...\"` beside it"));
                    return None;
                }
                Some(weighting)
            }
        }
    }

    fn without_lookback(&mut self, table: &Table) {
        if let Some((key, _)) = table.entry("lookback") {
            self.fault(
                Fault::new(key.span, "`lookback` has no meaning here", "this weight reads no returns")
                    .help(format!("it goes with weight = {}", listed(RISK_WEIGHTINGS.map(|(word, _)| word)))),
            );
        }
    }

    /// `{ XLK = 0.5, XLE = 0.3 }`, by member of the list.
    fn fixed_weights(&mut self, node: &Node, table: &'a Table, members: &[Candidate]) -> Option<Weighting> {
        let mut weights: Vec<Option<f64>> = vec![None; members.len()];
        let mut seen = Vec::new();
        let before = self.errors();
        for (key, node) in &table.entries {
            let weight = self.fixed_number(node, "a share of the sleeve, from 0 to 1");
            if weight.is_some_and(|weight| !(0.0..=1.0).contains(&weight)) {
                self.wrong_type(node, "a share of the sleeve, from 0 to 1");
            }
            match self.member_named(key, members) {
                Some(member) if seen.contains(&member) => {
                    let message = format!("`{}` has two weights", self.position_name(members[member].position));
                    self.fault(Fault::new(key.span, message, "another name of the same member stands before"));
                }
                Some(member) => {
                    seen.push(member);
                    weights[member] = weight;
                }
                None => {
                    let names: Vec<String> = members.iter().map(|member| self.position_name(member.position)).collect();
                    let names = || names.iter().map(String::as_str);
                    let help =
                        did_you_mean(&key.name, names()).unwrap_or_else(|| format!("members are {}", listed(names())));
                    let message = format!("`{}` is no member of this sleeve", key.name);
                    self.fault(Fault::new(key.span, message, "not in `from`").help(help));
                }
            }
        }
        if self.errors() > before {
            return None;
        }
        if let Some(without) = weights.iter().position(Option::is_none) {
            let message = format!("member `{}` has no weight", self.position_name(members[without].position));
            self.fault(Fault::new(node.span, message, "expected a weight for each member").help("0 is a weight"));
            return None;
        }
        let weights: Vec<f64> = weights.into_iter().flatten().collect();
        let sum: f64 = weights.iter().sum();
        if sum > 1.0 + 1e-9 {
            let message = format!("these weights sum to {}", (sum * 1e9).round() / 1e9);
            self.fault(Fault::new(node.span, message, "more than the whole sleeve"));
            return None;
        }
        Some(Weighting::Fixed(weights))
    }

    fn member_named(&mut self, key: &Key, members: &[Candidate]) -> Option<usize> {
        let position = match self.names.get(&key.name) {
            Some(Meaning::Sleeve(sleeve)) => Position::Sleeve(sleeve),
            _ => Position::Asset(self.find_asset(&key.name)?),
        };
        members.iter().position(|member| member.position == position)
    }

    fn max_weight(&mut self, table: &'a Table, slots: Option<usize>) -> Option<f64> {
        const EXPECTED: &str = "a share of the sleeve, above 0 and up to 1";
        let Some((key, node)) = table.entry("max_weight") else {
            return Some(1.0);
        };
        if matches!(table.get("weight").map(|node| &node.value), Some(Value::Table(_))) {
            self.fault(Fault::new(
                key.span,
                "`max_weight` has no meaning beside fixed weights",
                "they are what they are",
            ));
            return None;
        }
        let cap = self.fixed_number(node, EXPECTED)?;
        if !(cap > 0.0 && cap <= 1.0) {
            self.fault(Fault::new(node.span, format!("max_weight is {cap}"), format!("expected {EXPECTED}")));
            return None;
        }
        let slots = slots?;
        if slots as f64 * cap < 1.0 - 1e-9 {
            let message = format!("{} of at most {cap} each do not fill the sleeve", counted(slots, "slot"));
            self.fault(Fault::new(node.span, message, format!("expected 1/{slots} or more")));
            return None;
        }
        Some(cap)
    }

    /// A whole number of at least `least`.
    fn count(&mut self, node: &'a Node, least: usize, expected: &str) -> Option<usize> {
        let value = self.fixed_number(node, expected)?;
        if value.fract() != 0.0 || value < least as f64 || value > form::LONGEST_WINDOW {
            self.fault(Fault::new(node.span, format!("{value} is not {expected}"), format!("expected {expected}")));
            return None;
        }
        Some(value as usize)
    }
}
