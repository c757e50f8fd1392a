//! Which axes of a sweep an expression depends on.

use crate::strategy::{Expr, ExprKind, Strategy, Sweep, Target};
use std::cell::OnceCell;

/// Finds out once for each signal: those that use one another twice would double the work at each step.
pub struct Reads<'a> {
    strategy: &'a Strategy,
    sweep: &'a Sweep,
    signals: Vec<OnceCell<Vec<bool>>>,
}

impl<'a> Reads<'a> {
    pub fn new(strategy: &'a Strategy, sweep: &'a Sweep) -> Self {
        Self { strategy, sweep, signals: vec![OnceCell::new(); strategy.signals.len()] }
    }

    /// The axes, by their place in the sweep.
    pub fn axes(&self, expr: &Expr) -> Vec<usize> {
        let mut read = vec![false; self.sweep.axes.len()];
        self.mark(expr, &mut read);
        (0..read.len()).filter(|axis| read[*axis]).collect()
    }

    fn mark(&self, expr: &Expr, read: &mut [bool]) {
        match &expr.kind {
            ExprKind::Param(param) => {
                let axes = self.sweep.axes.iter().zip(read);
                axes.filter(|(axis, _)| axis.target == Target::Param(*param)).for_each(|(_, read)| *read = true);
            }
            ExprKind::Signal(signal) => {
                let of_signal = self.signals[*signal].get_or_init(|| {
                    let mut inside = vec![false; read.len()];
                    self.mark(&self.strategy.signals[*signal].expr, &mut inside);
                    inside
                });
                read.iter_mut().zip(of_signal).for_each(|(read, inside)| *read |= inside);
            }
            ExprKind::Number(_) | ExprKind::Series(_) | ExprKind::Field { .. } | ExprKind::OwnField { .. } => {}
            // A sleeve may depend on anything.
            ExprKind::Index { .. } => read.fill(true),
            ExprKind::Negate(a) | ExprKind::Not(a) | ExprKind::Across(_, _, a) => self.mark(a, read),
            ExprKind::Arithmetic(_, a, b)
            | ExprKind::Comparison(_, a, b)
            | ExprKind::And(a, b)
            | ExprKind::Or(a, b) => {
                self.mark(a, read);
                self.mark(b, read);
            }
            ExprKind::Call(_, arguments) => arguments.iter().for_each(|argument| self.mark(argument, read)),
        }
    }

    /// Whether some window is counted by two axes or more: then values that fit one by one may not fit together.
    pub fn windows_mix_axes(&self) -> bool {
        let strategy = self.strategy;
        let rules = strategy.rules.iter().filter_map(|rule| rule.when.as_ref().map(|(when, _)| when));
        let signals = strategy.signals.iter().map(|signal| &signal.expr);
        rules.chain(signals).any(|expr| self.mixes(expr))
    }

    fn mixes(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Call(_, arguments) => arguments.iter().any(|argument| {
                let constant = argument.frame.is_none();
                constant && self.axes(argument).len() > 1 || self.mixes(argument)
            }),
            ExprKind::Negate(a) | ExprKind::Not(a) | ExprKind::Across(_, _, a) => self.mixes(a),
            ExprKind::Arithmetic(_, a, b)
            | ExprKind::Comparison(_, a, b)
            | ExprKind::And(a, b)
            | ExprKind::Or(a, b) => self.mixes(a) || self.mixes(b),
            _ => false,
        }
    }
}
