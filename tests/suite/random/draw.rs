//! Choices at random, the same for the same seed.

use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::ops::{Range, RangeInclusive};

pub struct Draw(ChaCha8Rng);

impl Draw {
    pub fn new(seed: u64) -> Draw {
        Draw(ChaCha8Rng::seed_from_u64(seed))
    }

    /// True in this share of cases.
    pub fn chance(&mut self, share: f64) -> bool {
        self.0.random::<f64>() < share
    }

    pub fn whole(&mut self, range: RangeInclusive<usize>) -> usize {
        self.0.random_range(range)
    }

    pub fn real(&mut self, range: Range<f64>) -> f64 {
        self.0.random_range(range)
    }

    /// One of `items`, of which there is at least one.
    pub fn of<T: Clone>(&mut self, items: &[T]) -> T {
        items[self.whole(0..=items.len() - 1)].clone()
    }

    /// `count` of the items, in any order, none twice.
    pub fn some<T: Clone>(&mut self, items: &[T], count: usize) -> Vec<T> {
        let mut items = items.to_vec();
        self.shuffle(&mut items);
        items.truncate(count);
        items
    }

    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        items.shuffle(&mut self.0);
    }
}
