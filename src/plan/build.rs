//! Expressions -> nodes: parameters put in, constants folded, frames aligned.

use super::call::Call;
use super::graph::{Graph, NodeId, Op};
use super::sleeves::PlannedSleeve;
use crate::strategy::{Constant, Expr, ExprKind, Frame, Position, Rate, Rule, Strategy, Weight, constant};
use std::cell::OnceCell;
use std::collections::HashMap;

/// What one run has to compute, as nodes of a graph that may be that of many runs, and what its rules do with it.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The named expressions that are not constant, daily: what decisions are explained with.
    pub signals: Vec<(String, NodeId)>,
    pub sleeves: Vec<PlannedSleeve>,
    /// What the graph calls the paper indices that some node reads, each with its sleeve.
    pub indices: Vec<(usize, usize)>,
    pub rules: Vec<PlannedRule>,
    pub cash_yield: PlannedNumber,
    /// None: weights never sum above 1.
    pub borrow: Option<PlannedNumber>,
}

/// A rule, its condition daily.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedRule {
    pub when: Option<NodeId>,
    pub hold: Vec<(Position, PlannedNumber)>,
}

/// A number that is fixed, or has a value a session.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PlannedNumber {
    Fixed(f64),
    Daily(NodeId),
}

impl Plan {
    /// Plans a run with these values of the strategy's parameters; `graph` takes its steps, and has each distinct one once.
    /// `sessions_per_year` annualises daily volatility; coarser frames have 52, 12, 4 and 1 bars a year.
    pub fn new(graph: &mut Graph, strategy: &Strategy, params: &[f64], sessions_per_year: f64) -> Plan {
        let mut builder = Builder::new(strategy, params.to_vec(), sessions_per_year, std::mem::take(graph));
        let signals = strategy
            .signals
            .iter()
            .enumerate()
            .filter(|(_, signal)| signal.expr.frame.is_some() && !signal.expr.member)
            .map(|(index, signal)| {
                let node = builder.signal(index);
                (signal.name.clone(), builder.align(node, Frame::Daily))
            })
            .collect();
        (0..strategy.sleeves.len()).for_each(|sleeve| builder.sleeve(sleeve));
        let rules = builder.rules(&strategy.rules);
        let cash_yield = builder.rate(&strategy.trade.cash_yield);
        let borrow = strategy.trade.borrow.as_ref().map(|rate| builder.rate(rate));
        let sleeves = builder.sleeves.into_iter().flatten().collect();
        *graph = builder.graph;
        Plan { signals, sleeves, indices: builder.indices, rules, cash_yield, borrow }
    }
}

pub(super) struct Builder<'a> {
    pub(super) strategy: &'a Strategy,
    /// Values of its parameters.
    params: Vec<f64>,
    pub(super) sessions_per_year: f64,
    pub(super) graph: Graph,
    /// What each signal is, where it is constant.
    constants: Vec<OnceCell<Option<Constant>>>,
    /// The node of each signal that has been met: signals that use one another twice would double the work at each step.
    /// Signals of a member stand once for each member.
    built: HashMap<(usize, Option<Position>), NodeId>,
    /// Those that have been met.
    pub(super) sleeves: Vec<Option<PlannedSleeve>>,
    /// See [`Plan::indices`].
    pub(super) indices: Vec<(usize, usize)>,
    /// The member whose own fields are meant.
    pub(super) member: Option<Position>,
}

/// Plans one expression of a strategy, with these values of its parameters, in its own frame; `graph` takes its steps, and has
/// each distinct one once.
pub fn plan_expression(
    graph: &mut Graph,
    strategy: &Strategy,
    params: &[f64],
    sessions_per_year: f64,
    expr: &Expr,
) -> NodeId {
    let mut builder = Builder::new(strategy, params.to_vec(), sessions_per_year, std::mem::take(graph));
    let node = builder.expr(expr);
    *graph = builder.graph;
    node
}

/// As [`plan_expression`], a value a session; `member` is the one whose own fields the expression reads, if it reads any.
pub fn plan_daily(
    graph: &mut Graph,
    strategy: &Strategy,
    params: &[f64],
    sessions_per_year: f64,
    (member, expr): (Option<Position>, &Expr),
) -> NodeId {
    let mut builder = Builder::new(strategy, params.to_vec(), sessions_per_year, std::mem::take(graph));
    builder.member = member;
    let node = builder.daily(expr);
    *graph = builder.graph;
    node
}

impl<'a> Builder<'a> {
    fn new(strategy: &'a Strategy, params: Vec<f64>, sessions_per_year: f64, graph: Graph) -> Self {
        Builder {
            strategy,
            params,
            sessions_per_year,
            graph,
            constants: vec![OnceCell::new(); strategy.signals.len()],
            built: HashMap::new(),
            sleeves: vec![None; strategy.sleeves.len()],
            indices: Vec::new(),
            member: None,
        }
    }

    pub(super) fn rules(&mut self, rules: &'a [Rule]) -> Vec<PlannedRule> {
        let planned = rules.iter().map(|rule| PlannedRule {
            when: rule.when.as_ref().map(|(expr, _)| self.daily(expr)),
            hold: rule.hold.iter().map(|(position, weight)| (*position, self.weight(weight))).collect(),
        });
        planned.collect()
    }

