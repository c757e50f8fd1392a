//! Runs as JSON: a list, an object a file.

use super::run_page::{benchmark_name, weights};
use crate::results::Record;
use crate::stats::Measures;
use crate::strategy::Fill;
use serde_json::{Map, Value, json};

/// The objects of `run --format json`, in the order of the files.
pub fn runs_json(records: &[Record]) -> String {
    let objects: Vec<Value> = records.iter().map(run_object).collect();
    format!("{:#}\n", Value::Array(objects))
}

fn run_object(record: &Record) -> Value {
    let run = &record.run;
    let params: Map<String, Value> =
        record.strategy.params.iter().map(|param| (param.name.clone(), json!(param.value))).collect();
    json!({
        "strategy": record.name(),
        "file": record.file,
        "id": record.id,
        "folder": record.folder.display().to_string(),
        "start": run.dates.first().map(ToString::to_string),
        "end": run.dates.last().map(ToString::to_string),
        "params": params,
        "metrics": measures(&run.measures),
        "benchmark": run.benchmark.as_ref().map(|benchmark| json!({
            "name": benchmark_name(record),
            "metrics": measures(&benchmark.measures),
        })),
        "pending": pending(record),
        "warnings": run.notices,
    })
}

fn measures(measures: &Measures) -> Value {
    measures.iter().map(|(metric, value)| (metric.key.to_owned(), json!(value))).collect::<Map<_, _>>().into()
}

/// The order that the last decision leaves open, if it leaves one.
fn pending(record: &Record) -> Option<Value> {
    let decision = record.run.path.pending.as_ref()?;
    let fills = match record.strategy.trade.fill {
        Fill::NextOpen => "next open",
        Fill::NextClose | Fill::SameClose => "next close",
    };
    Some(json!({
        "decided": record.run.dates.last().map(ToString::to_string),
        "rule": decision.rule.map(|rule| rule + 1),
        "fill": fills,
        "target": weights(record, &decision.target).into_iter().map(|(name, weight)| (name, json!(weight))).collect::<Map<_, _>>(),
    }))
}
