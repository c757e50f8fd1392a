//! Across a group: one number from the values of its members.

use super::signature::{Kind, NUMBER, Parameter, Signature, one};
use super::{Across, Family, Function};

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
            function: Function::Across(Across::Count),
            formula: "members for which c is true",
            notes: &["Undefined where no member has a value."],
            source: None,
            example: "count_of(sectors, close > sma(close, 200)) >= 5",
        },
        Signature {
            name: "share_of",
            parameters: &[GROUP, C],
            yields: NUMBER,
            function: Function::Across(Across::Share),
            formula: "members for which c is true over those that have a value",
            notes: &["Undefined where no member has a value."],
            source: None,
            example: "share_of(sectors, close > sma(close, 200)) > 0.5",
        },
        Signature {
            name: "best",
            parameters: &[GROUP, X],
            yields: NUMBER,
            function: Function::Across(Across::Best),
            formula: "the highest value of any member",
            notes: &["Undefined where no member has a value."],
            source: None,
            example: "best(sectors, momentum(adj_close, 126)) > 0",
        },
        Signature {
            name: "average",
            parameters: &[GROUP, X],
            yields: NUMBER,
            function: Function::Across(Across::Average),
            formula: "mean of the members' values",
            notes: &["Undefined where no member has a value."],
            source: None,
            example: "average(sectors, momentum(adj_close, 126)) > 0",
        },
        Signature {
            name: "rank",
            parameters: &[GROUP, X],
            yields: NUMBER,
            function: Function::Across(Across::Rank),
            formula: "a member's rank, 1 the highest, ties in list order",
            notes: &["Undefined for a member without a value."],
            source: None,
            example: "rank(sectors, momentum(adj_close, 126)) <= 3",
        },
    ],
};
