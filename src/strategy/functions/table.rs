//! The functions themselves, by family.

use super::Kind::{Bars, Condition, Either, Group, Member, Number, Shift, Window};
use super::{Default, Function, Kind, Parameter, Signature, Yields};
use crate::strategy::{Frame, Type};

const fn one(name: &'static str, kind: Kind) -> Parameter {
    Parameter { name, kind, default: Default::Required }
}

const fn or(name: &'static str, kind: Kind, default: Default) -> Parameter {
    Parameter { name, kind, default }
}

const X: Parameter = one("x", Number);
const N: Parameter = one("n", Window);
const C: Parameter = one("c", Condition);
const A: Parameter = one("a", Number);
const B: Parameter = one("b", Number);
const BARS: Parameter = one("bars", Bars);
const GROUP: Parameter = one("group", Group);

const fn number(
    name: &'static str,
    parameters: &'static [Parameter],
    function: Function,
    formula: &'static str,
) -> Signature {
    Signature { name, parameters, yields: Yields::Always(Type::Number), function: Some(function), formula }
}

const fn condition(
    name: &'static str,
    parameters: &'static [Parameter],
    function: Function,
    formula: &'static str,
) -> Signature {
    Signature { yields: Yields::Always(Type::Condition), ..number(name, parameters, function, formula) }
}

const fn either(
    name: &'static str,
    parameters: &'static [Parameter],
    function: Function,
    formula: &'static str,
) -> Signature {
    Signature { yields: Yields::Same, ..number(name, parameters, function, formula) }
}

const fn later(name: &'static str, parameters: &'static [Parameter], yields: Type, formula: &'static str) -> Signature {
    Signature { name, parameters, yields: Yields::Always(yields), function: None, formula }
}

