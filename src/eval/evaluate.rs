//! The walk through a plan's graph: operands first, every node once.

use super::{Column, dates, frames, groups, levels, logic, regression, time, windows};
use crate::data::Panel;
use crate::plan::{Graph, ListId, Node, NodeId, Op};
use crate::strategy::{Arithmetic, Elementary, Frame};

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
    for node in graph.nodes() {
        let column = match node.op {
            Op::Index(sleeve) => Column::Numbers(index(sleeve, &columns)),
            _ => step(node, graph, &columns, panel),
        };
        columns.0.push(column);
    }
    columns
}

fn step(node: &Node, graph: &Graph, columns: &Columns, panel: &Panel) -> Column {
    let get = |id: NodeId| columns.get(id);
    let members = |list: ListId| graph.list(list).iter().map(|member| get(*member)).collect::<Vec<_>>();
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
        Op::Index(_) => unreachable!("followed by the caller"),
        Op::Series(series) => Column::Numbers(panel.series[series].values(frame).to_vec()),
        Op::Date(part) => dates::of(part, &panel.sessions, panel.calendar),
        Op::Carry(a) => frames::carry(get(a), panel.clock(frame_of(a)), panel.sessions.len()),
        Op::Pulse(a) => frames::pulse(get(a), panel.clock(frame_of(a)), panel.clock(frame)),
        Op::Sample(a) => frames::sample(get(a), panel.clock(frame)),
        Op::Negate(a) => numbers(&|bar| -get(a).number(bar)),
        Op::Elementary(function, a) => elementary(function, get(a), bars),
        Op::Arithmetic(operation, a, b) => arithmetic(operation, get(a), get(b), bars),
        Op::Min(a, b) => numbers(&|bar| logic::pick(get(a).number(bar), get(b).number(bar), f64::min)),
        Op::Max(a, b) => numbers(&|bar| logic::pick(get(a).number(bar), get(b).number(bar), f64::max)),
        Op::Comparison(comparison, a, b) => logic::comparison(comparison, get(a), get(b), bars),
        Op::Not(a) => conditions(&|bar| get(a).condition(bar).map(|a| !a)),
        Op::And(a, b) => conditions(&|bar| crate::strategy::and(get(a).condition(bar), get(b).condition(bar))),
        Op::Or(a, b) => conditions(&|bar| crate::strategy::or(get(a).condition(bar), get(b).condition(bar))),
        Op::If(c, a, b) => logic::choose(get(c), get(a), get(b), bars),
        Op::Prior(a, n) => get(a).picked((0..bars).map(|bar| bar.checked_sub(n))),
        Op::Window(window, a, n) => windows::window(window, &get(a).numbers(bars), n),
        Op::Joint(joint, a, b, n) => regression::joint(joint, &get(a).numbers(bars), &get(b).numbers(bars), n),
        Op::Peak(a) => levels::peak(&get(a).numbers(bars)),
        Op::PivotHigh { x, left, right } => levels::pivot_high(&get(x).numbers(bars), left, right),
        Op::Streak(a) => time::streak(get(a), bars),
        Op::Count(a, n) => time::count(get(a), n, bars),
        Op::Since(a) => time::since(get(a), bars),
        Op::Latch { on, off } => time::latch(get(on), get(off), bars),
        Op::AtLeast(a, n) => time::at_least(get(a), n, bars),
        Op::Cooldown(a, n) => time::cooldown(get(a), n, bars),
        Op::Within(a, spells) => {
            let last = &panel.clock(frame).last;
            let sessions = last.iter().map(|last| panel.sessions[*last as usize]);
            groups::within(get(a), graph.spells(spells), sessions)
        }
        Op::Across(across, list) => groups::across(across, &members(list), bars),
        Op::Rank { members: list, position } => groups::rank(&members(list), position, bars),
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

/// One loop a function, as above.
fn elementary(function: Elementary, a: &Column, bars: usize) -> Column {
    let apply = |f: fn(f64) -> f64| Column::Numbers((0..bars).map(|bar| f(a.number(bar))).collect());
    match function {
        Elementary::Abs => apply(|a| Elementary::Abs.apply(a)),
        Elementary::Log => apply(|a| Elementary::Log.apply(a)),
        Elementary::Exp => apply(|a| Elementary::Exp.apply(a)),
        Elementary::Sqrt => apply(|a| Elementary::Sqrt.apply(a)),
        Elementary::Round => apply(|a| Elementary::Round.apply(a)),
    }
}
