//! The fast path: strategies that hold one asset at a time, for every combination of their parameters.

use super::bits::{bit, set_bits};
use super::conditions::{Condition, Planner};
use super::path::{Fill, Ground, Holding};
use super::reads::Reads;
use super::spans::Spans;
use crate::data::{Dataset, Date, Panel};
use crate::error::Result;
use crate::eval::evaluate;
use crate::plan::{Plan, PlannedNumber};
use crate::run::{History, SESSIONS_PER_YEAR, measured};
use crate::sim::{Decision, Market, Terms, Timetable, accrual, percent_per_year, risk_free_returns};
use crate::stats::Measures;
use crate::strategy::{
    Axis, Fill as FillAt, Overlays, Position, Rate, Rebalance, Rule, Strategy, Sweep, Target, Weight,
};

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
    pub fn prepare(strategy: &Strategy, sweep: &Sweep, dataset: &Dataset) -> Result<Option<Fast>> {
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

    /// The decisions at which the target changes, by their place, and the target.
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
        std::iter::once(self.begins).chain(later).map(|decision| (decision, holding_at(decision))).collect()
    }

    /// The six core metrics.
    pub fn core(&self, values: &[usize]) -> [f64; 6] {
        let lag = self.fast.terms.lag();
        let fill =
            |(decision, to): (usize, Holding)| Fill { session: self.fast.decisions[decision] + lag - self.first, to };
        let fills = self.changes(values).into_iter().map(fill).filter(|fill| fill.session <= self.ground.steps);
        self.ground.core(&self.ground.totals(fills))
    }

    /// Every metric, from the plain simulation of the same decisions.
    pub fn all(&self, values: &[usize], benchmark: Option<&[f64]>) -> Measures {
        let fast = self.fast;
        let assets = fast.market.assets.len();
        let decision = |(decision, to): (usize, Holding)| {
            let mut target = vec![0.0; assets];
            to.into_iter().for_each(|asset| target[asset] = 1.0);
            Decision { session: fast.decisions[decision], rule: None, target }
        };
        let decisions: Vec<Decision> = self.changes(values).into_iter().map(decision).collect();
        let over = (&fast.panel, &fast.market);
        measured(&fast.strategy, over, (&decisions, &fast.terms), fast.last, benchmark, fast.sessions_per_year)
    }
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
    if strategy.overlays != Overlays::default() {
        return None;
    }
    if !plain || sleeves || swept(&trade.cash_yield) || sweep.axes.iter().any(fixed) || reads.windows_mix_axes() {
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
