//! Checked strategy x parameters -> what has to be computed: a graph in which each distinct expression stands once.

mod across;
mod build;
mod call;
mod graph;
mod sleeves;

pub use build::{Plan, PlannedNumber, PlannedRule, plan_daily, plan_expression};
pub use graph::{Graph, ListId, Node, NodeId, Op, SpellsId};
pub use sleeves::{PlannedChoice, PlannedMember, PlannedPick, PlannedSleeve};
