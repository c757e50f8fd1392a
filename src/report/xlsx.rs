//! Tables as a workbook: a sheet a table, numbers as numbers.

use super::table::{Cell, Table};
use crate::data::Date;
use crate::error::{Error, Result};
use crate::stats::Unit;
use chrono::Datelike;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

/// Most characters of a sheet's name, by Excel's rule.
const NAME: usize = 31;

/// The bytes of an .xlsx file with a sheet for each named table: numbers in full precision, shown by their unit, the heading in
/// place while the rest scrolls.
///
/// # Errors
/// A table with more rows or columns than a sheet can have, or a text longer than a cell.
pub fn workbook(tables: &[(String, Table)]) -> Result<Vec<u8>> {
    let write = || -> std::result::Result<Vec<u8>, XlsxError> {
        let mut book = Workbook::new();
        for (place, (name, table)) in tables.iter().enumerate() {
            let sheet = book.add_worksheet();
            sheet.set_name(sheet_name(name, place))?;
            fill(sheet, table)?;
        }
        book.save_to_buffer()
    };
    write().map_err(|error| Error::failed(format!("cannot write a workbook: {error}")))
}

/// Without what Excel forbids.
fn sheet_name(name: &str, place: usize) -> String {
    let allowed = |c: &char| !c.is_control() && !"[]:*?/\\'".contains(*c);
    let name: String = name.chars().filter(allowed).take(NAME).collect();
    if name.is_empty() { format!("Table {}", place + 1) } else { name }
}

fn fill(sheet: &mut Worksheet, table: &Table) -> std::result::Result<(), XlsxError> {
    let heading = Format::new().set_bold();
    let date = Format::new().set_num_format("yyyy-mm-dd");
    for (column, head) in table.columns.iter().enumerate() {
        let column = u16::try_from(column).map_err(|_| XlsxError::RowColumnLimitError)?;
        let title = if head.title.is_empty() { "Name" } else { &head.title };
        sheet.write_string_with_format(0, column, title, &heading)?;
    }
    for (row, cells) in table.rows.iter().enumerate() {
        let row = u32::try_from(row + 1).map_err(|_| XlsxError::RowColumnLimitError)?;
        for (column, cell) in (0..).zip(cells) {
            match cell {
                Cell::Number(None, _) => {}
                Cell::Number(Some(value), unit) => {
                    sheet.write_number_with_format(row, column, *value, &number_format(*unit))?;
                }
                Cell::Given(value) => drop(sheet.write_number(row, column, *value)?),
                // Excel knows no day before 1900.
                Cell::Date(day) => match excel_day(*day) {
                    Some(day) => drop(sheet.write_datetime_with_format(row, column, day, &date)?),
                    None => drop(sheet.write_string(row, column, day.to_string())?),
                },
                Cell::Text(_) => {
                    sheet.write_string(row, column, cell.rounded())?;
                }
            }
        }
    }
    sheet.set_freeze_panes(1, 1)?;
    sheet.autofit();
    Ok(())
}

fn excel_day(day: Date) -> Option<ExcelDateTime> {
    ExcelDateTime::from_ymd(u16::try_from(day.year()).ok()?, day.month() as u8, day.day() as u8).ok()
}

fn number_format(unit: Unit) -> Format {
    Format::new().set_num_format(match unit {
        Unit::Percent => "0.00%",
        Unit::Ratio => "0.00",
        Unit::Days | Unit::Count => "0",
    })
}
