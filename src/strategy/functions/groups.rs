//! Across a group: one number from the values of its members.

use super::Family;
use super::signature::{Kind, NUMBER, Parameter, Signature, one};

const GROUP: Parameter = one("group", Kind::Group);
const C: Parameter = one("c", Kind::Member);
const X: Parameter = one("x", Kind::Member);

pub(super) const FAMILY: Family = Family {
    name: "groups",
    about: "Bare fields are each member's own. A member without a value is left out.",
    functions: &[
        Signature {
            name: "count_of",
            parameters: &[GROUP, C],
            yields: NUMBER,
            function: None,
            formula: "members for which c is true",
            notes: &["Undefined where no member has a value."],
            source: None,
            example: "count_of(sectors, close > sma(close, 200)) >= 5",
        },
        Signature {
            name: "share_of",
            parameters: &[GROUP, C],
            yields: NUMBER,
            function: None,
            formula: "members for which c is true over those that have a value",
            notes: &["Undefined where no member has a value."],
            source: None,
            example: "share_of(sectors, close > sma(close, 200)) > 0.5",
        },
        Signature {
            name: "best",
            parameters: &[GROUP, X],
            yields: NUMBER,
            function: None,
            formula: "the highest value of any member",
            notes: &["Undefined where no member has a value."],
            source: None,
            example: "best(sectors, momentum(adj_close, 126)) > 0",
        },
        Signature {
            name: "average",
            parameters: &[GROUP, X],
            yields: NUMBER,
            function: None,
            formula: "mean of the members' values",
            notes: &["Undefined where no member has a value."],
            source: None,
            example: "average(sectors, momentum(adj_close, 126)) > 0",
        },
        Signature {
            name: "rank",
            parameters: &[GROUP, X],
            yields: NUMBER,
            function: None,
            formula: "a member's rank, 1 the highest, ties in list order",
            notes: &["Undefined for a member without a value."],
            source: None,
            example: "rank(sectors, momentum(adj_close, 126)) <= 3",
        },
    ],
};
