//! What a checker has to know of a dataset.

use super::spell::Spell;
use super::types::Field;
use std::collections::BTreeMap;

/// The names that a dataset offers to strategy files.
#[derive(Clone, Debug, Default)]
pub struct Universe {
    pub dataset: String,
    /// Assets by symbol, with the fields that each has.
    pub symbols: BTreeMap<String, Vec<Field>>,
    /// Symbols of exogenous series.
    pub series: Vec<String>,
    /// Those of the series whose observations say when they were published.
    pub vintages: Vec<String>,
    /// The members of each group: symbols, and when they belong (no spells: always).
    pub groups: BTreeMap<String, Vec<(String, Vec<Spell>)>>,
    /// Role -> symbol of an asset or a series.
    pub roles: BTreeMap<String, String>,
}

/// Why there is no universe: the dataset that a file names cannot be opened.
#[derive(Clone, Debug)]
pub struct NoUniverse {
    pub message: String,
    pub help: Option<String>,
}

impl Universe {
    /// The asset that a symbol or a role stands for.
    pub fn asset(&self, name: &str) -> Option<&str> {
        let symbol = self.roles.get(name).map_or(name, String::as_str);
        self.symbols.get_key_value(symbol).map(|(symbol, _)| symbol.as_str())
    }

    /// The series that a symbol or a role stands for.
    pub fn series(&self, name: &str) -> Option<&str> {
        let symbol = self.roles.get(name).map_or(name, String::as_str);
        self.series.iter().map(String::as_str).find(|series| *series == symbol)
    }

    /// Roles and symbols of assets, for suggestions.
    pub fn asset_names(&self) -> impl Iterator<Item = &str> {
        let roles = self.roles.iter().filter(|(_, symbol)| self.symbols.contains_key(*symbol));
        roles.map(|(role, _)| role.as_str()).chain(self.symbols.keys().map(String::as_str))
    }

    /// Roles and symbols of series, for suggestions.
    pub fn series_names(&self) -> impl Iterator<Item = &str> {
        let roles = self.roles.iter().filter(|(_, symbol)| self.series.contains(symbol));
        roles.map(|(role, _)| role.as_str()).chain(self.series.iter().map(String::as_str))
    }
}
