//! What docs/demo-data.md measures of the asset classes, and the ranges that hold them to published figures.

use super::moments::{Moment, correlation, covariance, growth_over, max_drawdown, mean, returns, volatility};
use super::{adj_close, bars, series, shipped};
use rotascope::data::Date;
use rotascope::data::demo::{self, Market, Regime};

/// Each asset class's role and symbol.
pub const CLASSES: [(&str, &str); 11] = [
    ("foreign", "FOREIGN"),
    ("emerging", "EMERGING"),
    ("growth", "GROWTH"),
    ("real_estate", "REAL_ESTATE"),
    ("commodities", "COMMODITIES"),
    ("gold", "GOLD"),
    ("short_bonds", "SHORT_BONDS"),
    ("long_bonds", "LONG_BONDS"),
    ("inflation_linked", "INFLATION"),
    ("corporate", "CORPORATE"),
    ("credit", "CREDIT"),
];

const PAIRS: [(&str, &str); 10] = [
    ("EMERGING", "FOREIGN"),
    ("REAL_ESTATE", "BONDS"),
    ("COMMODITIES", "FOREIGN"),
    ("GOLD", "COMMODITIES"),
    ("GOLD", "INFLATION"),
    ("SHORT_BONDS", "BONDS"),
    ("LONG_BONDS", "BONDS"),
    ("INFLATION", "BONDS"),
    ("CORPORATE", "BONDS"),
    ("CREDIT", "CORPORATE"),
];

/// Correlation of two funds' returns over the sessions that both have; all end on the same day.
fn alike(market: &Market, one: &str, other: &str) -> f64 {
    let (one, other) = (returns(adj_close(market, one)), returns(adj_close(market, other)));
    let common = one.len().min(other.len());
    correlation(&one[one.len() - common..], &other[other.len() - common..])
}

pub fn moments(market: &Market) -> Vec<Moment> {
    let mut moments = Vec::new();
    for (role, symbol) in CLASSES {
        let levels = adj_close(market, symbol);
        let (first, last) = (bars(market, symbol).dates[0], *bars(market, symbol).dates.last().unwrap());
        let years = (last - first).num_days() as f64 / 365.25;
        let spread = volatility(&returns(levels));
        moments.push((format!("{role}: return, % a year"), growth_over(levels, years), 1));
        moments.push((format!("{role}: volatility, %"), spread, 1));
        moments.push((format!("{role}: correlation with large"), alike(market, symbol, "LARGE"), 2));
    }
    for (one, other) in PAIRS {
        moments.push((format!("{one} and {other}: correlation"), alike(market, one, other), 2));
    }
    let slopes = &series(market, "YIELD_CURVE").values;
    let inverted = slopes.iter().filter(|slope| **slope < 0.0).count() as f64 / slopes.len() as f64;
    moments.push(("yield curve: mean, points".to_owned(), mean(slopes), 2));
    moments.push(("yield curve: standard deviation, points".to_owned(), covariance(slopes, slopes).sqrt(), 2));
    moments.push(("yield curve: sessions inverted, %".to_owned(), 100.0 * inverted, 0));
    moments.extend(earnings(market));
    moments
}

/// Of the final figures, but for the revisions: those, of the figures published before.
fn earnings(market: &Market) -> [Moment; 4] {
    let earnings = series(market, "SMALL_EARNINGS");
    let rows: Vec<(Date, f64)> = earnings.dates.iter().copied().zip(earnings.values.iter().copied()).collect();
    let quarters: Vec<&[(Date, f64)]> = rows.chunk_by(|a, b| a.0 == b.0).collect();
    let last: Vec<(Date, f64)> = quarters.iter().filter_map(|rows| rows.last().copied()).collect();
    let levels: Vec<f64> = last.iter().map(|(_, earned)| *earned).collect();
    let years = (last[last.len() - 1].0 - last[0].0).num_days() as f64 / 365.25;
    let revisions: Vec<f64> = quarters.iter().map(|rows| rows[rows.len() - 1].1 / rows[0].1 - 1.0).collect();
    let small = bars(market, "SMALL");
    let price = |end: &Date| small.close[small.dates.partition_point(|date| date <= end) - 1];
    let mut multiples: Vec<f64> = last.iter().map(|(end, earned)| price(end) / earned).collect();
    multiples.sort_by(f64::total_cmp);
    [
        ("small earnings: growth, % a year".to_owned(), growth_over(&levels, years), 1),
        ("small earnings: deepest fall, %".to_owned(), max_drawdown(&levels), 0),
        ("small earnings: size of revisions, %".to_owned(), 100.0 * covariance(&revisions, &revisions).sqrt(), 1),
        ("small: median price / earnings".to_owned(), multiples[multiples.len() / 2], 1),
    ]
}

