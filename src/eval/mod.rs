//! Expression nodes -> columns, each node computed once; one file a family of operations.

mod bars;
mod column;
mod dates;
mod evaluate;
mod frames;
mod levels;
mod groups;
mod logic;
mod needs;
mod pointwise;
mod regression;
mod sums;
mod time;
mod wanted;
mod warmup;
mod windows;

pub use bars::Bars;
pub use column::Column;
pub use evaluate::{Columns, evaluate};
use sums::Sums;
pub use wanted::{Wanted, evaluate_wanted};
pub use warmup::{Ready, readiness};
