//! The mix with the least variance.

/// What counts as rounding, relative to the size of what is compared.
const ROUNDING: f64 = 1e-12;

/// Where a weight stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bound {
    Free,
    Zero,
    Cap,
}

/// What is added to each variance where some mix has none, relative to the largest.
const RIDGE: f64 = 1e-9;

/// Weights from 0 to `cap` that sum to 1 and have the least variance w' C w. `covariance` is symmetric and positive
/// semidefinite; `cap` x members is at least 1.
///
/// Markowitz (1952), Portfolio Selection; found by a primal active-set method: the exact solution among the free weights, as
/// far towards it as the bounds allow, until no bound is worth leaving. Where several mixes have the least variance, the most
/// even of them, which a little more variance of each member's own tells from the others.
pub fn min_variance(covariance: &[Vec<f64>], cap: f64) -> Vec<f64> {
    descend(covariance, cap).or_else(|| descend(&ridged(covariance), cap)).unwrap_or_else(|| even(covariance.len()))
}

fn even(members: usize) -> Vec<f64> {
    vec![1.0 / members as f64; members]
}

fn ridged(covariance: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let mut ridged = covariance.to_vec();
    ridged.iter_mut().enumerate().for_each(|(i, row)| row[i] += RIDGE * scale(covariance));
    ridged
}

/// None: some mix has no variance of its own, so that no single one is the least.
fn descend(covariance: &[Vec<f64>], cap: f64) -> Option<Vec<f64>> {
    let members = covariance.len();
    let mut weights = even(members);
    let mut bounds = vec![Bound::Free; members];
    // Each step fixes a weight or improves the variance; far more steps than bounds never happen.
    for _ in 0..100 * members {
        let free: Vec<usize> = (0..members).filter(|i| bounds[*i] == Bound::Free).collect();
        let target = least_among(covariance, &weights, &free)?;
        let (step, stop) = furthest(&weights, &target, &free, cap);
        for (place, i) in free.iter().enumerate() {
            weights[*i] += step * (target[place] - weights[*i]);
        }
        if let Some((i, bound)) = stop {
            weights[i] = if bound == Bound::Zero { 0.0 } else { cap };
            bounds[i] = bound;
        } else if !leave_bound(covariance, &weights, &mut bounds) {
            break;
        }
    }
    Some(weights)
}

/// The free weights with the least variance, the others as they are; None where several have it.
fn least_among(covariance: &[Vec<f64>], weights: &[f64], free: &[usize]) -> Option<Vec<f64>> {
    let fixed = |i: &usize| !free.contains(i);
    let left = 1.0 - (0..weights.len()).filter(fixed).map(|i| weights[i]).sum::<f64>();
    if free.len() < 2 {
        return Some(vec![left; free.len()]);
    }
    // Stationary: C w = multiplier, and the sum is given.
    let size = free.len() + 1;
    let mut rows = Vec::with_capacity(size);
    for i in free {
        let mut row: Vec<f64> = free.iter().map(|j| covariance[*i][*j]).collect();
        let pull: f64 = (0..weights.len()).filter(fixed).map(|j| covariance[*i][j] * weights[j]).sum();
        row.extend([-scale(covariance), -pull]);
        rows.push(row);
    }
    let mut sum = vec![1.0; free.len()];
    sum.extend([0.0, left]);
    rows.push(sum);
    let mut solution = solve(rows)?;
    solution.truncate(free.len());
    Some(solution)
}

/// The multiplier's unit, so that all columns of the system are of one size.
fn scale(covariance: &[Vec<f64>]) -> f64 {
    covariance.iter().enumerate().map(|(i, row)| row[i]).fold(0.0, f64::max)
}

