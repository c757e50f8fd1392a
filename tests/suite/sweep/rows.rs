//! Rows against runs.

use super::{Swept, swept};
use crate::made::{Made, closes, made, near, opens_closes, run_with, weekdays};
use proptest::prelude::*;
use rotascope::run::Run;
use rotascope::strategy::Target;

/// Each row against the run of a file with its values, from the sweep's start on.
fn rows_are_runs(dataset: &Made, text: &str, swept: &Swept, tolerance: f64) {
    for row in 0..swept.len() {
        let values = &swept.values(row);
        let run = run_of(dataset, text, swept, values);
        assert_eq!((run.dates[0], run.dates[run.dates.len() - 1]), (swept.start, swept.end), "{values:?}\n{text}");
        for (metric, column) in swept.metrics.iter().zip(&swept.columns) {
            let (found, expected) = (column[row], run.measures.get(metric.key).unwrap_or(f64::NAN));
            let same =
                found.is_nan() && expected.is_nan() || (found - expected).abs() <= tolerance * expected.abs().max(1.0);
            assert!(same, "{} of {values:?} is {found}, not {expected}\n{text}", metric.key);
        }
    }
}

fn run_of(dataset: &Made, text: &str, swept: &Swept, values: &[usize]) -> Run {
    let mut sets = vec![format!("data.start={}", swept.start)];
    sets.extend(swept.axes.iter().zip(values).map(|(axis, value)| match axis.target {
        Target::Param(_) => format!("{}={}", axis.name, axis.numbers[*value]),
        Target::Key => format!("{}={}", axis.name, axis.labels[*value]),
    }));
    let sets: Vec<&str> = sets.iter().map(String::as_str).collect();
    run_with(dataset, text, &sets)
}

/// Prices that wander by `moves`, in hundredths.
fn wander(moves: &[(i8, i8)], of: impl Fn(&(i8, i8)) -> i8) -> Vec<f64> {
    let mut price = 50.0;
    moves
        .iter()
        .map(|step| {
            price *= 1.0 + f64::from(of(step)) / 400.0;
            price
        })
        .collect()
}

/// A rule's condition over a and b, with parameters p and q in it.
const CONDITIONS: [&str; 9] = [
    "a.close > sma(a.close, p)",
    "latch(a.close > highest(prior(a.close), p), a.close < sma(a.close, q))",
    "latch(a.weekly.close > highest(prior(a.weekly.close), q), a.weekly.close < sma(a.weekly.close, p))",
    "a.close > sma(a.close, p) and not (b.weekly.close > sma(b.weekly.close, q))",
    "streak(a.close > prior(a.close, q)) >= p or b.close < a.close",
    "momentum(a.close, p) > momentum(b.close, q)",
    "latch(momentum(a.close, p) > 0, a.weekly.close < sma(a.weekly.close, q))",
    "p > q and a.monthly.close > prior(a.monthly.close, 1)",
    "not (a.close > ema(a.close, p)) and b.close > ema(b.close, q)",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    /// The fast path and the plain one, on strategies of one asset at a time.
    #[test]
    fn the_fast_path_is_the_plain_one(
        moves in prop::collection::vec((-8..9_i8, -8..9_i8), 60..160),
        conditions in (0..CONDITIONS.len(), 0..CONDITIONS.len()),
        holds in prop::array::uniform3(prop_oneof![Just("{ a = 1.0 }"), Just("{ b = 1.0 }"), Just("{}")]),
        decide in prop_oneof![Just("\"daily\""), Just("\"weekly\""), Just("{ weekday = \"wed\" }"), Just("\"monthly\"")],
        fill in prop_oneof![Just("next-open"), Just("next-close")],
        delay in 0..3_usize,
        cost in 0..200_u32,
        warmup in any::<bool>(),
        risk_free in prop_oneof![Just("0 %"), Just("3 %"), Just("b")],
        rest in any::<bool>(),
        stops in (prop_oneof![Just(""), Just("stop_loss = \"3 %\""), Just("stop_loss = \"1 %\"")], prop_oneof![Just(""), Just("trailing_stop = \"2 %\"")]),
        core in any::<bool>(),
    ) {
        let dates = weekdays("2024-01-01", moves.len());
        let (a, b) = (wander(&moves, |step| step.0), wander(&moves, |step| step.1));
        // Opens between the closes.
        let opens = |close: &[f64]| -> Vec<f64> { close.iter().enumerate().map(|(day, close)| close * (1.0 + (day % 7) as f64 / 500.0)).collect() };
        let dataset = made([("a", opens_closes(&dates, &opens(&a), &a)), ("b", opens_closes(&dates, &opens(&b), &b))]);
        let text = format!(
            "[data]\ndataset = \"made\"\nbenchmark = \"b\"\nwarmup = {warmup}\nrisk_free = \"{risk_free}\"\n\
             [params]\np = 3\nq = 2\n[signals]\nboth = \"sma(a.close, p) > sma(a.close, q)\"\n\
             [[rules]]\nwhen = \"{}\"\nhold = {}\n[[rules]]\nwhen = \"{}\"\nhold = {}\n{}\n\
             [trade]\ndecide = {decide}\nfill = \"{fill}\"\ndelay = {delay}\ncommission = \"{cost} bp\"\ncash_yield = \"5 %\"\n\
             [overlays]\n{}\n{}\n\
             [sweep]\np = [2, 3, 7]\nq = {{ from = 1, to = 4 }}\n",
            CONDITIONS[conditions.0],
            holds[0],
            CONDITIONS[conditions.1],
            holds[1],
            // Where no rule is the one, all is in cash.
            if rest { format!("[[rules]]\nhold = {}", holds[2]) } else { String::new() },
            stops.0,
            stops.1,
        );
        let swept = swept(&dataset, &text, core);
        prop_assert_eq!(swept.len(), 12);
        let held = holds.iter().take(if rest { 3 } else { 2 }).any(|hold| *hold != "{}");
        prop_assert_eq!(swept.fast, if held { 12 } else { swept.fast });
        rows_are_runs(&dataset, &text, &swept, 1e-10);
    }
}

