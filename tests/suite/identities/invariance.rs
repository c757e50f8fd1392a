//! What may change without any ratio changing: the unit of money, the unit of a price, the start of the history.

use crate::made::{Made, made, run_with};
use crate::random::{World, scaled, world};
use proptest::prelude::*;
use rotascope::run::Run;

/// Two assets, several frames, cash that earns and trades that cost. Conditions compare an asset with itself only.
pub const BUSY: &str = r#"
[data]
dataset = "made"
warmup = false
benchmark = "A"
risk_free = "1 %"

[assets]
a = "A"
b = "B"

[signals]
up = "latch(a.close > highest(prior(a.close), 4), a.close < sma(a.low, 8))"
calm = "volatility(b.adj_close, 5) < 0.4"
week_up = "a.weekly.close > prior(a.weekly.close)"
switch = "latch(week_up, stdev(a.close, 3) > 0.02 * a.close)"

[[rules]]
when = "up and calm"
hold = { a = 1.0 }

[[rules]]
when = "switch or drawdown(b.close, 10) > -0.01"
hold = { a = 0.4, b = 0.5 }

[[rules]]
when = "a.close > a.open"
hold = { b = 0.7 }

[[rules]]
hold = { }

[trade]
decide = "daily"
fill = "next-open"
commission = "5 bp"
slippage = "0.1 %"
cash_yield = "3 %"
capital = 1000
"#;

pub fn dataset(world: &World) -> Made {
    made([("A", world.a.clone()), ("B", world.b.clone())])
}

pub fn fill() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["trade.fill=next-open", "trade.fill=next-close", "trade.fill=same-close"])
}

pub fn decide() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["trade.decide=daily", "trade.decide=weekly", "trade.decide=monthly"])
}

pub fn rebalance() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["trade.rebalance=on-change", "trade.rebalance=always"])
}

/// The same ratios, bit for bit: metrics, weights, and equity as a multiple of the capital.
fn same_ratios(a: &Run, b: &Run, capital: f64) -> Result<(), TestCaseError> {
    let bits = |value: Option<f64>| value.map(f64::to_bits);
    for ((metric, a), (_, b)) in a.measures.iter().zip(b.measures.iter()) {
        prop_assert_eq!(bits(a), bits(b), "{}", metric.key);
    }
    for (a, b) in a.path.weights.columns().iter().zip(&b.path.weights.columns()) {
        prop_assert_eq!(a, b);
    }
    let times: Vec<f64> = a.path.equity.iter().map(|equity| equity * capital).collect();
    prop_assert_eq!(&times, &b.path.equity);
    prop_assert_eq!(&a.decisions, &b.decisions);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn money_and_prices_in_other_units(
        world in world(120), units in [-6..7_i32, -6..7, -6..7],
        fill in fill(), decide in decide(), rebalance in rebalance(),
    ) {
        let [a, b, capital] = units.map(|power| 2.0_f64.powi(power));
        let plain = run_with(&dataset(&world), BUSY, &[fill, decide, rebalance]);
        let other = World { a: scaled(&world.a, a), b: scaled(&world.b, b), ..world };
        let capital_line = format!("trade.capital={}", 1000.0 * capital);
        let scaled = run_with(&dataset(&other), BUSY, &[fill, decide, rebalance, &capital_line]);
        same_ratios(&plain, &scaled, capital)?;
    }

    /// With one asset that takes everything, there is never anything to restore.
    #[test]
    fn one_asset_needs_no_rebalancing(world in world(120), fill in fill(), decide in decide()) {
        let text = "[data]\ndataset = \"made\"\nwarmup = false\n\
                    [[rules]]\nwhen = \"A.close > sma(A.close, 3)\"\nhold = { A = 1 }\n\
                    [[rules]]\nwhen = \"A.close < 90\"\nhold = { B = 1 }\n\
                    [[rules]]\nhold = {}\n[trade]\ncommission = \"10 bp\"\n";
        let dataset = dataset(&world);
        let left = run_with(&dataset, text, &[fill, decide, "trade.rebalance=on-change"]);
        let restored = run_with(&dataset, text, &[fill, decide, "trade.rebalance=always"]);
        prop_assert_eq!(left.path.orders.len(), restored.path.orders.len());
        for (left, restored) in left.path.equity.iter().zip(&restored.path.equity) {
            prop_assert!((left - restored).abs() <= 1e-9 * left);
        }
    }

    /// Filling at the next close is filling at the same close what was decided from the session before.
    #[test]
    fn the_next_close_is_the_same_close_a_session_later(world in world(120), rebalance in rebalance()) {
        let text = |lag: &str, fill: &str, start: usize| {
            let when = |condition: &str| format!("{lag}({condition})");
            format!(
                "[data]\ndataset = \"made\"\nwarmup = false\nstart = {}\n[assets]\na = \"A\"\nb = \"B\"\n\
                 [[rules]]\nwhen = \"{}\"\nhold = {{ a = 1 }}\n\
                 [[rules]]\nwhen = \"{}\"\nhold = {{ a = 0.3, b = 0.5 }}\n[[rules]]\nhold = {{}}\n\
                 [trade]\nfill = \"{fill}\"\n{rebalance}\ncommission = \"10 bp\"\n",
                world.dates[start], when("a.close > sma(a.close, 4)"), when("a.weekly.close < a.close"),
                rebalance = rebalance.trim_start_matches("trade.").replace('=', " = \"") + "\"",
            )
        };
        // B begins in the first half, and can be held in the second.
        let start = world.sessions() / 2 + 2;
        let dataset = dataset(&world);
        let next = run_with(&dataset, &text("", "next-close", start), &[]);
        let same = run_with(&dataset, &text("prior", "same-close", start + 1), &[]);
        for (next, same) in next.path.equity[2..].iter().zip(&same.path.equity[1..]) {
            prop_assert!((next - same).abs() <= 1e-9 * same, "{next} and {same}");
        }
    }

    /// Costs are paid out of what is traded: the dearer run is never ahead, at any close.
    #[test]
    fn a_cost_never_helps(
        world in world(120), costs in (0..300_u32, 1..300_u32),
        fill in fill(), decide in decide(), rebalance in rebalance(),
    ) {
        let dataset = dataset(&world);
        let with = |bp: u32| {
            let commission = format!("trade.commission={bp} bp");
            run_with(&dataset, BUSY, &[fill, decide, rebalance, "trade.slippage=0 bp", &commission])
        };
        let (cheap, dear) = (with(costs.0), with(costs.0 + costs.1));
        for (cheap, dear) in cheap.path.equity.iter().zip(&dear.path.equity) {
            prop_assert!(*dear <= cheap * (1.0 + 1e-12), "{dear} with the cost, {cheap} without");
        }
        let rules = |run: &Run| run.decisions.iter().map(|(_, decision)| decision.rule).collect::<Vec<_>>();
        prop_assert_eq!(rules(&cheap), rules(&dear));
        if cheap.path.bought > 0.0 && fill != "trade.fill=same-close" {
            prop_assert!(dear.path.equity.last() < cheap.path.equity.last());
        }
    }
}
