//! Which target a combination that holds several assets has at a decision.

use super::bits::{Bits, bit};
use super::picks::{Order, Picker};
use super::targets::{Hold, TargetId, Targets, weights};
use std::borrow::Cow;

/// What one combination decides by.
pub struct Lane<'a> {
    /// By rule.
    pub conditions: Vec<Option<Cow<'a, Bits>>>,
    /// The row of who can be picked.
    pub eligible: usize,
}

/// Finds targets.
pub struct Chooser<'a> {
    pub picker: Option<(&'a Picker, &'a Order)>,
    pub slots: usize,
    pub holds: &'a [Hold],
    /// The place of the first decision.
    pub begins: usize,
}

/// What the last target was found from: the decision's place, the rule, who could be picked.
pub type Latest<'a> = Option<(usize, usize, &'a [u64], TargetId)>;

impl<'a> Chooser<'a> {
    /// The target of a combination at a decision, by its place after the first.
    pub fn target(
        &self,
        targets: &mut Targets,
        place: usize,
        lane: &Lane,
        latest: &mut Latest<'a>,
        key: &mut Vec<u16>,
    ) -> TargetId {
        let decision = self.begins + place;
        let holds = |condition: &Option<Cow<Bits>>| condition.as_ref().is_none_or(|bits| bit(&bits.truth, decision));
        let Some(rule) = lane.conditions.iter().position(holds) else { return Targets::CASH };
        let hold = &self.holds[rule];
        let picker = self.picker.filter(|_| hold.sleeve != 0.0);
        let eligible = picker.map_or(&[][..], |(picker, _)| picker.eligible(lane.eligible, decision));
        // Neighbours are often alike.
        if let Some((at, by, who, target)) = latest
            && (*at, *by, *who) == (place, rule, eligible)
        {
            return *target;
        }
        key.clear();
        key.push(rule as u16);
        if let Some((picker, order)) = picker {
            picker.pick(self.slots, order, (eligible, decision), key);
        }
        let target = targets.of(key, || weights(hold, picker.map(|(picker, _)| (picker, self.slots)), &key[1..]));
        *latest = Some((place, rule, eligible, target));
        target
    }
}
