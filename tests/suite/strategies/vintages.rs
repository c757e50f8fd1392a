//! Earnings as they stood at the time. Only the demo has vintages, so this is worked out from its rows.

use super::{demo, run};
use chrono::{Datelike, NaiveDate as Date};
use std::collections::BTreeMap;

pub const FILES: [&str; 1] = ["profitable-small-caps"];

#[test]
fn earnings_as_they_were_known() {
    let dataset = demo();
    let rows = dataset.observations("SMALL_EARNINGS").expect("the demo's earnings").data;
    let published = rows.known.as_ref().expect("the demo's earnings have vintages");
    let rows: Vec<(Date, Date, f64)> =
        (0..rows.dates.len()).map(|row| (rows.dates[row], published[row], rows.values[row])).collect();
    for (set, quarters) in [("quarters=4", 4), ("quarters=1", 1)] {
        let (strategy, run) = run("profitable-small-caps", &[set], &dataset);
        let small = strategy.assets.iter().position(|asset| asset.name == "small").expect("small caps");
        let mut seen = [0, 0];
        for (session, decision) in &run.decisions {
            let known = rows.iter().filter(|(_, published, _)| published <= session);
            let latest = known.clone().max_by_key(|(quarter, published, _)| (*quarter, *published));
            let profitable = latest.is_some_and(|(_, _, value)| *value > 0.0);
            // A release is the first figure of its quarter; corrections come later.
            let mut releases: BTreeMap<Date, (Date, f64)> = BTreeMap::new();
            for (quarter, published, value) in known {
                let first = releases.entry(*quarter).or_insert((*published, *value));
                if *published < first.0 {
                    *first = (*published, *value);
                }
            }
            let releases: Vec<f64> = releases.into_values().map(|(_, value)| value).collect();
            let now = releases.len() - 1;
            let rising = releases[now] > releases[now - quarters];
            let weight = f64::from(u8::from(profitable && rising));
            assert_eq!(decision.target[small], weight, "{set} on {session}");
            seen[usize::from(weight == 1.0)] += 1;
        }
        assert!(seen.iter().all(|count| *count > 50), "{set}: {seen:?}");
        assert_eq!(run.dates[0].year(), 2002, "{set}");
    }
}
