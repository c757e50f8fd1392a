//! Texts with a unit: "2 bp", "0.05 %", "2 sessions", "45 days".

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Quantity {
    /// A fraction: 0.01 for "1 %".
    Share(f64),
    Sessions(u32),
    Days(u32),
}

impl Quantity {
    pub fn read(text: &str) -> Option<Quantity> {
        let text = text.trim();
        if let Some((number, unit)) =
            [("bp", 1e-4), ("%", 1e-2)].into_iter().find_map(|(name, unit)| Some((text.strip_suffix(name)?, unit)))
        {
            let value: f64 = number.trim().replace('_', "").parse().ok()?;
            return value.is_finite().then_some(Quantity::Share(value * unit));
        }
        let (count, unit) = text.split_once(char::is_whitespace)?;
        let count = count.parse().ok()?;
        match unit.trim_start() {
            "session" | "sessions" => Some(Quantity::Sessions(count)),
            "day" | "days" => Some(Quantity::Days(count)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Quantity::{self, Days, Sessions, Share};

    #[test]
    fn units() {
        assert_eq!(Quantity::read("5 bp"), Some(Share(5e-4)));
        assert_eq!(Quantity::read(" 0.5%"), Some(Share(0.005)));
        assert_eq!(Quantity::read("1 session"), Some(Sessions(1)));
        assert_eq!(Quantity::read("45  days "), Some(Days(45)));
        for text in ["5", "five bp", "inf %", "5 weeks", "days", "-1 day", "2 days or so"] {
            assert_eq!(Quantity::read(text), None, "{text}");
        }
    }
}
