//! The dates to cut a history at: those where look-ahead would show.

use super::Replay;
use crate::data::{Calendar, Clock, Date, period};
use crate::strategy::Frame;
use chrono::Datelike;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeMap;
use std::fmt;

/// Makes the pseudo-random cuts the same for the same run.
const SEED: u64 = 1;

/// A date after which everything is removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    pub date: Date,
    /// Why this date.
    pub kind: Kind,
    /// The last session that is compared: the date itself, unless data are missing there.
    pub through: Date,
}

/// Why a date is worth a cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The target changes: a decision that reads the next bar changes its mind here.
    Change,
    /// The session before such a decision.
    BeforeChange,
    /// The last scheduled session before a holiday that ends a week early, such as the Thursday before Good Friday.
    ShortWeek,
    /// The last session before any other holiday on a weekday.
    HolidayEve,
    /// The last session before scheduled ones that did not take place: 2001-09-10.
    BeforeClosure,
    /// The first session after them: 2001-09-17.
    AfterClosure,
    WeekEnd,
    MidWeek,
    MonthEnd,
    MidMonth,
    /// One of the first sessions of the run.
    Start,
    Random,
}

impl Kind {
    pub const ALL: [Kind; 12] = [
        Kind::Change,
        Kind::BeforeChange,
        Kind::ShortWeek,
        Kind::HolidayEve,
        Kind::BeforeClosure,
        Kind::AfterClosure,
        Kind::WeekEnd,
        Kind::MidWeek,
        Kind::MonthEnd,
        Kind::MidMonth,
        Kind::Start,
        Kind::Random,
    ];
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Kind::Change => "a change of target",
            Kind::BeforeChange => "the session before a change of target",
            Kind::ShortWeek => "the eve of a holiday that ends its week",
            Kind::HolidayEve => "the eve of a holiday",
            Kind::BeforeClosure => "the session before an unscheduled closure",
            Kind::AfterClosure => "the session after an unscheduled closure",
            Kind::WeekEnd => "the end of a week",
            Kind::MidWeek => "the middle of a week",
            Kind::MonthEnd => "the end of a month",
            Kind::MidMonth => "the middle of a month",
            Kind::Start => "one of the first sessions",
            Kind::Random => "a date at random",
        })
    }
}

/// About `count` dates of the full run, by date. The kinds take turns, so that a kind that the data have is left out only where
/// `count` is less than [`Kind::ALL`]; the dates of a kind are spread over the run. Fewer where the run is
/// shorter; its last session is none, because nothing of the run comes after it.
pub fn choose(calendar: Calendar, full: &Replay, count: usize) -> Vec<Cut> {
    let sessions: Vec<Date> = full.equity.iter().map(|(date, _)| *date).collect();
    let Some((last, before)) = sessions.split_last() else { return Vec::new() };
    let mut lists = Kind::ALL.map(|kind| {
        let mut dates = candidates(kind, calendar, full, &sessions);
        dates.retain(|date| date < last);
        (kind, spread(dates).into_iter())
    });
    let mut chosen = BTreeMap::new();
    while chosen.len() < count.min(before.len()) {
        let known = chosen.len();
        for (kind, dates) in &mut lists {
            if chosen.len() < count
                && let Some(date) = dates.find(|date| !chosen.contains_key(date))
            {
                chosen.insert(date, *kind);
            }
        }
        if chosen.len() == known {
            break;
        }
    }
    chosen.into_iter().map(|(date, kind)| Cut { date, kind, through: date }).collect()
}

/// Every session of a kind.
fn candidates(kind: Kind, calendar: Calendar, full: &Replay, sessions: &[Date]) -> Vec<Date> {
    let ends =
        |frame| Clock::new(calendar, frame, sessions).last.into_iter().map(|last| sessions[last as usize]).collect();
    let middles = |frame| {
        let clock = Clock::new(calendar, frame, sessions);
        let bars = clock.first.iter().zip(&clock.last).filter(|(first, last)| first < last);
        bars.map(|(first, last)| sessions[(first + last) as usize / 2]).collect()
    };
    // A session, and how the next one of the data follows it.
    let pairs = || sessions.windows(2).map(|pair| (pair[0], pair[1]));
    let closed = |a: Date, b: Date| calendar.sessions_between(a, b).is_some_and(|missing| missing > 0);
    let of_holiday = |ends_week: bool| {
        let eve = |date: &&Date| holiday_after(calendar, **date) == Some(ends_week);
        sessions.iter().filter(eve).copied().collect()
    };
    let changes = || full.decisions.windows(2).filter(|pair| pair[0].target != pair[1].target).map(|pair| pair[1].date);
    match kind {
        Kind::Change => changes().collect(),
        Kind::BeforeChange => {
            let before = |date: Date| sessions.partition_point(|session| *session < date).checked_sub(1);
            changes().filter_map(before).map(|session| sessions[session]).collect()
        }
        Kind::ShortWeek => of_holiday(true),
        Kind::HolidayEve => of_holiday(false),
        Kind::BeforeClosure => pairs().filter(|(a, b)| closed(*a, *b)).map(|(a, _)| a).collect(),
        Kind::AfterClosure => pairs().filter(|(a, b)| closed(*a, *b)).map(|(_, b)| b).collect(),
        Kind::WeekEnd => ends(Frame::Weekly),
        Kind::MidWeek => middles(Frame::Weekly),
        Kind::MonthEnd => ends(Frame::Monthly),
        Kind::MidMonth => middles(Frame::Monthly),
        Kind::Start => sessions.iter().take(5).copied().collect(),
        Kind::Random => {
            let mut shuffled = sessions.to_vec();
            shuffled.shuffle(&mut ChaCha8Rng::seed_from_u64(SEED));
            shuffled
        }
    }
}

/// Whether a weekday between `date` and the next scheduled session is a holiday, and if so whether it ends the week. None where
/// there is no holiday, or no schedule.
fn holiday_after(calendar: Calendar, date: Date) -> Option<bool> {
    let next = calendar.next_session(date)?;
    let between = date.iter_days().skip(1).take_while(|day| *day < next);
    let mut holidays = between.filter(|day| day.weekday().number_from_monday() <= 5).peekable();
    holidays.peek()?;
    let week = |day: Date| period(Frame::Weekly, day);
    Some(holidays.any(|day| week(day) == week(date)) && week(next) != week(date))
}

/// In an order any beginning of which is spread over the whole: the multiples of the golden ratio fill the circle evenly, and
/// so do the places whose multiple falls into a part of it.
fn spread(dates: Vec<Date>) -> Vec<Date> {
    const GOLDEN: f64 = 0.618_033_988_749_894_8;
    let mut keyed: Vec<(f64, Date)> =
        dates.into_iter().enumerate().map(|(place, date)| ((place as f64 * GOLDEN).fract(), date)).collect();
    keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
    keyed.into_iter().map(|(_, date)| date).collect()
}
