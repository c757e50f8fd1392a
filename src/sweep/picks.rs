//! The picks of a sleeve for every combination: an order of its members for each choice of values that the score reads, and who
//! can be picked for each choice that the condition reads.

use super::bits::bit;
use super::reads::Reads;
use super::space::{Table, set_params};
use crate::data::Panel;
use crate::eval::{Columns, evaluate, readiness};
use crate::plan::{Graph, NodeId, plan_daily};
use crate::sim::Market;
use crate::strategy::{Choice, Expr, Pick, Position, Spread, Strategy, Sweep, Weighting};

/// A sleeve that fills slots with equal shares of single assets, each time anew.
pub struct Picker {
    /// Assets by their place in the list.
    pub members: Vec<usize>,
    slots: usize,
    spread: Spread,
    max_weight: f64,
    /// What takes the rest; None: cash.
    pub otherwise: Option<usize>,
    scores: Table,
    conditions: Table,
    /// By row of `scores` and member: the first session at which all that it reads has had its bars.
    score_ready: Vec<Vec<Option<usize>>>,
    /// By row of `conditions`.
    eligible: Vec<Eligible>,
}

/// Who can be picked.
struct Eligible {
    /// A bit a member, so many words a decision as members need.
    words: Vec<u64>,
    /// By member, from when that is known.
    ready: Vec<Option<usize>>,
}

/// The members in the order of their scores, at each decision.
pub struct Order {
    /// Members without a score are left out.
    ranked: Vec<u16>,
    /// Where each decision's begin.
    begins: Vec<u32>,
}

/// What one combination's sleeve reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PickRow {
    pub score: usize,
    pub condition: usize,
}

/// What expressions are planned from and evaluated over.
#[derive(Clone, Copy)]
pub struct Material<'a> {
    pub strategy: &'a Strategy,
    pub sweep: &'a Sweep,
    pub panel: &'a Panel,
    pub market: &'a Market,
    pub sessions_per_year: f64,
    pub decisions: &'a [usize],
}

impl Picker {
    /// None: the sleeve is of another kind.
    pub fn new(pick: &Pick, reads: &Reads, material: Material) -> Option<Picker> {
        let plain = pick.weighting == Weighting::Equal && pick.keep <= pick.slots;
        let member = |position: Position| match position {
            Position::Asset(asset) => Some(asset),
            Position::Sleeve(_) => None,
        };
        let always = pick.members.iter().all(|member| member.spells.is_empty());
        let members: Vec<usize> = pick.members.iter().map(|one| member(one.position)).collect::<Option<_>>()?;
        let otherwise = match pick.otherwise {
            Some(position) => Some(member(position)?),
            None => None,
        };
        if !plain || !always || members.len() > usize::from(u16::MAX) {
            return None;
        }
        let condition = pick.condition.as_ref().map(|(condition, _)| condition);
        let axes = |expr: Option<&Expr>| Table::new(material.sweep, expr.map_or(Vec::new(), |expr| reads.axes(expr)));
        let (scores, conditions) = (axes(pick.score.as_ref())?, axes(condition)?);
        let mut picker = Picker {
            members,
            slots: pick.slots,
            spread: pick.spread,
            max_weight: pick.max_weight,
            otherwise,
            score_ready: Vec::new(),
            eligible: Vec::new(),
            scores,
            conditions,
        };
        picker.score_ready = (0..picker.scores.rows)
            .map(|row| {
                let (graph, nodes) = picker.planned(pick.score.as_ref(), &picker.scores, row, material);
                let ready = readiness(&graph, material.panel, |_, _| None);
                nodes.iter().map(|node| node.map_or(Some(0), |node| ready.get(node))).collect()
            })
            .collect();
        picker.eligible = (0..picker.conditions.rows).map(|row| picker.eligibility(condition, row, material)).collect();
        Some(picker)
    }

    pub fn row(&self, values: &[usize]) -> PickRow {
        PickRow { score: self.scores.row(values), condition: self.conditions.row(values) }
    }

    /// A node a member for one row of values.
    fn planned(
        &self,
        expr: Option<&Expr>,
        table: &Table,
        row: usize,
        material: Material,
    ) -> (Graph, Vec<Option<NodeId>>) {
        let Material { strategy, sweep, sessions_per_year, .. } = material;
        let mut graph = Graph::default();
        let mut params: Vec<f64> = strategy.params.iter().map(|param| param.value).collect();
        let mut values = vec![0; sweep.axes.len()];
        table.fill(sweep, row, &mut values);
        set_params(sweep, &values, &mut params);
        let nodes = self.members.iter().map(|asset| {
            let member = Some(Position::Asset(*asset));
            expr.map(|expr| plan_daily(&mut graph, strategy, &params, sessions_per_year, (member, expr)))
        });
        let nodes = nodes.collect();
        (graph, nodes)
    }

