//! Runs as tables: one row a run and its benchmark's; for a single run, its years, its worst drawdowns and every metric.

use super::chart::charts;
use super::table::{Cell, Column, Format, Layout, Table};
use crate::data::Date;
use crate::error::Result;
use crate::results::Record;
use crate::stats::{METRICS, Measures, Unit, drawdowns, metric, yearly_returns};
use crate::strategy::{Fill, Rebalance};
use crate::wording::counted;

/// The metrics of the first table, by key; the rest follow for a single run.
pub(super) const HEADLINE: [&str; 9] =
    ["total_return", "cagr", "volatility", "sharpe", "sortino", "max_drawdown", "calmar", "switches", "exposure"];

/// How many drawdowns a single run lists.
const WORST: usize = 5;

/// Columns of the charts, where there are as many.
const CHART: usize = 80;

/// Everything that `run` prints for people.
///
/// # Errors
/// Those of [`Table::render`].
pub fn runs_page(records: &[Record], layout: Layout) -> Result<String> {
    match records {
        [] => Ok(String::new()),
        [record] => single(record, layout),
        records => many(records, layout),
    }
}

/// The flat table of `run --format csv`: a column a parameter and a metric; each run's benchmark in a row of its own.
pub fn runs_table(records: &[Record]) -> Table {
    let mut params: Vec<&str> = Vec::new();
    for param in records.iter().flat_map(|record| &record.strategy.params) {
        if !params.contains(&param.name.as_str()) {
            params.push(&param.name);
        }
    }
    let texts = ["row", "strategy", "file", "id", "folder", "start", "end"].map(|key| Column::new(key, key));
    let param_columns = params.iter().map(|name| Column::new(name, &format!("params.{name}")));
    let metric_columns = METRICS.iter().map(|metric| Column::new(metric.title, metric.key));
    let warnings = std::iter::once(Column::new("warnings", "warnings"));
    let mut table = Table::new(texts.into_iter().chain(param_columns).chain(metric_columns).chain(warnings));
    for record in records {
        let mut row = |kind: &str, name: String, measures: &Measures| {
            let texts =
                [kind.to_owned(), name, record.file.clone(), record.id.clone(), record.folder.display().to_string()];
            let mut cells: Vec<Cell> = texts.into_iter().map(Cell::Text).collect();
            cells.extend(period(record));
            cells.extend(params.iter().map(|name| {
                let value = record.strategy.params.iter().find(|param| param.name == *name).map(|param| param.value);
                Cell::Number(value, Unit::Ratio)
            }));
            cells.extend(measures.iter().map(|(metric, value)| Cell::Number(value, metric.unit)));
            cells.push(Cell::text(record.run.notices.join("; ")));
            table.rows.push(cells);
        };
        row("strategy", record.name(), &record.run.measures);
        if let Some(benchmark) = &record.run.benchmark {
            row("benchmark", benchmark_name(record), &benchmark.measures);
        }
    }
    table
}

/// "large", or "60 % large, 40 % bonds".
pub(super) fn benchmark_name(record: &Record) -> String {
    let name = |asset: usize| record.strategy.assets[asset].name.as_str();
    match record.strategy.data.benchmark.as_slice() {
        [(asset, _)] => name(*asset).to_owned(),
        weights => mixture(weights.iter().map(|(asset, weight)| (name(*asset), *weight))),
    }
}

/// The assets of a target that are not zero, by name.
pub(super) fn weights(record: &Record, target: &[f64]) -> Vec<(String, f64)> {
    let named = record.strategy.assets.iter().zip(target);
    named.filter(|(_, weight)| **weight != 0.0).map(|(asset, weight)| (asset.name.clone(), *weight)).collect()
}

fn mixture<'a>(weights: impl Iterator<Item = (&'a str, f64)>) -> String {
    let parts: Vec<String> = weights.map(|(name, weight)| format!("{} % {name}", tidy(weight * 100.0))).collect();
    if parts.is_empty() { "cash".to_owned() } else { parts.join(", ") }
}

