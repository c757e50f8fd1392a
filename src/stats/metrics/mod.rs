//! The metrics of a run, in the order in which tables show them.

use super::Sample;

/// One metric: its key in every output, what it is, and how it is computed.
pub struct Metric {
    pub key: &'static str,
    pub compute: fn(&Sample) -> Option<f64>,
}

pub const METRICS: &[Metric] = &[];
