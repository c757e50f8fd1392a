//! Expressions -> nodes: parameters put in, constants folded, compound functions spelled out, frames aligned.

use super::graph::{Graph, NodeId, Op};
use crate::strategy::{
    Arithmetic, Comparison, Constant, Expr, ExprKind, Frame, Function, Rate, Strategy, Weight, constant,
};

/// What one run has to compute, and what its rules do with it.
#[derive(Clone, Debug)]
pub struct Plan {
    pub graph: Graph,
    /// The named expressions that are not constant, daily: what decisions are explained with.
    pub signals: Vec<(String, NodeId)>,
    pub rules: Vec<PlannedRule>,
    pub cash_yield: PlannedNumber,
    /// None: weights never sum above 1.
    pub borrow: Option<PlannedNumber>,
}

/// A rule, its condition daily.
#[derive(Clone, Debug)]
pub struct PlannedRule {
    pub when: Option<NodeId>,
    /// Weights by asset.
    pub hold: Vec<(usize, PlannedNumber)>,
}

/// A number that is fixed, or has a value a session.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PlannedNumber {
    Fixed(f64),
    Daily(NodeId),
}

impl Plan {
    /// Plans a run. `sessions_per_year` annualises daily volatility; coarser frames have 52, 12, 4 and 1 bars a year.
    pub fn new(strategy: &Strategy, sessions_per_year: f64) -> Plan {
        let mut builder =
            Builder { strategy, sessions_per_year, graph: Graph::default(), built: vec![None; strategy.signals.len()] };
        let signals = strategy
            .signals
            .iter()
            .enumerate()
            .filter(|(_, signal)| signal.expr.frame.is_some())
            .map(|(index, signal)| {
                let node = builder.signal(index);
                (signal.name.clone(), builder.align(node, Frame::Daily))
            })
            .collect();
        let rules = strategy
            .rules
            .iter()
            .map(|rule| PlannedRule {
                when: rule.when.as_ref().map(|(expr, _)| builder.daily(expr)),
                hold: rule.hold.iter().map(|(asset, weight)| (*asset, builder.weight(weight))).collect(),
            })
            .collect();
        let cash_yield = builder.rate(&strategy.trade.cash_yield);
        let borrow = strategy.trade.borrow.as_ref().map(|rate| builder.rate(rate));
        Plan { graph: builder.graph, signals, rules, cash_yield, borrow }
    }
}

struct Builder<'a> {
    strategy: &'a Strategy,
    sessions_per_year: f64,
    graph: Graph,
    /// The node of each signal that has been met: signals that use one another twice would double the work at each step.
    built: Vec<Option<NodeId>>,
}

impl<'a> Builder<'a> {
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

    fn constant(&self, expr: &'a Expr) -> Option<Constant> {
        let signal = |index: usize| self.strategy.signals.get(index).map(|signal| &signal.expr);
        constant(expr, &|param| self.strategy.params[param].value, &signal)
    }

    /// A window or shift: the checker has made sure that it is a whole number.
    fn whole(&self, expr: &'a Expr) -> usize {
        self.constant(expr).map_or(0.0, Constant::number) as usize
    }

    fn daily(&mut self, expr: &'a Expr) -> NodeId {
        let node = self.expr(expr);
        self.align(node, Frame::Daily)
    }

    fn number(&mut self, value: f64) -> NodeId {
        // One NaN and one zero, so that equal constants are one node.
        let value = if value.is_nan() { f64::NAN } else { value + 0.0 };
        self.graph.add(Op::Number(value.to_bits()), None)
    }

    fn expr(&mut self, expr: &'a Expr) -> NodeId {
        match self.constant(expr) {
            Some(Constant::Number(value)) => return self.number(value),
            Some(Constant::Condition(value)) => return self.graph.add(Op::Truth(value), None),
            None => {}
        }
        let frame = expr.frame;
        match &expr.kind {
            // Folded above.
            ExprKind::Number(value) => self.number(*value),
            ExprKind::Param(param) => self.number(self.strategy.params[*param].value),
            ExprKind::Signal(signal) => self.signal(*signal),
            ExprKind::Series(series) => self.graph.add(Op::Series(*series), frame),
            ExprKind::Field { asset, field, .. } => {
                let op = Op::Field { asset: *asset, field: *field };
                self.graph.add(op, frame)
            }
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
            ExprKind::Call(function, arguments) => self.call(*function, arguments, frame),
        }
    }

    fn signal(&mut self, signal: usize) -> NodeId {
        if let Some(node) = self.built[signal] {
            return node;
        }
        let node = self.expr(&self.strategy.signals[signal].expr);
        self.built[signal] = Some(node);
        node
    }

