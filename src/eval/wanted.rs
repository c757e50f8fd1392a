//! Only what is read: some nodes at some bars, and what these need. Values are those of [`super::evaluate`], bit for bit.

use super::evaluate::step;
use super::needs::Needs;
use super::{Bars, Column, Sums};
use crate::data::Panel;
use crate::plan::{Graph, NodeId};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::borrow::Cow;

/// A node that is read, and where.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub node: NodeId,
    pub bars: Bars,
}

/// Wanted nodes that are computed one after another, by one thread: the more, the more they share.
const TOGETHER: (usize, usize) = (32, 1024);

/// No more of them than have so many values.
const MOST_VALUES: usize = 1 << 20;

/// Shares of a thread that are to do, so that none waits long for another.
const SHARES: usize = 8;

/// The last reader of what is read to the end.
const NEVER: NodeId = NodeId(u32::MAX);

/// Computes what `wanted` needs, in parallel where that is much, and hands the values of each to `take`: one a bar, in the order of its
/// bars, or a constant. Nothing else is given out, and columns that nothing reads any more are freed, so that what was not
/// computed cannot be read. The graph has no sleeve's index.
pub fn evaluate_wanted<T: Send>(
    graph: &Graph,
    panel: &Panel,
    wanted: &[Wanted],
    take: impl Fn(usize, &Column) -> T + Sync,
) -> Vec<T> {
    let bars = wanted.iter().map(|wanted| wanted.bars.len()).max().unwrap_or(0);
    let most = (MOST_VALUES / bars.max(1)).clamp(TOGETHER.0, TOGETHER.1);
    let together = wanted.len().div_ceil(SHARES * rayon::current_num_threads()).clamp(TOGETHER.0, most);
    let needs = Needs::new(graph, panel, wanted.iter().map(|wanted| (wanted.node, &wanted.bars)));
    let work = Work::new(graph, panel, &needs, (wanted, together));
    let mut shared = Parts::default();
    for level in work.levels() {
        let done: Vec<Parts> = level.par_chunks(together).map(|nodes| work.done(nodes, &shared)).collect();
        shared.extend(done.into_iter().flatten());
    }
    let groups: Vec<(&[Wanted], &[NodeId])> = wanted.chunks(together).zip(work.own.iter().map(Vec::as_slice)).collect();
    let take_group = |(group, (wanted, nodes)): (usize, (&[Wanted], &[NodeId]))| -> Vec<T> {
        let own = work.done(nodes, &shared);
        let of = |(place, wanted): (usize, &Wanted)| {
            let part = own.get(&wanted.node).or_else(|| shared.get(&wanted.node)).expect("what is wanted is kept");
            take(group * together + place, &part.at(&wanted.bars))
        };
        wanted.iter().enumerate().map(of).collect()
    };
    groups.into_par_iter().enumerate().flat_map_iter(take_group).collect()
}

/// A node's values at some of its bars, one after the other.
struct Part {
    bars: Bars,
    values: Column,
}

type Parts = FxHashMap<NodeId, Part>;

impl Part {
    /// The values at these bars.
    fn at(&self, bars: &Bars) -> Cow<'_, Column> {
        let constant = matches!(self.values, Column::Number(_) | Column::Condition(_));
        if constant || self.bars == *bars {
            return Cow::Borrowed(&self.values);
        }
        let places = self.bars.places(bars.iter().map(Some));
        let there = |place: Option<usize>| Some(place.expect("needs were passed down to every operand"));
        Cow::Owned(self.values.picked(places.map(there)))
    }
}

/// Who reads a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Readers {
    Nobody,
    /// The nodes of one group of wanted ones.
    Group(usize),
    Several,
}

impl Readers {
    fn and(self, other: Readers) -> Readers {
        match (self, other) {
            (Readers::Nobody, one) | (one, Readers::Nobody) => one,
            (a, b) if a == b => a,
            _ => Readers::Several,
        }
    }
}

/// What there is to do.
struct Work<'a> {
    graph: &'a Graph,
    panel: &'a Panel,
    needs: &'a Needs,
    /// By group, the nodes that no other reads; and those that several do, in order.
    own: Vec<Vec<NodeId>>,
    shared: Vec<NodeId>,
    /// By node, the last that reads it.
    last: Vec<NodeId>,
}

impl<'a> Work<'a> {
    fn new(graph: &'a Graph, panel: &'a Panel, needs: &'a Needs, (wanted, together): (&[Wanted], usize)) -> Work<'a> {
        let count = graph.nodes().len();
        let (mut readers, mut last) = (vec![Readers::Nobody; count], vec![NEVER; count]);
        for (place, wanted) in wanted.iter().enumerate() {
            let node = wanted.node.0 as usize;
            readers[node] = readers[node].and(Readers::Group(place / together));
        }
        let is_wanted = readers.clone();
        let mut own = vec![Vec::new(); wanted.len().div_ceil(together)];
        let mut shared = Vec::new();
        for id in (0..count as u32).rev().map(NodeId) {
            match readers[id.0 as usize] {
                Readers::Nobody => continue,
                Readers::Group(group) => own[group].push(id),
                Readers::Several => shared.push(id),
            }
            for operand in graph.reads(graph.node(id)).map(|operand| operand.0 as usize) {
                readers[operand] = readers[operand].and(readers[id.0 as usize]);
                if last[operand] == NEVER && is_wanted[operand] == Readers::Nobody {
                    last[operand] = id;
                }
            }
        }
        own.iter_mut().for_each(|nodes| nodes.reverse());
        shared.reverse();
        Work { graph, panel, needs, own, shared, last }
    }

    /// Shared nodes by how many steps they stand on: those of one level do not read one another.
    fn levels(&self) -> Vec<Vec<NodeId>> {
        let mut depth: FxHashMap<NodeId, usize> = FxHashMap::default();
        let mut levels: Vec<Vec<NodeId>> = Vec::new();
        for id in &self.shared {
            let below = self.graph.reads(self.graph.node(*id)).filter_map(|operand| depth.get(&operand));
            let own = below.max().map_or(0, |below| below + 1);
            depth.insert(*id, own);
            if levels.len() == own {
                levels.push(Vec::new());
            }
            levels[own].push(*id);
        }
        levels
    }

    /// Computes these nodes, which are in order, and keeps what others read.
    fn done(&self, nodes: &[NodeId], shared: &Parts) -> Parts {
        let bars_of = |id: &NodeId| self.needs.get(*id).expect("what is read is needed");
        let mut sums = Sums::new(nodes.iter().map(|id| (self.graph.node(*id).op, bars_of(id))));
        let mut own = Parts::default();
        for id in nodes {
            let (node, bars) = (self.graph.node(*id), bars_of(id));
            let read = |operand: NodeId, bars: &Bars| {
                let part = own.get(&operand).or_else(|| shared.get(&operand)).expect("operands come first");
                part.at(bars)
            };
            let values = step((self.graph, self.panel), &node, bars, &read, &mut sums);
            own.insert(*id, Part { bars: bars.clone(), values });
            for operand in self.graph.reads(node) {
                if self.last[operand.0 as usize] == *id {
                    own.remove(&operand);
                }
            }
        }
        own
    }
}