/// Moments, their ranges, and how many of 100 seeds at least lie in them.
pub const RANGES: [(&str, f64, f64, usize); 50] = [
    ("foreign: return, % a year", -1.0, 16.0, 90),
    ("foreign: volatility, %", 15.0, 22.0, 95),
    ("foreign: correlation with large", 0.80, 0.90, 95),
    ("emerging: return, % a year", -2.0, 20.0, 90),
    ("emerging: volatility, %", 20.0, 29.0, 95),
    ("emerging: correlation with large", 0.74, 0.84, 95),
    ("growth: return, % a year", 0.0, 22.0, 90),
    ("growth: volatility, %", 19.0, 28.0, 95),
    ("growth: correlation with large", 0.82, 0.90, 95),
    ("real_estate: return, % a year", -4.0, 18.0, 90),
    ("real_estate: volatility, %", 20.0, 29.0, 95),
    ("real_estate: correlation with large", 0.69, 0.80, 95),
    ("commodities: return, % a year", -7.0, 10.0, 90),
    ("commodities: volatility, %", 15.0, 20.0, 95),
    ("commodities: correlation with large", 0.36, 0.48, 95),
    ("gold: return, % a year", -2.0, 14.0, 90),
    ("gold: volatility, %", 15.0, 18.5, 95),
    ("gold: correlation with large", 0.00, 0.14, 95),
    ("short_bonds: return, % a year", 1.4, 4.0, 95),
    ("short_bonds: volatility, %", 1.2, 1.6, 100),
    ("short_bonds: correlation with large", -0.20, -0.04, 95),
    ("long_bonds: return, % a year", 2.5, 6.0, 95),
    ("long_bonds: volatility, %", 12.5, 15.0, 100),
    ("long_bonds: correlation with large", -0.25, -0.05, 95),
    ("inflation_linked: return, % a year", 2.5, 5.0, 95),
    ("inflation_linked: volatility, %", 5.8, 7.2, 100),
    ("inflation_linked: correlation with large", -0.05, 0.12, 95),
    ("corporate: return, % a year", 3.2, 6.0, 95),
    ("corporate: volatility, %", 7.4, 10.0, 95),
    ("corporate: correlation with large", 0.22, 0.50, 95),
    ("credit: return, % a year", 4.2, 7.6, 95),
    ("credit: volatility, %", 7.5, 15.0, 95),
    ("credit: correlation with large", 0.56, 0.76, 95),
    ("EMERGING and FOREIGN: correlation", 0.70, 0.90, 95),
    ("REAL_ESTATE and BONDS: correlation", -0.10, 0.10, 95),
    ("COMMODITIES and FOREIGN: correlation", 0.38, 0.56, 95),
    ("GOLD and COMMODITIES: correlation", 0.20, 0.40, 95),
    ("GOLD and INFLATION: correlation", 0.25, 0.45, 95),
    ("SHORT_BONDS and BONDS: correlation", 0.70, 0.80, 100),
    ("LONG_BONDS and BONDS: correlation", 0.88, 0.96, 100),
    ("INFLATION and BONDS: correlation", 0.70, 0.88, 100),
    ("CORPORATE and BONDS: correlation", 0.58, 0.85, 90),
    ("CREDIT and CORPORATE: correlation", 0.40, 0.70, 95),
    ("yield curve: mean, points", 0.3, 2.6, 90),
    ("yield curve: standard deviation, points", 0.9, 2.0, 90),
    ("yield curve: sessions inverted, %", 1.0, 45.0, 90),
    ("small earnings: growth, % a year", 1.0, 20.0, 90),
    ("small earnings: deepest fall, %", -75.0, -18.0, 90),
    ("small earnings: size of revisions, %", 1.2, 1.8, 90),
    ("small: median price / earnings", 15.0, 22.0, 90),
];

