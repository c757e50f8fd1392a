//! Functions across the members of a group, bar by bar. Members without a value are left out; where none has one, the result
//! is undefined.

use super::Column;
use crate::data::Date;
use crate::strategy::{Across, Spell};
use std::borrow::Cow;

/// A member's value in the bars of which it is a member: those whose last session is in one of its spells.
pub(super) fn within(member: &Column, spells: &[Spell], last: impl Iterator<Item = Date>) -> Column {
    let belongs = last.map(|day| spells.iter().any(|spell| spell.holds(day))).enumerate();
    match member {
        Column::Numbers(_) | Column::Number(_) => {
            Column::Numbers(belongs.map(|(bar, belongs)| if belongs { member.number(bar) } else { f64::NAN }).collect())
        }
        Column::Conditions(_) | Column::Condition(_) => {
            let value = |(bar, belongs): (usize, bool)| belongs.then(|| member.condition(bar)).flatten();
            Column::Conditions(belongs.map(value).collect())
        }
    }
}

/// What the members say together.
pub(super) fn across(across: Across, members: &[Cow<Column>], bars: usize) -> Column {
    let numbers = |bar: usize| members.iter().map(move |member| member.number(bar)).filter(|value| !value.is_nan());
    let holding = |bar: usize| {
        let defined = members.iter().filter_map(|member| member.condition(bar));
        defined.fold((0, 0), |(with, holding), holds| (with + 1, holding + usize::from(holds)))
    };
    let value = |bar: usize| match across {
        Across::Count => match holding(bar) {
            (0, _) => f64::NAN,
            (_, holding) => holding as f64,
        },
        Across::Share => match holding(bar) {
            (0, _) => f64::NAN,
            (with, holding) => holding as f64 / with as f64,
        },
        Across::Best => numbers(bar).fold(f64::NAN, f64::max),
        Across::Average => match numbers(bar).fold((0, 0.0), |(count, sum), value| (count + 1, sum + value)) {
            (0, _) => f64::NAN,
            (count, sum) => sum / f64::from(count),
        },
        Across::Rank => unreachable!("a rank is a member's own: see `rank`"),
    };
    Column::Numbers((0..bars).map(value).collect())
}

/// The rank of the member at `position`: 1 the highest, ties in list order; undefined where it has no value.
pub(super) fn rank(members: &[Cow<Column>], position: usize, bars: usize) -> Column {
    let value = |bar: usize| {
        let own = members[position].number(bar);
        if own.is_nan() {
            return f64::NAN;
        }
        let ahead = members.iter().enumerate().filter(|(other, member)| {
            let value = member.number(bar);
            value > own || value == own && *other < position
        });
        ahead.count() as f64 + 1.0
    };
    Column::Numbers((0..bars).map(value).collect())
}
