//! Rows of a file in the order of their days, without those at fault.

use super::day;
use super::fault::{Fault, Remedy};
use super::sheet::Sheet;
use crate::data::quality::{LONG_GAP, scheduled_between};
use crate::data::{Calendar, Date};
use crate::wording::counted;
use csv::StringRecord;
use std::collections::HashMap;
use std::ops::Range;

/// What is accepted, besides files without a fault.
#[derive(Clone, Copy, Debug)]
pub struct Tolerance {
    pub gaps: Gaps,
    /// Rows at fault, which are then left out.
    pub faulty_rows: bool,
}

/// What becomes of ten and more scheduled sessions without a row.
#[derive(Clone, Copy, Debug)]
pub enum Gaps {
    Refused(Calendar),
    Noted(Calendar),
    Ignored,
}

/// The columns that say what day a row is of, and on which it was published, where they do.
#[derive(Clone, Copy, Debug)]
pub struct Days {
    pub date: usize,
    pub known: Option<usize>,
}

/// One row: its days, and what was made of its cells.
#[derive(Debug)]
pub struct Row<T> {
    pub date: Date,
    pub known: Option<Date>,
    pub cells: T,
}

/// Rows, and what is to be said of them.
pub type Read<T> = (T, Vec<String>);

/// Makes `T` of every row. `cells` gives none for a row to be passed over, and says what is wrong with one at fault.
pub fn dated<T>(
    sheet: &Sheet,
    rows: Range<usize>,
    columns: Days,
    tolerance: Tolerance,
    mut cells: impl FnMut(&StringRecord) -> Result<Option<T>, String>,
) -> Result<Read<Vec<Row<T>>>, Vec<Fault>> {
    let width = sheet.row(0).map_or(0, |(_, header)| header.len());
    let mut lines: HashMap<(Date, Option<Date>), u64> = HashMap::new();
    let mut good: Vec<Row<T>> = Vec::new();
    let mut days: Vec<(Date, u64)> = Vec::new();
    let mut faults: Vec<Fault> = Vec::new();
    for (line, row) in &sheet.rows()[rows] {
        let (date, known) = match columns.of(row) {
            Ok(days) => days,
            Err(what) => {
                faults.push(Fault::row(*line, what));
                continue;
            }
        };
        let made = if row.len() < width || row.iter().skip(width).any(|cell| !cell.is_empty()) {
            Err(format!("{} cells, and the header has {width}", row.len()))
        } else if let Some(other) = lines.get(&(date, known)) {
            let vintage = known.map_or_else(String::new, |known| format!(", known on {known},"));
            Err(format!("{date}{vintage} is on line {other} already"))
        } else {
            cells(row)
        };
        // A row to be corrected fills its day; one that is left out does not.
        if made.is_ok() || !tolerance.faulty_rows {
            days.push((date, *line));
        }
        match made {
            Ok(cells) => {
                lines.insert((date, known), *line);
                good.extend(cells.map(|cells| Row { date, known, cells }));
            }
            Err(what) => faults.push(Fault::row(*line, what)),
        }
    }
    let mut notes = Vec::new();
    if tolerance.faulty_rows && !faults.is_empty() {
        notes.push(left_out(&faults));
        faults.clear();
    }
    if good.is_empty() && faults.is_empty() {
        let what = notes.pop().map_or_else(
            || "there is no row with a value".to_owned(),
            |left_out| format!("no row is left: {left_out}"),
        );
        return Err(vec![Fault::file(None, what, "download the file again")]);
    }
    match tolerance.gaps {
        Gaps::Refused(calendar) => faults.extend(gaps(days, calendar)),
        Gaps::Noted(calendar) => notes.extend(gaps(days, calendar).into_iter().map(|gap| gap.what)),
        Gaps::Ignored => {}
    }
    if !faults.is_empty() {
        faults.sort_by_key(|fault| fault.line);
        return Err(faults);
    }
    good.sort_by_key(|row| (row.date, row.known));
    Ok((good, notes))
}

impl Days {
    /// The days of a row, or what is wrong with them.
    fn of(self, row: &StringRecord) -> Result<(Date, Option<Date>), String> {
        let day = |column: usize| {
            let text = row.get(column).unwrap_or_default();
            day::parse(text).ok_or_else(|| format!("`{text}` is no date: days are written as 2000-05-26"))
        };
        let (date, known) = (day(self.date)?, self.known.map(day).transpose()?);
        match known {
            Some(known) if known < date => Err(format!("`known` is {known}, before the row's date {date}")),
            known => Ok((date, known)),
        }
    }
}

fn left_out(faults: &[Fault]) -> String {
    const SHOWN: usize = 3;
    let shown = faults.iter().take(SHOWN).map(|fault| match fault.line {
        Some(line) => format!("line {line}: {}", fault.what),
        None => fault.what.clone(),
    });
    let mut text = shown.collect::<Vec<_>>().join("; ");
    if faults.len() > SHOWN {
        text += &format!("; and {} more", faults.len() - SHOWN);
    }
    format!("{} left out ({text})", counted(faults.len(), "faulty row"))
}

fn gaps(mut days: Vec<(Date, u64)>, calendar: Calendar) -> Vec<Fault> {
    days.sort();
    let mut gaps = Vec::new();
    for pair in days.windows(2) {
        let [(before, _), (after, line)] = [pair[0], pair[1]];
        let sessions = scheduled_between(calendar, before, after);
        if sessions >= LONG_GAP {
            gaps.push(Fault {
                line: Some(line),
                what: format!("a gap of {sessions} sessions: no rows between {before} and {after}"),
                remedy: Remedy::Gap,
            });
        }
    }
    gaps
}
