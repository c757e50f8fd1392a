//! Functions and rules that read what they cannot know, and what the audit says of each.

use super::{demo, doctored};
use crate::made::{checked, day};
use rotascope::audit::{Choice, Cut, Kind, Replay, Said, choose, examine, published};
use rotascope::data::{Bars, Calendar, Clock, Date, period};
use rotascope::run::{History, run_over};
use rotascope::strategy::{Frame, Strategy};

fn sixty(full: &Replay) -> Vec<Cut> {
    choose(Calendar::Nyse, full, 60)
}

/// Small caps by a condition, else large caps. Without [signals]: only decisions can tell.
fn daily(when: &str) -> String {
    format!(
        "[data]\ndataset = \"demo\"\nstart = 2001-06-01\n[[rules]]\nwhen = \"{when}\"\nhold = {{ small = 1.0 }}\n\
         [[rules]]\nhold = {{ large = 1.0 }}\n"
    )
}

/// The history with other closes of one asset.
fn with_closes(mut history: History, asset: usize, closes: impl Fn(&[f64]) -> Vec<f64>) -> History {
    let Bars { dates, close, .. } = &history.assets[asset];
    history.assets[asset] = Bars { dates: dates.clone(), close: closes(close), ..Bars::default() };
    history
}

/// The asset that is read and not held: what is done to it changes decisions and no price that money is made of.
fn energy(strategy: &Strategy) -> usize {
    strategy.assets.iter().position(|asset| asset.name == "ENERGY").expect("the strategy reads it")
}

#[test]
fn a_function_that_reads_the_next_bar_fails() {
    let demo = demo();
    let strategy = checked(&demo, &daily("ENERGY.close > sma(ENERGY.close, 50)"), &[]);
    let read = energy(&strategy);
    let honest = doctored(&demo, &strategy, &sixty, |history| with_closes(history, read, <[f64]>::to_vec));
    assert_eq!(honest, []);
    let next = |closes: &[f64]| closes[1..].iter().chain(closes.last()).copied().collect();
    let found = doctored(&demo, &strategy, &sixty, |history| with_closes(history, read, next));
    // The decision changes its mind a session early, and can only do so while it sees that session.
    let at_changes = found.iter().filter(|one| one.cut.kind == Kind::Change);
    assert!(at_changes.clone().count() >= 5, "{found:?}");
    for one in at_changes {
        assert_eq!(one.date, one.cut.date);
        let Said::Decision { full: Some(full), cut: Some(cut) } = &one.said else { panic!("{one:?}") };
        assert_ne!(full.rule, cut.rule);
        let names: Vec<&str> = strategy.assets.iter().map(|asset| asset.name.as_str()).collect();
        let holds = |rule| ["rule 1, { small = 1.0 }", "rule 2, { large = 1.0 }"][rule];
        let (now, then) = (holds(full.rule.expect("a rule")), holds(cut.rule.expect("a rule")));
        let date = one.date;
        assert_eq!(
            one.describe(&names),
            format!(
                "decision of {date}: the full history says {now}; the history up to {date} (a change of target) says {then}"
            )
        );
    }
}

/// What a named expression read is part of a decision: a slip of the last digit shows before it changes what is held.
#[test]
fn a_reading_that_differs_is_found_though_the_decision_stands() {
    let demo = demo();
    let text = daily("level > 0") + "[signals]\nlevel = \"ENERGY.close\"\n";
    let strategy = checked(&demo, &text, &[]);
    let read = energy(&strategy);
    let slip = |closes: &[f64]| {
        let total: f64 = closes.iter().sum();
        closes.iter().map(|close| close * (1.0 + total * 1e-15)).collect()
    };
    let found = doctored(&demo, &strategy, &sixty, |history| with_closes(history, read, slip));
    assert_eq!(found.len(), 60);
    let said = found[0].describe(&["large", "small"]);
    assert!(said.contains("rule 1") && said.contains("`level` "), "{said}");
}

