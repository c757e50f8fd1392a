//! Tactical allocations, worked out from their papers' words.

use super::classes::{Class, Classes, Weights, agree, fast_gain, gain, gain_of_four, hold, over_average};
use super::raw::mean;
use chrono::NaiveDate as Date;

pub const FILES: [&str; 11] = [
    "fabers-gtaa",
    "fabers-gtaa-top3",
    "dual-momentum",
    "absolute-momentum",
    "protective-allocation",
    "vigilant-allocation",
    "defensive-allocation",
    "bold-allocation",
    "hybrid-allocation",
    "adaptive-allocation",
    "elastic-allocation",
];

const EXACT: f64 = 1e-12;

fn names(ranked: &[(Class, f64)]) -> Vec<Class> {
    ranked.iter().map(|(class, _)| *class).collect()
}

#[test]
fn five_classes_above_their_averages() {
    agree("fabers-gtaa", "2007-05-31", EXACT, |classes, today| {
        let five = "large foreign bonds real_estate commodities";
        let above = |class: &Class| over_average(&classes.monthly(class, today), 10).is_some_and(|over| over > 0.0);
        let held: Vec<Class> = five.split(' ').filter(above).collect();
        let mut weights = Weights::from([("bills", 1.0 - 0.2 * held.len() as f64)]);
        hold(&mut weights, held, 0.2);
        weights
    });
}

#[test]
fn the_three_strongest_classes() {
    agree("fabers-gtaa-top3", "2007-05-31", EXACT, |classes, today| {
        let eleven = "large growth small foreign emerging bonds corporate long_bonds commodities real_estate gold";
        let mut ranked = classes.ranked(eleven, |class| gain_of_four(&classes.monthly(class, today)));
        ranked.truncate(3);
        let above = |class: &Class| over_average(&classes.monthly(class, today), 10).is_some_and(|over| over > 0.0);
        let held: Vec<Class> = names(&ranked).into_iter().filter(above).collect();
        let mut weights = Weights::from([("bills", 1.0 - held.len() as f64 / 3.0)]);
        hold(&mut weights, held, 1.0 / 3.0);
        weights
    });
}

/// What a class has gained in a year.
fn year(classes: &Classes, class: Class, today: Date) -> f64 {
    gain(&classes.monthly(class, today), 12).expect("a year of months")
}

#[test]
fn shares_against_bills_and_foreign_ones() {
    agree("dual-momentum", "2008-05-30", EXACT, |classes, today| {
        let [large, foreign, bills] = ["large", "foreign", "bills"].map(|class| year(classes, class, today));
        let held = match (large > bills, foreign > large) {
            (false, _) => "bonds",
            (true, true) => "foreign",
            (true, false) => "large",
        };
        Weights::from([(held, 1.0)])
    });
}

#[test]
fn shares_against_bills() {
    agree("absolute-momentum", "2008-05-30", EXACT, |classes, today| {
        let ahead = year(classes, "large", today) > year(classes, "bills", today);
        Weights::from([(if ahead { "large" } else { "bills" }, 1.0)])
    });
}

const RISKY: &str = "large growth small foreign emerging real_estate commodities gold credit corporate long_bonds";

#[test]
fn the_more_fall_the_more_bonds() {
    agree("protective-allocation", "2003-09-30", EXACT, |classes, today| {
        let ranked = classes.ranked(RISKY, |class| over_average(&classes.monthly(class, today), 13));
        let all = ranked.len() as f64;
        let mut rising: Vec<Class> = ranked.iter().filter(|(_, over)| *over > 0.0).map(|(class, _)| *class).collect();
        // All in bonds at half of them, nothing at none: a line between.
        let bonds = ((all - rising.len() as f64) / (all / 2.0)).min(1.0);
        rising.truncate(6);
        let mut weights = Weights::from([("bonds", if rising.is_empty() { 1.0 } else { bonds })]);
        let each = (1.0 - bonds) / rising.len() as f64;
        hold(&mut weights, rising, each);
        weights
    });
}

