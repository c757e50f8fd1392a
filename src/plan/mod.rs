//! Checked strategy x parameters -> what has to be computed: a graph in which each distinct expression stands once.

mod build;
mod graph;

pub use build::{Plan, PlannedRate, PlannedRule};
pub use graph::{Across, Graph, ListId, Node, NodeId, Op};
