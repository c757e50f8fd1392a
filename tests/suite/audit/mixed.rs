//! Strategies at random, frames mixed: no cut anywhere changes what was decided.

use super::{demo, doctored};
use crate::made::checked;
use proptest::prelude::*;
use rotascope::audit::{Cut, Kind, Replay};

fn number() -> impl Strategy<Value = String> {
    let frame = prop::sample::select(vec!["", "weekly.", "monthly.", "quarterly.", "yearly."]);
    let field = prop::sample::select(vec!["open", "high", "low", "close", "adj_close", "volume", "dividend"]);
    let asset = prop::sample::select(vec!["large", "small", "bonds", "ENERGY"]);
    let leaf = prop_oneof![
        4 => (asset, frame, field).prop_map(|(asset, frame, field)| format!("{asset}.{frame}{field}")),
        1 => Just("rate".to_owned()),
        1 => Just("assets".to_owned()),
        1 => Just("month() + 0 * rate".to_owned()),
    ];
    leaf.prop_recursive(3, 12, 2, |inner| {
        let window =
            prop::sample::select(vec!["sma", "ema", "highest", "lowest", "stdev", "prior", "change", "momentum"]);
        let sampled = prop::sample::select(vec!["weekly", "monthly", "quarterly"]);
        let daily = "large.close".to_owned();
        prop_oneof![
            3 => (window, inner.clone(), 2..9_usize).prop_map(|(name, x, n)| format!("{name}({x}, {n})")),
            1 => (sampled, Just(daily)).prop_map(|(name, x)| format!("{name}(sma({x}, 3))")),
            2 => (inner.clone(), prop::sample::select(vec!["+", "-", "*", "/"]), inner.clone())
                .prop_map(|(a, operator, b)| format!("({a} {operator} {b})")),
            1 => inner.prop_map(|x| format!("drawdown({x})")),
        ]
    })
}

fn condition() -> impl Strategy<Value = String> {
    let leaf = (number(), prop::sample::select(vec![">", "<", ">="]), number(), 2..9_usize)
        .prop_map(|(a, comparison, b, n)| format!("{a} {comparison} sma({b}, {n})"));
    leaf.prop_recursive(2, 6, 2, |inner| {
        let pair = (inner.clone(), inner.clone());
        prop_oneof![
            2 => pair.clone().prop_map(|(on, off)| format!("latch({on}, {off})")),
            1 => pair.clone().prop_map(|(a, b)| format!("({a}) and not ({b})")),
            1 => pair.prop_map(|(a, b)| format!("({a}) or ({b})")),
            1 => (inner.clone(), 1..4_usize).prop_map(|(c, n)| format!("streak({c}) >= {n}")),
            1 => (inner.clone(), 2..6_usize).prop_map(|(c, n)| format!("count({c}, {n}) >= 2")),
            1 => inner.prop_map(|c| format!("since({c}) < 3")),
        ]
    })
}

fn text() -> impl Strategy<Value = String> {
    let decide = prop::sample::select(vec!["daily", "weekly", "monthly"]);
    let fill = prop::sample::select(vec!["next-open", "next-close", "same-close"]);
    let rebalance = prop::sample::select(vec!["on-change", "always"]);
    let lag = prop::sample::select(vec!["0 sessions", "2 sessions", "9 days"]);
    (condition(), condition(), decide, fill, rebalance, lag).prop_map(|(a, b, decide, fill, rebalance, lag)| {
        format!(
            r#"
[data]
dataset = "demo"
history = 2017-11-15
start = 2018-02-01
end = 2021-06-30
warmup = false
[series.rate]
symbol = "policy_rate"
lag = "{lag}"
[series.assets]
symbol = "balance_sheet"
lag = "{lag}"
[signals]
a = "{a}"
b = "{b}"
[[rules]]
when = "a"
hold = {{ small = 0.7, bonds = 0.3 }}
[[rules]]
when = "b or large.weekly.close > prior(large.weekly.close)"
hold = {{ large = 1.0 }}
[[rules]]
hold = {{ bills = 1.0 }}
[trade]
decide = "{decide}"
fill = "{fill}"
rebalance = "{rebalance}"
slippage = "3 bp"
cash_yield = "rate"
"#
        )
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_cut_changes_a_decision(text in text(), places in prop::collection::vec(any::<prop::sample::Index>(), 12)) {
        let demo = demo();
        let strategy = checked(&demo, &text, &[]);
        let cuts = |full: &Replay| -> Vec<Cut> {
            let dates = places.iter().map(|place| place.get(&full.equity).0);
            dates.map(|date| Cut { date, kind: Kind::Random, through: date }).collect()
        };
        prop_assert_eq!(doctored(&demo, &strategy, &cuts, |history| history), vec![], "{}", text);
    }
}
