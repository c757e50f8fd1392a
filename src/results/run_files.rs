//! The contents of a run's files.

use super::Record;
use crate::data::{Date, Manifest};
use crate::error::{Error, Result};
use crate::run::{Reading, SESSIONS_PER_YEAR};
use crate::stats::Measures;
use crate::strategy::Strategy;
use serde_json::{Value, json};

/// `metrics.json`: the run's metrics and its benchmark's, null where undefined.
pub(super) fn metrics(record: &Record) -> Vec<u8> {
    let benchmark = record.run.benchmark.as_ref().map(|benchmark| values(&benchmark.measures));
    let document = json!({
        "strategy": record.name(),
        "id": record.id,
        "start": record.run.dates.first().map(Date::to_string),
        "end": record.run.dates.last().map(Date::to_string),
        "metrics": values(&record.run.measures),
        "benchmark": benchmark,
        "warnings": record.run.notices,
    });
    format!("{document:#}\n").into_bytes()
}

fn values(measures: &Measures) -> Value {
    measures
        .iter()
        .map(|(metric, value)| (metric.key.to_owned(), json!(value)))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

/// `trades.csv`: a row an order, in the order of their fills. `value` is money traded, above 0 bought; `price` is a share's
/// as quoted, `shares` is value over price, and `reason` is what ordered it: `decision`, `stop_loss`, `trailing_stop` or, of an
/// asset whose data end, `ended`.
pub(super) fn trades(record: &Record) -> Result<Vec<u8>> {
    let header =
        ["date", "at", "decided", "asset", "symbol", "side", "shares", "price", "value", "cost", "weight", "reason"];
    let run = &record.run;
    let date = |session: usize| run.dates[session - run.path.first].to_string();
    let rows = run.path.orders.iter().map(|order| {
        let asset = &record.strategy.assets[order.asset];
        vec![
            date(order.session),
            if order.at_open { "open" } else { "close" }.to_owned(),
            date(order.decided),
            asset.name.clone(),
            asset.symbol.clone(),
            if order.value > 0.0 { "buy" } else { "sell" }.to_owned(),
            (order.value / order.price).to_string(),
            order.price.to_string(),
            order.value.to_string(),
            order.cost.to_string(),
            order.weight.to_string(),
            order.reason.to_string(),
        ]
    });
    csv_file(header.map(str::to_owned).to_vec(), rows)
}

/// `decisions.csv`: a row a decision: its date, the rule that was true (empty: none), the target weights, and what every named
/// expression said (empty: undefined). The decisions are the rules': what overlays sell is in `trades.csv`.
pub(super) fn decisions(record: &Record) -> Result<Vec<u8>> {
    let run = &record.run;
    let held = record.strategy.held();
    let mut header = vec!["date".to_owned(), "rule".to_owned(), "when".to_owned()];
    header.extend(held.iter().map(|asset| format!("weight.{}", record.strategy.assets[*asset].name)));
    header.extend(run.signals.iter().map(|(name, _)| name.clone()));
    let rows = run.decisions.iter().enumerate().map(|(index, (date, decision))| {
        let rule = decision.rule.map(|rule| (rule + 1).to_string());
        let when = decision.rule.and_then(|rule| record.strategy.rules[rule].when.as_ref());
        let mut row =
            vec![date.to_string(), rule.unwrap_or_default(), when.map(|(_, text)| text.clone()).unwrap_or_default()];
        row.extend(held.iter().map(|asset| decision.target[*asset].to_string()));
        row.extend(run.signals.iter().map(|(_, readings)| match readings[index] {
            Reading::Number(value) => value.map(|value| value.to_string()).unwrap_or_default(),
            Reading::Condition(value) => value.map(|value| value.to_string()).unwrap_or_default(),
        }));
        row
    });
    csv_file(header, rows)
}

fn csv_file(header: Vec<String>, rows: impl Iterator<Item = Vec<String>>) -> Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let written = std::iter::once(header).chain(rows).try_for_each(|row| writer.write_record(row));
    written.map_err(|error| Error::failed(format!("cannot write a table: {error}")))?;
    writer.into_inner().map_err(|error| Error::failed(format!("cannot write a table: {}", error.error())))
}

/// `run.toml`: what ran, on which data, with which engine. Its [strategy] is a strategy file that runs the same again, beside the
/// files in [included], where it names any.
pub(super) fn description(record: &Record) -> String {
    let run = &record.run;
    let (Some(start), Some(end)) = (run.dates.first(), run.dates.last()) else {
        unreachable!("a run has a session");
    };
    let over = (&record.strategy, &record.manifest);
    description_of(&record.id, &record.file, over, (*start, *end), (&run.notices, &run.checksums)).to_string()
}

/// What was run or swept, on which data, with which engine.
pub(super) fn description_of(
    id: &str,
    file: &str,
    (strategy, manifest): (&Strategy, &Manifest),
    (start, end): (Date, Date),
    (notices, checksums): (&[String], &[(String, String)]),
) -> toml::Table {
    let mut table = toml::Table::new();
    let mut put = |key: &str, value: String| table.insert(key.to_owned(), toml::Value::String(value));
    put("id", id.to_owned());
    put("file", file.to_owned());
    put("engine", format!("rotascope {}", env!("CARGO_PKG_VERSION")));
    put("dataset", manifest.name.clone());
    put("start", start.to_string());
    put("end", end.to_string());
    let strings = |pairs: Vec<(String, String)>| {
        toml::Value::Table(pairs.into_iter().map(|(key, value)| (key, toml::Value::String(value))).collect())
    };
    let assets = strategy.assets.iter().map(|asset| (asset.name.clone(), asset.symbol.clone()));
    let series = strategy.series.iter().map(|series| (series.name.clone(), series.symbol.clone()));
    table.insert("synthetic".to_owned(), manifest.synthetic.into());
    let sessions_per_year = manifest.sessions_per_year.unwrap_or(SESSIONS_PER_YEAR);
    table.insert("sessions_per_year".to_owned(), sessions_per_year.into());
    if let Ok(calendar) = toml::Value::try_from(manifest.calendar) {
        table.insert("calendar".to_owned(), calendar);
    }
    table.insert("symbols".to_owned(), strings(assets.chain(series).collect()));
    table.insert("sha256".to_owned(), strings(checksums.to_vec()));
    let warnings = notices.iter().map(|notice| toml::Value::String(notice.clone()));
    table.insert("warnings".to_owned(), toml::Value::Array(warnings.collect()));
    let included = strategy.included.iter().map(|(path, file)| (path.clone(), toml::Value::Table(file.clone())));
    if !strategy.included.is_empty() {
        table.insert("included".to_owned(), toml::Value::Table(included.collect()));
    }
    table.insert("strategy".to_owned(), toml::Value::Table(strategy.resolved.clone()));
    table
}
