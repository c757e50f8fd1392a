//! `dataset.toml`: what a dataset holds, where it comes from, and how its sessions are counted.

use super::bars::Date;
use super::calendar::Calendar;
use crate::strategy::Field;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One dataset folder's description. Unknown keys are refused.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
    /// `large = "SPY"`: the names that strategy files use where they have no [assets] of their own.
    #[serde(default)]
    pub roles: BTreeMap<String, String>,
    #[serde(default)]
    pub groups: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub symbols: BTreeMap<String, SymbolEntry>,
    #[serde(default)]
    pub series: BTreeMap<String, SeriesEntry>,
}

/// Prices of one asset: a Parquet or CSV file beside the manifest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SymbolEntry {
    pub file: String,
    pub sha256: String,
    pub first: Date,
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
    pub sha256: String,
    pub first: Date,
    pub last: Date,
    pub rows: usize,
}
