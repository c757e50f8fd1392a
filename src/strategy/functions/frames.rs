//! Frames: any expression as weekly, monthly, quarterly or yearly bars.

use super::signature::{Kind, Parameter, Signature, Yields, one};
use super::{Family, Function};
use crate::strategy::Frame;

const X: &[Parameter] = &[one("x", Kind::Either)];

const fn sample(
    name: &'static str,
    frame: Frame,
    formula: &'static str,
    notes: &'static [&'static str],
    example: &'static str,
) -> Signature {
    Signature {
        name,
        parameters: X,
        yields: Yields::Same,
        function: Function::Sample(frame),
        formula,
        notes,
        source: None,
        example,
    }
}

pub(super) const FAMILY: Family = Family {
    name: "frames",
    about: "A bar is known at the last session that the calendar schedules in its period; an unscheduled closure moves it \
            to the next session. In a finer frame, the value of the last complete bar stands.",
    functions: &[
        sample(
            "weekly",
            Frame::Weekly,
            "x at each week's last session",
            &["A week is ISO 8601's, Monday to Sunday."],
            "streak(weekly(small.close / large.close > sma(small.close / large.close, 50))) >= 2",
        ),
        sample(
            "monthly",
            Frame::Monthly,
            "x at each month's last session",
            &["A month is the calendar's."],
            "momentum(monthly(small.adj_close / large.adj_close), 6) > 0",
        ),
        sample(
            "quarterly",
            Frame::Quarterly,
            "x at each quarter's last session",
            &["Quarters end in March, June, September and December."],
            "change(quarterly(small.close), 1) > 0",
        ),
        sample(
            "yearly",
            Frame::Yearly,
            "x at each year's last session",
            &["A year is the calendar's."],
            "small.close > yearly(small.close)",
        ),
    ],
};
