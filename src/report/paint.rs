//! Colours of a page: headings, losses and notes. What prints decides whether anybody sees them.

use anstyle::{AnsiColor, Style};

const HEADING: Style = Style::new().bold();
const RULE: Style = Style::new().dimmed();
const LOSS: Style = AnsiColor::Red.on_default();
const NOTE: Style = AnsiColor::Yellow.on_default();

/// A page of tables with its colours: table headings bold, numbers below zero red, notes yellow. The text itself is unchanged.
pub fn painted(page: &str) -> String {
    let lines: Vec<&str> = page.lines().collect();
    let is_rule = |line: Option<&&str>| line.is_some_and(|line| !line.is_empty() && line.chars().all(|c| c == '─'));
    let mut in_table = false;
    let mut painted = String::with_capacity(page.len() * 2);
    for (place, line) in lines.iter().enumerate() {
        in_table = is_rule(Some(line)) || in_table && !line.is_empty();
        if is_rule(lines.get(place + 1)) {
            painted += &styled(HEADING, line);
        } else if is_rule(Some(line)) {
            painted += &styled(RULE, line);
        } else if in_table {
            painted += &losses(line);
        } else if let Some(rest) = line.strip_prefix("Note: ") {
            painted += &format!("{}{rest}", styled(NOTE, "Note: "));
        } else {
            painted += line;
        }
        painted.push('\n');
    }
    if !page.ends_with('\n') {
        painted.pop();
    }
    painted
}

fn styled(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

/// A row, its negative numbers with their percent sign in red.
fn losses(line: &str) -> String {
    let mut painted = String::new();
    let mut rest = line;
    while let Some(place) = rest.find(" -") {
        let (before, number) = rest.split_at(place + 1);
        painted += before;
        let digits = number[1..].find(|c: char| !c.is_ascii_digit() && c != '.').map_or(number.len(), |end| end + 1);
        let ends = number[digits..].is_empty() || number[digits..].starts_with(' ');
        let is_number = number[1..].starts_with(|c: char| c.is_ascii_digit()) && ends;
        let end = if number[digits..].starts_with(" %") { digits + 2 } else { digits };
        let end = if is_number { end } else { 1 };
        painted += &if is_number { styled(LOSS, &number[..end]) } else { number[..end].to_owned() };
        rest = &number[end..];
    }
    painted + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paint_changes_no_character() {
        let page = "Runs\n\n Name     Return   Max DD\n──────────────────────────\n a -b   -1.50 %   -0.2\n 2-3      1.00 %    -\n\nNote: -5\n";
        let paint = painted(page);
        assert_eq!(anstream::adapter::strip_str(&paint).to_string(), page);
        assert!(paint.contains("\u{1b}[31m-1.50 %\u{1b}[0m") && paint.contains("\u{1b}[31m-0.2\u{1b}[0m"), "{paint}");
        assert_eq!(paint.matches("\u{1b}[31m").count(), 2, "neither words nor notes nor a lone dash: {paint}");
        assert!(paint.contains("\u{1b}[1m Name     Return   Max DD\u{1b}[0m"), "{paint}");
    }
}
