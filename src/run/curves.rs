//! The curves of a run and of its benchmark, measured.

use crate::data::{Date, Panel};
use crate::error::{Error, Result};
use crate::sim::{Decision, Market, Path, Terms, benchmark_curve, risk_free_returns, simulate};
use crate::stats::{METRICS, Measures, Sample, Summary, Trading, measure};
use crate::strategy::{Fill, Frame, Strategy};

/// Simulates decisions of a strategy to session `last` and sums them up beside a benchmark's returns, one for each session after
/// the first.
pub fn summarized(
    strategy: &Strategy,
    (panel, market): (&Panel, &Market),
    (decisions, terms): (&[Decision], &Terms),
    last: usize,
    benchmark: Option<&[f64]>,
    sessions_per_year: f64,
) -> Summary {
    let path = simulate(market, &panel.sessions, decisions, terms, last);
    let risk_free = risk_free_returns(strategy.data.risk_free, panel, path.first, path.last());
    let curves = Curves { strategy, panel, market, path: &path, terms, risk_free: &risk_free, sessions_per_year };
    curves.summary(benchmark)
}

/// A simulated path, and what it is measured against.
pub(super) struct Curves<'a> {
    pub strategy: &'a Strategy,
    pub panel: &'a Panel,
    pub market: &'a Market,
    pub path: &'a Path,
    pub terms: &'a Terms,
    /// A return for each session of the path after its first.
    pub risk_free: &'a [f64],
    pub sessions_per_year: f64,
}

impl Curves<'_> {
    /// The benchmark's value at each close, bought when the first decision is filled; None: the file names no benchmark.
    pub(super) fn benchmark(&self) -> Result<Option<Vec<f64>>> {
        let weights = &self.strategy.data.benchmark;
        if weights.is_empty() {
            return Ok(None);
        }
        let Path { first, .. } = *self.path;
        let last = self.path.last();
        let bought = first + self.terms.lag();
        let at_open = self.terms.fill == Fill::NextOpen;
        let capital = self.terms.capital;
        let curve = benchmark_curve(weights, self.market, self.panel, (first, last), (bought, at_open), capital);
        curve.map(Some).map_err(|late| {
            let symbol = &self.strategy.assets[late].symbol;
            let date = self.panel.sessions[bought.min(last)];
            Error::failed(format!("the benchmark `{symbol}` has no price on {date}, when the strategy first trades"))
                .help("choose another benchmark, or a later start")
        })
    }

    /// The metrics of the path, against a benchmark's returns, one a session.
    pub(super) fn measures(&self, benchmark: Option<&[f64]>) -> Measures {
        measure(METRICS, &self.summary(benchmark))
    }

    fn summary(&self, benchmark: Option<&[f64]>) -> Summary {
        let path = self.path;
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
        self.summed(&path.equity, benchmark.map(|returns| &returns[..path.equity.len() - 1]), Some(trading))
    }

    /// The metrics of the benchmark by itself, which nobody traded.
    pub(super) fn benchmark_measures(&self, curve: &[f64]) -> Measures {
        measure(METRICS, &self.summed(curve, None, None))
    }

    fn summed(&self, equity: &[f64], benchmark: Option<&[f64]>, trading: Option<Trading>) -> Summary {
        let (first, last) = (self.path.first, self.path.last());
        let dates = &self.panel.sessions[first..=last];
        let sample = Sample {
            dates,
            equity,
            risk_free: self.risk_free,
            benchmark,
            sessions_per_year: self.sessions_per_year,
            ends_at_month_end: dates.last().is_some_and(|date| self.closes_month(*date)),
            trading,
        };
        Summary::of(&sample)
    }

    /// Whether no scheduled session of the month is left; without a schedule, nobody knows.
    fn closes_month(&self, date: Date) -> bool {
        self.panel.calendar.is_last_of(date, Frame::Monthly).unwrap_or(false)
    }
}
