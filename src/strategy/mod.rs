//! Text -> checked meaning: the strategy file, the expression language, the checker.
//!
//! A file is read into a tree that remembers places ([`document`]), overrides are put into it ([`file`]), and one pass
//! ([`check`]) turns it into a [`Strategy`] or into every fault at once.

mod ast;
mod axis;
mod check;
mod checked;
mod constant;
mod document;
mod file;
pub mod form;
pub mod functions;
mod held;
pub mod keys;
mod lexer;
mod parser;
mod quantity;
mod schedule;
mod spell;
mod types;
mod universe;

pub use ast::{Arithmetic, Comparison};
pub use axis::{Axis, Sampling, Sweep, Target};
pub use checked::{
    Asset, Candidate, Choice, Data, Expr, ExprKind, Fill, Group, Lag, Member, Overlays, Param, Pick, Position, Rate,
    Rebalance, Returns, RiskFree, Rule, Series, Signal, Sleeve, Spread, Strategy, Trade, Weight, Weighting,
};
pub use constant::{Constant, and, constant, or};
pub use file::StrategyFile;
pub use functions::{Across, DatePart, Elementary, Function, Joint, Window};
pub use schedule::Schedule;
pub use spell::{Spell, spell_flaw};
pub use types::{Field, Frame, Type};
pub use universe::{NoUniverse, Universe};