/// What several assets are held by, rule by rule.
const HOLDS: [&str; 6] = [
    "{ best = 1.0 }",
    "{ best = 0.6, a = 0.3 }",
    "{ a = 0.6, b = 0.4 }",
    "{ a = 0.25, best = 0.5, b = 0.25 }",
    "{ b = 0.7, a = 0.3 }",
    "{}",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    /// The same for those that hold several assets, with a sleeve among them, over prices with gaps and lives that end.
    #[test]
    fn in_lockstep_as_one_by_one(
        moves in prop::collection::vec((-8..9_i8, -8..9_i8), 70..160),
        lives in (0..60_usize, prop_oneof![Just(0), 11..30_usize]),
        gaps in prop::array::uniform4(prop_oneof![Just(0), 3..20_usize]),
        condition in 0..CONDITIONS.len(),
        holds in (0..HOLDS.len(), 0..HOLDS.len()),
        pick in (1..4_usize, 0..3_usize, any::<bool>(), any::<bool>(), prop_oneof![Just(1.0), Just(0.4)]),
        filter in prop_oneof![Just(""), Just("where = \"close > sma(close, q)\""), Just("where = \"momentum(close, p) > 0\"")],
        score in prop_oneof![Just(""), Just("score = \"momentum(close, p)\""), Just("score = \"weekly.close / sma(weekly.close, 2)\"")],
        decide in prop_oneof![Just("\"daily\""), Just("\"weekly\""), Just("{ weekday = \"wed\" }"), Just("\"monthly\"")],
        trade in (prop_oneof![Just("next-open"), Just("next-close")], 0..3_usize, 0..200_u32, prop_oneof![Just("\"on-change\""), Just("\"always\""), Just("{ band = 0.01 }"), Just("{ band = 0 }")]),
        warmup in any::<bool>(),
        core in any::<bool>(),
    ) {
        let dates = weekdays("2024-01-01", moves.len());
        let (a, b) = (wander(&moves, |step| step.0), wander(&moves, |step| step.1));
        let (c, d) = (wander(&moves, |step| step.0 / 2 + step.1 / 2), wander(&moves, |step| step.0 / 2 - step.1));
        // Opens between the closes.
        let opens = |close: &[f64]| -> Vec<f64> { close.iter().enumerate().map(|(day, close)| close * (1.0 + (day % 7) as f64 / 500.0)).collect() };
        // Every so many days one is missing, but the first and the last.
        let bars = |gap: usize, life: std::ops::Range<usize>, prices: &[f64]| {
            let ends = [life.start, life.end - 1];
            let days: Vec<usize> = life.filter(|day| gap == 0 || day % gap != 2 || ends.contains(day)).collect();
            let of = |values: &[f64]| days.iter().map(|day| values[*day]).collect::<Vec<f64>>();
            opens_closes(&days.iter().map(|day| dates[*day]).collect::<Vec<_>>(), &of(&opens(prices)), &of(prices))
        };
        let n = moves.len();
        let (late, early) = lives;
        let dataset = made([
            // With c at its end, there is a session each day: less than ten of them would be a late download.
            ("a", bars(if early == 0 { gaps[0] } else { 0 }, 0..n, &a)),
            ("b", bars(gaps[1], 0..n, &b)),
            ("c", bars(gaps[2], late.min(n - early - 2)..n - early, &c)),
            ("d", bars(gaps[3], 0..n, &d)),
        ]);
        let (top, kept, picks, otherwise, cap) = pick;
        let cap = if top == 3 { cap } else { 1.0 };
        let (fill, delay, cost, rebalance) = trade;
        let text = format!(
            "[data]\ndataset = \"made\"\nbenchmark = \"b\"\nwarmup = {warmup}\nrisk_free = \"2 %\"\n\
             [params]\np = 3\nq = 2\n[signals]\nboth = \"sma(a.close, p) > sma(a.close, q)\"\n\
             [sleeves.best]\nfrom = [\"a\", \"c\", \"d\"]\ntop = {top}\nkeep = {}\n{score}\n{filter}\nspread = \"{}\"\nmax_weight = {cap}\n{}\n\
             [[rules]]\nwhen = \"{}\"\nhold = {}\n[[rules]]\nwhen = \"both\"\nhold = {}\n[[rules]]\nhold = {{ best = 1.0 }}\n\
             [trade]\ndecide = {decide}\nfill = \"{fill}\"\ndelay = {delay}\nrebalance = {rebalance}\ncommission = \"{cost} bp\"\ncash_yield = \"5 %\"\n\
             [sweep]\np = [2, 3, 7]\nq = {{ from = 1, to = 4 }}\n",
            top + kept,
            if picks { "picks" } else { "slots" },
            if otherwise { "otherwise = \"b\"" } else { "" },
            CONDITIONS[condition],
            HOLDS[holds.0],
            HOLDS[holds.1],
        );
        let swept = swept(&dataset, &text, core);
        let late_band = rebalance.contains("band") && delay > 0;
        prop_assert_eq!((swept.len(), swept.fast), (12, if late_band { 0 } else { 12 }));
        rows_are_runs(&dataset, &text, &swept, 1e-10);
    }
}

