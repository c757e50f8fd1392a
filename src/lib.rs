//! Rotascope replays market history through rotation rules written in TOML.
//!
//! Data flows one way: text -> checked strategy -> plan -> columns -> decisions -> fills -> metrics -> results -> report.
//! Each module may use those declared before it, and none declared after it.

pub mod error;
mod wording;
pub mod strategy;
pub mod data;
pub mod plan;
pub mod eval;
pub mod sim;
pub mod stats;
pub mod run;
pub mod audit;
pub mod sweep;
pub mod results;
pub mod compare;
pub mod report;
pub mod cli;
