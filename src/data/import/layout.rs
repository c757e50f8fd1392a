//! How a file is laid out, by its first lines: see the layouts of [`super`].

use super::day;
use super::fault::Fault;
use super::sheet::Sheet;
use crate::strategy::Field;
use crate::wording::nearest;
use csv::StringRecord;
use std::ops::Range;

/// Where things are in a file.
#[derive(Debug)]
pub struct Layout {
    /// Symbol or series.
    pub name: String,
    /// The rows below the header.
    pub rows: Range<usize>,
    pub columns: Columns,
    pub notes: Vec<String>,
}

/// Indices of columns.
#[derive(Debug)]
pub enum Columns {
    Prices { date: usize, fields: Vec<(Field, usize)> },
    Series { date: usize, value: usize, known: Option<usize> },
}

/// What a column's header says that it is.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Meaning {
    Date,
    Field(Field),
    Symbol,
    Value,
    /// The day on which a number was published.
    Known,
}

/// What vendors call their columns: lower case, letters and digits only.
const SPELLINGS: [(Meaning, &[&str]); 12] = [
    (Meaning::Date, &["date", "datetime", "timestamp", "day", "observationdate"]),
    (Meaning::Field(Field::Open), &["open"]),
    (Meaning::Field(Field::High), &["high"]),
    (Meaning::Field(Field::Low), &["low"]),
    (Meaning::Field(Field::Close), &["close", "price"]),
    (Meaning::Field(Field::AdjClose), &["adjclose", "adjustedclose", "adjustedprice"]),
    (Meaning::Field(Field::Volume), &["volume", "vol"]),
    (Meaning::Field(Field::Dividend), &["dividend", "dividends", "dividendamount", "divcash"]),
    (
        Meaning::Field(Field::Split),
        &["split", "splits", "stocksplit", "stocksplits", "splitfactor", "splitratio", "splitcoefficient"],
    ),
    (Meaning::Symbol, &["symbol", "ticker", "name"]),
    (Meaning::Value, &["value"]),
    (Meaning::Known, &["known"]),
];

/// Reads the header of a file called `stem` (without its ending).
pub fn recognise(sheet: &Sheet, stem: &str) -> Result<Layout, Fault> {
    let starts = |index: usize, word: &str| {
        let first = sheet.row(index).and_then(|(_, row)| row.get(0));
        first.is_some_and(|cell| cell.eq_ignore_ascii_case(word))
    };
    if starts(0, "price") && starts(1, "ticker") { yahoo(sheet) } else { plain(sheet, stem) }
}

fn yahoo(sheet: &Sheet) -> Result<Layout, Fault> {
    let (line, header) = first_row(sheet);
    let (ticker_line, tickers) = sheet.row(1).expect("the ticker row was recognised");
    let symbol = tickers.get(1).unwrap_or_default();
    if symbol.is_empty() || tickers.iter().skip(1).any(|ticker| ticker != symbol) {
        let tickers: Vec<&str> = tickers.iter().skip(1).collect();
        let what = format!("the ticker row names `{}`", tickers.join(", "));
        return Err(Fault::file(Some(ticker_line), what, "save one ticker a file"));
    }
    let mut header: Vec<Header> = header.iter().map(Header::of).collect();
    header[0].meaning = Some(Meaning::Date);
    for column in header.iter_mut().skip(1) {
        if column.text.eq_ignore_ascii_case("price") {
            column.meaning = Some(Meaning::Field(Field::AdjClose));
        }
    }
    distinct(&header, line)?;
    let mut fields = fields(&header);
    let mut notes = Vec::from_iter(unused(&header));
    let close = column(&header, Meaning::Field(Field::Close)).ok_or_else(|| missing(&header, "close", line))?;
    if column(&header, Meaning::Field(Field::AdjClose)).is_none() {
        fields.push((Field::AdjClose, close));
        notes.push("there is no unadjusted close: prices include dividends, as Yahoo adjusts them".to_owned());
    }
    let titles = sheet.rows().iter().take_while(|(_, row)| {
        let first = row.get(0).unwrap_or_default();
        ["price", "ticker", "date"].iter().any(|word| first.eq_ignore_ascii_case(word))
    });
    let rows = body(sheet, titles.count(), line)?;
    without_empty(sheet, &rows, &mut fields, &mut notes);
    Ok(Layout { name: symbol.to_owned(), rows, columns: Columns::Prices { date: 0, fields }, notes })
}

fn plain(sheet: &Sheet, stem: &str) -> Result<Layout, Fault> {
    let (line, header) = first_row(sheet);
    if header.len() == 1 {
        let what = format!("there is one column only, `{}`", header.get(0).unwrap_or_default());
        return Err(Fault::file(Some(line), what, "separate the columns by commas; a point marks the decimals"));
    }
    if header.iter().any(|cell| day::parse(cell).is_some()) {
        let help = "put a first line above the data, such as date,open,high,low,close,volume";
        return Err(Fault::file(Some(line), "the first line is data, and should name the columns", help));
    }
    let mut header: Vec<Header> = header.iter().map(Header::of).collect();
    distinct(&header, line)?;
    let date = column(&header, Meaning::Date).ok_or_else(|| missing(&header, "date", line))?;
    let rows = body(sheet, 1, line)?;
    let given = match column(&header, Meaning::Symbol) {
        Some(index) => the_one_symbol(sheet, &rows, index)?,
        None => None,
    };
    if column(&header, Meaning::Field(Field::Close)).is_some() {
        let mut fields = fields(&header);
        // Prices are known at their own close.
        header
            .iter_mut()
            .filter(|column| column.meaning == Some(Meaning::Known))
            .for_each(|column| column.meaning = None);
        let mut notes = Vec::from_iter(unused(&header));
        without_empty(sheet, &rows, &mut fields, &mut notes);
        return Ok(Layout {
            name: given.unwrap_or_else(|| stem.to_owned()),
            rows,
            columns: Columns::Prices { date, fields },
            notes,
        });
    }
    let Some(value) = value_column(&header, date) else {
        return Err(missing(&header, "close", line));
    };
    let of_column = header[value].meaning.is_none().then(|| header[value].text.clone());
    header[value].meaning = Some(Meaning::Value);
    Ok(Layout {
        name: given.or(of_column).unwrap_or_else(|| stem.to_owned()),
        rows,
        columns: Columns::Series { date, value, known: column(&header, Meaning::Known) },
        notes: Vec::from_iter(unused(&header)),
    })
}

