//! Tables that are wider than the terminal: turned, so that rows stand side by side, or split into tables below one another.

use super::table::{Cell, Column, Table};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// A table with no more rows than this may be turned.
const TURNED: usize = 8;

/// The table in lines of at most `width`: as it is; turned, if it has few rows; or in parts that repeat its first column. What is
/// wider than a line by itself is cut, and ends in `…`.
pub(super) fn fitted(table: &Table, width: usize) -> String {
    let lines = table.in_lines();
    if widest(&lines) <= width || table.columns.len() < 2 {
        return lines;
    }
    if table.rows.len() <= TURNED {
        let lines = turned(table).in_lines();
        if widest(&lines) <= width {
            return lines;
        }
    }
    split(table, width)
}

fn widest(text: &str) -> usize {
    text.lines().map(UnicodeWidthStr::width).max().unwrap_or(0)
}

/// A row a column.
fn turned(table: &Table) -> Table {
    let name = |row: &Vec<Cell>| row.first().map(Cell::rounded).unwrap_or_default();
    let heads = std::iter::once(table.columns[0].title.clone()).chain(table.rows.iter().map(name));
    let mut turned = Table::new(heads.map(|head| Column::new(&head, &head)));
    for (place, column) in table.columns.iter().enumerate().skip(1) {
        let cells = table.rows.iter().map(|row| row[place].clone());
        turned.rows.push(std::iter::once(Cell::text(column.title.clone())).chain(cells).collect());
    }
    turned
}

/// As many columns a part as fit beside the first.
fn split(table: &Table, width: usize) -> String {
    // A cell has a blank on either side, and one more stands between two.
    let own = |column: usize| {
        let cells = table.rows.iter().map(|row| row[column].rounded().width());
        cells.chain([table.columns[column].title.width()]).max().unwrap_or(0) + 2
    };
    let first = own(0).min(width * 3 / 5);
    let mut parts: Vec<Vec<usize>> = Vec::new();
    let mut used = width;
    for column in 1..table.columns.len() {
        let wanted = (own(column) + 1).min(width.saturating_sub(first));
        if used + wanted > width {
            parts.push(Vec::new());
            used = first;
        }
        used += wanted;
        if let Some(part) = parts.last_mut() {
            part.push(column);
        }
    }
    let drawn = parts.iter().map(|part| {
        let columns: Vec<usize> = std::iter::once(0).chain(part.iter().copied()).collect();
        let room = |column: usize| if column == 0 { first } else { width.saturating_sub(first + 1) }.saturating_sub(2);
        let cell = |row: &Vec<Cell>, column: usize| match &row[column] {
            Cell::Text(text) if text.width() > room(column) => Cell::text(cut(text, room(column))),
            cell => cell.clone(),
        };
        let heads = columns.iter().map(|column| {
            let head = &table.columns[*column];
            Column::new(&cut(&head.title, room(*column)), &head.key)
        });
        let mut drawn = Table::new(heads);
        drawn.rows = table.rows.iter().map(|row| columns.iter().map(|column| cell(row, *column)).collect()).collect();
        drawn.in_lines()
    });
    drawn.collect::<Vec<_>>().join("\n")
}

/// At most `width` columns of a text, with `…` for what is left out.
pub(super) fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut used = 1;
    let fits = |c: &char| {
        used += c.width().unwrap_or(0);
        used <= width
    };
    let kept: String = text.chars().take_while(fits).collect();
    format!("{kept}…")
}
