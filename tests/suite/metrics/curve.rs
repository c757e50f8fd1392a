//! A curve that owns what a sample borrows.

use rotascope::data::Date;
use rotascope::sim::Holding;
use rotascope::stats::{Sample, Summary, Trading, metric};

#[derive(Clone, Debug)]
pub struct Curve {
    pub dates: Vec<Date>,
    pub equity: Vec<f64>,
    pub risk_free: Vec<f64>,
    pub benchmark: Option<Vec<f64>>,
    pub sessions_per_year: f64,
    pub ends_at_month_end: bool,
    pub trading: Option<Traded>,
}

#[derive(Clone, Debug)]
pub struct Traded {
    pub bought: f64,
    pub sold: f64,
    pub costs: f64,
    pub orders: usize,
    pub switches: usize,
    pub exposure: Vec<f64>,
    pub holdings: Vec<Holding>,
}

pub fn date(text: &str) -> Date {
    text.parse().expect("a date written here")
}

impl Curve {
    /// No risk-free return, no benchmark, not traded, 252 sessions a year, the last month cut.
    pub fn new(dates: Vec<Date>, equity: Vec<f64>) -> Self {
        assert_eq!(dates.len(), equity.len());
        Self {
            risk_free: vec![0.0; equity.len().saturating_sub(1)],
            dates,
            equity,
            benchmark: None,
            sessions_per_year: 252.0,
            ends_at_month_end: false,
            trading: None,
        }
    }

    /// The curve of these session returns, from 1, one session a calendar day.
    pub fn daily(returns: &[f64]) -> Self {
        let days = date("2000-01-03").iter_days().take(returns.len() + 1);
        Self::new(days.collect(), compounded(returns))
    }

    pub fn sample(&self) -> Sample<'_> {
        Sample {
            dates: &self.dates,
            equity: &self.equity,
            risk_free: &self.risk_free,
            benchmark: self.benchmark.as_deref(),
            sessions_per_year: self.sessions_per_year,
            ends_at_month_end: self.ends_at_month_end,
            trading: self.trading.as_ref().map(|traded| Trading {
                bought: traded.bought,
                sold: traded.sold,
                costs: traded.costs,
                orders: traded.orders,
                switches: traded.switches,
                exposure: &traded.exposure,
                holdings: &traded.holdings,
            }),
        }
    }

    pub fn get(&self, key: &str) -> Option<f64> {
        metric(key).unwrap_or_else(|| panic!("no metric {key}")).compute(&Summary::of(&self.sample()))
    }

    pub fn value(&self, key: &str) -> f64 {
        self.get(key).unwrap_or_else(|| panic!("{key} has no value"))
    }

    pub fn assert_close(&self, key: &str, expected: f64, tolerance: f64) {
        let found = self.value(key);
        assert!((found - expected).abs() <= tolerance, "{key}: {found}, expected {expected}");
    }

    /// Session returns, by subtraction first.
    pub fn returns(&self) -> Vec<f64> {
        self.equity.windows(2).map(|pair| (pair[1] - pair[0]) / pair[0]).collect()
    }

    pub fn years(&self) -> f64 {
        let days = self.dates[self.dates.len() - 1] - self.dates[0];
        days.num_days() as f64 / 365.25
    }
}

/// 1, then 1 multiplied by each growth in turn.
pub fn compounded(returns: &[f64]) -> Vec<f64> {
    let mut equity = vec![1.0];
    for r in returns {
        equity.push(equity[equity.len() - 1] * (1.0 + r));
    }
    equity
}

pub fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// Compares figures computed here with all that were published, none left out: those of `others` are not metrics of a run.
pub fn assert_published(
    published: &serde_json::Value,
    others: &[&str],
    computed: &[(&str, f64)],
    tolerance: impl Fn(f64) -> f64,
) {
    for (name, expected) in published.as_object().expect("names and figures") {
        if others.contains(&name.as_str()) {
            continue;
        }
        let expected = expected.as_f64().unwrap_or_else(|| panic!("{name} is no number"));
        let &(_, found) =
            computed.iter().find(|(computed, _)| computed == name).unwrap_or_else(|| panic!("{name} is not compared"));
        assert!((found - expected).abs() <= tolerance(expected), "{name}: {found}, published {expected}");
    }
    for (name, _) in computed {
        assert!(published.get(name).is_some(), "{name} was not published");
    }
}

/// The file of published figures, if this machine has it.
pub fn vectors() -> Option<serde_json::Value> {
    let text = std::fs::read_to_string(crate::shared("oracles/vectors.json")?).expect("a readable file");
    Some(serde_json::from_str(&text).expect("JSON"))
}
