//! `decide` in [trade]: a word, a session of every period, or a weekday.

use super::super::document::{Node, Table, Value};
use super::super::schedule::Schedule;
use super::super::{form, keys};
use super::Checker;
use crate::error::{Fault, Span};
use std::num::NonZero;

impl Checker<'_> {
    pub(super) fn schedule(&mut self, node: &Node) -> Option<Schedule> {
        match &node.value {
            Value::Table(table) => self.own_schedule(node.span, table),
            _ => self.choice_or(
                node,
                &form::SCHEDULES,
                "; or a table: { every = \"month\", session = -1 }, { weekday = \"wed\" }",
            ),
        }
    }

    /// { every = "month", session = -1 } or { weekday = "wed" }.
    fn own_schedule(&mut self, span: Span, table: &Table) -> Option<Schedule> {
        self.known_keys(table, keys::DECIDE, "a schedule");
        let every = table.get("every").map(|node| self.choice(node, &form::PERIODS));
        let session = table.get("session").map(|node| self.nth(node));
        let weekday = table.entry("weekday").map(|(key, node)| (key, self.choice(node, &form::WEEKDAYS)));
        match (every, session, weekday) {
            (None, None, Some((_, weekday))) => weekday.map(Schedule::Weekday),
            (Some(every), Some(session), None) => Some(Schedule::Session { every: every?, session: session? }),
            (_, _, Some((key, _))) => {
                self.fault(
                    Fault::new(key.span, "a schedule has a weekday, or a session of every period", "not both")
                        .help("remove `weekday`, or `every` and `session`"),
                );
                None
            }
            // A slip in a key is the reason why it is missing.
            (_, _, None)
                if table.entries.iter().any(|(key, _)| keys::DECIDE.iter().all(|doc| doc.name != key.name)) =>
            {
                None
            }
            (_, _, None) => {
                self.fault(
                    Fault::new(span, "this schedule names no session", "expected `every` and `session`, or `weekday`")
                        .help("such as { every = \"month\", session = -1 } or { weekday = \"wed\" }"),
                );
                None
            }
        }
    }

    fn nth(&mut self, node: &Node) -> Option<NonZero<i32>> {
        let session = match node.value {
            Value::Integer(integer) => i32::try_from(integer).ok().and_then(NonZero::new),
            _ => None,
        };
        if session.is_none() {
            const EXPECTED: &str = "a session of the period: 1 the first, 2 the second, -1 the last";
            self.wrong_type(node, EXPECTED);
        }
        session
    }
}
