//! Which targets combinations that hold several assets have at a decision. Neighbours often decide alike: what they have is found
//! once for all of them.

use super::bits::{Bits, bit};
use super::picks::{Order, Picker};
use super::targets::{Hold, TargetId, Targets, weights};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

/// What a combination decides by, but for the order and the slots of its sleeve.
pub struct Track<'a> {
    /// By rule.
    pub conditions: Vec<Option<Cow<'a, Bits>>>,
    /// The row of who can be picked.
    pub eligible: usize,
}

/// Combinations in a row whose sleeves rank alike.
pub struct Block {
    pub lanes: Range<usize>,
    pub order: Option<Arc<Order>>,
    pub slots: usize,
    /// Which of the tracks its combinations have, one each.
    pub tracks: usize,
}

/// Finds targets.
pub struct Chooser<'a> {
    pub holds: &'a [Hold],
    pub picker: Option<&'a Picker>,
    /// The place of the first decision.
    pub begins: usize,
    pub tracks: Vec<Vec<Track<'a>>>,
    pub blocks: Vec<Block>,
}

/// The targets of one decision, and who has them.
pub struct Choices {
    pub targets: Targets,
    /// Where each begins among the combinations: it is that of all up to the next.
    pub runs: Vec<(usize, TargetId)>,
    /// Of each list of tracks, where another rule is the one or others can be picked: the track, the rule.
    alike: Vec<Vec<(usize, Option<usize>)>>,
    latest: Latest,
}

/// How the latest target of a block was found.
#[derive(Default)]
struct Latest {
    rule: Option<usize>,
    /// The track that has it; None: there is none yet.
    track: Option<usize>,
    target: TargetId,
    /// Who was asked for it, a bit a member.
    asked: Vec<u64>,
    key: Vec<u16>,
}

impl Choices {
    pub fn new() -> Choices {
        Choices { targets: Targets::new(), runs: Vec::new(), alike: Vec::new(), latest: Latest::default() }
    }
}

impl Chooser<'_> {
    /// The targets of all at a decision, by its place after the first.
    pub fn choose(&self, place: usize, choices: &mut Choices) {
        let decision = self.begins + place;
        let Choices { targets, runs, alike, latest } = choices;
        targets.clear();
        runs.clear();
        alike.resize_with(self.tracks.len(), Vec::new);
        alike.iter_mut().zip(&self.tracks).for_each(|(alike, tracks)| self.compare(tracks, decision, alike));
        for block in &self.blocks {
            let tracks = &self.tracks[block.tracks];
            latest.track = None;
            for (track, rule) in &alike[block.tracks] {
                let eligible = self.eligible(&tracks[*track], decision);
                let as_latest = latest.track.is_some_and(|track| {
                    latest.rule == *rule && latest.picks_alike(self.eligible(&tracks[track], decision), eligible)
                });
                if !as_latest {
                    latest.target = self.target(targets, (decision, *rule, eligible), block, latest);
                    (latest.rule, latest.track) = (*rule, Some(*track));
                }
                if runs.last().is_none_or(|(_, last)| *last != latest.target) {
                    runs.push((block.lanes.start + track, latest.target));
                }
            }
        }
    }

    fn compare(&self, tracks: &[Track], decision: usize, alike: &mut Vec<(usize, Option<usize>)>) {
        alike.clear();
        let mut last = None;
        for (place, track) in tracks.iter().enumerate() {
            let holds =
                |condition: &Option<Cow<Bits>>| condition.as_ref().is_none_or(|bits| bit(&bits.truth, decision));
            let now = (track.conditions.iter().position(holds), self.eligible(track, decision));
            if last.is_none_or(|last| !same(last, now)) {
                alike.push((place, now.0));
                last = Some(now);
            }
        }
    }

    /// Who can be picked, a bit a member.
    fn eligible(&self, track: &Track, decision: usize) -> &[u64] {
        self.picker.map_or(&[], |picker| picker.eligible(track.eligible, decision))
    }

    /// The target by a rule, with those who can be picked.
    fn target(
        &self,
        targets: &mut Targets,
        (decision, rule, eligible): (usize, Option<usize>, &[u64]),
        block: &Block,
        Latest { key, asked, .. }: &mut Latest,
    ) -> TargetId {
        asked.clear();
        let Some(rule) = rule else { return Targets::CASH };
        let hold = &self.holds[rule];
        let sleeve = self.picker.zip(block.order.as_deref()).filter(|_| hold.sleeve != 0.0);
        key.clear();
        key.push(rule as u16);
        if let Some((picker, order)) = sleeve {
            key.push(block.slots as u16);
            asked.resize(picker.width(), 0);
            picker.pick(block.slots, order, (eligible, decision), (key, asked));
        }
        let picks = key.get(2..).unwrap_or_default();
        targets.of(key, || weights(hold, sleeve.map(|(picker, _)| (picker, block.slots)), picks))
    }
}

impl Latest {
    /// Whether those who can be picked are the same among those who were asked.
    fn picks_alike(&self, then: &[u64], now: &[u64]) -> bool {
        self.asked.iter().zip(then).zip(now).all(|((asked, then), now)| (then ^ now) & asked == 0)
    }
}

/// Whether one rule is the one and who can be picked is the same.
fn same(a: (Option<usize>, &[u64]), b: (Option<usize>, &[u64])) -> bool {
    let alike = match (a.1, b.1) {
        // Of up to 64 members, without a call for each pair.
        ([a], [b]) => a == b,
        (a, b) => a == b,
    };
    alike && a.0 == b.0
}
