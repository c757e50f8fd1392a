//! The groups of a `dataset.toml`: lists of symbols, or tables of members with the days on which they belong.

use super::bars::Date;
use super::toml_date;
use crate::strategy::{Spell, spell_flaw};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The members of one group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(
    untagged,
    expecting = "a group is a list of symbols, or a table of them: SPY = {}, XLC = { from = 2018-06-18, to = 2020-01-31 }, or a list of such spells"
)]
pub enum GroupEntry {
    Always(Vec<String>),
    /// Members by symbol, which is the order in which ties are settled.
    Dated(BTreeMap<String, SpellsEntry>),
}

/// When one member belongs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum SpellsEntry {
    One(SpellEntry),
    Several(Vec<SpellEntry>),
}

/// A stretch of days, both ends included; one that is left out is open. A map, because serde reads structs from lists too.
type SpellEntry = BTreeMap<End, Day>;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum End {
    From,
    To,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Day(#[serde(with = "toml_date")] Date);

impl GroupEntry {
    pub fn symbols(&self) -> Vec<&str> {
        match self {
            GroupEntry::Always(symbols) => symbols.iter().map(String::as_str).collect(),
            GroupEntry::Dated(members) => members.keys().map(String::as_str).collect(),
        }
    }

    /// Symbols, and when they belong; no spells: always.
    pub fn members(&self) -> Vec<(String, Vec<Spell>)> {
        match self {
            GroupEntry::Always(symbols) => symbols.iter().map(|symbol| (symbol.clone(), Vec::new())).collect(),
            GroupEntry::Dated(members) => {
                members.iter().map(|(symbol, spells)| (symbol.clone(), spells.spells())).collect()
            }
        }
    }

    /// The first member whose spells do not hold together, and why.
    pub(super) fn flaw(&self) -> Option<(&str, String)> {
        let GroupEntry::Dated(members) = self else { return None };
        members.iter().find_map(|(symbol, entry)| {
            let never = || matches!(entry, SpellsEntry::Several(list) if list.is_empty());
            let flaw = spell_flaw(&entry.spells()).map(|(_, flaw)| flaw);
            Some((symbol.as_str(), flaw.or_else(|| never().then(|| "it has no spell, and is never a member".into()))?))
        })
    }
}

impl From<Vec<String>> for GroupEntry {
    fn from(symbols: Vec<String>) -> Self {
        GroupEntry::Always(symbols)
    }
}

impl SpellsEntry {
    fn spells(&self) -> Vec<Spell> {
        let entries = match self {
            SpellsEntry::One(entry) if entry.is_empty() => &[],
            SpellsEntry::One(entry) => std::slice::from_ref(entry),
            SpellsEntry::Several(entries) => entries.as_slice(),
        };
        let day = |entry: &SpellEntry, end: End| entry.get(&end).map(|day| day.0);
        entries.iter().map(|entry| Spell { from: day(entry, End::From), to: day(entry, End::To) }).collect()
    }
}