/// A number without the noise of its last digits.
fn tidy(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

fn period(record: &Record) -> [Cell; 2] {
    let cell = |date: Option<&Date>| date.map_or(Cell::text("-"), |date| Cell::Date(*date));
    [cell(record.run.dates.first()), cell(record.run.dates.last())]
}

fn headline_columns() -> impl Iterator<Item = Column> {
    HEADLINE.iter().filter_map(|key| metric(key)).map(|metric| Column::new(metric.title, metric.key))
}

fn headline(measures: &Measures) -> impl Iterator<Item = Cell> {
    HEADLINE.iter().filter_map(|key| metric(key)).map(|metric| Cell::Number(measures.get(metric.key), metric.unit))
}

fn row(name: String, cells: impl IntoIterator<Item = Cell>) -> Vec<Cell> {
    std::iter::once(Cell::Text(name)).chain(cells).collect()
}

fn single(record: &Record, layout: Layout) -> Result<String> {
    let mut page = title(record, layout);
    let mut table = Table::new(std::iter::once(Column::new("", "name")).chain(headline_columns()));
    table.rows.push(row(record.name(), headline(&record.run.measures)));
    if let Some(benchmark) = &record.run.benchmark {
        let name = format!("{} (benchmark)", benchmark_name(record));
        table.rows.push(row(name, headline(&benchmark.measures)));
    }
    page += &format!("{}\n", table.laid_out(layout)?);
    if layout.format == Format::Table {
        let width = layout.width.unwrap_or(CHART).min(CHART);
        page += &format!("{}\n", charts(&record.run.dates, &record.run.path.equity, width));
    }
    page += &format!("{}\n", years(record).laid_out(layout)?);
    page += &format!("{}\n", worst(record).laid_out(layout)?);
    page += &format!("{}\n", details(record).laid_out(layout)?);
    page += &closing(record);
    Ok(page)
}

/// Name, sentence, and the terms that the figures depend on.
fn title(record: &Record, layout: Layout) -> String {
    let strategy = &record.strategy;
    let trade = &strategy.trade;
    let mut fill = match trade.fill {
        Fill::NextOpen => "filled at the next open",
        Fill::NextClose => "filled at the next close",
        Fill::SameClose if trade.delay == 0 => "filled at the same close (optimistic)",
        Fill::SameClose => "filled at the close",
    }
    .to_owned();
    if trade.delay > 0 {
        fill += &format!(" with {} of delay", counted(trade.delay, "session"));
    }
    let rebalance = match trade.rebalance {
        Rebalance::OnChange => "on change".to_owned(),
        Rebalance::Always => "rebalanced always".to_owned(),
        Rebalance::Band(band) => format!("on change or beyond a band of {}", tidy(band)),
    };
    let tranches = if trade.tranches == 1 { String::new() } else { format!(", in {} tranches", trade.tranches) };
    let overlays = [("stop_loss", strategy.overlays.stop_loss), ("trailing_stop", strategy.overlays.trailing_stop)];
    let overlays = overlays.into_iter().filter_map(|(key, fall)| Some(format!(", {key} {} %", tidy(fall? * 100.0))));
    let overlays: String = overlays.collect();
    let [start, end] = period(record).map(|cell| cell.rounded());
    let synthetic = if record.manifest.synthetic { " (synthetic)" } else { "" };
    let heading = if layout.format == Format::Markdown { "## " } else { "" };
    let mut title = format!("{heading}{}\n", layout.text(&record.name()));
    if !strategy.about.is_empty() {
        title += &format!("{}\n", layout.text(&strategy.about));
    }
    title += &format!(
        "\n{}{synthetic}, {start} to {end}; decided {}, {fill}, {rebalance}{tranches}{overlays}; cost {} bp a trade\n\n",
        record.manifest.name,
        trade.decide,
        tidy(trade.cost_rate() * 1e4),
    );
    if !strategy.params.is_empty() {
        // What was `--set` shows: two saved tables can be told apart.
        let params = strategy.params.iter().map(|param| format!("{} = {}", param.name, param.value));
        title.truncate(title.trim_end().len());
        title += &format!("\nwith {}\n\n", params.collect::<Vec<_>>().join(", "));
    }
    title
}

fn years(record: &Record) -> Table {
    let run = &record.run;
    let mut columns = vec![Column::new("Year", "year"), Column::new("Return", "return")];
    let own = yearly_returns(&run.dates, &run.path.equity);
    let other = run.benchmark.as_ref().map(|benchmark| yearly_returns(&run.dates, &benchmark.curve));
    if other.is_some() {
        columns.extend([Column::new("Benchmark", "benchmark"), Column::new("Difference", "difference")]);
    }
    let mut table = Table::new(columns);
    for (index, (year, value)) in own.into_iter().enumerate() {
        let mut cells = vec![Cell::text(year.to_string()), Cell::Number(Some(value), Unit::Percent)];
        if let Some(other) = &other {
            let benchmark = other.get(index).map(|(_, value)| *value);
            cells.push(Cell::Number(benchmark, Unit::Percent));
            cells.push(Cell::Number(benchmark.map(|benchmark| value - benchmark), Unit::Percent));
        }
        table.rows.push(cells);
    }
    table
}

fn worst(record: &Record) -> Table {
    let run = &record.run;
    let keys = [
        ("Worst drawdowns", "depth"),
        ("Peak", "peak"),
        ("Trough", "trough"),
        ("Recovered", "recovered"),
        ("Days", "days"),
    ];
    let mut table = Table::new(keys.map(|(title, key)| Column::new(title, key)));
    let Some(end) = run.dates.last() else {
        return table;
    };
    for drawdown in drawdowns(&run.dates, &run.path.equity).into_iter().take(WORST) {
        table.rows.push(vec![
            Cell::Number(Some(drawdown.depth), Unit::Percent),
            Cell::Date(drawdown.peak),
            Cell::Date(drawdown.trough),
            drawdown.recovered.map_or(Cell::text("not yet"), Cell::Date),
            Cell::Number(Some(drawdown.days(*end) as f64), Unit::Days),
        ]);
    }
    table
}

/// The metrics that the headline leaves out.
fn details(record: &Record) -> Table {
    let mut columns = vec![Column::new("Metric", "metric"), Column::new("Strategy", "strategy")];
    let benchmark = record.run.benchmark.as_ref();
    columns.extend(benchmark.map(|_| Column::new("Benchmark", "benchmark")));
    let mut table = Table::new(columns);
    for (metric, value) in record.run.measures.iter().filter(|(metric, _)| !HEADLINE.contains(&metric.key)) {
        let mut cells = vec![Cell::text(metric.title), Cell::Number(value, metric.unit)];
        cells.extend(benchmark.map(|benchmark| Cell::Number(benchmark.measures.get(metric.key), metric.unit)));
        table.rows.push(cells);
    }
    table
}

/// What is held, what is pending, what to know, where the files are.
fn closing(record: &Record) -> String {
    let run = &record.run;
    let mut text = String::new();
    if let Some(date) = run.dates.last() {
        let at_close = run.path.weights.at(run.dates.len() - 1).iter();
        let named = |(asset, weight): &(usize, f64)| {
            (record.strategy.assets[*asset].name.as_str(), (weight * 1e4).round() / 1e4)
        };
        let held = mixture(at_close.map(named));
        text += &format!("Holds at the close of {date}: {held}\n");
        let several = run.path.pending.len() > 1;
        for decision in &run.path.pending {
            let decided = run.dates[decision.session - run.path.first];
            let whose = if several { format!(" of {decided}") } else { String::new() };
            let target = weights(record, &decision.target);
            text += &format!(
                "Pending order{whose}: {}\n",
                mixture(target.iter().map(|(name, weight)| (name.as_str(), *weight)))
            );
        }
        for stop in &run.path.pending_stops {
            let (name, decided) = (&record.strategy.assets[stop.asset].name, run.dates[stop.session - run.path.first]);
            text += &format!("Pending sale of {decided}: {name}, by its {}\n", stop.reason);
        }
    }
    text += &notices(run.notices.iter().map(String::as_str));
    text + &format!("Files: {}\n", record.folder.display())
}

fn notices<'a>(notices: impl Iterator<Item = &'a str>) -> String {
    notices.map(|notice| format!("Note: {notice}\n")).collect()
}

