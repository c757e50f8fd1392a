//! The demo market: what must hold to the digit. Its moments are held to theirs in `ranges`.

mod classes;
mod moments;
mod ranges;

use chrono::{Datelike, NaiveDate, Weekday};
use polars::prelude::{Column, DataFrame, ParquetWriter};
use proptest::prelude::*;
use rotascope::data::demo::{self, Market, Regime};
use rotascope::data::{Bars, Calendar, Dataset, Date, Manifest, Observations};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::Path;

fn day(year: i32, month: u32, day: u32) -> Date {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

/// NYSE's scheduled sessions from `first` to `last`.
fn sessions(first: Date, last: Date) -> Vec<Date> {
    let days = first.iter_days().take_while(|day| *day <= last);
    days.filter(|&day| Calendar::Nyse.schedules(day) == Some(true)).collect()
}

/// Those of the dataset that ships.
fn shipped() -> Vec<Date> {
    demo::sessions()
}

fn bars<'a>(market: &'a Market, symbol: &str) -> &'a Bars {
    let found = market.symbols.iter().find(|(name, _)| name == symbol);
    &found.unwrap_or_else(|| panic!("no {symbol}")).1
}

fn series<'a>(market: &'a Market, name: &str) -> &'a Observations {
    let found = market.series.iter().find(|(series, _)| series == name);
    &found.unwrap_or_else(|| panic!("no {name}")).1
}

fn adj_close<'a>(market: &'a Market, symbol: &str) -> &'a [f64] {
    bars(market, symbol).adj_close.as_deref().unwrap()
}

/// Funds that came to the market later than the rest, and when.
const LATE: [(&str, (i32, u32, u32)); 3] =
    [("EMERGING", (2001, 4, 16)), ("COMMODITIES", (2003, 2, 3)), ("CREDIT", (2004, 4, 12))];

/// The sessions on which a fund trades.
fn since<'a>(symbol: &str, sessions: &'a [Date]) -> &'a [Date] {
    let late = LATE.iter().find(|(late, _)| *late == symbol);
    &sessions[late.map_or(0, |(_, (y, m, d))| sessions.partition_point(|session| *session < day(*y, *m, *d)))..]
}

fn dividend<'a>(market: &'a Market, symbol: &str) -> &'a [f64] {
    bars(market, symbol).dividend.as_deref().unwrap()
}

