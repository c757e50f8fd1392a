//! A sweep: the best and the worst, how each parameter matters, and where the file's own values stand.

use super::table::{Cell, Column, Format, Table};
use crate::error::Result;
use crate::results::SweepRecord;
use crate::stats::{Better, CORE, Metric, Unit};
use crate::strategy::{Axis, Target};
use crate::sweep::Swept;
use serde_json::{Map, Value, json};

/// How many of the worst are shown.
const WORST: usize = 3;
/// An axis with more values than this is summed up by its best and worst only.
const LISTED: usize = 12;

/// The rows of a sweep from the best to the worst.
pub struct Ranking {
    pub metric: &'static Metric,
    /// Rows that have the metric and traded enough.
    pub rows: Vec<usize>,
    /// The metric's place among the columns.
    column: usize,
}

impl Ranking {
    pub fn new(swept: &Swept, metric: &'static Metric, min_trades: usize) -> Ranking {
        let place = |key: &str| swept.metrics.iter().position(|metric| metric.key == key);
        let column = place(metric.key).unwrap_or(0);
        let traded = place("trades").or(place("switches"));
        let values = &swept.columns[column];
        let enough = |row: &usize| {
            traded.is_none_or(|traded| min_trades == 0 || swept.columns[traded][*row] >= min_trades as f64)
        };
        let mut rows: Vec<usize> = (0..values.len()).filter(|row| !values[*row].is_nan()).filter(enough).collect();
        rows.sort_by(|a, b| match metric.better {
            Better::Lower => values[*a].total_cmp(&values[*b]),
            Better::Higher | Better::Neither => values[*b].total_cmp(&values[*a]),
        });
        Ranking { metric, rows, column }
    }

    fn value(&self, swept: &Swept, row: usize) -> f64 {
        swept.columns[self.column][row]
    }
}

fn axis_cell(axis: &Axis, value: usize) -> Cell {
    match axis.target {
        Target::Param(_) => Cell::text(axis.numbers[value].to_string()),
        Target::Key => Cell::text(axis.labels[value].clone()),
    }
}

fn row_table<'a>(swept: &Swept, metrics: impl Iterator<Item = &'a Metric> + Clone, rows: &[usize]) -> Table {
    let axes = swept.axes.iter().map(|axis| Column::new(&axis.name, &format!("params.{}", axis.name)));
    let first = std::iter::once(Column::new("Row", "row"));
    let mut table =
        Table::new(first.chain(axes).chain(metrics.clone().map(|metric| Column::new(metric.title, metric.key))));
    for row in rows {
        let mut cells = vec![Cell::Number(Some(*row as f64), Unit::Count)];
        cells.extend(swept.axes.iter().zip(swept.values(*row)).map(|(axis, value)| axis_cell(axis, value)));
        cells.extend(metrics.clone().map(|metric| {
            let column = swept.metrics.iter().position(|other| other.key == metric.key);
            let value = column.map(|column| swept.columns[column][*row]).filter(|value| !value.is_nan());
            Cell::Number(value, metric.unit)
        }));
        table.rows.push(cells);
    }
    table
}

/// The flat table of `sweep --format csv`: a column a parameter and a metric.
pub fn sweep_table(record: &SweepRecord, ranking: &Ranking, top: usize) -> Table {
    let shown = &ranking.rows[..top.min(ranking.rows.len())];
    row_table(&record.swept, record.swept.metrics.iter().copied(), shown)
}

/// `sweep --format json`: one object.
pub fn sweep_json(record: &SweepRecord, ranking: &Ranking, top: usize) -> String {
    let swept = &record.swept;
    let best = ranking.rows.iter().take(top).map(|row| {
        let params = swept.axes.iter().zip(swept.values(*row)).map(|(axis, value)| {
            let value = match axis.target {
                Target::Param(_) => json!(axis.numbers[value]),
                Target::Key => json!(axis.labels[value]),
            };
            (axis.name.clone(), value)
        });
        let metrics =
            swept.metrics.iter().zip(&swept.columns).map(|(metric, column)| {
                (metric.key.to_owned(), json!(Some(column[*row]).filter(|value| !value.is_nan())))
            });
        json!({
            "row": row,
            "params": params.collect::<Map<_, _>>(),
            "metrics": metrics.collect::<Map<_, _>>(),
        })
    });
    let object = json!({
        "strategy": record.name(),
        "file": record.file,
        "id": record.id,
        "folder": record.folder.display().to_string(),
        "start": swept.start.to_string(),
        "end": swept.end.to_string(),
        "combinations": swept.len(),
        "seconds": record.seconds,
        "best": best.collect::<Vec<Value>>(),
        "statistics": Value::Null,
        "warnings": swept.notices,
    });
    format!("{object:#}\n")
}