#[test]
fn normalising_by_the_whole_sample_fails() {
    let demo = demo();
    // The exponential keeps the z-score a price: above zero.
    let strategy = checked(&demo, &daily("ENERGY.close > 1"), &[]);
    let read = energy(&strategy);
    let score = |closes: &[f64]| {
        let n = closes.len() as f64;
        let mean = closes.iter().sum::<f64>() / n;
        let deviation = (closes.iter().map(|close| (close - mean).powi(2)).sum::<f64>() / n).sqrt();
        closes.iter().map(|close| ((close - mean) / deviation).exp()).collect()
    };
    let found = doctored(&demo, &strategy, &sixty, |history| with_closes(history, read, score));
    // Unlike a peek at the next bar, it changes decisions long before the cut: almost every cut has one.
    assert!(found.len() >= 50, "{}", found.len());
    let early = found.iter().filter(|one| one.date < one.cut.date - chrono::Days::new(30)).count();
    assert!(early >= 30, "{early}");
    let said = found.last().expect("differences").describe(&["large", "small"]);
    assert!(said.starts_with("decision of 20") && said.contains("; the history up to 20"), "{said}");
}

/// The demo's sessions without those of September 2001 on which no market was open.
fn sessions() -> Vec<Date> {
    let demo = demo();
    let all = demo.bars("SMALL").expect("the demo has small caps").data.dates;
    let closed = day("2001-09-11")..=day("2001-09-14");
    all.into_iter().filter(|date| !closed.contains(date)).collect()
}

/// A rule that rotates week by week, its decisions on `dates`, over these sessions.
fn weekly(dates: impl IntoIterator<Item = Date>, sessions: &[Date]) -> Replay {
    let choice = |date: Date| {
        let rule = period(Frame::Weekly, date).rem_euclid(2) as usize;
        Choice { date, rule: Some(rule), target: vec![rule as f64, 1.0 - rule as f64], signals: vec![] }
    };
    let equity = sessions.iter().map(|session| (*session, 1.0)).collect();
    Replay { decisions: dates.into_iter().map(choice).collect(), equity, ..Replay::default() }
}

#[test]
fn a_week_that_ends_where_the_next_bar_says_so_fails() {
    let sessions = sessions();
    let until = |cut: &Cut| &sessions[..sessions.partition_point(|session| *session <= cut.date)];
    let by_next_bar = |sessions: &[Date]| {
        let pairs = sessions.windows(2).filter(|pair| period(Frame::Weekly, pair[0]) != period(Frame::Weekly, pair[1]));
        weekly(pairs.map(|pair| pair[0]).collect::<Vec<_>>(), sessions)
    };
    let by_calendar = |sessions: &[Date]| {
        let mut known = Clock::new(Calendar::Nyse, Frame::Weekly, sessions).known;
        known.dedup();
        weekly(known.into_iter().map(|known| sessions[known as usize]), sessions)
    };
    let honest = by_calendar(&sessions);
    assert_eq!(examine(&honest, &sixty(&honest), |cut| Ok(by_calendar(until(cut)))), []);
    let full = by_next_bar(&sessions);
    let cuts = sixty(&full);
    let found = examine(&full, &cuts, |cut| Ok(by_next_bar(until(cut))));
    // Wherever a week ends with the cut: nobody has seen the bar after it.
    let ends = |kind: Kind| matches!(kind, Kind::Change | Kind::WeekEnd | Kind::ShortWeek | Kind::BeforeClosure);
    let expected = cuts.iter().filter(|cut| ends(cut.kind)).map(|cut| cut.date);
    for date in expected {
        let one = found.iter().find(|one| one.cut.date == date).unwrap_or_else(|| panic!("{date} is not found"));
        assert!(one.date == date && matches!(one.said, Said::Decision { full: Some(_), cut: None }), "{one:?}");
    }
    let attacks = found.iter().find(|one| one.cut.kind == Kind::BeforeClosure).expect("2001-09-10 is cut");
    assert_eq!(
        attacks.describe(&["small", "large"]),
        "decision of 2001-09-10: the full history says rule 2, { small = 1.0 }; the history up to 2001-09-10 (the session \
         before an unscheduled closure) says no decision"
    );
}

