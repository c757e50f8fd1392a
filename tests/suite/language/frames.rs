//! Weekly, monthly, quarterly and yearly bars, and what is left of them where frames mix.

use super::naive::*;
use super::world::Expected;
use crate::random::{World, world};
use proptest::prelude::*;
use rotascope::strategy::Frame::{self, Monthly, Quarterly, Weekly, Yearly};

/// A daily column put together over each bar.
fn aggregated(daily: &Numbers, bars: &[Bar], f: impl Fn(&[f64]) -> f64) -> Numbers {
    let of = |bar: &Bar| {
        let defined: Vec<f64> = daily[bar.first..=bar.last].iter().flatten().copied().collect();
        (!defined.is_empty()).then(|| f(&defined))
    };
    bars.iter().map(of).collect()
}

fn highest_of(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::MIN, f64::max)
}

fn lowest_of(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::MAX, f64::min)
}

/// The adjusted field: times adjusted close over close.
fn adjusted(world: &World, field: &Numbers) -> Numbers {
    let adj_close = world.of_b(|bars| bars.adj_close.as_deref().unwrap());
    let factor = zip(&adj_close, &world.b_close(), |adjusted, close| adjusted / close);
    zip(field, &factor, |price, factor| price * factor)
}

/// Every field of B in `frame`, read daily.
fn fields(world: &World, frame: Frame) -> Vec<(String, Expected)> {
    let bars = bars(frame, &world.dates);
    let open = world.of_b(|bars| bars.open.as_deref().unwrap());
    let high = world.of_b(|bars| bars.high.as_deref().unwrap());
    let low = world.of_b(|bars| bars.low.as_deref().unwrap());
    let volume = world.of_b(|bars| bars.volume.as_deref().unwrap());
    let dividend = world.of_b(|bars| bars.dividend.as_deref().unwrap());
    let split = world.of_b(|bars| bars.split.as_deref().unwrap());
    let close = world.b_close();
    let first = |values: &[f64]| values[0];
    let last = |values: &[f64]| values[values.len() - 1];
    let sum = |values: &[f64]| values.iter().sum();
    let columns = [
        ("open", aggregated(&open, &bars, first)),
        ("high", aggregated(&high, &bars, highest_of)),
        ("low", aggregated(&low, &bars, lowest_of)),
        ("close", aggregated(&close, &bars, last)),
        ("volume", aggregated(&volume, &bars, sum)),
        ("dividend", aggregated(&dividend, &bars, sum)),
        ("split", aggregated(&split, &bars, |values| values.iter().product())),
        ("adj_open", aggregated(&adjusted(world, &open), &bars, first)),
        ("adj_high", aggregated(&adjusted(world, &high), &bars, highest_of)),
        ("adj_low", aggregated(&adjusted(world, &low), &bars, lowest_of)),
        ("adj_close", aggregated(&adjusted(world, &close), &bars, last)),
    ];
    let read = |(field, column): (&str, Numbers)| {
        let daily = carry(&column, &bars, world.sessions());
        (format!("b.{}.{field}", frame.name()), daily.into())
    };
    columns.into_iter().map(read).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn bars_of_every_frame(world in world(160)) {
        let all = [Frame::Daily, Weekly, Monthly, Quarterly, Yearly];
        world.agrees("", all.into_iter().flat_map(|frame| fields(&world, frame)).collect())?;
    }

    #[test]
    fn mixed_frames(world in world(160), n in 1..4_usize) {
        let sessions = world.sessions();
        let (a, b) = (world.a_close(), world.b_close());
        let (weeks, months) = (bars(Weekly, &world.dates), bars(Monthly, &world.dates));
        let (weekly, monthly) = (sample(&a, &weeks), sample(&a, &months));
        let daily = |coarse: &Numbers, bars: &[Bar]| carry(coarse, bars, sessions);
        let weekly_a = daily(&weekly, &weeks);
        // B's week may begin in its middle: its close is that of the last session that it has.
        let weekly_b = daily(&sample(&b, &weeks), &weeks);
        let spread = zip(&a, &weekly_a, |day, week| day - week);
        let weeks_of_months = sample(&weekly_a, &months);
        let rising = zip(&weekly, &prior(&weekly, 1), |now, before| now > before);
        let each: Vec<(&str, Expected)> = vec![
            ("weekly(a.close)", weekly_a.clone().into()),
            ("weekly(weekly(a.close))", weekly_a.clone().into()),
            ("monthly(a.close > b.close)", carry(&sample(&zip(&a, &b, |a, b| a > b), &months), &months, sessions).into()),
            ("weekly(sma(a.close, n))", daily(&sample(&sma(&a, n), &weeks), &weeks).into()),
            ("sma(a.weekly.close, n)", daily(&sma(&weekly, n), &weeks).into()),
            ("prior(a.weekly.close, n)", daily(&prior(&weekly, n), &weeks).into()),
            ("sma(weekly(sma(a.close, 3)), n)", daily(&sma(&sample(&sma(&a, 3), &weeks), n), &weeks).into()),
            ("volatility(a.weekly.close, n + 1)", daily(&volatility(&weekly, n + 1, 52.0), &weeks).into()),
            ("volatility(a.monthly.close, n + 1)", daily(&volatility(&monthly, n + 1, 12.0), &months).into()),
            ("momentum(a.monthly.close, n, skip = 1)", daily(&momentum(&monthly, n, 1), &months).into()),
            ("streak(a.weekly.close > prior(a.weekly.close))", daily(&streak(&rising), &weeks).into()),
            ("a.close - a.weekly.close", spread.clone().into()),
            // The finer frame rules: windows and earlier bars are counted in sessions.
            ("highest(a.close - a.weekly.close, n)", highest(&spread, n).into()),
            ("prior(a.close - a.weekly.close, n)", prior(&spread, n).into()),
            ("crosses_above(a.close, a.weekly.close)", crosses_above(&a, &weekly_a).into()),
            // A coarser value in a frame between: the month's, as of the week's last session.
            ("a.weekly.close - a.monthly.close", {
                let months_of_weeks = sample(&daily(&monthly, &months), &weeks);
                daily(&zip(&weekly, &months_of_weeks, |week, month| week - month), &weeks).into()
            }),
            ("monthly(a.weekly.close)", daily(&weeks_of_months, &months).into()),
            ("prior(monthly(a.weekly.close), n)", daily(&prior(&weeks_of_months, n), &months).into()),
            ("max(a.close, a.weekly.close, b.weekly.close)", {
                let two = zip(&a, &weekly_a, f64::max);
                zip(&two, &weekly_b, f64::max).into()
            }),
            ("if(a.weekly.close > a.monthly.close, a.close, 0)", {
                // The condition is weekly: the month as of the week's last session.
                let months_of_weeks = sample(&daily(&monthly, &months), &weeks);
                let weekly_c = zip(&weekly, &months_of_weeks, |week, month| week > month);
                choose(&carry(&weekly_c, &weeks, sessions), &a, &vec![Some(0.0); sessions]).into()
            }),
        ];
        let each = each.into_iter().map(|(text, expected)| (text.to_owned(), expected));
        world.agrees(&format!("n = {n}"), each.collect())?;
    }

    #[test]
    fn latches_of_mixed_frames(world in world(160)) {
        let sessions = world.sessions();
        let a = world.a_close();
        let (weeks, months) = (bars(Weekly, &world.dates), bars(Monthly, &world.dates));
        let (weekly, monthly) = (sample(&a, &weeks), sample(&a, &months));
        let rises = |x: &Numbers| zip(x, &prior(x, 1), |now, before| now > before);
        let falls = |x: &Numbers| zip(x, &prior(x, 1), |now, before| now < before);
        let on_week = pulse(&rises(&weekly), &weeks, sessions);
        let off_week = pulse(&falls(&weekly), &weeks, sessions);
        let each: Vec<(&str, Expected)> = vec![
            ("latch(a.weekly.close > prior(a.weekly.close), a.close < prior(a.close))", latch(&on_week, &falls(&a)).into()),
            ("latch(a.close > prior(a.close), a.weekly.close < prior(a.weekly.close))", latch(&rises(&a), &off_week).into()),
            ("latch(a.weekly.close > prior(a.weekly.close), a.weekly.close < prior(a.weekly.close))", {
                carry(&latch(&rises(&weekly), &falls(&weekly)), &weeks, sessions).into()
            }),
            // Monthly in weekly: counted in the week at whose end, or within which, the month was over.
            ("latch(a.monthly.close > prior(a.monthly.close), a.weekly.close < prior(a.weekly.close))", {
                let up = rises(&monthly);
                let over_in = |(index, week): (usize, &Bar)| {
                    let since = if index == 0 { 0 } else { weeks[index - 1].last + 1 };
                    let over = |(up, month): (&Option<bool>, &Bar)| *up == Some(true) && (since..=week.last).contains(&month.known);
                    Some(up.iter().zip(&months).any(over))
                };
                let on: Conditions = weeks.iter().enumerate().map(over_in).collect();
                carry(&latch(&on, &falls(&weekly)), &weeks, sessions).into()
            }),
            // A condition that mixes frames is daily itself: the weekly part counts all week.
            ("latch(a.weekly.close > prior(a.weekly.close) and a.close > 0, a.close < prior(a.close))", {
                latch(&carry(&rises(&weekly), &weeks, sessions), &falls(&a)).into()
            }),
        ];
        let each = each.into_iter().map(|(text, expected)| (text.to_owned(), expected));
        world.agrees("", each.collect())?;
    }
}
