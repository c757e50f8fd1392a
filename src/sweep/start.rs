//! The start that all combinations share: the latest that any needs.

use super::shared::{Row, Shared};
use super::variants::{Variant, Variants};
use super::{Asked, Combinations, Watch};
use crate::data::Date;
use crate::error::{Error, Result};
use rayon::prelude::*;

/// Rows that are looked at together.
const TOGETHER: u64 = 64;

/// What a pass over rows has found.
#[derive(Clone)]
struct Found {
    /// By variant, the latest session that a row of it waits for; None: no row was looked at.
    latest: Vec<Option<usize>>,
    /// The first row that can never start.
    never: Option<u64>,
}

impl Found {
    /// Of a row: None, it never starts.
    fn note(&mut self, row: u64, variant: usize, waits: Option<usize>) {
        match waits {
            Some(session) => self.latest[variant] = self.latest[variant].max(Some(session)),
            None => self.never = Some(self.never.map_or(row, |never| never.min(row))),
        }
    }

    fn with(mut self, other: Found) -> Found {
        self.latest.iter_mut().zip(other.latest).for_each(|(a, b)| *a = (*a).max(b));
        self.never = [self.never, other.never].into_iter().flatten().min();
        self
    }
}

/// Sets each variant's start: the shared one, or its own "data.start" where that is swept and later.
///
/// # Errors
/// A combination that can never start, by name; a stop.
pub fn find(asked: Asked, combinations: &Combinations, variants: &mut Variants, watch: &Watch) -> Result<()> {
    let count = variants.list.len();
    let of_all = of_all(combinations, variants);
    let Found { latest, never: first_never } = if let Some(latest) = of_all {
        Found { latest, never: None }
    } else {
        let variants = &*variants;
        let shared = Shared { asked, variants };
        let nothing = || Found { latest: vec![None; count], never: None };
        let step = |mut found: Found, first: u64| {
            let mut values = vec![0; asked.sweep.axes.len()];
            let mut simulated: Vec<(u64, usize, Vec<usize>)> = Vec::new();
            for row in first..combinations.len().min(first + TOGETHER) {
                combinations.fill(row, &mut values);
                let Some(place) = variants.place(&values) else { continue };
                match &variants.list[place].fast {
                    Some((fast, _)) => found.note(row, place, fast.ready(&values)),
                    None => simulated.push((row, place, values.clone())),
                }
            }
            let rows: Vec<Row> = simulated.iter().map(|(_, place, values)| (*place, values.as_slice())).collect();
            for ((row, place, _), start) in simulated.iter().zip(shared.starts(&rows, watch)?) {
                found.note(*row, *place, start);
            }
            Ok::<_, Error>(found)
        };
        let parts = (0..combinations.len().div_ceil(TOGETHER)).into_par_iter();
        let firsts = parts.map(|part| part * TOGETHER);
        firsts.try_fold(nothing, step).try_reduce(nothing, |a, b| Ok(a.with(b)))?
    };
    if let Some(row) = first_never {
        return Err(never(asked, variants, &combinations.values(row)));
    }
    let mut shared: Option<Date> = None;
    for (place, variant) in variants.list.iter().enumerate() {
        let Some(ready) = latest[place] else { continue };
        let date = match &variant.fast {
            Some((fast, _)) => {
                let start = variant.asked.filter(|_| !variants.own_starts);
                let from = start.map_or(0, |day| fast.sessions().partition_point(|session| *session < day));
                match fast.first_decision(ready.max(from)) {
                    Some(session) => fast.sessions()[session],
                    None => return Err(never(asked, variants, &combinations.values(variant.row))),
                }
            }
            None => variant.ground.panel.sessions[ready],
        };
        shared = shared.max(Some(date));
    }
    let Some(shared) = shared else {
        return Err(Error::failed("no combination can start"));
    };
    for place in 0..count {
        let variant = &variants.list[place];
        let own = variant.asked.filter(|_| variants.own_starts);
        let from = own.map_or(shared, |own| shared.max(own));
        let sessions = &variant.ground.panel.sessions;
        let first = variant.timetable.file.iter().map(|session| sessions[*session]).find(|day| *day >= from);
        variants.list[place].from = first.ok_or_else(|| {
            Error::failed(format!("no decision is left at {from}, when all of the sweep can start"))
                .help("see start and end in [data]")
        })?;
    }
    Ok(())
}

/// By variant, the latest session that a row of it waits for, where no row needs to be looked at: each has all values of all
/// parameters, and they say so at once.
fn of_all(combinations: &Combinations, variants: &Variants) -> Option<Vec<Option<usize>>> {
    let latest = |variant: &Variant| variant.fast.as_ref()?.0.latest_ready().map(Some);
    if combinations.are_all() { variants.list.iter().map(latest).collect() } else { None }
}

/// Why a combination never starts, in a run's own words.
fn never(asked: Asked, variants: &Variants, values: &[usize]) -> Error {
    match asked.first_session(variants, values) {
        Err(error) => of(error, asked, values),
        Ok(_) => of(Error::failed("it never has all its bars"), asked, values),
    }
}

/// An error of one combination, which is named.
fn of(error: Error, asked: Asked, values: &[usize]) -> Error {
    match error {
        Error::Failed(mut message) => {
            message.what = format!("with {}: {}", asked.said(values), message.what);
            Error::Failed(message)
        }
        error => error,
    }
}
