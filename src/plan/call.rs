//! Function calls -> nodes: compound functions spelled out in the steps that they share with others.

use super::build::Builder;
use super::graph::{NodeId, Op};
use crate::strategy::{Arithmetic, Comparison, Constant, Elementary, Expr, Frame, Function, Window};

/// The horizons of `momentum13612` in bars, each with the number of times that it fits into twelve.
const HORIZONS: [(usize, f64); 4] = [(1, 12.0), (3, 4.0), (6, 2.0), (12, 1.0)];

/// One call: its arguments, and the frame of its result.
#[derive(Clone, Copy)]
pub(super) struct Call<'a> {
    pub arguments: &'a [Expr],
    pub frame: Option<Frame>,
}

impl<'a> Builder<'a> {
    pub(super) fn call(&mut self, function: Function, call: Call<'a>) -> NodeId {
        let Call { arguments, frame } = call;
        let whole = |builder: &Self, index: usize| builder.whole(&arguments[index]);
        match function {
            Function::Across(_) => unreachable!("an expression of its own kind"),
            Function::Date(part) => self.add(Op::Date(part), frame),
            Function::Sample(to) => {
                let x = self.expr(&arguments[0]);
                self.align(x, to)
            }
            Function::If => {
                // A branch that constants rule out is no part of the plan: nothing waits for its bars.
                if let Some(Constant::Condition(Some(condition))) = self.constant(&arguments[0]) {
                    let [chosen] = self.aligned([&arguments[if condition { 1 } else { 2 }]], frame);
                    return chosen;
                }
                let [c, a, b] = self.aligned([&arguments[0], &arguments[1], &arguments[2]], frame);
                self.add(Op::If(c, a, b), frame)
            }
            Function::Min => self.fold(call, Op::Min),
            Function::Max => self.fold(call, Op::Max),
            Function::Clip => {
                let [x, lo, hi] = self.aligned([&arguments[0], &arguments[1], &arguments[2]], frame);
                let raised = self.add(Op::Max(x, lo), frame);
                self.add(Op::Min(raised, hi), frame)
            }
            Function::Elementary(function) => self.of_x(call, |x| Op::Elementary(function, x)),
            Function::Window(window) => {
                let n = whole(self, 1);
                self.of_x(call, |x| Op::Window(window, x, n))
            }
            Function::Zscore => {
                let (x, n) = (self.expr(&arguments[0]), whole(self, 1));
                let mean = self.add(Op::Window(Window::Sma, x, n), frame);
                let deviation = self.add(Op::Window(Window::Stdev, x, n), frame);
                let above = self.arithmetic(Arithmetic::Subtract, x, mean, frame);
                self.arithmetic(Arithmetic::Divide, above, deviation, frame)
            }
            Function::Joint(joint) => {
                let [a, b] = self.aligned([&arguments[0], &arguments[1]], frame);
                let n = whole(self, 2);
                self.add(Op::Joint(joint, a, b, n), frame)
            }
            Function::Prior => {
                let n = whole(self, 1);
                self.of_x(call, |x| Op::Prior(x, n))
            }
            Function::Change => {
                let (x, n) = (self.expr(&arguments[0]), whole(self, 1));
                self.change(x, n, frame)
            }
            Function::Momentum => {
                let (x, n, skip) = (self.expr(&arguments[0]), whole(self, 1), whole(self, 2));
                let recent = if skip == 0 { x } else { self.add(Op::Prior(x, skip), frame) };
                let before = self.add(Op::Prior(x, skip + n), frame);
                self.relative(recent, before, frame)
            }
            Function::Momentum13612 => {
                let x = self.expr(&arguments[0]);
                self.momentum13612(x, frame)
            }
            Function::Volatility => {
                let (x, n) = (self.expr(&arguments[0]), whole(self, 1));
                let before = self.add(Op::Prior(x, 1), frame);
                let change = self.relative(x, before, frame);
                let deviation = self.add(Op::Window(Window::Stdev, change, n), frame);
                let root = self.number(self.bars_per_year(frame).sqrt());
                self.arithmetic(Arithmetic::Multiply, deviation, root, frame)
            }
            Function::Rsi => {
                let (x, n) = (self.expr(&arguments[0]), whole(self, 1));
                self.rsi(x, n, frame)
            }
            Function::Atr => {
                let [high, low, close] = [0, 1, 2].map(|index: usize| self.expr(&arguments[index]));
                let before = self.add(Op::Prior(close, 1), frame);
                let top = self.add(Op::Max(high, before), frame);
                let bottom = self.add(Op::Min(low, before), frame);
                let range = self.arithmetic(Arithmetic::Subtract, top, bottom, frame);
                let n = whole(self, 3);
                self.add(Op::Window(Window::Wilder, range, n), frame)
            }
            Function::Macd => {
                let x = self.expr(&arguments[0]);
                let [fast, slow] = [1, 2].map(|index| {
                    let n = whole(self, index);
                    self.add(Op::Window(Window::Ema, x, n), frame)
                });
                self.arithmetic(Arithmetic::Subtract, fast, slow, frame)
            }
            Function::Drawdown => {
                let x = self.expr(&arguments[0]);
                let peak = self.add(Op::Peak(x), frame);
                self.relative(x, peak, frame)
            }
            Function::DrawdownWithin => {
                let (x, n) = (self.expr(&arguments[0]), whole(self, 1));
                let peak = self.add(Op::Window(Window::Highest, x, n), frame);
                self.relative(x, peak, frame)
            }
            Function::Peak => self.of_x(call, Op::Peak),
            Function::PivotHigh => {
                let (left, right) = (whole(self, 1), whole(self, 2));
                self.of_x(call, |x| Op::PivotHigh { x, left, right })
            }
            Function::RoundLevel => {
                let [x, step] = self.aligned([&arguments[0], &arguments[1]], frame);
                let steps = self.arithmetic(Arithmetic::Divide, x, step, frame);
                let nearest = self.add(Op::Elementary(Elementary::Round, steps), frame);
                self.arithmetic(Arithmetic::Multiply, nearest, step, frame)
            }
            Function::Streak => self.of_x(call, Op::Streak),
            Function::Count => {
                let n = whole(self, 1);
                self.of_x(call, |c| Op::Count(c, n))
            }
            Function::Since => self.of_x(call, Op::Since),
            Function::CrossesAbove => self.crosses(call, Comparison::Greater, Comparison::LessOrEqual),
            Function::CrossesBelow => self.crosses(call, Comparison::Less, Comparison::GreaterOrEqual),
            Function::Latch => {
                let [on, off] = [0, 1].map(|index: usize| self.pulse(&arguments[index], frame));
                self.add(Op::Latch { on, off }, frame)
            }
            Function::AtLeast => {
                let n = whole(self, 1);
                self.of_x(call, |c| Op::AtLeast(c, n))
            }
            Function::Cooldown => {
                let n = whole(self, 1);
                self.of_x(call, |c| Op::Cooldown(c, n))
            }
        }
    }

