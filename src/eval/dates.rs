//! What the calendar says of each session.

use super::Column;
use crate::data::{Calendar, Date, period};
use crate::strategy::{DatePart, Frame};
use chrono::Datelike;

/// One number for each of these sessions; undefined where a calendar without a schedule is asked for it.
pub(super) fn of(part: DatePart, sessions: impl Iterator<Item = Date>, calendar: Calendar) -> Column {
    let number = |day: Date| match part {
        DatePart::Month => f64::from(day.month()),
        DatePart::Weekday => f64::from(day.weekday().number_from_monday()),
        DatePart::DayOfMonth => f64::from(day.day()),
        DatePart::SessionsLeftInMonth => sessions_left(calendar, day).map_or(f64::NAN, f64::from),
        DatePart::Year => f64::from(day.year()),
    };
    Column::Numbers(sessions.map(number).collect())
}

/// The sessions after `day` that its month was to have, as far as `day` knew: a closure counts as announced at the session
/// before it, and as a session until then.
fn sessions_left(calendar: Calendar, day: Date) -> Option<u32> {
    calendar.schedules(day)?;
    let month = period(Frame::Monthly, day);
    let mut left = 0;
    for later in day.iter_days().skip(1).take_while(|later| period(Frame::Monthly, *later) == month) {
        let not_yet_announced = left > 0 && calendar.closure(later).is_some_and(|closure| closure.announced);
        left += u32::from(calendar.schedules(later) == Some(true) || not_yet_announced);
    }
    Some(left)
}