fn many(records: &[Record], layout: Layout) -> Result<String> {
    let dated = [Column::new("Start", "start"), Column::new("End", "end")];
    let mut table = Table::new(std::iter::once(Column::new("", "name")).chain(headline_columns()).chain(dated));
    let mut benchmarks: Vec<Vec<Cell>> = Vec::new();
    for record in records {
        table.rows.push(row(record.name(), headline(&record.run.measures).chain(period(record))));
        if let Some(benchmark) = &record.run.benchmark {
            let name = format!("{} (benchmark)", benchmark_name(record));
            let cells = row(name, headline(&benchmark.measures).chain(period(record)));
            // Runs over the same period share their benchmark's row.
            if !benchmarks.contains(&cells) {
                benchmarks.push(cells);
            }
        }
    }
    table.rows.extend(benchmarks);
    let mut page = table.laid_out(layout)?;
    let mut said: Vec<(&str, Vec<String>)> = Vec::new();
    for record in records {
        for notice in &record.run.notices {
            match said.iter_mut().find(|(text, _)| text == notice) {
                Some((_, names)) => names.push(record.name()),
                None => said.push((notice, vec![record.name()])),
            }
        }
    }
    page.push('\n');
    for (notice, names) in said {
        let whose = if names.len() == records.len() { String::new() } else { format!("{}: ", names.join(", ")) };
        page += &notices(std::iter::once(format!("{whose}{notice}").as_str()));
    }
    Ok(page)
}
