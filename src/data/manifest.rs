//! `dataset.toml`: what a dataset holds, where it comes from, and how its sessions are counted.

use super::bars::Date;
use super::calendar::Calendar;
use super::groups::GroupEntry;
use super::toml_date;
use crate::error::{Error, Result};
use crate::strategy::Field;
use crate::wording::did_you_mean;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One dataset folder's description. Unknown keys are refused.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    pub name: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub about: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub licence: String,
    /// Made by a model, not by a market: said in every output.
    #[serde(default)]
    pub synthetic: bool,
    #[serde(default)]
    pub calendar: Calendar,
    /// For annualising; 252 where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sessions_per_year: Option<f64>,
    /// What the prices are adjusted for, in words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub basis: String,
    /// `large = "SPY"`: the names that strategy files use where they have no `[assets]` of their own.
    #[serde(default)]
    pub roles: BTreeMap<String, String>,
    #[serde(default)]
    pub groups: BTreeMap<String, GroupEntry>,
    #[serde(default)]
    pub symbols: BTreeMap<String, SymbolEntry>,
    #[serde(default)]
    pub series: BTreeMap<String, SeriesEntry>,
}

/// Prices of one asset: a Parquet or CSV file, its path relative to the manifest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SymbolEntry {
    pub file: String,
    /// Lower-case hex SHA-256 of the file's bytes.
    pub sha256: String,
    #[serde(with = "toml_date")]
    pub first: Date,
    #[serde(with = "toml_date")]
    pub last: Date,
    pub rows: usize,
    /// The stored columns.
    pub columns: Vec<Field>,
    /// Its last bar is the end of its life, not the end of the download.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub delisted: bool,
}

/// Observations of one exogenous series.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeriesEntry {
    pub file: String,
    /// Lower-case hex SHA-256 of the file's bytes.
    pub sha256: String,
    #[serde(with = "toml_date")]
    pub first: Date,
    #[serde(with = "toml_date")]
    pub last: Date,
    pub rows: usize,
    /// Each row says when it was published, in a column `known`; a date may have several rows, its vintages.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub vintages: bool,
}

impl Manifest {
    /// A dataset that holds nothing yet: real data on the NYSE calendar until told otherwise.
    pub fn new(name: impl Into<String>) -> Self {
        Manifest { name: name.into(), ..Manifest::default() }
    }

    /// The text of a `dataset.toml` -> a manifest whose parts agree with one another.
    ///
    /// # Errors
    /// TOML that does not parse (the message shows the line), unknown keys, and everything that [`Manifest::check`] refuses.
    pub fn parse(text: &str) -> Result<Manifest> {
        let manifest: Manifest = toml::from_str(text)
            .map_err(|error| Error::input(format!("dataset.toml cannot be read: {}", error.to_string().trim_end())))?;
        manifest.check()?;
        Ok(manifest)
    }

    /// The text of its `dataset.toml`.
    pub fn to_toml(&self) -> Result<String> {
        toml::to_string(self).map_err(|error| Error::failed(format!("cannot write dataset.toml: {error}")))
    }

    /// Whether its parts agree: roles and group members exist, spells are in order, roles are words that expressions can use, no name is both
    /// an asset and a series, `sessions_per_year` is above zero.
    pub fn check(&self) -> Result<()> {
        for (role, symbol) in &self.roles {
            self.check_role(role, symbol)?;
        }
        for (group, members) in &self.groups {
            if let Some(member) = members.symbols().into_iter().find(|member| !self.symbols.contains_key(*member)) {
                let error = Error::input(format!("group `{group}` names `{member}`, which has no prices here"));
                return Err(self.suggest(error, member));
            }
            if let Some((member, flaw)) = members.flaw() {
                return Err(Error::input(format!("group `{group}`, member `{member}`: {flaw}")).help(
                    "`from` and `to` are the first and the last day of a spell; spells stand one after the other",
                ));
            }
        }
        if let Some(both) = self.symbols.keys().find(|symbol| self.series.contains_key(*symbol)) {
            return Err(Error::input(format!("`{both}` is both an asset and a series"))
                .help("give one of the two another name: rename its file, or its column"));
        }
        match self.sessions_per_year {
            Some(n) if !(n.is_finite() && n > 0.0) => {
                Err(Error::input(format!("`sessions_per_year` is {n}, and must be above zero"))
                    .help("252 for stocks, 365 where every day is a session"))
            }
            _ => Ok(()),
        }
    }

    fn check_role(&self, role: &str, symbol: &str) -> Result<()> {
        let plain = role.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && role.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if !plain {
            return Err(Error::input(format!("role `{role}` is not a plain word"))
                .help("a role is a name for strategy files: letters, digits and underscores, such as `large`"));
        }
        if !self.symbols.contains_key(symbol) && !self.series.contains_key(symbol) {
            let error = Error::input(format!("role `{role}` names `{symbol}`, which the dataset does not hold"));
            return Err(self.suggest(error, symbol));
        }
        Ok(())
    }

    fn suggest(&self, error: Error, name: &str) -> Error {
        let known = self.symbols.keys().chain(self.series.keys()).map(String::as_str);
        match did_you_mean(name, known) {
            Some(help) => error.help(help),
            None => error.help("`rotascope data list` shows what a dataset holds"),
        }
    }

    /// First and last day over all symbols, or over all series where there are no symbols.
    pub fn range(&self) -> Option<(Date, Date)> {
        let of_symbols = self.symbols.values().map(|entry| (entry.first, entry.last));
        let of_series = self.series.values().map(|entry| (entry.first, entry.last));
        let widest = |a: (Date, Date), b: (Date, Date)| (a.0.min(b.0), a.1.max(b.1));
        of_symbols.reduce(widest).or_else(|| of_series.reduce(widest))
    }
}
