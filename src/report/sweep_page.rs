//! A sweep: the best and the worst, what is around the best, how each parameter matters, and where the file's own values stand.

use super::heatmap::{grid_table, heat_map, title};
use super::table::{Cell, Column, Format, Layout, Table};
use crate::compare::Grid;
use crate::error::Result;
use crate::results::SweepRecord;
use crate::stats::{CORE, Metric, Unit};
use crate::strategy::Axis;
use crate::sweep::{EXACT, Marginal, Own, Prepared, Ranked};
use crate::wording::counted;

/// Of an axis with more values than this, some are on the page.
const LISTED: usize = 12;

fn axis_cell(axis: &Axis, value: usize) -> Cell {
    axis.number(value).map_or_else(|| Cell::text(axis.labels[value].clone()), Cell::Given)
}

fn row_table<'a>(prepared: &Prepared, metrics: impl Iterator<Item = &'a Metric> + Clone, rows: &[Ranked]) -> Table {
    let axes = prepared.axes().iter().map(|axis| Column::new(&axis.name, &format!("params.{}", axis.name)));
    let first = std::iter::once(Column::new("Row", "row"));
    let mut table =
        Table::new(first.chain(axes).chain(metrics.clone().map(|metric| Column::new(metric.title, metric.key))));
    for row in rows {
        let mut cells = vec![Cell::Number(Some(row.row as f64), Unit::Count)];
        cells.extend(prepared.axes().iter().zip(&row.values).map(|(axis, value)| axis_cell(axis, *value)));
        cells.extend(metrics.clone().map(|metric| {
            let column = prepared.metrics().iter().position(|other| other.key == metric.key);
            let value = column.map(|column| row.metrics[column]).filter(|value| !value.is_nan());
            Cell::Number(value, metric.unit)
        }));
        table.rows.push(cells);
    }
    table
}

/// The flat table of `sweep --format csv`: a column a parameter and a metric.
pub fn sweep_table(record: &SweepRecord) -> Table {
    row_table(record.prepared, record.prepared.metrics().iter().copied(), &record.overview.best)
}

/// Everything as tables with their names, for files: unrounded, every metric, every value of a parameter.
pub fn sweep_tables(record: &SweepRecord, map: Option<&Grid>) -> Vec<(String, Table)> {
    let all = record.prepared.metrics().iter().copied();
    let mut tables = vec![
        ("Best".to_owned(), sweep_table(record)),
        ("Worst".to_owned(), row_table(record.prepared, all, &record.overview.worst)),
        ("Parameters".to_owned(), marginals(record, usize::MAX)),
    ];
    tables.retain(|(_, table)| !table.rows.is_empty());
    tables.extend(map.map(|grid| (format!("Map of {}", grid.metric.title), grid_table(grid))));
    tables
}

