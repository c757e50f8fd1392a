//! The worst session returns of a path, without sorting all of them.

use super::path::Holding;
use super::spans::Spans;
use crate::stats::{Tail, is_beyond};

/// Who holds what in each session: the place of an asset plus 1, 0 for cash.
pub type Holder = u16;

/// A session that is no session of a holding: something was filled.
pub const NOBODY: Holder = Holder::MAX;

pub fn holder(holding: Holding) -> Holder {
    holding.map_or(0, |asset| asset as Holder + 1)
}

/// The session returns of all that can be held, the worst first.
#[derive(Debug)]
pub struct Worst(Vec<(f64, u32, Holder)>);

impl Worst {
    pub fn new<'a>(held: impl Iterator<Item = (Holding, &'a Spans)>) -> Worst {
        let returns = held.flat_map(|(holding, spans)| {
            let steps = spans.close.windows(2).zip(1..);
            steps.map(move |(pair, session)| (pair[1] / pair[0] - 1.0, session, holder(holding)))
        });
        let mut worst: Vec<_> = returns.collect();
        worst.sort_by(|a, b| a.0.total_cmp(&b.0));
        Worst(worst)
    }

    /// The tail of a path's returns: those of the holdings, by session, and those of the sessions between them.
    pub fn tail(&self, holders: &[Holder], between: &mut Vec<f64>) -> Option<Tail> {
        let steps = holders.len().checked_sub(2)?;
        // Linear between the order statistics on both sides, as the quantile of a sample is.
        let position = steps as f64 * 0.05;
        let place = position.floor() as usize;
        let mut held = self.0.iter().filter(|(_, session, holder)| holders[*session as usize] == *holder);
        let mut values: Vec<f64> = held.by_ref().take(place + 2).map(|(value, ..)| *value).collect();
        let highest = values.last().copied().filter(|_| values.len() == place + 2).unwrap_or(f64::INFINITY);
        for value in between.drain(..).filter(|value| is_beyond(*value, highest)) {
            values.insert(values.partition_point(|held| *held <= value), value);
        }
        let low = *values.get(place)?;
        let high = values.get(place + 1).copied().unwrap_or(low);
        let limit = low + (high - low) * position.fract();
        // Others as bad as the limit follow only where all that were taken are.
        let equal = held.take_while(|(value, ..)| is_beyond(*value, limit)).map(|(value, ..)| *value);
        let (sum, count) = values
            .iter()
            .copied()
            .take_while(|value| is_beyond(*value, limit))
            .chain(equal)
            .fold((0.0, 0), |(sum, count), value| (sum + value, count + 1));
        Some(Tail { limit, beyond: sum / f64::from(count) })
    }
}
