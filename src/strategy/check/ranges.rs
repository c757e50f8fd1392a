//! Ranges of [sweep]: { from = 4, to = 52, step = 2 }, { from = 2000-01-01, to = 2010-01-01, step = "1 year" }.

use super::super::document::{Node, Table, Value};
use super::super::keys;
use super::Checker;
use crate::error::{Fault, Span};
use chrono::{Days, Months, NaiveDate};

/// More values of one key than this are a slip.
const MOST_VALUES: f64 = 1e7;

/// From one date of a range to the next.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Step {
    Days(u32),
    Months(u32),
}

impl Step {
    /// "10 days", "1 year".
    fn read(text: &str) -> Option<Step> {
        let (count, unit) = text.trim().split_once(char::is_whitespace)?;
        let count: u32 = count.parse().ok().filter(|count| (1..=100_000).contains(count))?;
        let unit = unit.trim();
        match unit.strip_suffix('s').unwrap_or(unit) {
            "day" => Some(Step::Days(count)),
            "week" => Some(Step::Days(count * 7)),
            "month" => Some(Step::Months(count)),
            "quarter" => Some(Step::Months(count * 3)),
            "year" => Some(Step::Months(count * 12)),
            _ => None,
        }
    }

    /// `times` steps after a date: a month without its day has its last. None: beyond all dates.
    fn after(self, from: NaiveDate, times: u32) -> Option<NaiveDate> {
        match self {
            Step::Days(days) => from.checked_add_days(Days::new(u64::from(days) * u64::from(times))),
            Step::Months(months) => from.checked_add_months(Months::new(months.checked_mul(times)?)),
        }
    }
}

impl<'a> Checker<'a> {
    /// The values that a range stands for.
    pub(super) fn range(&mut self, node: &Node, table: &Table) -> Option<Vec<Node>> {
        self.known_keys(table, keys::RANGE, "a range");
        let (Some(from), Some(to)) = (table.get("from"), table.get("to")) else {
            self.fault(Fault::new(
                node.span,
                "a range has a beginning and an end",
                "expected { from = 4, to = 52, step = 2 }",
            ));
            return None;
        };
        match (&from.value, &to.value) {
            (Value::Date(from), Value::Date(to)) => self.dates(node.span, (*from, *to), table.get("step")),
            (Value::Date(_), _) if to.as_number().is_some() => self.mixed(node.span),
            (_, Value::Date(_)) if from.as_number().is_some() => self.mixed(node.span),
            _ => self.numbers(node.span, table),
        }
    }

    fn mixed(&mut self, place: Span) -> Option<Vec<Node>> {
        self.fault(Fault::new(place, "this range is of a number and a date", "expected two numbers, or two dates"));
        None
    }

    fn numbers(&mut self, place: Span, table: &Table) -> Option<Vec<Node>> {
        let mut number = |key: &str, expected: &str| {
            let value = table.get(key)?;
            let number = value.as_number().filter(|number| number.is_finite());
            match (&value.value, number) {
                (Value::String(text), None) if Step::read(&text.text).is_some() => {
                    let message = format!("`{}` is no step from number to number", text.text);
                    self.fault(Fault::new(value.span, message, "expected a number above 0"));
                }
                (_, None) => self.wrong_type(value, expected),
                _ => {}
            }
            number
        };
        let (from, to) = (number("from", "a finite number, or a date"), number("to", "a finite number, or a date"));
        let step = if table.get("step").is_some() { number("step", "a finite number") } else { Some(1.0) };
        let (from, to, step) = (from?, to?, step?);
        match (to < from, step <= 0.0) {
            (false, false) => {}
            (false, true) => {
                let message = format!("this range never ends: from {from} to {to} by {step}");
                self.fault(Fault::new(place, message, "expected a step above 0"));
                return None;
            }
            (true, false) => return self.empty(place, format!("from {from} to {to}")),
            (true, true) => {
                let message = format!("this range goes down: from {from} to {to} by {step}");
                self.fault(Fault::new(place, message, "expected the smaller number first, and a step above 0"));
                return None;
            }
        }
        // So much over, that 0.1, 0.2 ... reaches its end.
        let steps = ((to - from) / step * (1.0 + 1e-12) + 1e-9).floor();
        if steps >= MOST_VALUES {
            self.fault(Fault::new(
                place,
                format!("this range has {} values", steps + 1.0),
                "expected at most 10,000,000",
            ));
            return None;
        }
        let whole = [from, to, step].iter().all(|number| number.fract() == 0.0 && number.abs() < 1e15);
        let value = |step_count: usize| {
            let value = from + step_count as f64 * step;
            if whole { Value::Integer(value as i64) } else { Value::Float(value) }
        };
        Some((0..=steps as usize).map(|count| Node { span: place, value: value(count) }).collect())
    }

    fn dates(&mut self, place: Span, (from, to): (NaiveDate, NaiveDate), step: Option<&Node>) -> Option<Vec<Node>> {
        const EXPECTED: &str = "a step such as \"1 month\": days, weeks, months, quarters or years";
        let step = match step {
            None => {
                let label = format!("expected {EXPECTED}");
                self.fault(Fault::new(place, "this range of dates has no step", label));
                return None;
            }
            Some(node) => match &node.value {
                Value::String(text) => {
                    let step = Step::read(&text.text);
                    if step.is_none() {
                        let message = format!("`{}` is no step from date to date", text.text);
                        self.fault(Fault::new(node.span, message, format!("expected {EXPECTED}")));
                    }
                    step?
                }
                _ if node.as_number().is_some() => {
                    let message = "a number is no step from date to date";
                    self.fault(Fault::new(node.span, message, format!("expected {EXPECTED}")));
                    return None;
                }
                _ => {
                    self.wrong_type(node, EXPECTED);
                    return None;
                }
            },
        };
        if to < from {
            return self.empty(place, format!("from {from} to {to}"));
        }
        let dates = (0..).map_while(|times| step.after(from, times)).take_while(|date| *date <= to);
        Some(dates.map(|date| Node { span: place, value: Value::Date(date) }).collect())
    }

    fn empty(&mut self, place: Span, which: String) -> Option<Vec<Node>> {
        let message = format!("this range is empty: {which}");
        self.fault(Fault::new(place, message, "expected `to` at `from` or after it"));
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps() {
        assert_eq!(Step::read("10 days"), Some(Step::Days(10)));
        assert_eq!(Step::read(" 2  weeks "), Some(Step::Days(14)));
        assert_eq!(Step::read("1 year"), Some(Step::Months(12)));
        for text in ["", "1", "year", "0 days", "-1 day", "1.5 days", "1 fortnight", "1 dayss", "999999 days"] {
            assert_eq!(Step::read(text), None, "{text}");
        }
        let date = |text: &str| text.parse::<NaiveDate>().expect("a date");
        assert_eq!(Step::Months(1).after(date("2000-01-31"), 1), Some(date("2000-02-29")));
        assert_eq!(Step::Months(1).after(date("2000-01-31"), 2), Some(date("2000-03-31")));
    }
}
