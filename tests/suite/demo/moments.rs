//! What docs/demo-data.md measures of a market, by its own arithmetic.

use super::{adj_close, bars, dividend, series};
use chrono::Datelike;
use rotascope::data::demo::{Market, Regime};

pub fn returns(levels: &[f64]) -> Vec<f64> {
    levels.windows(2).map(|pair| pair[1] / pair[0] - 1.0).collect()
}

pub fn mean(x: &[f64]) -> f64 {
    x.iter().sum::<f64>() / x.len() as f64
}

pub fn covariance(x: &[f64], y: &[f64]) -> f64 {
    let (mx, my) = (mean(x), mean(y));
    x.iter().zip(y).map(|(x, y)| (x - mx) * (y - my)).sum::<f64>() / x.len() as f64
}

pub fn correlation(x: &[f64], y: &[f64]) -> f64 {
    covariance(x, y) / (covariance(x, x) * covariance(y, y)).sqrt()
}

pub fn beta(x: &[f64], market: &[f64]) -> f64 {
    covariance(x, market) / covariance(market, market)
}

/// Of daily returns, a year, in percent.
pub fn volatility(x: &[f64]) -> f64 {
    100.0 * (252.0 * covariance(x, x)).sqrt()
}

fn standardised(x: &[f64], power: i32) -> f64 {
    let (m, sd) = (mean(x), covariance(x, x).sqrt());
    x.iter().map(|x| ((x - m) / sd).powi(power)).sum::<f64>() / x.len() as f64
}

/// Correlation of `x` with `y` so many sessions later.
fn later(x: &[f64], y: &[f64], lag: usize) -> f64 {
    correlation(&x[..x.len() - lag], &y[lag..])
}

/// In percent, negative.
pub fn max_drawdown(levels: &[f64]) -> f64 {
    let mut peak = 0.0_f64;
    let drawdowns = levels.iter().map(|level| {
        peak = peak.max(*level);
        level / peak - 1.0
    });
    100.0 * drawdowns.fold(0.0, f64::min)
}

/// Percent a year over the 25 years.
pub fn growth(levels: &[f64]) -> f64 {
    growth_over(levels, 25.0)
}

pub fn growth_over(levels: &[f64], years: f64) -> f64 {
    100.0 * ((levels[levels.len() - 1] / levels[0]).powf(1.0 / years) - 1.0)
}

/// The last element of each period, by a key that changes with it.
fn ends<K: PartialEq>(market: &Market, levels: &[f64], key: impl Fn(&chrono::NaiveDate) -> K) -> Vec<f64> {
    let dates = &bars(market, "LARGE").dates;
    let last = |t: &usize| t + 1 == dates.len() || key(&dates[*t]) != key(&dates[t + 1]);
    (0..dates.len()).filter(last).map(|t| levels[t]).collect()
}

/// How often the ratio turned by 15 %.
fn turns(ratio: &[f64]) -> usize {
    let (mut low, mut high, mut rising, mut turns) = (ratio[0], ratio[0], None, 0);
    for &x in ratio {
        (low, high) = (low.min(x), high.max(x));
        if rising != Some(true) && x > low * 1.15 {
            (rising, high, turns) = (Some(true), x, turns + 1);
        } else if rising != Some(false) && x < high * 0.85 {
            (rising, low, turns) = (Some(false), x, turns + 1);
        }
    }
    turns
}

/// Variance a session of sums over three years, to that of sums over a month: above 1 where leads last (Lo and MacKinlay 1988).
fn variance_ratio(x: &[f64]) -> f64 {
    let mut sums = vec![0.0];
    sums.extend(x.iter().scan(0.0, |sum, x| {
        *sum += x;
        Some(*sum)
    }));
    let variance = |span: usize| {
        let changes: Vec<f64> = sums.iter().zip(&sums[span..]).map(|(from, to)| to - from).collect();
        covariance(&changes, &changes) / span as f64
    };
    variance(756) / variance(21)
}

/// A moment: its name in the documents, its value, and the decimals it is printed with.
pub type Moment = (String, f64, usize);

