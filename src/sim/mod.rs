//! Decisions -> fills: the schedule, the costs and the plain per-session simulation, which is the specification.

mod holding;

pub use holding::Holding;
