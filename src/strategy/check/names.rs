//! What each name of a file means; a name means one thing in all tables.

use super::super::checked::Position;
use super::super::document::Key;
use super::super::form::{KEYWORDS, is_name, taken};
use super::Checker;
use crate::error::{Fault, Span};
use crate::wording::did_you_mean;
use std::collections::BTreeMap;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    Asset(usize),
    Series(usize),
    Group(usize),
    Param(usize),
    Signal(usize),
    Sleeve(usize),
    /// Declared with a fault, which has been reported: uses of it are not faults of their own.
    Faulty,
}

impl Meaning {
    pub(super) fn describe(self) -> &'static str {
        match self {
            Meaning::Asset(_) => "an asset",
            Meaning::Series(_) => "a series",
            Meaning::Group(_) => "a group",
            Meaning::Param(_) => "a parameter",
            Meaning::Signal(_) => "a signal",
            Meaning::Sleeve(_) => "a sleeve",
            Meaning::Faulty => "another key",
        }
    }
}

#[derive(Default)]
pub(super) struct Names {
    /// Before the names of a sleeve's file: "tactical.".
    pub(super) prefix: String,
    meanings: BTreeMap<String, Meaning>,
}

impl Names {
    pub(super) fn with_prefix(prefix: String) -> Self {
        Self { prefix, ..Self::default() }
    }

    pub(super) fn get(&self, name: &str) -> Option<Meaning> {
        self.meanings.get(name).copied()
    }

    pub(super) fn of(&self, wanted: impl Fn(Meaning) -> bool) -> impl Iterator<Item = &str> {
        let found = self.meanings.iter().filter(move |(_, meaning)| wanted(**meaning));
        found.map(|(name, _)| name.as_str())
    }
}

impl Checker<'_> {
    /// Gives `key` a meaning, unless it cannot be a name or has one already.
    pub(super) fn name(&mut self, key: &Key, meaning: Meaning) {
        let name = key.name.as_str();
        let refused = if !is_name(name) {
            Some("a name is a letter, then letters, digits and _")
        } else if KEYWORDS.contains(&name) {
            Some("this word is part of the language")
        } else if taken().any(|taken| taken == name) {
            Some("this name has a meaning of its own")
        } else {
            None
        };
        if let Some(label) = refused {
            self.fault(Fault::new(key.span, format!("`{name}` cannot be used as a name"), label));
            return;
        }
        match self.names.meanings.get(name) {
            None | Some(Meaning::Faulty) => {
                self.names.meanings.insert(key.name.clone(), meaning);
            }
            Some(earlier) => {
                let message = format!("`{name}` is already {}", earlier.describe());
                self.fault(Fault::new(key.span, message, "names are unique across all tables"));
            }
        }
    }

    /// The candidate that is meant, if one is near. Of very many faults the last have no guess: each is held against all names.
    pub(super) fn guess<'n>(&self, name: &str, candidates: impl Iterator<Item = &'n str>) -> Option<String> {
        const GUESSED: usize = 100;
        if self.faults.len() < GUESSED { did_you_mean(name, candidates) } else { None }
    }

    /// The asset or sleeve at `span`, or a fault that names the nearest one. A sleeve that is being read holds itself.
    pub(super) fn position_at(&mut self, name: &str, span: Span) -> Option<Position> {
        let Some(Meaning::Sleeve(sleeve)) = self.names.get(name) else {
            let asset = self.asset_at(name, span)?;
            if self.terms.needs_opens {
                self.has_opens(span, asset);
            }
            return Some(Position::Asset(asset));
        };
        self.resolved_sleeve(sleeve, span).then_some(Position::Sleeve(sleeve))
    }

    /// The asset that a name, a role or a symbol stands for; the first use of a symbol adds it.
    pub(super) fn find_asset(&mut self, name: &str) -> Option<usize> {
        match self.names.get(name) {
            Some(Meaning::Asset(asset)) => Some(asset),
            Some(_) => None,
            None => {
                let symbol = self.universe.asset(name)?.to_owned();
                Some(self.add_asset(name, &symbol))
            }
        }
    }

    pub(super) fn add_asset(&mut self, name: &str, symbol: &str) -> usize {
        let known = self.assets.iter().position(|asset| asset.symbol == symbol);
        known.unwrap_or_else(|| {
            self.assets.push(super::super::checked::Asset { name: name.to_owned(), symbol: symbol.to_owned() });
            self.assets.len() - 1
        })
    }

    /// The asset at `span`, or a fault that names the nearest one.
    pub(super) fn asset_at(&mut self, name: &str, span: Span) -> Option<usize> {
        let found = self.find_asset(name);
        if found.is_some() || self.names.get(name) == Some(Meaning::Faulty) || !self.universe_known {
            return found;
        }
        let fault = match self.names.get(name) {
            Some(meaning) => Fault::new(span, format!("`{name}` is {}", meaning.describe()), "expected an asset"),
            None if name == "cash" => {
                Fault::new(span, "cash is not an asset", "leave it out").help("whatever the weights leave over is cash")
            }
            None => {
                let named = self.names.of(|meaning| matches!(meaning, Meaning::Asset(_) | Meaning::Sleeve(_)));
                let help = self.guess(name, named.chain(self.universe.asset_names()));
                let message = format!("unknown asset `{name}`");
                let label = format!("neither in [assets] nor in dataset `{}`", self.universe.dataset);
                Fault::new(span, message, label).help(help.unwrap_or_else(|| {
                    format!("name it in [assets]: {name} = \"SYMBOL\"; or give the dataset a role: `data import ... --role {name}=SYMBOL`")
                }))
            }
        };
        self.fault(fault);
        None
    }
}
