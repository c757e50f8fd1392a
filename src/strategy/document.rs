//! TOML text -> a tree that remembers where every key and value stands.

use crate::error::{Fault, Span};
use chrono::NaiveDate;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A value and where it stands.
#[derive(Clone, Debug)]
pub struct Node {
    pub span: Span,
    pub value: Value,
}

#[derive(Clone, Debug)]
pub enum Value {
    String(Text),
    Integer(i64),
    Float(f64),
    Boolean(bool),
    Date(NaiveDate),
    /// A time or a date with a time: no key of a strategy file takes one.
    Time(String),
    Array(Vec<Node>),
    Table(Table),
}

/// A key and where it stands.
#[derive(Clone, Debug)]
pub struct Key {
    pub name: String,
    pub span: Span,
}

/// Entries in the order of the file.
#[derive(Clone, Debug, Default)]
pub struct Table {
    pub entries: Vec<(Key, Node)>,
}

impl Table {
    pub fn entry(&self, name: &str) -> Option<&(Key, Node)> {
        self.entries.iter().find(|(key, _)| key.name == name)
    }

    pub fn get(&self, name: &str) -> Option<&Node> {
        self.entry(name).map(|(_, node)| node)
    }

    /// Puts `node` under `key`, in the place of what was there.
    pub fn set(&mut self, key: Key, node: Node) {
        match self.entries.iter_mut().find(|(old, _)| old.name == key.name) {
            Some(entry) => *entry = (key, node),
            None => self.entries.push((key, node)),
        }
    }
}

/// A string, and where each of its bytes stands in the source.
#[derive(Clone, Debug)]
pub struct Text {
    pub text: String,
    source: u32,
    /// Offset in the source of each byte, and of the end.
    offsets: Vec<u32>,
}

impl Text {
    /// The place of bytes `start..end` of the string; an empty range gets one byte, so that a caret shows.
    pub fn span(&self, start: usize, end: usize) -> Span {
        let at = |byte: usize| self.offsets[byte.min(self.offsets.len() - 1)] as usize;
        Span::new(self.source, at(start), at(end).max(at(start) + 1))
    }

    /// The source that it stands in.
    pub fn source(&self) -> u32 {
        self.source
    }

    fn new(text: &str, source: u32, raw: &str, raw_start: usize) -> Self {
        let mut offsets = byte_offsets(raw, raw_start);
        // A string whose escapes we could not follow points at its opening quote instead of somewhere wrong.
        if offsets.len() != text.len() + 1 {
            offsets = vec![raw_start as u32; text.len() + 1];
        }
        Self { text: text.to_owned(), source, offsets }
    }
}

/// For each byte of the string that the literal `raw` denotes, its offset in the source; then the offset of the end.
fn byte_offsets(raw: &str, raw_start: usize) -> Vec<u32> {
    let quotes = if raw.starts_with("\"\"\"") || raw.starts_with("'''") { 3 } else { 1 };
    let escapes = raw.starts_with('"');
    if raw.len() < 2 * quotes || !(escapes || raw.starts_with('\'')) {
        // Not quoted: a bare word given on the command line.
        return (0..=raw.len()).map(|byte| (raw_start + byte) as u32).collect();
    }
    // A string that breaks off in mid-air has no body to follow.
    let Some(mut body) = raw.get(quotes..raw.len() - quotes) else {
        return Vec::new();
    };
    let mut position = raw_start + quotes;
    if quotes == 3 {
        let newline = if body.starts_with("\r\n") { 2 } else { usize::from(body.starts_with('\n')) };
        body = &body[newline..];
        position += newline;
    }
    let mut offsets = Vec::with_capacity(body.len() + 1);
    let mut rest = body;
    while let Some(first) = rest.chars().next() {
        let (taken, bytes) = if escapes && first == '\\' { escape(rest) } else { (first.len_utf8(), first.len_utf8()) };
        for byte in 0..bytes {
            offsets.push((position + byte.min(taken - 1)) as u32);
        }
        position += taken;
        rest = &rest[taken..];
    }
    offsets.push(position as u32);
    offsets
}

