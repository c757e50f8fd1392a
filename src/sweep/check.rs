//! Each value of each parameter, checked by itself: one that no window can have is refused where it stands.

use super::Asked;
use crate::error::Result;
use crate::strategy::{Expr, ExprKind, Rate, Strategy, Target, Weight};
use rayon::prelude::*;
use std::collections::HashSet;

/// # Errors
/// The faults of a file with a value that its check refuses.
pub fn values(of: Asked) -> Result<()> {
    let windows = Windows::of(of.strategy);
    let mut asked = Vec::new();
    for axis in &of.sweep.axes {
        let Target::Param(param) = axis.target else { continue };
        let values = 0..axis.labels.len();
        match windows.use_of(param) {
            Use::Counts => {
                // What a window takes are the whole numbers between two bounds.
                let number = |value: &usize| axis.numbers[*value];
                let by_number = |a: &usize, b: &usize| number(a).total_cmp(&number(b));
                let ends = [values.clone().min_by(by_number), values.clone().max_by(by_number)];
                let odd = values.filter(|value| number(value).fract() != 0.0);
                asked.extend(ends.into_iter().flatten().chain(odd).map(|value| (axis, value)));
            }
            Use::Calculates => asked.extend(values.map(|value| (axis, value))),
            Use::Free => {}
        }
    }
    let check = |(axis, value)| of.file.with(&[(axis, value)]).check(Ok(of.universe)).map(|_| ());
    asked.into_par_iter().map(check).collect()
}

/// What a parameter does for what a file's check looks at.
#[derive(Clone, Copy, PartialEq)]
enum Use {
    /// Nothing: any number will do.
    Free,
    /// It is the length of windows, just as it is.
    Counts,
    /// Lengths are calculated from it, or the checker puts it in.
    Calculates,
}

/// How a strategy's parameters make lengths of windows.
#[derive(Default)]
struct Windows {
    counts: HashSet<usize>,
    calculates: HashSet<usize>,
    /// Something is not looked through.
    unknown: bool,
}

impl Windows {
    fn of(strategy: &Strategy) -> Windows {
        let mut windows = Windows { unknown: !strategy.sleeves.is_empty(), ..Windows::default() };
        windows.calculates.extend(&strategy.fixed_params);
        for rule in &strategy.rules {
            rule.when.iter().for_each(|(when, _)| windows.look(when));
            for (_, weight) in &rule.hold {
                if let Weight::Expression(weight, _) = weight {
                    windows.look(weight);
                }
            }
        }
        strategy.signals.iter().for_each(|signal| windows.look(&signal.expr));
        for rate in [Some(&strategy.trade.cash_yield), strategy.trade.borrow.as_ref()].into_iter().flatten() {
            if let Rate::Expression(rate) = rate {
                windows.look(rate);
            }
        }
        windows
    }

    fn use_of(&self, param: usize) -> Use {
        match (self.unknown || self.calculates.contains(&param), self.counts.contains(&param)) {
            (true, _) => Use::Calculates,
            (false, true) => Use::Counts,
            (false, false) => Use::Free,
        }
    }

    fn look(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Call(_, arguments) => {
                for argument in arguments {
                    match (&argument.kind, argument.frame) {
                        (ExprKind::Param(param), _) => {
                            self.counts.insert(*param);
                        }
                        (ExprKind::Number(_), _) => {}
                        // A constant that is calculated: of a signal, who knows from what.
                        (ExprKind::Signal(_), None) => self.unknown = true,
                        (_, None) => self.calculated(argument),
                        (_, Some(_)) => self.look(argument),
                    }
                }
            }
            _ => expr.parts().into_iter().for_each(|part| self.look(part)),
        }
    }

    fn calculated(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Param(param) => {
                self.calculates.insert(*param);
            }
            ExprKind::Signal(_) => self.unknown = true,
            _ => expr.parts().into_iter().for_each(|part| self.calculated(part)),
        }
    }
}
