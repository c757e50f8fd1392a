//! Costs that are paid out of what is traded.

/// Equity after trading from holdings `h` to weights `w` of what is left: the root of
/// V' = V - rate * sum |w_i V' - h_i|, where `value` is V and each leg is (w_i, h_i) in money.
///
/// The left side less the right is increasing, convex and piecewise linear in V' while rate * sum w < 1, so Newton's
/// steps from above reach the root's own piece and then the root exactly. A first purchase of everything leaves V / (1 + c), a full
/// switch V (1 - c) / (1 + c). Without costs it is V.
pub fn self_financed(value: f64, rate: f64, legs: impl Iterator<Item = (f64, f64)> + Clone) -> f64 {
    if rate == 0.0 {
        return value;
    }
    let mut after = value;
    // Each step leaves at least one kink of the function behind, for good; there is one a leg.
    for _ in 0..=legs.clone().count() + 1 {
        let (mut fixed, mut slope) = (value, 1.0);
        for (weight, held) in legs.clone() {
            // Where the leg buys, |w V' - h| = w V' - h; where it sells, h - w V'.
            let sign = if weight * after >= held { 1.0 } else { -1.0 };
            fixed += rate * sign * held;
            slope += rate * sign * weight;
        }
        let next = fixed / slope;
        if next == after {
            break;
        }
        after = next;
    }
    after
}

#[cfg(test)]
mod tests {
    use super::self_financed;
    use proptest::prelude::*;

    #[test]
    fn a_first_purchase_and_a_full_switch() {
        let c = 0.0005;
        assert_eq!(self_financed(100.0, c, [(1.0, 0.0)].into_iter()), 100.0 / (1.0 + c));
        let switched = self_financed(100.0, c, [(0.0, 100.0), (1.0, 0.0)].into_iter());
        assert!((switched - 100.0 * (1.0 - c) / (1.0 + c)).abs() < 1e-12);
        assert_eq!(self_financed(100.0, c, [(1.0, 100.0)].into_iter()), 100.0);
    }

    proptest! {
        #[test]
        fn the_equation_holds(
            legs in prop::collection::vec((0.0..0.5_f64, 0.0..100.0_f64), 1..6),
            cash in 0.0..100.0_f64,
            rate in 0.0..0.05_f64,
        ) {
            let value = cash + legs.iter().map(|leg| leg.1).sum::<f64>();
            let after = self_financed(value, rate, legs.iter().copied());
            let traded: f64 = legs.iter().map(|(w, h)| (w * after - h).abs()).sum();
            prop_assert!((after - (value - rate * traded)).abs() <= 1e-12 * value.max(1.0));
        }
    }
}