    fn eligibility(&self, condition: Option<&Expr>, row: usize, material: Material) -> Eligible {
        let (graph, nodes) = self.planned(condition, &self.conditions, row, material);
        let ready = readiness(&graph, material.panel, |_, _| None);
        let columns = evaluate(&graph, material.panel, |_, _| Vec::new());
        let width = self.width();
        let mut words = vec![0; material.decisions.len() * width];
        for (place, (asset, node)) in self.members.iter().zip(&nodes).enumerate() {
            let life = material.market.assets[*asset].life;
            let met = |session: usize| node.is_none_or(|node| columns.get(node).condition(session) == Some(true));
            for (decision, session) in material.decisions.iter().enumerate() {
                if life.available(*session) && met(*session) {
                    words[decision * width + place / 64] |= 1 << (place % 64);
                }
            }
        }
        Eligible { words, ready: nodes.iter().map(|node| node.map_or(Some(0), |node| ready.get(node))).collect() }
    }

    /// Words that hold a bit for each member.
    fn width(&self) -> usize {
        self.members.len().div_ceil(64)
    }

    /// Who can be picked at a decision, a bit a member.
    pub fn eligible(&self, condition: usize, decision: usize) -> &[u64] {
        let width = self.width();
        &self.eligible[condition].words[decision * width..(decision + 1) * width]
    }

    /// The order of the members for one row of scores.
    pub fn order(&self, score: Option<&Expr>, row: usize, material: Material) -> Order {
        let (graph, nodes) = self.planned(score, &self.scores, row, material);
        let columns: Columns = evaluate(&graph, material.panel, |_, _| Vec::new());
        let mut order = Order { ranked: Vec::new(), begins: vec![0] };
        let mut scored: Vec<(u16, f64)> = Vec::new();
        for session in material.decisions {
            // Zero has a sign, which is no difference.
            let scores = nodes.iter().map(|node| node.map_or(0.0, |node| columns.get(node).number(*session) + 0.0));
            scored.clear();
            scored.extend((0..).zip(scores).filter(|(_, score)| !score.is_nan()));
            scored.sort_by(|(_, a), (_, b)| b.total_cmp(a));
            order.ranked.extend(scored.iter().map(|(member, _)| *member));
            order.begins.push(order.ranked.len() as u32);
        }
        order
    }

    /// Adds the members that are picked at a decision, by their place in the list.
    pub fn pick(&self, order: &Order, eligible: &[u64], decision: usize, picks: &mut Vec<u16>) {
        let ranked = &order.ranked[order.begins[decision] as usize..order.begins[decision + 1] as usize];
        picks.extend(ranked.iter().filter(|member| bit(eligible, usize::from(**member))).take(self.slots));
    }

    /// The share of each of `count` picks, and of what takes the rest.
    pub fn shares(&self, count: usize) -> (f64, f64) {
        let total = match self.spread {
            Spread::Slots => count as f64 / self.slots as f64,
            Spread::Picks => 1.0,
        };
        let share = if count == 0 { 0.0 } else { (total / count as f64).min(self.max_weight) };
        (share, 1.0 - share * count as f64)
    }

    /// The first session at which the sleeve can decide with all its bars: with one member at least, and what takes the rest.
    pub fn ready(&self, values: &[usize], begun: impl Fn(usize) -> Option<usize>) -> Option<usize> {
        let row = self.row(values);
        let (scores, conditions) = (&self.score_ready[row.score], &self.eligible[row.condition].ready);
        let of_member = |((asset, score), condition): ((&usize, &Option<usize>), &Option<usize>)| {
            Some(begun(*asset)?.max((*score)?).max((*condition)?))
        };
        let first = self.members.iter().zip(scores).zip(conditions).filter_map(of_member).min()?;
        Some(first.max(self.otherwise.map_or(Some(0), begun)?))
    }
}

/// The one sleeve of a strategy, if it fills slots.
pub fn only_pick(strategy: &Strategy) -> Option<&Pick> {
    match strategy.sleeves.as_slice() {
        [sleeve] if sleeve.decide.is_none() => match &sleeve.choice {
            Choice::Pick(pick) => Some(pick),
            Choice::Rules(_) => None,
        },
        _ => None,
    }
}