/// Every function of the language, by family.
pub const FUNCTIONS: &[Signature] = &[
    // Plain arithmetic
    either(
        "if",
        &[one("condition", Condition), one("a", Either), one("b", Either)],
        Function::If,
        "a where the condition is true, b where it is false, undefined where it is undefined",
    ),
    number("min", &[A, B, or("more", Number, Default::Repeats)], Function::Min, "the smallest argument"),
    number("max", &[A, B, or("more", Number, Default::Repeats)], Function::Max, "the largest argument"),
    number("abs", &[X], Function::Abs, "x without its sign"),
    later("log", &[X], Type::Number, "natural logarithm"),
    later("exp", &[X], Type::Number, "e to the power x"),
    later("sqrt", &[X], Type::Number, "square root"),
    later("clip", &[X, one("lo", Number), one("hi", Number)], Type::Number, "x, held between lo and hi"),
    // Windows
    number("sma", &[X, N], Function::Sma, "mean of the last n values"),
    number("ema", &[X, N], Function::Ema, "e += (x - e) * 2 / (n + 1), starting from the mean of the first n values"),
    later("wma", &[X, N], Type::Number, "mean of the last n values, weighted n, n-1, ..., 1 from the newest"),
    later("sum", &[X, N], Type::Number, "sum of the last n values"),
    number("stdev", &[X, N], Function::Stdev, "sample standard deviation of the last n values (n at least 2)"),
    later("zscore", &[X, N], Type::Number, "(x - sma(x, n)) / stdev(x, n)"),
    later("percentile", &[X, N], Type::Number, "share of the last n values at or below x"),
    number("highest", &[X, N], Function::Highest, "highest of the last n values, the current one included"),
    number("lowest", &[X, N], Function::Lowest, "lowest of the last n values, the current one included"),
    later("median", &[X, N], Type::Number, "median of the last n values"),
    later("slope", &[X, N], Type::Number, "slope a bar of the least-squares line through the last n values"),
    later("r2", &[X, N], Type::Number, "coefficient of determination of that line"),
    later("corr", &[A, B, N], Type::Number, "correlation of the last n values"),
    later("beta", &[A, B, N], Type::Number, "cov(a, b) / var(b) over the last n values"),
    // Change
    either(
        "prior",
        &[one("x", Either), or("n", Window, Default::Value(1.0))],
        Function::Prior,
        "x as it was n bars ago",
    ),
    number("change", &[X, N], Function::Change, "x - prior(x, n)"),
    number(
        "momentum",
        &[X, N, or("skip", Shift, Default::Value(0.0))],
        Function::Momentum,
        "x[-skip] / x[-skip-n] - 1",
    ),
    later("momentum13612", &[X], Type::Number, "12 m(1) + 4 m(3) + 2 m(6) + m(12) over 19, m(n) = momentum(x, n)"),
    number(
        "volatility",
        &[X, N],
        Function::Volatility,
        "sample standard deviation of the last n changes x / prior(x) - 1, times the root of the bars a year",
    ),
    later("rsi", &[X, N], Type::Number, "relative strength index, smoothed as Wilder does"),
    later("atr", &[BARS, N], Type::Number, "average true range, smoothed as Wilder does"),
    later("macd", &[X, one("fast", Window), one("slow", Window)], Type::Number, "ema(x, fast) - ema(x, slow)"),
    number(
        "drawdown",
        &[X, or("n", Window, Default::Optional)],
        Function::Drawdown,
        "x / its running peak - 1; with n, the peak of the last n values",
    ),
    number("peak", &[X], Function::Peak, "highest value so far"),
    // Levels
    later(
        "pivot_high",
        &[X, one("left", Window), one("right", Window)],
        Type::Number,
        "the last value above left values before it and right after it, known right bars later",
    ),
    later("round_level", &[X, one("step", Number)], Type::Number, "the nearest multiple of step"),
    // Time
    number("streak", &[C], Function::Streak, "bars in a row for which c has been true, the current one included"),
    number("count", &[C, N], Function::Count, "bars of the last n for which c was true"),
    number("since", &[C], Function::Since, "bars since c was last true; undefined before"),
    condition("crosses_above", &[A, B], Function::CrossesAbove, "a > b now, and a <= b one bar ago"),
    condition("crosses_below", &[A, B], Function::CrossesBelow, "a < b now, and a >= b one bar ago"),
    condition(
        "latch",
        &[one("on", Condition), one("off", Condition)],
        Function::Latch,
        "false at the start; false once off is true, else true once on is true, else as before",
    ),
    later("at_least", &[C, N], Type::Condition, "once true, stays true for n bars"),
    later("cooldown", &[C, N], Type::Condition, "c, ignored for n bars after it last turned true"),
    either("weekly", &[one("x", Either)], Function::Sample(Frame::Weekly), "x at each week's last session"),
    either("monthly", &[one("x", Either)], Function::Sample(Frame::Monthly), "x at each month's last session"),
    either("quarterly", &[one("x", Either)], Function::Sample(Frame::Quarterly), "x at each quarter's last session"),
    either("yearly", &[one("x", Either)], Function::Sample(Frame::Yearly), "x at each year's last session"),
    number("month", &[], Function::Month, "month of the session, 1 to 12"),
    later("weekday", &[], Type::Number, "weekday of the session, Monday 1 to Sunday 7"),
    later("day_of_month", &[], Type::Number, "day of the session's month"),
    later("sessions_left_in_month", &[], Type::Number, "scheduled sessions of the month after this one"),
    later("year", &[], Type::Number, "year of the session"),
    // Across a group
    number("count_of", &[GROUP, one("c", Member)], Function::CountOf, "members for which c is true"),
    number(
        "share_of",
        &[GROUP, one("c", Member)],
        Function::ShareOf,
        "members for which c is true over those that have a value",
    ),
    number("best", &[GROUP, one("x", Member)], Function::Best, "the highest value of any member"),
    number("average", &[GROUP, one("x", Member)], Function::Average, "mean of the members' values"),
    number("rank", &[GROUP, one("x", Member)], Function::Rank, "a member's rank, 1 the highest, ties in list order"),
];
