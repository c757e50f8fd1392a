//! The walk through a plan's graph: operands first, every node once.

use super::{Column, frames, groups, logic, time, windows};
use crate::data::Panel;
use crate::plan::{Graph, Node, NodeId, Op};
use crate::strategy::{Arithmetic, Frame};

/// A column for every node of a graph.
#[derive(Clone, Debug)]
pub struct Columns(Vec<Column>);

impl Columns {
    pub fn get(&self, id: NodeId) -> &Column {
        &self.0[id.0 as usize]
    }
}

/// Computes every node over the panel. A column has a value for each complete bar of its node's frame.
pub fn evaluate(graph: &Graph, panel: &Panel) -> Columns {
    let mut columns = Columns(Vec::with_capacity(graph.nodes().len()));
    for node in graph.nodes() {
        let column = step(node, graph, &columns, panel);
        columns.0.push(column);
    }
    columns
}

fn step(node: &Node, graph: &Graph, columns: &Columns, panel: &Panel) -> Column {
    let get = |id: NodeId| columns.get(id);
    let frame_of = |id: NodeId| graph.node(id).frame.unwrap_or(Frame::Daily);
    let frame = node.frame.unwrap_or(Frame::Daily);
    let bars = match node.frame {
        Some(frame) => panel.clock(frame).last.len(),
        None => 1,
    };
    let numbers = |value: &dyn Fn(usize) -> f64| Column::Numbers((0..bars).map(value).collect());
    let conditions = |value: &dyn Fn(usize) -> Option<bool>| Column::Conditions((0..bars).map(value).collect());
    match node.op {
        Op::Number(bits) => Column::Number(f64::from_bits(bits)),
        Op::Truth(value) => Column::Condition(value),
        Op::Field { asset, field } => frames::field(&panel.assets[asset], field, panel.clock(frame)),
        Op::Series(series) => Column::Numbers(panel.series[series].clone()),
        Op::Month => time::month(&panel.sessions),
        Op::Carry(a) => frames::carry(get(a), panel.clock(frame_of(a)), panel.sessions.len()),
        Op::Pulse(a) => frames::pulse(get(a), panel.clock(frame_of(a)), panel.clock(frame)),
        Op::Sample(a) => frames::sample(get(a), panel.clock(frame)),
        Op::Negate(a) => numbers(&|bar| -get(a).number(bar)),
        Op::Abs(a) => numbers(&|bar| get(a).number(bar).abs()),
        Op::Arithmetic(operation, a, b) => arithmetic(operation, get(a), get(b), bars),
        Op::Min(a, b) => numbers(&|bar| logic::pick(get(a).number(bar), get(b).number(bar), f64::min)),
        Op::Max(a, b) => numbers(&|bar| logic::pick(get(a).number(bar), get(b).number(bar), f64::max)),
        Op::Comparison(comparison, a, b) => logic::comparison(comparison, get(a), get(b), bars),
        Op::Not(a) => conditions(&|bar| get(a).condition(bar).map(|a| !a)),
        Op::And(a, b) => conditions(&|bar| crate::strategy::and(get(a).condition(bar), get(b).condition(bar))),
        Op::Or(a, b) => conditions(&|bar| crate::strategy::or(get(a).condition(bar), get(b).condition(bar))),
        Op::If(c, a, b) => logic::choose(get(c), get(a), get(b), bars),
        Op::Prior(a, n) => get(a).picked((0..bars).map(|bar| bar.checked_sub(n))),
        Op::Sma(a, n) => windows::sma(get(a), n),
        Op::Ema(a, n) => windows::ema(get(a), n),
        Op::Highest(a, n) => windows::highest(get(a), n),
        Op::Lowest(a, n) => windows::lowest(get(a), n),
        Op::Stdev(a, n) => windows::stdev(get(a), n),
        Op::Peak(a) => windows::peak(get(a)),
        Op::Streak(a) => time::streak(get(a), bars),
        Op::Count(a, n) => time::count(get(a), n, bars),
        Op::Since(a) => time::since(get(a), bars),
        Op::Latch { on, off } => time::latch(get(on), get(off), bars),
        Op::Across(across, list) => {
            let members: Vec<&Column> = graph.list(list).iter().map(|member| get(*member)).collect();
            groups::across(across, &members, bars)
        }
    }
}

/// One loop an operation, so that the choice is not made again for every bar.
fn arithmetic(operation: Arithmetic, a: &Column, b: &Column, bars: usize) -> Column {
    let apply =
        |f: fn(f64, f64) -> f64| Column::Numbers((0..bars).map(|bar| f(a.number(bar), b.number(bar))).collect());
    match operation {
        Arithmetic::Add => apply(|a, b| Arithmetic::Add.apply(a, b)),
        Arithmetic::Subtract => apply(|a, b| Arithmetic::Subtract.apply(a, b)),
        Arithmetic::Multiply => apply(|a, b| Arithmetic::Multiply.apply(a, b)),
        Arithmetic::Divide => apply(|a, b| Arithmetic::Divide.apply(a, b)),
        Arithmetic::Power => apply(|a, b| Arithmetic::Power.apply(a, b)),
    }
}
