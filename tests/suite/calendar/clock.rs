//! Bars of coarser frames: where each is known, and that no cut of the history changes it.

use super::{FRENCH, SPY, day, days, sessions};
use chrono::NaiveDate as Date;
use proptest::prelude::*;
use rotascope::data::Calendar;
use rotascope::strategy::Frame;

const SCHEDULED: [Calendar; 3] = [Calendar::Nyse, Calendar::Weekdays, Calendar::All];

/// What the exchange really traded, by the calendar's own account.
fn traded(first: &str, last: &str) -> Vec<Date> {
    let nyse = Calendar::Nyse;
    days(day(first), day(last))
        .filter(|&day| nyse.schedules(day) == Some(true) && nyse.closure(day).is_none())
        .collect()
}

/// One line a bar: first and last session, and where it is known.
fn bars(calendar: Calendar, frame: Frame, sessions: &[Date]) -> Vec<String> {
    let clock = calendar.clock(frame, sessions);
    assert_eq!(clock.frame, frame);
    let at = |index: u32| sessions[index as usize].format("%m-%d");
    (0..clock.known.len())
        .map(|bar| format!("{}..{} {}", at(clock.first[bar]), at(clock.last[bar]), at(clock.known[bar])))
        .collect()
}

#[test]
fn an_unscheduled_closure_moves_knowledge_to_the_next_session() {
    let sessions = traded("2001-09-03", "2001-09-24");
    assert_eq!(
        bars(Calendar::Nyse, Frame::Weekly, &sessions),
        ["09-04..09-07 09-07", "09-10..09-10 09-17", "09-17..09-21 09-21"]
    );
    let sessions = traded("1985-09-16", "1985-10-02");
    assert_eq!(bars(Calendar::Nyse, Frame::Weekly, &sessions), ["09-16..09-20 09-20", "09-23..09-26 09-30"]);
    // The quarter was due to end on the day of a funeral that may not have been announced.
    let sessions = traded("1969-03-03", "1969-04-02");
    assert_eq!(bars(Calendar::Nyse, Frame::Quarterly, &sessions), ["03-03..03-28 04-01"]);
    // The same in hindsight.
    assert_eq!(bars(Calendar::Data, Frame::Quarterly, &sessions), ["03-03..03-28 03-28"]);
}

#[test]
fn the_last_bar_is_complete_before_a_holiday_and_never_in_mid_period() {
    let thursday = traded("2024-03-18", "2024-03-28");
    assert_eq!(bars(Calendar::Nyse, Frame::Weekly, &thursday), ["03-18..03-22 03-22", "03-25..03-28 03-28"]);
    assert_eq!(bars(Calendar::Nyse, Frame::Monthly, &thursday), ["03-18..03-28 03-28"]);
    assert_eq!(bars(Calendar::Nyse, Frame::Quarterly, &thursday), ["03-18..03-28 03-28"]);
    assert_eq!(bars(Calendar::Nyse, Frame::Yearly, &thursday), [""; 0]);
    // By weekdays alone Good Friday would still trade; from the data nobody can tell.
    assert_eq!(bars(Calendar::Weekdays, Frame::Weekly, &thursday), ["03-18..03-22 03-22"]);
    assert_eq!(bars(Calendar::Data, Frame::Weekly, &thursday), ["03-18..03-22 03-22"]);
    assert_eq!(bars(Calendar::All, Frame::Weekly, &thursday), ["03-18..03-22 03-25"]);

    assert_eq!(bars(Calendar::Data, Frame::Daily, &thursday[..2]), ["03-18..03-18 03-18", "03-19..03-19 03-19"]);
    for frame in Frame::ALL {
        assert_eq!(bars(Calendar::Nyse, frame, &[]), [""; 0]);
    }
}

#[test]
fn a_bar_on_an_unscheduled_day_counts_with_the_next_session() {
    // Thursday, Good Friday, a Saturday, Monday: the first week was over on Thursday.
    let sessions = ["2024-03-28", "2024-03-29", "2024-03-30", "2024-04-01", "2024-04-05"].map(day);
    assert_eq!(bars(Calendar::Nyse, Frame::Weekly, &sessions), ["03-28..03-28 03-28", "03-29..04-05 04-05"]);
    assert_eq!(bars(Calendar::Nyse, Frame::Weekly, &sessions[..3]), ["03-28..03-28 03-28"]);
    // In mid-week it stays in its week.
    let sessions = ["2024-06-18", "2024-06-19", "2024-06-20", "2024-06-21"].map(day);
    assert_eq!(bars(Calendar::Nyse, Frame::Weekly, &sessions), ["06-18..06-21 06-21"]);
}

#[test]
fn gaps_in_the_data_delay_a_bar() {
    // Friday is missing, then a whole week, then all but one Friday.
    let sessions = ["2024-01-03", "2024-01-04", "2024-01-19", "2024-01-22"].map(day);
    assert_eq!(bars(Calendar::Nyse, Frame::Weekly, &sessions), ["01-03..01-04 01-19", "01-19..01-19 01-19"]);
}

