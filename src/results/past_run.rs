//! The figures of a run, read back from its folder.

use super::{Kind, Past, frame};
use crate::data::{Calendar, Date};
use crate::error::{Error, Result};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// A run, read back whole.
#[derive(Clone, Debug)]
pub struct PastRun {
    pub past: Past,
    pub curve: Curve,
    pub trades: Vec<PastTrade>,
    pub decisions: Vec<PastDecision>,
    /// The metrics of the whole run, by key.
    pub metrics: Metrics,
    /// Its benchmark's.
    pub benchmark: Option<Metrics>,
    pub calendar: Calendar,
    pub sessions_per_year: f64,
}

pub type Metrics = BTreeMap<String, Option<f64>>;

/// The columns of `equity.parquet` that metrics are made of: a value a session, the start session first.
#[derive(Clone, Debug)]
pub struct Curve {
    pub dates: Vec<Date>,
    pub equity: Vec<f64>,
    pub benchmark: Option<Vec<f64>>,
    /// A return for each session after the first.
    pub risk_free: Vec<f64>,
    /// Sum of absolute weights outside cash.
    pub exposure: Vec<f64>,
}

/// A row of `trades.csv`.
#[derive(Clone, Debug, Deserialize)]
pub struct PastTrade {
    pub date: Date,
    pub value: f64,
    pub cost: f64,
}

/// A row of `decisions.csv`.
#[derive(Clone, Debug)]
pub struct PastDecision {
    pub date: Date,
    /// The number of the rule that was true, counted from 1; None: no rule was.
    pub rule: Option<usize>,
    /// Its condition; empty for one that always holds.
    pub when: String,
    pub target: Vec<f64>,
}

impl PastRun {
    /// # Errors
    /// A file of the folder that is missing, damaged, or does not fit `run.toml`.
    pub fn read(past: Past) -> Result<PastRun> {
        if past.kind != Kind::Run {
            return Err(Error::input("this is the folder of a sweep, not of a run").at(past.folder.display()));
        }
        let Some((calendar, sessions_per_year)) = past.about.calendar.zip(past.about.sessions_per_year) else {
            let what = format!("{} kept too little of this run to compare it", past.about.engine);
            return Err(past.broken("run.toml", what));
        };
        let curve = curve(&past)?;
        let (metrics, benchmark) = metrics(&past)?;
        let (trades, decisions) = (trades(&past)?, decisions(&past)?);
        Ok(PastRun { past, curve, trades, decisions, metrics, benchmark, calendar, sessions_per_year })
    }
}

const EQUITY: &str = "equity.parquet";

fn curve(past: &Past) -> Result<Curve> {
    let frame = past.parquet(EQUITY, None)?;
    let read = || {
        let dates = frame::days(&frame, "date")?;
        let equity = frame::numbers(&frame, "equity")?;
        let benchmark = match frame.column("benchmark") {
            Ok(_) => Some(frame::numbers(&frame, "benchmark")?),
            Err(_) => None,
        };
        let risk_free: Vec<f64> = frame::numbers(&frame, "risk_free")?.split_off(dates.len().min(1));
        let mut exposure = vec![0.0; dates.len()];
        let names = frame.columns().iter().map(|column| column.name().as_str());
        for name in names.filter(|name| name.starts_with("weight.") && *name != "weight.cash") {
            exposure.iter_mut().zip(frame::numbers(&frame, name)?).for_each(|(sum, weight)| *sum += weight.abs());
        }
        let curve = Curve { dates, equity, benchmark, risk_free, exposure };
        curve.flaw(past).map_or(Ok(curve), Err)
    };
    read().map_err(|what| past.broken(EQUITY, what))
}

impl Curve {
    /// What keeps it from being the curve of this run.
    fn flaw(&self, past: &Past) -> Option<String> {
        let (start, end) = (past.about.start, past.about.end);
        if (self.dates.first(), self.dates.last()) != (Some(&start), Some(&end)) {
            return Some(format!("its dates are not those of run.toml, {start} to {end}"));
        }
        if let Some(pair) = self.dates.windows(2).find(|pair| pair[0] >= pair[1]) {
            return Some(format!("{} stands before {}", pair[0], pair[1]));
        }
        let columns = [&self.equity, &self.risk_free, &self.exposure];
        let numbers = columns.into_iter().chain(&self.benchmark).flatten();
        if numbers.into_iter().any(|value| !value.is_finite()) {
            return Some("a cell that has to be a number is none".to_owned());
        }
        // Only ruin, the last close, may be at zero.
        let ahead = &self.equity[..self.equity.len() - 1];
        ahead.iter().any(|equity| *equity <= 0.0).then(|| "equity is not above zero".to_owned())
    }
}

const METRICS: &str = "metrics.json";

#[derive(Deserialize)]
struct MetricsFile {
    metrics: BTreeMap<String, Value>,
    benchmark: Option<BTreeMap<String, Value>>,
}

impl Past {
    /// The metrics of a run and of its benchmark, as they were printed.
    ///
    /// # Errors
    /// A `metrics.json` that is missing or damaged.
    pub fn metrics(&self) -> Result<(Metrics, Option<Metrics>)> {
        metrics(self)
    }
}

fn metrics(past: &Past) -> Result<(Metrics, Option<Metrics>)> {
    let file: MetricsFile = serde_json::from_slice(&past.bytes_of(METRICS)?)
        .map_err(|error| past.broken(METRICS, format!("not the metrics of a run: {error}")))?;
    let numbers = |values: BTreeMap<String, Value>| {
        values.into_iter().map(|(key, value)| (key, value.as_f64())).collect::<Metrics>()
    };
    Ok((numbers(file.metrics), file.benchmark.map(numbers)))
}

fn trades(past: &Past) -> Result<Vec<PastTrade>> {
    const FILE: &str = "trades.csv";
    let bytes = past.bytes_of(FILE)?;
    let rows = csv::Reader::from_reader(bytes.as_slice()).into_deserialize();
    rows.collect::<std::result::Result<_, _>>()
        .map_err(|error| past.broken(FILE, format!("not what was traded: {error}")))
}

fn decisions(past: &Past) -> Result<Vec<PastDecision>> {
    const FILE: &str = "decisions.csv";
    let bytes = past.bytes_of(FILE)?;
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let unreadable = |error: csv::Error| past.broken(FILE, format!("not what was decided: {error}"));
    let heading = reader.headers().map_err(unreadable)?.clone();
    let place = |name: &str| {
        let place = heading.iter().position(|column| column == name);
        place.ok_or_else(|| past.broken(FILE, format!("it has no column `{name}`")))
    };
    let (date, rule, when) = (place("date")?, place("rule")?, place("when")?);
    let weights: Vec<usize> = (0..heading.len()).filter(|place| heading[*place].starts_with("weight.")).collect();
    let mut decisions = Vec::new();
    for row in reader.records() {
        let row = row.map_err(unreadable)?;
        let odd =
            |what: &str| past.broken(FILE, format!("row {}: `{what}` is not what it should be", decisions.len() + 1));
        decisions.push(PastDecision {
            date: row[date].parse().map_err(|_| odd(&row[date]))?,
            rule: match &row[rule] {
                "" => None,
                number => Some(number.parse().map_err(|_| odd(number))?),
            },
            when: row[when].to_owned(),
            target: weights
                .iter()
                .map(|place| row[*place].parse().map_err(|_| odd(&row[*place])))
                .collect::<Result<_>>()?,
        });
    }
    Ok(decisions)
}