/// How much of the way to `target` the bounds allow, and the bound that stops it.
fn furthest(weights: &[f64], target: &[f64], free: &[usize], cap: f64) -> (f64, Option<(usize, Bound)>) {
    let mut found = (1.0, None);
    for (place, i) in free.iter().enumerate() {
        let (from, to) = (weights[*i], target[place]);
        let (limit, bound) = if to < 0.0 { (0.0, Bound::Zero) } else { (cap, Bound::Cap) };
        if to < 0.0 || to > cap {
            let step = ((limit - from) / (to - from)).max(0.0);
            if step < found.0 {
                found = (step, Some((*i, bound)));
            }
        }
    }
    found
}

/// Frees the weight, or the two weights, whose bound costs most; false where no bound costs anything.
fn leave_bound(covariance: &[Vec<f64>], weights: &[f64], bounds: &mut [Bound]) -> bool {
    let slope = |i: usize| (0..weights.len()).map(|j| covariance[i][j] * weights[j]).sum::<f64>();
    let at = |bound: Bound| (0..weights.len()).filter(|i| bounds[*i] == bound).collect::<Vec<_>>();
    let rounding = ROUNDING * scale(covariance);
    // More of a weight at zero with a low slope, less of one at the cap with a high slope.
    let cheap = at(Bound::Zero).into_iter().min_by(|a, b| slope(*a).total_cmp(&slope(*b)));
    let dear = at(Bound::Cap).into_iter().max_by(|a, b| slope(*a).total_cmp(&slope(*b)));
    let gains: Vec<(f64, usize)> = match at(Bound::Free).first() {
        Some(free) => {
            let level = slope(*free);
            let gains = [cheap.map(|i| (level - slope(i), i)), dear.map(|i| (slope(i) - level, i))];
            gains.into_iter().flatten().collect()
        }
        None => match (cheap, dear) {
            (Some(cheap), Some(dear)) => {
                let gain = slope(dear) - slope(cheap);
                if gain > rounding {
                    bounds[cheap] = Bound::Free;
                    bounds[dear] = Bound::Free;
                }
                return gain > rounding;
            }
            _ => return false,
        },
    };
    let best = gains.into_iter().filter(|(gain, _)| *gain > rounding).max_by(|(a, _), (b, _)| a.total_cmp(b));
    if let Some((_, i)) = best {
        bounds[i] = Bound::Free;
    }
    best.is_some()
}

