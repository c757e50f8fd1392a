//! Combinations that hold several assets: put in an order in which neighbours are alike, and sent through lockstep.

use super::choose::{Block, Chooser, Track};
use super::conditions::Condition;
use super::fast::{Combination, Settings};
use super::full::Scene;
use super::in_place;
use super::ledger::Ledger;
use super::lockstep::{Course, Follows, run};
use super::picks::{Order, Picker};
use super::started::Started;
use super::strands::Lane;
use super::targets::Hold;
use crate::sim::Decision;
use crate::stats::Summary;
use crate::strategy::Overlays;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::sync::Arc;

/// Combinations that go in lockstep: as many as there are for each thread, but at least, and at most, so many. And those whose closes
/// are kept all the way.
const LANES: (usize, usize) = (4096, 32_768);
const FOLLOWED: usize = 256;

/// A start, what the rules hold, rule by rule, and who fills the sleeve.
#[derive(Clone, Copy)]
pub struct Several<'a> {
    pub started: &'a Started<'a>,
    pub holds: &'a [Hold],
    pub picker: Option<&'a Picker>,
}

/// Places among the rows, those next to one another whose sleeves rank alike, up to so many.
type Group = Vec<usize>;

impl<'a> Several<'a> {
    /// What `take` makes of each combination's core.
    pub fn core<T: Send>(&self, rows: &[Combination], take: impl Fn(&Summary) -> T + Sync) -> Vec<T> {
        let finish = |course: &Course, lane: Lane, ()| lane.summary(course);
        let lanes = rows.len().div_ceil(rayon::current_num_threads()).clamp(LANES.0, LANES.1);
        self.in_lockstep(rows, lanes, || (), finish, None, take)
    }

    /// The same of all that every metric needs.
    pub fn full<T: Send>(&self, scene: &Scene, rows: &[Combination], take: impl Fn(&Summary) -> T + Sync) -> Vec<T> {
        let Started { fast, terrain, first, .. } = self.started;
        let benchmark = scene.benchmark.as_ref().map(|benchmark| benchmark.returns.as_slice());
        let ledger = || Ledger::new(terrain.steps + 1, fast.ground.market.assets.len());
        let finish =
            |_: &Course, lane: Lane, ledger: Ledger| ledger.summary(terrain, scene, *first, lane.switches as usize);
        self.in_lockstep(rows, FOLLOWED, ledger, finish, benchmark, take)
    }

    /// So many at a time, each with who follows it; what `finish` cannot tell from that is simulated, beside a benchmark's
    /// returns.
    fn in_lockstep<F: Follows + Send, T: Send>(
        &self,
        rows: &[Combination],
        lanes: usize,
        follower: impl Fn() -> F + Sync,
        finish: impl Fn(&Course, Lane, F) -> Option<Summary> + Sync,
        benchmark: Option<&[f64]>,
        take: impl Fn(&Summary) -> T + Sync,
    ) -> Vec<T> {
        let started = self.started;
        let course = started.course();
        let groups = self.groups(rows, lanes);
        let through = |group: &Group| -> Vec<T> {
            let own: Vec<&Combination> = group.iter().map(|place| &rows[*place]).collect();
            let followers: Vec<F> = own.iter().map(|_| follower()).collect();
            let done = run(&course, &started.fast.decisions[started.begins..], &self.chooser(&own), followers);
            let summary = |((lane, follower), row): ((Lane, F), &&Combination)| {
                let summary = finish(&course, lane, follower);
                take(&summary.unwrap_or_else(|| started.plain(&self.decisions(row), Overlays::default(), benchmark)))
            };
            done.into_iter().zip(&own).map(summary).collect()
        };
        let done: Vec<Vec<T>> = groups.par_iter().map(through).collect();
        in_place(groups.iter().flatten().copied().zip(done.into_iter().flatten()), rows.len())
    }

    /// What a combination's sleeve ranks by, how many it picks, and how long it keeps them.
    fn ranks(&self, row: &Combination) -> (usize, usize, usize) {
        let Settings { slots, keep, .. } = row.settings;
        self.picker.map_or((0, 0, 0), |picker| (picker.row(row.values).score, slots, keep))
    }

    /// Puts those together that rank alike, and of those, those that can pick alike.
    fn groups(&self, rows: &[Combination], lanes: usize) -> Vec<Group> {
        let eligible = |row: &Combination| self.picker.map_or(0, |picker| picker.row(row.values).condition);
        let mut order: Vec<usize> = (0..rows.len()).collect();
        order.sort_by_cached_key(|place| (self.ranks(&rows[*place]), eligible(&rows[*place])));
        let most = self.picker.map_or(usize::MAX, Picker::orders_at_once);
        let mut groups: Vec<Group> = Vec::new();
        // How many orders the last group has.
        let mut orders = 0;
        for alike in order.chunk_by(|a, b| self.ranks(&rows[*a]) == self.ranks(&rows[*b])) {
            for part in alike.chunks(lanes) {
                match groups.last_mut().filter(|group| group.len() + part.len() <= lanes && orders < most) {
                    Some(group) => group.extend(part),
                    None => {
                        groups.push(part.to_vec());
                        orders = 0;
                    }
                }
                orders += 1;
            }
        }
        groups
    }

    /// For combinations in such an order.
    fn chooser(&self, rows: &[&Combination]) -> Chooser<'a> {
        let Started { fast, begins, .. } = self.started;
        let mut orders: FxHashMap<usize, Arc<Order>> = FxHashMap::default();
        let mut known: FxHashMap<Vec<usize>, usize> = FxHashMap::default();
        let (mut tracks, mut blocks) = (Vec::new(), Vec::new());
        let mut begin = 0;
        for alike in rows.chunk_by(|a, b| self.ranks(a) == self.ranks(b)) {
            let (score, slots, keep) = self.ranks(alike[0]);
            let order = self.picker.map(|picker| {
                let order = orders.entry(score).or_insert_with(|| picker.order(score, fast.material()));
                order.clone()
            });
            let decides = alike.iter().flat_map(|row| fast.deciding.iter().map(|axis| row.values[*axis])).collect();
            let place = *known.entry(decides).or_insert_with(|| {
                tracks.push(alike.iter().map(|row| self.track(row.values)).collect());
                tracks.len() - 1
            });
            blocks.push(Block { first: begin, order, slots, keep, tracks: place });
            begin += alike.len();
        }
        Chooser { holds: self.holds, picker: self.picker, begins: *begins, tracks, blocks }
    }

    fn track(&self, values: &[usize]) -> Track<'a> {
        let truth = |condition: &'a Condition| match condition.bits(values) {
            Cow::Borrowed(bits) => Cow::Borrowed(bits.truth.as_slice()),
            Cow::Owned(bits) => Cow::Owned(bits.truth.to_vec()),
        };
        let conditions = self.started.fast.conditions.iter();
        Track {
            conditions: conditions.map(|condition| condition.as_ref().map(truth)).collect(),
            eligible: self.picker.map_or(0, |picker| picker.row(values).condition),
        }
    }

    /// Every decision of one combination.
    fn decisions(&self, row: &Combination) -> Vec<Decision> {
        let Started { fast, begins, .. } = self.started;
        let chooser = self.chooser(&[row]);
        let mut chosen = chooser.begin();
        let decisions = fast.decisions[*begins..].iter().enumerate().map(|(place, session)| {
            chooser.choose(place, &mut chosen);
            self.started.decision(*session, chosen.targets.weights(chosen.runs[0].1))
        });
        decisions.collect()
    }
}
