//! Which targets combinations that hold several assets have at a decision. Neighbours often decide alike: what they have is found
//! once for all of them.

use super::bits::bit;
use super::picks::{Order, Picker, Picks};
use super::targets::{Hold, TargetId, Targets, weights};
use std::borrow::Cow;
use std::sync::Arc;

/// What a combination decides by, but for the order and the slots of its sleeve.
pub struct Track<'a> {
    /// By rule, where its condition is true: a bit a decision.
    pub conditions: Vec<Option<Cow<'a, [u64]>>>,
    /// The row of who can be picked.
    pub eligible: usize,
}

/// Combinations in a row whose sleeves rank alike.
pub struct Block {
    /// The place of its first combination.
    pub first: usize,
    pub order: Option<Arc<Order>>,
    pub slots: usize,
    /// Ranks up to which members that were picked before are kept; none where it is not above the slots.
    pub keep: usize,
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
pub struct Chosen {
    pub targets: Targets,
    /// Where each begins among the combinations: it is that of all up to the next.
    pub runs: Vec<(usize, TargetId)>,
    /// Of each list of tracks, where another rule is the one or others can be picked: the track, the rule.
    alike: Vec<Vec<(usize, Option<usize>)>>,
    latest: Latest,
    /// By block that keeps what it picked: from which track on which picks.
    kept: Vec<Vec<(usize, Picks)>>,
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

impl Block {
    fn keeps(&self) -> bool {
        self.keep > self.slots
    }
}

impl Chooser<'_> {
    /// Before the first decision. What is kept goes back to the first of history.
    pub fn begin(&self) -> Chosen {
        let nothing = |block: &Block| if block.keeps() { vec![(0, Picks::new())] } else { Vec::new() };
        let mut chosen = Chosen {
            targets: Targets::new(),
            runs: Vec::new(),
            alike: vec![Vec::new(); self.tracks.len()],
            latest: Latest::default(),
            kept: self.blocks.iter().map(nothing).collect(),
        };
        if self.blocks.iter().any(Block::keeps) {
            (0..self.begins).for_each(|decision| self.compare(decision, &mut chosen));
        }
        chosen
    }

    /// The targets of all at a decision, by its place after the first.
    pub fn choose(&self, place: usize, chosen: &mut Chosen) {
        let decision = self.begins + place;
        self.compare(decision, chosen);
        let Chosen { targets, runs, alike, latest, kept } = chosen;
        targets.clear();
        runs.clear();
        let mut have = |lane: usize, target: TargetId| {
            if runs.last().is_none_or(|(_, last)| *last != target) {
                runs.push((lane, target));
            }
        };
        for (block, kept) in self.blocks.iter().zip(kept) {
            let (tracks, alike) = (&self.tracks[block.tracks], &alike[block.tracks]);
            if block.keeps() {
                for (track, rule, picks) in both(alike, kept) {
                    have(block.first + track, self.target(targets, *rule, block, picks, &mut latest.key));
                }
                continue;
            }
            latest.track = None;
            for (track, rule) in alike {
                let eligible = self.eligible(&tracks[*track], decision);
                let as_latest = latest.track.is_some_and(|track| {
                    latest.rule == *rule && latest.picks_alike(self.eligible(&tracks[track], decision), eligible)
                });
                if !as_latest {
                    let picks = self.picks((decision, *rule, eligible), block, &mut latest.asked);
                    latest.target = self.target(targets, *rule, block, &picks, &mut latest.key);
                    (latest.rule, latest.track) = (*rule, Some(*track));
                }
                have(block.first + track, latest.target);
            }
        }
    }

