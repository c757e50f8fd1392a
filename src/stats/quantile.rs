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
