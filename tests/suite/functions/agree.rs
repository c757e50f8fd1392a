//! Each function against a second, naive implementation, on random prices with gaps in them.

use super::{bars, conditions, dataset, naive, numbers, values};
use crate::made::weekdays;
use chrono::Datelike;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rotascope::data::{Calendar, Dataset, Date};
use tempfile::TempDir;

/// Two assets in quarters, so that equal values and flat stretches occur, and a third that says where x and y have gaps.
struct World {
    dataset: Dataset,
    _folder: TempDir,
    dates: Vec<Date>,
    high: Vec<f64>,
    low: Vec<f64>,
    close: Vec<f64>,
    x: Vec<f64>,
    y: Vec<f64>,
}

const SETTING: &str = "
[signals]
x = \"if(GAPS.open > 1, P.close, 0 / 0)\"
y = \"if(GAPS.close > 1, O.close, 0 / 0)\"
c = \"x > prior(x, 2) and y > prior(y, 3)\"
";

impl World {
    fn new(seed: u64) -> World {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        // It ends inside a week and inside a month.
        let dates = weekdays("2018-01-01", 418);
        let mut quarters = |most: i32| f64::from(rng.random_range(-most..=most)) / 4.0;
        let mut walk = |start: f64| -> Vec<[f64; 4]> {
            let mut level = start;
            let bar = |_: &Date| {
                let open = (level + quarters(2)).max(1.0);
                level = (open + quarters(4)).max(1.0);
                let (up, down) = (quarters(3).abs(), quarters(3).abs());
                [open, open.max(level) + up, (open.min(level) - down).max(0.25), level]
            };
            dates.iter().map(bar).collect()
        };
        let (p, o) = (walk(40.0), walk(30.0));
        let column = |bars: &[[f64; 4]], place: usize| -> Vec<f64> { bars.iter().map(|bar| bar[place]).collect() };
        let columns = |bars: &[[f64; 4]]| [0, 1, 2, 3].map(|place| column(bars, place));
        let [open, high, low, close] = columns(&p);
        let [other_open, other_high, other_low, other] = columns(&o);
        let mut there =
            || -> Vec<f64> { dates.iter().map(|_| if rng.random_range(0..30) == 0 { 1.0 } else { 2.0 }).collect() };
        let (gap_x, gap_y) = (there(), there());
        let masked = |values: &[f64], gaps: &[f64]| -> Vec<f64> {
            values.iter().zip(gaps).map(|(value, gap)| if *gap > 1.0 { *value } else { f64::NAN }).collect()
        };
        let top = vec![2.0; dates.len()];
        let bottom = vec![1.0; dates.len()];
        let symbols = vec![
            ("P", bars(&dates, [&open, &high, &low, &close])),
            ("O", bars(&dates, [&other_open, &other_high, &other_low, &other])),
            ("GAPS", bars(&dates, [&gap_x, &top, &bottom, &gap_y])),
        ];
        let (dataset, folder) = dataset(Calendar::Weekdays, symbols);
        let (x, y) = (masked(&close, &gap_x), masked(&other, &gap_y));
        World { dataset, _folder: folder, dates, high, low, close, x, y }
    }

    /// x > prior(x, 2) and y > prior(y, 3), Kleene's.
    fn c(&self) -> Vec<Option<bool>> {
        let compare = |a: f64, b: f64| (!a.is_nan() && !b.is_nan()).then_some(a > b);
        let before =
            |values: &[f64], bar: usize, n: usize| bar.checked_sub(n).map_or(f64::NAN, |before| values[before]);
        let at = |bar: usize| {
            let (x, y) = (&self.x, &self.y);
            match (compare(x[bar], before(x, bar, 2)), compare(y[bar], before(y, bar, 3))) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                _ => None,
            }
        };
        (0..self.x.len()).map(at).collect()
    }

    fn agrees(&self, cases: &[(String, Vec<f64>)]) {
        let expressions: Vec<&str> = cases.iter().map(|(expression, _)| expression.as_str()).collect();
        for (found, (expression, expected)) in values(&self.dataset, SETTING, &expressions).iter().zip(cases) {
            let found = numbers(found);
            assert_eq!(found.len(), expected.len());
            let defined = expected.iter().filter(|value| !value.is_nan()).count();
            assert!(defined > 40, "{expression} is defined {defined} times only: this test says nothing");
            for (bar, (found, expected)) in found.iter().zip(expected).enumerate() {
                let near = (found - expected).abs() <= 1e-9 * expected.abs().max(1.0);
                let same = near || found.is_nan() && expected.is_nan();
                assert!(same, "{expression} at bar {bar}: {found}, expected {expected}");
            }
        }
    }

    /// A coarser value at each session: that of the last bar which ended by then.
    fn carried(&self, ends: &[usize], coarse: &[f64]) -> Vec<f64> {
        let at = |bar: usize| ends.iter().rposition(|end| *end <= bar).map_or(f64::NAN, |period| coarse[period]);
        (0..self.dates.len()).map(at).collect()
    }
}

