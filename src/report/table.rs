//! One table, in every format: rounded for the eye, in full precision for machines.

use super::fit::fitted;
use crate::data::Date;
use crate::error::{Error, Result};
use crate::stats::Unit;
use comfy_table::presets::ASCII_MARKDOWN;
use comfy_table::{CellAlignment, LineStyle, TableStyle};
use serde_json::{Map, Value, json};

/// What `--format` takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    Table,
    Json,
    Csv,
    Markdown,
}

/// How to print for people, and how wide a line may be; None: as wide as it likes, where nobody sees line ends.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    pub format: Format,
    pub width: Option<usize>,
}

impl Layout {
    /// A name or sentence of the user's outside tables.
    pub(super) fn text(&self, text: &str) -> String {
        if self.format == Format::Markdown { marked_down(&plain(text)) } else { plain(text) }
    }
}

#[derive(Clone, Debug, Default)]
pub struct Table {
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<Cell>>,
}

/// A column's heading for people, and its key for machines.
#[derive(Clone, Debug)]
pub struct Column {
    pub title: String,
    pub key: String,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Text(String),
    Date(Date),
    /// A number that a person chose: never rounded.
    Given(f64),
    /// None prints `-`, and is null.
    Number(Option<f64>, Unit),
}

impl Column {
    pub fn new(title: &str, key: &str) -> Self {
        Self { title: title.to_owned(), key: key.to_owned() }
    }
}

impl Cell {
    pub fn text(text: impl Into<String>) -> Self {
        Cell::Text(text.into())
    }

    /// For people: rounded by its unit.
    pub fn rounded(&self) -> String {
        match self {
            Cell::Text(text) => plain(text),
            Cell::Date(date) => date.to_string(),
            Cell::Given(value) => value.to_string(),
            Cell::Number(None, _) => "-".to_owned(),
            Cell::Number(Some(value), Unit::Percent) => format!("{:.2} %", unsigned_zero(value * 100.0)),
            Cell::Number(Some(value), Unit::Ratio) => format!("{:.2}", unsigned_zero(*value)),
            Cell::Number(Some(value), Unit::Days | Unit::Count) => format!("{value:.0}"),
        }
    }

    pub(super) fn exact(&self) -> String {
        match self {
            Cell::Number(None, _) => String::new(),
            Cell::Number(Some(value), _) => value.to_string(),
            other => other.rounded(),
        }
    }

    fn json(&self) -> Value {
        match self {
            Cell::Number(value, _) => json!(value),
            Cell::Given(value) => given(*value),
            other => Value::String(other.rounded()),
        }
    }

    fn is_number(&self) -> bool {
        matches!(self, Cell::Number(..) | Cell::Given(_))
    }
}

/// A number that a person chose, in JSON: one without a fraction is written without.
pub(super) fn given(value: f64) -> Value {
    let exact = value.fract() == 0.0 && value.abs() < 9e15;
    if exact { json!(value as i64) } else { json!(value) }
}

/// A line under the heading and nothing else.
const PLAIN: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));

impl Table {
    pub fn new(columns: impl IntoIterator<Item = Column>) -> Self {
        Self { columns: columns.into_iter().collect(), rows: Vec::new() }
    }

    /// # Errors
    /// None that the formats themselves cause; the CSV writer's are passed on.
    pub fn render(&self, format: Format) -> Result<String> {
        match format {
            Format::Table => Ok(self.drawn(PLAIN)),
            Format::Markdown => Ok(self.drawn(ASCII_MARKDOWN)),
            Format::Json => Ok(format!("{:#}\n", self.objects())),
            Format::Csv => self.csv(),
        }
    }

    /// As [`Table::render`], and a table wider than the layout's lines is turned or split.
    ///
    /// # Errors
    /// Those of [`Table::render`].
    pub fn laid_out(&self, layout: Layout) -> Result<String> {
        match (layout.format, layout.width) {
            (Format::Table, Some(width)) => Ok(fitted(self, width)),
            (format, _) => self.render(format),
        }
    }

    /// For a terminal, however wide.
    pub(super) fn in_lines(&self) -> String {
        self.drawn(PLAIN)
    }

    fn drawn(&self, style: TableStyle) -> String {
        let escaped = |text: String| if style == ASCII_MARKDOWN { marked_down(&text) } else { text };
        let shown = |cell: &Cell| if let Cell::Text(_) = cell { escaped(cell.rounded()) } else { cell.rounded() };
        let mut table = comfy_table::Table::new();
        table.load_style(style);
        let is_number = |column: usize| self.rows.iter().any(|row| row[column].is_number());
        let alignment = |column: usize| if is_number(column) { CellAlignment::Right } else { CellAlignment::Left };
        let alignments: Vec<CellAlignment> = (0..self.columns.len()).map(alignment).collect();
        let aligned =
            |(text, alignment): (String, &CellAlignment)| comfy_table::Cell::new(text).set_alignment(*alignment);
        let heading = self.columns.iter().map(|column| escaped(plain(&column.title)));
        table.set_header(heading.zip(&alignments).map(aligned));
        for row in &self.rows {
            table.add_row(row.iter().map(shown).zip(&alignments).map(aligned));
        }
        format!("{}\n", table.trim_fmt())
    }

    /// A row an object, by the keys of its columns.
    pub(super) fn objects(&self) -> Value {
        let object = |row: &Vec<Cell>| -> Value {
            let entries = self.columns.iter().zip(row);
            entries.map(|(column, cell)| (column.key.clone(), cell.json())).collect::<Map<_, _>>().into()
        };
        self.rows.iter().map(object).collect()
    }

    fn csv(&self) -> Result<String> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let heading = self.columns.iter().map(|column| column.key.clone()).collect::<Vec<_>>();
        let rows = self.rows.iter().map(|row| row.iter().map(Cell::exact).collect());
        let written = std::iter::once(heading).chain(rows).try_for_each(|row: Vec<String>| writer.write_record(row));
        let failed = |error: &dyn std::fmt::Display| Error::failed(format!("cannot write CSV: {error}"));
        written.map_err(|error| failed(&error))?;
        let bytes = writer.into_inner().map_err(|error| failed(error.error()))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}

/// A name as it may stand in a line: a line end, an escape, or a character that turns the direction of writing would break it.
pub fn plain(text: &str) -> String {
    let breaks = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    text.replace(breaks, " ")
}

/// With a backslash before what Markdown or HTML would read as markup. An underscore inside a word is none.
fn marked_down(text: &str) -> String {
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let mut escaped = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    let mut before = None;
    while let Some(c) = characters.next() {
        let inside_a_word = letter(before) && letter(characters.peek().copied());
        if matches!(c, '\\' | '`' | '*' | '[' | ']' | '<' | '>' | '|') || c == '_' && !inside_a_word {
            escaped.push('\\');
        }
        escaped.push(c);
        before = Some(c);
    }
    escaped
}

/// What rounds to zero at two decimals is zero, without a minus before it.
fn unsigned_zero(value: f64) -> f64 {
    if value.abs() < 0.005 { 0.0 } else { value }
}
