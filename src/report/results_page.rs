//! What results there are.

use super::table::{Cell, Column, Format, Layout, Table};
use crate::error::Result;
use crate::results::{Metrics, Past};
use crate::stats::{Metric, Unit, metric};
use std::time::SystemTime;

/// The metrics of the list, unless the user names others.
const LISTED: [&str; 3] = ["cagr", "sharpe", "max_drawdown"];

/// The table for people has no ids: they are the last part of the folders.
///
/// # Errors
/// Those of [`Table::render`].
pub fn results_page(table: &Table, layout: Layout) -> Result<String> {
    let id = table.columns.iter().position(|column| column.key == "id");
    match (layout.format, id) {
        (Format::Table | Format::Markdown, Some(id)) => {
            let mut page = table.clone();
            page.columns.remove(id);
            page.rows.iter_mut().for_each(|row| drop(row.remove(id)));
            page.laid_out(layout)
        }
        _ => table.laid_out(layout),
    }
}

/// A row a result, in their order, with the metrics of each (none for a sweep); `now` is what ages are counted to.
pub fn results_table(
    results: &[(Past, Option<Metrics>)],
    metrics: Option<&[&'static Metric]>,
    now: SystemTime,
) -> Table {
    let listed: Vec<&Metric> = LISTED.iter().filter_map(|key| metric(key)).collect();
    let metrics = metrics.unwrap_or(&listed);
    let before = [
        ("Strategy", "strategy"),
        ("Id", "id"),
        ("Kind", "kind"),
        ("Dataset", "dataset"),
        ("Start", "start"),
        ("End", "end"),
    ];
    let after = [("Engine", "engine"), ("kB", "kilobytes"), ("Days old", "days_old"), ("Folder", "folder")];
    let column = |(title, key): (&str, &str)| Column::new(title, key);
    let columns = before.into_iter().map(column);
    let columns = columns.chain(metrics.iter().map(|metric| Column::new(metric.title, metric.key)));
    let mut table = Table::new(columns.chain(after.into_iter().map(column)));
    for (past, values) in results {
        let about = &past.about;
        let mut cells = vec![
            Cell::text(past.name()),
            Cell::text(about.id.clone()),
            Cell::text(past.kind.name()),
            Cell::text(about.dataset.clone()),
            Cell::Date(about.start),
            Cell::Date(about.end),
        ];
        cells.extend(metrics.iter().map(|metric| {
            let value = values.as_ref().and_then(|values| values.get(metric.key).copied().flatten());
            Cell::Number(value, metric.unit)
        }));
        let age = now.duration_since(past.written).unwrap_or_default();
        cells.extend([
            Cell::text(about.engine.trim_start_matches("rotascope ")),
            Cell::Number(Some((past.bytes as f64 / 1000.0).ceil()), Unit::Count),
            Cell::Number(Some((age.as_secs() / 86_400) as f64), Unit::Days),
            Cell::text(past.folder.display().to_string()),
        ]);
        table.rows.push(cells);
    }
    table
}
