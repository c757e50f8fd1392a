//! A run or its benchmark, measured over a part of its curve.

use super::Row;
use super::period::{Periods, Window};
use crate::data::Date;
use crate::results::{Kind, PastDecision, PastRun, PastTrade};
use crate::sim::SAME_WEIGHT;
use crate::stats::{METRICS, Metric, Sample, Summary, Trading, session_returns};
use crate::strategy::Frame;
use chrono::Datelike;

#[derive(Clone)]
pub(super) struct Subject<'a> {
    pub label: String,
    pub run: &'a PastRun,
    equity: &'a [f64],
    /// Whether it is the run itself, not its benchmark.
    is_run: bool,
}

pub(super) fn of_runs<'a>(runs: &'a [PastRun], labels: &[String]) -> Vec<Subject<'a>> {
    let subject = |(run, label): (&'a PastRun, &String)| Subject {
        label: label.clone(),
        run,
        equity: &run.curve.equity,
        is_run: true,
    };
    runs.iter().zip(labels).map(subject).collect()
}

/// The benchmarks of the runs, those with the same figures once.
pub(super) fn benchmarks<'a>(runs: &'a [PastRun], labels: &[String], periods: &Periods) -> Vec<(Subject<'a>, Row)> {
    let mut found: Vec<(Subject, Row)> = Vec::new();
    for (run, label) in runs.iter().zip(labels) {
        let Some(mut benchmark) = Subject::benchmark_of(run) else {
            continue;
        };
        let mut row = benchmark.row(periods.window(run));
        let near = |(a, b): (&Option<f64>, &Option<f64>)| match (a, b) {
            (Some(a), Some(b)) => (a - b).abs() <= 1e-9 * a.abs().max(1.0),
            (a, b) => a == b,
        };
        let same_values = |other: &Row| other.values.iter().zip(&row.values).all(near);
        let twin = |other: &Row| same_values(other) && (other.start, other.end) == (row.start, row.end);
        let named = |other: &Subject| benchmark_name(other.run) == benchmark_name(run);
        if found.iter().any(|(other, measured)| named(other) && twin(measured)) {
            continue;
        }
        if found.iter().any(|(other, _)| named(other)) {
            // Bought on another day, or on other data.
            benchmark.label = format!("{} (benchmark of {label})", benchmark_name(run));
            row.label = benchmark.label.clone();
        }
        found.push((benchmark, row));
    }
    found
}

/// "large", or "60 % large, 40 % bonds".
fn benchmark_name(run: &PastRun) -> String {
    match run.past.key(&["data", "benchmark"]) {
        Some(toml::Value::String(name)) => name.clone(),
        Some(toml::Value::Table(weights)) => {
            let number = |value: &toml::Value| value.as_float().or(value.as_integer().map(|whole| whole as f64));
            let part = |(name, weight): (&String, &toml::Value)| {
                let percent = number(weight).unwrap_or(f64::NAN) * 100.0;
                format!("{} % {name}", (percent * 1e6).round() / 1e6)
            };
            weights.iter().map(part).collect::<Vec<_>>().join(", ")
        }
        _ => "benchmark".to_owned(),
    }
}

impl<'a> Subject<'a> {
    pub fn benchmark_of(run: &'a PastRun) -> Option<Subject<'a>> {
        let equity = run.curve.benchmark.as_deref()?;
        Some(Subject { label: format!("{} (benchmark)", benchmark_name(run)), run, equity, is_run: false })
    }

    /// The benchmark that a run is measured against; none for a benchmark.
    pub fn against(&self) -> Option<Subject<'a>> {
        if self.is_run { Subject::benchmark_of(self.run) } else { None }
    }

