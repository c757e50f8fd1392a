//! `sweep --format json`: one object.

use super::heatmap::grid_table;
use super::sweep_page::warnings;
use super::table::given;
use crate::compare::Grid;
use crate::results::SweepRecord;
use crate::strategy::Axis;
use crate::sweep::Own;
use serde_json::{Map, Value, json};

/// `map`: of two of its parameters, a row an object; without one it is null.
pub fn sweep_json(record: &SweepRecord, map: Option<&Grid>) -> String {
    let (prepared, overview) = (record.prepared, &record.overview);
    let best = overview.best.iter().map(|row| {
        let params = prepared.axes().iter().zip(&row.values).map(|(axis, value)| (axis.name.clone(), of(axis, *value)));
        let metrics = prepared.metrics().iter().zip(&row.metrics);
        let metrics =
            metrics.map(|(metric, value)| (metric.key.to_owned(), json!(Some(*value).filter(|value| !value.is_nan()))));
        json!({
            "row": row.row,
            "params": params.collect::<Map<_, _>>(),
            "metrics": metrics.collect::<Map<_, _>>(),
        })
    });
    let plateau = overview.plateau.as_ref().map(|plateau| {
        json!({
            "row": overview.best.first().map(|best| best.row),
            "neighbours": plateau.neighbours,
            "undefined": plateau.undefined,
            "median": plateau.median,
            "worst": plateau.worst,
        })
    });
    let marginals = prepared.axes().iter().zip(&overview.marginals).flat_map(|(axis, by_value)| {
        by_value.iter().enumerate().map(|(value, marginal)| {
            json!({
                "parameter": axis.name,
                "value": of(axis, value),
                "rows": marginal.rows,
                "median": marginal.median,
                "lower": marginal.lower,
                "upper": marginal.upper,
            })
        })
    });
    let own = match &overview.own {
        Own::Ranked { row, rank } => json!({ "row": row, "rank": rank, "unranked": null }),
        Own::Unranked { row, why } => json!({ "row": row, "rank": null, "unranked": why }),
    };
    let object = json!({
        "strategy": record.name(),
        "file": record.file,
        "id": record.id,
        "folder": record.folder.display().to_string(),
        "start": prepared.start.to_string(),
        "end": prepared.end.to_string(),
        "combinations": overview.rows,
        "seconds": record.seconds,
        "sort": overview.metric.key,
        "ranked": overview.ranked,
        "failed": overview.failed.0,
        "best": best.collect::<Vec<Value>>(),
        "own": own,
        "plateau": plateau,
        "marginals": marginals.collect::<Vec<Value>>(),
        "marginals_of": overview.sampled.map_or(overview.ranked, |sampled| sampled as u64),
        "heatmap": map.map(|grid| grid_table(grid).objects()),
        "statistics": Value::Null,
        "warnings": warnings(record),
    });
    format!("{object:#}\n")
}

fn of(axis: &Axis, value: usize) -> Value {
    axis.number(value).map_or_else(|| json!(axis.labels[value]), given)
}
