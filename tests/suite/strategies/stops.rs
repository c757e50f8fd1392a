//! Strategies with overlays: their decisions, then what their stops sell, from the vendors' prices alone.

use super::agree::{Derived, Settings, agree, nth_known};
use super::raw::{Fund, Raw, last_of};
use super::{Real, run};
use chrono::NaiveDate as Date;
use rotascope::sim::Reason;

pub const FILES: [&str; 1] = ["momentum-stop-loss"];

/// Whether small caps gained more than large caps over `months` months, at the close of `today`.
fn small_leads(raw: &Raw, months: usize, today: Date) -> bool {
    let gain = |fund: &Fund| {
        let over = raw.months().into_iter().filter(|month| month.known <= today);
        let closes: Vec<f64> = over.filter_map(|month| fund.adjusted_on(month.last)).collect();
        last_of(&closes, months + 1).map_or(f64::NAN, |closes| closes[months] / closes[0])
    };
    gain(&raw.small) > gain(&raw.large)
}

fn stronger<'a>(raw: &'a Raw, settings: &Settings) -> Derived<'a> {
    let months = settings.bars("months");
    Derived {
        ready: nth_known(&raw.months(), raw.small.days[0], months + 1),
        holds: vec![vec![("IWM", 1.0)], vec![("SPY", 1.0)]],
        rule: Box::new(move |today| usize::from(!small_leads(raw, months, today))),
    }
}

/// The closes at which the stop-loss and the trailing stop sell what was chosen: bought at the open after a choice that differs
/// from the one before, sold at the open after the close that is so far below.
fn sold(raw: &Raw, choices: &[(Date, &'static str)], falls: [Option<f64>; 2]) -> Vec<(Date, &'static str, Reason)> {
    let mut found = Vec::new();
    let mut changes: Vec<(Date, &str)> = choices.to_vec();
    changes.dedup_by_key(|(_, symbol)| *symbol);
    for (place, &(decided, symbol)) in changes.iter().enumerate() {
        let fund = if symbol == "IWM" { &raw.small } else { &raw.large };
        let bought = fund.days.partition_point(|day| *day <= decided);
        // Held up to the open after the next choice; a stop at the close of that choice finds it sold anyway.
        let until = changes.get(place + 1).map_or(fund.days[fund.days.len() - 1], |(next, _)| *next);
        let entry = fund.open[bought] * fund.adjusted[bought] / fund.close[bought];
        let mut high = entry;
        for session in bought..fund.days.partition_point(|day| *day <= until) {
            high = high.max(fund.adjusted[session]);
            let below =
                |from: f64, fall: Option<f64>| fall.is_some_and(|fall| fund.adjusted[session] / from - 1.0 <= -fall);
            let reason = match (below(entry, falls[0]), below(high, falls[1])) {
                (true, _) => Reason::StopLoss,
                (false, true) => Reason::TrailingStop,
                (false, false) => continue,
            };
            found.push((fund.days[session], symbol, reason));
            break;
        }
    }
    found
}

#[test]
fn the_stronger_of_two() {
    let cases: &[(&[&str], &str)] = &[
        (&[], "2002-01-31"),
        (&["data.start=1993-01-29"], "2000-11-30"),
        (&["months=12", "trade.decide='weekly'"], "2002-01-04"),
    ];
    agree("momentum-stop-loss", stronger, cases);
}

#[test]
fn sold_where_it_has_fallen() {
    let Some(real) = Real::get() else { return };
    let trailing = "overlays.trailing_stop='8 %'";
    for (sets, falls, least) in [
        (&[][..], [Some(0.1), None], 8),
        (&["overlays.stop_loss='5 %'"][..], [Some(0.05), None], 15),
        (&[trailing, "months=3"][..], [Some(0.1), Some(0.08)], 30),
        (&[trailing, "months=1", "data.start=1993-01-29"][..], [Some(0.1), Some(0.08)], 30),
    ] {
        let (strategy, run) = run("momentum-stop-loss", sets, &real.dataset);
        let symbol = |asset: usize| if strategy.assets[asset].symbol == "IWM" { "IWM" } else { "SPY" };
        let months = strategy.params[0].value as usize;
        let choice = |today: Date| if small_leads(&real.raw, months, today) { "IWM" } else { "SPY" };
        let choices: Vec<(Date, &str)> = run.decisions.iter().map(|(day, _)| (*day, choice(*day))).collect();
        let derived = sold(&real.raw, &choices, falls);
        let stops = run.path.stops.iter();
        let found: Vec<_> =
            stops.map(|stop| (run.dates[stop.session - run.path.first], symbol(stop.asset), stop.reason)).collect();
        assert_eq!(found, derived, "{sets:?}");
        assert!(found.len() >= least, "{sets:?}: {} stops", found.len());
        // And each is sold at the next open, unless the choice of the same close has done so.
        for stop in &run.path.stops {
            let sales =
                run.path.orders.iter().filter(|order| order.asset == stop.asset && order.decided == stop.session);
            let sale = sales.filter(|order| order.value < 0.0).collect::<Vec<_>>();
            assert!(sale.len() == 1 && sale[0].at_open && sale[0].session == stop.session + 1, "{sets:?}: {stop:?}");
            let replaced = run.decisions.iter().any(|(_, decision)| decision.session == stop.session);
            assert!(sale[0].reason == stop.reason || replaced, "{sets:?}: {:?}", sale[0]);
        }
    }
}