fn each_world(check: impl Fn(&World)) {
    (1..=3).for_each(|seed| check(&World::new(seed)));
}

#[test]
fn windows() {
    each_world(|world| {
        let x = &world.x;
        let mut cases = Vec::new();
        for n in [1, 2, 3, 10, 21] {
            let weights: Vec<f64> = (1..=n).map(|weight| weight as f64).collect();
            let weighted = |window: &[f64]| {
                window.iter().zip(&weights).map(|(value, weight)| value * weight).sum::<f64>()
                    / weights.iter().sum::<f64>()
            };
            let share = |window: &[f64]| {
                let above = window.iter().filter(|value| **value > window[n - 1]).count();
                1.0 - above as f64 / n as f64
            };
            let middle = |window: &[f64]| {
                let mut sorted = window.to_vec();
                sorted.sort_by(|a, b| b.total_cmp(a));
                (sorted[(n - 1) / 2] + sorted[n / 2]) / 2.0
            };
            cases.push((format!("wma(x, {n})"), naive::windows(x, n, weighted)));
            cases.push((format!("sum(x, {n})"), naive::windows(x, n, |window| window.iter().rev().sum())));
            cases.push((format!("percentile(x, {n})"), naive::windows(x, n, share)));
            cases.push((format!("median(x, {n})"), naive::windows(x, n, middle)));
        }
        world.agrees(&cases);
    });
}

#[test]
fn deviations_and_lines() {
    each_world(|world| {
        let (x, y) = (&world.x, &world.y);
        let mut cases = Vec::new();
        for n in [2, 3, 10, 21] {
            let score = |window: &[f64]| match naive::varies(window) {
                true => (window[n - 1] - naive::mean(window)) / naive::covariance(window, window).sqrt(),
                false => f64::NAN,
            };
            let beta = |a: &[f64], b: &[f64]| match naive::varies(b) {
                true => naive::covariance(a, b) / naive::covariance(b, b),
                false => f64::NAN,
            };
            cases.push((format!("zscore(x, {n})"), naive::windows(x, n, score)));
            cases.push((format!("slope(x, {n})"), naive::windows(x, n, naive::slope)));
            cases.push((format!("r2(x, {n})"), naive::windows(x, n, naive::r2)));
            cases.push((format!("corr(x, y, {n})"), naive::pairs(x, y, n, naive::correlation)));
            cases.push((format!("beta(x, y, {n})"), naive::pairs(x, y, n, beta)));
        }
        world.agrees(&cases);
    });
}

#[test]
fn change() {
    each_world(|world| {
        let World { x, high, low, close, .. } = world;
        let mut cases = vec![("momentum13612(x)".to_owned(), naive::momentum13612(x))];
        for n in [1, 2, 5, 14] {
            cases.push((format!("rsi(x, {n})"), naive::rsi(x, n)));
            cases.push((format!("atr(P, {n})"), naive::atr(high, low, close, n)));
            let (fast, slow) = (naive::ema(x, n), naive::ema(x, 2 * n));
            let difference = fast.iter().zip(&slow).map(|(fast, slow)| fast - slow).collect();
            cases.push((format!("macd(x, {n}, {})", 2 * n), difference));
        }
        let macd: Vec<f64> = naive::ema(x, 3).iter().zip(&naive::ema(x, 7)).map(|(fast, slow)| fast - slow).collect();
        cases.push(("ema(macd(x, 3, 7), 4)".to_owned(), naive::ema(&macd, 4)));
        world.agrees(&cases);
    });
}

