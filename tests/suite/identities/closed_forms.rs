//! Holdings that nobody touches grow as a formula says.

use super::invariance::{dataset, fill};
use crate::made::{made_with, run_text};
use crate::random::{World, world};
use proptest::prelude::*;
use rotascope::data::{Manifest, Observations};

/// A rule for ever: `hold` in [[rules]] and lines of [trade].
fn hold(returns: &str, hold: &str, trade: &str) -> String {
    format!(
        "[data]\ndataset = \"made\"\nreturns = \"{returns}\"\n[[rules]]\nhold = {{ {hold} }}\n[trade]\ncapital = 1000\n{trade}\n"
    )
}

/// 1 + what `percent` a year, known at each session's close, brings from the first close to each later one.
fn interest(world: &World, percent: impl Fn(usize) -> f64) -> Vec<f64> {
    let mut grown = 1.0;
    let mut all = vec![1.0];
    for session in 1..world.sessions() {
        let days = (world.dates[session] - world.dates[session - 1]).num_days() as f64;
        grown *= 1.0 + percent(session - 1) / 100.0 * days / 365.0;
        all.push(grown);
    }
    all
}

fn all_near(found: &[f64], expected: &[f64]) -> Result<(), TestCaseError> {
    prop_assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        prop_assert!((found - expected).abs() <= 1e-9 * expected.abs().max(1.0), "{found}, expected {expected}");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// The price ratio from the fill on, less one cost.
    #[test]
    fn buying_and_holding(world in world(120), fill in fill(), total in any::<bool>(), bp in 0..100_u32) {
        let (close, returns) = match total {
            true => (world.a.adj_close.clone().unwrap(), "total"),
            false => (world.a.close.clone(), "price"),
        };
        let word = fill.trim_start_matches("trade.fill=");
        let trade = format!("fill = \"{word}\"\ncommission = \"{bp} bp\"");
        let run = run_text(&dataset(&world), &hold(returns, "A = 1", &trade));
        let open = world.a.open.as_ref().unwrap();
        let (first, bought) = match word {
            "next-open" => (1, open[1] * close[1] / world.a.close[1]),
            "next-close" => (1, close[1]),
            _ => (0, close[0]),
        };
        let cost = 1.0 + f64::from(bp) * 1e-4;
        let value = |session: usize| match session < first.max(1) {
            true => 1000.0,
            false => 1000.0 / cost * close[session] / bought,
        };
        all_near(&run.path.equity, &(0..world.sessions()).map(value).collect::<Vec<_>>())?;
    }

    /// What the weights leave over is cash: it earns its yield, and nothing else touches it.
    #[test]
    fn cash_beside_a_holding(world in world(120), weight in 0.0..1.0_f64, percent in -5.0..20.0_f64) {
        let trade = format!("fill = \"same-close\"\ncash_yield = \"{percent} %\"");
        let run = run_text(&dataset(&world), &hold("price", &format!("A = {weight}"), &trade));
        let grown = interest(&world, |_| percent);
        let held = |session: usize| weight * world.a.close[session] / world.a.close[0];
        let value = |session: usize| 1000.0 * (held(session) + (1.0 - weight) * grown[session]);
        all_near(&run.path.equity, &(0..world.sessions()).map(value).collect::<Vec<_>>())?;
    }

    /// A yield that changes: each session earns what was known at the close before.
    #[test]
    fn a_yield_from_a_series(
        world in world(120), rates in prop::collection::vec(-2.0..15.0_f64, 20), lag in 0..3_usize,
    ) {
        let known: Vec<usize> = (0..world.sessions()).step_by(9).take(rates.len()).collect();
        let series = Observations {
            dates: known.iter().map(|session| world.dates[*session]).collect(),
            values: rates[..known.len()].to_vec(),
            known: None,
        };
        let dataset = made_with(Manifest::new("made"), [("A", world.a.clone())], [("R", series)]);
        let series = format!("[series.rate]\nsymbol = \"R\"\nlag = \"{lag} sessions\"\n");
        let text = hold("price", "", "fill = \"same-close\"\ncash_yield = \"rate * 2 - 1\"");
        // A price that a condition looks at makes the sessions.
        let text = text.replace("[[rules]]", "[[rules]]\nwhen = \"A.close > 0\"") + &series;
        let run = run_text(&dataset, &text);
        let percent = |session: usize| {
            let latest = known.iter().rposition(|observed| observed + lag <= session);
            // Not known yet counts as 0.
            latest.map_or(0.0, |latest| rates[latest] * 2.0 - 1.0)
        };
        let expected: Vec<f64> = interest(&world, percent).iter().map(|grown| 1000.0 * grown).collect();
        all_near(&run.path.equity, &expected)?;
    }

    /// Half of the capital again is borrowed, and the debt grows at its rate; the purchase costs c of what is bought.
    #[test]
    fn borrowing(world in world(60), percent in 0.0..20.0_f64, bp in 0..100_u32) {
        let costs = format!("commission = \"{bp} bp\"\nborrow = \"{percent} %\"");
        let trade = format!("fill = \"same-close\"\ncash_yield = \"50 %\"\n{costs}");
        let run = run_text(&dataset(&world), &hold("price", "A = 1.5", &trade));
        let invested = 1000.0 / (1.0 + 1.5 * f64::from(bp) * 1e-4);
        let debt = interest(&world, |_| percent);
        let value = |session: usize| match session {
            0 => 1000.0,
            _ => invested * (1.5 * world.a.close[session] / world.a.close[0] - 0.5 * debt[session]),
        };
        let expected: Vec<f64> = (0..world.sessions()).map(value).collect();
        // Ruin ends the run with the first close that has nothing left.
        let end = expected.iter().position(|equity| *equity <= 0.0).map_or(expected.len(), |ruin| ruin + 1);
        prop_assert_eq!(run.path.ruined, end < expected.len() || expected[end - 1] <= 0.0);
        all_near(&run.path.equity, &expected[..end])?;
    }

    /// Ten times the capital: a fall of a tenth ruins.
    #[test]
    fn ruin(world in world(120)) {
        let run = run_text(&dataset(&world), &hold("price", "A = 10", "fill = \"same-close\"\nborrow = \"0 %\""));
        let value = |session: usize| 1000.0 * (10.0 * world.a.close[session] / world.a.close[0] - 9.0);
        let expected: Vec<f64> = (0..world.sessions()).map(value).collect();
        // A fall of a tenth exactly leaves nothing, or the rounding of it.
        prop_assume!(expected.iter().all(|equity| equity.abs() > 1e-6));
        let ruin = expected.iter().position(|equity| *equity <= 0.0);
        let end = ruin.map_or(expected.len(), |ruin| ruin + 1);
        all_near(&run.path.equity, &expected[..end])?;
        prop_assert_eq!(run.path.ruined, ruin.is_some());
        prop_assert!(!run.path.ruined || run.path.pending.is_empty());
        prop_assert_eq!(run.notices.iter().any(|notice| notice.starts_with("ruined on")), ruin.is_some());
    }
}
