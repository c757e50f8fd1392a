//! Expression nodes -> columns, each node computed once; one file a family of operations.

mod column;
mod dates;
mod evaluate;
mod frames;
mod levels;
mod groups;
mod logic;
mod regression;
mod time;
mod warmup;
mod windows;

pub use column::Column;
pub use evaluate::{Columns, evaluate};
pub use warmup::{Ready, readiness};