/// A latch, decided daily: on when the week's close is above that of the week before, off otherwise.
#[test]
fn a_latch_that_reads_a_week_before_it_is_complete_fails() {
    let demo = demo();
    let bars = demo.bars("SMALL").expect("the demo has small caps").data;
    let latched = |last: Date, known: bool| {
        let sessions = &bars.dates[..bars.dates.partition_point(|date| *date <= last)];
        let clock = Clock::new(Calendar::Nyse, Frame::Weekly, sessions);
        // Until it is known, a week is whatever the data have of it: its close is then the last one they have.
        let mut weeks: Vec<(u32, u32)> = clock.last.iter().copied().zip(clock.known.iter().copied()).collect();
        let rest = clock.last.last().map_or(0, |last| last + 1);
        if !known && (rest as usize) < sessions.len() {
            weeks.push((sessions.len() as u32 - 1, sessions.len() as u32 - 1));
        }
        let first = |week: usize| if week == 0 { 0 } else { weeks[week - 1].0 + 1 };
        let mut held = false;
        let mut decisions = Vec::new();
        for session in 0..sessions.len() as u32 {
            let counts = |week: &usize| {
                if known { weeks[*week].1 == session } else { first(*week) <= session && session <= weeks[*week].0 }
            };
            if let Some(week) = (1..weeks.len()).find(counts) {
                held = bars.close[weeks[week].0 as usize] > bars.close[weeks[week - 1].0 as usize];
            }
            let target = vec![f64::from(u8::from(held))];
            decisions.push(Choice {
                date: sessions[session as usize],
                rule: held.then_some(0),
                target,
                signals: vec![],
            });
        }
        Replay { decisions, equity: sessions.iter().map(|session| (*session, 1.0)).collect(), ..Replay::default() }
    };
    let end = *bars.dates.last().expect("bars");
    for known in [true, false] {
        let full = latched(end, known);
        let cuts = choose(Calendar::Nyse, &full, 60);
        let found = examine(&full, &cuts, |cut| Ok(latched(cut.date, known)));
        if known {
            assert_eq!(found, []);
            continue;
        }
        let inside = |kind: Kind| found.iter().filter(|one| one.cut.kind == kind).count();
        assert!(inside(Kind::Change) >= 3 && inside(Kind::MidWeek) >= 1, "{found:?}");
        // A week that is complete at the cut has been read in full: there it escapes, and so it needs cuts within weeks.
        assert_eq!((inside(Kind::WeekEnd), inside(Kind::ShortWeek)), (0, 0));
        for one in &found {
            assert_eq!(period(Frame::Weekly, one.date), period(Frame::Weekly, one.cut.date), "{one:?}");
        }
        let said = found[0].describe(&["small"]);
        assert!(said.contains("rule 1, { small = 1.0 }") && said.contains("no rule, cash"), "{said}");
    }
}

/// A series read on its own day though it is published two sessions later: only withholding what was not out yet tells.
#[test]
fn a_series_that_is_read_before_its_lag_has_passed_fails() {
    let demo = demo();
    let text = daily("assets_held > prior(assets_held)")
        + "[series.assets_held]\nsymbol = \"balance_sheet\"\nlag = \"2 sessions\"\n";
    let strategy = checked(&demo, &text, &[]);
    let hasty = checked(&demo, &text, &["series.assets_held.lag=\"0 sessions\""]);
    let history = History::load(&strategy, &demo).expect("the demo can be read");
    let panel = history.clone().panel(&strategy, Calendar::Nyse);
    for (reader, peeks) in [(&strategy, false), (&hasty, true)] {
        let replay = |history: History| run_over(reader, &demo, history).map(|run| Replay::of(&run));
        let full = replay(history.clone()).expect("it runs");
        let cuts = sixty(&full);
        assert_eq!(examine(&full, &cuts, |cut| replay(history.until(cut.date))), []);
        let withheld =
            examine(&full, &cuts, |cut| replay(published(&strategy, history.until(cut.date), &panel, cut.date)));
        assert_eq!(!withheld.is_empty(), peeks, "{withheld:?}");
    }
}

#[test]
fn equity_and_failures_are_compared_too() {
    let sessions = &sessions()[..10];
    let full = weekly([], sessions);
    let cut = Cut { date: sessions[6], kind: Kind::Random, through: sessions[6] };
    let replay = |change: &dyn Fn(&mut Replay)| {
        let mut replay = weekly([], &sessions[..7]);
        change(&mut replay);
        rotascope::audit::difference(&full, &cut, Ok(replay))
    };
    assert_eq!(replay(&|_| {}), None);
    let off = replay(&|replay| replay.equity[3].1 = 1.0 + f64::EPSILON).expect("the last bit counts");
    assert_eq!(off.date, sessions[3]);
    assert!(off.describe(&[]).contains("says 1.0; ") && off.describe(&[]).contains("says 1.0000000000000002"));
    let short = replay(&|replay| replay.equity.truncate(5)).expect("it ends early");
    assert_eq!((short.date, short.said), (sessions[5], Said::Equity { full: Some(1.0), cut: None }));
    let failed = rotascope::audit::difference(&full, &cut, Err(rotascope::error::Error::failed("no bars")));
    let said = failed.expect("a run that fails differs").describe(&[]);
    assert_eq!(said, format!("the history up to {} (a date at random) does not run: no bars", sessions[6]));
}
