//! Texts -> days.

use crate::data::Date;

/// `2000-05-26` or `20000526`, with or without a time of day behind it (`2000-05-26 00:00:00`, `2000-05-26T00:00:00-04:00`),
/// which is not looked at. Other orders of day and month are refused: they cannot be told apart.
pub fn parse(text: &str) -> Option<Date> {
    let text = text.trim();
    let digits = |range: std::ops::Range<usize>| -> Option<u32> {
        let part = text.get(range)?;
        part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse().ok())?
    };
    let dashed = text.as_bytes().get(4) == Some(&b'-') && text.as_bytes().get(7) == Some(&b'-');
    let (month, day, end) = match dashed {
        true => (digits(5..7)?, digits(8..10)?, 10),
        false => (digits(4..6)?, digits(6..8)?, 8),
    };
    let time = text[end..].trim_start_matches([' ', 'T', 't']);
    let behind = text.len() - end;
    let is_time = time.contains(':') && time.chars().all(|c| c.is_ascii_digit() || ":.+-Zz ".contains(c));
    if behind > 0 && (time.len() == behind || !is_time) {
        return None;
    }
    let year = i32::try_from(digits(0..4)?).ok().filter(|year| *year > 0)?;
    Date::from_ymd_opt(year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_and_other_texts_are_not() {
        let day = Date::from_ymd_opt(2000, 5, 26);
        for text in
            ["2000-05-26", " 20000526 ", "2000-05-26 00:00:00", "2000-05-26T00:00:00Z", "2000-05-26 00:00:00-04:00"]
        {
            assert_eq!(parse(text), day, "{text}");
        }
        for text in [
            "",
            "05/26/2000",
            "26-05-2000",
            "2000-05-32",
            "2000-5-26",
            "2000-05-261",
            "2000-05-26x",
            "2000-05-26 close",
            "0000-01-01",
            "959299200",
            "２０００-05-26",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
