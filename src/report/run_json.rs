//! Runs as JSON: a list, an object a file.

use super::run_page::{benchmark_name, weights};
use super::table::given;
use crate::results::Record;
use crate::stats::Measures;
use crate::strategy::{Fill, Trade};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// The objects of `run --format json`, in the order of the files.
pub fn runs_json(records: &[Record]) -> String {
    let objects: Vec<Value> = records.iter().map(run_object).collect();
    format!("{:#}\n", Value::Array(objects))
}

fn run_object(record: &Record) -> Value {
    let run = &record.run;
    let params: Map<String, Value> =
        record.strategy.params.iter().map(|param| (param.name.clone(), given(param.value))).collect();
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

/// The newest order that is still open, if there is one, and the earlier ones that it does not cancel. An order is what one close
/// brought: a decision, stops of holdings, or both.
fn pending(record: &Record) -> Option<Value> {
    let path = &record.run.path;
    let decided = path.pending.iter().map(|decision| decision.session);
    let sessions: BTreeSet<usize> = decided.chain(path.pending_stops.iter().map(|stop| stop.session)).collect();
    let mut orders: Vec<Map<String, Value>> = sessions.into_iter().map(|session| order(record, session)).collect();
    let mut newest = orders.pop()?;
    newest.insert("earlier".to_owned(), json!(orders));
    Some(newest.into())
}

/// What the close of `session` ordered. Where no decision acts, `rule` and `target` are null; `stops` has what is sold, and why.
fn order(record: &Record, session: usize) -> Map<String, Value> {
    let run = &record.run;
    let decision = run.path.pending.iter().find(|decision| decision.session == session);
    let target = decision.map(|decision| {
        let weights = weights(record, &decision.target).into_iter();
        weights.map(|(name, weight)| (name, json!(weight))).collect::<Map<_, _>>()
    });
    let stops = run.path.pending_stops.iter().filter(|stop| stop.session == session);
    let stops = stops.map(|stop| (record.strategy.assets[stop.asset].name.clone(), json!(stop.reason.to_string())));
    let entries = [
        ("decided", json!(run.dates[session - run.path.first].to_string())),
        ("rule", json!(decision.and_then(|decision| decision.rule).map(|rule| rule + 1))),
        ("fill", json!(fill(&record.strategy.trade))),
        ("target", json!(target)),
        ("stops", stops.collect::<Map<_, _>>().into()),
    ];
    entries.map(|(key, value)| (key.to_owned(), value)).into_iter().collect()
}

/// When an order of these terms is filled, seen from its decision.
fn fill(trade: &Trade) -> String {
    let price = match trade.fill {
        Fill::NextOpen => "open",
        Fill::NextClose | Fill::SameClose => "close",
    };
    let sessions = trade.lag();
    if sessions == 1 { format!("next {price}") } else { format!("{price} {sessions} sessions later") }
}
