//! Combinations in lockstep, by strands: neighbours that hold the same, to all of which the same has happened for some decisions.
//! What has happened is put together once a strand, and added to each combination only now and then.

use super::core::{Totals, are_faint};
use super::lockstep::Course;
use super::spans::add;
use super::targets::TargetId;
use super::turn::{Piece, Step};
use crate::stats::Summary;
use std::ops::Range;

/// One combination so far.
#[derive(Clone, Debug)]
pub struct Lane {
    pub switches: u32,
    equity: f64,
    peak: f64,
    drop: f64,
    sums: [f64; 4],
}

/// What some steps do to a combination, whatever its equity before them.
#[derive(Clone, Copy)]
struct Steps {
    growth: f64,
    /// Closes over that equity, and the lowest ratio of one to an earlier one of these.
    lowest: f64,
    highest: f64,
    drop: f64,
    sums: [f64; 4],
    switches: u32,
}

const NONE: Steps =
    Steps { growth: 1.0, lowest: f64::INFINITY, highest: 0.0, drop: f64::INFINITY, sums: [0.0; 4], switches: 0 };

/// Combinations from this one on, up to the next strand.
#[derive(Clone, Copy)]
struct Strand {
    from: usize,
    /// Its place.
    holding: u32,
    purchased: bool,
    since: Steps,
}

/// All combinations, and the strands that they are now.
pub struct Strands {
    lanes: Vec<Lane>,
    strands: Vec<Strand>,
    /// Room for those after a decision.
    after: Vec<Strand>,
    decisions: usize,
}

/// Decisions after which what has happened is added to each combination. Counted from the first, so that nobody's rounding depends
/// on the company.
const TOGETHER: usize = 8;

impl Strands {
    /// So many, all with the first holding, which has gone like this.
    pub fn new(count: usize, piece: &Piece) -> Strands {
        let Piece { closes, highest, drop, sums, .. } = *piece;
        let lane = Lane { switches: 0, equity: closes, peak: highest, drop, sums };
        let strand = Strand { from: 0, holding: 0, purchased: false, since: NONE };
        Strands { lanes: vec![lane; count], strands: vec![strand], after: Vec::new(), decisions: 0 }
    }

    /// Goes through a decision, at which targets are had from these places on. `step` says what happens to some combinations that
    /// have a holding and a target.
    pub fn go(&mut self, targets: &[(usize, TargetId)], mut step: impl FnMut(Range<usize>, u32, TargetId) -> Step) {
        let all = self.lanes.len();
        let mut strand = 0;
        for (place, (begin, target)) in targets.iter().enumerate() {
            let end = targets.get(place + 1).map_or(all, |(next, _)| *next);
            let mut from = *begin;
            while from < end {
                let of = &self.strands[strand];
                let ends = self.strands.get(strand + 1).map_or(all, |next| next.from);
                let to = end.min(ends);
                self.after.push(of.after(from, &step(from..to, of.holding, *target)));
                strand += usize::from(to == ends);
                from = to;
            }
        }
        std::mem::swap(&mut self.strands, &mut self.after);
        self.after.clear();
        self.decisions += 1;
        if self.decisions.is_multiple_of(TOGETHER) {
            self.settle();
        }
    }

    /// Adds to each combination what has happened to it.
    fn settle(&mut self) {
        let ends = self.strands.iter().skip(1).map(|next| next.from).chain([self.lanes.len()]);
        for (strand, end) in self.strands.iter().zip(ends) {
            self.lanes[strand.from..end].iter_mut().for_each(|lane| lane.add(&strand.since));
        }
        self.strands.dedup_by_key(|strand| (strand.holding, strand.purchased));
        self.strands.iter_mut().for_each(|strand| strand.since = NONE);
    }

    pub fn finish(mut self) -> Vec<Lane> {
        self.settle();
        self.lanes
    }
}

impl Strand {
    /// Some of it after a step.
    fn after(&self, from: usize, step: &Step) -> Strand {
        let Step { first, piece, .. } = step;
        let mut since = self.since;
        add(&mut since.sums, &step.sums);
        let close = since.growth * first;
        since.drop = since.drop.min(piece.drop).min(piece.lowest * close / since.highest);
        since.lowest = since.lowest.min(piece.lowest * close);
        since.highest = since.highest.max(piece.highest * close);
        since.growth = close * step.growth;
        since.switches += u32::from(self.purchased && step.switched);
        Strand { from, holding: step.to, purchased: self.purchased || step.invested, since }
    }
}

impl Lane {
    fn add(&mut self, since: &Steps) {
        add(&mut self.sums, &since.sums);
        self.drop = self.drop.min(since.drop).min(since.lowest * self.equity / self.peak);
        self.peak = self.peak.max(since.highest * self.equity);
        self.equity *= since.growth;
        self.switches += since.switches;
    }

    /// What the core metrics are computed from; None where deviations cannot be told from sums.
    pub fn summary(&self, course: &Course) -> Option<Summary> {
        let steps = course.last - course.first;
        let faint = are_faint(self.sums, steps as f64, [self.sums[1], self.sums[3]]);
        let totals = Totals { sums: self.sums, growth: self.equity, drop: self.drop, switches: self.switches as usize };
        (!faint).then(|| totals.summary(steps, course.years, course.sessions_per_year))
    }
}
