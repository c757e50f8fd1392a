//! Valid files, made wrong: bytes, words, numbers, keys, values, lines and sections.

use super::draw::Draw;
use rotascope::strategy::form::Form;
use rotascope::strategy::functions::FUNCTIONS;
use rotascope::strategy::keys::{FILE, KeyDoc};
use rotascope::strategy::{Field, Frame};
use std::collections::BTreeSet;
use std::ops::Range;

/// What stands in the way of parsers.
const PIECES: [&str; 38] = [
    "",
    "",
    "",
    "\"",
    "'",
    "\"\"\"",
    "\\",
    "\\u00",
    "\\ü",
    "é",
    "🦀",
    "\n",
    "\r\n",
    "\t",
    "=",
    "[",
    "]",
    "[[",
    "{",
    "}",
    "(",
    ")",
    ",",
    ".",
    "..",
    "#",
    "-",
    "%",
    "0",
    "9e999",
    "_",
    "2001-02-30",
    "nan",
    "inf",
    "true",
    "\u{feff}",
    "\0",
    "and",
];

const NUMBERS: [&str; 24] = [
    "0",
    "-1",
    "-0.0",
    "1",
    "2",
    "1000",
    "1e308",
    "-1e308",
    "1e-308",
    "5e-324",
    "nan",
    "inf",
    "-inf",
    "9e999",
    "1000000",
    "1000001",
    "100000",
    "4294967296",
    "9223372036854775807",
    "-9223372036854775808",
    "99999999999999999999",
    "0x10",
    "1_0",
    "1e15",
];

const VALUES: [&str; 16] = [
    "\"\"",
    "[]",
    "{}",
    "[[]]",
    "true",
    "\"cash\"",
    "2001-01-01",
    "9999-12-31",
    "0001-01-01",
    "{ AAA = 1 }",
    "[\"AAA\"]",
    "\"1 %\"",
    "\"999 %\"",
    "\"10000 sessions\"",
    "[1, 'é'",
    "\"ü\\u00e9\"",
];

/// Words and symbols of expressions, right and wrong.
const TOKENS: [&str; 52] = [
    "AAA",
    "large",
    "close",
    "weekly",
    ".",
    ".",
    "(",
    "(",
    ")",
    ")",
    ",",
    ",",
    "+",
    "-",
    "*",
    "/",
    "^",
    "<",
    "<=",
    ">",
    ">=",
    "==",
    "!=",
    "=",
    "%",
    "and",
    "or",
    "not",
    "not",
    "1",
    "0",
    "2.5",
    "1e3",
    ".5",
    "1e308",
    "x",
    "n",
    "r0",
    "r0.release",
    "release",
    "score",
    "cash",
    "ü",
    "&&",
    "!",
    "$",
    "3x",
    "_",
    "large.close",
    "large.weekly.close",
    "sma(large.close, 3)",
    "1e-320",
];

/// Names of `--set`, right and wrong.
const NAMES: [&str; 16] = [
    "",
    "p0",
    "weks",
    "params.p0",
    "signals.x0",
    "trade",
    "trade.fill",
    "rules",
    "rules.0.when",
    "data.benchmark",
    "data.",
    ".data",
    "a.b.c.d",
    " p0 ",
    "übrig",
    "series.r0.lag",
];

/// `text` with a thing wrong with it, or a few.
pub fn mutated(draw: &mut Draw, text: &str) -> String {
    let mut text = text.to_owned();
    for _ in 0..draw.of(&[1, 1, 1, 2, 4]) {
        text = match draw.whole(0..=10) {
            0 => bytes(draw, &text),
            1 => characters(draw, &text),
            2 | 3 => word(draw, &text),
            4..=6 => number(draw, &text),
            7 => value(draw, &text),
            8 => expression(draw, &text),
            9 => lines(draw, &text),
            _ => sections(draw, &text),
        };
    }
    text
}

/// The argument of a `--set`.
pub fn assignment(draw: &mut Draw) -> String {
    let equals = if draw.chance(0.9) { "=" } else { "" };
    let value = match draw.whole(0..=4) {
        0 => draw.of(&PIECES).to_owned(),
        1 => draw.of(&NUMBERS).to_owned(),
        2 => draw.of(&VALUES).to_owned(),
        3 => soup(draw),
        _ => format!("'{}'", soup(draw)),
    };
    format!("{}{equals}{value}", draw.of(&NAMES))
}

fn bytes(draw: &mut Draw, text: &str) -> String {
    let mut bytes = text.as_bytes().to_vec();
    if !bytes.is_empty() {
        let place = draw.whole(0..=bytes.len() - 1);
        bytes[place] = draw.whole(0..=255) as u8;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn characters(draw: &mut Draw, text: &str) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    let start = draw.whole(0..=characters.len());
    let end = (start + draw.whole(0..=12)).min(characters.len());
    characters.splice(start..end, draw.of(&PIECES).chars());
    characters.into_iter().collect()
}

/// The places of what `belongs` to words of a kind.
fn places(text: &str, belongs: impl Fn(char) -> bool) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for (place, c) in text.char_indices().filter(|(_, c)| belongs(*c)) {
        match found.last_mut().filter(|last| last.end == place) {
            Some(last) => last.end += c.len_utf8(),
            None => found.push(place..place + c.len_utf8()),
        }
    }
    found
}

