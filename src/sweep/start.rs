//! The start that all combinations share: the latest that any needs.

use super::variants::Variants;
use super::{Asked, Combinations, Watch};
use crate::data::Date;
use crate::error::{Error, Result};
use crate::run::start_on;
use rayon::prelude::*;

/// What a pass over rows has found.
#[derive(Clone)]
struct Found {
    /// By variant, the latest session that a row of it waits for; None: no row was looked at.
    latest: Vec<Option<usize>>,
    /// The first row that can never start.
    never: Option<u64>,
}

impl Found {
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
    let Found { latest, never: first_never } = {
        let variants = &*variants;
        // None: it never starts.
        let waits = |values: &[usize], place: usize| -> Result<Option<usize>> {
            let variant = &variants.list[place];
            if let Some((fast, _)) = &variant.fast {
                return Ok(fast.ready(values));
            }
            watch.go_on()?;
            let start = asked.first_session(variants, values).ok();
            Ok(start.map(|start| variant.ground.panel.sessions.partition_point(|session| *session < start)))
        };
        let nothing = || (Found { latest: vec![None; count], never: None }, vec![0; asked.sweep.axes.len()]);
        let step = |(mut found, mut values): (Found, Vec<usize>), row: u64| {
            combinations.fill(row, &mut values);
            if let Some(place) = variants.place(&values) {
                match waits(&values, place)? {
                    Some(session) => found.latest[place] = found.latest[place].max(Some(session)),
                    None => found.never = found.never.or(Some(row)),
                }
            }
            Ok::<_, Error>((found, values))
        };
        let rows = (0..combinations.len()).into_par_iter();
        let both = |(a, values): (Found, Vec<usize>), (b, _): (Found, Vec<usize>)| Ok((a.with(b), values));
        rows.try_fold(nothing, step).try_reduce(nothing, both)?.0
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
        let first = match &variant.fast {
            Some((fast, _)) => {
                let from = fast.sessions().partition_point(|session| *session < from);
                fast.first_decision(from).map(|session| fast.sessions()[session])
            }
            None => {
                let mut strategy = asked.strategy(&combinations.values(variant.row))?;
                strategy.data.start = Some(from);
                strategy.data.warmup = false;
                start_on(&variant.ground, &strategy).ok()
            }
        };
        variants.list[place].from = first.ok_or_else(|| {
            Error::failed(format!("no decision is left at {from}, when all of the sweep can start"))
                .help("see start and end in [data]")
        })?;
    }
    Ok(())
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