    fn arithmetic(&mut self, operation: Arithmetic, a: NodeId, b: NodeId, frame: Option<Frame>) -> NodeId {
        self.graph.add(Op::Arithmetic(operation, a, b), frame)
    }

    /// One step of the first argument.
    fn of_x(&mut self, call: Call<'a>, op: impl Fn(NodeId) -> Op) -> NodeId {
        let x = self.expr(&call.arguments[0]);
        self.graph.add(op(x), call.frame)
    }

    fn fold(&mut self, call: Call<'a>, op: fn(NodeId, NodeId) -> Op) -> NodeId {
        let mut folded = self.aligned([&call.arguments[0]], call.frame)[0];
        for argument in &call.arguments[1..] {
            let [next] = self.aligned([argument], call.frame);
            folded = self.graph.add(op(folded, next), call.frame);
        }
        folded
    }

    /// x - prior(x, n).
    fn change(&mut self, x: NodeId, n: usize, frame: Option<Frame>) -> NodeId {
        let before = self.add(Op::Prior(x, n), frame);
        self.arithmetic(Arithmetic::Subtract, x, before, frame)
    }

    /// a / b - 1.
    pub(super) fn relative(&mut self, a: NodeId, b: NodeId, frame: Option<Frame>) -> NodeId {
        let ratio = self.arithmetic(Arithmetic::Divide, a, b, frame);
        let one = self.number(1.0);
        self.arithmetic(Arithmetic::Subtract, ratio, one, frame)
    }

    /// The mean yearly return over each of the horizons.
    fn momentum13612(&mut self, x: NodeId, frame: Option<Frame>) -> NodeId {
        let yearly = HORIZONS.map(|(bars, times)| {
            let before = self.add(Op::Prior(x, bars), frame);
            let momentum = self.relative(x, before, frame);
            let times = self.number(times);
            self.arithmetic(Arithmetic::Multiply, momentum, times, frame)
        });
        let [first, rest @ ..] = yearly;
        let sum = rest.into_iter().fold(first, |sum, next| self.arithmetic(Arithmetic::Add, sum, next, frame));
        let horizons = self.number(HORIZONS.len() as f64);
        self.arithmetic(Arithmetic::Divide, sum, horizons, frame)
    }

    fn rsi(&mut self, x: NodeId, n: usize, frame: Option<Frame>) -> NodeId {
        let change = self.change(x, 1, frame);
        let fall = self.add(Op::Negate(change), frame);
        let zero = self.number(0.0);
        let [gain, loss] = [change, fall].map(|signed| {
            let size = self.add(Op::Max(signed, zero), frame);
            self.add(Op::Window(Window::Wilder, size, n), frame)
        });
        let both = self.arithmetic(Arithmetic::Add, gain, loss, frame);
        let share = self.arithmetic(Arithmetic::Divide, gain, both, frame);
        let hundred = self.number(100.0);
        self.arithmetic(Arithmetic::Multiply, share, hundred, frame)
    }

    fn crosses(&mut self, call: Call<'a>, now: Comparison, before: Comparison) -> NodeId {
        let Call { arguments, frame } = call;
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
            // The checker refuses it.
            Some(Frame::Release(_)) => f64::NAN,
        }
    }
}