fn replaced(text: &str, place: Range<usize>, by: &str) -> String {
    format!("{}{by}{}", &text[..place.start], &text[place.end..])
}

/// A word becomes another word of the file, or one of the language.
fn word(draw: &mut Draw, text: &str) -> String {
    let words = places(text, |c| c.is_alphanumeric() || c == '_');
    if words.is_empty() {
        return text.to_owned();
    }
    let (place, other) = (draw.of(&words), draw.of(&words));
    let by = match draw.whole(0..=4) {
        0 => draw.of(&keys()),
        1 => draw.of(&FUNCTIONS.iter().map(|signature| signature.name).collect::<Vec<_>>()),
        2 => draw.of(&[Field::ALL.map(Field::name).as_slice(), &Frame::ALL.map(Frame::name)].concat()),
        _ => &text[other],
    };
    replaced(text, place, by)
}

/// Every key of the language.
fn keys() -> Vec<&'static str> {
    fn of_form(form: &'static Form, found: &mut BTreeSet<&'static str>) {
        match form {
            Form::Table(docs) => of_docs(docs, found),
            Form::Named(inner) | Form::ByAsset(inner) | Form::List(inner) => of_form(inner, found),
            Form::Either(forms) => forms.iter().for_each(|form| of_form(form, found)),
            Form::Words(words) => found.extend(words.iter()),
            _ => {}
        }
    }
    fn of_docs(docs: &'static [KeyDoc], found: &mut BTreeSet<&'static str>) {
        for doc in docs {
            found.insert(doc.name);
            doc.form.iter().for_each(|form| of_form(form, found));
        }
    }
    let mut found = BTreeSet::new();
    of_docs(FILE, &mut found);
    found.into_iter().collect()
}

fn number(draw: &mut Draw, text: &str) -> String {
    let numbers = places(text, |c| c.is_ascii_digit() || c == '.');
    let numbers: Vec<Range<usize>> =
        numbers.into_iter().filter(|place| text[place.clone()].contains(|c: char| c.is_ascii_digit())).collect();
    if numbers.is_empty() {
        return text.to_owned();
    }
    replaced(text, draw.of(&numbers), draw.of(&NUMBERS))
}

/// The value of a key becomes that of another, or something odd.
fn value(draw: &mut Draw, text: &str) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let split = |line: &String| line.split_once(" = ").map(|(key, value)| (key.to_owned(), value.to_owned()));
    let entries: Vec<(usize, (String, String))> =
        lines.iter().enumerate().filter_map(|(number, line)| Some((number, split(line)?))).collect();
    if !entries.is_empty() {
        let (number, (key, _)) = draw.of(&entries);
        let (_, (_, other)) = draw.of(&entries);
        let value = if draw.chance(0.5) { other } else { draw.of(&VALUES).to_owned() };
        lines[number] = format!("{key} = {value}");
    }
    lines.join("\n")
}

/// What is in quotes becomes a soup of tokens, or of any characters.
fn expression(draw: &mut Draw, text: &str) -> String {
    let quoted = places(text, |c| c != '"' && c != '\'');
    let inside: Vec<Range<usize>> = quoted.into_iter().skip(1).step_by(2).collect();
    if inside.is_empty() {
        return text.to_owned();
    }
    let by = if draw.chance(0.7) { soup(draw) } else { (0..draw.whole(0..=20)).map(|_| any_character(draw)).collect() };
    replaced(text, draw.of(&inside), &by)
}

fn soup(draw: &mut Draw) -> String {
    let count = draw.whole(0..=20);
    (0..count).map(|_| format!("{}{}", draw.of(&TOKENS), if draw.chance(0.5) { " " } else { "" })).collect()
}

fn any_character(draw: &mut Draw) -> char {
    let top = draw.of(&[0x7f, 0x2ff, 0xffff, 0x1f9ff]);
    char::from_u32(draw.whole(1..=top) as u32).unwrap_or('?')
}

/// A line goes, comes twice, or changes places with another.
fn lines(draw: &mut Draw, text: &str) -> String {
    shuffled(draw, text.split_inclusive('\n').map(str::to_owned).collect()).concat()
}

/// The same of sections.
fn sections(draw: &mut Draw, text: &str) -> String {
    shuffled(draw, text.split("\n[").map(str::to_owned).collect()).join("\n[")
}

fn shuffled(draw: &mut Draw, mut parts: Vec<String>) -> Vec<String> {
    if parts.is_empty() {
        return parts;
    }
    let (one, other) = (draw.whole(0..=parts.len() - 1), draw.whole(0..=parts.len() - 1));
    match draw.whole(0..=2) {
        0 => drop(parts.remove(one)),
        1 => parts.insert(other, parts[one].clone()),
        _ => parts.swap(one, other),
    }
    parts
}