/// Everything that `sweep` prints for people.
///
/// # Errors
/// Those of [`Table::render`].
pub fn sweep_page(record: &SweepRecord, ranking: &Ranking, top: usize, format: Format) -> Result<String> {
    let swept = &record.swept;
    let mut metrics: Vec<&Metric> = CORE.to_vec();
    if !metrics.iter().any(|metric| metric.key == ranking.metric.key) {
        metrics.insert(0, ranking.metric);
    }
    let table = |rows: &[usize]| row_table(swept, metrics.iter().copied(), rows).render(format);
    let (count, ranked) = (swept.len(), ranking.rows.len());
    let rate = count as f64 / record.seconds.max(1e-9);
    let mut page = format!(
        "{}\n{count} combinations, {} to {}, in {:.2} s ({rate:.0} a second); by {}\n",
        record.name(),
        swept.start,
        swept.end,
        record.seconds,
        ranking.metric.key
    );
    let best = &ranking.rows[..top.min(ranked)];
    page += &format!("\nThe best {}\n{}", best.len(), table(best)?);
    if ranked > best.len() {
        let worst = &ranking.rows[best.len().max(ranked.saturating_sub(WORST))..];
        page += &format!("\nThe worst {}\n{}", worst.len(), table(worst)?);
    }
    page += &format!(
        "\nHow each parameter matters: {} by value\n{}",
        ranking.metric.key,
        marginals(swept, ranking).render(format)?
    );
    if let Some(rank) = own_rank(swept, ranking) {
        page += &format!("\nThe file's own values rank {rank} of {ranked}.\n");
    }
    if ranked < count {
        page +=
            &format!("{} without a {} or with too few trades are not ranked.\n", count - ranked, ranking.metric.key);
    }
    for notice in &swept.notices {
        page += &format!("Note: {notice}\n");
    }
    page += &format!("The best of {count} looks better than it is: it was chosen for it.\n");
    page += &format!(
        "One in full: rotascope run --pick ROW {}\nFiles: {}\n",
        record.folder.display(),
        record.folder.display()
    );
    Ok(page)
}

/// For each value of each axis, the median of the ranked metric over all combinations that have it, and its quartiles.
fn marginals(swept: &Swept, ranking: &Ranking) -> Table {
    let heads = [
        ("Parameter", "parameter"),
        ("Value", "value"),
        ("Median", "median"),
        ("Lower quarter", "lower"),
        ("Upper quarter", "upper"),
    ];
    let mut table = Table::new(heads.map(|(title, key)| Column::new(title, key)));
    for (place, axis) in swept.axes.iter().enumerate() {
        let mut by_value: Vec<Vec<f64>> = vec![Vec::new(); axis.labels.len()];
        for row in &ranking.rows {
            by_value[swept.values(*row)[place]].push(ranking.value(swept, *row));
        }
        by_value.iter_mut().for_each(|values| values.sort_by(f64::total_cmp));
        let quantile = |values: &[f64], share: f64| -> Option<f64> {
            let at = share * values.len().checked_sub(1)? as f64;
            let (low, high) = (values[at.floor() as usize], values[at.ceil() as usize]);
            Some(low + (high - low) * at.fract())
        };
        let step = by_value.len().div_ceil(LISTED);
        for (value, values) in by_value.iter().enumerate().step_by(step) {
            let mut cells = vec![Cell::text(axis.name.clone()), axis_cell(axis, value)];
            cells.extend([0.5, 0.25, 0.75].map(|share| Cell::Number(quantile(values, share), ranking.metric.unit)));
            table.rows.push(cells);
        }
    }
    table
}

/// The rank of the combination with the file's own values, if it was tried.
fn own_rank(swept: &Swept, ranking: &Ranking) -> Option<usize> {
    let own: Vec<usize> = swept
        .axes
        .iter()
        .map(|axis| match axis.target {
            Target::Param(param) => {
                axis.numbers.iter().position(|number| *number == swept.strategy.params[param].value)
            }
            Target::Key => None,
        })
        .collect::<Option<_>>()?;
    ranking.rows.iter().position(|row| swept.values(*row) == own).map(|place| place + 1)
}
