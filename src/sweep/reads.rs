//! Which axes of a sweep an expression depends on.

use crate::strategy::{Choice, Expr, ExprKind, Rate, Strategy, Sweep, Target, Weight};
use std::cell::OnceCell;
use std::collections::BTreeSet;

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
            // A sleeve may depend on anything.
            ExprKind::Index { .. } => read.fill(true),
            _ => expr.parts().into_iter().for_each(|part| self.mark(part, read)),
        }
    }

    /// Whether some window is counted by two axes or more: then values that fit one by one may not fit together.
    pub fn windows_mix_axes(&self) -> bool {
        !self.mixed_axes().is_empty()
    }

    /// The axes of all such windows.
    pub fn mixed_axes(&self) -> BTreeSet<usize> {
        let mut mixed = BTreeSet::new();
        self.expressions().for_each(|expr| self.mixes(expr, &mut mixed));
        mixed
    }

    /// Whether anything reads what a sleeve is worth.
    pub fn index(&self) -> bool {
        fn reads_index(expr: &Expr) -> bool {
            matches!(expr.kind, ExprKind::Index { .. }) || expr.parts().into_iter().any(reads_index)
        }
        self.expressions().any(reads_index)
    }

    /// All that a plan has: conditions and weights of rules, signals, what sleeves pick by, rates.
    fn expressions(&self) -> impl Iterator<Item = &'a Expr> {
        let strategy = self.strategy;
        let own = strategy.rules.iter();
        let of_sleeves = strategy.sleeves.iter().flat_map(|sleeve| match &sleeve.choice {
            Choice::Rules(rules) => rules.as_slice(),
            Choice::Pick(_) => &[],
        });
        let rules = own.chain(of_sleeves).flat_map(|rule| {
            let weights = rule.hold.iter().filter_map(|(_, weight)| match weight {
                Weight::Expression(weight, _) => Some(weight),
                Weight::Fixed(_) => None,
            });
            rule.when.iter().map(|(when, _)| when).chain(weights)
        });
        let picks = strategy.sleeves.iter().flat_map(|sleeve| match &sleeve.choice {
            Choice::Pick(pick) => pick.score.iter().chain(pick.condition.as_ref().map(|(condition, _)| condition)),
            Choice::Rules(_) => None.iter().chain(None),
        });
        let signals = strategy.signals.iter().map(|signal| &signal.expr);
        let rates = [Some(&strategy.trade.cash_yield), strategy.trade.borrow.as_ref()];
        let rates = rates.into_iter().flatten().filter_map(|rate| match rate {
            Rate::Expression(rate) => Some(rate),
            Rate::Fixed(_) => None,
        });
        rules.chain(signals).chain(picks).chain(rates)
    }

    fn mixes(&self, expr: &Expr, mixed: &mut BTreeSet<usize>) {
        let is_call = matches!(expr.kind, ExprKind::Call(..));
        for part in expr.parts() {
            if is_call && part.frame.is_none() {
                mixed.extend(Some(self.axes(part)).filter(|axes| axes.len() > 1).into_iter().flatten());
            }
            self.mixes(part, mixed);
        }
    }
}