#[test]
fn coarser_frames() {
    each_world(|world| {
        let World { dates, high, low, close, .. } = world;
        let followed = |bar: &usize, same: &dyn Fn(Date, Date) -> bool| {
            dates.get(bar + 1).is_some_and(|next| !same(dates[*bar], *next))
        };
        let ends = |same: &dyn Fn(Date, Date) -> bool| -> Vec<usize> {
            (0..dates.len()).filter(|bar| followed(bar, same)).collect()
        };
        let weeks = ends(&|a, b| a.iso_week() == b.iso_week());
        let months = ends(&|a, b| (a.year(), a.month()) == (b.year(), b.month()));
        let best = |values: &[f64], pick: fn(f64, f64) -> f64| -> Vec<f64> {
            let first = |week: usize| week.checked_sub(1).map_or(0, |before| weeks[before] + 1);
            let of = |week: usize| values[first(week)..=weeks[week]].iter().copied().reduce(pick);
            (0..weeks.len()).map(|week| of(week).expect("a week has a session")).collect()
        };
        let at = |ends: &[usize]| -> Vec<f64> { ends.iter().map(|end| close[*end]).collect() };
        let range = naive::atr(&best(high, f64::max), &best(low, f64::min), &at(&weeks), 5);
        let yearly = naive::momentum13612(&at(&months));
        let pivots = naive::pivot_high(&best(high, f64::max), 2, 1);
        world.agrees(&[
            ("atr(P.weekly, 5)".to_owned(), world.carried(&weeks, &range)),
            ("momentum13612(P.monthly.close)".to_owned(), world.carried(&months, &yearly)),
            ("pivot_high(P.weekly.high, 2, 1)".to_owned(), world.carried(&weeks, &pivots)),
        ]);
    });
}

#[test]
fn levels_and_arithmetic() {
    each_world(|world| {
        let x = &world.x;
        let each = |f: &dyn Fn(f64) -> f64| -> Vec<f64> { x.iter().map(|value| f(*value)).collect() };
        let moved = |f: fn(f64) -> f64| -> Vec<f64> {
            naive::steps(x, |now, before| Some(f(now - before)).filter(|value| value.is_finite()).unwrap_or(f64::NAN))
        };
        let mut cases = vec![
            ("log(change(x, 1))".to_owned(), moved(f64::ln)),
            ("sqrt(change(x, 1))".to_owned(), moved(f64::sqrt)),
            ("exp(change(x, 1) * 1000)".to_owned(), moved(|change| (change * 1000.0).exp())),
            ("exp(x / 100)".to_owned(), each(&|x| (x / 100.0).exp())),
            ("clip(x, 38, 41)".to_owned(), each(&|x| x.clamp(38.0, 41.0))),
            ("clip(x, 41, 38)".to_owned(), each(&|x| if x.is_nan() { x } else { 38.0 })),
            // Quarters: halves of the step are exact.
            ("round_level(x, 0.5)".to_owned(), each(&|x| (x * 2.0 + 0.5).floor() / 2.0)),
            ("round_level(-x, 2.5)".to_owned(), each(&|x| -((x / 2.5 + 0.5).floor() * 2.5))),
        ];
        for (left, right) in [(1, 1), (3, 2), (2, 5)] {
            cases.push((format!("pivot_high(x, {left}, {right})"), naive::pivot_high(x, left, right)));
        }
        world.agrees(&cases);
    });
}

#[test]
fn conditions_over_time() {
    each_world(|world| {
        let c = world.c();
        assert!(c.contains(&None) && c.contains(&Some(true)));
        let lengths = [1, 2, 5, 13];
        let expressions: Vec<String> =
            lengths.iter().flat_map(|n| [format!("at_least(c, {n})"), format!("cooldown(c, {n})")]).collect();
        let expressions: Vec<&str> = expressions.iter().map(String::as_str).collect();
        let found = values(&world.dataset, SETTING, &expressions);
        for (pair, n) in found.chunks(2).zip(lengths) {
            assert_eq!(conditions(&pair[0]), naive::at_least(&c, n), "at_least {n}");
            assert_eq!(conditions(&pair[1]), naive::cooldown(&c, n), "cooldown {n}");
        }
    });
}