    fn rate(&mut self, rate: &'a Rate) -> PlannedNumber {
        match rate {
            Rate::Fixed(percent) => PlannedNumber::Fixed(*percent),
            Rate::Expression(expr) => self.fixed_or_daily(expr),
        }
    }

    fn weight(&mut self, weight: &'a Weight) -> PlannedNumber {
        match weight {
            Weight::Fixed(weight) => PlannedNumber::Fixed(*weight),
            Weight::Expression(expr, _) => self.fixed_or_daily(expr),
        }
    }

    fn fixed_or_daily(&mut self, expr: &'a Expr) -> PlannedNumber {
        match self.constant(expr) {
            Some(value) => PlannedNumber::Fixed(value.number()),
            None => PlannedNumber::Daily(self.daily(expr)),
        }
    }

    pub(super) fn constant(&self, expr: &'a Expr) -> Option<Constant> {
        constant(expr, &|param| self.params[param], &|signal| self.signal_constant(signal))
    }

    fn signal_constant(&self, signal: usize) -> Option<Constant> {
        *self.constants[signal].get_or_init(|| self.constant(&self.strategy.signals[signal].expr))
    }

    /// A window or shift: the checker has made sure that it is a whole number.
    pub(super) fn whole(&self, expr: &'a Expr) -> usize {
        self.constant(expr).map_or(0.0, Constant::number) as usize
    }

    pub(super) fn daily(&mut self, expr: &'a Expr) -> NodeId {
        let node = self.expr(expr);
        self.align(node, Frame::Daily)
    }

    pub(super) fn add(&mut self, op: Op, frame: Option<Frame>) -> NodeId {
        self.graph.add(op, frame)
    }

    pub(super) fn number(&mut self, value: f64) -> NodeId {
        // One NaN and one zero, so that equal constants are one node.
        let value = if value.is_nan() { f64::NAN } else { value + 0.0 };
        self.graph.add(Op::Number(value.to_bits()), None)
    }

    pub(super) fn expr(&mut self, expr: &'a Expr) -> NodeId {
        match self.constant(expr) {
            Some(Constant::Number(value)) => return self.number(value),
            Some(Constant::Condition(value)) => return self.graph.add(Op::Truth(value), None),
            None => {}
        }
        let frame = expr.frame;
        match &expr.kind {
            // Folded above.
            ExprKind::Number(value) => self.number(*value),
            ExprKind::Param(param) => self.number(self.params[*param]),
            ExprKind::Signal(signal) => self.signal(*signal),
            ExprKind::Series(series) => self.graph.add(Op::Series(*series), frame),
            ExprKind::Field { asset, field, .. } => {
                let op = Op::Field { asset: *asset, field: *field };
                self.graph.add(op, frame)
            }
            ExprKind::OwnField { field, .. } => match self.member {
                Some(Position::Asset(asset)) => self.graph.add(Op::Field { asset, field: *field }, frame),
                Some(Position::Sleeve(sleeve)) => self.index(sleeve, frame),
                None => unreachable!("the checker lets own fields stand for members only"),
            },
            ExprKind::Index { sleeve, .. } => self.index(*sleeve, frame),
            ExprKind::Across(across, group, of) => self.across(*across, *group, of, frame),
            ExprKind::Negate(a) => {
                let a = self.expr(a);
                self.graph.add(Op::Negate(a), frame)
            }
            ExprKind::Not(a) => {
                let a = self.expr(a);
                self.graph.add(Op::Not(a), frame)
            }
            ExprKind::Arithmetic(operation, a, b) => {
                let [a, b] = self.aligned([a, b], frame);
                self.graph.add(Op::Arithmetic(*operation, a, b), frame)
            }
            ExprKind::Comparison(comparison, a, b) => {
                let [a, b] = self.aligned([a, b], frame);
                self.graph.add(Op::Comparison(*comparison, a, b), frame)
            }
            ExprKind::And(a, b) => {
                let [a, b] = self.aligned([a, b], frame);
                self.graph.add(Op::And(a, b), frame)
            }
            ExprKind::Or(a, b) => {
                let [a, b] = self.aligned([a, b], frame);
                self.graph.add(Op::Or(a, b), frame)
            }
            ExprKind::Call(function, arguments) => self.call(*function, Call { arguments, frame }),
        }
    }

    fn signal(&mut self, signal: usize) -> NodeId {
        let expr = &self.strategy.signals[signal].expr;
        let key = (signal, self.member.filter(|_| expr.member));
        if let Some(node) = self.built.get(&key) {
            return *node;
        }
        let node = self.expr(expr);
        self.built.insert(key, node);
        node
    }

    /// Operands brought to the frame of their result.
    pub(super) fn aligned<const N: usize>(&mut self, operands: [&'a Expr; N], frame: Option<Frame>) -> [NodeId; N] {
        operands.map(|operand| {
            let node = self.expr(operand);
            frame.map_or(node, |frame| self.align(node, frame))
        })
    }

    /// A node read in another frame: a coarser value is carried, a finer one sampled. Constants fit every frame.
    pub(super) fn align(&mut self, node: NodeId, frame: Frame) -> NodeId {
        match self.graph.node(node).frame {
            None => node,
            Some(own) if own == frame => node,
            Some(Frame::Daily) => self.graph.add(Op::Sample(node), Some(frame)),
            Some(_) => {
                let daily = self.graph.add(Op::Carry(node), Some(Frame::Daily));
                self.align(daily, frame)
            }
        }
    }
}
