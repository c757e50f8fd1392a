//! The options that every command with tables has: in which format they are printed, and a spreadsheet of them.

use super::print;
use crate::data::store::Staged;
use crate::error::{Error, Result};
use crate::report::{Format, Layout, Table, workbook};
use clap::Args;
use std::path::PathBuf;

#[derive(Args)]
pub(super) struct Output {
    /// How to print the result
    #[arg(long, value_enum, default_value = "table")]
    pub format: Format,
    /// Write the tables to this spreadsheet as well, unrounded
    #[arg(long, value_name = "FILE.xlsx", value_parser = spreadsheet)]
    xlsx: Option<PathBuf>,
}

fn spreadsheet(name: &str) -> std::result::Result<PathBuf, String> {
    let path = PathBuf::from(name);
    let ends = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx"));
    if ends { Ok(path) } else { Err("its name has to end in .xlsx".to_owned()) }
}

impl Output {
    pub fn layout(&self) -> Layout {
        Layout { format: self.format, width: print::width() }
    }

    /// Whether somebody wants a spreadsheet.
    pub fn has_spreadsheet(&self) -> bool {
        self.xlsx.is_some()
    }

    /// Prints one table, and writes it where the user wants it.
    pub fn table(&self, name: &str, table: &Table) -> Result<()> {
        self.save(|| vec![(name.to_owned(), table.clone())])?;
        self.print(&table.laid_out(self.layout())?)
    }

    /// What people read goes through their pager where it is long.
    pub fn print(&self, text: &str) -> Result<()> {
        match self.format {
            Format::Table => print::page(text),
            Format::Json | Format::Csv | Format::Markdown => print::out(text),
        }
    }

    /// Writes a sheet a table, if the user wants a spreadsheet: whole, or not at all.
    pub fn save(&self, tables: impl FnOnce() -> Vec<(String, Table)>) -> Result<()> {
        let Some(path) = &self.xlsx else {
            return Ok(());
        };
        if path.is_dir() {
            return Err(Error::input("this is a folder, not a spreadsheet").at(path.display()));
        }
        let mut staged = Staged::default();
        staged.add(path, &workbook(&tables())?)?;
        staged.commit()?;
        print::note(&format!("wrote {}", path.display()));
        Ok(())
    }
}