/// Length of the escape sequence at the start of `rest`, and the bytes it stands for.
fn escape(rest: &str) -> (usize, usize) {
    let digits = match rest.as_bytes().get(1) {
        Some(b'x') => 2,
        Some(b'u') => 4,
        Some(b'U') => 8,
        Some(b' ' | b'\t' | b'\r' | b'\n') => {
            let blank = rest[1..].len() - rest[1..].trim_start().len();
            return (1 + blank, 0);
        }
        // Of an escape that does not exist, as much as is one character.
        _ => return (1 + rest[1..].chars().next().map_or(0, char::len_utf8), 1),
    };
    let end = rest.ceil_char_boundary(2 + digits);
    let code = rest.get(2..end).and_then(|hex| u32::from_str_radix(hex, 16).ok());
    let bytes = code.and_then(char::from_u32).map_or(1, char::len_utf8);
    (end, bytes)
}

/// Parses a whole file. Broken TOML yields faults, and whatever could still be read.
pub fn parse(text: &str, source: u32) -> (Table, Vec<Fault>) {
    let (table, errors) = DeTable::parse_recoverable(text);
    let faults = errors.iter().map(|error| syntax_fault(error, text, source));
    let mut faults: Vec<Fault> = faults.collect();
    faults.sort_by_key(|fault| fault.span);
    // What breaks a line breaks the rest of it too: the first fault is the writer's.
    let line = |fault: &Fault| text[..fault.span.start as usize].matches('\n').count();
    faults.dedup_by_key(|fault| line(fault));
    let reader = Reader { text, source, base: 0 };
    (reader.table(table.get_ref()), faults)
}

/// Parses one value as it stands on a command line; what is not TOML is a string.
pub fn parse_value(text: &str, value_start: usize, source: u32) -> Node {
    let value = text[value_start..].trim_ascii();
    let base = text.len() - text[value_start..].trim_ascii_start().len();
    match DeValue::parse(value) {
        Ok(parsed) => Reader { text: value, source, base }.node(&parsed),
        Err(_) => Node {
            span: Span::new(source, base, base + value.len().max(1)),
            value: Value::String(Text::new(value, source, value, base)),
        },
    }
}

fn syntax_fault(error: &toml::de::Error, text: &str, source: u32) -> Fault {
    let span = error.span().unwrap_or(0..0);
    let start = text.floor_char_boundary(span.start.min(text.len().saturating_sub(1)));
    let end = text.ceil_char_boundary(span.end.max(start + 1)).max(start + 1);
    let span = Span::new(source, start, end);
    let message = error.message().lines().collect::<Vec<_>>().join(", ");
    let fault = Fault::new(span, format!("not valid TOML: {message}"), "here");
    let written = text.get(start..end).is_some_and(|text| !text.trim().is_empty());
    if written && message.starts_with("string values must be quoted") {
        return fault.help(
            "what is neither a number, a date, true nor false stands in quotes, as in \"2 %\", \"monthly\", \"small.close > 10\"",
        );
    }
    fault
}

struct Reader<'a> {
    text: &'a str,
    source: u32,
    /// Where `text` starts in its source.
    base: usize,
}

impl Reader<'_> {
    fn span(&self, range: std::ops::Range<usize>) -> Span {
        let start = self.base + range.start;
        Span::new(self.source, start, (self.base + range.end).max(start + 1))
    }

    fn table(&self, table: &DeTable) -> Table {
        let mut entries: Vec<(Key, Node)> = table
            .iter()
            .map(|(key, value)| {
                let key = Key { name: key.get_ref().to_string(), span: self.span(key.span()) };
                (key, self.node(value))
            })
            .collect();
        // The parser sorts by name; a reader expects the order of the file.
        entries.sort_by_key(|(key, _)| key.span);
        Table { entries }
    }

    fn node(&self, value: &Spanned<DeValue>) -> Node {
        Node { span: self.span(value.span()), value: self.value(value.get_ref(), value.span()) }
    }

    fn value(&self, value: &DeValue, range: std::ops::Range<usize>) -> Value {
        match value {
            DeValue::String(text) => {
                let raw = self.text.get(range.clone()).unwrap_or_default();
                Value::String(Text::new(text, self.source, raw, self.base + range.start))
            }
            DeValue::Integer(integer) => match i64::from_str_radix(integer.as_str(), integer.radix()) {
                Ok(integer) => Value::Integer(integer),
                Err(_) => Value::Float(integer.as_str().parse().unwrap_or(f64::NAN)),
            },
            DeValue::Float(float) => Value::Float(float.as_str().parse().unwrap_or(f64::NAN)),
            DeValue::Boolean(boolean) => Value::Boolean(*boolean),
            DeValue::Datetime(datetime) => match (datetime.date, datetime.time) {
                (Some(date), None) => {
                    match NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into()) {
                        Some(date) => Value::Date(date),
                        None => Value::Time(datetime.to_string()),
                    }
                }
                _ => Value::Time(datetime.to_string()),
            },
            DeValue::Array(array) => Value::Array(array.iter().map(|node| self.node(node)).collect()),
            DeValue::Table(table) => Value::Table(self.table(table)),
        }
    }
}