const REFUGES: &str = "short_bonds bonds corporate";

fn fast(classes: &Classes, today: Date) -> impl Fn(Class) -> Option<f64> {
    move |class| fast_gain(&classes.monthly(class, today))
}

#[test]
fn one_falling_is_enough() {
    agree("vigilant-allocation", "2003-07-31", EXACT, |classes, today| {
        let offence = classes.ranked("large foreign emerging bonds", fast(classes, today));
        let falling = offence.iter().any(|(_, gain)| *gain <= 0.0);
        let best = if falling { classes.ranked(REFUGES, fast(classes, today)) } else { offence };
        Weights::from([(best[0].0, 1.0)])
    });
}

#[test]
fn canaries_decide_how_much_is_at_risk() {
    agree("defensive-allocation", "2004-04-30", EXACT, |classes, today| {
        let canaries = classes.ranked("emerging bonds", fast(classes, today));
        let warnings = canaries.iter().filter(|(_, gain)| *gain <= 0.0).count();
        let mut ranked = classes.ranked(RISKY, fast(classes, today));
        ranked.truncate(6 - 3 * warnings);
        let mut weights = Weights::new();
        hold(&mut weights, names(&ranked), 1.0 / 6.0);
        hold(&mut weights, [classes.ranked(REFUGES, fast(classes, today))[0].0], warnings as f64 / 2.0);
        weights
    });
}

#[test]
fn fast_canaries_and_slow_picks() {
    agree("bold-allocation", "2008-05-30", EXACT, |classes, today| {
        let over = |class| over_average(&classes.monthly(class, today), 13);
        let canaries = classes.ranked("large foreign emerging bonds", fast(classes, today));
        if canaries.iter().all(|(_, gain)| *gain > 0.0) {
            let offence = classes.ranked("growth foreign emerging bonds", over);
            return Weights::from([(offence[0].0, 1.0)]);
        }
        let six = "inflation_linked commodities bills bonds long_bonds corporate";
        let bills = over("bills").expect("a year of bills");
        let mut weights = Weights::new();
        for (class, strength) in classes.ranked(six, over).into_iter().take(3) {
            hold(&mut weights, [if strength < bills { "bills" } else { class }], 1.0 / 3.0);
        }
        weights
    });
}

#[test]
fn inflation_linked_bonds_as_the_canary() {
    agree("hybrid-allocation", "2004-12-31", EXACT, |classes, today| {
        let strength = |class| gain_of_four(&classes.monthly(class, today));
        let cash = classes.ranked("bills bonds", strength)[0].0;
        if strength("inflation_linked").is_some_and(|gain| gain <= 0.0) {
            return Weights::from([(cash, 1.0)]);
        }
        let eight = "large small foreign emerging real_estate commodities bonds long_bonds";
        let mut weights = Weights::new();
        for (class, gain) in classes.ranked(eight, strength).into_iter().take(4) {
            hold(&mut weights, [if gain > 0.0 { class } else { cash }], 0.25);
        }
        weights
    });
}

#[test]
fn gains_that_move_apart_from_the_rest() {
    agree("elastic-allocation", "2008-05-30", 1e-9, |classes, today| {
        let six = "large growth foreign emerging bonds credit";
        let bills = gain_of_four(&classes.monthly("bills", today)).expect("a year of bills");
        let excess = |class| Some(gain_of_four(&classes.monthly(class, today))? - bills);
        let measured = classes.ranked(six, excess);
        let falling = measured.iter().filter(|(_, excess)| *excess <= 0.0).count();
        let crash = falling as f64 / measured.len() as f64;
        let year: Vec<Vec<f64>> = six.split(' ').map(|class| months_back(&classes.monthly(class, today), 12)).collect();
        // A fund that is too young is in the mean from its second month on.
        let index: Vec<f64> = (0..12).map(|back| mean_of(year.iter().filter_map(|own| own.get(back)))).collect();
        let score = |class| {
            let excess = excess(class).filter(|excess| *excess > 0.0)?;
            let own = months_back(&classes.monthly(class, today), 12);
            (own.len() == 12).then(|| (excess * (1.0 - correlation(&own, &index))).sqrt())
        };
        let mut ranked = classes.ranked(six, score);
        ranked.truncate(3);
        let total: f64 = ranked.iter().map(|(_, score)| score).sum();
        let mut weights = Weights::from([("bonds", if ranked.is_empty() { 1.0 } else { crash })]);
        ranked.iter().for_each(|(class, score)| hold(&mut weights, [*class], (1.0 - crash) * score / total));
        weights
    });
}

