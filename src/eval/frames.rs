//! Steps between frames: bars from sessions, and coarser values in finer frames.

use super::Column;
use crate::data::{AssetPanel, Clock};
use crate::strategy::{Field, Frame};

/// A field of an asset in the clock's frame. Opens are the period's first, highs the highest, lows the lowest, closes the
/// last; volumes and dividends add up, splits multiply. Undefined where the asset had no session yet.
pub(super) fn field(asset: &AssetPanel, field: Field, clock: &Clock) -> Column {
    let daily = asset.field(field);
    if clock.frame == Frame::Daily {
        return Column::Numbers(daily);
    }
    let bars = clock.first.iter().zip(&clock.last);
    let aggregate = |(first, last): (&u32, &u32)| {
        let sessions = daily[*first as usize..=*last as usize].iter().copied();
        let mut defined = sessions.filter(|value| !value.is_nan());
        match field {
            Field::Open | Field::AdjOpen => defined.next(),
            Field::High | Field::AdjHigh => defined.reduce(f64::max),
            Field::Low | Field::AdjLow => defined.reduce(f64::min),
            Field::Close | Field::AdjClose => defined.next_back(),
            Field::Volume | Field::Dividend => defined.reduce(|sum, value| sum + value),
            Field::Split => defined.reduce(|product, value| product * value),
        }
        .unwrap_or(f64::NAN)
    };
    Column::Numbers(bars.map(aggregate).collect())
}

/// For each of these sessions, in order, the last bar known complete at its close.
pub(super) fn latest(clock: &Clock, sessions: impl Iterator<Item = usize>) -> impl Iterator<Item = Option<usize>> {
    let mut complete = 0;
    sessions.map(move |session| {
        while clock.known.get(complete).is_some_and(|known| *known as usize <= session) {
            complete += 1;
        }
        complete.checked_sub(1)
    })
}

/// A coarser condition, true only in the bar of `fine` in which a coarse bar that has it becomes known. A bar that becomes known
/// together with a newer one has been overtaken by it.
pub(super) fn pulse(coarse: &Column, clock: &Clock, fine: &Clock) -> Column {
    let mut pulses = vec![Some(false); fine.last.len()];
    for (bar, known) in clock.known.iter().enumerate() {
        let newest = clock.known.get(bar + 1) != Some(known);
        if newest
            && coarse.condition(bar) == Some(true)
            && let Some(pulse) = pulses.get_mut(fine.last.partition_point(|last| last < known))
        {
            *pulse = Some(true);
        }
    }
    Column::Conditions(pulses)
}