pub fn moments(market: &Market) -> Vec<Moment> {
    let adjusted = |symbol| adj_close(market, symbol);
    let (large, small) = (returns(adjusted("LARGE")), returns(adjusted("SMALL")));
    let (bonds, bills) = (returns(adjusted("BONDS")), returns(adjusted("BILLS")));
    let monthly = returns(&ends(market, adjusted("LARGE"), |date| date.month()));
    let size: Vec<f64> = large.iter().map(|r| r.abs()).collect();
    let squared: Vec<f64> = large.iter().map(|r| r * r).collect();
    let during = |regime: Regime, x: &[f64]| -> Vec<f64> {
        let days = market.regimes[1..].iter().zip(x);
        days.filter(|(day, _)| **day == regime).map(|(_, x)| *x).collect()
    };

    let quotes = bars(market, "LARGE");
    let (open, close) = (quotes.open.as_deref().unwrap(), &quotes.close);
    let (high, low) = (quotes.high.as_deref().unwrap(), quotes.low.as_deref().unwrap());
    let nights: Vec<f64> = close.iter().zip(&open[1..]).map(|(close, open)| open / close - 1.0).collect();
    let days: Vec<f64> = open.iter().zip(close).map(|(open, close)| close / open - 1.0).collect();
    let (night, day) = (covariance(&nights, &nights), covariance(&days, &days));
    let ranges: Vec<f64> = high.iter().zip(low).map(|(high, low)| (high / low).ln().powi(2)).collect();
    let parkinson = mean(&ranges) / (4.0 * 2.0_f64.ln());
    let volumes: Vec<f64> = quotes.volume.as_deref().unwrap().iter().map(|volume| volume.ln()).collect();

    let b = beta(&small, &large);
    let own: Vec<f64> = small.iter().zip(&large).map(|(small, large)| small - b * large).collect();
    let ratio: Vec<f64> = adjusted("SMALL").iter().zip(adjusted("LARGE")).map(|(small, large)| small / large).collect();
    let weekly = ends(market, &bars(market, "SMALL").close, |date| date.iso_week());
    let breakouts = weekly.windows(53).filter(|year| year[..52].iter().all(|week| week < &year[52])).count();
    let yields = |symbol| {
        100.0 / 25.0 * dividend(market, symbol).iter().zip(&bars(market, symbol).close).map(|(d, c)| d / c).sum::<f64>()
    };

    let rates = &series(market, "POLICY_RATE").values;
    let sheet = &series(market, "BALANCE_SHEET").values;
    let year_growth = |year: &[f64]| 100.0 * (year[52] / year[0] - 1.0);
    let known = [
        ("large: return, % a year", growth(adjusted("LARGE")), 1),
        ("large: volatility, %", volatility(&large), 1),
        ("large: excess kurtosis, daily", standardised(&large, 4) - 3.0, 1),
        ("large: excess kurtosis, monthly", standardised(&monthly, 4) - 3.0, 1),
        ("large: skew, daily", standardised(&large, 3), 2),
        ("large: skew, monthly", standardised(&monthly, 3), 2),
        ("large: autocorrelation of r, 1 session", later(&large, &large, 1), 2),
        ("large: autocorrelation of abs r, 1 session", later(&size, &size, 1), 2),
        ("large: autocorrelation of abs r, 20 sessions", later(&size, &size, 20), 2),
        ("large: leverage, corr(r, next r^2)", later(&large, &squared, 1), 2),
        ("large: maximum drawdown, %", max_drawdown(adjusted("LARGE")), 0),
        ("large: dividend yield, %", yields("LARGE"), 1),
        ("large: night's share of variance, %", 100.0 * night / (night + day), 0),
        ("large: range variance / day variance", parkinson / day, 2),
        ("large: autocorrelation of log volume", later(&volumes, &volumes, 1), 2),
        ("small: return, % a year", growth(adjusted("SMALL")), 1),
        ("small: volatility, %", volatility(&small), 1),
        ("small: excess kurtosis, daily", standardised(&small, 4) - 3.0, 1),
        ("small: beta", b, 2),
        ("small: correlation with large", correlation(&small, &large), 2),
        ("small: own volatility, %", volatility(&own), 1),
        ("small: maximum drawdown, %", max_drawdown(adjusted("SMALL")), 0),
        ("small: excess in recoveries, % a year", 25_200.0 * mean(&during(Regime::Recovery, &own)), 1),
        ("small: variance ratio of own returns, 3 years", variance_ratio(&own), 2),
        ("small / large: turns of 15 %", turns(&ratio) as f64, 0),
        ("small: weeks closing above the last 52, %", 100.0 * breakouts as f64 / (weekly.len() - 52) as f64, 0),
        ("bonds: return, % a year", growth(adjusted("BONDS")), 1),
        ("bonds: volatility, %", volatility(&bonds), 1),
        ("bonds: correlation with large", correlation(&bonds, &large), 2),
        (
            "bonds: the same in bear markets",
            correlation(&during(Regime::Bear, &bonds), &during(Regime::Bear, &large)),
            2,
        ),
        ("bonds: maximum drawdown, %", max_drawdown(adjusted("BONDS")), 0),
        ("bills: return, % a year", growth(adjusted("BILLS")), 1),
        ("bills: volatility, %", volatility(&bills), 2),
        ("policy rate: mean, %", mean(rates), 1),
        ("policy rate: highest, %", rates.iter().copied().fold(0.0, f64::max), 2),
        ("balance sheet: growth, % a year", growth(sheet), 1),
        ("balance sheet: fastest year, %", sheet.windows(53).map(year_growth).fold(0.0, f64::max), 0),
        ("balance sheet: deepest decline, %", max_drawdown(sheet), 0),
    ];
    let known = known.into_iter().map(|(name, value, decimals)| (name.to_owned(), value, decimals));
    known.chain(super::classes::moments(market)).collect()
}
