//! The walk through a plan's graph: operands first, every node once.

use super::needs::{copied, every, operand_bars};
use super::{Bars, Column, Sums, dates, frames, groups, levels, pointwise, regression, time, windows};
use crate::data::Panel;
use crate::plan::{Graph, ListId, Node, NodeId, Op};
use crate::strategy::Frame;
use std::borrow::Cow;

/// A column for every node of a graph.
#[derive(Clone, Debug)]
pub struct Columns(Vec<Column>);

impl Columns {
    pub fn get(&self, id: NodeId) -> &Column {
        &self.0[id.0 as usize]
    }
}

/// Computes every node over the panel. A column has a value for each complete bar of its node's frame. `index` follows a
/// sleeve, by what it reads, which has been computed by then: a value a session.
pub fn evaluate(graph: &Graph, panel: &Panel, index: impl Fn(usize, &Columns) -> Vec<f64>) -> Columns {
    let mut columns = Columns(Vec::with_capacity(graph.nodes().len()));
    let bars: Vec<Bars> = graph.nodes().iter().map(|node| every(panel, node)).collect();
    let mut sums = Sums::new(graph.nodes().iter().map(|node| node.op).zip(&bars));
    for (node, bars) in graph.nodes().iter().zip(&bars) {
        let column = match node.op {
            Op::Index(sleeve) => Column::Numbers(index(sleeve, &columns)),
            _ => step((graph, panel), node, bars, &|id, _| Cow::Borrowed(columns.get(id)), &mut sums),
        };
        columns.0.push(column);
    }
    columns
}

/// The values of a node at some bars, one after the other. `read` has those of its operands, at the bars that
/// [`operand_bars`] says.
pub(super) fn step<'a>(
    (graph, panel): (&Graph, &Panel),
    node: &Node,
    bars: &Bars,
    read: &dyn Fn(NodeId, &Bars) -> Cow<'a, Column>,
    sums: &mut Sums,
) -> Column {
    let get = |id: NodeId| read(id, &operand_bars(panel, node, &graph.node(id), bars));
    let frame_of = |id: NodeId| graph.node(id).frame.unwrap_or(Frame::Daily);
    let frame = node.frame.unwrap_or(Frame::Daily);
    let last_sessions = || bars.iter().map(|bar| panel.sessions[panel.clock(frame).last[bar] as usize]);
    let copy = |id: NodeId| {
        let operand = graph.node(id);
        let from = operand_bars(panel, node, &operand, bars);
        let copied = copied(panel, node, &operand, bars).into_iter();
        read(id, &from).picked(from.places(copied))
    };
    let (count, all) = (bars.len(), every(panel, node).len());
    match node.op {
        Op::Number(bits) => Column::Number(f64::from_bits(bits)),
        Op::Truth(value) => Column::Condition(value),
        Op::Field { asset, field } => frames::field(&panel.assets[asset], field, panel.clock(frame)),
        Op::Index(_) => unreachable!("followed by the caller"),
        Op::Series(series) => Column::Numbers(panel.series[series].values(frame).to_vec()),
        Op::Date(part) => dates::of(part, last_sessions(), panel.calendar),
        Op::Carry(a) | Op::Sample(a) | Op::Prior(a, _) => copy(a),
        Op::Pulse(a) => frames::pulse(&get(a), panel.clock(frame_of(a)), panel.clock(frame)),
        Op::Window(window, a, n) => windows::window(window, (a, &get(a).numbers(all)), n, bars, sums),
        Op::Joint(joint, a, b, n) => regression::joint(joint, (&get(a).numbers(all), &get(b).numbers(all)), n, bars),
        Op::Peak(a) => levels::peak(&get(a).numbers(count)),
        Op::PivotHigh { x, left, right } => levels::pivot_high(&get(x).numbers(count), left, right),
        Op::Streak(a) => time::streak(&get(a), count),
        Op::Count(a, n) => time::count(&get(a), n, count),
        Op::Since(a) => time::since(&get(a), count),
        Op::Latch { on, off } => time::latch(&get(on), &get(off), count),
        Op::AtLeast(a, n) => time::at_least(&get(a), n, count),
        Op::Cooldown(a, n) => time::cooldown(&get(a), n, count),
        Op::Within(a, spells) => groups::within(&get(a), graph.spells(spells), last_sessions()),
        Op::Across(across, list) => groups::across(across, &members(graph, list, &get), count),
        Op::Rank { members: list, position } => groups::rank(&members(graph, list, &get), position, count),
        _ => pointwise::pointwise(node.op, &get, count),
    }
}
fn members<'a>(graph: &Graph, list: ListId, get: &dyn Fn(NodeId) -> Cow<'a, Column>) -> Vec<Cow<'a, Column>> {
    graph.list(list).iter().map(|member| get(*member)).collect()
}