/// The bars known at session `n - 1`, from a history that goes on and from one that stops there.
fn assert_cut_changes_nothing(calendar: Calendar, frame: Frame, sessions: &[Date], n: usize) {
    let full = calendar.clock(frame, sessions);
    let cut = calendar.clock(frame, &sessions[..n]);
    let known = full.known.partition_point(|&known| (known as usize) < n);
    assert_eq!(cut.first, full.first[..known], "{calendar:?} {frame:?} {n}");
    assert_eq!(cut.last, full.last[..known], "{calendar:?} {frame:?} {n}");
    assert_eq!(cut.known, full.known[..known], "{calendar:?} {frame:?} {n}");
}

#[test]
fn cutting_real_sessions_changes_no_earlier_bar() {
    for path in [SPY, FRENCH] {
        let Some(sessions) = sessions(path) else { return };
        let through = |text| sessions.binary_search(&day(text)).unwrap() + 1;
        for calendar in SCHEDULED {
            for frame in Frame::ALL {
                for text in ["2024-03-28", "2001-09-10", "2004-06-10", "2012-10-26", "2021-12-31"] {
                    assert_cut_changes_nothing(calendar, frame, &sessions, through(text));
                }
            }
        }
        proptest!(|(n in 0..=sessions.len(), calendar in prop::sample::select(&SCHEDULED), frame in prop::sample::select(&Frame::ALL))| {
            assert_cut_changes_nothing(calendar, frame, &sessions, n);
        });

        // The test can fail: hindsight does.
        let n = through("2024-03-28");
        let full = Calendar::Data.clock(Frame::Weekly, &sessions);
        let cut = Calendar::Data.clock(Frame::Weekly, &sessions[..n]);
        assert!(full.known.contains(&(n as u32 - 1)));
        assert!(!cut.known.contains(&(n as u32 - 1)));
    }
}

/// On real sessions: bars grouped by the written name of their period, each known at the first session from whose date
/// one can tell, day by day, that no scheduled one is left.
#[test]
fn clocks_of_real_sessions_agree_with_a_day_by_day_count() {
    let Some(sessions) = sessions(FRENCH) else { return };
    let nyse = Calendar::Nyse;
    for (frame, format) in [(Frame::Weekly, "%G-W%V"), (Frame::Monthly, "%Y-%m"), (Frame::Yearly, "%Y")] {
        let name = |day: Date| day.format(format).to_string();
        let mut expected = Vec::new();
        let mut first = 0;
        for (index, &session) in sessions.iter().enumerate() {
            let over = |at: Date| {
                let rest = at.iter_days().skip(1).take_while(|&day| name(day) == name(session));
                rest.filter(|&day| nyse.schedules(day).unwrap()).count() == 0
            };
            let next = sessions.get(index + 1);
            if next.is_some_and(|&next| name(next) == name(session)) {
                continue;
            }
            if over(session) {
                expected.push((first, index, index));
            } else if next.is_some() {
                expected.push((first, index, index + 1));
            }
            first = index + 1;
        }
        let clock = nyse.clock(frame, &sessions);
        let bars = (0..clock.known.len()).map(|bar| (clock.first[bar], clock.last[bar], clock.known[bar]));
        let bars: Vec<_> = bars.map(|(first, last, known)| (first as usize, last as usize, known as usize)).collect();
        assert_eq!(bars, expected, "{frame:?}");
    }
}

proptest! {
    /// Any history, with bars on weekends and holidays and with gaps: bars are contiguous, known at their end or one session
    /// later, and no cut changes them.
    #[test]
    fn any_history_is_cut_without_a_trace(
        start in 0i64..30_000,
        steps in prop::collection::vec(1i64..9, 0..200),
        cut in any::<prop::sample::Index>(),
        calendar in prop::sample::select(&SCHEDULED),
        frame in prop::sample::select(&Frame::ALL),
    ) {
        let mut at = day("1948-01-01") + chrono::Duration::days(start);
        let sessions: Vec<Date> = steps.iter().map(|&step| { at += chrono::Duration::days(step); at }).collect();
        let clock = calendar.clock(frame, &sessions);
        for bar in 0..clock.known.len() {
            let (first, last, known) = (clock.first[bar], clock.last[bar], clock.known[bar]);
            prop_assert_eq!(first, if bar == 0 { 0 } else { clock.last[bar - 1] + 1 });
            prop_assert!(first <= last && (known == last || known == last + 1));
            prop_assert!((known as usize) < sessions.len());
        }
        prop_assert!(clock.known.is_sorted());
        assert_cut_changes_nothing(calendar, frame, &sessions, cut.index(sessions.len() + 1));
    }
}
