//! Steps that make each of their values of their operands' in the same bar.

use super::{Column, logic};
use crate::plan::{NodeId, Op};
use crate::strategy::{Arithmetic, Elementary, and, or};
use std::borrow::Cow;

/// The values of such a step at `count` bars, those at which its operands are given.
pub(super) fn pointwise<'a>(op: Op, get: &dyn Fn(NodeId) -> Cow<'a, Column>, count: usize) -> Column {
    let numbers = |a: NodeId, b: NodeId, value: fn(f64, f64) -> f64| {
        let (a, b) = (get(a), get(b));
        Column::Numbers((0..count).map(|bar| value(a.number(bar), b.number(bar))).collect())
    };
    let conditions = |a: NodeId, b: NodeId, value: fn(Option<bool>, Option<bool>) -> Option<bool>| {
        let (a, b) = (get(a), get(b));
        Column::Conditions((0..count).map(|bar| value(a.condition(bar), b.condition(bar))).collect())
    };
    match op {
        Op::Negate(a) => {
            let a = get(a);
            Column::Numbers((0..count).map(|bar| -a.number(bar)).collect())
        }
        Op::Elementary(function, a) => elementary(function, &get(a), count),
        Op::Arithmetic(operation, a, b) => numbers(a, b, arithmetic(operation)),
        Op::Min(a, b) => numbers(a, b, |a, b| logic::pick(a, b, f64::min)),
        Op::Max(a, b) => numbers(a, b, |a, b| logic::pick(a, b, f64::max)),
        Op::Comparison(comparison, a, b) => logic::comparison(comparison, &get(a), &get(b), count),
        Op::Not(a) => {
            let a = get(a);
            Column::Conditions((0..count).map(|bar| a.condition(bar).map(|a| !a)).collect())
        }
        Op::And(a, b) => conditions(a, b, and),
        Op::Or(a, b) => conditions(a, b, or),
        Op::If(c, a, b) => logic::choose(&get(c), &get(a), &get(b), count),
        _ => unreachable!("other steps have files of their own"),
    }
}

/// One function an operation, so that the choice is not made again for every bar.
fn arithmetic(operation: Arithmetic) -> fn(f64, f64) -> f64 {
    match operation {
        Arithmetic::Add => |a, b| Arithmetic::Add.apply(a, b),
        Arithmetic::Subtract => |a, b| Arithmetic::Subtract.apply(a, b),
        Arithmetic::Multiply => |a, b| Arithmetic::Multiply.apply(a, b),
        Arithmetic::Divide => |a, b| Arithmetic::Divide.apply(a, b),
        Arithmetic::Power => |a, b| Arithmetic::Power.apply(a, b),
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
