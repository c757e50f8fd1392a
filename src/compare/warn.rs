//! What a reader has to know before two figures are held against each other.

use super::period::Periods;
use crate::results::{Past, PastRun, PastSweep};
use std::collections::BTreeMap;

pub(super) fn warnings(
    runs: &[PastRun],
    labels: &[String],
    sweeps: &[(PastSweep, Vec<usize>)],
    periods: &Periods,
) -> Vec<String> {
    let pasts: Vec<(&Past, String)> = runs
        .iter()
        .zip(labels)
        .map(|(run, label)| (&run.past, label.clone()))
        .chain(sweeps.iter().map(|(sweep, _)| (&sweep.past, format!("the sweep {}", sweep.past.name()))))
        .collect();
    let mut warnings = Vec::new();
    engines(&pasts, &mut warnings);
    data(&pasts, &mut warnings);
    counting(runs, labels, &mut warnings);
    sweeps_apart(sweeps, periods, &mut warnings);
    gaps(runs, labels, periods, &mut warnings);
    // What the runs themselves said, once each.
    let mut said: Vec<(&String, Vec<&str>)> = Vec::new();
    for (past, label) in &pasts {
        for notice in &past.about.warnings {
            match said.iter_mut().find(|(text, _)| *text == notice) {
                Some((_, names)) => names.push(label),
                None => said.push((notice, vec![label])),
            }
        }
    }
    for (notice, names) in said {
        let whose = if names.len() == pasts.len() { String::new() } else { format!("{}: ", names.join(", ")) };
        warnings.push(format!("{whose}{notice}"));
    }
    warnings
}

/// "A, B and C: text", by what they have in common.
fn grouped<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<(&'a str, Vec<&'a str>)> {
    let mut groups: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    pairs.for_each(|(value, label)| groups.entry(value).or_default().push(label));
    groups.into_iter().collect()
}

fn engines(pasts: &[(&Past, String)], warnings: &mut Vec<String>) {
    let current = format!("rotascope {}", env!("CARGO_PKG_VERSION"));
    let engines = grouped(pasts.iter().map(|(past, label)| (past.about.engine.as_str(), label.as_str())));
    for (engine, labels) in &engines {
        if *engine != current {
            let others = if engines.len() > 1 { ", others by another version" } else { "" };
            warnings.push(format!(
                "{} was made by {engine}{others}; this is {current}: the same strategy may give other figures",
                labels.join(", ")
            ));
        }
    }
}

fn data(pasts: &[(&Past, String)], warnings: &mut Vec<String>) {
    let mut checksums: BTreeMap<&str, Vec<(&str, &str)>> = BTreeMap::new();
    for (past, label) in pasts {
        for (symbol, checksum) in &past.about.sha256 {
            checksums.entry(symbol).or_default().push((checksum, label));
        }
    }
    // Symbols that the same runs read differently are one finding.
    let mut findings: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (symbol, read) in checksums {
        let groups = grouped(read.into_iter());
        if groups.len() > 1 {
            let groups = groups.iter().map(|(_, labels)| labels.join(", ")).collect::<Vec<_>>();
            findings.entry(groups.join(" / ")).or_default().push(symbol);
        }
    }
    for (groups, symbols) in findings {
        warnings.push(format!("{} had other data in each of: {groups}", symbols.join(", ")));
    }
    let datasets = grouped(pasts.iter().map(|(past, label)| (past.about.dataset.as_str(), label.as_str())));
    if datasets.len() > 1 {
        let each = datasets.iter().map(|(dataset, labels)| format!("{dataset} ({})", labels.join(", ")));
        warnings.push(format!("the datasets differ: {}", each.collect::<Vec<_>>().join("; ")));
    }
}

fn counting(runs: &[PastRun], labels: &[String], warnings: &mut Vec<String>) {
    let years: Vec<String> = runs.iter().map(|run| run.sessions_per_year.to_string()).collect();
    let years = grouped(years.iter().map(String::as_str).zip(labels.iter().map(String::as_str)));
    if years.len() > 1 {
        let each = years.iter().map(|(sessions, labels)| format!("{sessions} ({})", labels.join(", ")));
        warnings.push(format!("their years have different sessions: {}", each.collect::<Vec<_>>().join("; ")));
    }
}

/// A sweep keeps no curves.
fn sweeps_apart(sweeps: &[(PastSweep, Vec<usize>)], periods: &Periods, warnings: &mut Vec<String>) {
    for (sweep, _) in sweeps.iter().filter(|(sweep, _)| !periods.has(&sweep.past.about)) {
        let (about, folder) = (&sweep.past.about, sweep.past.folder.display());
        warnings.push(format!(
            "the rows of the sweep {} are left out: they are of {} to {}, and it keeps no curves to take a part of; --own-period \
             shows them, `rotascope run --pick ROW {folder}` makes a run of one",
            sweep.past.name(),
            about.start,
            about.end,
        ));
    }
}

/// Runs with sessions of their own inside the common period.
fn gaps(runs: &[PastRun], labels: &[String], periods: &Periods, warnings: &mut Vec<String>) {
    if runs.len() < 2 || periods.common().is_none() {
        return;
    }
    for (run, label) in runs.iter().zip(labels) {
        let own = periods.window(run).returns() + 1 - periods.shared.len();
        if own > 0 {
            warnings.push(format!(
                "{label} has {own} sessions that others lack: differences and correlations are over the shared ones"
            ));
        }
    }
}
