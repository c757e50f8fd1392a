//! The picks of a sleeve for every combination: an order of its members for each choice of values that the score reads, and who
//! can be picked for each choice that the condition reads.

use super::bits::{Bits, bit};
use super::fast::Settings;
use super::reads::Reads;
use super::space::Table;
use crate::data::Panel;
use crate::eval::{Bars, Column, Wanted, evaluate_wanted, readiness};
use crate::plan::{Graph, NodeId, Op, plan_daily};
use crate::sim::Market;
use crate::strategy::{Choice, Expr, Pick, Position, Spread, Strategy, Sweep, Weighting};
use rayon::prelude::*;
use smallvec::SmallVec;
use std::ops::Range;
use std::sync::Arc;

/// A sleeve that fills slots with equal shares of single assets, each time anew.
pub struct Picker {
    /// Assets by their place in the list.
    pub members: Vec<usize>,
    spread: Spread,
    max_weight: f64,
    /// What takes the rest; None: cash.
    pub otherwise: Option<usize>,
    scores: Table,
    conditions: Table,
    /// By row of `scores` and member: the first session at which all that it reads has had its bars.
    score_ready: Vec<Vec<Option<usize>>>,
    eligible: Eligible,
    /// As [`most_ranks`].
    most: usize,
    /// Members at decisions.
    places: usize,
    /// By row of `scores`; empty where they would be too many to keep.
    orders: Vec<Arc<Order>>,
}

/// Orders of no more places than this are kept.
const MOST_PLACES: usize = 1 << 25;

/// Rows are computed together, because they read the same fields: as many as have so many scores, or so many conditions.
const MOST_SCORES: usize = 1 << 20;
const MOST_CONDITIONS: usize = 1 << 15;

/// Who can be picked.
#[derive(Default)]
struct Eligible {
    /// By decision and row of `conditions`, a bit a member: so many words as members need.
    words: Vec<u64>,
    /// By row and member, from when that is known.
    ready: Vec<Vec<Option<usize>>>,
}

/// The members in the order of their scores, at each decision.
pub struct Order {
    /// Members that have no score are left out, and those that no combination picks.
    ranked: Vec<u16>,
    /// Where each decision's begin.
    begins: Vec<u32>,
}

