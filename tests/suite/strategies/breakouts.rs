//! Small caps above resistance, alone and with each condition.

use super::agree::{Derived, Settings, agree, nth_known};
use super::raw::{Period, Raw, last_of, mean, switched};
use chrono::NaiveDate as Date;

pub const FILES: [&str; 5] =
    ["small-cap-breakout", "size-rotation-sweep", "breakout-easing", "breakout-liquidity", "breakout-not-stretched"];

const SMALL: [(&str, f64); 1] = [("IWM", 1.0)];
const LARGE: [(&str, f64); 1] = [("SPY", 1.0)];

pub struct Breakout {
    pub weeks: Vec<Period>,
    pub lookback: usize,
    pub in_a_row: usize,
    pub trend: usize,
}

impl Breakout {
    fn new(raw: &Raw, settings: &Settings) -> Breakout {
        Breakout {
            weeks: raw.weeks(),
            lookback: settings.bars("lookback"),
            in_a_row: settings.bars("weeks"),
            trend: settings.bars("trend"),
        }
    }

    /// Resistance looks at the weeks before the one that breaks it; a streak needs no history, one week may be its first.
    fn ready(&self, raw: &Raw) -> Date {
        nth_known(&self.weeks, raw.small.days[0], (self.lookback + 1).max(self.trend))
    }

    /// Whether the last of `closes` is above each of the `lookback` before it.
    fn above(&self, closes: &[f64]) -> bool {
        let Some((close, before)) = closes.split_last() else {
            return false;
        };
        last_of(before, self.lookback).is_some_and(|before| before.iter().all(|earlier| close > earlier))
    }

    fn broken(&self, closes: &[f64]) -> bool {
        let average = last_of(closes, self.trend).map(mean);
        average.is_some_and(|average| closes[closes.len() - 1] < average)
    }

    pub fn holds(&self, raw: &Raw, today: Date) -> bool {
        let closes = raw.small.closes_of(&self.weeks, today);
        let Some(now) = closes.len().checked_sub(1) else {
            return false;
        };
        let out = |week: usize| (0..self.in_a_row).all(|back| week >= back && self.above(&closes[..=week - back]));
        switched(now, out, |week| self.broken(&closes[..=week]))
    }
}

fn breakout<'a>(raw: &'a Raw, settings: &Settings) -> Derived<'a> {
    let breakout = Breakout::new(raw, settings);
    Derived {
        ready: breakout.ready(raw),
        holds: vec![SMALL.to_vec(), LARGE.to_vec()],
        rule: Box::new(move |today| usize::from(!breakout.holds(raw, today))),
    }
}

fn easing<'a>(raw: &'a Raw, settings: &Settings) -> Derived<'a> {
    let breakout = Breakout::new(raw, settings);
    let (smooth, horizon, cut) = (settings.bars("smooth"), settings.bars("horizon"), settings.number("cut"));
    // The rate is older than the sessions, so that it only waits for these.
    let enough = raw.sessions()[smooth + horizon - 1];
    let falling = move |today: Date| {
        let place = raw.sessions().partition_point(|&session| session < today);
        let level = |end: usize| {
            let sessions = &raw.sessions()[end + 1 - smooth..=end];
            let known = sessions.iter().map(|&session| raw.known(&raw.policy_rate, 1, session));
            mean(&known.collect::<Option<Vec<f64>>>().expect("the rate is older than the sessions"))
        };
        level(place) - level(place - horizon) <= -cut
    };
    Derived {
        ready: breakout.ready(raw).max(enough),
        holds: vec![SMALL.to_vec(), LARGE.to_vec()],
        rule: Box::new(move |today| usize::from(!(breakout.holds(raw, today) && falling(today)))),
    }
}

