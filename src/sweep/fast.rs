//! The fast path: strategies that hold one asset at a time, for every combination of their parameters.

use super::bits::{bit, set_bits};
use super::conditions::{Condition, Planner};
use super::core::Core;
use super::details::{Beside, Details};
use super::full::{Benchmark, Full, Scene};
use super::path::{Fill, Ground, Holding};
use super::reads::Reads;
use super::spans::Spans;
use super::tail::Worst;
use crate::data::{Dataset, Date, Panel, period};
use crate::error::Error;
use crate::eval::evaluate;
use crate::plan::{Plan, PlannedNumber};
use crate::run::{History, SESSIONS_PER_YEAR, summarized};
use crate::sim::{Decision, Market, Terms, Timetable, accrual, benchmark_curve, percent_per_year, risk_free_returns};
use crate::stats::Summary;
use crate::strategy::{Axis, Fill as FillAt, Frame, Position, Rate, Rebalance, Rule, Strategy, Sweep, Target, Weight};
use chrono::Datelike;

/// A strategy whose combinations can be taken the fast way, over its data.
pub struct Fast {
    strategy: Strategy,
    pub panel: Panel,
    market: Market,
    decisions: Vec<usize>,
    last: usize,
    /// What each rule holds: an asset of the panel, or cash.
    holds: Vec<Holding>,
    /// Every asset that a rule names.
    held: Vec<usize>,
    conditions: Vec<Option<Condition>>,
    terms: Terms,
    sessions_per_year: f64,
}

/// The fast path from one start on.
pub struct Started<'a> {
    fast: &'a Fast,
    /// The place among the decisions of the first, and its session.
    begins: usize,
    first: usize,
    ground: Ground,
}

impl Fast {
    /// None: the plain simulation has to do it.
    ///
    /// # Errors
    /// Data that cannot be read.
    pub fn prepare(strategy: &Strategy, sweep: &Sweep, dataset: &Dataset) -> Result<Option<Fast>, Error> {
        let reads = Reads::new(strategy, sweep);
        let Some(holds) = holdings(strategy, sweep, &reads) else { return Ok(None) };
        let history = History::load(strategy, dataset)?;
        let delisted = history.delisted.clone();
        let panel = history.panel(strategy, dataset.manifest.calendar);
        let Some(last) = panel.sessions.len().checked_sub(1) else { return Ok(None) };
        let market = Market::new(&panel, strategy.data.returns, &delisted);
        let sessions_per_year = dataset.manifest.sessions_per_year.unwrap_or(SESSIONS_PER_YEAR);
        // Those with a weight of 0 too: the run is over their sessions, and waits for them.
        let held = strategy.held();
        // Every bar there, from each asset's first to the end.
        let whole = |asset: &usize| {
            let asset = &market.assets[*asset];
            let first = asset.life.first.unwrap_or(last);
            !asset.life.ended && asset.life.last == Some(last) && asset.traded[first..].iter().all(|traded| *traded)
        };
        if !held.iter().all(whole) {
            return Ok(None);
        }
        let timetable = Timetable::new(strategy.trade.decide, [], (panel.calendar, &panel.sessions), last);
        let planner = Planner { strategy, sweep, sessions_per_year, panel: &panel, reads: &reads };
        let Some(conditions) = planner.conditions(&timetable.file) else { return Ok(None) };
        let terms = terms(strategy, &panel, sessions_per_year);
        drop(reads);
        let strategy = strategy.clone();
        let decisions = timetable.file;
        Ok(Some(Fast { strategy, panel, market, decisions, last, holds, held, conditions, terms, sessions_per_year }))
    }

    /// The session from which a combination can decide with all its bars; None: never. Without warm-up it is the first.
    pub fn ready(&self, values: &[usize]) -> Option<usize> {
        if !self.strategy.data.warmup {
            return Some(0);
        }
        let begun = self.held.iter().map(|asset| self.market.assets[*asset].life.first);
        let conditions = self.conditions.iter().flatten().map(|condition| condition.ready(values));
        begun.chain(conditions).try_fold(0, |latest: usize, session| session.map(|session| latest.max(session)))
    }

    /// The first decision session at or after `from`.
    pub fn first_decision(&self, from: usize) -> Option<usize> {
        self.decisions.get(self.decisions.partition_point(|decision| *decision < from)).copied()
    }