/// Their averages over the seeds, where a single history says little.
pub const AVERAGES: [(&str, f64, f64); 12] = [
    ("foreign: return, % a year", 6.5, 9.5),
    ("emerging: return, % a year", 7.5, 11.0),
    ("growth: return, % a year", 9.5, 13.0),
    ("real_estate: return, % a year", 6.5, 10.0),
    ("commodities: return, % a year", 0.0, 3.0),
    ("gold: return, % a year", 5.0, 8.0),
    ("short_bonds: return, % a year", 1.8, 3.0),
    ("long_bonds: return, % a year", 3.3, 4.7),
    ("inflation_linked: return, % a year", 3.0, 4.4),
    ("corporate: return, % a year", 3.9, 5.2),
    ("credit: return, % a year", 4.8, 6.8),
    ("yield curve: sessions inverted, %", 12.0, 24.0),
];

/// Defaults and wider spreads come in bear markets, the way back in recoveries; commodities fall with demand, and gold
/// does not care.
#[test]
fn credit_and_commodities_follow_the_regime_and_gold_does_not() {
    let sessions = shipped();
    // Sums over 20 seeds of the returns in expansions, bear markets and recoveries; and the sessions in each.
    let (mut excess, mut commodities, mut gold, mut days) = ([0.0; 3], [0.0; 3], [0.0; 3], [0.0; 3]);
    for seed in 1..=20 {
        let market = demo::generate(seed, &sessions);
        let since = sessions.len() - bars(&market, "CREDIT").dates.len();
        let of = |symbol: &str| {
            let returns = returns(adj_close(&market, symbol));
            returns[returns.len() + 1 + since - sessions.len()..].to_vec()
        };
        let (credit, bonds, goods, metal) = (of("CREDIT"), of("BONDS"), of("COMMODITIES"), of("GOLD"));
        for (t, regime) in market.regimes[since + 1..].iter().enumerate() {
            let place = *regime as usize;
            days[place] += 1.0;
            excess[place] += credit[t] - bonds[t];
            commodities[place] += goods[t];
            gold[place] += metal[t];
        }
    }
    let a_year = |sums: [f64; 3]| [0, 1, 2].map(|regime| 25_200.0 * sums[regime] / days[regime]);
    let ([calm, bear, recovery], [boom, slump, _]) = (a_year(excess), a_year(commodities));
    assert!(bear < -8.0 && calm > 1.0 && recovery > 4.0, "credit less bonds: {calm}, {bear}, {recovery}");
    assert!(slump < -5.0 && boom > 2.0, "commodities: {boom} in expansions, {slump} in bear markets");
    let gold = a_year(gold);
    assert!(gold.iter().all(|gain| (0.0..13.0).contains(gain)), "gold: {gold:?}");
}

/// Sessions in eighteen months.
const AHEAD: usize = 378;

/// The curve knows nothing of the regime to come; but the bank raises its rate in expansions only, and late in them.
#[test]
fn the_curve_inverts_before_half_of_the_bear_markets_and_less_often_before_other_days() {
    let sessions = shipped();
    let (mut bears, mut warned, mut days, mut inverted) = (0.0, 0.0, 0.0, 0.0);
    for seed in 1..=100 {
        let Market { series: all, regimes, .. } = demo::generate(seed, &sessions);
        let (_, slopes) = all.iter().find(|(name, _)| name == "YIELD_CURVE").unwrap();
        let months: Vec<bool> = slopes.values.windows(21).map(|month| mean(month) < 0.0).collect();
        for t in AHEAD..sessions.len() {
            // Whether the mean of any month within the eighteen before this session was below zero.
            let before = f64::from(u8::from(months[t - AHEAD..=t - 21].contains(&true)));
            if regimes[t] != Regime::Bear {
                days += 1.0;
                inverted += before;
            } else if regimes[t - 1] != Regime::Bear {
                bears += 1.0;
                warned += before;
            }
        }
    }
    let (warned, usual) = (100.0 * warned / bears, 100.0 * inverted / days);
    assert!((42.0..56.0).contains(&warned), "before {warned} % of {bears} bear markets");
    assert!((30.0..40.0).contains(&usual), "before {usual} % of other days");
    let document = include_str!("../../../docs/demo-data.md").replace('\n', " ");
    let shown =
        format!("before {warned:.0} % of the bear markets of seeds 1 to 100, and before {usual:.0} % of the days");
    assert!(document.contains(&shown), "docs/demo-data.md lacks: {shown}");
}