fn three() -> Made {
    let dates = weekdays("2024-01-01", 120);
    let price = |phase: f64| -> Vec<f64> {
        (0..120).map(|day| 100.0 + 10.0 * (f64::from(day) / 9.0 + phase).sin() + f64::from(day) / 20.0).collect()
    };
    made([("a", closes(&dates, &price(0.0))), ("b", closes(&dates, &price(2.0))), ("c", closes(&dates, &price(4.0)))])
}

/// Keys of every kind, and weights that are not one.
#[test]
fn any_key_can_be_swept() {
    let dataset = three();
    let text = "[data]\ndataset = \"made\"\nbenchmark = \"c\"\n[assets]\nx = \"a\"\n[params]\nn = 5\nw = 0.5\n\
                [sleeves.best]\nfrom = [\"a\", \"b\", \"c\"]\nscore = \"momentum(close, n)\"\ntop = 1\n\
                [[rules]]\nwhen = \"x.close > sma(x.close, n)\"\nhold = { x = \"w\", best = 0.5 }\n\
                [[rules]]\nhold = { c = 1.0 }\n[trade]\ncommission = \"3 bp\"\n\
                [sweep]\nn = [3, 8]\nw = [0.25, 0.5]\n\"assets.x\" = [\"a\", \"b\"]\n\"trade.fill\" = [\"next-open\", \"next-close\"]\n\
                \"sleeves.best.top\" = [1, 2]\nwhere = \"n > 3 or w < 0.5\"\n";
    let swept = swept(&dataset, text, false);
    assert_eq!((swept.len(), swept.fast), (3 * 8, 3 * 8));
    rows_are_runs(&dataset, text, &swept, 1e-10);
}

