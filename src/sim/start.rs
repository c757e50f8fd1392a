//! Where a run starts.

use super::schedule::Timetable;
use crate::data::{Date, Panel};
use crate::eval::Ready;
use crate::plan::{NodeId, Plan, PlannedChoice, PlannedMember, PlannedNumber};
use crate::strategy::{Position, Weighting};

/// The first decision, and what it had to wait for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Start {
    pub session: usize,
    /// The rule or the asset that was ready last, if the start waited for one.
    pub waited_for: Option<Waited>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waited {
    /// A rule's condition.
    Rule(usize),
    /// A rule's weight of what it holds.
    Weight {
        rule: usize,
        position: Position,
    },
    Asset(usize),
    Sleeve(usize),
}

/// The first session at which sleeve `sleeve` decides with all that it awaits: bars, what its rules hold, its fixed weights,
/// what takes the rest; of other members the first that is ready. None: never.
pub fn sleeve_ready(plan: &Plan, ready: &Ready, panel: &Panel, timetable: &Timetable, sleeve: usize) -> Option<usize> {
    Waiting { plan, ready, panel, timetable, found: vec![None; plan.sleeves.len()] }.sleeve(sleeve)
}

/// A walk through sleeves and those inside them.
struct Waiting<'a> {
    plan: &'a Plan,
    ready: &'a Ready,
    panel: &'a Panel,
    timetable: &'a Timetable,
    /// What has been found out, by sleeve: one may be in many others.
    found: Vec<Option<Option<usize>>>,
}

impl Waiting<'_> {
    fn sleeve(&mut self, sleeve: usize) -> Option<usize> {
        if let Some(found) = self.found[sleeve] {
            return found;
        }
        let decisions = self.timetable.of(sleeve);
        let from = self.choice(&self.plan.sleeves[sleeve].choice);
        let first =
            from.and_then(|from| decisions.get(decisions.partition_point(|decision| *decision < from)).copied());
        self.found[sleeve] = Some(first);
        first
    }

    fn choice(&mut self, choice: &PlannedChoice) -> Option<usize> {
        match choice {
            PlannedChoice::Rules(rules) => {
                let mut all: Vec<Option<usize>> = rules.iter().map(|rule| self.node(rule.when)).collect();
                for (held, weight) in rules.iter().flat_map(|rule| &rule.hold) {
                    all.push(self.position(*held));
                    if let PlannedNumber::Daily(weight) = weight {
                        all.push(self.ready.get(*weight));
                    }
                }
                latest(all)
            }
            PlannedChoice::Pick(pick) => {
                let members: Vec<Option<usize>> =
                    pick.members.iter().map(|member| self.member(member, &pick.weighting)).collect();
                let first = match pick.weighting {
                    Weighting::Fixed(_) => latest(members),
                    _ => members.into_iter().flatten().min(),
                };
                latest([first, pick.otherwise.map_or(Some(0), |position| self.position(position))])
            }
        }
    }

    fn member(&mut self, member: &PlannedMember, weighting: &Weighting) -> Option<usize> {
        let returns = match weighting {
            Weighting::InverseVolatility(n) | Weighting::RiskParity(n) | Weighting::MinVariance(n) => {
                self.node(member.returns).map(|first| first + n - 1)
            }
            _ => Some(0),
        };
        latest([self.position(member.position), self.node(member.score), self.node(member.eligible), returns])
    }

    fn position(&mut self, position: Position) -> Option<usize> {
        match position {
            Position::Asset(asset) => self.panel.assets[asset].first(),
            Position::Sleeve(sleeve) => self.sleeve(sleeve),
        }
    }

    fn node(&self, node: Option<NodeId>) -> Option<usize> {
        node.map_or(Some(0), |node| self.ready.get(node))
    }
}

/// The latest of all; None as soon as one never comes.
fn latest(sessions: impl IntoIterator<Item = Option<usize>>) -> Option<usize> {
    sessions.into_iter().try_fold(0, |a: usize, b| b.map(|b| a.max(b)))
}

/// The first of the file's decision sessions at or after `from` where, under `warmup`, every condition and weight has had its bars and every asset
/// and sleeve that a rule names has begun. Err: there is none, and what never came (None: no decision session is left after `from`).
pub fn start(
    plan: &Plan,
    ready: &Ready,
    panel: &Panel,
    timetable: &Timetable,
    from: Option<Date>,
    warmup: bool,
) -> Result<Start, Option<Waited>> {
    let from = from.map_or(0, |from| panel.sessions.partition_point(|session| *session < from));
    let mut earliest = from;
    let mut waited_for = None;
    let mut wait = |session: Option<usize>, reason: Waited| match session {
        None => Err(Some(reason)),
        Some(session) => {
            if session > earliest {
                (earliest, waited_for) = (session, Some(reason));
            }
            Ok(())
        }
    };
    if warmup {
        for (index, rule) in plan.rules.iter().enumerate() {
            if let Some(when) = rule.when {
                wait(ready.get(when), Waited::Rule(index))?;
            }
            for (position, weight) in &rule.hold {
                if let PlannedNumber::Daily(weight) = weight {
                    wait(ready.get(*weight), Waited::Weight { rule: index, position: *position })?;
                }
                match *position {
                    Position::Asset(asset) => wait(panel.assets[asset].first(), Waited::Asset(asset))?,
                    Position::Sleeve(sleeve) => {
                        wait(sleeve_ready(plan, ready, panel, timetable, sleeve), Waited::Sleeve(sleeve))?;
                    }
                }
            }
        }
    }
    let found = timetable.file.iter().find(|decision| **decision >= earliest);
    found.map(|session| Start { session: *session, waited_for }).ok_or(waited_for)
}
