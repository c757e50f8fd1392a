//! Text -> checked meaning: the strategy file, the expression language, the checker.

mod types;

pub use types::{Field, Frame, Type};