/// Who is kept depends on who was picked before, from the first bar of history on.
#[test]
fn slots_and_ranks_that_are_kept_can_be_swept() {
    let dates = weekdays("2024-01-01", 160);
    let price = |place: usize| -> Vec<f64> {
        let phase = place as f64;
        (0..160).map(|day| 100.0 + 10.0 * (f64::from(day) / (7.0 + phase) + phase).sin()).collect()
    };
    let names = ["a", "b", "c", "d", "e"];
    let dataset = made(std::array::from_fn::<_, 5, _>(|place| (names[place], closes(&dates, &price(place)))));
    let text = "[data]\ndataset = \"made\"\nstart = 2024-05-01\nbenchmark = \"a\"\n[params]\nn = 5\nm = 3\n\
                [sleeves.best]\nfrom = [\"a\", \"b\", \"c\", \"d\", \"e\"]\nscore = \"momentum(close, n)\"\nwhere = \"close > sma(close, m)\"\n\
                top = 1\nkeep = 2\n[[rules]]\nwhen = \"a.close > sma(a.close, m)\"\nhold = { best = 1.0 }\n[[rules]]\nhold = { best = 0.5, a = 0.5 }\n\
                [trade]\ncommission = \"3 bp\"\n\
                [sweep]\nn = [3, 8, 20]\nm = [2, 5, 6, 30]\n\"sleeves.best.top\" = [1, 2]\n\"sleeves.best.keep\" = [2, 3, 5]\n";
    let swept = swept(&dataset, text, false);
    assert_eq!((swept.len(), swept.fast), (72, 72));
    rows_are_runs(&dataset, text, &swept, 1e-10);
    // It matters.
    let column = &swept.columns[0];
    assert!((0..72).any(|row| row % 3 != 0 && column[row] != column[row - 1]));
}

/// Levels share what they do not touch.
#[test]
fn levels_of_stops_can_be_swept() {
    let dataset = three();
    for core in [false, true] {
        for delay in [0, 2] {
            let text = format!(
                "[data]\ndataset = \"made\"\nbenchmark = \"c\"\n[params]\nn = 5\n\
                 [[rules]]\nwhen = \"a.close > sma(a.close, n)\"\nhold = {{ a = 1.0 }}\n[[rules]]\nwhen = \"b.close > sma(b.close, 3)\"\nhold = {{ b = 1.0 }}\n\
                 [trade]\ndecide = \"weekly\"\ncommission = \"3 bp\"\ndelay = {delay}\n\
                 [sweep]\n\"overlays.trailing_stop\" = [\"0.5 %\", \"1 %\", \"3 %\", \"50 %\"]\nn = [3, 8, 20]\n\"overlays.stop_loss\" = [\"1 %\", \"2 %\"]\n"
            );
            let swept = swept(&dataset, &text, core);
            assert_eq!((swept.len(), swept.fast), (24, 24));
            rows_are_runs(&dataset, &text, &swept, 1e-10);
            let column = &swept.columns[0];
            assert!((0..18).any(|row| column[row] != column[row + 6]), "the levels matter");
        }
    }
}

/// A benchmark is bought at the first fill, which keys move; and it is a key itself.
#[test]
fn each_row_has_the_benchmark_of_its_keys() {
    let dataset = three();
    let text = "[data]\ndataset = \"made\"\nbenchmark = \"c\"\n[params]\nn = 5\n\
                [[rules]]\nwhen = \"a.close > sma(a.close, n)\"\nhold = { a = 1.0 }\n[[rules]]\nhold = { b = 1.0 }\n\
                [sweep]\nn = [2, 8]\n\"trade.delay\" = [0, 3]\n\"data.benchmark\" = [\"c\", \"b\"]\n";
    let swept = swept(&dataset, text, false);
    assert_eq!((swept.len(), swept.fast), (8, 8));
    rows_are_runs(&dataset, text, &swept, 1e-10);
}

/// A weight of 0 buys nothing, and its asset still says when a run begins and ends.
#[test]
fn what_has_a_weight_of_nothing_is_waited_for() {
    let dates = weekdays("2024-01-01", 120);
    let price: Vec<f64> = (0..120).map(|day| 100.0 + (f64::from(day) / 9.0).sin()).collect();
    for (begins, ends) in [(30, 120), (0, 115)] {
        let short = closes(&dates[begins..ends], &price[begins..ends]);
        let dataset = made([("a", closes(&dates, &price)), ("b", short)]);
        let text = "[data]\ndataset = \"made\"\nbenchmark = \"a\"\n[params]\nn = 5\n\
                    [[rules]]\nwhen = \"a.close > sma(a.close, n)\"\nhold = { a = 1.0, b = 0.0 }\n[[rules]]\nhold = {}\n[sweep]\nn = [2, 8]\n";
        let swept = swept(&dataset, text, false);
        assert_eq!((swept.start, swept.end), (dates[begins.max(7)], dates[ends - 1]));
        rows_are_runs(&dataset, text, &swept, 1e-10);
    }
}

