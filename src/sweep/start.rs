//! The start that all combinations share: the latest that any needs.

use super::variants::Variants;
use super::{Asked, Combinations, Watch};
use crate::data::Date;
use crate::error::{Error, Result};
use crate::run::start_on;
use rayon::prelude::*;
use std::sync::Arc;

/// The latest session, by variant, that a row of it waits for; none: no row was looked at.
type Latest = Vec<Option<usize>>;

/// Sets each variant's start: the shared one, or its own "data.start" where that is swept and later.
///
/// # Errors
/// A combination that can never start, by name; a stop.
pub fn find(asked: Asked, combinations: &Combinations, variants: &mut Variants, watch: &Watch) -> Result<()> {
    let grounds = variants.list.iter().map(|variant| match variant.fast {
        Some(_) => Ok(None),
        None => variants.ground(variant, asked.dataset).map(Some),
    });
    let grounds: Vec<Option<Arc<_>>> = grounds.collect::<Result<_>>()?;
    let count = variants.list.len();
    let latest = {
        let variants = &*variants;
        let waits = |values: &[usize], place: usize| -> Result<usize> {
            let variant = &variants.list[place];
            if let Some(fast) = &variant.fast {
                return fast.ready(values).ok_or_else(|| never(asked, variants, values));
            }
            watch.go_on()?;
            let mut strategy = asked.strategy(values)?;
            if variants.own_starts {
                strategy.data.start = None;
            }
            let Some(ground) = &grounds[place] else { unreachable!("a plain variant has its data") };
            let start = start_on(ground, &strategy).map_err(|error| of(error, asked, values))?;
            Ok(ground.panel.sessions.partition_point(|session| *session < start))
        };
        let nothing = || (vec![None; count], vec![0; asked.sweep.axes.len()]);
        let step = |(mut latest, mut values): (Latest, Vec<usize>), row: u64| {
            combinations.fill(row, &mut values);
            if let Some(place) = variants.place(&values) {
                let session = waits(&values, place)?;
                latest[place] = latest[place].max(Some(session));
            }
            Ok((latest, values))
        };
        let both = |(mut a, values): (Latest, Vec<usize>), (b, _): (Latest, Vec<usize>)| {
            a.iter_mut().zip(b).for_each(|(a, b)| *a = (*a).max(b));
            Ok((a, values))
        };
        let rows = (0..combinations.len()).into_par_iter();
        rows.try_fold(nothing, step).try_reduce(nothing, both)?.0
    };
    let mut shared: Option<Date> = None;
    for (place, variant) in variants.list.iter().enumerate() {
        let Some(ready) = latest[place] else { continue };
        let date = match (&variant.fast, &grounds[place]) {
            (Some(fast), _) => {
                let start = variant.strategy.data.start.filter(|_| !variants.own_starts);
                let from = start.map_or(0, |day| fast.panel.sessions.partition_point(|session| *session < day));
                match fast.first_decision(ready.max(from)) {
                    Some(session) => fast.panel.sessions[session],
                    None => return Err(never(asked, variants, &combinations.values(variant.row))),
                }
            }
            (None, Some(ground)) => ground.panel.sessions[ready],
            (None, None) => unreachable!("a plain variant has its data"),
        };
        shared = shared.max(Some(date));
    }
    let Some(shared) = shared else {
        return Err(Error::failed("no combination can start"));
    };
    for (place, grounds) in grounds.iter().enumerate() {
        let variant = &variants.list[place];
        let own = variant.strategy.data.start.filter(|_| variants.own_starts);
        let from = own.map_or(shared, |own| shared.max(own));
        variants.list[place].from = match (&variants.list[place].fast, grounds) {
            (Some(fast), _) => {
                let from = fast.panel.sessions.partition_point(|session| *session < from);
                fast.first_decision(from).map(|session| fast.panel.sessions[session])
            }
            (None, Some(ground)) => {
                let mut strategy = variant.strategy.clone();
                strategy.data.start = Some(from);
                strategy.data.warmup = false;
                start_on(ground, &strategy).ok()
            }
            (None, None) => None,
        }
        .ok_or_else(|| {
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
