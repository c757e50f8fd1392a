//! The value of an expression that does not change from bar to bar.

use super::ast::Arithmetic;
use super::checked::{Expr, ExprKind};
use super::functions::{Elementary, Function};
use super::types::Type;

/// A number (NaN where undefined) or a condition.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Constant {
    Number(f64),
    Condition(Option<bool>),
}

impl Constant {
    /// The number; a condition, which a checked expression never has here, counts as undefined.
    pub fn number(self) -> f64 {
        match self {
            Constant::Number(value) => value,
            Constant::Condition(_) => f64::NAN,
        }
    }

    fn condition(self) -> Option<bool> {
        match self {
            Constant::Number(_) => None,
            Constant::Condition(value) => value,
        }
    }
}

/// Evaluates `expr` with the values of parameters from `param` and of named expressions from `signal`. None: it is not
/// constant. Whoever asks keeps what each named expression is: computed anew at each use, they would double the work.
pub fn constant<'a>(
    expr: &'a Expr,
    param: &impl Fn(usize) -> f64,
    signal: &impl Fn(usize) -> Option<Constant>,
) -> Option<Constant> {
    if expr.frame.is_some() {
        return None;
    }
    let value = |expr: &'a Expr| constant(expr, param, signal);
    let number = |expr: &'a Expr| value(expr).map(Constant::number);
    let condition = |expr: &'a Expr| value(expr).map(Constant::condition);
    Some(match &expr.kind {
        ExprKind::Number(value) => Constant::Number(*value),
        ExprKind::Param(index) => Constant::Number(param(*index)),
        ExprKind::Signal(index) => signal(*index)?,
        ExprKind::Series(_)
        | ExprKind::Field { .. }
        | ExprKind::OwnField { .. }
        | ExprKind::Index { .. }
        | ExprKind::Across(..) => return None,
        ExprKind::Negate(a) => Constant::Number(-number(a)?),
        ExprKind::Not(a) => Constant::Condition(condition(a)?.map(|a| !a)),
        ExprKind::Arithmetic(operation, a, b) => Constant::Number(operation.apply(number(a)?, number(b)?)),
        ExprKind::Comparison(comparison, a, b) => {
            let (a, b) = (number(a)?, number(b)?);
            Constant::Condition((!a.is_nan() && !b.is_nan()).then(|| comparison.holds(a, b)))
        }
        ExprKind::And(a, b) => Constant::Condition(and(condition(a)?, condition(b)?)),
        ExprKind::Or(a, b) => Constant::Condition(or(condition(a)?, condition(b)?)),
        ExprKind::Call(Function::Elementary(function), arguments) => {
            Constant::Number(function.apply(number(&arguments[0])?))
        }
        ExprKind::Call(Function::Min, arguments) => Constant::Number(fold(arguments, number, f64::min)?),
        ExprKind::Call(Function::Max, arguments) => Constant::Number(fold(arguments, number, f64::max)?),
        ExprKind::Call(Function::Clip, arguments) => {
            let raised = fold(&arguments[..2], number, f64::max)?;
            Constant::Number(pick(raised, number(&arguments[2])?, f64::min))
        }
        ExprKind::Call(Function::RoundLevel, arguments) => {
            let (x, step) = (number(&arguments[0])?, number(&arguments[1])?);
            let steps = Elementary::Round.apply(Arithmetic::Divide.apply(x, step));
            Constant::Number(Arithmetic::Multiply.apply(steps, step))
        }
        ExprKind::Call(Function::If, arguments) => match condition(&arguments[0])? {
            Some(true) => value(&arguments[1])?,
            Some(false) => value(&arguments[2])?,
            None if expr.ty == Type::Condition => Constant::Condition(None),
            None => Constant::Number(f64::NAN),
        },
        ExprKind::Call(..) => return None,
    })
}

/// The better of two; undefined where one is.
fn pick(a: f64, b: f64, better: fn(f64, f64) -> f64) -> f64 {
    if a.is_nan() || b.is_nan() { f64::NAN } else { better(a, b) }
}

/// Left to right; undefined as soon as one argument is.
fn fold<'a>(
    arguments: &'a [Expr],
    number: impl Fn(&'a Expr) -> Option<f64>,
    better: fn(f64, f64) -> f64,
) -> Option<f64> {
    let mut values = arguments.iter().map(number);
    let first = values.next()??;
    values.try_fold(first, |best, value| Some(pick(best, value?, better)))
}

/// Kleene's `and`: false wins over undefined.
pub fn and(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    match (a, b) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

/// Kleene's `or`: true wins over undefined.
pub fn or(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    match (a, b) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    }
}
