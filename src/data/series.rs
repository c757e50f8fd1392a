//! An exogenous series on a panel's sessions: when each observation is known, and its releases.

use super::{Calendar, Clock, Date, Observations};
use crate::strategy::{Frame, Lag};

/// What a series said at each session.
#[derive(Debug)]
pub struct SeriesPanel {
    /// At each session's close, the newest observation that is known by then, in its newest vintage known by then; NaN before the
    /// first.
    pub daily: Vec<f64>,
    /// One bar a release: a session at whose close an observation becomes known that is dated later than any before. Several of one
    /// session are as many bars, by date; what was known before the first session becomes known at it. A revision is no bar.
    pub releases: Clock,
    /// The value of each release, as it was known at its session.
    pub released: Vec<f64>,
}

impl SeriesPanel {
    /// The panel's series number `series`.
    pub(super) fn new(
        series: usize,
        observations: &Observations,
        lag: Lag,
        sessions: &[Date],
        calendar: Calendar,
    ) -> SeriesPanel {
        let rows = 0..observations.dates.len();
        let mut known: Vec<(usize, usize)> = rows
            .map(|row| (first_session(observations, row, lag, sessions, calendar), row))
            .filter(|(session, _)| *session < sessions.len())
            .collect();
        // Rows stand by date, vintages by the day of publication.
        known.sort_unstable();
        let mut daily = vec![f64::NAN; sessions.len()];
        let (mut released, mut released_at): (Vec<f64>, Vec<u32>) = (Vec::new(), Vec::new());
        let mut newest: Option<Date> = None;
        for (session, row) in known {
            let (date, value, at) = (observations.dates[row], observations.values[row], session as u32);
            // A revision of what a newer observation has replaced changes nothing.
            if newest.is_some_and(|newest| date < newest) {
                continue;
            }
            daily[session] = value;
            if newest != Some(date) {
                newest = Some(date);
                released.push(value);
                released_at.push(at);
            } else if let (Some(released), Some(last)) = (released.last_mut(), released_at.last())
                && *last == at
            {
                // Revised before anyone could read it.
                *released = value;
            }
        }
        for session in 1..daily.len() {
            if daily[session].is_nan() {
                daily[session] = daily[session - 1];
            }
        }
        let releases = Clock {
            frame: Frame::Release(series),
            first: released_at.clone(),
            last: released_at.clone(),
            known: released_at,
        };
        SeriesPanel { daily, releases, released }
    }

    /// The values of a frame: the releases', or each session's.
    pub fn values(&self, frame: Frame) -> &[f64] {
        match frame {
            Frame::Release(_) => &self.released,
            _ => &self.daily,
        }
    }
}

/// The session at whose close a row is known first; the number of sessions where none is.
fn first_session(observations: &Observations, row: usize, lag: Lag, sessions: &[Date], calendar: Calendar) -> usize {
    let date = observations.dates[row];
    let on_or_after = |day: Date| sessions.partition_point(|session| *session < day);
    match lag {
        Lag::Sessions(0) => on_or_after(date),
        Lag::Sessions(n) => {
            let after = sessions.partition_point(|session| *session <= date) + n as usize - 1;
            after.saturating_sub(sessions.first().map_or(0, |first| passed(date, *first, n, calendar)))
        }
        Lag::Days(n) => on_or_after(date + chrono::Days::new(n.into())),
        // Without a day of publication it is never known: the checker refuses that.
        Lag::Stated => observations.known_on(row).map_or(sessions.len(), on_or_after),
    }
}

/// How many sessions lie between an observation's date and the panel's first session; `enough` is as good as more. They count
/// towards its lag, so that a panel may begin anywhere.
fn passed(date: Date, first: Date, enough: u32, calendar: Calendar) -> usize {
    // So many days hold that many sessions, whatever the holidays: no need to count them.
    if (first - date).num_days() > 2 * i64::from(enough) + 30 {
        return enough as usize;
    }
    calendar.sessions_between(date, first).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().expect("the test writes valid dates")
    }

    fn observed(rows: &[(&str, f64)]) -> Observations {
        Observations {
            dates: rows.iter().map(|(date, _)| day(date)).collect(),
            values: rows.iter().map(|(_, value)| *value).collect(),
            known: None,
        }
    }

    #[test]
    fn observations_are_known_when_their_lag_has_passed() {
        // Wednesday's figure, published on Thursday after the close: known on Friday.
        let sessions = ["2024-01-03", "2024-01-04", "2024-01-05", "2024-01-08"].map(day);
        let observations = observed(&[("2024-01-03", 1.0), ("2024-01-06", 2.0)]);
        let column = |lag| SeriesPanel::new(0, &observations, lag, &sessions, Calendar::Nyse).daily;
        assert!(column(Lag::Sessions(2))[..2].iter().all(|value| value.is_nan()));
        assert_eq!(column(Lag::Sessions(2))[2..], [1.0, 1.0]);
        assert_eq!(column(Lag::Sessions(1))[1..], [1.0, 1.0, 2.0]);
        assert_eq!(column(Lag::Sessions(0)), [1.0, 1.0, 1.0, 2.0]);
        assert_eq!(column(Lag::Days(1))[1..], [1.0, 1.0, 2.0]);
        let old = observed(&[("2023-12-29", 3.0)]);
        let column = |lag| SeriesPanel::new(0, &old, lag, &sessions, Calendar::Nyse).daily;
        // January 2nd is the first session after it, the panel's first day the second.
        assert_eq!(column(Lag::Sessions(2)), [3.0; 4]);
        assert!(column(Lag::Sessions(3))[0].is_nan());
        assert_eq!(column(Lag::Sessions(3))[1..], [3.0; 3]);
    }
}