/// Every price, volume and dividend, bit for bit.
fn digest(market: &Market) -> String {
    let mut hash = Sha256::new();
    for (symbol, bars) in &market.symbols {
        hash.update(symbol);
        for (_, column) in bars.columns() {
            column.iter().for_each(|value| hash.update(value.to_le_bytes()));
        }
    }
    for (name, observations) in &market.series {
        hash.update(name);
        observations.values.iter().for_each(|value| hash.update(value.to_le_bytes()));
        let known = observations.known.iter().flatten();
        known.for_each(|day| hash.update(day.num_days_from_ce().to_le_bytes()));
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Pinned: the shipped market is the same on every machine and with every compiler. A change of the model changes it,
/// and then datasets/demo and docs/demo-data.md are made anew.
#[test]
fn the_shipped_market_is_the_same_everywhere() {
    let market = demo::generate(demo::SEED, &shipped());
    assert_eq!(digest(&market), "b35ef69f6b2add100d2bff087f1a2a052b818311463b89f18d832d7ce99ee160");
}

#[test]
fn the_stored_dataset_is_the_generated_market() {
    let stored = Dataset::open(&Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/demo")).expect("the demo ships");
    let market = demo::generate(demo::SEED, &shipped());
    let Manifest { about, source, roles, groups, .. } = market.manifest;
    let manifest = &stored.manifest;
    assert_eq!((&manifest.about, &manifest.source), (&about, &source));
    assert_eq!((&manifest.roles, &manifest.groups), (&roles, &groups));
    assert_eq!((manifest.symbols.len(), manifest.series.len()), (market.symbols.len(), market.series.len()));
    for (symbol, bars) in &market.symbols {
        assert_eq!(&stored.bars(symbol).unwrap().data, bars, "{symbol}");
    }
    for (name, observations) in &market.series {
        assert_eq!(&stored.observations(name).unwrap().data, observations, "{name}");
    }
}

#[test]
fn another_seed_is_another_market() {
    let sessions = sessions(day(2000, 1, 3), day(2005, 12, 30));
    let markets: Vec<Market> = (1..=8).map(|seed| demo::generate(seed, &sessions)).collect();
    for (symbol, _) in &markets[0].symbols {
        let mut ends: Vec<u64> = markets.iter().map(|market| adj_close(market, symbol)[0].to_bits()).collect();
        ends.sort_unstable();
        ends.dedup();
        assert_eq!(ends.len(), 8, "{symbol} is alike under two seeds");
    }
}

#[test]
fn the_manifest_names_what_was_generated() {
    let Market { manifest, symbols, series, .. } = demo::generate(demo::SEED, &[]);
    assert!(manifest.synthetic && manifest.calendar == Calendar::Nyse);
    assert!(manifest.about.contains("synthetic"), "{}", manifest.about);
    let names = symbols.iter().map(|(name, _)| name).chain(series.iter().map(|(name, _)| name));
    let names: Vec<&str> = names.map(String::as_str).collect();
    let roles: Vec<(&str, &str)> = manifest.roles.iter().map(|(role, name)| (&**role, &**name)).collect();
    let expected = [
        ("balance_sheet", "BALANCE_SHEET"),
        ("bills", "BILLS"),
        ("bonds", "BONDS"),
        ("commodities", "COMMODITIES"),
        ("corporate", "CORPORATE"),
        ("credit", "CREDIT"),
        ("emerging", "EMERGING"),
        ("foreign", "FOREIGN"),
        ("gold", "GOLD"),
        ("growth", "GROWTH"),
        ("inflation_linked", "INFLATION"),
        ("large", "LARGE"),
        ("long_bonds", "LONG_BONDS"),
        ("policy_rate", "POLICY_RATE"),
        ("real_estate", "REAL_ESTATE"),
        ("short_bonds", "SHORT_BONDS"),
        ("small", "SMALL"),
        ("small_earnings", "SMALL_EARNINGS"),
        ("yield_curve", "YIELD_CURVE"),
    ];
    assert_eq!(roles, expected);
    let (sectors, classes) = (manifest.groups["sectors"].symbols(), manifest.groups["asset_classes"].symbols());
    assert_eq!((sectors.len(), classes.len()), (9, 5));
    let named = manifest.roles.values().map(String::as_str).chain(sectors.clone()).chain(classes);
    assert!(named.into_iter().all(|name| names.contains(&name)));
    assert_eq!(names.len(), manifest.roles.len() + sectors.len(), "something has neither role nor group");
}

#[test]
fn without_sessions_every_history_is_empty_and_one_session_is_enough() {
    let none = demo::generate(1, &[]);
    assert!(none.symbols.iter().all(|(_, bars)| bars.dates.is_empty() && bars.close.is_empty()));
    assert!(none.series.iter().all(|(_, observations)| observations.dates.is_empty()));
    let one = demo::generate(1, &[day(2024, 3, 15)]);
    assert!(one.symbols.iter().all(|(_, bars)| bars.close.len() == 1 && bars.dividend == Some(vec![0.0])));
    assert_eq!(series(&one, "POLICY_RATE").dates, [day(2024, 3, 15)]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn bars_hold_together(seed: u64, start in 0i64..9_000, length in 1usize..700) {
        let first = day(2000, 1, 3) + chrono::Days::new(start as u64);
        let sessions: Vec<Date> = sessions(first, day(2030, 1, 1)).into_iter().take(length).collect();
        let market = demo::generate(seed, &sessions);
        prop_assert_eq!(market.regimes.len(), sessions.len());
        for (symbol, bars) in &market.symbols {
            let sessions = since(symbol, &sessions);
            prop_assert_eq!(&bars.dates, sessions, "{}", symbol);
            for (field, column) in bars.columns() {
                prop_assert_eq!(column.len(), sessions.len(), "{} {:?}", symbol, field);
                prop_assert!(column.iter().all(|value| value.is_finite()), "{} {:?}", symbol, field);
            }
            let column = |column: &Option<Vec<f64>>| column.clone().unwrap();
            let (open, high, low) = (column(&bars.open), column(&bars.high), column(&bars.low));
            let (volume, dividend, adjusted) = (column(&bars.volume), column(&bars.dividend), column(&bars.adj_close));
            for t in 0..sessions.len() {
                let close = bars.close[t];
                prop_assert!(0.0 < low[t] && low[t] <= open[t].min(close), "{symbol} {t}");
                prop_assert!(high[t] >= open[t].max(close), "{symbol} {t}");
                for price in [open[t], high[t], low[t], close] {
                    prop_assert_eq!(price, (price * 100.0).round() / 100.0);
                }
                prop_assert!(volume[t] > 0.0 && volume[t].fract() == 0.0, "{symbol} {t} {}", volume[t]);
                prop_assert!(dividend[t] >= 0.0 && (t == 0 || dividend[t] < bars.close[t - 1]));
                prop_assert!(0.0 < adjusted[t] && adjusted[t] <= close, "{symbol} {t}");
            }
        }
    }

    /// Someone who puts each dividend back at the last price less the dividend has the growth of `adj_close`.
    #[test]
    fn adj_close_is_the_value_with_dividends_put_back(seed: u64) {
        let market = demo::generate(seed, &sessions(day(2000, 1, 3), day(2004, 12, 31)));
        for (symbol, bars) in &market.symbols {
            let (adjusted, dividend) = (adj_close(&market, symbol), dividend(&market, symbol));
            let mut shares = 1.0;
            for t in 1..adjusted.len() {
                shares += shares * dividend[t] / (bars.close[t - 1] - dividend[t]);
                let value = shares * bars.close[t] / bars.close[0];
                let stored = adjusted[t] / adjusted[0];
                prop_assert!((value / stored - 1.0).abs() < 1e-9, "{symbol} {t}: {value} {stored}");
            }
            prop_assert_eq!(adjusted.last(), bars.close.last());
            prop_assert_eq!(shares > 1.0, symbol != "GOLD", "{} has paid {}", symbol, shares - 1.0);
        }
    }

    /// Nothing of a day depends on a later one, but the adjustment for dividends.
    #[test]
    fn a_longer_history_begins_with_the_shorter(seed: u64, length in 1usize..1_250) {
        let all = sessions(day(2000, 1, 3), day(2004, 12, 31));
        let (long, short) = (demo::generate(seed, &all), demo::generate(seed, &all[..length]));
        prop_assert_eq!(&long.regimes[..length], &short.regimes[..]);
        for ((symbol, long), (_, short)) in long.symbols.iter().zip(&short.symbols) {
            for ((field, long), (_, short)) in long.columns().into_iter().zip(short.columns()) {
                if field != rotascope::strategy::Field::AdjClose {
                    prop_assert_eq!(&long[..short.len()], short, "{} {:?}", symbol, field);
                }
            }
        }
        for ((name, long), (_, short)) in long.series.iter().zip(&short.series) {
            prop_assert_eq!(&long.values[..short.values.len()], &short.values[..], "{}", name);
            let known = |of: &Observations| of.known.clone().unwrap_or_default();
            prop_assert!(known(long).starts_with(&known(short)), "{}", name);
        }
    }
}

/// Draws belong to dates: one session less leaves the luck of all later ones as it was.
#[test]
fn a_missing_session_does_not_reshuffle_the_rest() {
    let all = sessions(day(2000, 1, 3), day(2004, 12, 31));
    let mut fewer = all.clone();
    fewer.remove(100);
    let (all, fewer) = (demo::generate(3, &all), demo::generate(3, &fewer));
    for symbol in ["LARGE", "SMALL", "ENERGY", "GOLD", "COMMODITIES", "BONDS", "LONG_BONDS", "CREDIT"] {
        let later = |market: &Market| moments::returns(adj_close(market, symbol));
        let (all, fewer) = (later(&all), later(&fewer));
        let common = all.len().min(fewer.len()).min(1_150);
        let alike = moments::correlation(&all[all.len() - common..], &fewer[fewer.len() - common..]);
        assert!(alike > 0.99, "{symbol}: {alike}");
    }
}

#[test]
fn equities_pay_at_third_fridays_of_quarter_ends_and_bonds_and_bills_monthly() {
    let sessions = shipped();
    let market = demo::generate(demo::SEED, &sessions);
    let paid = |symbol: &str| -> Vec<Date> {
        let days = since(symbol, &sessions).iter().zip(dividend(&market, symbol));
        days.filter(|(_, amount)| **amount > 0.0).map(|(date, _)| *date).collect()
    };
    let large = paid("LARGE");
    assert_eq!(large.len(), 100);
    for date in &large {
        // 21 March 2008, a third Friday, was Good Friday.
        let friday = date.weekday() == Weekday::Fri && (15..=21).contains(&date.day());
        assert!(date.month() % 3 == 0 && (friday || *date == day(2008, 3, 24)), "{date}");
    }
    assert_eq!(paid("UTILITIES"), large);
    assert_eq!(paid("REAL_ESTATE"), large);
    assert_eq!(paid("EMERGING"), large[5..], "from June 2001 on");
    let bonds = paid("BONDS");
    assert_eq!(bonds.len(), 12 * 25 - 1, "every month but the first");
    let first_of_month =
        |date: &Date| !sessions.contains(&date.pred_opt().unwrap()) && date.day() <= 4 || date.day() == 1;
    assert!(bonds.iter().all(first_of_month), "{bonds:?}");
    assert_eq!(paid("LONG_BONDS"), bonds);
    assert_eq!(paid("CREDIT"), bonds[51..], "from May 2004 on");
    assert!(paid("BILLS").iter().all(|date| bonds.contains(date)));
}

/// Calendar days' interest at the rate of the day before, less the fee of 0.1 %: through dividends, prices on the cent
/// grid and the adjustment, to half a cent at each end.
#[test]
fn bills_earn_the_policy_rate_less_a_fee() {
    let sessions = shipped();
    for seed in [demo::SEED, 1, 2] {
        let market = demo::generate(seed, &sessions);
        let rates = series(&market, "POLICY_RATE");
        let rate: BTreeMap<Date, f64> = rates.dates.iter().copied().zip(rates.values.iter().copied()).collect();
        let growth: f64 = sessions
            .windows(2)
            .map(|pair| 1.0 + (rate[&pair[0]] - 0.1) / 100.0 * (pair[1] - pair[0]).num_days() as f64 / 365.0)
            .product();
        let adjusted = adj_close(&market, "BILLS");
        let earned = adjusted[adjusted.len() - 1] / adjusted[0];
        assert!((earned / growth - 1.0).abs() < 0.01 / 91.0, "seed {seed}: {earned}, not {growth}");
    }
}

/// Decided on third Wednesdays of eight months, in force from the next day: up in expansions, down in the other regimes.
#[test]
fn the_policy_rate_moves_in_steps_with_the_regime() {
    let sessions = shipped();
    for seed in 1..=20 {
        let market = demo::generate(seed, &sessions);
        let rates = series(&market, "POLICY_RATE");
        assert_eq!(rates.dates.len(), 9_130, "every calendar day");
        assert!(rates.values.iter().all(|rate| *rate >= 0.0 && (rate * 4.0).fract() == 0.0));
        let (mut up, mut down) = (0, 0);
        for (t, pair) in rates.values.windows(2).enumerate().filter(|(_, pair)| pair[0] != pair[1]) {
            let meeting = rates.dates[t];
            assert!(meeting.weekday() == Weekday::Wed && (15..=21).contains(&meeting.day()), "{meeting}");
            assert!([1, 3, 5, 6, 7, 9, 11, 12].contains(&meeting.month()), "{meeting}");
            let regime = market.regimes[sessions.partition_point(|session| *session <= meeting) - 1];
            let change = pair[1] - pair[0];
            match regime {
                Regime::Expansion => assert_eq!(change, 0.25, "seed {seed}, {meeting}"),
                Regime::Bear => assert!((-0.75..0.0).contains(&change), "seed {seed}, {meeting}: {change}"),
                Regime::Recovery => assert_eq!(change, -0.25, "seed {seed}, {meeting}"),
            }
            *if change > 0.0 { &mut up } else { &mut down } += 1;
        }
        assert!(up >= 5 && down >= 5, "seed {seed}: {up} up, {down} down");
    }
}

#[test]
fn the_balance_sheet_is_published_every_wednesday() {
    let market = demo::generate(demo::SEED, &shipped());
    let sheet = series(&market, "BALANCE_SHEET");
    assert_eq!(sheet.dates[0], day(2000, 1, 5));
    assert_eq!(*sheet.dates.last().unwrap(), day(2024, 12, 25), "a holiday is a Wednesday too");
    assert!(sheet.dates.windows(2).all(|pair| (pair[1] - pair[0]).num_days() == 7));
    assert!(sheet.values.iter().all(|value| *value > 0.0 && value.fract() == 0.0));
}

/// What is published is the ten-year yield of the model that moves the bonds, less the rate in force.
#[test]
fn the_yield_curve_is_that_of_the_models_own_rates() {
    let sessions = shipped();
    let market = demo::generate(demo::SEED, &sessions);
    let (slopes, rates) = (series(&market, "YIELD_CURVE"), series(&market, "POLICY_RATE"));
    assert_eq!(slopes.dates, sessions);
    assert!(slopes.values.iter().all(|slope| (slope * 100.0 - (slope * 100.0).round()).abs() < 1e-9));
    let rate: BTreeMap<Date, f64> = rates.dates.iter().copied().zip(rates.values.iter().copied()).collect();
    let ten: Vec<f64> = slopes.dates.iter().zip(&slopes.values).map(|(date, slope)| slope + rate[date]).collect();
    let changes: Vec<f64> = ten.windows(2).map(|pair| (pair[1] - pair[0]) / 100.0).collect();
    for (symbol, duration) in [("BONDS", 5.5), ("LONG_BONDS", 17.0), ("INFLATION", 6.7)] {
        let returns = moments::returns(adj_close(&market, symbol));
        assert!(moments::correlation(&returns, &changes) < -0.8, "{symbol}");
        let felt = -moments::beta(&returns, &changes);
        assert!((0.8..1.05).contains(&(felt / duration)), "{symbol} moves as with a duration of {felt}");
    }
}

/// Quarters' ends, known 45 days later; final when the next figure comes.
#[test]
fn earnings_are_published_late_and_revised_once() {
    let market = demo::generate(demo::SEED, &shipped());
    let earnings = series(&market, "SMALL_EARNINGS");
    assert_eq!(earnings.flaws(), []);
    let known = earnings.known.as_deref().unwrap();
    let rows: Vec<(Date, Date)> = earnings.dates.iter().copied().zip(known.iter().copied()).collect();
    assert_eq!(
        rows[..3],
        [
            (day(2000, 3, 31), day(2000, 5, 15)),
            (day(2000, 3, 31), day(2000, 8, 14)),
            (day(2000, 6, 30), day(2000, 8, 14)),
        ]
    );
    assert_eq!(*rows.last().unwrap(), (day(2024, 9, 30), day(2024, 11, 14)), "the fourth quarter comes in 2025");
    let quarters: Vec<&[(Date, Date)]> = rows.chunk_by(|a, b| a.0 == b.0).collect();
    assert_eq!(quarters.len(), 4 * 25 - 1);
    for pair in quarters.windows(2) {
        let [(end, first), (_, second)] = pair[0] else { panic!("{:?} has other than two vintages", pair[0]) };
        assert_eq!((*first - *end).num_days(), 45, "{end}");
        assert_eq!(*second, pair[1][0].1, "{end} is final with the next quarter's first figure");
    }
    assert!(earnings.values.iter().all(|value| *value > 0.0 && (value * 100.0 - (value * 100.0).round()).abs() < 1e-9));
}

#[test]
fn the_dataset_stays_below_five_megabytes() {
    let market = demo::generate(demo::SEED, &shipped());
    let mut bytes = Vec::new();
    for (_, bars) in &market.symbols {
        let columns = bars.columns().into_iter();
        let columns = columns.map(|(field, column)| Column::new(format!("{field:?}").into(), column));
        let mut frame = DataFrame::new(bars.dates.len(), columns.collect()).unwrap();
        ParquetWriter::new(&mut bytes).finish(&mut frame).unwrap();
    }
    // Dates and the series come on top: well under 1 MB even uncompressed.
    assert!(bytes.len() < 4_000_000, "{} bytes", bytes.len());
}
