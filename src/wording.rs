//! Names and numbers in messages.

/// "did you mean `sma`?", where some candidate is near enough to be a slip of `name`.
pub fn did_you_mean<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(name, candidates).map(|candidate| format!("did you mean `{candidate}`?"))
}

/// The candidate within a third of the name's length in edits (case aside), or one that continues the name.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = name.to_lowercase();
    let limit = name.chars().count().div_ceil(3).max(1);
    candidates
        .into_iter()
        .map(|candidate| {
            let other = candidate.to_lowercase();
            let distance = strsim::osa_distance(&lower, &other);
            let continues =
                lower.len() >= 3 && (other.starts_with(&lower) || lower.starts_with(&other) && other.len() >= 3);
            (if continues { distance.min(limit) } else { distance }, candidate)
        })
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// "1 row", "2 rows".
pub fn counted(n: usize, noun: &str) -> String {
    match n {
        1 => format!("1 {noun}"),
        n => format!("{n} {noun}s"),
    }
}

/// "`a`, `b` and `c`", shortened where there are many.
pub fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    // The keys of the largest table.
    const SHOWN: usize = 14;
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match names.as_slice() {
        [] => "none".to_owned(),
        [only] => only.clone(),
        [first @ .., last] if names.len() <= SHOWN => format!("{} and {last}", first.join(", ")),
        _ => format!("{} and {} more", names[..SHOWN].join(", "), names.len() - SHOWN),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_recognised_and_strangers_are_not() {
        assert_eq!(nearest("smaa", ["sma", "ema"]), Some("sma"));
        assert_eq!(nearest("Highset", ["highest", "lowest"]), Some("highest"));
        assert_eq!(nearest("vol", ["volatility", "sma"]), Some("volatility"));
        assert_eq!(nearest("banana", ["sma", "ema"]), None);
    }
}
