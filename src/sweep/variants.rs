//! The combinations of keys that are no parameters, each with its checked strategy and its data.

use super::choices::Choices;
use super::fast::{Fast, Settings};
use super::loaded::Loaded;
use super::reads::Reads;
use super::space::Combinations;
use super::{Asked, check};
use crate::data::Date;
use crate::error::Result;
use crate::run::Ground;
use crate::sim::Timetable;
use crate::strategy::{Axis, Strategy, Target};
use rayon::prelude::*;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

/// Of more choices than these none is prepared for the fast path: each holds its own tables.
const MOST_FAST: usize = 256;

/// Every choice of values for the keys that are no parameters, among the combinations that are tried.
pub struct Variants {
    pub list: Vec<Variant>,
    choices: Choices,
    /// "data.start" is among the keys: each choice starts on a day of its own.
    pub own_starts: bool,
}

/// The strategies of variants are kept up to so many assets of all of them together.
const MOST_KEPT: usize = 1 << 17;

/// One of them.
pub struct Variant {
    pub fast: Option<(Arc<Fast>, Settings)>,
    pub ground: Arc<Ground>,
    pub timetable: Arc<Timetable>,
    /// Its strategy, whatever the parameters; None: each row has to be checked by itself.
    pub strategy: Option<Arc<Strategy>>,
    /// Its first row.
    pub row: u64,
    /// It is filled at the very close that its decisions see.
    pub is_optimistic: bool,
    /// The start that its file asks for.
    pub asked: Option<Date>,
    /// No row of it starts earlier.
    pub from: Date,
}

/// The axes of keys that are no parameters, by their places. A parameter that the checker puts in is one of them.
pub fn keys(asked: Asked) -> Vec<usize> {
    let is_key = |axis: &Axis| match axis.target {
        Target::Key => true,
        Target::Param(param) => asked.strategy.fixed_params.contains(&param),
    };
    let axes = asked.sweep.axes.iter().enumerate();
    axes.filter(|(_, axis)| is_key(axis)).map(|(place, _)| place).collect()
}

/// Whether a swept key can put other expressions in the place of those that the file has.
pub fn rewrites(asked: Asked) -> bool {
    let of_sleeve = [".top", ".keep", ".max_weight", ".spread", ".lookback"];
    let plain = |path: &str| match path.split('.').next() {
        Some("assets" | "data" | "overlays") => true,
        Some("trade") => !path.ends_with(".cash_yield") && !path.ends_with(".borrow"),
        Some("sleeves") => of_sleeve.iter().any(|key| path.ends_with(key)),
        _ => false,
    };
    asked.sweep.axes.iter().any(|axis| axis.target == Target::Key && !plain(&axis.name))
}

impl Variants {
    /// # Errors
    /// The faults of a choice; data that cannot be read.
    pub fn new(asked: Asked, combinations: &Combinations, loaded: &Loaded) -> Result<Variants> {
        let axes = &asked.sweep.axes;
        let choices = Choices::new(keys(asked), asked.sweep, combinations);
        let (keys, rows) = (&choices.axes, &choices.rows);
        let chosen = |row: u64| -> Vec<(&Axis, usize)> {
            let values = combinations.values(row);
            keys.iter().map(|axis| (&axes[*axis], values[*axis])).collect()
        };
        let strategy = |row: u64| check::with(asked, &chosen(row));
        let params = axes.len() > keys.len();
        let rewritten = rewrites(asked);
        // Choices that differ in settings alone share what is prepared: by the first of them.
        let weighty = |row: u64| -> Vec<usize> {
            let values = combinations.values(row);
            keys.iter().filter(|axis| !Settings::has(&axes[**axis].name)).map(|axis| values[*axis]).collect()
        };
        let mut firsts: BTreeMap<Vec<usize>, u64> = BTreeMap::new();
        rows.iter().for_each(|row| _ = firsts.entry(weighty(*row)).or_insert(*row));
        if firsts.len() > MOST_FAST {
            firsts.clear();
        }
        let prepare = |(choice, row): (Vec<usize>, u64)| -> Result<(Vec<usize>, Option<Arc<Fast>>)> {
            let strategy = strategy(row)?;
            if params && rewritten {
                // Other expressions may make lengths of what was a number.
                check::values(Asked { file: &asked.file.with(&chosen(row)), strategy: &strategy, ..asked })?;
            }
            let (ground, timetable) = loaded.of(&strategy)?;
            Ok((choice, Fast::prepare(&strategy, asked.sweep, &ground, &timetable).map(Arc::new)))
        };
        let prepared: BTreeMap<Vec<usize>, Option<Arc<Fast>>> =
            firsts.into_par_iter().map(prepare).collect::<Result<_>>()?;
        let few = rows.len() * asked.strategy.assets.len() <= MOST_KEPT;
        let variant = |row: u64| {
            let strategy = strategy(row)?;
            let fast = prepared.get(&weighty(row)).and_then(Option::as_ref);
            let fast = fast.and_then(|fast| Some((fast.clone(), fast.settings(&strategy)?)));
            let (ground, timetable) = loaded.of(&strategy)?;
            // Values of parameters that fit one by one may not fit together, nor in other expressions than the file's.
            let mixed = params && rewritten || Reads::new(&strategy, asked.sweep).windows_mix_axes();
            let (start, is_optimistic) = (strategy.data.start, strategy.trade.lag() == 0);
            let strategy = (few && !mixed).then(|| Arc::new(strategy));
            Ok(Variant { fast, ground, timetable, strategy, row, is_optimistic, asked: start, from: Date::MIN })
        };
        let list = rows.par_iter().map(|row| variant(*row)).collect::<Result<_>>()?;
        let own_starts = keys.iter().any(|axis| axes[*axis].name == "data.start");
        Ok(Variants { list, choices, own_starts })
    }

    /// The place in the list of the one with these values; None: no row has it.
    pub fn place(&self, values: &[usize]) -> Option<usize> {
        self.choices.place(values)
    }

    /// Their data, each once.
    pub fn grounds(&self) -> impl Iterator<Item = &Ground> {
        let mut seen = HashSet::new();
        self.list.iter().map(|one| &*one.ground).filter(move |ground| seen.insert(std::ptr::from_ref(*ground)))
    }

    /// The one that a row's values have.
    pub fn of(&self, values: &[usize]) -> &Variant {
        &self.list[self.place(values).unwrap_or(0)]
    }
}