    /// Starts all combinations at the first decision at or after `from`; None: there is none, or some asset has not begun.
    pub fn start(&self, from: usize) -> Option<Started<'_>> {
        let begins = self.decisions.partition_point(|decision| *decision < from);
        let first = *self.decisions.get(begins)?;
        let begun = |asset: &usize| self.market.assets[*asset].life.first.is_some_and(|begun| begun <= first);
        if !self.holds.iter().flatten().all(begun) {
            return None;
        }
        let risk_free = risk_free_returns(self.strategy.data.risk_free, &self.panel, first, self.last);
        let spans = |open: &[f64], close: &[f64]| {
            Spans::new(open[first..=self.last].to_vec(), close[first..=self.last].to_vec(), &risk_free)
        };
        // The places in `holds` stand for assets of the panel; spans only for those that are held.
        let assets = self.market.assets.iter().enumerate().map(|(asset, prices)| {
            if self.holds.contains(&Some(asset)) {
                spans(&prices.open, &prices.close)
            } else {
                Spans::new(vec![], vec![], &[])
            }
        });
        let dates = &self.panel.sessions;
        let mut cash = vec![1.0; self.last + 1];
        for session in first + 1..=self.last {
            let percent = self.terms.cash_yield[session - 1];
            let earned = if percent.is_nan() { 0.0 } else { accrual(percent, dates[session - 1], dates[session]) };
            cash[session] = cash[session - 1] * (1.0 + earned);
        }
        // What nothing is left of has no returns.
        if !cash.iter().all(|cash| *cash > 0.0 && cash.is_finite()) {
            return None;
        }
        let ground = Ground {
            assets: assets.collect(),
            // It earns before anything is filled.
            cash: spans(&cash, &cash),
            steps: self.last - first,
            cost: self.terms.cost_rate,
            at_open: self.terms.fill == FillAt::NextOpen,
            years: (dates[self.last] - dates[first]).num_days() as f64 / 365.25,
            sessions_per_year: self.sessions_per_year,
            risk_free,
        };
        Some(Started { fast: self, begins, first, ground })
    }
}

impl Started<'_> {
    pub fn date(&self) -> Date {
        self.fast.panel.sessions[self.first]
    }

    /// The sessions of the decisions at which the target changes, and the target.
    fn changes(&self, values: &[usize]) -> Vec<(usize, Holding)> {
        let fast = self.fast;
        let decisions = fast.decisions.len();
        let words = decisions.div_ceil(64);
        let mut left = vec![u64::MAX; words];
        // Where each rule is the one.
        let mut chosen: Vec<(Holding, Vec<u64>)> = Vec::with_capacity(fast.holds.len());
        for (holding, condition) in fast.holds.iter().zip(&fast.conditions) {
            let here = match condition {
                Some(condition) => {
                    let bits = condition.bits(values);
                    let here: Vec<u64> = bits.truth.iter().zip(&left).map(|(truth, left)| truth & left).collect();
                    left.iter_mut().zip(&here).for_each(|(left, here)| *left &= !here);
                    here
                }
                None => std::mem::replace(&mut left, vec![0; words]),
            };
            match chosen.iter_mut().find(|(other, _)| other == holding) {
                Some((_, bits)) => bits.iter_mut().zip(here).for_each(|(bits, here)| *bits |= here),
                None => chosen.push((*holding, here)),
            }
        }
        let holding_at =
            |decision: usize| chosen.iter().find(|(_, bits)| bit(bits, decision)).and_then(|(holding, _)| *holding);
        // A target changes where one of its bits does.
        let mut changed = vec![0; words];
        for (_, bits) in &chosen {
            let mut before = 0;
            for (changed, bits) in changed.iter_mut().zip(bits) {
                *changed |= bits ^ (bits << 1 | before);
                before = bits >> 63;
            }
        }
        let later = set_bits(&changed).filter(|decision| *decision > self.begins && *decision < decisions);
        let all = std::iter::once(self.begins).chain(later);
        all.map(|decision| (fast.decisions[decision], holding_at(decision))).collect()
    }

    fn fills(&self, values: &[usize]) -> impl Iterator<Item = Fill> + use<> {
        let (first, steps, lag) = (self.first, self.ground.steps, self.fast.terms.lag());
        let changes = self.changes(values).into_iter();
        let session = move |decision: usize| decision + lag - first;
        changes
            .map(move |(decision, to)| Fill { session: session(decision), to })
            .filter(move |fill| fill.session <= steps)
    }

    /// What the core metrics are computed from.
    pub fn core(&self, values: &[usize]) -> Summary {
        Core::summary(&self.ground, self.fills(values)).unwrap_or_else(|| self.plain(values, None))
    }

    /// What every metric is computed from, over the scene of this start.
    pub fn full(&self, scene: &Scene, values: &[usize]) -> Summary {
        let plain = || self.plain(values, scene.benchmark.as_ref().map(|benchmark| benchmark.returns.as_slice()));
        Full::summary(&self.ground, scene, self.fills(values)).unwrap_or_else(plain)
    }

    /// What metrics beyond the core need; None where the benchmark has no price when it is bought.
    pub fn scene(&self) -> Option<Scene> {
        let fast = self.fast;
        let dates = &fast.panel.sessions[self.first..=fast.last];
        let benchmark = self.benchmark_returns().ok()?;
        let beside: Vec<Beside> = self
            .ground
            .risk_free
            .iter()
            .enumerate()
            .map(|(step, free)| Beside { benchmark: benchmark.as_ref().map(|returns| returns[step]), risk_free: *free })
            .collect();
        let days: Vec<i64> = dates.iter().map(|date| i64::from(date.num_days_from_ce())).collect();
        let details = |spans: &Spans| Details::new(&spans.close, &beside, &days);
        let held = (0..self.ground.assets.len()).filter(|asset| fast.holds.contains(&Some(*asset))).map(Some);
        // Without a schedule, nobody knows whether the last month is whole.
        let closed = fast.panel.calendar.is_last_of(fast.panel.sessions[fast.last], Frame::Monthly).unwrap_or(false);
        Some(Scene {
            assets: self.ground.assets.iter().map(details).collect(),
            cash: details(&self.ground.cash),
            worst: Worst::new(held.chain([None]).map(|holding| (holding, self.ground.spans(holding)))),
            benchmark: benchmark.and_then(|returns| Benchmark::new(returns, &self.ground.risk_free)),
            beside,
            month_ends: whole_months(dates, closed),
            days,
        })
    }

    /// One for each session after the first; Ok(None): the file names no benchmark. Err: it has no price when it is bought.
    fn benchmark_returns(&self) -> Result<Option<Vec<f64>>, usize> {
        let fast = self.fast;
        let weights = &fast.strategy.data.benchmark;
        if weights.is_empty() {
            return Ok(None);
        }
        let bought = (self.first + fast.terms.lag(), self.ground.at_open);
        let period = (self.first, fast.last);
        let curve = benchmark_curve(weights, &fast.market, &fast.panel, period, bought, fast.terms.capital)?;
        Ok(Some(curve.windows(2).map(|pair| pair[1] / pair[0] - 1.0).collect()))
    }

    /// By the plain simulation of the same decisions.
    fn plain(&self, values: &[usize], benchmark: Option<&[f64]>) -> Summary {
        let fast = self.fast;
        let assets = fast.market.assets.len();
        let decision = |(session, to): (usize, Holding)| {
            let mut target = vec![0.0; assets];
            to.into_iter().for_each(|asset| target[asset] = 1.0);
            Decision { session, rule: None, target }
        };
        let decisions: Vec<Decision> = self.changes(values).into_iter().map(decision).collect();
        let over = (&fast.panel, &fast.market);
        summarized(&fast.strategy, over, (&decisions, &fast.terms), fast.last, benchmark, fast.sessions_per_year)
    }
}