/// The gains of the last `n` months, the latest first; fewer where the fund is younger.
fn months_back(closes: &[f64], n: usize) -> Vec<f64> {
    closes.windows(2).rev().take(n).map(|pair| pair[1] / pair[0] - 1.0).collect()
}

fn mean_of<'a>(values: impl Iterator<Item = &'a f64>) -> f64 {
    let values: Vec<f64> = values.copied().collect();
    mean(&values)
}

fn covariance(a: &[f64], b: &[f64]) -> f64 {
    let (mean_a, mean_b) = (mean(a), mean(b));
    a.iter().zip(b).map(|(a, b)| (a - mean_a) * (b - mean_b)).sum()
}

fn correlation(a: &[f64], b: &[f64]) -> f64 {
    covariance(a, b) / (covariance(a, a) * covariance(b, b)).sqrt()
}

#[test]
fn the_calmest_mix_of_the_strongest() {
    agree("adaptive-allocation", "2002-01-31", 1e-6, |classes, today| {
        let ten = "large small foreign emerging real_estate commodities gold bonds long_bonds inflation_linked";
        let mut ranked = classes.ranked(ten, |class| gain(classes.daily(class, today), 126));
        ranked.truncate(5);
        let returns: Vec<Vec<f64>> = ranked.iter().map(|(class, _)| returns(classes.daily(class, today), 60)).collect();
        names(&ranked).into_iter().zip(least_variance(&returns)).collect()
    });
}

fn returns(closes: &[f64], n: usize) -> Vec<f64> {
    closes[closes.len() - n - 1..].windows(2).map(|pair| pair[1] / pair[0] - 1.0).collect()
}

/// The weights, none negative, of the least variance: for each choice of the assets that have a weight, those at which all of
/// them have the same covariance with the whole; the best choice whose weights are positive.
fn least_variance(returns: &[Vec<f64>]) -> Vec<f64> {
    let n = returns.len();
    let mut best = (f64::INFINITY, Vec::new());
    for choice in 1..1usize << n {
        let chosen: Vec<usize> = (0..n).filter(|asset| choice >> asset & 1 == 1).collect();
        let rows = chosen.iter().map(|&a| chosen.iter().map(|&b| covariance(&returns[a], &returns[b])).collect());
        let solved = solve(rows.collect());
        // The variance at weights solved / sum is 1 / sum.
        let sum: f64 = solved.iter().sum();
        if solved.iter().all(|weight| *weight > 0.0) && 1.0 / sum < best.0 {
            let mut weights = vec![0.0; n];
            chosen.iter().zip(&solved).for_each(|(&asset, weight)| weights[asset] = weight / sum);
            best = (1.0 / sum, weights);
        }
    }
    best.1
}

/// x of A x = (1, ..., 1), by elimination; A is a covariance, so its diagonal serves as pivots.
fn solve(mut a: Vec<Vec<f64>>) -> Vec<f64> {
    let n = a.len();
    a.iter_mut().for_each(|row| row.push(1.0));
    for pivot in 0..n {
        let row = a[pivot].clone();
        for other in (0..n).filter(|other| *other != pivot) {
            let factor = a[other][pivot] / row[pivot];
            a[other].iter_mut().zip(&row).for_each(|(value, pivot)| *value -= factor * pivot);
        }
    }
    (0..n).map(|row| a[row][n] / a[row][row]).collect()
}
