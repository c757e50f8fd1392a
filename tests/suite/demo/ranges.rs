//! The demo market over many seeds, against the ranges and the tables of docs/demo-data.md.

use super::moments::{Moment, beta, correlation, covariance, growth, mean, moments, returns, volatility};
use super::{adj_close, classes, shipped};
use rotascope::data::demo::{self, Regime};
use std::sync::LazyLock;

const SEEDS: std::ops::RangeInclusive<u64> = 1..=100;

/// One list of moments a seed.
static MANY: LazyLock<Vec<Vec<Moment>>> = LazyLock::new(|| {
    let sessions = shipped();
    SEEDS.map(|seed| moments(&demo::generate(seed, &sessions))).collect()
});

/// The values of one moment over the seeds, ascending.
fn over_seeds(name: &str) -> Vec<f64> {
    let place = MANY[0].iter().position(|moment| moment.0 == name);
    let place = place.unwrap_or_else(|| panic!("no moment called {name}"));
    let mut values: Vec<f64> = MANY.iter().map(|moments| moments[place].1).collect();
    values.sort_by(f64::total_cmp);
    values
}

/// Each moment lies in its range for at least so many of 100 seeds.
#[test]
fn moments_lie_in_their_documented_ranges() {
    let ranges = [
        ("large: return, % a year", 2.0, 18.0, 90),
        ("large: volatility, %", 13.0, 21.0, 95),
        ("large: excess kurtosis, daily", 3.0, 30.0, 95),
        ("large: excess kurtosis, monthly", 0.3, 20.0, 90),
        ("large: skew, monthly", -2.0, 0.3, 85),
        ("large: autocorrelation of r, 1 session", -0.06, 0.06, 95),
        ("large: autocorrelation of abs r, 1 session", 0.15, 0.36, 95),
        ("large: autocorrelation of abs r, 20 sessions", 0.08, 0.30, 95),
        ("large: leverage, corr(r, next r^2)", -0.15, -0.01, 90),
        ("large: maximum drawdown, %", -70.0, -25.0, 80),
        ("large: dividend yield, %", 1.5, 2.3, 95),
        ("large: night's share of variance, %", 27.0, 34.0, 95),
        ("large: range variance / day variance", 0.95, 1.10, 95),
        ("large: autocorrelation of log volume", 0.70, 0.90, 95),
        ("small: volatility, %", 18.0, 26.0, 95),
        ("small: excess kurtosis, daily", 1.5, 20.0, 95),
        ("small: beta", 1.10, 1.20, 95),
        ("small: correlation with large", 0.84, 0.91, 95),
        ("small: own volatility, %", 9.0, 12.5, 95),
        ("small / large: turns of 15 %", 5.0, 20.0, 90),
        ("small: weeks closing above the last 52, %", 5.0, 45.0, 95),
        ("bonds: return, % a year", 2.5, 5.0, 95),
        ("bonds: volatility, %", 4.0, 6.0, 100),
        ("bonds: correlation with large", -0.25, -0.05, 95),
        ("bonds: the same in bear markets", -0.45, -0.15, 95),
        ("bills: return, % a year", 0.8, 4.0, 95),
        ("bills: volatility, %", 0.05, 0.3, 100),
        ("policy rate: mean, %", 1.0, 3.5, 95),
        ("policy rate: highest, %", 3.0, 6.0, 100),
        ("balance sheet: growth, % a year", 4.0, 12.0, 90),
        ("balance sheet: deepest decline, %", -40.0, -2.0, 90),
    ];
    for (name, low, high, least) in ranges.into_iter().chain(classes::RANGES) {
        let values = over_seeds(name);
        let inside = values.iter().filter(|value| (low..=high).contains(*value)).count();
        assert!(inside >= least, "{name}: {inside} of 100 seeds in [{low}, {high}]: {values:?}");
    }

    // Averages, where a single history says little.
    let averages = [
        ("large: return, % a year", 9.0, 12.0),
        ("large: volatility, %", 16.0, 18.0),
        ("large: excess kurtosis, daily", 6.0, 12.0),
        ("large: leverage, corr(r, next r^2)", -0.12, -0.04),
        ("small: return, % a year", 10.0, 13.5),
        ("small: volatility, %", 20.0, 25.0),
        ("small: excess in recoveries, % a year", 3.0, 10.0),
        ("small: variance ratio of own returns, 3 years", 1.1, 1.8),
        ("bonds: return, % a year", 3.2, 4.2),
        ("bonds: volatility, %", 4.0, 6.0),
        ("bonds: correlation with large", -0.20, -0.08),
        ("policy rate: mean, %", 1.9, 2.9),
        ("balance sheet: growth, % a year", 5.0, 10.0),
    ];
    for (name, low, high) in averages.into_iter().chain(classes::AVERAGES) {
        let average = mean(&over_seeds(name));
        assert!((low..=high).contains(&average), "{name}: {average} on average, not in [{low}, {high}]");
    }
}

