//! The fast path: strategies whose combinations need no simulation of their own. Those that hold one asset at a time go from span
//! to span (`path`); those that hold several go from decision to decision together (`lockstep`).

use super::conditions::{Condition, Planner, latest};
use super::path::Holding;
use super::picks::{Material, Picker, only_pick};
use super::reads::Reads;
use super::targets::Hold;
use crate::data::{Date, Panel};
use crate::eval::{Bars, evaluate};
use crate::plan::{Graph, plan_daily};
use crate::run::Ground;
use crate::sim::{Terms, Timetable};
use crate::strategy::{Fill, Overlays, Position, Rate, Rebalance, Rule, Strategy, Sweep, Weight};
use std::sync::Arc;

/// A strategy whose combinations can be taken the fast way, over its data.
pub struct Fast {
    pub strategy: Strategy,
    pub sweep: Sweep,
    pub ground: Arc<Ground>,
    pub decisions: Vec<usize>,
    pub holds: Holds,
    /// By rule.
    pub conditions: Vec<Option<Condition>>,
    /// The axes that rules' conditions and who can be picked depend on.
    pub deciding: Vec<usize>,
    pub terms: Terms,
    /// Every asset that is awaited: those that rules name, with a weight of 0 too.
    awaited: Vec<usize>,
}

/// What the rules hold, rule by rule.
pub enum Holds {
    /// All in one asset of the panel, or all in cash.
    One(Vec<Holding>),
    /// Assets with fixed weights, and the sleeve that the picker fills.
    Several(Vec<Hold>, Option<Box<Picker>>),
}

/// What can differ from combination to combination without preparing anything anew.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    pub overlays: Overlays,
    /// Of the sleeve.
    pub slots: usize,
    /// Ranks up to which it keeps what it picked before.
    pub keep: usize,
}

/// One combination.
#[derive(Clone, Copy, Debug)]
pub struct Combination<'a> {
    /// Which value of each axis it has.
    pub values: &'a [usize],
    pub settings: Settings,
}

impl Settings {
    /// Whether a key, by its path, is one of them.
    pub fn has(path: &str) -> bool {
        path.starts_with("overlays.") || Settings::has_ranks(path)
    }

    /// Whether it is one that says how many ranks of a sleeve count.
    pub fn has_ranks(path: &str) -> bool {
        path.starts_with("sleeves.") && (path.ends_with(".top") || path.ends_with(".keep"))
    }
}

impl Fast {
    /// Over its data. None: the plain simulation has to do it.
    pub fn prepare(strategy: &Strategy, sweep: &Sweep, ground: &Arc<Ground>, timetable: &Timetable) -> Option<Fast> {
        let reads = Reads::new(strategy, sweep);
        if !is_simple(strategy, &reads) || reads.windows_mix_axes() || reads.index() {
            return None;
        }
        let Ground { panel, market, sessions_per_year, .. } = &**ground;
        let last = panel.sessions.len() - 1;
        let life = |asset: usize| market.assets[asset].life;
        let reaches_the_end = |asset: &usize| life(*asset).ended || life(*asset).last == Some(last);
        if !strategy.held().iter().all(reaches_the_end) {
            return None;
        }
        let named = strategy.rules.iter().flat_map(|rule| &rule.hold).filter_map(|(position, _)| asset_of(*position));
        let rest = only_pick(strategy).and_then(|pick| pick.otherwise).and_then(asset_of);
        // What ends is picked no more; a rule would go on to name it.
        if named.clone().chain(rest).any(|asset| life(asset).ended) {
            return None;
        }
        let decisions = timetable.file.clone();
        let sessions_per_year = *sessions_per_year;
        let bars = Bars::some(decisions.iter().copied(), panel.sessions.len());
        let planner = Planner { strategy, sweep, sessions_per_year, panel, reads: &reads, decisions: &bars };
        let conditions = planner.conditions()?;
        let material = Material { strategy, sweep, panel, market, sessions_per_year, decisions: &decisions };
        let holds = holds(&reads, material)?;
        Some(Fast {
            strategy: strategy.clone(),
            sweep: sweep.clone(),
            ground: ground.clone(),
            holds,
            conditions,
            deciding: deciding(strategy, &reads),
            terms: terms(strategy, panel, sessions_per_year),
            awaited: named.collect(),
            decisions,
        })
    }

    /// Those of a strategy that differs from the one it was prepared for in nothing else. None: the plain simulation has to do
    /// it.
    pub fn settings(&self, strategy: &Strategy) -> Option<Settings> {
        let overlays = strategy.overlays;
        let pick = only_pick(strategy);
        // With stops, holdings of one target go different ways.
        let several = matches!(self.holds, Holds::Several(..));
        let (slots, keep) = pick.map_or((0, 0), |pick| (pick.slots, pick.keep));
        (!several || overlays.is_empty()).then_some(Settings { overlays, slots, keep })
    }

