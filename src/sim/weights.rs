//! What share of equity each asset had, close by close. Most assets have none at most closes: only the others are written down.

/// Weights at the closes of a path, for so many assets of the market.
#[derive(Clone, Debug, Default)]
pub struct Weights {
    assets: usize,
    /// Assets with their weights, in order, close after close.
    held: Vec<(usize, f64)>,
    /// Where each close's end.
    ends: Vec<usize>,
}

impl Weights {
    pub(super) fn new(assets: usize) -> Self {
        Self { assets, ..Self::default() }
    }

    /// The weights of the next close, in the order of the assets.
    pub(super) fn push(&mut self, held: impl Iterator<Item = (usize, f64)>) {
        self.held.extend(held);
        self.ends.push(self.held.len());
    }

    /// The assets that have a weight at a close, counted from the first.
    pub fn at(&self, close: usize) -> &[(usize, f64)] {
        let begin = close.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.held[begin..self.ends[close]]
    }

    /// One asset's weight at every close.
    pub fn of(&self, asset: usize) -> Vec<f64> {
        let weight = |close: usize| {
            let held = self.at(close);
            held.binary_search_by_key(&asset, |(asset, _)| *asset).map_or(0.0, |place| held[place].1)
        };
        (0..self.ends.len()).map(weight).collect()
    }

    /// The same of every asset.
    pub fn columns(&self) -> Vec<Vec<f64>> {
        (0..self.assets).map(|asset| self.of(asset)).collect()
    }

    /// Sum of absolute weights outside cash at each close.
    pub fn exposure(&self) -> Vec<f64> {
        let sum = |close: usize| self.at(close).iter().map(|(_, weight)| weight.abs()).sum();
        (0..self.ends.len()).map(sum).collect()
    }
}