    pub fn dates(&self) -> &'a [Date] {
        &self.run.curve.dates
    }

    pub fn row(&self, window: Window) -> Row {
        let (dates, about) = (self.dates(), &self.run.past.about);
        Row {
            label: self.label.clone(),
            kind: Kind::Run,
            id: if self.is_run { about.id.clone() } else { String::new() },
            folder: if self.is_run { self.run.past.folder.display().to_string() } else { String::new() },
            start: dates[window.first],
            end: dates[window.last],
            values: self.measures(window, METRICS),
        }
    }

    /// The metrics of a part of the curve. Over the whole of it they are those of the run's own `metrics.json`.
    pub fn measures(&self, window: Window, metrics: &[&'static Metric]) -> Vec<Option<f64>> {
        let kept = if self.is_run { Some(&self.run.metrics) } else { self.run.benchmark.as_ref() };
        if let (true, Some(kept)) = (self.is_whole(window), kept) {
            return metrics.iter().map(|metric| kept.get(metric.key).copied().flatten()).collect();
        }
        self.recomputed(window, metrics)
    }

    fn is_whole(&self, window: Window) -> bool {
        window == Window { first: 0, last: self.equity.len() - 1 }
    }

    /// The metrics of a part of the curve, from curve, trades and decisions.
    pub fn recomputed(&self, window: Window, metrics: &[&'static Metric]) -> Vec<Option<f64>> {
        let Window { first, last } = window;
        let curve = &self.run.curve;
        let benchmark = curve
            .benchmark
            .as_ref()
            .filter(|_| self.is_run)
            .map(|values| session_returns(&values[first..=last]).collect::<Vec<_>>());
        let traded = self.is_run.then(|| Traded::between(self.run, window));
        let trading = traded.as_ref().map(|traded| Trading {
            bought: traded.bought,
            sold: traded.sold,
            costs: traded.costs,
            orders: traded.orders,
            switches: traded.switches.unwrap_or(0),
            exposure: &curve.exposure[first..=last],
            holdings: &[],
        });
        let sample = Sample {
            dates: &curve.dates[first..=last],
            equity: &self.equity[first..=last],
            risk_free: &curve.risk_free[first..last],
            benchmark: benchmark.as_deref(),
            sessions_per_year: self.run.sessions_per_year,
            ends_at_month_end: self.closes_month(last),
            trading,
        };
        let known = |metric: &Metric| match metric.key {
            // What is held over the edge of the period has no purchase or no sale in it.
            "average_hold_days" | "win_rate" => false,
            "switches" => traded.as_ref().is_none_or(|traded| traded.switches.is_some()),
            _ => true,
        };
        let summary = Summary::of(&sample);
        metrics.iter().map(|metric| if known(metric) { metric.compute(&summary) } else { None }).collect()
    }

    fn closes_month(&self, place: usize) -> bool {
        let dates = self.dates();
        match dates.get(place + 1) {
            Some(next) => (next.year(), next.month()) != (dates[place].year(), dates[place].month()),
            None => self.run.calendar.is_last_of(dates[place], Frame::Monthly).unwrap_or(false),
        }
    }

    /// Growth and risk-free growth from each of `dates` to the next, less 1 each. All of them are dates of the curve.
    pub fn returns_between(&self, dates: &[Date]) -> (Vec<f64>, Vec<f64>) {
        let own = self.dates();
        let places: Vec<usize> = dates.iter().filter_map(|date| own.binary_search(date).ok()).collect();
        let steps = places.windows(2).map(|pair| {
            let risk_free = &self.run.curve.risk_free[pair[0]..pair[1]];
            let risk_free = match risk_free {
                [one] => *one,
                several => several.iter().fold(1.0, |growth, value| growth * (1.0 + value)) - 1.0,
            };
            (self.equity[pair[1]] / self.equity[pair[0]] - 1.0, risk_free)
        });
        steps.unzip()
    }
}

/// What was traded in a part of a run: after its first close, that of the run's start included.
struct Traded {
    bought: f64,
    sold: f64,
    costs: f64,
    orders: usize,
    /// None where what is on disk does not tell.
    switches: Option<usize>,
}

impl Traded {
    fn between(run: &PastRun, window: Window) -> Traded {
        let (first, last) = (run.curve.dates[window.first], run.curve.dates[window.last]);
        let inside = |trade: &&PastTrade| (trade.date > first || window.first == 0) && trade.date <= last;
        let trades = || run.trades.iter().filter(inside);
        Traded {
            bought: trades().map(|trade| trade.value.max(0.0)).sum(),
            sold: trades().map(|trade| (-trade.value).max(0.0)).sum(),
            costs: trades().map(|trade| trade.cost).sum(),
            orders: trades().count(),
            switches: switches(run, window),
        }
    }
}

/// Changes of target that were filled in the window, after each tranche's first purchase. Overlays change targets on their own:
/// then the decisions do not tell.
fn switches(run: &PastRun, window: Window) -> Option<usize> {
    if run.past.about.strategy.contains_key("overlays") {
        return None;
    }
    let whole = |key: &str, other: usize| {
        let value = run.past.key(&["trade", key]);
        value.map_or(Some(other), |value| value.as_integer().and_then(|whole| usize::try_from(whole).ok()))
    };
    let tranches = whole("tranches", 1)?.max(1);
    let same_close = run.past.key(&["trade", "fill"]).and_then(toml::Value::as_str) == Some("same-close");
    let lag = whole("delay", 0)? + usize::from(!same_close);
    let filled = |decision: &PastDecision| run.curve.dates.binary_search(&decision.date).ok().map(|place| place + lag);
    let mut count = 0;
    for tranche in 0..tranches {
        let own: Vec<&PastDecision> = run.decisions.iter().skip(tranche).step_by(tranches).collect();
        let mut purchased = false;
        for pair in own.windows(2) {
            purchased |= pair[0].target.iter().any(|weight| *weight != 0.0);
            let changed = pair[0].target.iter().zip(&pair[1].target).any(|(a, b)| (a - b).abs() > SAME_WEIGHT);
            let after = |place: usize| place > window.first || window.first == 0;
            count += usize::from(purchased && changed && after(filled(pair[1])?) && filled(pair[1])? <= window.last);
        }
    }
    Some(count)
}