/// Solves linear equations, each row its coefficients and then its right side, by elimination with pivots; None where they
/// have no single solution.
fn solve(mut rows: Vec<Vec<f64>>) -> Option<Vec<f64>> {
    let size = rows.len();
    let largest = rows.iter().flatten().fold(0.0_f64, |largest, value| largest.max(value.abs()));
    let smallest = rows.iter().take(size - 1).flat_map(|row| &row[..size]).fold(0.0_f64, |a, b| a.max(b.abs()));
    for column in 0..size {
        let pivot = (column..size).max_by(|a, b| rows[*a][column].abs().total_cmp(&rows[*b][column].abs()))?;
        if rows[pivot][column].abs() <= ROUNDING * smallest.min(largest) {
            return None;
        }
        rows.swap(column, pivot);
        let lead = rows[column].clone();
        for row in rows.iter_mut().skip(column + 1) {
            let factor = row[column] / lead[column];
            row.iter_mut().zip(&lead).skip(column).for_each(|(value, lead)| *value -= factor * lead);
        }
    }
    let mut solution = vec![0.0; size];
    for row in (0..size).rev() {
        let known: f64 = (row + 1..size).map(|column| rows[row][column] * solution[column]).sum();
        solution[row] = (rows[row][size] - known) / rows[row][row];
    }
    Some(solution)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn two_members_by_the_closed_form() {
        let (a, b, ab) = (0.04, 0.01, 0.006);
        let weights = min_variance(&[vec![a, ab], vec![ab, b]], 1.0);
        assert!((weights[0] - (b - ab) / (a + b - 2.0 * ab)).abs() < 1e-14, "{weights:?}");
        assert_eq!(min_variance(&[vec![a, ab], vec![ab, b]], 0.5), [0.5, 0.5]);
        // Of two that move together, the one that moves less.
        assert_eq!(min_variance(&[vec![0.04, 0.02], vec![0.02, 0.01]], 1.0), [0.0, 1.0]);
    }

    /// Some mixes of these have no variance: the others are weighed all the same.
    #[test]
    fn members_that_are_the_same() {
        let weights = min_variance(&[vec![4.0, 4.0, 0.0], vec![4.0, 4.0, 0.0], vec![0.0, 0.0, 1.0]], 1.0);
        assert!((weights[2] - 0.8).abs() < 1e-9, "{weights:?}");
        // A hedge: one against one has no variance at all, whatever the third.
        let weights = min_variance(&[vec![1.0, -1.0, 0.0], vec![-1.0, 1.0, 0.0], vec![0.0, 0.0, 1.0]], 1.0);
        assert!((weights[0] - 0.5).abs() < 1e-6 && weights[2] < 1e-6, "{weights:?}");
    }

    proptest! {
        /// Members that are the same as others, or in a fixed proportion to them.
        #[test]
        fn no_exchange_is_better_among_copies(
            loads in prop::collection::vec(prop::array::uniform2(-1.0..1.0_f64), 3..9),
            copies in prop::collection::vec((0..9_usize, 0..9_usize), 1..4),
            room in 1.0..3.0_f64,
        ) {
            let n = loads.len();
            let mut loads = loads;
            copies.iter().for_each(|(from, to)| loads[to % n] = loads[from % n]);
            let covariance: Vec<Vec<f64>> = loads
                .iter()
                .map(|a| loads.iter().map(|b| 1e-4 * (a[0] * b[0] + a[1] * b[1])).collect())
                .collect();
            let cap = (room / n as f64).min(1.0);
            let weights = min_variance(&covariance, cap);
            prop_assert!((weights.iter().sum::<f64>() - 1.0).abs() < 1e-9);
            prop_assert!(weights.iter().all(|weight| (0.0..=cap).contains(weight)), "{weights:?}");
            let slope: Vec<f64> = (0..n).map(|i| (0..n).map(|j| covariance[i][j] * weights[j]).sum()).collect();
            for from in (0..n).filter(|i| weights[*i] > 1e-6) {
                for to in (0..n).filter(|i| weights[*i] < cap - 1e-6) {
                    prop_assert!(slope[from] <= slope[to] + 1e-4 * 1e-6, "{from} to {to}: {slope:?} {weights:?}");
                }
            }
        }

        /// No move of weight between two members lowers the variance.
        #[test]
        fn no_exchange_is_better(
            loads in prop::collection::vec(prop::array::uniform3(-1.0..1.0_f64), 2..9),
            room in 1.0..3.0_f64,
        ) {
            let own = |i: usize, j: usize| if i == j { 0.01 } else { 0.0 };
            let dot = |a: &[f64; 3], b: &[f64; 3]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
            let n = loads.len();
            let covariance: Vec<Vec<f64>> =
                (0..n).map(|i| (0..n).map(|j| 1e-4 * (dot(&loads[i], &loads[j]) + own(i, j))).collect()).collect();
            let cap = (room / n as f64).min(1.0);
            let weights = min_variance(&covariance, cap);
            prop_assert!((weights.iter().sum::<f64>() - 1.0).abs() < 1e-9);
            prop_assert!(weights.iter().all(|weight| (0.0..=cap).contains(weight)), "{weights:?}");
            let slope: Vec<f64> = (0..n).map(|i| (0..n).map(|j| covariance[i][j] * weights[j]).sum()).collect();
            for from in (0..n).filter(|i| weights[*i] > 0.0) {
                for to in (0..n).filter(|i| weights[*i] < cap) {
                    prop_assert!(slope[from] <= slope[to] + 1e-12 * 1e-3, "{from} to {to}: {slope:?} {weights:?}");
                }
            }
        }
    }
}