/// What a sleeve is worth can decide, though nothing of it is held.
#[test]
fn a_condition_may_read_a_sleeve() {
    let dataset = three();
    let text = "[data]\ndataset = \"made\"\n[params]\nn = 5\n[sleeves.best]\nfrom = [\"b\", \"c\"]\nscore = \"momentum(close, 3)\"\ntop = 1\n\
                [[rules]]\nwhen = \"best.close > sma(best.close, n)\"\nhold = { a = 1.0 }\n[sweep]\nn = [3, 8]\n";
    let swept = swept(&dataset, text, true);
    assert_eq!((swept.len(), swept.fast), (2, 0));
    rows_are_runs(&dataset, text, &swept, 0.0);
}

/// Rows that are planned together keep apart what is their own: paper indices that parameters move, and those of keys.
#[test]
fn rows_that_share_are_runs_to_the_bit() {
    let dataset = three();
    let text = "[data]\ndataset = \"made\"\nbenchmark = \"c\"\n[params]\nn = 5\nm = 3\n\
                [sleeves.best]\nfrom = [\"b\", \"c\"]\nscore = \"momentum(close, m)\"\ntop = 1\n\
                [sleeves.calm]\nfrom = [\"a\", \"b\", \"c\"]\nweight = \"inverse_volatility\"\nlookback = 5\n\
                [sleeves.mix]\nfrom = [\"best\", \"calm\"]\nscore = \"momentum(close, n)\"\ntop = 1\n\
                [[rules]]\nwhen = \"calm.close > sma(calm.close, n)\"\nhold = { mix = 0.8, a = \"0.2 / (1 + volatility(a.close, m))\" }\n\
                [[rules]]\nhold = { calm = 1.0 }\n[trade]\ncommission = \"3 bp\"\n\
                [sweep]\nn = [3, 8]\nm = [2, 6]\n\"trade.rebalance\" = [\"on-change\", \"always\"]\n\"trade.tranches\" = [1, 2]\n\
                \"sleeves.calm.lookback\" = [5, 9]\n\"overlays.stop_loss\" = [\"1 %\", \"3 %\"]\n";
    let swept = swept(&dataset, text, false);
    assert_eq!((swept.len(), swept.fast), (64, 0));
    rows_are_runs(&dataset, text, &swept, 0.0);
}

/// Fast and plain variants in one sweep start at one session.
#[test]
fn all_rows_start_together() {
    let dataset = three();
    let text = "[data]\ndataset = \"made\"\n[params]\nn = 5\n[[rules]]\nwhen = \"a.close > sma(a.close, n)\"\nhold = { a = 1.0 }\n\
                [[rules]]\nhold = { b = 1.0 }\n[sweep]\nn = [2, 30]\n\"trade.tranches\" = [1, 2]\n";
    let swept = swept(&dataset, text, false);
    assert_eq!((swept.len(), swept.fast), (4, 2));
    assert_eq!(swept.start, weekdays("2024-01-01", 30)[29]);
    rows_are_runs(&dataset, text, &swept, 1e-10);
}

#[test]
fn a_sample_is_part_of_the_grid_and_the_same_each_time() {
    let dataset = three();
    let text = |sample: &str| {
        format!(
            "[data]\ndataset = \"made\"\n[params]\nn = 5\nm = 2\n[[rules]]\nwhen = \"sma(a.close, n) > sma(a.close, m)\"\nhold = {{ a = 1.0 }}\n\
                 [sweep]\nn = {{ from = 2, to = 21 }}\nm = {{ from = 1, to = 10 }}\nsample = {sample}\n"
        )
    };
    let grid = swept(&dataset, &text("{ method = \"grid\" }"), true);
    let rows = |swept: &Swept| (0..swept.len()).map(|row| swept.values(row)).collect::<Vec<_>>();
    assert_eq!(grid.len(), 200);
    let some = swept(&dataset, &text("{ method = \"random\", n = 30, seed = 7 }"), true);
    let again = swept(&dataset, &text("{ method = \"random\", n = 30, seed = 7 }"), true);
    let other = swept(&dataset, &text("{ method = \"random\", n = 30, seed = 8 }"), true);
    assert_eq!(some.len(), 30);
    assert_eq!(rows(&some), rows(&again));
    assert_ne!(rows(&some), rows(&other));
    for (row, values) in rows(&some).iter().enumerate() {
        let whole = rows(&grid).iter().position(|other| other == values).expect("of the grid");
        // Another start may be shared by fewer rows.
        if some.start == grid.start {
            assert!(near(some.columns[0][row], grid.columns[0][whole]));
        }
    }
    let all = swept(&dataset, &text("{ method = \"random\", n = 500 }"), true);
    assert_eq!(rows(&all), rows(&grid));
}