/// The values of a series: a column called `value`, or the only one beside the days. One that looks like a slip of `close` is
/// not.
fn value_column(header: &[Header], date: usize) -> Option<usize> {
    column(header, Meaning::Value).or_else(|| {
        let beside = |index: &usize| *index != date && header[*index].meaning != Some(Meaning::Known);
        let others: Vec<usize> = (0..header.len()).filter(beside).collect();
        let slip = |text: &str| strsim::osa_distance(&normal(text), "close") <= 1;
        match others.as_slice() {
            [only] if header[*only].meaning.is_none() && !slip(&header[*only].text) => Some(*only),
            _ => None,
        }
    })
}

struct Header {
    text: String,
    meaning: Option<Meaning>,
}

impl Header {
    fn of(text: &str) -> Header {
        let known = SPELLINGS.iter().find(|(_, spellings)| spellings.contains(&normal(text).as_str()));
        Header { text: text.to_owned(), meaning: known.map(|(meaning, _)| *meaning) }
    }
}

/// Lower case, letters and digits only: `Adj. Close`, `adj_close` and `AdjClose` are one.
fn normal(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn column(header: &[Header], meaning: Meaning) -> Option<usize> {
    header.iter().position(|column| column.meaning == Some(meaning))
}

fn fields(header: &[Header]) -> Vec<(Field, usize)> {
    let columns = header.iter().enumerate();
    columns
        .filter_map(|(index, column)| match column.meaning {
            Some(Meaning::Field(field)) => Some((field, index)),
            _ => None,
        })
        .collect()
}

/// Two columns that mean the same leave it open which one counts.
fn distinct(header: &[Header], line: u64) -> Result<(), Fault> {
    for (index, column) in header.iter().enumerate().filter(|(_, column)| column.meaning.is_some()) {
        if let Some(other) = header[..index].iter().find(|other| other.meaning == column.meaning) {
            let what = format!("columns `{}` and `{}` mean the same", other.text, column.text);
            return Err(Fault::file(Some(line), what, "delete or rename one of them"));
        }
    }
    Ok(())
}

fn missing(header: &[Header], name: &str, line: u64) -> Fault {
    let unknown = header.iter().filter(|column| column.meaning.is_none());
    let guess = unknown.clone().find(|column| {
        let spelled = normal(&column.text);
        spelled.contains(name) || nearest(&spelled, [name]).is_some()
    });
    let help = match guess {
        Some(column) => format!("if column `{}` is meant, rename it `{name}`", column.text),
        None => "prices need `date` and `close`, a series a date and one other column".to_owned(),
    };
    Fault::file(Some(line), format!("there is no column `{name}`"), help)
}

fn unused(header: &[Header]) -> Option<String> {
    let unknown = header.iter().filter(|column| column.meaning.is_none() && !column.text.is_empty());
    let names: Vec<String> = unknown.map(|column| format!("`{}`", column.text)).collect();
    match names.as_slice() {
        [] => None,
        [one] => Some(format!("column {one} is not used")),
        many => Some(format!("columns {} are not used", many.join(", "))),
    }
}

fn body(sheet: &Sheet, start: usize, line: u64) -> Result<Range<usize>, Fault> {
    let rows = start..sheet.rows().len();
    match rows.is_empty() {
        true => Err(Fault::file(Some(line), "there are no rows under the header", "download the file again")),
        false => Ok(rows),
    }
}

/// Columns without a single cell are not there at all.
fn without_empty(sheet: &Sheet, rows: &Range<usize>, fields: &mut Vec<(Field, usize)>, notes: &mut Vec<String>) {
    fields.retain(|(field, index)| {
        let filled = |(_, row): &(u64, StringRecord)| row.get(*index).is_some_and(|cell| !cell.is_empty());
        let keep = *field == Field::Close || sheet.rows()[rows.clone()].iter().any(filled);
        if !keep {
            notes.push(format!("column `{}` is empty, and not used", field.name()));
        }
        keep
    });
}

/// The single value of the symbol column; none where it is empty.
fn the_one_symbol(sheet: &Sheet, rows: &Range<usize>, index: usize) -> Result<Option<String>, Fault> {
    let mut symbol: Option<&str> = None;
    for (line, row) in &sheet.rows()[rows.clone()] {
        let Some(cell) = row.get(index).filter(|cell| !cell.is_empty()) else {
            continue;
        };
        if let Some(first) = symbol.filter(|first| *first != cell) {
            let what = format!("the file holds several symbols: `{first}`, and here `{cell}`");
            return Err(Fault::file(Some(*line), what, "split it: one symbol a file"));
        }
        symbol = Some(cell);
    }
    Ok(symbol.map(str::to_owned))
}

fn first_row(sheet: &Sheet) -> (u64, &StringRecord) {
    sheet.row(0).expect("a sheet has at least one row")
}
