//! Datasets as tables: what there is, what one holds, what is wrong with it.

use super::table::{Cell, Column, Table};
use crate::data::quality::Finding;
use crate::data::store::Summary;
use crate::data::{Calendar, Manifest};
use crate::error::Severity;
use crate::stats::Unit;

/// A row a dataset.
pub fn datasets(summaries: &[Summary]) -> Table {
    let keys = [
        ("Dataset", "name"),
        ("Symbols", "symbols"),
        ("Series", "series"),
        ("First", "first"),
        ("Last", "last"),
        ("Calendar", "calendar"),
        ("", "kind"),
    ];
    let mut table = Table::new(keys.map(|(title, key)| Column::new(title, key)));
    for summary in summaries {
        let date = |date: Option<crate::data::Date>| date.map_or(Cell::text("-"), Cell::Date);
        table.rows.push(vec![
            Cell::text(&summary.name),
            Cell::Number(Some(summary.symbols as f64), Unit::Count),
            Cell::Number(Some(summary.series as f64), Unit::Count),
            date(summary.first),
            date(summary.last),
            Cell::text(calendar_name(summary.calendar)),
            Cell::text(if summary.synthetic { "synthetic" } else { "" }),
        ]);
    }
    table
}

/// A row a symbol and a series, with the roles that each has.
pub fn contents(manifest: &Manifest) -> Table {
    let keys = [
        ("Symbol", "symbol"),
        ("Role", "role"),
        ("Kind", "kind"),
        ("First", "first"),
        ("Last", "last"),
        ("Rows", "rows"),
    ];
    let mut table = Table::new(keys.map(|(title, key)| Column::new(title, key)));
    let roles = |symbol: &str| {
        let roles = manifest.roles.iter().filter(|(_, other)| *other == symbol);
        roles.map(|(role, _)| role.as_str()).collect::<Vec<_>>().join(", ")
    };
    let symbols = manifest.symbols.iter().map(|(symbol, entry)| (symbol, "asset", entry.first, entry.last, entry.rows));
    let series = manifest.series.iter().map(|(symbol, entry)| (symbol, "series", entry.first, entry.last, entry.rows));
    for (symbol, kind, first, last, rows) in symbols.chain(series) {
        table.rows.push(vec![
            Cell::text(symbol),
            Cell::text(roles(symbol)),
            Cell::text(kind),
            Cell::Date(first),
            Cell::Date(last),
            Cell::Number(Some(rows as f64), Unit::Count),
        ]);
    }
    table
}

/// A row a finding.
pub fn findings(findings: &[Finding]) -> Table {
    let keys = [("", "severity"), ("Symbol", "symbol"), ("Date", "date"), ("Finding", "finding")];
    let mut table = Table::new(keys.map(|(title, key)| Column::new(title, key)));
    for finding in findings {
        table.rows.push(vec![
            Cell::text(match finding.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
            }),
            Cell::text(finding.symbol.as_deref().unwrap_or("")),
            finding.date.map_or(Cell::text(""), Cell::Date),
            Cell::text(&finding.message),
        ]);
    }
    table
}

/// As dataset.toml writes it.
fn calendar_name(calendar: Calendar) -> &'static str {
    match calendar {
        Calendar::Nyse => "NYSE",
        Calendar::Weekdays => "weekdays",
        Calendar::All => "all",
        Calendar::Data => "data",
    }
}
