//! Roles: the names by which strategy files call a dataset's symbols.

use super::Imported;
use crate::error::{Error, Result};
use crate::wording::{did_you_mean, listed};
use std::collections::BTreeSet;

/// Tickers that stand for something, and the role each gets where nobody has it: of several for one role, the first that
/// the dataset holds. Funds are those with the longest history; series are FRED's.
pub const WELL_KNOWN: [(&str, &str); 25] = [
    ("SPY", "large"),
    ("IVV", "large"),
    ("VOO", "large"),
    ("IWM", "small"),
    ("IJR", "small"),
    ("MDY", "mid"),
    ("QQQ", "growth"),
    ("VTI", "total_market"),
    ("EFA", "foreign"),
    ("EEM", "emerging"),
    ("BIL", "bills"),
    ("AGG", "bonds"),
    ("BND", "bonds"),
    ("SHY", "short_bonds"),
    ("TLT", "long_bonds"),
    ("IEF", "treasuries"),
    ("TIP", "inflation_linked"),
    ("HYG", "credit"),
    ("LQD", "corporate"),
    ("VNQ", "real_estate"),
    ("GLD", "gold"),
    ("DBC", "commodities"),
    ("DFF", "policy_rate"),
    ("WALCL", "balance_sheet"),
    ("T10Y3M", "yield_curve"),
];

/// Gives the roles asked for, then those of well-known tickers that were imported and whose roles are free.
pub fn assign(imported: &mut Imported, asked: &[(String, String)]) -> Result<()> {
    let new = imported.symbols.iter().map(|(name, _)| name);
    let new: BTreeSet<String> = new.chain(imported.series.iter().map(|(name, _)| name)).cloned().collect();
    let manifest = &mut imported.manifest;
    let held = manifest.symbols.keys().chain(manifest.series.keys());
    let known: BTreeSet<&str> = held.chain(&new).map(String::as_str).collect();
    for (role, symbol) in asked {
        if !known.contains(symbol.as_str()) {
            let help = did_you_mean(symbol, known.iter().copied())
                .unwrap_or_else(|| format!("a role names one of {}", listed(known.iter().copied())));
            return Err(Error::input(format!("role `{role}` names `{symbol}`, which is not among the data")).help(help));
        }
    }
    let mut roles = manifest.roles.clone();
    roles.extend(asked.iter().cloned());
    let mut given = Vec::new();
    for (symbol, role) in WELL_KNOWN {
        if known.contains(symbol) && !roles.contains_key(role) {
            roles.insert(role.to_owned(), symbol.to_owned());
            given.push(format!("{role} = {symbol}"));
        }
    }
    if !given.is_empty() {
        imported.notes.push(format!("roles given to well-known tickers: {}", given.join(", ")));
    }
    manifest.roles = roles;
    Ok(())
}
