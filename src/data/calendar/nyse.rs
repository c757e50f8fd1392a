//! The yearly rules of the New York Stock Exchange since 1950: which weekdays trade, and the holidays.
//!
//! Sources: the exchange's Rule 7.2 (before 2019: Rule 51) and its published list of closings.
//!
//! - **Weekdays.** Monday to Friday; until 24 May 1952 Saturdays too, but not in summer (31 May to 30 September). The summer's
//!   five-day week of 1952 was made permanent.
//! - **A holiday on a Sunday** is observed on Monday.
//! - **A holiday on a Saturday** was that Saturday's while Saturdays traded, and was lost for some years after. Independence
//!   Day and Christmas moved to Friday from 1954, Washington's Birthday and Memorial Day from 1964, unless the Friday
//!   ends a month's or a year's accounts: so never New Year's Day, and not Memorial Day in 1970 (though in 1964 it did).
//! - **Retired**: Lincoln's Birthday, Columbus Day and Veterans Day after 1953; Election Day after 1968 but for the
//!   presidential elections to 1980. **Moved to Mondays** in 1971: Washington's Birthday, Memorial Day. **New**: Martin
//!   Luther King Day in 1998, Juneteenth in 2022.

use crate::data::Date;
use chrono::{Datelike, Days, Weekday};
use std::ops::Range;

/// The first year whose holidays are known here.
pub(super) const FIRST_YEAR: i32 = 1950;

const LAST_SATURDAY: Date = Date::from_ymd_opt(1952, 5, 24).expect("a day that exists: checked when it is compiled");

const ALWAYS: Range<i32> = FIRST_YEAR..i32::MAX;
const NEVER: Range<i32> = 0..0;

/// A holiday of one day of the year.
struct Fixed {
    name: &'static str,
    month: u32,
    day: u32,
    years: Range<i32>,
    /// The years in which, falling on a Saturday, it is observed on Friday.
    friday: Range<i32>,
}

#[rustfmt::skip]
static FIXED: [Fixed; 9] = [
    Fixed { name: "New Year's Day", month: 1, day: 1, years: ALWAYS, friday: NEVER },
    Fixed { name: "Lincoln's Birthday", month: 2, day: 12, years: FIRST_YEAR..1954, friday: NEVER },
    Fixed { name: "Washington's Birthday", month: 2, day: 22, years: FIRST_YEAR..1971, friday: 1964..1971 },
    Fixed { name: "Memorial Day", month: 5, day: 30, years: FIRST_YEAR..1971, friday: 1964..1970 },
    Fixed { name: "Juneteenth", month: 6, day: 19, years: 2022..i32::MAX, friday: ALWAYS },
    Fixed { name: "Independence Day", month: 7, day: 4, years: ALWAYS, friday: 1954..i32::MAX },
    Fixed { name: "Columbus Day", month: 10, day: 12, years: FIRST_YEAR..1954, friday: NEVER },
    Fixed { name: "Veterans Day", month: 11, day: 11, years: FIRST_YEAR..1954, friday: NEVER },
    Fixed { name: "Christmas Day", month: 12, day: 25, years: ALWAYS, friday: 1954..i32::MAX },
];

/// Whether a day of this weekday and season trades, holidays apart.
pub(super) fn trades(day: Date) -> bool {
    match day.weekday() {
        Weekday::Sun => false,
        Weekday::Sat => {
            let summer = (5, 31)..(10, 1);
            day <= LAST_SATURDAY && !summer.contains(&(day.month(), day.day()))
        }
        _ => true,
    }
}

/// The holiday observed on `day`, from 1950 on. A day that would not trade anyhow may have one too.
pub(super) fn holiday(day: Date) -> Option<&'static str> {
    if day.year() < FIRST_YEAR {
        return None;
    }
    let moved = match day.weekday() {
        Weekday::Mon => day.pred_opt().and_then(fixed),
        Weekday::Fri => day.succ_opt().and_then(fixed).filter(|holiday| holiday.friday.contains(&day.year())),
        _ => None,
    };
    fixed(day).or(moved).map(|holiday| holiday.name).or_else(|| floating(day))
}

fn fixed(day: Date) -> Option<&'static Fixed> {
    let (month, number) = (day.month(), day.day());
    FIXED.iter().find(|holiday| holiday.month == month && holiday.day == number && holiday.years.contains(&day.year()))
}

/// Holidays that keep their weekday.
fn floating(day: Date) -> Option<&'static str> {
    let (year, number) = (day.year(), day.day());
    // 1 for the first such weekday of the month.
    let nth = number.div_ceil(7);
    match (day.month(), day.weekday()) {
        (1, Weekday::Mon) if nth == 3 && year >= 1998 => Some("Martin Luther King Day"),
        (2, Weekday::Mon) if nth == 3 && year >= 1971 => Some("Washington's Birthday"),
        (3 | 4, Weekday::Fri) if day.checked_add_days(Days::new(2)) == easter(year) => Some("Good Friday"),
        (5, Weekday::Mon) if number > 24 && year >= 1971 => Some("Memorial Day"),
        (9, Weekday::Mon) if nth == 1 => Some("Labor Day"),
        // The Tuesday after the first Monday.
        (11, Weekday::Tue) if (2..=8).contains(&number) => {
            (year <= 1968 || year <= 1980 && year % 4 == 0).then_some("Election Day")
        }
        (11, Weekday::Thu) if nth == 4 => Some("Thanksgiving Day"),
        _ => None,
    }
}

/// Easter Sunday of the Gregorian calendar. Source: the anonymous algorithm of Nature, 1876, as in Meeus, Astronomical
/// Algorithms, chapter 8. The golden number gives the paschal full moon, then comes the Sunday after it.
fn easter(year: i32) -> Option<Date> {
    let (century, rest) = (year / 100, year % 100);
    let golden = year % 19;
    let moon_correction = (century - (century + 8) / 25 + 1) / 3;
    let full_moon = (19 * golden + century - century / 4 - moon_correction + 15) % 30;
    let to_sunday = (32 + 2 * (century % 4) + 2 * (rest / 4) - full_moon - rest % 4) % 7;
    let late = (golden + 11 * full_moon + 22 * to_sunday) / 451;
    let days = full_moon + to_sunday - 7 * late + 114;
    Date::from_ymd_opt(year, (days / 31) as u32, (days % 31 + 1) as u32)
}
