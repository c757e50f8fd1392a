//! Quantiles of a sample.

/// The `share` quantile, interpolated linearly between the two nearest order statistics, at position (n - 1) x share
/// counted from the smallest (Hyndman and Fan 1996, type 7). None of no values, or for a share outside 0 to 1.
pub fn quantile(values: impl Iterator<Item = f64>, share: f64) -> Option<f64> {
    let mut values: Vec<f64> = values.collect();
    if values.is_empty() || !(0.0..=1.0).contains(&share) {
        return None;
    }
    let position = (values.len() - 1) as f64 * share;
    let (_, &mut low, above) = values.select_nth_unstable_by(position.floor() as usize, f64::total_cmp);
    let high = above.iter().copied().min_by(f64::total_cmp).unwrap_or(low);
    Some(low + (high - low) * position.fract())
}

/// The same of values that are in order; `share` is from 0 to 1.
pub fn sorted_quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let at = share * sorted.len().checked_sub(1)? as f64;
    let (low, high) = (sorted[at.floor() as usize], sorted[at.ceil() as usize]);
    Some(low + (high - low) * at.fract())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn quantiles() {
        assert_eq!(sorted_quantile(&[], 0.5), None);
        assert_eq!(sorted_quantile(&[3.0], 0.25), Some(3.0));
        assert_eq!(sorted_quantile(&[1.0, 2.0, 4.0, 8.0], 0.5), Some(3.0));
    }

    proptest! {
        #[test]
        fn in_order_or_not(mut values in prop::collection::vec(-9.0..9.0_f64, 1..40), share in 0.0..=1.0_f64) {
            let found = quantile(values.iter().copied(), share);
            values.sort_by(f64::total_cmp);
            prop_assert_eq!(sorted_quantile(&values, share), found);
        }
    }
}