    /// Operands brought to the frame of their result.
    fn aligned<const N: usize>(&mut self, operands: [&'a Expr; N], frame: Option<Frame>) -> [NodeId; N] {
        operands.map(|operand| {
            let node = self.expr(operand);
            frame.map_or(node, |frame| self.align(node, frame))
        })
    }

    /// A node read in another frame: a coarser value is carried, a finer one sampled. Constants fit every frame.
    fn align(&mut self, node: NodeId, frame: Frame) -> NodeId {
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

    fn call(&mut self, function: Function, arguments: &'a [Expr], frame: Option<Frame>) -> NodeId {
        use Function::*;
        let add = |graph: &mut Graph, op| graph.add(op, frame);
        match function {
            Month => add(&mut self.graph, Op::Month),
            Sample(to) => {
                let node = self.expr(&arguments[0]);
                self.align(node, to)
            }
            If => {
                let [c, a, b] = self.aligned([&arguments[0], &arguments[1], &arguments[2]], frame);
                add(&mut self.graph, Op::If(c, a, b))
            }
            Min | Max => {
                let mut nodes = arguments.iter().map(|argument| self.aligned([argument], frame)[0]).collect::<Vec<_>>();
                let first = nodes.remove(0);
                nodes.into_iter().fold(first, |a, b| {
                    add(&mut self.graph, if function == Min { Op::Min(a, b) } else { Op::Max(a, b) })
                })
            }
            CrossesAbove => self.crosses(arguments, frame, Comparison::Greater, Comparison::LessOrEqual),
            CrossesBelow => self.crosses(arguments, frame, Comparison::Less, Comparison::GreaterOrEqual),
            Latch => {
                let [on, off] = [0, 1].map(|index: usize| self.pulse(&arguments[index], frame));
                add(&mut self.graph, Op::Latch { on, off })
            }
            _ => {
                let x = self.expr(&arguments[0]);
                let n = arguments.get(1).map_or(0, |argument| self.whole(argument));
                let graph = &mut self.graph;
                match function {
                    Abs => add(graph, Op::Abs(x)),
                    Sma => add(graph, Op::Sma(x, n)),
                    Ema => add(graph, Op::Ema(x, n)),
                    Highest => add(graph, Op::Highest(x, n)),
                    Lowest => add(graph, Op::Lowest(x, n)),
                    Stdev => add(graph, Op::Stdev(x, n)),
                    Prior => add(graph, Op::Prior(x, n)),
                    Change => {
                        let before = add(graph, Op::Prior(x, n));
                        add(graph, Op::Arithmetic(Arithmetic::Subtract, x, before))
                    }
                    Momentum => {
                        let skip = self.whole(&arguments[2]);
                        let recent = self.prior(x, skip, frame);
                        let before = self.prior(x, skip + n, frame);
                        self.relative(recent, before, frame)
                    }
                    Volatility => {
                        let before = add(graph, Op::Prior(x, 1));
                        let change = self.relative(x, before, frame);
                        let deviation = add(&mut self.graph, Op::Stdev(change, n));
                        let root = self.number(self.bars_per_year(frame).sqrt());
                        add(&mut self.graph, Op::Arithmetic(Arithmetic::Multiply, deviation, root))
                    }
                    Drawdown => {
                        let peak = add(graph, Op::Peak(x));
                        self.relative(x, peak, frame)
                    }
                    DrawdownWithin => {
                        let peak = add(graph, Op::Highest(x, n));
                        self.relative(x, peak, frame)
                    }
                    Peak => add(graph, Op::Peak(x)),
                    Streak => add(graph, Op::Streak(x)),
                    Count => add(graph, Op::Count(x, n)),
                    Since => add(graph, Op::Since(x)),
                    Month | Sample(_) | If | Min | Max | CrossesAbove | CrossesBelow | Latch => {
                        unreachable!("handled above")
                    }
                }
            }
        }
    }

    fn prior(&mut self, x: NodeId, n: usize, frame: Option<Frame>) -> NodeId {
        if n == 0 { x } else { self.graph.add(Op::Prior(x, n), frame) }
    }

    /// a / b - 1.
    fn relative(&mut self, a: NodeId, b: NodeId, frame: Option<Frame>) -> NodeId {
        let ratio = self.graph.add(Op::Arithmetic(Arithmetic::Divide, a, b), frame);
        let one = self.number(1.0);
        self.graph.add(Op::Arithmetic(Arithmetic::Subtract, ratio, one), frame)
    }

    fn crosses(&mut self, arguments: &'a [Expr], frame: Option<Frame>, now: Comparison, before: Comparison) -> NodeId {
        let [a, b] = self.aligned([&arguments[0], &arguments[1]], frame);
        let [prior_a, prior_b] = [a, b].map(|node| match self.graph.node(node).frame {
            None => node,
            Some(_) => self.graph.add(Op::Prior(node, 1), frame),
        });
        let now = self.graph.add(Op::Comparison(now, a, b), frame);
        let before = self.graph.add(Op::Comparison(before, prior_a, prior_b), frame);
        self.graph.add(Op::And(now, before), frame)
    }

    /// An argument that counts only at the session that completes its bar, where its frame is coarser than the result's.
    fn pulse(&mut self, argument: &'a Expr, frame: Option<Frame>) -> NodeId {
        let node = self.expr(argument);
        match (self.graph.node(node).frame, frame) {
            (Some(own), Some(to)) if own > to => self.graph.add(Op::Pulse(node), frame),
            _ => node,
        }
    }

    fn bars_per_year(&self, frame: Option<Frame>) -> f64 {
        match frame {
            Some(Frame::Weekly) => 52.0,
            Some(Frame::Monthly) => 12.0,
            Some(Frame::Quarterly) => 4.0,
            Some(Frame::Yearly) => 1.0,
            Some(Frame::Daily) | None => self.sessions_per_year,
        }
    }
}
