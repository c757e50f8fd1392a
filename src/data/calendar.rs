//! Which days are scheduled sessions, and when a week, a month, a quarter or a year is known to be complete.

mod clock;
mod closures;
mod nyse;
mod period;

pub use clock::Clock;
pub use closures::Closure;
pub use period::period;

use super::Date;
use crate::strategy::Frame;
use chrono::{Datelike, Weekday};
use serde::{Deserialize, Serialize};

/// How a dataset counts its sessions.
///
/// The schedule is what was known before the day: see [`Closure`] for the days that closed unannounced. `Data` has no
/// schedule, and every question about one is answered by `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Calendar {
    /// New York Stock Exchange: weekdays (with Saturdays until 1952) less the holidays and closures that were announced
    /// before the day. Rules are claimed from 1950 on. Before, every day but Sunday counts as scheduled: a week or a month
    /// that ended in a holiday is then known at the next session, later than it was in truth and never sooner. For
    /// those years [`Calendar::Data`] is the other choice. The future follows the rules in force.
    #[default]
    #[serde(rename = "NYSE")]
    Nyse,
    /// Monday to Friday.
    #[serde(rename = "weekdays")]
    Weekdays,
    /// Every day of the week.
    #[serde(rename = "all")]
    All,
    /// Whatever the data show: a period ends where the next session is in a later one. Hindsight of closures.
    #[serde(rename = "data")]
    Data,
}

impl Calendar {
    /// Whether `day` is a scheduled session.
    pub fn schedules(self, day: Date) -> Option<bool> {
        match self {
            Calendar::Nyse if day.year() < nyse::FIRST_YEAR => Some(day.weekday() != Weekday::Sun),
            Calendar::Nyse => Some(
                nyse::trades(day)
                    && nyse::holiday(day).is_none()
                    && !self.closure(day).is_some_and(|closure| closure.announced),
            ),
            Calendar::Weekdays => Some(!matches!(day.weekday(), Weekday::Sat | Weekday::Sun)),
            Calendar::All => Some(true),
            Calendar::Data => None,
        }
    }

    /// The first scheduled session after `day`. None at the end of representable time too.
    pub fn next_session(self, day: Date) -> Option<Date> {
        self.schedules(day)?;
        day.iter_days().skip(1).find(|&later| self.schedules(later) == Some(true))
    }

    /// Whether `day` is the last scheduled session of its week, month, quarter or year. A day that is not scheduled is
    /// not, whatever follows it.
    pub fn is_last_of(self, day: Date, frame: Frame) -> Option<bool> {
        let scheduled = self.schedules(day)?;
        let next = self.next_session(day);
        let continues = next.is_some_and(|next| period(frame, next) == period(frame, day));
        Some(scheduled && !continues)
    }

    /// How many sessions are scheduled after `a` and before `b`: how many a series lacks that has a bar on `a`, one on `b`
    /// and none between. 0 where `b` is not later.
    pub fn sessions_between(self, a: Date, b: Date) -> Option<usize> {
        self.schedules(a)?;
        let between = a.iter_days().skip(1).take_while(|&day| day < b);
        Some(between.filter(|&day| self.schedules(day) == Some(true)).count())
    }

    /// The holiday observed on `day` by a yearly rule. None for calendars other than NYSE, and before 1950.
    pub fn holiday(self, day: Date) -> Option<&'static str> {
        (self == Calendar::Nyse).then(|| nyse::holiday(day))?
    }

    /// The closure of `day`, announced or not, that no yearly rule explains.
    pub fn closure(self, day: Date) -> Option<&'static Closure> {
        let closures = self.closures();
        let place = closures.binary_search_by_key(&day, |closure| closure.day).ok()?;
        Some(&closures[place])
    }

    /// Every such closure, by day. Empty for calendars other than NYSE.
    pub fn closures(self) -> &'static [Closure] {
        match self {
            Calendar::Nyse => &closures::NYSE,
            Calendar::Weekdays | Calendar::All | Calendar::Data => &[],
        }
    }

    /// The bars of `frame` over `sessions`: see [`Clock`].
    pub fn clock(self, frame: Frame, sessions: &[Date]) -> Clock {
        Clock::new(self, frame, sessions)
    }
}
