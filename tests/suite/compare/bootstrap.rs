//! Intervals of differences: against theory, by how often they are right, and at the edges.

use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rotascope::compare::{block_length, correlation, paired_difference};

/// About normal: the sum of twelve uniform draws less six.
fn normal(chance: &mut ChaCha8Rng) -> f64 {
    (0..12).map(|_| chance.random::<f64>()).sum::<f64>() - 6.0
}

/// Returns of deviation 1 % that remember `memory` of the one before.
fn returns(chance: &mut ChaCha8Rng, n: usize, memory: f64) -> Vec<f64> {
    let mut last = 0.0;
    let step = |_| {
        last = memory * last + (1.0 - memory * memory).sqrt() * normal(chance);
        last * 0.01
    };
    (0..n).map(step).collect()
}

#[test]
fn without_memory_the_interval_is_that_of_the_central_limit() {
    let mut chance = ChaCha8Rng::seed_from_u64(7);
    let (a, b) = (returns(&mut chance, 5000, 0.0), returns(&mut chance, 5000, 0.0));
    let found = paired_difference(&a, &b, 252.0, 1).expect("enough returns");
    let half = 1.96 * 0.01 * (2.0_f64 / 5000.0).sqrt() * 252.0;
    assert!(((found.mean.high - found.mean.low) / 2.0 / half - 1.0).abs() < 0.15, "{found:?}, not {half}");
    // Jobson and Korkie: of small ratios, a Sharpe ratio's deviation is 1 / sqrt(n) a session.
    let sharpe = found.sharpe.expect("both vary");
    let half = 1.96 * (2.0_f64 / 5000.0).sqrt() * 252.0_f64.sqrt();
    assert!(((sharpe.high - sharpe.low) / 2.0 / half - 1.0).abs() < 0.15, "{sharpe:?}, not {half}");
}

/// Of 200 pairs that do not differ, about 5 % of the intervals leave out 0, with and without memory.
#[test]
fn the_interval_is_right_as_often_as_it_says() {
    for memory in [0.0, 0.3] {
        let mut chance = ChaCha8Rng::seed_from_u64(11);
        let pairs = 200;
        let (mut mean, mut sharpe) = (0, 0);
        for seed in 0..pairs {
            let (a, b) = (returns(&mut chance, 300, memory), returns(&mut chance, 300, memory));
            let found = paired_difference(&a, &b, 252.0, seed).expect("enough returns");
            mean += usize::from(found.mean.excludes_zero());
            sharpe += usize::from(found.sharpe.expect("both vary").excludes_zero());
        }
        for wrong in [mean, sharpe] {
            let share = wrong as f64 / pairs as f64;
            assert!((0.02..0.11).contains(&share), "memory {memory}: {share}");
        }
    }
}

#[test]
fn equal_runs_do_not_differ_and_degenerate_ones_have_no_ratio() {
    let mut chance = ChaCha8Rng::seed_from_u64(3);
    let a = returns(&mut chance, 400, 0.2);
    let same = paired_difference(&a, &a, 252.0, 1).expect("enough returns");
    assert_eq!((same.mean.low, same.mean.value, same.mean.high, same.block), (0.0, 0.0, 0.0, 1.0));
    assert!(!same.mean.excludes_zero());
    let constant = vec![0.001; 400];
    let found = paired_difference(&a, &constant, 252.0, 1).expect("enough returns");
    assert!(found.sharpe.is_none(), "what does not vary has no Sharpe ratio");
    let apart = paired_difference(&[0.002; 50], &[0.001; 50], 252.0, 1).expect("enough returns");
    assert!(
        (apart.mean.low - 0.252).abs() < 1e-9 && (apart.mean.high - 0.252).abs() < 1e-9 && apart.mean.excludes_zero()
    );
    assert_eq!(paired_difference(&[0.1], &[0.2], 252.0, 1), None);
    assert_eq!(paired_difference(&[], &[], 252.0, 1), None);
    assert!(paired_difference(&[0.1, 0.2], &[0.2, 0.1], 252.0, 1).is_some());
}

/// A series without chance, so that others can compute the same.
fn series(memory: f64, n: usize) -> Vec<f64> {
    let mut state: u64 = 12345;
    let mut last = 0.0;
    let step = |_| {
        state = (state * 1_103_515_245 + 12_345) % (1 << 31);
        last = memory * last + state as f64 / (1u64 << 31) as f64 - 0.5;
        last
    };
    (0..n).map(step).collect()
}

/// `optimal_block_length` of the Python library arch 8.0.0 gives these, and 0.74 for the shortest series: a block is a session at
/// the least.
#[test]
fn block_lengths_are_those_of_a_peer() {
    let expected = [
        (0.0, 1000, 1.9040483985097552),
        (0.3, 1000, 6.120300975836831),
        (0.8, 2500, 30.779896430515176),
        (-0.4, 700, 3.4552475659730417),
        (0.95, 5000, 99.40390391234098),
        (0.1, 60, 1.0),
    ];
    for (memory, n, length) in expected {
        let found = block_length(&series(memory, n));
        assert!((found / length - 1.0).abs() < 1e-6, "memory {memory}, {n} values: {found}, not {length}");
    }
    assert_eq!(block_length(&[]), 1.0);
    assert_eq!(block_length(&[0.5]), 1.0);
    assert_eq!(block_length(&[0.001; 300]), 1.0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// Turned round, the value changes its sign; more of the same seed is the same; the block is within its bounds.
    #[test]
    fn intervals_hold_together(seed in 0u64..1000, n in 2usize..200, memory in -0.9f64..0.95) {
        let mut chance = ChaCha8Rng::seed_from_u64(seed);
        let (a, b) = (returns(&mut chance, n, memory), returns(&mut chance, n, 0.0));
        let found = paired_difference(&a, &b, 252.0, seed).expect("enough returns");
        let turned = paired_difference(&b, &a, 252.0, seed).expect("enough returns");
        prop_assert_eq!(found, paired_difference(&a, &b, 252.0, seed).expect("enough returns"));
        prop_assert!((found.mean.value + turned.mean.value).abs() < 1e-12);
        prop_assert!((found.mean.low + turned.mean.high).abs() < 1e-9, "the same sessions are drawn");
        prop_assert!(found.mean.low <= found.mean.high);
        let most = (3.0 * (n as f64).sqrt()).min(n as f64 / 3.0).ceil().max(1.0);
        prop_assert!(found.block >= 1.0 && found.block <= most, "{} of {n}", found.block);
        if let Some(value) = correlation(&a, &b) {
            prop_assert!((-1.0..=1.0).contains(&value));
            let scaled: Vec<f64> = b.iter().map(|value| 3.0 * value + 0.2).collect();
            prop_assert!((correlation(&a, &scaled).expect("it varies") - value).abs() < 1e-9);
        }
    }
}