    pub fn material(&self) -> Material<'_> {
        Material {
            strategy: &self.strategy,
            sweep: &self.sweep,
            panel: &self.ground.panel,
            market: &self.ground.market,
            sessions_per_year: self.ground.sessions_per_year,
            decisions: &self.decisions,
        }
    }

    /// The session from which a combination can decide with all its bars; None: never. Without warm-up it is the first.
    pub fn ready(&self, values: &[usize]) -> Option<usize> {
        if !self.strategy.data.warmup {
            return Some(0);
        }
        let conditions = self.conditions.iter().flatten().map(|condition| condition.ready(values));
        let sleeve = match &self.holds {
            // The sleeve is held from its first decision on.
            Holds::Several(_, Some(picker)) => {
                Some(picker.ready(values, |asset| self.begun(asset)).and_then(|from| self.first_decision(from)))
            }
            _ => None,
        };
        latest(self.awaited.iter().map(|asset| self.begun(*asset)).chain(conditions).chain(sleeve))
    }

    /// The latest that [`Fast::ready`] is for any values of the axes; None: for some it is never, or a sleeve has to be asked.
    pub fn latest_ready(&self) -> Option<usize> {
        if !self.strategy.data.warmup {
            return Some(0);
        }
        if matches!(self.holds, Holds::Several(_, Some(_))) {
            return None;
        }
        let conditions = self.conditions.iter().flatten().map(Condition::latest_ready);
        latest(self.awaited.iter().map(|asset| self.begun(*asset)).chain(conditions))
    }

    /// The session of an asset's first bar.
    fn begun(&self, asset: usize) -> Option<usize> {
        self.ground.market.assets[asset].life.first
    }

    pub fn sessions(&self) -> &[Date] {
        &self.ground.panel.sessions
    }

    /// The first decision session at or after `from`.
    pub fn first_decision(&self, from: usize) -> Option<usize> {
        self.decisions.get(self.decisions.partition_point(|decision| *decision < from)).copied()
    }

    /// Whether all that can be held without being picked has begun by this session.
    pub fn has_begun(&self, session: usize) -> bool {
        let rest = match &self.holds {
            Holds::Several(_, Some(picker)) => picker.otherwise,
            _ => None,
        };
        let begun = |asset: &usize| self.begun(*asset).is_some_and(|begun| begun <= session);
        self.awaited.iter().chain(&rest).all(begun)
    }
}

/// Whether the file decides by itself alone, and trades whole, later than it decides, at proportional costs, with no
/// overlays: by those, decisions alone do not say what is held.
fn is_simple(strategy: &Strategy, reads: &Reads) -> bool {
    let trade = &strategy.trade;
    let swept = |rate: &Rate| matches!(rate, Rate::Expression(expr) if !reads.axes(expr).is_empty());
    // Between a decision and its fill, what has drifted must not change otherwise.
    let late_band = matches!(trade.rebalance, Rebalance::Band(_)) && trade.delay > 0;
    trade.tranches == 1 && trade.fill != Fill::SameClose && !late_band && !swept(&trade.cash_yield)
}

fn holds(reads: &Reads, material: Material) -> Option<Holds> {
    let Material { strategy, .. } = material;
    let one = |rule: &Rule| {
        let held: Vec<_> = rule.hold.iter().filter(|(_, weight)| !matches!(weight, Weight::Fixed(0.0))).collect();
        match held.as_slice() {
            [] => Some(None),
            [(Position::Asset(asset), Weight::Fixed(1.0))] => Some(Some(*asset)),
            _ => None,
        }
    };
    // Every bar there, from each asset's first to the end.
    let whole = |asset: &usize| {
        let asset = &material.market.assets[*asset];
        let first = asset.life.first.unwrap_or(asset.traded.len());
        asset.traded[first..].iter().all(|traded| *traded)
    };
    let fits = strategy.trade.rebalance == Rebalance::OnChange && strategy.held().iter().all(whole);
    let ones: Option<Vec<Holding>> = strategy.rules.iter().map(one).collect();
    if let Some(ones) = ones.filter(|_| fits) {
        return Some(Holds::One(ones));
    }
    // With money that is borrowed, a run can end early.
    if strategy.trade.borrow.is_some() {
        return None;
    }
    let holds = strategy.rules.iter().map(Hold::of).collect::<Option<_>>()?;
    let picker = match strategy.sleeves.is_empty() {
        true => None,
        false => Some(Box::new(Picker::new(only_pick(strategy)?, reads, material)?)),
    };
    Some(Holds::Several(holds, picker))
}

fn deciding(strategy: &Strategy, reads: &Reads) -> Vec<usize> {
    let conditions = strategy.rules.iter().filter_map(|rule| rule.when.as_ref());
    let picked = only_pick(strategy).and_then(|pick| pick.condition.as_ref());
    let mut axes: Vec<usize> = conditions.chain(picked).flat_map(|(condition, _)| reads.axes(condition)).collect();
    axes.sort_unstable();
    axes.dedup();
    axes
}

fn asset_of(position: Position) -> Option<usize> {
    match position {
        Position::Asset(asset) => Some(asset),
        Position::Sleeve(_) => None,
    }
}

fn terms(strategy: &Strategy, panel: &Panel, sessions_per_year: f64) -> Terms {
    let trade = &strategy.trade;
    let sessions = panel.sessions.len();
    let cash_yield = match &trade.cash_yield {
        Rate::Fixed(percent) => vec![*percent; sessions],
        Rate::Expression(expr) => {
            let params = strategy.param_values();
            let mut graph = Graph::default();
            let node = plan_daily(&mut graph, strategy, &params, sessions_per_year, (None, expr));
            let columns = evaluate(&graph, panel, |_, _| Vec::new());
            (0..sessions).map(|session| columns.get(node).number(session)).collect()
        }
    };
    Terms {
        fill: trade.fill,
        delay: trade.delay,
        rebalance: trade.rebalance,
        overlays: strategy.overlays,
        tranches: trade.tranches,
        cost_rate: trade.cost_rate(),
        capital: trade.capital,
        cash_yield,
        // Nothing is borrowed.
        borrow: vec![0.0; sessions],
    }
}
