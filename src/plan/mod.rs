//! Checked strategy x parameters -> what has to be computed: a graph in which each distinct expression stands once.

mod build;
mod graph;

pub use build::{Plan, PlannedNumber, PlannedRule};
pub use graph::{Graph, Node, NodeId, Op};
