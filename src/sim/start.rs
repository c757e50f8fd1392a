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
    let position = |position: Position| match position {
        Position::Asset(asset) => panel.assets[asset].first(),
        Position::Sleeve(sleeve) => sleeve_ready(plan, ready, panel, timetable, sleeve),
    };
    let node = |node: Option<NodeId>| node.map_or(Some(0), |node| ready.get(node));
    // The latest of all; None as soon as one never comes.
    let latest = |sessions: Vec<Option<usize>>| sessions.into_iter().try_fold(0, |a: usize, b| b.map(|b| a.max(b)));
    let from = match &plan.sleeves[sleeve].choice {
        PlannedChoice::Rules(rules) => latest(
            rules
                .iter()
                .flat_map(|rule| {
                    let weights = rule.hold.iter().flat_map(|(held, weight)| match weight {
                        PlannedNumber::Fixed(_) => [position(*held), Some(0)],
                        PlannedNumber::Daily(weight) => [position(*held), ready.get(*weight)],
                    });
                    weights.chain([node(rule.when)])
                })
                .collect(),
        ),
        PlannedChoice::Pick(pick) => {
            let member = |member: &PlannedMember| {
                let returns = match pick.weighting {
                    Weighting::InverseVolatility(n) | Weighting::RiskParity(n) | Weighting::MinVariance(n) => {
                        node(member.returns).map(|first| first + n - 1)
                    }
                    _ => Some(0),
                };
                latest(vec![position(member.position), node(member.score), node(member.eligible), returns])
            };
            let members = pick.members.iter().map(member);
            let first = match pick.weighting {
                Weighting::Fixed(_) => latest(members.collect()),
                _ => members.flatten().min(),
            };
            latest(vec![first, pick.otherwise.map_or(Some(0), position)])
        }
    }?;
    let decisions = timetable.of(sleeve);
    decisions.get(decisions.partition_point(|decision| *decision < from)).copied()
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
