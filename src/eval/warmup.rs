//! When every node has had its bars.

use crate::data::Panel;
use crate::plan::{Graph, NodeId, Op};
use crate::strategy::Frame;

/// For each node, the first bar of its frame at which it has had all the bars it asks for, whatever their values; None:
/// the panel never has them. Constants are ready at once.
#[derive(Clone, Debug)]
pub struct Ready(Vec<Option<usize>>);

impl Ready {
    pub fn get(&self, id: NodeId) -> Option<usize> {
        self.0[id.0 as usize]
    }
}

/// Walks the graph as [`super::evaluate`] does, counting bars instead of computing values: inside latches, streaks and
/// counts too. `index` says when a sleeve's index begins, by when what it reads is ready.
pub fn readiness(graph: &Graph, panel: &Panel, index: impl Fn(usize, &Ready) -> Option<usize>) -> Ready {
    let mut ready = Ready(Vec::with_capacity(graph.nodes().len()));
    for node in graph.nodes() {
        let frame = node.frame.unwrap_or(Frame::Daily);
        // The latest of the operands, in the operands' own frame.
        let mut operands = node.op.operands().map(|operand| ready.get(operand));
        let latest = operands.try_fold(0, |latest: usize, operand| operand.map(|bar| bar.max(latest)));
        let after = |bars: usize| latest.map(|bar| bar + bars);
        let bar = match node.op {
            Op::Field { asset, .. } => panel.assets[asset].first().map(|session| {
                let last = &panel.clock(frame).last;
                last.partition_point(|last| (*last as usize) < session)
            }),
            Op::Index(sleeve) => index(sleeve, &ready),
            Op::Series(series) => panel.series[series].values(frame).iter().position(|value| !value.is_nan()),
            Op::Carry(a) | Op::Pulse(a) => {
                let coarse = panel.clock(graph.node(a).frame.unwrap_or(Frame::Daily));
                let known = latest.and_then(|bar| coarse.known.get(bar));
                known.map(|known| panel.clock(frame).last.partition_point(|last| last < known))
            }
            Op::Sample(_) => latest.map(|session| {
                let last = &panel.clock(frame).last;
                last.partition_point(|last| (*last as usize) < session)
            }),
            // A member that does not belong has no value to offer.
            Op::Within(_, spells) => latest.and_then(|bar| {
                let belongs = |last: &u32| {
                    let day = panel.sessions[*last as usize];
                    graph.spells(spells).iter().any(|spell| spell.holds(day))
                };
                let last = panel.clock(frame).last.get(bar..)?;
                last.iter().position(belongs).map(|further| bar + further)
            }),
            // Members are not awaited: the first that has its bars is enough. A rank is its own member's.
            Op::Rank { members, position } => ready.get(graph.list(members)[position]),
            Op::Across(_, list) => graph.list(list).iter().filter_map(|member| ready.get(*member)).min(),
            Op::Prior(_, n) => after(n),
            Op::Window(_, _, n) | Op::Joint(_, _, _, n) | Op::Count(_, n) => after(n - 1),
            Op::PivotHigh { left, right, .. } => after(left + right),
            _ => latest,
        };
        ready.0.push(bar.filter(|bar| node.frame.is_none() || *bar < panel.clock(frame).last.len()));
    }
    ready
}
