//! Where a run starts.

use crate::data::{Date, Panel};
use crate::eval::Ready;
use crate::plan::{Plan, PlannedNumber};

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
    /// A rule's weight of an asset.
    Weight {
        rule: usize,
        asset: usize,
    },
    Asset(usize),
}

/// The first of `decisions` at or after `from` where, under `warmup`, every condition and weight has had its bars and every asset
/// that a rule names has begun. Err: there is none, and what never came (None: no decision session is left after `from`).
pub fn start(
    plan: &Plan,
    ready: &Ready,
    panel: &Panel,
    decisions: &[usize],
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
            for (asset, weight) in &rule.hold {
                if let PlannedNumber::Daily(weight) = weight {
                    wait(ready.get(*weight), Waited::Weight { rule: index, asset: *asset })?;
                }
                wait(panel.assets[*asset].first(), Waited::Asset(*asset))?;
            }
        }
    }
    let found = decisions.iter().find(|decision| **decision >= earliest);
    found.map(|session| Start { session: *session, waited_for }).ok_or(waited_for)
}