/// Members that are picked, by their place in the list.
pub type Picks = SmallVec<[u16; 16]>;

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
        let plain = pick.weighting == Weighting::Equal;
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
        let places = members.len() * material.decisions.len();
        let mut picker = Picker {
            members,
            places,
            most: most_ranks(pick, material.sweep),
            spread: pick.spread,
            max_weight: pick.max_weight,
            otherwise,
            score_ready: Vec::new(),
            eligible: Eligible::default(),
            orders: Vec::new(),
            scores,
            conditions,
        };
        let blocks = |rows: usize, size: usize| -> Vec<Range<usize>> {
            (0..rows).step_by(size).map(|first| first..(first + size).min(rows)).collect()
        };
        picker.eligible = picker.eligibility(condition, material);
        let keeps = picker.scores.rows * places <= MOST_PLACES;
        let of_scores = |rows: &Range<usize>| {
            let planned = picker.scores_of(rows.clone(), material);
            let orders = if keeps { picker.orders(&planned, material) } else { Vec::new() };
            (planned.ready(material), orders)
        };
        let together = (MOST_SCORES / places.max(1)).max(1);
        let scored: Vec<_> = blocks(picker.scores.rows, together).par_iter().map(of_scores).collect();
        for (ready, orders) in scored {
            picker.score_ready.extend(ready);
            picker.orders.extend(orders);
        }
        Some(picker)
    }

    pub fn row(&self, values: &[usize]) -> PickRow {
        PickRow { score: self.scores.row(values), condition: self.conditions.row(values) }
    }

    /// An expression, or what stands for it where there is none, for each member and row of values.
    fn planned(&self, what: (Option<&Expr>, Op), table: &Table, rows: Range<usize>, material: Material) -> Planned {
        let Material { strategy, sweep, sessions_per_year, .. } = material;
        let (expr, otherwise) = what;
        let mut graph = Graph::default();
        let mut nodes = Vec::with_capacity(self.members.len() * rows.len());
        let params: Vec<Vec<f64>> = rows.map(|row| table.params(strategy, sweep, row)).collect();
        for asset in &self.members {
            let member = Some(Position::Asset(*asset));
            nodes.extend(params.iter().map(|params| match expr {
                Some(expr) => plan_daily(&mut graph, strategy, params, sessions_per_year, (member, expr)),
                None => graph.add(otherwise, None),
            }));
        }
        Planned { graph, nodes, rows: params.len() }
    }

    fn eligibility(&self, condition: Option<&Expr>, material: Material) -> Eligible {
        let (rows, width, decisions) = (self.conditions.rows, self.width(), material.decisions);
        let together = (MOST_CONDITIONS / self.members.len().max(1)).max(1);
        let mut eligible = Eligible { words: vec![0; decisions.len() * rows * width], ready: Vec::with_capacity(rows) };
        for first in (0..rows).step_by(together) {
            let block = first..(first + together).min(rows);
            let planned = self.planned((condition, Op::Truth(Some(true))), &self.conditions, block, material);
            let met = planned.values(material, |column| Bits::new(decisions.len(), |place| column.condition(place)));
            let of_decision = |(decision, words): (usize, &mut [u64])| {
                for (place, asset) in self.members.iter().enumerate() {
                    if material.market.assets[*asset].life.available(decisions[decision]) {
                        let met = &met[place * planned.rows..(place + 1) * planned.rows];
                        let words = words[first * width + place / 64..].iter_mut().step_by(width);
                        words
                            .zip(met)
                            .for_each(|(word, met)| *word |= u64::from(bit(&met.truth, decision)) << (place % 64));
                    }
                }
            };
            eligible.words.par_chunks_mut((rows * width).max(1)).enumerate().for_each(of_decision);
            eligible.ready.extend(planned.ready(material));
        }
        eligible
    }

    /// Words that hold a bit for each member.
    pub fn width(&self) -> usize {
        self.members.len().div_ceil(64)
    }

    /// Who can be picked at a decision, a bit a member.
    pub fn eligible(&self, condition: usize, decision: usize) -> &[u64] {
        let width = self.width();
        let begin = (decision * self.conditions.rows + condition) * width;
        &self.eligible.words[begin..begin + width]
    }

    /// How many orders may be in memory at once.
    pub fn orders_at_once(&self) -> usize {
        if self.orders.is_empty() { (MOST_PLACES / 8 / self.places.max(1)).max(1) } else { usize::MAX }
    }

    /// The order of the members for one row of scores.
    pub fn order(&self, row: usize, material: Material) -> Arc<Order> {
        let anew = || self.orders(&self.scores_of(row..row + 1, material), material).remove(0);
        self.orders.get(row).cloned().unwrap_or_else(anew)
    }

    fn scores_of(&self, rows: Range<usize>, material: Material) -> Planned {
        let score = only_pick(material.strategy).and_then(|pick| pick.score.as_ref());
        self.planned((score, Op::Number(0.0_f64.to_bits())), &self.scores, rows, material)
    }

    /// By row, the order of the members by their scores: of those only that can be picked, if these are the same for all.
    fn orders(&self, planned: &Planned, material: Material) -> Vec<Arc<Order>> {
        let decisions = material.decisions.len();
        // Zero has a sign, which is no difference.
        let scores = |column: &Column| (0..decisions).map(|place| column.number(place) + 0.0).collect::<Vec<f64>>();
        let scores = planned.values(material, scores);
        let of_row = |row: usize| {
            let scores: Vec<&Vec<f64>> = scores.iter().skip(row).step_by(planned.rows).collect();
            Arc::new(match self.conditions.rows {
                1 => Order::new(decisions, &scores, self.most, |member, decision| {
                    bit(self.eligible(0, decision), member)
                }),
                _ => Order::new(decisions, &scores, scores.len(), |_, _| true),
            })
        };
        (0..planned.rows).map(of_row).collect()
    }

    /// Adds the members that are picked at a decision, by their place in the list, to `picks`, and those that were asked, a bit a
    /// member, to `asked`: whoever can pick alike of these picks alike.
    pub fn pick(
        &self,
        slots: usize,
        order: &Order,
        (eligible, decision): (&[u64], usize),
        (picks, asked): (&mut Picks, &mut [u64]),
    ) {
        let mut left = slots;
        for member in order.ranked_at(decision) {
            if left == 0 {
                break;
            }
            let place = usize::from(*member);
            asked[place / 64] |= 1 << (place % 64);
            if bit(eligible, place) {
                picks.push(*member);
                left -= 1;
            }
        }
    }

    /// Who is picked at a decision, in the order of rank: of those who were before, those that rank among the first `keep`, then
    /// the best of the others.
    pub fn pick_again(
        &self,
        (slots, keep): (usize, usize),
        order: &Order,
        (eligible, decision): (&[u64], usize),
        before: &[u16],
    ) -> Picks {
        let able = order.ranked_at(decision).iter().filter(|member| bit(eligible, usize::from(**member)));
        let able: Picks = able.take(keep).copied().collect();
        let (mut kept, were_before) = (0, |member: &u16| before.contains(member));
        let stays = able.iter().map(|member| {
            let stays = were_before(member) && kept < slots;
            kept += usize::from(stays);
            stays
        });
        let stays: SmallVec<[bool; 16]> = stays.collect();
        let mut free = slots - kept;
        let picked = able.iter().zip(stays).filter(|(_, stays)| {
            let comes = !stays && free > 0;
            free -= usize::from(comes);
            *stays || comes
        });
        picked.map(|(member, _)| *member).collect()
    }

    /// The share of each of `count` picks, and of what takes the rest.
    pub fn shares(&self, slots: usize, count: usize) -> (f64, f64) {
        let total = match self.spread {
            Spread::Slots => count as f64 / slots as f64,
            Spread::Picks => 1.0,
        };
        let share = if count == 0 { 0.0 } else { (total / count as f64).min(self.max_weight) };
        (share, 1.0 - share * count as f64)
    }

    /// The first session at which the sleeve can decide with all its bars: with one member at least, and what takes the rest.
    pub fn ready(&self, values: &[usize], begun: impl Fn(usize) -> Option<usize>) -> Option<usize> {
        let row = self.row(values);
        let (scores, conditions) = (&self.score_ready[row.score], &self.eligible.ready[row.condition]);
        let of_member = |((asset, score), condition): ((&usize, &Option<usize>), &Option<usize>)| {
            Some(begun(*asset)?.max((*score)?).max((*condition)?))
        };
        let first = self.members.iter().zip(scores).zip(conditions).filter_map(of_member).min()?;
        Some(first.max(self.otherwise.map_or(Some(0), begun)?))
    }
}

