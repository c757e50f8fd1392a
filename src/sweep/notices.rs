//! What a reader has to know of the data that rows meet. What is a row's own, such as how often a rule was undefined, its run says.

use super::variants::Variants;
use super::{Asked, Combinations};
use crate::data::Date;
use crate::run::{LATE_START_DAYS, OPTIMISTIC, OfData};
use crate::strategy::Sampling;
use crate::wording::counted;
use std::collections::BTreeSet;

/// `start` is that of the earliest row.
pub fn notices(asked: Asked, combinations: &Combinations, variants: &Variants, start: Date) -> Vec<String> {
    let mut of_data = OfData::new(&asked.dataset.manifest);
    for ground in variants.grounds() {
        let first = ground.panel.sessions.partition_point(|session| *session < start);
        of_data.add(ground, (first, ground.last));
    }
    let mut notices = of_data.notices();
    notices.extend(about_start(asked, variants, start));
    notices.extend(about_end(variants));
    let optimistic = variants.list.iter().filter(|variant| variant.is_optimistic).count();
    if optimistic == variants.list.len() {
        notices.push(OPTIMISTIC.to_owned());
    } else if optimistic > 0 {
        notices.push("optimistic: some rows are filled at the very close that the decision saw".to_owned());
    }
    if let Sampling::Sobol { n, .. } = asked.sweep.sample
        && combinations.drawn < n as u64
    {
        let (drawn, asked) = (combinations.drawn, counted(n, "combination"));
        notices.push(format!("of {asked} asked for, {drawn} different ones were found or are all there are"));
    }
    notices
}

fn about_start(asked: Asked, variants: &Variants, start: Date) -> Option<String> {
    if variants.list.iter().any(|variant| variant.from != start) {
        return Some(format!("rows start on days of their own, {start} the first: their keys say when"));
    }
    let wanted = asked.strategy.data.start.filter(|_| !variants.own_starts)?;
    if (start - wanted).num_days() <= LATE_START_DAYS {
        return None;
    }
    // Some decision was left out, and not only awaited.
    let waited = |decision: Date| wanted <= decision && decision < start;
    let decides = variants.list.iter().any(|variant| {
        let sessions = &variant.ground.panel.sessions;
        variant.timetable.file.iter().any(|session| waited(sessions[*session]))
    });
    decides.then(|| format!("starts on {start}, not {wanted}: only then all combinations can"))
}

fn about_end(variants: &Variants) -> Option<String> {
    let ends: BTreeSet<Date> = variants.grounds().map(|ground| ground.end()).collect();
    match ends.first() {
        Some(first) if ends.len() > 1 => {
            Some(format!("rows end on days of their own, {first} the first: with what they hold, or as their keys say"))
        }
        // One day, and more than one asset whose data end with it: any of them says why.
        _ => variants.grounds().find_map(|ground| ground.stale_notice()),
    }
}
