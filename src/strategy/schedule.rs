//! When a strategy decides.

use super::types::Frame;
use chrono::Weekday;
use std::fmt;
use std::num::NonZero;

/// The sessions at whose close a strategy decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Schedule {
    Daily,
    /// The n-th scheduled session of every week, month or quarter, from 1, or from the end: -1 the last, -2 the one before.
    /// A shorter period has its last session, or its first where n counts from the end.
    Session {
        every: Frame,
        session: NonZero<i32>,
    },
    /// One day of every week. A holiday moves it to the week's next scheduled session, else to the week's last.
    Weekday(Weekday),
}

impl Schedule {
    /// The last session of every period.
    pub const fn last_of(every: Frame) -> Schedule {
        const LAST: NonZero<i32> = NonZero::new(-1).expect("-1 is not zero");
        Schedule::Session { every, session: LAST }
    }
}

/// "daily", "weekly", "on session 2 of every month", "every Wed".
impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Schedule::Daily => f.write_str("daily"),
            Schedule::Session { every, .. } if *self == Schedule::last_of(every) => f.write_str(every.name()),
            Schedule::Session { every, session } => {
                let period = match every {
                    Frame::Daily => "day",
                    Frame::Weekly => "week",
                    Frame::Monthly => "month",
                    Frame::Quarterly => "quarter",
                    Frame::Yearly => "year",
                    Frame::Release(_) => "release",
                };
                write!(f, "on session {session} of every {period}")
            }
            Schedule::Weekday(day) => write!(f, "every {day}"),
        }
    }
}
