//! Choices: the different values that rows have of some of the axes.

use super::space::Combinations;
use crate::strategy::Sweep;
use std::collections::{BTreeMap, HashMap};

/// Every choice among the combinations that are tried.
pub struct Choices {
    /// The axes that are chosen from, by their places.
    pub axes: Vec<usize>,
    /// The first row of each.
    pub rows: Vec<u64>,
    /// How far apart the values of each axis are in a choice's number.
    strides: Vec<(usize, u64)>,
    /// By its number, the place among the rows; empty: there is one choice.
    places: HashMap<u64, usize>,
}

impl Choices {
    pub fn new(axes: Vec<usize>, sweep: &Sweep, combinations: &Combinations) -> Choices {
        let size = |axis: usize| sweep.axes[axis].labels.len() as u64;
        let mut strides = Vec::new();
        let mut count: u64 = 1;
        for axis in axes.iter().rev() {
            strides.push((*axis, count));
            count *= size(*axis);
        }
        let mut found: BTreeMap<u64, u64> = BTreeMap::new();
        let mut values = vec![0; sweep.axes.len()];
        if axes.is_empty() {
            found.insert(0, 0);
        } else if combinations.are_all() {
            for number in 0..count {
                strides.iter().for_each(|(axis, stride)| values[*axis] = (number / stride % size(*axis)) as usize);
                found.extend(combinations.row(&values).map(|row| (number, row)));
            }
        } else {
            for row in 0..combinations.len() {
                combinations.fill(row, &mut values);
                found.entry(number(&strides, &values)).or_insert(row);
            }
        }
        let places = match axes.is_empty() {
            true => HashMap::new(),
            false => found.keys().enumerate().map(|(place, number)| (*number, place)).collect(),
        };
        Choices { axes, rows: found.into_values().collect(), strides, places }
    }

    /// The place of the one with these values; None: no row has it.
    pub fn place(&self, values: &[usize]) -> Option<usize> {
        if self.places.is_empty() { Some(0) } else { self.places.get(&number(&self.strides, values)).copied() }
    }
}

fn number(strides: &[(usize, u64)], values: &[usize]) -> u64 {
    strides.iter().map(|(axis, stride)| values[*axis] as u64 * stride).sum()
}
