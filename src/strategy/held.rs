//! What a strategy may hold.

use super::checked::{Choice, Position, Rule, Strategy};

impl Strategy {
    /// The assets that some rule may hold, itself or through a sleeve.
    pub fn held(&self) -> Vec<usize> {
        Held::by(self, &[])
    }

    /// The same, and those of sleeves whose worth is only read.
    pub fn followed(&self) -> Vec<usize> {
        Held::by(self, &(0..self.sleeves.len()).collect::<Vec<_>>())
    }
}

/// A walk from rules to all that they may hold.
struct Held<'a> {
    strategy: &'a Strategy,
    assets: Vec<bool>,
    sleeves: Vec<bool>,
}

impl Held<'_> {
    /// What the file's rules, and these sleeves, may hold.
    fn by(strategy: &Strategy, sleeves: &[usize]) -> Vec<usize> {
        let none = vec![false; strategy.sleeves.len()];
        let mut held = Held { strategy, assets: vec![false; strategy.assets.len()], sleeves: none };
        held.rules(&strategy.rules);
        sleeves.iter().for_each(|sleeve| held.position(Position::Sleeve(*sleeve)));
        (0..strategy.assets.len()).filter(|asset| held.assets[*asset]).collect()
    }

    fn rules(&mut self, rules: &[Rule]) {
        rules.iter().flat_map(|rule| &rule.hold).for_each(|(position, _)| self.position(*position));
    }

    fn position(&mut self, position: Position) {
        match position {
            Position::Asset(asset) => self.assets[asset] = true,
            Position::Sleeve(sleeve) if self.sleeves[sleeve] => {}
            Position::Sleeve(sleeve) => {
                self.sleeves[sleeve] = true;
                match &self.strategy.sleeves[sleeve].choice {
                    Choice::Rules(rules) => self.rules(rules),
                    Choice::Pick(pick) => {
                        let members = pick.members.iter().map(|member| member.position);
                        members.chain(pick.otherwise).for_each(|position| self.position(position));
                    }
                }
            }
        }
    }
}
