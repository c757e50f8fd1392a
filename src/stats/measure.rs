//! Every metric of one curve, ready for tables and JSON.

use super::{Metric, Summary};
use serde::{Serialize, Serializer};

/// Metrics and their values, in the order asked for. Serialized as a map from key to number, null where there is no value.
#[derive(Clone, Debug)]
pub struct Measures(Vec<(&'static Metric, Option<f64>)>);

/// Computes `metrics`, such as [`METRICS`](super::METRICS) or [`CORE`](super::CORE), from one curve.
pub fn measure(metrics: &[&'static Metric], summary: &Summary) -> Measures {
    Measures(metrics.iter().map(|&metric| (metric, metric.compute(summary))).collect())
}

impl Measures {
    /// The value of the metric with this key; None if it has none, or was not asked for.
    pub fn get(&self, key: &str) -> Option<f64> {
        self.iter().find(|(metric, _)| metric.key == key)?.1
    }

    /// Each metric with its value.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&'static Metric, Option<f64>)> + '_ {
        self.0.iter().copied()
    }
}

impl Serialize for Measures {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter().map(|(metric, value)| (metric.key, value)))
    }
}
