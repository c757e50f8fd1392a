//! A comparison as tables, as a page for people and as JSON.

use super::run_page::HEADLINE;
use super::table::{Cell, Column, Format, Layout, Table, plain};
use crate::compare::{ByPeriod, Comparison, Interval, REPLICATES, Row};
use crate::error::Result;
use crate::results::Kind;
use crate::stats::{METRICS, Metric, Unit, metric};
use crate::wording::counted;
use serde_json::{Map, Value, json};

/// Parts of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Section {
    /// Metrics side by side
    Metrics,
    /// Differences to one of the runs, with their intervals
    Differences,
    /// What differs in the files
    Files,
    /// Correlation of returns
    Correlation,
    /// Metrics by year, month, decade or regime (with --by)
    By,
}

/// On a page, more differing keys, runs or characters than these are cut, unless the section was asked for.
const KEYS: usize = 16;
const MATRIX: usize = 12;
const VALUE: usize = 44;

/// Which sections and metrics are shown.
#[derive(Clone, Debug)]
pub struct Shown {
    /// None: what a page or file has by itself.
    pub sections: Option<Vec<Section>>,
    /// None: the headline for people, all for machines.
    pub metrics: Option<Vec<&'static Metric>>,
    pub sort: Option<&'static Metric>,
}

impl Shown {
    fn sections(&self, comparison: &Comparison) -> Vec<Section> {
        use Section::*;
        match &self.sections {
            Some(sections) => sections.clone(),
            None if comparison.by.is_empty() => vec![Metrics, Differences, Files, Correlation],
            None => vec![By],
        }
    }

    fn metrics(&self, all: bool) -> Vec<&'static Metric> {
        let mut metrics = match &self.metrics {
            Some(metrics) => metrics.clone(),
            None if all => METRICS.to_vec(),
            None => HEADLINE.iter().filter_map(|key| metric(key)).collect(),
        };
        // What ranks the rows is in sight.
        if let Some(sort) = self.sort.filter(|sort| !metrics.iter().any(|metric| metric.key == sort.key)) {
            metrics.insert(0, sort);
        }
        metrics
    }
}

/// Every section as tables with their names, for files: unrounded, nothing cut.
pub fn compare_tables(comparison: &Comparison, shown: &Shown) -> Vec<(String, Table)> {
    let sections = shown.sections(comparison);
    let has = |section: Section| sections.contains(&section);
    let mut tables = Vec::new();
    if has(Section::Metrics) {
        tables.push(("Metrics".to_owned(), full_metrics(comparison, &shown.metrics(true))));
    }
    for by in comparison.by.iter().filter(|_| has(Section::By)) {
        tables.push((format!("{} by {}", by.metric.title, by.title.to_lowercase()), by_table(by)));
    }
    if has(Section::Differences) {
        tables.push(("Differences".to_owned(), differences(comparison)));
    }
    if has(Section::Files) {
        tables.push(("Files".to_owned(), files(comparison, usize::MAX)));
    }
    if has(Section::Correlation) {
        tables.extend(correlation(comparison).map(|table| ("Correlation".to_owned(), table)));
    }
    tables
}

/// Everything that `compare` prints for people.
///
/// # Errors
/// Those of [`Table::render`].
pub fn compare_page(comparison: &Comparison, shown: &Shown, layout: Layout) -> Result<String> {
    let sections = shown.sections(comparison);
    let heading = if layout.format == Format::Markdown { "## " } else { "" };
    let asked = shown.sections.is_some();
    let mut page = format!("{heading}{}\n", title(comparison, layout));
    for section in sections {
        match section {
            Section::Metrics => {
                page += &format!("\n{}", metrics(comparison, &shown.metrics(false)).laid_out(layout)?);
            }
            Section::By => {
                for by in &comparison.by {
                    page += &format!("\n{heading}{} by {}\n", by.metric.title, by.title.to_lowercase());
                    page += &by_table(by).laid_out(layout)?;
                }
            }
            Section::Differences if !comparison.differences.is_empty() => {
                page += &format!("\n{heading}Differences to {}\n", layout.text(&comparison.reference));
                page += &differences(comparison).laid_out(layout)?;
                page += &format!(
                    "Means and Sharpe ratios of excess returns, a year; 95 % of {REPLICATES} paired resamples lie from low to \
                     high. An interval with 0 in it does not tell the two apart.\n"
                );
            }
            Section::Files if !comparison.files.is_empty() => {
                let mut table = files(comparison, if asked { usize::MAX } else { VALUE });
                let keys = table.rows.len();
                if !asked {
                    table.rows.truncate(KEYS);
                }
                page += &format!("\n{heading}What differs in their files\n{}", table.laid_out(layout)?);
                if keys > table.rows.len() {
                    page += &format!("and {} more: --show files\n", counted(keys - table.rows.len(), "key"));
                }
            }
            Section::Correlation => {
                let Some(table) = correlation(comparison) else {
                    continue;
                };
                if asked || table.rows.len() <= MATRIX {
                    page += &format!("\n{heading}Correlation of returns\n{}", table.laid_out(layout)?);
                } else {
                    page += &format!("\nCorrelation of {} returns: --show correlation\n", table.rows.len());
                }
            }
            Section::Differences | Section::Files => {}
        }
    }
    page.push('\n');
    comparison.warnings.iter().for_each(|warning| page += &format!("Note: {}\n", layout.text(warning)));
    page.truncate(page.trim_end().len());
    Ok(page + "\n")
}

