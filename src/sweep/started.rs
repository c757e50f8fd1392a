//! All combinations of a sweep on the fast path, from one start on.

use super::details::{Details, Reference};
use super::fast::{Combination, Fast, Holds};
use super::full::{Benchmark, Scene};
use super::lockstep::Course;
use super::one::One;
use super::path::Terrain;
use super::several::Several;
use super::spans::Spans;
use super::tail::Worst;
use crate::data::{Date, period};
use crate::run::{Beside, Ground, summary};
use crate::sim::{Decision, Terms, accrual, risk_free_returns, simulate};
use crate::stats::Summary;
use crate::strategy::{Fill as FillAt, Frame, Overlays};
use chrono::Datelike;

/// The fast path from one start on.
pub struct Started<'a> {
    pub fast: &'a Fast,
    /// The place among the decisions of the first, and its session.
    pub begins: usize,
    pub first: usize,
    pub terrain: Terrain,
    /// By session of the panel, what 1 in cash has become.
    cash: Vec<f64>,
}

impl<'a> Started<'a> {
    /// At the first decision at or after `from`; None: there is none, or some asset has not begun.
    pub fn new(fast: &'a Fast, from: usize) -> Option<Started<'a>> {
        let begins = fast.decisions.partition_point(|decision| *decision < from);
        let first = *fast.decisions.get(begins)?;
        if !fast.has_begun(first) {
            return None;
        }
        let cash = cash(fast, first);
        // What nothing is left of has no returns.
        if !cash.iter().all(|cash| *cash > 0.0 && cash.is_finite()) {
            return None;
        }
        let last = fast.ground.last;
        let risk_free = risk_free_returns(fast.strategy.data.risk_free, &fast.ground.panel, first, last);
        let spans = |open: &[f64], close: &[f64]| {
            Spans::new(open[first..=last].to_vec(), close[first..=last].to_vec(), &risk_free)
        };
        // The places in `holds` stand for assets of the panel; spans only for those that are held.
        let assets = fast.ground.market.assets.iter().enumerate().map(|(asset, prices)| match &fast.holds {
            Holds::One(holds) if holds.contains(&Some(asset)) => spans(&prices.open, &prices.close),
            _ => Spans::new(vec![], vec![], &[]),
        });
        let dates = fast.sessions();
        let terrain = Terrain {
            assets: assets.collect(),
            // It earns before anything is filled.
            cash: spans(&cash, &cash),
            steps: last - first,
            cost: fast.terms.cost_rate,
            at_open: fast.terms.fill == FillAt::NextOpen,
            years: (dates[last] - dates[first]).num_days() as f64 / 365.25,
            sessions_per_year: fast.ground.sessions_per_year,
            risk_free,
        };
        Some(Started { fast, begins, first, terrain, cash })
    }

    pub fn date(&self) -> Date {
        self.fast.sessions()[self.first]
    }

    /// What `take` makes of what the core metrics of these combinations are computed from.
    pub fn core<T: Send>(&self, rows: &[Combination], take: impl Fn(&Summary) -> T + Sync) -> Vec<T> {
        match &self.fast.holds {
            Holds::One(holds) => One { started: self, holds }.core(rows, take),
            Holds::Several(holds, picker) => {
                Several { started: self, holds, picker: picker.as_deref() }.core(rows, take)
            }
        }
    }

    /// The same of what every metric is computed from, over the scene of this start.
    pub fn full<T: Send>(&self, scene: &Scene, rows: &[Combination], take: impl Fn(&Summary) -> T + Sync) -> Vec<T> {
        match &self.fast.holds {
            Holds::One(holds) => One { started: self, holds }.full(scene, rows, take),
            Holds::Several(holds, picker) => {
                Several { started: self, holds, picker: picker.as_deref() }.full(scene, rows, take)
            }
        }
    }

    /// Sessions from a decision to its fill.
    pub fn lag(&self) -> usize {
        self.fast.terms.lag()
    }

    /// What those that hold several assets go over.
    pub fn course(&self) -> Course<'_> {
        let fast = self.fast;
        Course {
            market: &fast.ground.market,
            dates: fast.sessions(),
            terms: &fast.terms,
            cash: &self.cash,
            first: self.first,
            last: fast.ground.last,
            at_open: self.terrain.at_open,
            risk_free: &self.terrain.risk_free,
            years: self.terrain.years,
            sessions_per_year: self.terrain.sessions_per_year,
        }
    }