/// An expression for some rows of values and each member.
struct Planned {
    graph: Graph,
    /// Member by member, a node a row.
    nodes: Vec<NodeId>,
    rows: usize,
}

impl Planned {
    /// By row and member, the first session at which all that it reads has had its bars.
    fn ready(&self, material: Material) -> Vec<Vec<Option<usize>>> {
        let ready = readiness(&self.graph, material.panel, |_, _| None);
        let of_row = |row: usize| self.nodes.iter().skip(row).step_by(self.rows).map(|node| ready.get(*node)).collect();
        (0..self.rows).map(of_row).collect()
    }

    /// What `take` makes of each node's values at the decisions.
    fn values<T: Send>(&self, material: Material, take: impl Fn(&Column) -> T + Sync) -> Vec<T> {
        let bars = Bars::some(material.decisions.iter().copied(), material.panel.sessions.len());
        let wanted: Vec<Wanted> = self.nodes.iter().map(|node| Wanted { node: *node, bars: bars.clone() }).collect();
        evaluate_wanted(&self.graph, material.panel, &wanted, |_, column| take(column))
    }
}

impl Order {
    fn ranked_at(&self, decision: usize) -> &[u16] {
        &self.ranked[self.begins[decision] as usize..self.begins[decision + 1] as usize]
    }

    /// By members' scores at so many decisions: the first `most` of those that `can` be picked, of a member at a decision.
    fn new(decisions: usize, members: &[&Vec<f64>], most: usize, can: impl Fn(usize, usize) -> bool) -> Order {
        let mut order = Order { ranked: Vec::new(), begins: vec![0] };
        let mut scored: Vec<(u16, f64)> = Vec::new();
        for decision in 0..decisions {
            scored.clear();
            let scores = members.iter().map(|scores| scores[decision]).enumerate();
            let able = scores.filter(|(member, score)| !score.is_nan() && can(*member, decision));
            scored.extend(able.map(|(member, score)| (member as u16, score)));
            // Of equals, the first in the list.
            let better = |a: &(u16, f64), b: &(u16, f64)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
            if scored.len() > most {
                scored.select_nth_unstable_by(most, better);
                scored.truncate(most);
            }
            scored.sort_unstable_by(better);
            order.ranked.extend(scored.iter().map(|(member, _)| *member));
            order.begins.push(order.ranked.len() as u32);
        }
        order
    }
}

/// Ranks that count for any combination, at most: those that fill slots, and those that are kept.
fn most_ranks(pick: &Pick, sweep: &Sweep) -> usize {
    let swept = sweep.axes.iter().filter(|axis| Settings::has_ranks(&axis.name)).flat_map(|axis| &axis.labels);
    let ranks = swept.map(|label| label.parse().unwrap_or(usize::MAX));
    ranks.max().unwrap_or(0).max(pick.slots).max(pick.keep)
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
