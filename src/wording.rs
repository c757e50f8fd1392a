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

/// "1 row", "2 to 40 rows".
pub fn between(counts: impl Iterator<Item = usize> + Clone, noun: &str) -> String {
    match (counts.clone().min().unwrap_or(0), counts.max().unwrap_or(0)) {
        (least, most) if least == most => counted(most, noun),
        (least, most) => format!("{least} to {most} {noun}s"),
    }
}

/// "A", "A, B and C", "A, B, C and 502 more".
pub fn few<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.into_iter().collect();
    match names.as_slice() {
        [first, second, third, others @ ..] if !others.is_empty() => {
            format!("{first}, {second}, {third} and {} more", others.len())
        }
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        names => names.concat(),
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
    fn many_are_a_few_and_a_number() {
        assert_eq!(few(["A"]), "A");
        assert_eq!(few(["A", "B", "C"]), "A, B and C");
        assert_eq!(few(["A", "B", "C", "D", "E"]), "A, B, C and 2 more");
        assert_eq!(between([3, 3].into_iter(), "bar"), "3 bars");
        assert_eq!(between([3, 1, 40].into_iter(), "bar"), "1 to 40 bars");
    }

    #[test]
    fn slips_are_recognised_and_strangers_are_not() {
        assert_eq!(nearest("smaa", ["sma", "ema"]), Some("sma"));
        assert_eq!(nearest("Highset", ["highest", "lowest"]), Some("highest"));
        assert_eq!(nearest("vol", ["volatility", "sma"]), Some("volatility"));
        assert_eq!(nearest("banana", ["sma", "ema"]), None);
    }
}
