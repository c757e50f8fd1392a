//! Levels: prices that a market is said to remember.

use super::signature::{Kind, NUMBER, Signature, X, one};
use super::{Family, Function};

pub(super) const FAMILY: Family = Family {
    name: "levels",
    about: "Resistance at the highest of earlier bars is highest(prior(x), n).",
    functions: &[
        Signature {
            name: "pivot_high",
            parameters: &[X, one("left", Kind::Whole(1)), one("right", Kind::Whole(1))],
            yields: NUMBER,
            function: Function::PivotHigh,
            formula: "the latest value that is above each of the left values before it and each of the right after it",
            notes: &[
                "Known right bars later, at the close of the last of them; it stands until the next is known.",
                "Strictly above: of two equal tops within reach of each other, neither is a pivot.",
                "Undefined before the first; an undefined value among those compared makes none.",
            ],
            source: None,
            example: "small.weekly.close > pivot_high(small.weekly.high, 4, 2)",
        },
        Signature {
            name: "round_level",
            parameters: &[X, one("step", Kind::Positive)],
            yields: NUMBER,
            function: Function::RoundLevel,
            formula: "the nearest multiple of step: step * round(x / step)",
            notes: &["Halfway between two, the one farther from zero."],
            source: None,
            example: "crosses_above(small.close, round_level(prior(small.close), 10))",
        },
    ],
};
