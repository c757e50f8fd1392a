//! The fast path: strategies whose combinations need no simulation of their own. Those that hold one asset at a time go from span
//! to span (`path`); those that hold several go from decision to decision together (`lockstep`).

use super::conditions::{Condition, Planner};
use super::path::Holding;
use super::picks::{Material, Picker, only_pick};
use super::reads::Reads;
use super::targets::Hold;
use crate::data::{Dataset, Panel};
use crate::error::Result;
use crate::eval::evaluate;
use crate::plan::{Graph, plan_daily};
use crate::run::{History, SESSIONS_PER_YEAR};
use crate::sim::{Market, Terms, Timetable};
use crate::strategy::{Axis, Fill, Position, Rate, Rebalance, Rule, Strategy, Sweep, Target, Weight};

/// A strategy whose combinations can be taken the fast way, over its data.
pub struct Fast {
    pub strategy: Strategy,
    pub sweep: Sweep,
    pub panel: Panel,
    pub market: Market,
    pub decisions: Vec<usize>,
    pub last: usize,
    pub holds: Holds,
    /// By rule.
    pub conditions: Vec<Option<Condition>>,
    pub terms: Terms,
    pub sessions_per_year: f64,
    /// Every asset that is awaited: those that rules name, with a weight of 0 too.
    awaited: Vec<usize>,
}

/// What the rules hold, rule by rule.
pub enum Holds {
    /// All in one asset of the panel, or all in cash.
    One(Vec<Holding>),
    /// Assets with fixed weights, and the sleeve that the picker fills.
    Several(Vec<Hold>, Option<Picker>),
}

impl Fast {
    /// None: the plain simulation has to do it.
    ///
    /// # Errors
    /// Data that cannot be read.
    pub fn prepare(strategy: &Strategy, sweep: &Sweep, dataset: &Dataset) -> Result<Option<Fast>> {
        let reads = Reads::new(strategy, sweep);
        if !is_simple(strategy, sweep) || reads.windows_mix_axes() || reads.index() {
            return Ok(None);
        }
        let history = History::load(strategy, dataset)?;
        let delisted = history.delisted.clone();
        let panel = history.panel(strategy, dataset.manifest.calendar);
        let Some(last) = panel.sessions.len().checked_sub(1) else { return Ok(None) };
        let market = Market::new(&panel, strategy.data.returns, &delisted);
        let sessions_per_year = dataset.manifest.sessions_per_year.unwrap_or(SESSIONS_PER_YEAR);
        // Every bar there, from each asset's first to the end.
        let whole = |asset: &usize| {
            let asset = &market.assets[*asset];
            let first = asset.life.first.unwrap_or(last);
            !asset.life.ended && asset.life.last == Some(last) && asset.traded[first..].iter().all(|traded| *traded)
        };
        if !strategy.held().iter().all(whole) {
            return Ok(None);
        }
        let decisions = Timetable::new(strategy.trade.decide, [], (panel.calendar, &panel.sessions), last).file;
        let planner = Planner { strategy, sweep, sessions_per_year, panel: &panel, reads: &reads };
        let Some(conditions) = planner.conditions(&decisions) else { return Ok(None) };
        let (panel_of, market_of) = (&panel, &market);
        let material =
            Material { strategy, sweep, panel: panel_of, market: market_of, sessions_per_year, decisions: &decisions };
        let Some(holds) = holds(&reads, material) else { return Ok(None) };
        let named = strategy.rules.iter().flat_map(|rule| &rule.hold).filter_map(|(position, _)| asset_of(*position));
        let awaited = named.collect();
        let terms = terms(strategy, &panel, sessions_per_year);
        let (strategy, sweep) = (strategy.clone(), sweep.clone());
        Ok(Some(Fast {
            strategy,
            sweep,
            panel,
            market,
            decisions,
            last,
            holds,
            conditions,
            terms,
            sessions_per_year,
            awaited,
        }))
    }

    pub fn material(&self) -> Material<'_> {
        Material {
            strategy: &self.strategy,
            sweep: &self.sweep,
            panel: &self.panel,
            market: &self.market,
            sessions_per_year: self.sessions_per_year,
            decisions: &self.decisions,
        }
    }

    /// The session from which a combination can decide with all its bars; None: never. Without warm-up it is the first.
    pub fn ready(&self, values: &[usize]) -> Option<usize> {
        if !self.strategy.data.warmup {
            return Some(0);
        }
        let begun = |asset: usize| self.market.assets[asset].life.first;
        let named = self.awaited.iter().map(|asset| begun(*asset));
        let conditions = self.conditions.iter().flatten().map(|condition| condition.ready(values));
        let sleeve = match &self.holds {
            // The sleeve is held from its first decision on.
            Holds::Several(_, Some(picker)) => {
                Some(picker.ready(values, begun).and_then(|from| self.first_decision(from)))
            }
            _ => None,
        };
        let mut all = named.chain(conditions).chain(sleeve);
        all.try_fold(0, |latest: usize, session| session.map(|session| latest.max(session)))
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
        let begun = |asset: &usize| self.market.assets[*asset].life.first.is_some_and(|begun| begun <= session);
        self.awaited.iter().chain(&rest).all(begun)
    }
}

/// Whether the file decides by itself alone, and trades whole, later than it decides, at proportional costs, with no
/// overlays: by those, decisions alone do not say what is held.
fn is_simple(strategy: &Strategy, sweep: &Sweep) -> bool {
    let trade = &strategy.trade;
    let reads = Reads::new(strategy, sweep);
    let swept = |rate: &Rate| matches!(rate, Rate::Expression(expr) if !reads.axes(expr).is_empty());
    let fixed = |axis: &Axis| matches!(axis.target, Target::Param(param) if strategy.fixed_params.contains(&param));
    trade.tranches == 1
        && trade.fill != Fill::SameClose
        && !matches!(trade.rebalance, Rebalance::Band(_))
        && !swept(&trade.cash_yield)
        && !sweep.axes.iter().any(fixed)
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
    let changes = strategy.trade.rebalance == Rebalance::OnChange;
    let ones: Option<Vec<Holding>> = strategy.rules.iter().map(one).collect();
    if let Some(ones) = ones.filter(|_| changes) {
        return Some(Holds::One(ones));
    }
    // With money that is borrowed, a run can end early; with stops, holdings of one target go different ways.
    if strategy.trade.borrow.is_some() || !strategy.overlays.is_empty() {
        return None;
    }
    let holds = strategy.rules.iter().map(Hold::of).collect::<Option<_>>()?;
    let picker = match strategy.sleeves.is_empty() {
        true => None,
        false => Some(Picker::new(only_pick(strategy)?, reads, material)?),
    };
    Some(Holds::Several(holds, picker))
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
            let params: Vec<f64> = strategy.params.iter().map(|param| param.value).collect();
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