/// The close before the first whole month, and the last close of each whole one. The last month is whole if `closed`.
fn whole_months(dates: &[Date], closed: bool) -> Vec<usize> {
    let last_of_its = |session: &usize| match dates.get(session + 1) {
        Some(next) => period(Frame::Monthly, dates[*session]) != period(Frame::Monthly, *next),
        None => closed,
    };
    (0..dates.len()).filter(last_of_its).collect()
}

/// What each rule holds, if the fast path knows such strategies: all in one asset or all in cash, decided by the file's own
/// rules, traded on change at proportional costs after the close of the decision.
fn holdings(strategy: &Strategy, sweep: &Sweep, reads: &Reads) -> Option<Vec<Holding>> {
    let trade = &strategy.trade;
    let swept = |rate: &Rate| matches!(rate, Rate::Expression(expr) if !reads.axes(expr).is_empty());
    let fixed = |axis: &Axis| matches!(axis.target, Target::Param(param) if strategy.fixed_params.contains(&param));
    let plain = trade.rebalance == Rebalance::OnChange && trade.tranches == 1 && trade.fill != FillAt::SameClose;
    // What a sleeve is worth is no column of prices, though a condition may read it.
    let sleeves = !strategy.sleeves.is_empty();
    // Nor does a decision alone say how long it is held.
    let overlays = !strategy.overlays.is_empty();
    if !plain
        || sleeves
        || overlays
        || swept(&trade.cash_yield)
        || sweep.axes.iter().any(fixed)
        || reads.windows_mix_axes()
    {
        return None;
    }
    let hold = |rule: &Rule| {
        let held: Vec<_> = rule.hold.iter().filter(|(_, weight)| !matches!(weight, Weight::Fixed(0.0))).collect();
        match held.as_slice() {
            [] => Some(None),
            [(Position::Asset(asset), Weight::Fixed(1.0))] => Some(Some(*asset)),
            _ => None,
        }
    };
    strategy.rules.iter().map(hold).collect()
}

fn terms(strategy: &Strategy, panel: &Panel, sessions_per_year: f64) -> Terms {
    let plan = Plan::new(strategy, sessions_per_year);
    // There are no sleeves.
    let columns = evaluate(&plan.graph, panel, |_, _| vec![f64::NAN; panel.sessions.len()]);
    let trade = &strategy.trade;
    let sessions = panel.sessions.len();
    Terms {
        fill: trade.fill,
        delay: trade.delay,
        rebalance: trade.rebalance,
        overlays: strategy.overlays,
        tranches: trade.tranches,
        cost_rate: trade.cost_rate(),
        capital: trade.capital,
        cash_yield: percent_per_year(plan.cash_yield, &columns, sessions),
        borrow: percent_per_year(plan.borrow.unwrap_or(PlannedNumber::Fixed(0.0)), &columns, sessions),
    }
}