/// Completed regimes of all seeds: their order, their means, and that hardly any is shorter than a month.
#[test]
fn regimes_follow_their_cycle_and_last_as_documented() {
    let sessions = shipped();
    let mut lengths: [Vec<f64>; 3] = Default::default();
    for seed in SEEDS {
        let regimes = demo::generate(seed, &sessions).regimes;
        let runs: Vec<&[Regime]> = regimes.chunk_by(|a, b| a == b).collect();
        let place = |run: &[Regime]| Regime::CYCLE.iter().position(|regime| *regime == run[0]).unwrap();
        assert!(runs.windows(2).all(|pair| place(pair[1]) == (place(pair[0]) + 1) % 3), "seed {seed}");
        // The first and the last are cut off. Of spells that begin in the first ten years few are.
        let mut begin = 0;
        for (number, run) in runs.iter().enumerate() {
            if number > 0 && begin < 2_520 {
                lengths[place(run)].push(run.len() as f64);
            }
            begin += run.len();
        }
    }
    for (regime, lengths) in Regime::CYCLE.into_iter().zip(lengths) {
        let (average, expected) = (mean(&lengths), regime.mean_sessions());
        assert!(lengths.len() > 150, "{regime:?}: {}", lengths.len());
        assert!((average / expected - 1.0).abs() < 0.12, "{regime:?}: {average}, not {expected}");
        let spread = covariance(&lengths, &lengths).sqrt() / average;
        assert!((0.45..0.7).contains(&spread), "{regime:?}: coefficient of variation {spread}");
        let short = lengths.iter().filter(|length| **length < 21.0).count() as f64 / lengths.len() as f64;
        assert!(short < 0.03, "{regime:?}: {short} are shorter than a month");
    }
}

const SECTORS: [(&str, f64, f64); 9] = [
    ("MATERIALS", 1.05, 12.0),
    ("ENERGY", 1.00, 20.0),
    ("FINANCIALS", 1.12, 12.0),
    ("INDUSTRIALS", 1.02, 8.0),
    ("TECHNOLOGY", 1.22, 11.0),
    ("STAPLES", 0.55, 9.5),
    ("UTILITIES", 0.52, 13.0),
    ("HEALTH", 0.78, 9.5),
    ("DISCRETIONARY", 1.10, 8.5),
];

#[test]
fn sectors_have_their_betas_and_go_their_own_ways() {
    let sessions = shipped();
    let (mut betas, mut volatilities) = ([0.0; 9], [0.0; 9]);
    for seed in 1..=20 {
        let market = demo::generate(seed, &sessions);
        let large = returns(adj_close(&market, "LARGE"));
        let mut own: Vec<Vec<f64>> = Vec::new();
        for (place, (symbol, ..)) in SECTORS.into_iter().enumerate() {
            let sector = returns(adj_close(&market, symbol));
            let b = beta(&sector, &large);
            let rest: Vec<f64> = sector.iter().zip(&large).map(|(sector, large)| sector - b * large).collect();
            betas[place] += b / 20.0;
            volatilities[place] += volatility(&rest) / 20.0;
            own.push(rest);
        }
        for (place, one) in own.iter().enumerate() {
            let alike = own[..place].iter().map(|other| correlation(one, other).abs()).fold(0.0, f64::max);
            assert!(alike < 0.1, "seed {seed}: {} moves with another: {alike}", SECTORS[place].0);
        }
    }
    for (place, (symbol, beta, own)) in SECTORS.into_iter().enumerate() {
        assert!((betas[place] - beta).abs() < 0.02, "{symbol}: beta {}", betas[place]);
        assert!((volatilities[place] / own - 1.0).abs() < 0.05, "{symbol}: own {}", volatilities[place]);
    }
}

/// The tables of realised moments are those of the code.
#[test]
fn the_document_shows_the_realised_moments() {
    let market = demo::generate(demo::SEED, &shipped());
    let mut rows: Vec<(String, String)> = Vec::new();
    for (name, value, decimals) in moments(&market) {
        let values = over_seeds(&name);
        let (low, median, high) = (values[5], values[50], values[94]);
        let seeds = format!("{median:.decimals$} ({low:.decimals$} to {high:.decimals$})");
        rows.push((format!("| {name} |"), format!("| {seeds} | {value:.decimals$} |")));
    }
    let large = returns(adj_close(&market, "LARGE"));
    for (symbol, ..) in SECTORS {
        let levels = adj_close(&market, symbol);
        let sector = returns(levels);
        let (beta, alike) = (beta(&sector, &large), correlation(&sector, &large));
        let (gain, spread) = (growth(levels), volatility(&sector));
        rows.push((format!("| {symbol} |"), format!("| {gain:.1} | {spread:.1} | {beta:.2} | {alike:.2} |")));
    }
    let document = include_str!("../../../docs/demo-data.md");
    let shown =
        |(begin, end): &(String, String)| document.lines().any(|line| line.starts_with(begin) && line.ends_with(end));
    let missing: Vec<String> =
        rows.iter().filter(|row| !shown(row)).map(|row| format!("{} ... {}", row.0, row.1)).collect();
    assert!(missing.is_empty(), "docs/demo-data.md lacks:\n{}", missing.join("\n"));
}
