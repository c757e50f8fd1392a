//! Combinations that hold one asset at a time: from the changes of their targets to fills, and on to what is summed up of them.

use super::changes::Changes;
use super::core::Core;
use super::fast::{Combination, Fast};
use super::full::{Doubt, Full, Scene};
use super::in_place;
use super::path::{Fill, Holding};
use super::started::Started;
use super::stops::{Decided, stop};
use super::traced::Traced;
use crate::sim::Decision;
use crate::stats::Summary;
use crate::strategy::Overlays;
use rayon::prelude::*;
use std::cell::OnceCell;

/// A start, and what the rules hold, rule by rule.
#[derive(Clone, Copy)]
pub struct One<'a> {
    pub started: &'a Started<'a>,
    pub holds: &'a [Holding],
}

impl<'a> One<'a> {
    /// What `take` makes of each combination's core.
    pub fn core<T: Send>(&self, rows: &[Combination], take: impl Fn(&Summary) -> T + Sync) -> Vec<T> {
        let terrain = &self.started.terrain;
        let sessions = (self.started.first, self.started.lag());
        let prepare = |row: &Combination| (self.changes(row.values), OnceCell::new());
        self.by_decisions(rows, prepare, |(changes, decided), row| {
            let overlays = row.settings.overlays;
            let summary = if overlays.is_empty() {
                Core::summary(terrain, self.decided(changes))
            } else {
                let decided =
                    decided.get_or_init(|| Decided::new(terrain, sessions, &changes.iter().collect::<Vec<_>>()));
                decided.as_ref().and_then(|decided| decided.summary(terrain, overlays))
            };
            take(&summary.unwrap_or_else(|| self.plain(changes, overlays, None)))
        })
    }

    /// The same of all that every metric needs.
    pub fn full<T: Send>(&self, scene: &Scene, rows: &[Combination], take: impl Fn(&Summary) -> T + Sync) -> Vec<T> {
        let benchmark = scene.benchmark.as_ref().map(|benchmark| benchmark.returns.as_slice());
        let prepare = |row: &Combination| self.changes(row.values);
        self.by_decisions(rows, prepare, |changes, row| {
            let overlays = row.settings.overlays;
            let summary = if overlays.is_empty() {
                self.summed(scene, self.decided(changes))
            } else {
                self.fills(changes, overlays).and_then(|fills| self.summed(scene, fills.into_iter()))
            };
            take(&summary.unwrap_or_else(|| self.plain(changes, overlays, benchmark)))
        })
    }

    /// In parallel; combinations that differ in settings alone decide alike, and share what is prepared.
    fn by_decisions<P, T: Send>(
        &self,
        rows: &[Combination],
        prepare: impl Fn(&Combination) -> P + Sync,
        take: impl Fn(&P, &Combination) -> T + Sync,
    ) -> Vec<T> {
        let Fast { deciding, sweep, .. } = self.started.fast;
        if deciding.len() == sweep.axes.len() {
            return rows.par_iter().map(|row| take(&prepare(row), row)).collect();
        }
        let decides = |place: &usize| {
            let values = rows[*place].values;
            deciding.iter().map(move |axis| values[*axis])
        };
        let mut order: Vec<usize> = (0..rows.len()).collect();
        order.par_sort_by(|a, b| decides(a).cmp(decides(b)));
        let alike: Vec<&[usize]> = order.chunk_by(|a, b| decides(a).eq(decides(b))).collect();
        let of_alike = |places: &&[usize]| -> Vec<T> {
            let prepared = prepare(&rows[places[0]]);
            places.iter().map(|place| take(&prepared, &rows[*place])).collect()
        };
        let taken: Vec<Vec<T>> = alike.par_iter().map(of_alike).collect();
        in_place(order.iter().copied().zip(taken.into_iter().flatten()), rows.len())
    }

    /// By stretches, or from close to close where they are too inexact; None where rounding decides.
    fn summed(&self, scene: &Scene, fills: impl Iterator<Item = Fill> + Clone) -> Option<Summary> {
        let terrain = &self.started.terrain;
        match Full::summary(terrain, scene, fills.clone()) {
            Ok(summary) => Some(summary),
            Err(Doubt::Faint) => Traced::summary(terrain, scene, fills),
            Err(Doubt::Rounding) => None,
        }
    }

    fn changes(&self, values: &[usize]) -> Changes<'a> {
        let Started { fast, begins, .. } = self.started;
        Changes::new((&fast.decisions, *begins), self.holds.iter().copied().zip(&fast.conditions), values)
    }

    /// The fills of decisions alone.
    fn decided<'c>(&self, changes: &'c Changes) -> impl Iterator<Item = Fill> + Clone + 'c {
        let (lag, first, steps) = (self.started.lag(), self.started.first, self.started.terrain.steps);
        let fill = move |(decision, to): (usize, Holding)| Fill { session: decision + lag - first, to, decided: true };
        changes.iter().map(fill).filter(move |fill| fill.session <= steps)
    }

    /// Those, and what stops sell. None: a stop may stand against a decision that is still to be filled, which only the plain
    /// simulation follows.
    fn fills(&self, changes: &Changes, overlays: Overlays) -> Option<Vec<Fill>> {
        let Started { terrain, first, .. } = self.started;
        let (steps, lag) = (terrain.steps, self.started.lag());
        let decisions: Vec<usize> = changes.iter().map(|(decision, _)| decision - first).collect();
        if decisions.windows(2).any(|pair| pair[1] - pair[0] < lag) {
            return None;
        }
        let mut fills = Vec::with_capacity(2 * decisions.len());
        for (place, fill) in self.decided(changes).enumerate() {
            fills.push(fill);
            // Of a stop and a decision at one close, the decision is filled.
            let before = decisions.get(place + 1).map_or(steps, |next| *next);
            let stop = fill.to.and_then(|asset| stop(terrain, asset, (fill.session, before.min(steps)), overlays));
            let stop = stop.map(|stop| Fill { session: stop + lag, to: None, decided: false });
            fills.extend(stop.filter(|stop| stop.session <= steps));
        }
        Some(fills)
    }

    /// By the plain simulation of the same decisions.
    fn plain(&self, changes: &Changes, overlays: Overlays, benchmark: Option<&[f64]>) -> Summary {
        let whole = |to: Holding| to.map(|asset| (asset, 1.0)).into_iter().collect::<Vec<_>>();
        let decision = |(session, to): (usize, Holding)| self.started.decision(session, &whole(to));
        let decisions: Vec<Decision> = changes.iter().map(decision).collect();
        self.started.plain(&decisions, overlays, benchmark)
    }
}
