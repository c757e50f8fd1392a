//! Which week, month, quarter or year a day belongs to.

use crate::data::Date;
use crate::strategy::Frame;
use chrono::Datelike;

/// The number of the period that `day` lies in: two days are in the same period exactly where their numbers are equal,
/// and the next period's number is one more. A week is ISO 8601's, from Monday to Sunday, whatever the year.
pub fn period(frame: Frame, day: Date) -> i32 {
    let month = day.month0() as i32;
    match frame {
        // A release may come on any day.
        Frame::Daily | Frame::Release(_) => day.num_days_from_ce(),
        // Day 1 of the common era, proleptic, was a Monday.
        Frame::Weekly => (day.num_days_from_ce() - 1).div_euclid(7),
        Frame::Monthly => day.year() * 12 + month,
        Frame::Quarterly => day.year() * 4 + month / 3,
        Frame::Yearly => day.year(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Consecutive days have equal numbers exactly where their written names agree; otherwise the number grows by one.
    #[test]
    fn numbers_follow_the_written_names() {
        let quarter = |day: Date| day.format("%Y ").to_string() + ["I", "II", "III", "IV"][day.month0() as usize / 3];
        let start = Date::from_ymd_opt(1899, 1, 1).unwrap();
        for (day, next) in start.iter_days().zip(start.iter_days().skip(1)).take(365 * 250) {
            let step = |frame| period(frame, next) - period(frame, day);
            let written = |format| i32::from(day.format(format).to_string() != next.format(format).to_string());
            assert_eq!(step(Frame::Daily), 1, "{day}");
            assert_eq!(step(Frame::Weekly), written("%G-W%V"), "{day}");
            assert_eq!(step(Frame::Monthly), written("%Y-%m"), "{day}");
            assert_eq!(step(Frame::Quarterly), i32::from(quarter(day) != quarter(next)), "{day}");
            assert_eq!(step(Frame::Yearly), written("%Y"), "{day}");
        }
    }
}