impl Node {
    /// What this value is, for a message that expected something else.
    pub fn kind(&self) -> &'static str {
        match self.value {
            Value::String(_) => "a string",
            Value::Integer(_) | Value::Float(_) => "a number",
            Value::Boolean(_) => "true or false",
            Value::Date(_) => "a date",
            Value::Time(_) => "a time",
            Value::Array(_) => "a list",
            Value::Table(_) => "a table",
        }
    }

    pub fn as_number(&self) -> Option<f64> {
        match self.value {
            Value::Integer(integer) => Some(integer as f64),
            Value::Float(float) => Some(float),
            _ => None,
        }
    }

    /// The same value in the TOML library's own type, to be written out.
    pub fn to_toml(&self) -> toml::Value {
        match &self.value {
            Value::String(text) => toml::Value::String(text.text.clone()),
            Value::Integer(integer) => toml::Value::Integer(*integer),
            Value::Float(float) => toml::Value::Float(*float),
            Value::Boolean(boolean) => toml::Value::Boolean(*boolean),
            Value::Date(date) => {
                date.to_string().parse().map_or_else(|_| toml::Value::String(date.to_string()), toml::Value::Datetime)
            }
            Value::Time(text) => toml::Value::String(text.clone()),
            Value::Array(nodes) => toml::Value::Array(nodes.iter().map(Node::to_toml).collect()),
            Value::Table(table) => toml::Value::Table(table.to_toml()),
        }
    }
}

impl Table {
    pub fn to_toml(&self) -> toml::Table {
        let entries = self.entries.iter();
        entries.map(|(key, node)| (key.name.clone(), node.to_toml())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn string_at(file: &str, needle: &str) -> String {
        let (table, faults) = parse(file, 0);
        assert!(faults.is_empty(), "{faults:?}");
        let Value::String(text) = &table.get("a").expect("the test file has `a`").value else {
            panic!("`a` is a string")
        };
        let start = text.text.find(needle).expect("the string contains the needle");
        let span = text.span(start, start + needle.len());
        file[span.start as usize..span.end as usize].to_owned()
    }

    #[test]
    fn a_place_inside_a_string_is_a_place_in_the_file() {
        let files = [
            "a = \"xx needle\"",
            "a = 'xx needle'",
            "a = \"\\t\\u00e9 needle\"",
            "a = \"é needle\"",
            "a = \"\"\"\nxx\n  needle\"\"\"",
            "a = '''\nxx needle'''",
            "a = \"\"\"xx \\\n     needle\"\"\"",
        ];
        for file in files {
            assert_eq!(string_at(file, "needle"), "needle", "{file}");
        }
    }

    #[test]
    fn a_place_in_an_assignment_is_a_place_in_the_assignment() {
        fn strings(node: &Node, found: &mut Vec<Span>) {
            match &node.value {
                Value::String(text) => found.push(text.span(0, text.text.len())),
                Value::Array(nodes) => nodes.iter().for_each(|node| strings(node, found)),
                Value::Table(table) => {
                    for (key, node) in &table.entries {
                        found.push(key.span);
                        strings(node, found);
                    }
                }
                _ => {}
            }
        }
        let cases = [
            ("a=b c", vec!["b c"]),
            ("a = b c ", vec!["b c"]),
            ("a = 'b'", vec!["b"]),
            ("a={ b = 'é', c = [\"d\"] }", vec!["b", "é", "c", "d"]),
        ];
        for (text, expected) in cases {
            let mut found = Vec::new();
            strings(&parse_value(text, text.find('=').unwrap() + 1, 0), &mut found);
            let found: Vec<&str> = found.iter().map(|span| &text[span.start as usize..span.end as usize]).collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn an_escape_that_does_not_exist_splits_no_character() {
        for file in ["a = \"\\ü\"", "a = \"\\u00aü\"", "a = \"ü", "a = 'ü"] {
            assert!(!parse(file, 0).1.is_empty(), "{file}");
        }
    }

    #[test]
    fn broken_toml_is_reported_where_it_breaks() {
        let (_, faults) = parse("a = 1\nb = [1, \nc = 2\n", 0);
        assert!(!faults.is_empty());
        assert!(faults.iter().all(|fault| fault.message.starts_with("not valid TOML")));
    }
}
