//! Fills -> metrics: one documented item each.

mod metrics;
mod sample;

pub use metrics::{METRICS, Metric};
pub use sample::{Sample, Trading};
