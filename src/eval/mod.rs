//! Expression nodes -> columns, each node computed once; one file a family of operations.

mod column;
mod evaluate;
mod frames;
mod groups;
mod logic;
mod time;
mod warmup;
mod windows;

pub use column::Column;
pub use evaluate::{Columns, evaluate};
pub use warmup::{Ready, readiness};