/// Everything that `sweep` prints for people, with a map of two of its parameters if there is one.
///
/// # Errors
/// Those of [`Table::render`].
pub fn sweep_page(record: &SweepRecord, map: Option<&Grid>, layout: Layout) -> Result<String> {
    let SweepRecord { prepared, overview, .. } = record;
    let metric = overview.metric;
    let mut metrics: Vec<&Metric> = CORE.to_vec();
    if !metrics.iter().any(|other| other.key == metric.key) {
        metrics.insert(0, metric);
    }
    let table = |rows: &[Ranked]| row_table(prepared, metrics.iter().copied(), rows).laid_out(layout);
    let heading = if layout.format == Format::Markdown { "## " } else { "" };
    let (count, ranked) = (overview.rows, overview.ranked);
    let rate = format!("{:.0} a second", record.measured as f64 / record.seconds.max(1e-9));
    let measured = match (record.measured, overview.rows - record.measured) {
        (_, 0) => rate,
        (0, _) => "all were there from before".to_owned(),
        (_, before) => format!("{rate}; {before} were there from before"),
    };
    let mut page = format!(
        "{heading}{}\n{count} combinations, {} to {}, in {:.2} s ({measured}); by {}\n",
        layout.text(&record.name()),
        prepared.start,
        prepared.end,
        record.seconds,
        metric.key
    );
    if !overview.best.is_empty() {
        page += &format!("\n{heading}The best {}\n{}", overview.best.len(), table(&overview.best)?);
    }
    if !overview.worst.is_empty() {
        page += &format!("\n{heading}The worst {}\n{}", overview.worst.len(), table(&overview.worst)?);
    }
    if let Some(plateau) = &overview.plateau {
        let said = |value: Option<f64>| Cell::Number(value, metric.unit).rounded();
        let undefined = match plateau.undefined {
            0 => String::new(),
            undefined => format!(" ({undefined} without one)"),
        };
        page += &format!(
            "\nAround the best, one step along each axis: {} of {}, median {}, worst {}{undefined}.\n",
            metric.key,
            counted(plateau.neighbours, "neighbour"),
            said(plateau.median),
            said(plateau.worst),
        );
    }
    page += &format!(
        "\n{heading}How each parameter matters: {} by value\n{}",
        metric.key,
        marginals(record, LISTED).laid_out(layout)?
    );
    if record.overview.marginals.iter().any(|by_value| by_value.len() > LISTED) {
        page += &format!("Of more than {LISTED} values some are listed; --format json has all.\n");
    }
    if let Some(sampled) = overview.sampled {
        page += &format!("From {sampled} rows drawn by a fixed seed, as there are more than {EXACT}.\n");
    }
    if let Some(grid) = map {
        page += &match layout.format {
            Format::Table => format!("\n{}", heat_map(grid, layout.width)),
            _ => format!("\n{heading}{}\n{}", title(grid), grid_table(grid).laid_out(layout)?),
        };
    }
    page.push('\n');
    page += &match &overview.own {
        Own::Ranked { row: Some(_), rank } => format!("The file's own values rank {rank} of {ranked}.\n"),
        Own::Ranked { row: None, rank } => {
            format!("The file's own values, which are no row, would rank {rank} beside {ranked}.\n")
        }
        Own::Unranked { why, .. } => format!("The file as it is has no rank: {why}.\n"),
    };
    if ranked < count {
        page += &format!("{} without a {} or with too few trades are not ranked.\n", count - ranked, metric.key);
    }
    for notice in warnings(record) {
        page += &format!("Note: {notice}\n");
    }
    page += &format!("The best of {count} looks better than it is: it was chosen for it.\n");
    let folder = layout.text(&record.folder.display().to_string());
    if let Some(best) = overview.best.first() {
        page += &format!("The best in full: rotascope run --pick {} {folder}\n", best.row);
    }
    page += &format!("Files: {folder}\n");
    Ok(page)
}

/// What a reader has to know: of all rows, and of those that have no figures.
pub(super) fn warnings(record: &SweepRecord) -> Vec<String> {
    let mut warnings = record.prepared.notices.clone();
    if let (failed, Some(first)) = record.overview.failed {
        let rows = counted(failed as usize, "combination");
        warnings.push(format!(
            "{rows} without any figure: their runs fail; row {first} is the first, and its run says why"
        ));
    }
    warnings
}

/// For each value of each axis, the median of the ranked metric over all combinations that have it, and its quartiles. `listed`:
/// of an axis with more values, about so many of them.
fn marginals(record: &SweepRecord, listed: usize) -> Table {
    let heads = [
        ("Parameter", "parameter"),
        ("Value", "value"),
        ("Median", "median"),
        ("Lower quarter", "lower"),
        ("Upper quarter", "upper"),
    ];
    let mut table = Table::new(heads.map(|(title, key)| Column::new(title, key)));
    for (axis, by_value) in record.prepared.axes().iter().zip(&record.overview.marginals) {
        for (value, marginal) in by_value.iter().enumerate().step_by(by_value.len().div_ceil(listed).max(1)) {
            let Marginal { median, lower, upper, .. } = *marginal;
            let mut cells = vec![Cell::text(axis.name.clone()), axis_cell(axis, value)];
            cells.extend([median, lower, upper].map(|share| Cell::Number(share, record.overview.metric.unit)));
            table.rows.push(cells);
        }
    }
    table
}
