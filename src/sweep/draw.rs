//! Combinations drawn from a grid: numbers below its size, none twice, in order.

use super::space::Space;
use rand::SeedableRng;
use rand::seq::index;
use rand_chacha::ChaCha8Rng;
use sobol::Sobol;
use sobol::params::JoeKuoD6;
use std::collections::HashSet;

/// Sobol points that are looked at for each combination that is asked for: a grid that is drawn nearly whole hides its last ones.
const POINTS: u64 = 64;

/// `n` of them at random, without repetition.
pub fn random(space: &Space, n: usize, seed: u64) -> Vec<u64> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut drawn: Vec<u64> = match usize::try_from(space.size) {
        Ok(size) => index::sample(&mut random, size, n).into_iter().map(|number| number as u64).collect(),
        Err(_) => unreachable!("a machine of 64 bits numbers them all"),
    };
    drawn.sort_unstable();
    drawn
}

/// The first `n` different combinations that points of the Sobol sequence fall on, an axis a dimension; its digits shifted by the
/// seed. Fewer where [`POINTS`] points for each do not find so many.
pub fn sobol(space: &Space, n: usize, seed: u64) -> Vec<u64> {
    let axes = space.sizes.len();
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let shifts: Vec<u32> = (0..axes).map(|_| rand::Rng::next_u32(&mut random)).collect();
    // A point's part of an axis: the digits of a fraction of 1, of which the axis takes its share.
    let value = |digits: u32, size: usize| ((u64::from(digits) * size as u64) >> 32) as usize;
    let number = |point: Vec<u32>| {
        let digits = point.iter().zip(&shifts).map(|(digits, shift)| digits ^ shift);
        let values: Vec<usize> = digits.zip(&space.sizes).map(|(digits, size)| value(digits, *size)).collect();
        space.number(&values)
    };
    let points = Sobol::<u32>::new(axes, &JoeKuoD6::minimal()).map(number);
    let mut seen = HashSet::new();
    let different = points.take((n as u64 * POINTS) as usize).filter(|number| seen.insert(*number));
    let mut drawn: Vec<u64> = different.take(n).collect();
    drawn.sort_unstable();
    drawn
}
