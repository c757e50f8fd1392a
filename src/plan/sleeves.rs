//! Sleeves -> what each of them reads: conditions, weights, and for each member of a pick its score.

use super::build::{Builder, PlannedRule};
use super::graph::{NodeId, Op};
use crate::strategy::{
    Candidate, Choice, Field, Frame, Pick, Position, Rebalance, Returns, Schedule, Spread, Weighting,
};

#[derive(Clone, Debug, PartialEq)]
pub struct PlannedSleeve {
    pub name: String,
    /// None: the file's.
    pub decide: Option<Schedule>,
    pub choice: PlannedChoice,
}

#[derive(Clone, Debug, PartialEq)]
pub enum PlannedChoice {
    Rules(Vec<PlannedRule>),
    Pick(PlannedPick),
}

/// See [`Pick`].
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedPick {
    pub members: Vec<PlannedMember>,
    pub slots: usize,
    pub keep: usize,
    pub weighting: Weighting,
    pub max_weight: f64,
    pub spread: Spread,
    pub otherwise: Option<Position>,
}

/// A member of a pick, and what is read of it; all nodes are daily or constant.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedMember {
    pub position: Position,
    pub score: Option<NodeId>,
    /// Whether it can be picked; None: always.
    pub eligible: Option<NodeId>,
    /// Returns from session to session, where the weights read risk.
    pub returns: Option<NodeId>,
}

/// All that a paper index depends on: the sleeve and those inside it, and what a file says of all its sleeves.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Followed {
    /// By number, the sleeve first.
    sleeves: Vec<(usize, PlannedSleeve)>,
    decide: Schedule,
    /// Weights stay while the picks do.
    fixed: bool,
    borrows: bool,
}

impl PlannedSleeve {
    /// All that it can hold.
    pub fn positions(&self) -> Vec<Position> {
        match &self.choice {
            PlannedChoice::Rules(rules) => {
                rules.iter().flat_map(|rule| &rule.hold).map(|(position, _)| *position).collect()
            }
            PlannedChoice::Pick(pick) => {
                pick.members.iter().map(|member| member.position).chain(pick.otherwise).collect()
            }
        }
    }
}

impl<'a> Builder<'a> {
    /// Plans a sleeve, unless that has been done.
    pub(super) fn sleeve(&mut self, sleeve: usize) {
        if self.sleeves[sleeve].is_some() {
            return;
        }
        let member = self.member.take();
        let strategy = self.strategy;
        let checked = &strategy.sleeves[sleeve];
        let choice = match &checked.choice {
            Choice::Rules(rules) => {
                rules.iter().flat_map(|rule| &rule.hold).for_each(|(position, _)| self.position(*position));
                PlannedChoice::Rules(self.rules(rules))
            }
            Choice::Pick(pick) => PlannedChoice::Pick(self.pick(pick)),
        };
        self.member = member;
        self.sleeves[sleeve] = Some(PlannedSleeve { name: checked.name.clone(), decide: checked.decide, choice });
    }

    /// The paper index of a sleeve, after all that the sleeve reads.
    pub(super) fn index(&mut self, sleeve: usize, frame: Option<Frame>) -> NodeId {
        self.sleeve(sleeve);
        let known = self.indices.iter().find(|(_, of)| *of == sleeve).map(|(index, _)| *index);
        let index = known.unwrap_or_else(|| {
            let followed = self.followed(sleeve);
            let index = self.graph.add_index(followed);
            self.indices.push((index, sleeve));
            index
        });
        let daily = self.add(Op::Index(index), Some(Frame::Daily));
        frame.map_or(daily, |frame| self.align(daily, frame))
    }

    fn followed(&self, sleeve: usize) -> Followed {
        let trade = &self.strategy.trade;
        let mut sleeves: Vec<(usize, PlannedSleeve)> = Vec::new();
        let mut next = vec![sleeve];
        while let Some(sleeve) = next.pop() {
            // Planned by now, as all inside a sleeve are.
            if let Some(planned) = self.sleeves[sleeve].as_ref().filter(|_| sleeves.iter().all(|(of, _)| *of != sleeve))
            {
                next.extend(planned.positions().into_iter().filter_map(|position| match position {
                    Position::Sleeve(inner) => Some(inner),
                    Position::Asset(_) => None,
                }));
                sleeves.push((sleeve, planned.clone()));
            }
        }
        Followed {
            sleeves,
            decide: trade.decide,
            fixed: trade.rebalance == Rebalance::OnChange,
            borrows: trade.borrow.is_some(),
        }
    }

    fn position(&mut self, position: Position) {
        if let Position::Sleeve(sleeve) = position {
            self.sleeve(sleeve);
        }
    }

    fn pick(&mut self, pick: &'a Pick) -> PlannedPick {
        let members = pick.members.iter().map(|member| self.member_of(pick, member)).collect();
        pick.otherwise.into_iter().for_each(|position| self.position(position));
        PlannedPick {
            members,
            slots: pick.slots,
            keep: pick.keep,
            weighting: pick.weighting.clone(),
            max_weight: pick.max_weight,
            spread: pick.spread,
            otherwise: pick.otherwise,
        }
    }

    fn member_of(&mut self, pick: &'a Pick, member: &'a Candidate) -> PlannedMember {
        let position = member.position;
        self.position(position);
        self.member = Some(position);
        let score = pick.score.as_ref().map(|score| self.daily(score));
        let condition = pick.condition.as_ref().map(|(condition, _)| self.daily(condition));
        self.member = None;
        let eligible = if member.spells.is_empty() {
            condition
        } else {
            let condition = condition.unwrap_or_else(|| self.add(Op::Truth(Some(true)), None));
            Some(self.within(condition, &member.spells, Some(Frame::Daily)))
        };
        let reads_risk = matches!(
            pick.weighting,
            Weighting::InverseVolatility(_) | Weighting::RiskParity(_) | Weighting::MinVariance(_)
        );
        let returns = reads_risk.then(|| self.returns_of(position));
        PlannedMember { position, score, eligible, returns }
    }

    /// What a member earns from session to session, by the prices that equity grows by.
    fn returns_of(&mut self, position: Position) -> NodeId {
        let daily = Some(Frame::Daily);
        let price = match position {
            Position::Asset(asset) => {
                let field = match self.strategy.data.returns {
                    Returns::Total => Field::AdjClose,
                    Returns::Price => Field::Close,
                };
                self.add(Op::Field { asset, field }, daily)
            }
            Position::Sleeve(sleeve) => self.index(sleeve, daily),
        };
        let before = self.add(Op::Prior(price, 1), daily);
        self.relative(price, before, daily)
    }
}
