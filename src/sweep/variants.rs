//! The combinations of keys that are no parameters, each with its checked strategy and its data.

use super::Asked;
use super::fast::{Fast, Settings};
use super::space::Combinations;
use crate::data::{Dataset, Date};
use crate::error::Result;
use crate::run::{Ground, History};
use crate::strategy::{Axis, Strategy, Target};
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

/// Of more choices than these none is prepared for the fast path: each holds its own tables.
const MOST_FAST: usize = 256;

/// Every choice of values for the keys that are no parameters, among the combinations that are tried.
pub struct Variants {
    pub list: Vec<Variant>,
    /// How far apart the values of each such axis are in a choice's number.
    strides: Vec<(usize, u64)>,
    /// By the number of its choice, the place in the list; empty: there is one choice.
    places: HashMap<u64, usize>,
    /// "data.start" is among the keys: each choice starts on a day of its own.
    pub own_starts: bool,
}

/// One of them.
pub struct Variant {
    pub fast: Option<(Arc<Fast>, Settings)>,
    pub ground: Arc<Ground>,
    /// Its first row.
    pub row: u64,
    /// The start that its file asks for.
    pub asked: Option<Date>,
    /// No row of it starts earlier.
    pub from: Date,
}

/// Data by what they depend on: many choices share them.
#[derive(Default)]
struct Grounds(Mutex<HashMap<String, Arc<Ground>>>);

impl Grounds {
    fn of(&self, strategy: &Strategy, dataset: &Dataset) -> Result<Arc<Ground>> {
        let (data, held) = (&strategy.data, strategy.held());
        let what = format!("{:?}", (&strategy.assets, &strategy.series, held, data.history, data.end, data.returns));
        let mut grounds = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(ground) = grounds.get(&what) {
            return Ok(ground.clone());
        }
        let ground = Arc::new(Ground::new(strategy, dataset, History::load(strategy, dataset)?)?);
        grounds.insert(what, ground.clone());
        Ok(ground)
    }
}

impl Variants {
    /// # Errors
    /// The faults of a choice; data that cannot be read.
    pub fn new(asked: Asked, combinations: &Combinations) -> Result<Variants> {
        let axes = &asked.sweep.axes;
        // A parameter that the checker puts in is one of them.
        let is_key = |axis: &usize| match axes[*axis].target {
            Target::Key => true,
            Target::Param(param) => asked.strategy.fixed_params.contains(&param),
        };
        let keys: Vec<usize> = (0..axes.len()).filter(is_key).collect();
        let mut strides = Vec::new();
        let mut choices: u64 = 1;
        for axis in keys.iter().rev() {
            strides.push((*axis, choices));
            choices *= axes[*axis].labels.len() as u64;
        }
        // The first row of each.
        let mut found: BTreeMap<u64, u64> = BTreeMap::new();
        let mut values = vec![0; axes.len()];
        if keys.is_empty() {
            found.insert(0, 0);
        } else if combinations.are_all() {
            for choice in 0..choices {
                values.fill(0);
                for (axis, stride) in &strides {
                    values[*axis] = (choice / stride % axes[*axis].labels.len() as u64) as usize;
                }
                found.extend(combinations.row(&values).map(|row| (choice, row)));
            }
        } else {
            for row in 0..combinations.len() {
                combinations.fill(row, &mut values);
                found.entry(choice(&strides, &values)).or_insert(row);
            }
        }
        let places = match keys.is_empty() {
            true => HashMap::new(),
            false => found.keys().enumerate().map(|(place, choice)| (*choice, place)).collect(),
        };
        let rows: Vec<u64> = found.into_values().collect();
        let strategy = |row: u64| -> Result<Strategy> {
            let values = combinations.values(row);
            let chosen: Vec<(&Axis, usize)> = keys.iter().map(|axis| (&axes[*axis], values[*axis])).collect();
            Ok(asked.file.with(&chosen).check(Ok(asked.universe))?.0)
        };
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
        let grounds = Grounds::default();
        let prepare = |(choice, row): (Vec<usize>, u64)| -> Result<(Vec<usize>, Option<Arc<Fast>>)> {
            let strategy = strategy(row)?;
            let ground = grounds.of(&strategy, asked.dataset)?;
            Ok((choice, Fast::prepare(&strategy, asked.sweep, &ground).map(Arc::new)))
        };
        let prepared: BTreeMap<Vec<usize>, Option<Arc<Fast>>> =
            firsts.into_par_iter().map(prepare).collect::<Result<_>>()?;
        let variant = |row: u64| {
            let strategy = strategy(row)?;
            let fast = prepared.get(&weighty(row)).and_then(Option::as_ref);
            let fast = fast.and_then(|fast| Some((fast.clone(), fast.settings(&strategy)?)));
            Ok(Variant {
                fast,
                ground: grounds.of(&strategy, asked.dataset)?,
                row,
                asked: strategy.data.start,
                from: Date::MIN,
            })
        };
        let list = rows.into_par_iter().map(variant).collect::<Result<_>>()?;
        let own_starts = keys.iter().any(|axis| axes[*axis].name == "data.start");
        Ok(Variants { list, strides, places, own_starts })
    }

    /// The place in the list of the one with these values; None: no row has it.
    pub fn place(&self, values: &[usize]) -> Option<usize> {
        if self.places.is_empty() { Some(0) } else { self.places.get(&choice(&self.strides, values)).copied() }
    }

    /// The one that a row's values have.
    pub fn of(&self, values: &[usize]) -> &Variant {
        &self.list[self.place(values).unwrap_or(0)]
    }
}

fn choice(strides: &[(usize, u64)], values: &[usize]) -> u64 {
    strides.iter().map(|(axis, stride)| values[*axis] as u64 * stride).sum()
}
