//! The days that the New York Stock Exchange closed once, for a reason of that day, since 1950.

use crate::data::Date;

/// A whole day without trading that no yearly rule explains. Days with short hours are sessions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closure {
    pub day: Date,
    pub name: &'static str,
    /// True where the public knew of it before the close of the session before it: the schedule then has no session that
    /// day, and a week or month may end earlier for it. False where it came as a surprise, or where no evidence of an
    /// earlier announcement was found: the schedule keeps the day, so that nothing reads the closure before it happened.
    pub announced: bool,
}

const fn announced(year: i32, month: u32, day: u32, name: &'static str) -> Closure {
    Closure { day: date(year, month, day), name, announced: true }
}

const fn sudden(year: i32, month: u32, day: u32, name: &'static str) -> Closure {
    Closure { day: date(year, month, day), name, announced: false }
}

const fn date(year: i32, month: u32, day: u32) -> Date {
    Date::from_ymd_opt(year, month, day).expect("the table below holds days that exist: checked when it is compiled")
}

const PAPERWORK: &str = "paperwork crisis";
const ATTACKS: &str = "attacks of 11 September";
const SANDY: &str = "hurricane Sandy";

/// Every closure since 1950, by day. Source: the exchange's published list of special closings; announcements from the
/// press of the time. Extra days beside a holiday, and those that cleared back offices in 1968, were granted beforehand.
pub(super) static NYSE: [Closure; 50] = [
    announced(1950, 12, 23, "Saturday before Christmas"),
    announced(1956, 12, 24, "Christmas Eve"),
    announced(1958, 12, 26, "day after Christmas"),
    announced(1961, 5, 29, "day before Memorial Day"),
    // Shot on the Friday; the closure was decided over the weekend.
    sudden(1963, 11, 25, "funeral of President Kennedy"),
    announced(1968, 2, 12, "Lincoln's Birthday, to clear paperwork"),
    sudden(1968, 4, 9, "day of mourning for Martin Luther King"),
    announced(1968, 6, 12, PAPERWORK),
    announced(1968, 6, 19, PAPERWORK),
    announced(1968, 6, 26, PAPERWORK),
    announced(1968, 7, 5, "day after Independence Day"),
    announced(1968, 7, 10, PAPERWORK),
    announced(1968, 7, 17, PAPERWORK),
    announced(1968, 7, 24, PAPERWORK),
    announced(1968, 7, 31, PAPERWORK),
    announced(1968, 8, 7, PAPERWORK),
    announced(1968, 8, 14, PAPERWORK),
    announced(1968, 8, 21, PAPERWORK),
    announced(1968, 8, 28, PAPERWORK),
    announced(1968, 9, 11, PAPERWORK),
    announced(1968, 9, 18, PAPERWORK),
    announced(1968, 9, 25, PAPERWORK),
    announced(1968, 10, 2, PAPERWORK),
    announced(1968, 10, 9, PAPERWORK),
    announced(1968, 10, 16, PAPERWORK),
    announced(1968, 10, 23, PAPERWORK),
    announced(1968, 10, 30, PAPERWORK),
    announced(1968, 11, 11, "Veterans Day, to clear paperwork"),
    announced(1968, 11, 20, PAPERWORK),
    announced(1968, 12, 4, PAPERWORK),
    announced(1968, 12, 11, PAPERWORK),
    announced(1968, 12, 18, PAPERWORK),
    sudden(1969, 2, 10, "snowstorm"),
    // Died at midday on the Friday. Whether the exchange spoke before that day's close is not known.
    sudden(1969, 3, 31, "funeral of President Eisenhower"),
    sudden(1969, 7, 21, "day of participation in the moon landing"),
    sudden(1972, 12, 28, "funeral of President Truman"),
    sudden(1973, 1, 25, "funeral of President Johnson"),
    sudden(1977, 7, 14, "New York blackout"),
    sudden(1985, 9, 27, "hurricane Gloria"),
    // Announced on Monday, 25 April, at the latest.
    announced(1994, 4, 27, "funeral of President Nixon"),
    sudden(2001, 9, 11, ATTACKS),
    sudden(2001, 9, 12, ATTACKS),
    sudden(2001, 9, 13, ATTACKS),
    sudden(2001, 9, 14, ATTACKS),
    // Announced on Monday, 7 June.
    announced(2004, 6, 11, "funeral of President Reagan"),
    // Announced on the morning of Friday, 29 December.
    announced(2007, 1, 2, "day of mourning for President Ford"),
    // Decided on Sunday evening, and extended while the exchange was closed.
    sudden(2012, 10, 29, SANDY),
    sudden(2012, 10, 30, SANDY),
    // Announced on Saturday, 1 December.
    announced(2018, 12, 5, "day of mourning for President Bush"),
    // Announced on 30 December.
    announced(2025, 1, 9, "day of mourning for President Carter"),
];
