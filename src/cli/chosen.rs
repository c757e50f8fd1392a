//! Metrics, days and pairs of parameters as options name them.

use crate::data::Date;
use crate::stats::{METRICS, Metric, metric};
use crate::wording::{did_you_mean, listed};

/// `--columns`: metrics by key, in the order in which they are named.
#[derive(Clone)]
pub(super) struct Chosen(pub Vec<&'static Metric>);

pub(super) fn metrics(keys: &str) -> Result<Chosen, String> {
    match keys {
        "all" => Ok(Chosen(METRICS.to_vec())),
        keys => keys.split(',').map(|key| one_metric(key.trim())).collect::<Result<_, _>>().map(Chosen),
    }
}

pub(super) fn one_metric(key: &str) -> Result<&'static Metric, String> {
    let keys = || METRICS.iter().map(|metric| metric.key);
    let known = || format!("metrics are {}", keys().collect::<Vec<_>>().join(", "));
    metric(key).ok_or_else(|| match did_you_mean(key, keys()) {
        Some(guess) => format!("`{key}` is no metric; {guess}"),
        None => format!("{} is no metric; {}", listed([key]), known()),
    })
}

pub(super) fn day(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "a day is expected, such as 2022-01-31".to_owned())
}

/// `--heatmap`: the parameter that goes down, and the one that goes across.
pub(super) fn pair(text: &str) -> Result<(String, String), String> {
    let parts = text.split_once(',').map(|(down, across)| (down.trim().to_owned(), across.trim().to_owned()));
    parts
        .filter(|(down, across)| down != across)
        .ok_or_else(|| "two parameters are expected, such as fast,slow".to_owned())
}
