//! Days as TOML writes them, without quotes: `first = 2000-05-26`.

use super::bars::Date;
use chrono::Datelike;
use serde::de::Error as _;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use toml::value::{Date as TomlDate, Datetime};

pub fn serialize<S: Serializer>(date: &Date, serializer: S) -> Result<S::Ok, S::Error> {
    let year = u16::try_from(date.year()).map_err(|_| S::Error::custom(format!("{date} is before year 0")))?;
    let date = TomlDate { year, month: date.month() as u8, day: date.day() as u8 };
    Datetime::from(date).serialize(serializer)
}

pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    let datetime = Datetime::deserialize(deserializer)?;
    match (datetime.date, datetime.time) {
        (Some(day), None) => Date::from_ymd_opt(day.year.into(), day.month.into(), day.day.into())
            .ok_or_else(|| D::Error::custom(format!("{day} does not exist"))),
        _ => Err(D::Error::custom(format!("a day is expected, such as 2000-05-26, not {datetime}"))),
    }
}
