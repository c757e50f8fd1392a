//! Which sessions are decision sessions.

use crate::data::{Calendar, Date, period};
use crate::strategy::{Frame, Schedule};
use chrono::Datelike;

/// The sessions at which the file decides, and those of each sleeve that has a schedule of its own.
#[derive(Clone, Debug)]
pub struct Timetable {
    pub file: Vec<usize>,
    pub sleeves: Vec<Option<Vec<usize>>>,
}

impl Timetable {
    /// Decision sessions up to `last`, one of `sessions`. `own` are the sleeves' schedules.
    pub fn new(
        schedule: Schedule,
        own: impl IntoIterator<Item = Option<Schedule>>,
        (calendar, sessions): (Calendar, &[Date]),
        last: usize,
    ) -> Timetable {
        let of = |schedule: Schedule| {
            let mut decisions = decision_sessions(schedule, calendar, sessions);
            decisions.retain(|session| *session <= last);
            decisions
        };
        Timetable { file: of(schedule), sleeves: own.into_iter().map(|own| own.map(of)).collect() }
    }

    /// The sessions at which a sleeve decides.
    pub fn of(&self, sleeve: usize) -> &[usize] {
        self.sleeves[sleeve].as_deref().unwrap_or(&self.file)
    }
}

/// The indices of the `sessions` (days with data, strictly increasing) at whose close `schedule` decides, in order.
///
/// The calendar names one scheduled day in each period; the decision is at that session, or, where the data have none that
/// day (a closure that nobody had scheduled, a gap), at the next one, be it in the next period. Two days may so fall on
/// one session, which decides once. Days before the first session are no decisions.
///
/// Every decision session can be told at its own close, from the schedule as it was known then: cutting the history anywhere
/// changes no decision before the cut. [`Calendar::Data`] is the exception: it counts the sessions of the data, and those
/// counted from the end of a period with hindsight; the period that is still going has none of them.
pub fn decision_sessions(schedule: Schedule, calendar: Calendar, sessions: &[Date]) -> Vec<usize> {
    let (Some(first), Some(last)) = (sessions.first(), sessions.last()) else {
        return Vec::new();
    };
    let frame = match schedule {
        Schedule::Daily => return (0..sessions.len()).collect(),
        Schedule::Session { every, .. } => every,
        Schedule::Weekday(_) => Frame::Weekly,
    };
    let same_period = |a: &Date, b: &Date| period(frame, *a) == period(frame, *b);
    let days: Vec<Date> = match calendar {
        Calendar::Data => {
            let mut periods: Vec<&[Date]> = sessions.chunk_by(same_period).collect();
            let going = periods.pop().and_then(|going| counted_forward(schedule, going));
            periods.into_iter().filter_map(|period| day(schedule, period, &[])).chain(going).collect()
        }
        _ => {
            let whole = whole_periods(frame, *first, *last);
            let scheduled: Vec<Date> = whole.filter(|day| calendar.schedules(*day) == Some(true)).collect();
            let announced = calendar.closures().iter().filter(|closure| closure.announced);
            let named = |sessions: &[Date]| {
                let within = announced.clone().map(|closure| closure.day).filter(|day| same_period(day, &sessions[0]));
                day(schedule, sessions, &within.collect::<Vec<_>>())
            };
            scheduled.chunk_by(same_period).filter_map(named).collect()
        }
    };
    let days = days.iter().filter(|day| *day >= first);
    let mut decisions: Vec<usize> = days.map(|day| sessions.partition_point(|session| session < day)).collect();
    decisions.retain(|decision| *decision < sessions.len());
    decisions.dedup();
    decisions
}

/// Every day from the first of the period of `first` to the last of the period of `last`.
fn whole_periods(frame: Frame, first: Date, last: Date) -> impl Iterator<Item = Date> {
    let of_first = |day: &Date| period(frame, *day) == period(frame, first);
    let start = std::iter::successors(Some(first), Date::pred_opt).take_while(of_first).last();
    let end = period(frame, last);
    start.unwrap_or(first).iter_days().take_while(move |day| period(frame, *day) <= end)
}

/// The day that a schedule names among the sessions of a whole period. `announced` are the closures in it that no yearly
/// rule explains.
fn day(schedule: Schedule, sessions: &[Date], announced: &[Date]) -> Option<Date> {
    let counted = match schedule {
        Schedule::Session { session, .. } if session.get() < 0 => {
            let left = session.unsigned_abs().get() as usize - 1;
            sessions.iter().copied().find(|day| left_after(*day, sessions, announced) <= left)
        }
        _ => counted_forward(schedule, sessions),
    };
    counted.or(sessions.last().copied())
}

/// The day that a schedule names by what has been of a period: None where it counts from the end, or has not come.
fn counted_forward(schedule: Schedule, so_far: &[Date]) -> Option<Date> {
    match schedule {
        Schedule::Daily => so_far.last().copied(),
        Schedule::Session { session, .. } => {
            let index = usize::try_from(session.get()).ok()? - 1;
            so_far.get(index).copied()
        }
        Schedule::Weekday(weekday) => {
            let days = weekday.num_days_from_monday();
            so_far.iter().copied().find(|day| day.weekday().num_days_from_monday() >= days)
        }
    }
}

/// How many sessions of the period come after `day`, as known at its close: a closure that no yearly rule explains is known
/// for certain only from the session before it.
fn left_after(day: Date, sessions: &[Date], announced: &[Date]) -> usize {
    let left = &sessions[sessions.partition_point(|session| *session <= day)..];
    let unknown = |next: &Date| announced.iter().filter(|closure| *closure > next).count();
    left.len() + left.first().map_or(0, unknown)
}
