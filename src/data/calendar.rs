//! Which days are scheduled sessions, and when a week, a month, a quarter or a year is known to be complete.

use serde::{Deserialize, Serialize};

/// How a dataset counts its sessions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Calendar {
    /// New York Stock Exchange: weekdays less the holidays and closures that were announced before the day.
    #[default]
    #[serde(rename = "NYSE")]
    Nyse,
    /// Monday to Friday.
    #[serde(rename = "weekdays")]
    Weekdays,
    /// Every day of the week.
    #[serde(rename = "all")]
    All,
    /// Whatever the data show: a period ends where the next session is in a later one. Hindsight of closures.
    #[serde(rename = "data")]
    Data,
}
