//! Every built function against its definition, on daily prices with undefined values at the start and in the middle.

use super::naive::*;
use super::world::Expected;
use crate::random::{World, world};
use proptest::prelude::*;

/// The close of A above 100, undefined elsewhere: a column with holes.
const HOLED: &str = "if(a.close > 100, a.close, 0 / 0)";

fn holed(world: &World) -> Numbers {
    let above = |close: Option<f64>| close.filter(|close| *close > 100.0);
    world.a_close().into_iter().map(above).collect()
}

/// `expression` with its `{x}` spelled out, over a column that is defined throughout, one that begins late, and one with holes.
fn over(world: &World, expression: &str, naive: impl Fn(&Numbers) -> Expected) -> Vec<(String, Expected)> {
    let columns = [("a.close", world.a_close()), ("b.close", world.b_close()), (HOLED, holed(world))];
    let spelled = columns.iter().map(|(text, column)| (expression.replace("{x}", text), naive(column)));
    spelled.collect()
}

/// `{x} > prior({x})`.
fn rises(x: &Numbers) -> Conditions {
    zip(x, &prior(x, 1), |now, before| now > before)
}

fn falls(x: &Numbers) -> Conditions {
    zip(x, &prior(x, 1), |now, before| now < before)
}

fn less(a: &Numbers, b: &Numbers) -> Numbers {
    zip(a, b, |a, b| a - b)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn windows(world in world(90), n in 1..15_usize) {
        let each = [
            over(&world, "sma({x}, n)", |x| sma(x, n).into()),
            over(&world, "sma({x}, n * 2)", |x| sma(x, n * 2).into()),
            over(&world, "ema({x}, n)", |x| ema(x, n).into()),
            over(&world, "highest({x}, n)", |x| highest(x, n).into()),
            over(&world, "highest(prior({x}), n)", |x| highest(&prior(x, 1), n).into()),
            over(&world, "lowest({x}, max(n - 3, 1))", |x| lowest(x, n.saturating_sub(3).max(1)).into()),
            over(&world, "stdev({x}, n + 1)", |x| stdev(x, n + 1).into()),
            over(&world, "sma(sma({x}, n), 2)", |x| sma(&sma(x, n), 2).into()),
            over(&world, "ema({x} - sma({x}, 3), n)", |x| ema(&less(x, &sma(x, 3)), n).into()),
        ];
        world.agrees(&format!("n = {n}"), each.into_iter().flatten().collect())?;
    }

    #[test]
    fn change(world in world(90), n in 1..15_usize, skip in 0..4_usize) {
        let each = [
            over(&world, "prior({x})", |x| prior(x, 1).into()),
            over(&world, "prior({x}, n)", |x| prior(x, n).into()),
            over(&world, "prior({x} > prior({x}), n)", |x| prior(&rises(x), n).into()),
            over(&world, "change({x}, n)", |x| less(x, &prior(x, n)).into()),
            over(&world, "momentum({x}, n)", |x| momentum(x, n, 0).into()),
            over(&world, "momentum({x}, n, skip)", |x| momentum(x, n, skip).into()),
            over(&world, "momentum(skip = skip, n = n, x = {x})", |x| momentum(x, n, skip).into()),
            over(&world, "volatility({x}, n + 1)", |x| volatility(x, n + 1, 252.0).into()),
            over(&world, "peak({x})", |x| peak(x).into()),
            over(&world, "drawdown({x})", |x| below(x, &peak(x)).into()),
            over(&world, "drawdown({x}, n)", |x| below(x, &highest(x, n)).into()),
        ];
        world.agrees(&format!("n = {n}\nskip = {skip}"), each.into_iter().flatten().collect())?;
    }

    #[test]
    fn time(world in world(90), n in 1..15_usize) {
        let each = [
            over(&world, "streak({x} > prior({x}))", |x| streak(&rises(x)).into()),
            over(&world, "count({x} > prior({x}), n)", |x| count(&rises(x), n).into()),
            over(&world, "since({x} > highest(prior({x}), n))", |x| {
                since(&zip(x, &highest(&prior(x, 1), n), |a, b| a > b)).into()
            }),
            over(&world, "latch({x} > sma({x}, n), {x} < prior({x}))", |x| {
                latch(&zip(x, &sma(x, n), |a, b| a > b), &falls(x)).into()
            }),
            over(&world, "crosses_above({x}, sma({x}, n))", |x| crosses_above(x, &sma(x, n)).into()),
            over(&world, "crosses_below({x}, sma({x}, n))", |x| crosses_above(&sma(x, n), x).into()),
            over(&world, "crosses_above({x}, 100)", |x| crosses_above(x, &vec![Some(100.0); x.len()]).into()),
            over(&world, "crosses_below(100, {x})", |x| crosses_above(x, &vec![Some(100.0); x.len()]).into()),
        ];
        let month = world.dates.iter().map(|day| day.format("%m").to_string().parse().ok());
        let month = ("month()".to_owned(), month.collect::<Numbers>().into());
        world.agrees(&format!("n = {n}"), each.into_iter().flatten().chain([month]).collect())?;
    }

    #[test]
    fn arithmetic_and_choice(world in world(60), n in -3..4_i32) {
        let (a, b, holes) = (world.a_close(), world.b_close(), holed(&world));
        let n_ = f64::from(n);
        let each: Vec<(&str, Expected)> = vec![
            ("a.close + b.close", zip(&a, &b, |a, b| a + b).into()),
            ("a.close - b.close * 2", zip(&a, &b, |a, b| a - b * 2.0).into()),
            ("a.close / (a.close - 100)", finite(map(&a, |a| a / (a - 100.0))).into()),
            ("(a.close - 100) ^ 0.5", finite(map(&a, |a| (a - 100.0).sqrt())).into()),
            ("(a.close / 100) ^ n", map(&a, |a| (a / 100.0).powi(n)).into()),
            ("-b.close", map(&b, |b| -b).into()),
            ("-b.close ^ 2", map(&b, |b| -(b * b)).into()),
            ("abs(a.close - b.close)", zip(&a, &b, |a, b| (a - b).abs()).into()),
            ("min(a.close, b.close)", zip(&a, &b, f64::min).into()),
            ("max(a.close, b.close, 100 + n)", zip(&a, &b, |a, b| a.max(b).max(100.0 + n_)).into()),
            ("min(100, n, a.close)", map(&a, |a| a.min(100.0).min(n_)).into()),
            ("if(a.close > b.close, a.close, b.close)", choose(&zip(&a, &b, |a, b| a > b), &a, &b).into()),
            ("if(n > 0, a.close, b.close)", if n > 0 { a.clone() } else { b.clone() }.into()),
            ("stdev(if(n > 9, a.close, 5), 3) + a.close", zip(&a, &sma(&a, 3), |a, _| a).into()),
            ("if(a.close > b.close, a.close > 100, b.close > 100)",
                choose(&zip(&a, &b, |a, b| a > b), &map(&a, |a| a > 100.0), &map(&b, |b| b > 100.0)).into()),
            ("if(a.close > 100, if(0 / 0 > 1, 1 > 0, 1 > 0), a.close > 95)",
                choose(&map(&a, |a| a > 100.0), &vec![None; a.len()], &map(&a, |a| a > 95.0)).into()),
            ("a.close == 100", map(&a, |a| a == 100.0).into()),
            ("a.close != b.close", zip(&a, &b, |a, b| a != b).into()),
            ("b.close <= a.close", zip(&a, &b, |a, b| b <= a).into()),
            ("b.close >= 100 + n", map(&b, |b| b >= 100.0 + n_).into()),
            (HOLED, holes.into()),
        ];
        let each = each.into_iter().map(|(text, expected)| (text.to_owned(), expected));
        world.agrees(&format!("n = {n}"), each.collect())?;
    }
}
