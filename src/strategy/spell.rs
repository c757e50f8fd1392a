//! When a member belongs to its group.

use chrono::NaiveDate;

/// A stretch of days, both ends included; without an end it has no end there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Spell {
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
}

impl Spell {
    pub fn holds(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

/// The first spell that cannot stand where it does, and why: one that ends before it begins, or does not come after the one
/// before it. None where they are in order.
pub fn spell_flaw(spells: &[Spell]) -> Option<(usize, String)> {
    let mut before: Option<&Spell> = None;
    for (place, spell) in spells.iter().enumerate() {
        if let Spell { from: Some(from), to: Some(to) } = spell
            && from > to
        {
            return Some((place, format!("a spell from {from} cannot end on {to}")));
        }
        let follows = |before: &Spell| matches!((before.to, spell.from), (Some(to), Some(from)) if to < from);
        if let Some(before) = before
            && !follows(before)
        {
            let ends = before.to.map_or("never ends".to_owned(), |to| format!("ends on {to}"));
            let begins = spell.from.map_or("has no beginning".to_owned(), |from| format!("begins on {from}"));
            return Some((place, format!("a spell {begins}, and the one before it {ends}")));
        }
        before = Some(spell);
    }
    None
}
