//! A path and its benchmark, measured.

use super::Ground;
use crate::error::{Error, Result};
use crate::sim::{Path, Terms, benchmark_curve, risk_free_returns};
use crate::stats::{Sample, Summary, Trading};
use crate::strategy::{Fill, Frame, Strategy};

/// What a path is measured beside: the same for all that begin and end on the same days.
pub struct Beside {
    /// A return for each session of the path after its first.
    pub risk_free: Vec<f64>,
    pub benchmark: Option<Benchmark>,
}

pub struct Benchmark {
    /// Its value at each close.
    pub curve: Vec<f64>,
    /// One for each session after the first.
    pub returns: Vec<f64>,
}

impl Beside {
    /// From session `first` to `last`; the benchmark is bought when the first decision is filled.
    ///
    /// # Errors
    /// A benchmark without a price by then.
    pub fn new(ground: &Ground, strategy: &Strategy, terms: &Terms, (first, last): (usize, usize)) -> Result<Beside> {
        let risk_free = risk_free_returns(strategy.data.risk_free, &ground.panel, first, last);
        let weights = &strategy.data.benchmark;
        if weights.is_empty() {
            return Ok(Beside { risk_free, benchmark: None });
        }
        let bought = (first + terms.lag(), terms.fill == Fill::NextOpen);
        let curve = benchmark_curve(weights, &ground.market, &ground.panel, (first, last), bought, terms.capital);
        let curve = curve.map_err(|late| {
            let symbol = &strategy.assets[late].symbol;
            let date = ground.panel.sessions[bought.0.min(last)];
            Error::failed(format!("the benchmark `{symbol}` has no price on {date}, when the strategy first trades"))
                .help("choose another benchmark, or a later start")
        })?;
        let returns = curve.windows(2).map(|pair| pair[1] / pair[0] - 1.0).collect();
        Ok(Beside { risk_free, benchmark: Some(Benchmark { curve, returns }) })
    }
}

/// What the metrics of a path over `ground` are computed from, beside the risk-free returns and those of a benchmark, one for
/// each session after the first.
pub fn summary(ground: &Ground, path: &Path, risk_free: &[f64], benchmark: Option<&[f64]>) -> Summary {
    let exposure = path.weights.exposure();
    let trading = Trading {
        bought: path.bought,
        sold: path.sold,
        costs: path.costs,
        orders: path.orders.len(),
        switches: path.switches,
        exposure: &exposure,
        holdings: &path.holdings,
    };
    let steps = path.equity.len() - 1;
    let benchmark = benchmark.map(|returns| &returns[..steps]);
    Summary::of(&Sample {
        benchmark,
        trading: Some(trading),
        ..sample(ground, path, &path.equity, &risk_free[..steps])
    })
}

/// That of the benchmark beside a path, which nobody traded.
pub(super) fn benchmark_summary(ground: &Ground, path: &Path, curve: &[f64], risk_free: &[f64]) -> Summary {
    Summary::of(&sample(ground, path, curve, risk_free))
}

/// A curve over the sessions of a path.
fn sample<'a>(ground: &'a Ground, path: &Path, equity: &'a [f64], risk_free: &'a [f64]) -> Sample<'a> {
    let dates = &ground.panel.sessions[path.first..=path.last()];
    // Without a schedule, nobody knows whether a session of the month is left.
    let closes_month = |date| ground.panel.calendar.is_last_of(date, Frame::Monthly).unwrap_or(false);
    Sample {
        dates,
        equity,
        risk_free,
        benchmark: None,
        sessions_per_year: ground.sessions_per_year,
        ends_at_month_end: dates.last().is_some_and(|date| closes_month(*date)),
        trading: None,
    }
}