    /// Finds out who decides alike, and what is kept.
    fn compare(&self, decision: usize, Chosen { alike, kept, .. }: &mut Chosen) {
        alike.iter_mut().zip(&self.tracks).for_each(|(alike, tracks)| self.divide(tracks, decision, alike));
        for (block, kept) in self.blocks.iter().zip(kept).filter(|(block, _)| block.keeps()) {
            let Some((picker, order)) = self.picker.zip(block.order.as_deref()) else { continue };
            let mut now: Vec<(usize, Picks)> = Vec::with_capacity(kept.len());
            for (track, _, held) in both(&alike[block.tracks], kept) {
                let eligible = self.eligible(&self.tracks[block.tracks][track], decision);
                let picks = picker.pick_again((block.slots, block.keep), order, (eligible, decision), held);
                if now.last().is_none_or(|(_, last)| *last != picks) {
                    now.push((track, picks));
                }
            }
            *kept = now;
        }
    }

    /// From which track on another rule is the one, or others can be picked.
    fn divide(&self, tracks: &[Track], decision: usize, alike: &mut Vec<(usize, Option<usize>)>) {
        alike.clear();
        let mut last = None;
        for (place, track) in tracks.iter().enumerate() {
            let holds = |condition: &Option<Cow<[u64]>>| condition.as_ref().is_none_or(|truth| bit(truth, decision));
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

    /// Whom a rule's sleeve picks of those who can be, and in `asked` who was asked for that.
    fn picks(
        &self,
        (decision, rule, eligible): (usize, Option<usize>, &[u64]),
        block: &Block,
        asked: &mut Vec<u64>,
    ) -> Picks {
        let mut picks = Picks::new();
        asked.clear();
        let holds = rule.is_some_and(|rule| self.holds[rule].sleeve != 0.0);
        if let Some((picker, order)) = self.picker.zip(block.order.as_deref()).filter(|_| holds) {
            asked.resize(picker.width(), 0);
            picker.pick(block.slots, order, (eligible, decision), (&mut picks, asked));
        }
        picks
    }

    /// The target by a rule whose sleeve has these picks.
    fn target(
        &self,
        targets: &mut Targets,
        rule: Option<usize>,
        block: &Block,
        picks: &[u16],
        key: &mut Vec<u16>,
    ) -> TargetId {
        let Some(rule) = rule else { return Targets::CASH };
        let hold = &self.holds[rule];
        let sleeve = self.picker.map(|picker| (picker, block.slots)).filter(|_| hold.sleeve != 0.0);
        key.clear();
        key.push(rule as u16);
        if sleeve.is_some() {
            key.push(block.slots as u16);
            key.extend(picks);
        }
        targets.of(key, || weights(hold, sleeve, picks))
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

/// Two divisions of the same tracks: from which on which of both.
fn both<'a, A, B>(a: &'a [(usize, A)], b: &'a [(usize, B)]) -> impl Iterator<Item = (usize, &'a A, &'a B)> {
    let (mut left, mut right, mut from) = (0, 0, Some(0));
    std::iter::from_fn(move || {
        let part = (from?, &a[left].1, &b[right].1);
        let (of_a, of_b) = (a.get(left + 1).map(|next| next.0), b.get(right + 1).map(|next| next.0));
        from = of_a.into_iter().chain(of_b).min();
        left += usize::from(from.is_some() && of_a == from);
        right += usize::from(from.is_some() && of_b == from);
        Some(part)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Where each of these parts begins.
    fn divided(cuts: &[bool]) -> Vec<(usize, usize)> {
        (0..cuts.len()).filter(|place| *place == 0 || cuts[*place]).map(|place| (place, place)).collect()
    }

    proptest! {
        #[test]
        fn both_divisions_begin_where_either_does(cuts in prop::collection::vec((any::<bool>(), any::<bool>()), 1..40)) {
            let (a, b): (Vec<bool>, Vec<bool>) = cuts.into_iter().unzip();
            let latest = |of: &[(usize, usize)], place: usize| of[of.partition_point(|(from, _)| *from <= place) - 1].1;
            let (left, right) = (divided(&a), divided(&b));
            let found: Vec<(usize, usize, usize)> = both(&left, &right).map(|(from, a, b)| (from, *a, *b)).collect();
            let begins = (0..a.len()).filter(|place| *place == 0 || a[*place] || b[*place]);
            let expected: Vec<_> = begins.map(|place| (place, latest(&left, place), latest(&right, place))).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
