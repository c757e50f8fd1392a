//! The bars of a coarser frame over daily sessions, and the session at whose close each is known.

use super::{Calendar, period};
use crate::data::Date;
use crate::strategy::Frame;

/// The complete bars of one frame over a history of sessions: bar `k` covers the sessions `first[k]..=last[k]` and is
/// known from the close of session `known[k]` on. Entries are indices into those sessions; the three are equally long.
///
/// A week that has been traded in full and a week that is still going look alike in prices: only a calendar tells
/// them apart. So a bar is known
/// - at its own last session, where the calendar schedules no later one in the period. The week, the month and the
///   quarter of 2024-03-28 are complete that Thursday evening, because the next day is Good Friday: nobody needs to see
///   the following Monday to know it, and the last bar of live data is complete before a holiday weekend;
/// - else at the next session of the data, whose date proves that the period is over. This is an unscheduled closure
///   or a gap in the data. The week of 2001-09-10 traded on its Monday only, but on that Monday nobody knew: it is known on
///   2001-09-17. Until such a session exists the bar is incomplete, and has no entry.
///
/// What is known at a session therefore depends on the dates up to it and on nothing later: cutting the history anywhere
/// leaves every bar known by then as it was. [`Calendar::Data`] is the exception. It has no schedule, so every bar but
/// the final one counts as known at its own last session: hindsight, as outputs must say.
///
/// Daily bars are the sessions themselves. The releases of a series are bars of one session each, that at whose close they become
/// known; `SeriesPanel` makes their clock. A session that the calendar does not schedule (a bar on a Sunday or a
/// holiday) counts with the next scheduled one, because the period before it was already announced complete. The first bar
/// starts where the data start, which may be in the middle of its period; a period without a session has no bar. `known`
/// never falls, and two bars can become known at the same session where a gap hides the end of the earlier one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clock {
    pub frame: Frame,
    pub first: Vec<u32>,
    pub last: Vec<u32>,
    pub known: Vec<u32>,
}

impl Clock {
    /// `sessions` are the days that the data have, strictly increasing, fewer than 2^32.
    pub fn new(calendar: Calendar, frame: Frame, sessions: &[Date]) -> Clock {
        if frame == Frame::Daily {
            let all: Vec<u32> = (0..sessions.len() as u32).collect();
            return Clock { frame, first: all.clone(), last: all.clone(), known: all };
        }
        let mut clock = Clock { frame, first: Vec::new(), last: Vec::new(), known: Vec::new() };
        let periods: Vec<i32> = sessions.iter().map(|&day| calendar.bar(frame, day)).collect();
        let mut start = 0;
        for bar in periods.chunk_by(|a, b| a == b) {
            let next = start + bar.len();
            let last = next - 1;
            let followed = next < sessions.len();
            let known = match calendar.is_last_of(sessions[last], frame) {
                Some(true) => Some(last),
                Some(false) => followed.then_some(next),
                None => followed.then_some(last),
            };
            if let Some(known) = known {
                clock.first.push(start as u32);
                clock.last.push(last as u32);
                clock.known.push(known as u32);
            }
            start = next;
        }
        clock
    }
}

impl Calendar {
    /// The period whose bar the session of `day` belongs to: its own, or the next scheduled session's where the calendar
    /// has none on `day`.
    fn bar(self, frame: Frame, day: Date) -> i32 {
        let counted = match self.schedules(day) {
            Some(false) => self.next_session(day).unwrap_or(day),
            Some(true) | None => day,
        };
        period(frame, counted)
    }
}
