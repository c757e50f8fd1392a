//! Functions across the members of a group, bar by bar. Members without a value are passed over; where none has one, the
//! result is undefined.

use super::Column;
use crate::plan::Across;

/// One value a bar of what `members` say.
pub(super) fn across(across: Across, members: &[&Column], bars: usize) -> Column {
    let value = |bar: usize| match across {
        Across::Count | Across::Share => {
            let defined = members.iter().filter_map(|member| member.condition(bar));
            let (with, holding) =
                defined.fold((0, 0), |(with, holding), holds| (with + 1, holding + usize::from(holds)));
            match (with, across) {
                (0, _) => f64::NAN,
                (_, Across::Count) => holding as f64,
                _ => holding as f64 / with as f64,
            }
        }
        Across::Best => numbers(members, bar).fold(f64::NAN, f64::max),
        Across::Average => {
            let (count, sum) = numbers(members, bar).fold((0, 0.0), |(count, sum), value| (count + 1, sum + value));
            if count == 0 { f64::NAN } else { sum / f64::from(count) }
        }
        Across::Rank(position) => {
            let own = members[position].number(bar);
            if own.is_nan() {
                return f64::NAN;
            }
            let ahead = members.iter().enumerate().filter(|(other, member)| {
                let value = member.number(bar);
                value > own || value == own && *other < position
            });
            ahead.count() as f64 + 1.0
        }
    };
    Column::Numbers((0..bars).map(value).collect())
}

fn numbers(members: &[&Column], bar: usize) -> impl Iterator<Item = f64> {
    members.iter().map(move |member| member.number(bar)).filter(|value| !value.is_nan())
}