/// What is compared, and over which period.
fn title(comparison: &Comparison, layout: Layout) -> String {
    let results = counted(comparison.rows.len(), "result");
    let Some((start, end, sessions)) = comparison.period else {
        return format!("{results}, each over its own period");
    };
    let bounds: String = comparison.bounds.iter().map(|bound| format!("; {}", layout.text(bound))).collect();
    let common = if comparison.runs.len() > 1 { " over their common period" } else { "" };
    format!("{results}{common}, {start} to {end} ({}{bounds})", counted(sessions, "session"))
}

/// Whether the rows are not all of the same dates.
fn dates_differ(comparison: &Comparison) -> bool {
    let dates = |row: &Row| (row.start, row.end);
    let rows = || comparison.rows.iter().chain(&comparison.benchmarks);
    rows().any(|row| Some(dates(row)) != comparison.rows.first().map(dates))
}

fn metrics(comparison: &Comparison, metrics: &[&'static Metric]) -> Table {
    let dated = dates_differ(comparison);
    let mut columns = vec![Column::new("", "name")];
    columns.extend(metrics.iter().map(|metric| Column::new(metric.title, metric.key)));
    if dated {
        columns.extend([Column::new("Start", "start"), Column::new("End", "end")]);
    }
    let mut table = Table::new(columns);
    for row in comparison.rows.iter().chain(&comparison.benchmarks) {
        let mut cells = vec![Cell::text(row.label.clone())];
        cells.extend(metrics.iter().map(|metric| Cell::Number(row.value(metric), metric.unit)));
        if dated {
            cells.extend([Cell::Date(row.start), Cell::Date(row.end)]);
        }
        table.rows.push(cells);
    }
    table
}

fn full_metrics(comparison: &Comparison, metrics: &[&'static Metric]) -> Table {
    let texts = ["row", "name", "id", "folder", "start", "end"].map(|key| Column::new(key, key));
    let columns = metrics.iter().map(|metric| Column::new(metric.title, metric.key));
    let mut table = Table::new(texts.into_iter().chain(columns));
    let rows = comparison.rows.iter().map(|row| (kind(row), row));
    for (kind, row) in rows.chain(comparison.benchmarks.iter().map(|row| ("benchmark", row))) {
        let mut cells = [kind, &row.label, &row.id, &row.folder].map(Cell::text).to_vec();
        cells.extend([Cell::Date(row.start), Cell::Date(row.end)]);
        cells.extend(metrics.iter().map(|metric| Cell::Number(row.value(metric), metric.unit)));
        table.rows.push(cells);
    }
    table
}

fn kind(row: &Row) -> &'static str {
    match row.kind {
        Kind::Run => "strategy",
        Kind::Sweep => "sweep",
    }
}

fn differences(comparison: &Comparison) -> Table {
    let heads = [
        ("", "name"),
        ("Mean", "mean"),
        ("Low", "mean_low"),
        ("High", "mean_high"),
        ("Sharpe", "sharpe"),
        ("Low", "sharpe_low"),
        ("High", "sharpe_high"),
        ("Beyond chance", "beyond_chance"),
        ("Block", "block"),
        ("Sessions", "sessions"),
    ];
    let mut table = Table::new(heads.map(|(title, key)| Column::new(title, key)));
    for difference in &comparison.differences {
        let found = difference.difference;
        let (mean, sharpe) = (found.map(|found| found.mean), found.and_then(|found| found.sharpe));
        let cells = |interval: Option<Interval>, unit: Unit| {
            [interval.map(|i| i.value), interval.map(|i| i.low), interval.map(|i| i.high)]
                .map(|value| Cell::Number(value, unit))
        };
        let beyond = |interval: Option<Interval>| interval.is_some_and(|interval| interval.excludes_zero());
        let said = match (beyond(mean), beyond(sharpe)) {
            (true, true) => "both",
            (true, false) => "mean",
            (false, true) => "Sharpe",
            (false, false) => "no",
        };
        let mut row = vec![Cell::text(difference.label.clone())];
        row.extend(cells(mean, Unit::Percent));
        row.extend(cells(sharpe, Unit::Ratio));
        row.push(Cell::text(if found.is_some() { said } else { "-" }));
        row.push(Cell::Number(found.map(|found| found.block), Unit::Ratio));
        row.push(Cell::Number(Some(difference.sessions as f64), Unit::Count));
        table.rows.push(row);
    }
    table
}

fn files(comparison: &Comparison, longest: usize) -> Table {
    let runs = comparison.runs.iter().map(|label| Column::new(label, label));
    let mut table = Table::new(std::iter::once(Column::new("Key", "key")).chain(runs));
    for difference in &comparison.files {
        let cell = |value: &Option<String>| match value {
            Some(text) => Cell::text(super::fit::cut(&plain(text), longest)),
            None => Cell::text("-"),
        };
        let key = Cell::text(difference.key.clone());
        table.rows.push(std::iter::once(key).chain(difference.values.iter().map(cell)).collect());
    }
    table
}

fn correlation(comparison: &Comparison) -> Option<Table> {
    let matrix = comparison.correlations.as_ref()?;
    // Columns by number: as many names beside one another fit nowhere.
    let numbers = (1..=matrix.labels.len()).map(|number| number.to_string());
    let columns = numbers.zip(&matrix.labels).map(|(number, label)| Column::new(&number, label));
    let mut table = Table::new(std::iter::once(Column::new("", "name")).chain(columns));
    for (place, (label, values)) in matrix.labels.iter().zip(&matrix.values).enumerate() {
        let cells = values.iter().map(|value| Cell::Number(*value, Unit::Ratio));
        let name = Cell::text(format!("{} {label}", place + 1));
        table.rows.push(std::iter::once(name).chain(cells).collect());
    }
    Some(table)
}

fn by_table(by: &ByPeriod) -> Table {
    let heads = [Column::new(by.title, "part"), Column::new("Sessions", "sessions")];
    let labels = by.labels.iter().map(|label| Column::new(label, label));
    let mut table = Table::new(heads.into_iter().chain(labels));
    for part in &by.parts {
        let mut cells = vec![Cell::text(part.name.clone()), Cell::Number(Some(part.sessions as f64), Unit::Count)];
        cells.extend(part.values.iter().map(|value| Cell::Number(*value, by.metric.unit)));
        table.rows.push(cells);
    }
    table
}

/// `compare --format json`: one object.
pub fn compare_json(comparison: &Comparison, shown: &Shown) -> String {
    let metrics = shown.metrics(true);
    let row = |row: &Row, kind: &str| {
        let values = metrics.iter().map(|metric| (metric.key.to_owned(), json!(row.value(metric))));
        json!({
            "row": kind,
            "name": row.label,
            "id": row.id,
            "folder": row.folder,
            "start": row.start.to_string(),
            "end": row.end.to_string(),
            "metrics": values.collect::<Map<_, _>>(),
        })
    };
    let interval = |interval: Option<Interval>| {
        interval.map(|interval| json!({ "value": interval.value, "low": interval.low, "high": interval.high }))
    };
    let rows = comparison.rows.iter().map(|one| row(one, kind(one)));
    let benchmarks = comparison.benchmarks.iter().map(|one| row(one, "benchmark"));
    let differences = comparison.differences.iter().map(|difference| {
        let found = difference.difference;
        json!({
            "name": difference.label,
            "sessions": difference.sessions,
            "mean": interval(found.map(|found| found.mean)),
            "sharpe": interval(found.and_then(|found| found.sharpe)),
            "block": found.map(|found| found.block),
        })
    });
    let by = comparison.by.iter().map(|by| {
        let parts = by.parts.iter().map(
            |part| json!({ "part": part.name, "sessions": part.sessions, "values": named(&by.labels, &part.values) }),
        );
        json!({ "metric": by.metric.key, "by": by.title.to_lowercase(), "parts": parts.collect::<Vec<_>>() })
    });
    let files =
        comparison.files.iter().map(|file| json!({ "key": file.key, "values": named(&comparison.runs, &file.values) }));
    let correlations = comparison.correlations.as_ref().map(|matrix| {
        let rows = matrix.labels.iter().zip(&matrix.values);
        rows.map(|(label, values)| (label.clone(), named(&matrix.labels, values))).collect::<Map<_, _>>()
    });
    let period = comparison.period.map(
        |(start, end, sessions)| json!({ "start": start.to_string(), "end": end.to_string(), "sessions": sessions }),
    );
    let object = json!({
        "period": period,
        "rows": rows.chain(benchmarks).collect::<Vec<_>>(),
        "reference": comparison.reference,
        "differences": differences.collect::<Vec<_>>(),
        "files": files.collect::<Vec<_>>(),
        "correlations": correlations,
        "by": by.collect::<Vec<_>>(),
        "warnings": comparison.warnings,
    });
    format!("{object:#}\n")
}

fn named<T: serde::Serialize>(labels: &[String], values: &[T]) -> Value {
    labels.iter().zip(values).map(|(label, value)| (label.clone(), json!(value))).collect::<Map<_, _>>().into()
}