fn liquidity<'a>(raw: &'a Raw, settings: &Settings) -> Derived<'a> {
    let breakout = Breakout::new(raw, settings);
    let horizon = settings.bars("horizon");
    let sheet = move |week: &Period| raw.known(&raw.balance_sheet, 2, week.last);
    let begins = breakout.weeks.iter().find(|week| sheet(week).is_some()).expect("a balance sheet");
    let enough = nth_known(&breakout.weeks, begins.last, horizon + 1);
    let growing = move |weeks: &[Period], today: Date| {
        let over = weeks.partition_point(|week| week.known <= today);
        let then = over.checked_sub(1 + horizon).and_then(|then| sheet(&weeks[then]));
        then.is_some_and(|then| sheet(&weeks[over - 1]).is_some_and(|now| now >= then))
    };
    Derived {
        ready: breakout.ready(raw).max(enough),
        holds: vec![SMALL.to_vec(), LARGE.to_vec()],
        rule: Box::new(move |today| usize::from(!(breakout.holds(raw, today) && growing(&breakout.weeks, today)))),
    }
}

fn not_stretched<'a>(raw: &'a Raw, settings: &Settings) -> Derived<'a> {
    let breakout = Breakout::new(raw, settings);
    let (days, limit, calm) = (settings.bars("days"), settings.number("limit"), settings.number("calm"));
    let stretched = move |today: Date| {
        let closes = raw.small.closes(today);
        let stretch = |session: usize| {
            let average = last_of(&closes[..=session], days).map(mean);
            average.map_or(f64::NAN, |average| closes[session] / average - 1.0)
        };
        let Some(now) = closes.len().checked_sub(1) else {
            return false;
        };
        switched(now, |session| stretch(session) > limit, |session| stretch(session) <= calm)
    };
    Derived {
        ready: breakout.ready(raw).max(raw.small.days[days - 1]),
        holds: vec![LARGE.to_vec(), SMALL.to_vec(), LARGE.to_vec()],
        rule: Box::new(move |today| match (stretched(today), breakout.holds(raw, today)) {
            (true, _) => 0,
            (false, true) => 1,
            (false, false) => 2,
        }),
    }
}

const EARLY: &str = "data.start=1993-01-29";

#[test]
fn the_breakout() {
    let cases: &[(&[&str], &str)] = &[
        (&[], "2002-01-04"),
        // The fund's first week is that of Friday, 26 May 2000, so its 53rd ends a year later.
        (&[EARLY], "2001-05-25"),
        (&[EARLY, "lookback=26", "weeks=1", "trend=20"], "2000-11-24"),
        (&[EARLY, "lookback=4", "weeks=4", "trend=104"], "2002-05-17"),
        (&[EARLY, "trade.decide='daily'"], "2001-05-25"),
        (&[EARLY, "lookback=13", "trade.decide='monthly'"], "2001-02-28"),
    ];
    agree("small-cap-breakout", breakout, cases);
    // The same rules, with values to try beside them.
    agree("size-rotation-sweep", breakout, cases);
}

#[test]
fn the_breakout_while_rates_fall() {
    let cases: &[(&[&str], &str)] = &[
        (&[], "2002-01-04"),
        (&[EARLY], "2001-05-25"),
        (&[EARLY, "smooth=1", "horizon=63", "cut=0.01"], "2001-05-25"),
        (&[EARLY, "lookback=10", "trade.decide='daily'"], "2001-02-23"),
    ];
    agree("breakout-easing", easing, cases);
}

#[test]
fn the_breakout_with_liquidity() {
    // The first figure, of Wednesday, 18 December 2002, is known on the Friday.
    let cases: &[(&[&str], &str)] = &[
        (&[], "2003-06-20"),
        (&["horizon=1", "weeks=1"], "2002-12-27"),
        (&["horizon=52", "lookback=26"], "2003-12-19"),
        (&["trade.decide='daily'"], "2003-06-20"),
    ];
    agree("breakout-liquidity", liquidity, cases);
}

#[test]
fn the_breakout_unless_stretched() {
    let cases: &[(&[&str], &str)] = &[
        (&[], "2002-01-04"),
        (&[EARLY], "2001-05-25"),
        (&[EARLY, "days=50", "limit=0.08", "calm=0.08"], "2001-05-25"),
        (&["limit=0.1", "calm=0.02", "trade.decide='daily'"], "2002-01-02"),
    ];
    agree("breakout-not-stretched", not_stretched, cases);
}
