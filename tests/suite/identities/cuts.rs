//! Random prices, cut anywhere. A tenth of the weekdays are closed without notice.

use super::invariance::{BUSY, dataset, decide, fill, rebalance};
use super::same_until;
use crate::made::run_with;
use crate::random::world;
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_earlier_decision_and_value_stays(
        world in world(160), fill in fill(), decide in decide(), rebalance in rebalance(),
        places in prop::collection::vec(0.0..1.0_f64, 6),
    ) {
        let dataset = dataset(&world);
        let full = run_with(&dataset, BUSY, &[fill, decide, rebalance]);
        // B has begun by then: without a bar, it would not be in the cut data.
        let begun = full.path.first.max(world.sessions() - world.b.dates.len());
        for place in places {
            let last = begun + (place * (world.sessions() - begun) as f64) as usize;
            let day = world.dates[last];
            let cut = run_with(&dataset, BUSY, &[fill, decide, rebalance, &format!("data.end={day}")]);
            let same = same_until(&full, &cut, day);
            prop_assert!(same.is_ok(), "cut at {day}: {same:?}");
            // What the cut leaves pending, the whole history fills in the next session.
            if let Some(pending) = cut.path.pending.last() {
                let next = full.path.orders.iter().filter(|order| order.session == last + 1);
                prop_assert!(next.clone().all(|order| order.decided == last));
                prop_assert_eq!(pending.session, last);
            }
        }
    }
}
