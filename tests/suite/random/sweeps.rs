//! Sweeps of random files: a few rows, each held to the run of its values.

use super::draw::Draw;
use super::file::Files;
use super::market::Market;
use super::scope::{Scope, Written};
use super::valid::failed_by_data;
use crate::sweep::sweep;
use rotascope::run::run;
use rotascope::strategy::form::SAMPLINGS;
use rotascope::strategy::{Strategy, Type};
use rotascope::sweep::Which;

/// The parameter of [`lines`].
const SWEPT: &str = "q";

/// A parameter that a sweep can try, and a signal that alone uses it, so that any value will do: the line of each.
pub fn declare(draw: &mut Draw, scope: &mut Scope) -> [String; 2] {
    let asset = draw.of(&scope.assets).name;
    let text = format!("{asset}.close > {}({asset}.close, {SWEPT})", draw.of(&["sma", "ema", "prior"]));
    let frame = Some(rotascope::strategy::Frame::Daily);
    let signal = Written { text, ty: Type::Condition, frame, member: false, own: vec![], atom: false };
    let line = format!("swept = \"{}\"", signal.text);
    scope.signals.push(("swept".to_owned(), signal));
    [format!("{SWEPT} = 2"), line]
}

/// The lines of [sweep].
pub fn lines(draw: &mut Draw) -> Vec<String> {
    let mut lines =
        vec![format!("{SWEPT} = {}", draw.of(&["[2, 5]", "{ from = 1, to = 3 }", "{ from = 2, to = 6, step = 2 }"]))];
    if draw.chance(0.5) {
        let keys = [
            "\"trade.delay\" = [0, 3]",
            "\"trade.commission\" = [\"1 bp\", \"50 bp\"]",
            "\"trade.rebalance\" = [\"always\", { band = 0.1 }]",
            // Before all data: it cuts nothing off.
            "\"data.history\" = { from = 1960-01-31, to = 1960-04-01, step = \"1 month\" }",
            "\"overlays.stop_loss\" = [\"2 %\", \"15 %\"]",
        ];
        lines.push(draw.of(&keys).to_owned());
    }
    if draw.chance(0.5) {
        lines.push(format!("where = \"{SWEPT} < 10\""));
    }
    if draw.chance(0.8) {
        let method = draw.of(&SAMPLINGS).0;
        let rest = match method {
            "grid" => "",
            _ if draw.chance(0.3) => ", n = 3",
            _ => ", n = 2, seed = 7",
        };
        lines.push(format!("sample = {{ method = \"{method}\"{rest} }}"));
    }
    lines
}

/// Every row of the file's sweep is what a run with its values says; the number of rows. 0 where there is no sweep, or where
/// the data refuse it.
pub fn rows_are_runs(files: &Files, strategy: &Strategy, market: &Market) -> Result<usize, String> {
    if strategy.sweep.is_none() {
        return Ok(0);
    }
    let mut file = files.read();
    file.set("--set", "data.warmup=false");
    let swept = match sweep(&file, strategy, &market.dataset, Which::All) {
        Ok(swept) => swept,
        Err(error) if failed_by_data(&error) => return Ok(0),
        Err(error) => return Err(format!("no sweep: {error}")),
    };
    for row in 0..swept.len() {
        let mut file = file.clone();
        file.set("--set", &format!("data.start={}", swept.start));
        for (axis, value) in swept.axes.iter().zip(swept.values(row)) {
            let label = &axis.labels[value];
            let date = label.parse::<rotascope::data::Date>().is_ok();
            let quoted = label.parse::<f64>().is_err() && !label.starts_with('{') && !date;
            file.set(
                "--set",
                &if quoted { format!("{}=\"{label}\"", axis.name) } else { format!("{}={label}", axis.name) },
            );
        }
        let (strategy, _) = file.check(Ok(&market.universe)).map_err(|error| format!("row {row}: {error}"))?;
        let run = match run(&strategy, &market.dataset) {
            Ok(run) => run,
            // A row without figures is one whose run fails.
            Err(_) if swept.columns.iter().all(|column| column[row].is_nan()) => continue,
            Err(error) => return Err(format!("row {row}: {error}")),
        };
        for (metric, column) in swept.metrics.iter().zip(&swept.columns) {
            let (found, expected) = (column[row], run.measures.get(metric.key).unwrap_or(f64::NAN));
            let near = (found - expected).abs() <= 1e-10 * expected.abs().max(1.0);
            if !(near || found.is_nan() && expected.is_nan()) {
                return Err(format!("row {row}: {} is {found}, and {expected} in its run", metric.key));
            }
        }
    }
    Ok(swept.len())
}