    /// What metrics beyond the core need; None where the benchmark has no price when it is bought.
    pub fn scene(&self) -> Option<Scene> {
        let fast = self.fast;
        let dates = &fast.sessions()[self.first..=fast.ground.last];
        let beside = Beside::new(&fast.ground, &fast.strategy, &fast.terms, (self.first, fast.ground.last)).ok()?;
        let benchmark = beside.benchmark.map(|benchmark| benchmark.returns);
        let beside: Vec<Reference> = self
            .terrain
            .risk_free
            .iter()
            .enumerate()
            .map(|(step, free)| Reference {
                benchmark: benchmark.as_ref().map(|returns| returns[step]),
                risk_free: *free,
            })
            .collect();
        let days: Vec<i64> = dates.iter().map(|date| i64::from(date.num_days_from_ce())).collect();
        let details = |spans: &Spans| Details::new(&spans.close, &beside, &days);
        let held =
            (0..self.terrain.assets.len()).filter(|asset| !self.terrain.assets[*asset].close.is_empty()).map(Some);
        // Without a schedule, nobody knows whether the last month is whole.
        let closed =
            fast.ground.panel.calendar.is_last_of(fast.sessions()[fast.ground.last], Frame::Monthly).unwrap_or(false);
        Some(Scene {
            assets: self.terrain.assets.iter().map(details).collect(),
            cash: details(&self.terrain.cash),
            worst: Worst::new(held.chain([None]).map(|holding| (holding, self.terrain.spans(holding)))),
            benchmark: benchmark.and_then(|returns| Benchmark::new(returns, &self.terrain.risk_free)),
            beside,
            month_ends: whole_months(dates, closed),
            days,
        })
    }

    /// By the plain simulation of these decisions.
    pub fn plain(&self, decisions: &[Decision], overlays: Overlays, benchmark: Option<&[f64]>) -> Summary {
        let fast = self.fast;
        let Ground { panel, market, last, .. } = &*fast.ground;
        let terms = Terms { overlays, ..fast.terms.clone() };
        let path = simulate(market, &panel.sessions, decisions, &terms, *last);
        summary(&fast.ground, &path, &self.terrain.risk_free, benchmark)
    }

    pub fn decision(&self, session: usize, weights: &[(usize, f64)]) -> Decision {
        let mut target = vec![0.0; self.fast.ground.market.assets.len()];
        weights.iter().for_each(|(asset, weight)| target[*asset] = *weight);
        Decision { session, rule: None, target }
    }
}

/// What 1 in cash at session `first` becomes, by session of the panel; 1 before.
fn cash(fast: &Fast, first: usize) -> Vec<f64> {
    let dates = fast.sessions();
    let mut cash = vec![1.0; fast.ground.last + 1];
    for session in first + 1..=fast.ground.last {
        let percent = fast.terms.cash_yield[session - 1];
        let earned = if percent.is_nan() { 0.0 } else { accrual(percent, dates[session - 1], dates[session]) };
        cash[session] = cash[session - 1] * (1.0 + earned);
    }
    cash
}

/// The close before the first whole month, and the last close of each whole one. The last month is whole if `closed`.
fn whole_months(dates: &[Date], closed: bool) -> Vec<usize> {
    let last_of_its = |session: &usize| match dates.get(session + 1) {
        Some(next) => period(Frame::Monthly, dates[*session]) != period(Frame::Monthly, *next),
        None => closed,
    };
    (0..dates.len()).filter(last_of_its).collect()
}
